"""Fault 21 in short: the same as `make faults`, with fewer introductions and kills."""

from __future__ import annotations

from tests.faults.introductions import killed_meanwhile
from tests.faults.registry import Scale


async def test_no_introduction_is_lost_when_the_bot_is_killed() -> None:
    found = await killed_meanwhile(Scale(kills=2, full=False))
    assert found.ok, found
