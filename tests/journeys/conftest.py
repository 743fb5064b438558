"""People for the journeys: fresh ones for each test, so that no story depends on another."""

from __future__ import annotations

from collections.abc import AsyncIterator
from itertools import count

import pytest

from bot.simulator.client import Group, Person, Simulator
from tests.processes import Running

_names = count(1)


async def _somebody(simulator: Simulator, language: str) -> Person:
    person = await simulator.add_person(f"Persona {next(_names)}", language=language)
    await person.starts()
    await person.sees("Raccordo")
    return person


@pytest.fixture
async def anna(simulator: Simulator, running_bot: Running) -> Person:
    """An Italian who has pressed START and seen the welcome."""
    return await _somebody(simulator, "it")


@pytest.fixture
async def emma(simulator: Simulator, running_bot: Running) -> Person:
    """The same in English."""
    return await _somebody(simulator, "en")


@pytest.fixture
async def newcomer(simulator: Simulator, running_bot: Running) -> Person:
    """Somebody who has not spoken to the bot yet."""
    return await simulator.add_person(f"Persona {next(_names)}", language="it")


@pytest.fixture
async def workshop(simulator: Simulator, anna: Person) -> Group:
    """A group with Anna and the bot."""
    return await simulator.add_group(f"Officina {next(_names)}", [anna])


@pytest.fixture
async def unhealthy(simulator: Simulator) -> AsyncIterator[Simulator]:
    """The simulator for a test that makes calls fail; healed afterwards."""
    yield simulator
    await simulator.heal()
