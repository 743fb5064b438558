"""Polling: updates are taken raw and kept before the next poll tells Telegram that they arrived.

No refusal of Telegram stops it. Each run begins without an offset: what comes once more is known by its id, and ids
begin anew at random after an idle week, so that the largest one seen says nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import structlog
from telegram.error import Conflict, RetryAfter, TelegramError
from telegram.ext import ExtBot

from bot.services.inbox import Letter
from bot.telegram.pulse import Pulse
from bot.telegram.updates import ALLOWED, letter

log = structlog.get_logger()

LONG_POLL = 25  # seconds
BACKOFF = (0.5, 1, 1, 2, 2, 3, 3, 3, 3, 3, 5, 10)  # seconds after the first, second, … failed poll in a row
Keep = Callable[[Sequence[Letter]], Awaitable[None]]


class Polling:
    """`keep` returns when all that it was given is safe."""

    def __init__(self, bot: ExtBot[None], keep: Keep, pulse: Pulse) -> None:
        self._bot = bot
        self._keep = keep
        self._pulse = pulse
        self._offset = 0
        self._failures = 0
        self._is_ours = False  # no webhook takes the updates

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop` is set; a poll that is under way then is given up."""
        stopping = asyncio.create_task(stop.wait())
        while not stop.is_set():
            polling = asyncio.create_task(self._poll())
            await asyncio.wait({polling, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if not polling.done():
                polling.cancel()
                await asyncio.wait({polling})
            elif (error := polling.exception()) is not None:
                # Nothing that is ours to foresee; the updates are still Telegram's, and come with the next poll.
                log.error("poll.broke", exc_info=error)
                await asyncio.wait({stopping}, timeout=BACKOFF[-1])

    async def _poll(self) -> None:
        try:
            if not self._is_ours:
                self._is_ours = await self._bot.delete_webhook()  # what waits there is kept
            updates = await self._get_updates()
        except TelegramError as error:
            await self._recover(error)
            return
        self._failures = 0
        self._pulse.beat()
        letters = [found for raw in updates if (found := letter(raw))]
        if letters:
            await self._keep(letters)
            self._offset = max(one.update_id for one in letters) + 1
        if len(letters) < len(updates):  # such a thing would come again with the next poll
            log.error("update.without_id", updates=len(updates) - len(letters))
            await asyncio.sleep(BACKOFF[0])

    async def _get_updates(self) -> list[Any]:
        asked = {"offset": self._offset, "timeout": LONG_POLL, "limit": 100, "allowed_updates": ALLOWED}
        post = self._bot._post  # raw: PTB's own call parses all updates or none
        updates: list[Any] = await post("getUpdates", asked, read_timeout=LONG_POLL + 5)
        return updates

    async def _recover(self, error: TelegramError) -> None:
        """A stray 401 or 404 says "invalid token"; a token that was good at the start is tried again."""
        wait = BACKOFF[min(self._failures, len(BACKOFF) - 1)]
        self._failures += 1
        if isinstance(error, RetryAfter):
            wait = max(wait, 1)
        reason = "another instance polls" if isinstance(error, Conflict) else type(error).__name__
        log.warning("poll.failed", reason=reason, failures=self._failures, again_in=wait)
        await asyncio.sleep(wait)
