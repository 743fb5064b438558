"""How fast calls may leave: never more than Telegram takes in any second, answers first, announcements evenly."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar

A_SECOND = 30  # Telegram's limit for all chats together
EVENLY = 1 / 28.6  # seconds between two announcements; what is left is for answers
CATCHING_UP = 0.3  # seconds that an announcement which was held up may be made good for
STUCK = 5.0  # a call that is under way for longer has long arrived, or never will
COUNTED = ("send", "edit", "copy", "forward")
FREE = {"sendchataction", "sendmessagedraft", "sendrichmessagedraft"}

patient: ContextVar[bool] = ContextVar("patient", default=False)  # whether answers go before this call


def counts(url: str) -> bool:
    """Whether Telegram counts a call to this address as a message."""
    method = url.rsplit("/", 1)[-1].lower()
    return method.startswith(COUNTED) and method not in FREE


class Pace:
    """Gives turns. Telegram sees a call at some moment between its start and its answer, so one that is under way,
    or was answered less than a second ago, may lie in the second in which the next one arrives: of those there are
    never more than Telegram takes, however late the network or this process is.
    """

    def __init__(self, a_second: int = A_SECOND, evenly: float = EVENLY) -> None:
        self._most = a_second
        self._evenly = evenly
        self._started: dict[int, float] = {}
        self._answered: deque[float] = deque()
        self._lines = {False: asyncio.Lock(), True: asyncio.Lock()}  # fair: who waits longest is next
        self._urgent = 0
        self._next = 0.0  # when the next patient call may leave
        self._number = 0

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """The time in which the call may be made."""
        number = await self._wait(patient.get())
        try:
            yield
        finally:
            del self._started[number]
            self._answered.append(time.monotonic())

    async def _wait(self, is_patient: bool) -> int:
        self._urgent += not is_patient
        try:
            async with self._lines[is_patient]:
                while (seconds := self._full_for(is_patient)) > 0:  # noqa: ASYNC110  what is waited for is time
                    await asyncio.sleep(seconds)
                return self._start(is_patient)
        finally:
            self._urgent -= not is_patient

    def _start(self, is_patient: bool) -> int:
        now = time.monotonic()
        if is_patient:
            self._next = max(self._next, now - CATCHING_UP) + self._evenly
        self._number += 1
        self._started[self._number] = now
        return self._number

    def _full_for(self, is_patient: bool) -> float:
        """Seconds after which to look again; 0 where the call may leave."""
        now = time.monotonic()
        while self._answered and self._answered[0] <= now - 1:
            self._answered.popleft()
        under_way = sum(started > now - STUCK for started in self._started.values())
        if is_patient and self._urgent:
            return 0.002
        if under_way + len(self._answered) >= self._most:
            return max(self._answered[0] + 1 - now, 0.001) if self._answered else 0.01
        return max(self._next - now, 0.0) if is_patient else 0.0
