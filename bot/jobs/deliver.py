"""Delivery: takes what is due out of the outbox, hands it to the courier, writes down what became of it."""

from __future__ import annotations

import asyncio
import time

import structlog

from bot import observability
from bot.services.claiming import Room
from bot.services.parcels import Carry, Outcome, Parcel, Refused
from bot.services.sending import NotNow, Sending

log = structlog.get_logger()

GATHER = 0.06  # seconds in which outcomes are gathered, so that several share one commit
PAUSE = 0.5  # seconds: before a database that was busy is tried again, and between two looks whether to stop
LAST_CALLS = 4.0  # seconds that calls under way may still take when the bot stops


class Delivery:
    """One at a time in a process. Rows that it claims and can't settle stay `sending` and are recovered."""

    def __init__(self, sending: Sending, carry: Carry) -> None:
        self._sending = sending
        self._carry = carry
        self._calls: dict[asyncio.Task[Outcome], Parcel] = {}
        self._busy = asyncio.Lock()
        self._done: list[tuple[Parcel, Outcome]] = []  # not written down yet
        self._last_moment: float | None = None  # set when the bot stops
        self._recovered = False

    def stop(self) -> None:
        """Nothing more is claimed; what is under way may end within a few seconds."""
        self._last_moment = time.monotonic() + LAST_CALLS

    @property
    def is_over(self) -> bool:
        """Whether it was stopped and nothing is under way."""
        return self._last_moment is not None and not (self._calls or self._done or self._busy.locked())

    async def is_wanted(self) -> bool:
        """Whether there is anything to do; what a process that is gone left behind is taken up. Raises NotNow."""
        if self._calls or self._done:
            return True
        if self._last_moment is not None or not await self._sending.on_duty():
            self._recovered = False
            return False
        if not self._recovered:
            found = await self._sending.recover()
            self._recovered = True
            if found:
                log.warning("outbox.recovered", messages=found)
        return await self._sending.any_due()

    async def run(self, seconds: float) -> int:
        """Delivers until nothing is due, or for so many seconds; returns how many calls were made.

        Calls that are under way by then go on, and the next run writes down what became of them.
        """
        if self._busy.locked() or not await self._sending.on_duty():
            return 0
        async with self._busy:
            return await self._run(time.monotonic() + seconds)

    async def _run(self, until: float) -> int:
        made = 0
        while time.monotonic() < until:
            try:
                parcels = await self._sending.exchange(self._done, self._room())
            except NotNow as error:
                log.warning("outbox.busy", error=str(error))
                self._recovered = False  # perhaps it was written, and rows are claimed of which nobody told us
                await asyncio.sleep(PAUSE)
                continue
            self._done = []
            for parcel in parcels:
                self._calls[asyncio.create_task(self._carry(parcel))] = parcel
            made += len(parcels)
            if not self._calls:
                break
            await self._gather()
        return made

    def _room(self) -> Room:
        return Room(all=0) if self._last_moment is not None else Room().less(list(self._calls.values()))

    async def _gather(self) -> None:
        """Waits until calls have ended; those that take too long when the bot stops are left to the next start."""
        ended, _ = await asyncio.wait(self._calls, timeout=PAUSE, return_when=asyncio.FIRST_COMPLETED)
        if ended:
            ended, _ = await asyncio.wait(self._calls, timeout=GATHER)
        self._done += [(self._calls.pop(call), _outcome(call)) for call in ended]
        if self._last_moment is not None and time.monotonic() > self._last_moment:
            for call in self._calls:
                call.cancel()
            self._calls.clear()


def _outcome(call: asyncio.Task[Outcome]) -> Outcome:
    """A courier that fails has met a message that nobody foresaw: it is set aside, and the others go on."""
    error = call.exception()
    if error is not None:
        log.error("outbox.failed", exc_info=error)
    outcome = Refused(type(error).__name__) if error is not None else call.result()
    observability.delivered(type(outcome).__name__)
    return outcome
