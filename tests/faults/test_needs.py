"""Fault 22 in short: the same as `make faults`, with fewer needs and kills."""

from __future__ import annotations

from tests.faults.needs import killed_meanwhile
from tests.faults.registry import Scale


async def test_no_need_is_lost_when_the_bot_is_killed() -> None:
    found = await killed_meanwhile(Scale(kills=2, full=False))
    assert found.ok, found
