"""Faults 1 to 10 in short: the same as `make faults`, with fewer of everything."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import new_postgres_database
from tests.faults import inbound
from tests.faults.registry import FAULTS, Fault, Scale

SHORT = Scale(kills=2, updates=40, seconds=10.0, full=False)


@pytest.fixture(autouse=True)
def _ready(state_dir: Path) -> None:
    """The index that the faults copy is brought up to date."""


@pytest.mark.parametrize(
    "fault",
    [
        inbound.killed_while_polling, inbound.killed_behind_a_webhook, inbound.repeated, inbound.poisoned,
        inbound.refused, inbound.abused, inbound.locked, inbound.in_order, inbound.told_to_stop,
    ],
)  # fmt: skip
async def test_nothing_is_lost_and_nothing_takes_effect_twice(fault: Fault) -> None:
    found = await fault(SHORT)
    assert found.ok, found


async def test_nothing_is_lost_on_postgresql_either(postgres_server: str) -> None:
    address = await new_postgres_database(postgres_server)
    found = await inbound.killed(Scale(kills=1, updates=20, full=False), database_url=address)
    assert found.ok, found


def test_all_ten_are_in_the_list() -> None:
    assert {known.number for known in FAULTS} >= set(range(1, 11))
