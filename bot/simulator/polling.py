"""getUpdates by Telegram's own rules: one poller at a time, impatience slowed down, conflicts held back."""

import asyncio
import time

from bot.simulator import limits
from bot.simulator.events import Hub
from bot.simulator.refusals import OTHER_POLLER, WEBHOOK_IS_ACTIVE, Refusal
from bot.simulator.settings import Settings
from bot.simulator.shapes import Json
from bot.simulator.updates import Updates

TAIL_TOLERANCE = 10


class Polling:
    def __init__(self, updates: Updates, hub: Hub, settings: Settings) -> None:
        self._updates = updates
        self._hub = hub
        self._settings = settings
        self._offset: int | None = None
        self._asked_at = 0.0
        self._next_conflict = 0.0
        self._poll = 0  # the number of the poll that may wait; a later one ends it
        self._ended_by = OTHER_POLLER

    async def get(self, offset: int, limit: int, seconds: int) -> list[Json]:
        limit = min(max(limit, 1), limits.UPDATES_A_CALL)
        wait = float(min(max(seconds, 0), limits.LONGEST_POLL))
        limit, wait = self._slowed(offset, limit, wait)
        self._take(offset)
        found = self._updates.head(limit)
        if found or not wait:
            return found
        return await self._wait(limit, wait)

    def _slowed(self, offset: int, limit: int, wait: float) -> tuple[int, float]:
        """Whoever asks with the same offset again gets less or waits longer."""
        now = time.monotonic()
        since = now - self._asked_at
        if offset == self._offset:
            patience = self._settings.same_offset_wait
            wait = patience if wait < patience and since < patience else wait
            limit = 1 if since < self._settings.same_offset_single else limit
        self._offset, self._asked_at = offset, now
        return limit, wait

    def _take(self, offset: int) -> None:
        if offset < 0:
            self._updates.keep_last(-offset)
        # An offset beyond the queue acknowledges nothing, so nothing is lost by it.
        elif offset <= self._updates.next_id + TAIL_TOLERANCE:
            self._updates.acknowledge(offset)

    async def _wait(self, limit: int, seconds: float) -> list[Json]:
        self.end(OTHER_POLLER)
        mine = self._poll

        def look() -> list[Json] | None:
            if mine != self._poll:
                return []
            return self._updates.head(limit) or None

        found = await self._hub.until(look, seconds)
        if mine != self._poll and self._ended_by:
            await self.conflict(self._ended_by)
        return found or []

    def end(self, words: str) -> None:
        """Whoever waits is told off, or without words just sent home with nothing."""
        self._poll += 1
        self._ended_by = words
        self._hub.ring()

    async def conflict(self, words: str = WEBHOOK_IS_ACTIVE) -> None:
        """Raises 409, at once the first time, held back when they come thick."""
        now = time.monotonic()
        if now < self._next_conflict:
            await asyncio.sleep(self._settings.conflict_wait)
        else:
            self._next_conflict = now + self._settings.conflict_wait
        raise Refusal(409, words)
