"""kill -9 again and again while stories go on: each step waits for a kill of its own, so that some are under way."""

from __future__ import annotations

import asyncio
from random import Random

from bot.simulator.client import Message, Person
from tests.faults.bots import Bench

PATIENCE = 600.0  # an update that was cut off several times is tried again after minutes
LOOK = 0.05


async def seen(person: Person, text: str = "") -> Message:
    """What the person sees in the end, however often the bot begins anew."""
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                return await person.sees(text, within=30)
            except AssertionError:  # not yet; the simulator waits for a minute at the most
                continue


class Kills:
    """How many there were, and which of them a story's steps wait for."""

    def __init__(self, wanted: int, chance: Random) -> None:
        self.wanted, self.done = wanted, 0
        self._chance = chance

    def moments(self, steps: int) -> list[int]:
        """When a story goes on: after so many kills each, in order."""
        return sorted(self._chance.randrange(self.wanted) for _ in range(steps))

    async def reach(self, number: int) -> None:
        """Waits until the bot was killed so often."""
        while self.done < number:  # noqa: ASYNC110 - what happens in another process has no event to wait for
            await asyncio.sleep(LOOK)

    async def go_on(self, one: Bench) -> None:
        """Kills at random points: most while it works off what waited, some while it starts. In the end it runs."""
        while self.done < self.wanted:
            await one.start(until_receiving=self._chance.random() < 0.8)
            await asyncio.sleep(self._chance.random() ** 2 * 2)
            await one.kill()
            self.done += 1
        await one.start()
