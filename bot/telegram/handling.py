"""Working off what was kept: each chat in order, several at once, each update to its end exactly once.

An update whose answer could not be sent or written is tried again. It holds up its own chat for the first pauses,
which are short; then it steps aside, later messages go ahead, and it comes back when it is due.

What an earlier process left is counted when it is begun, because an update that ends the process would do so for ever.
Lest innocent ones be counted with it, they wait until all is loaded, and those that were begun before go one at a time.
What needs tables alone, and was not begun before, does not wait, so that a bot that never lives to be loaded gets on
with it; one at a time too, so that a death counts one.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Iterable
from contextlib import nullcontext
from datetime import timedelta
from functools import partial
from typing import TypeVar

import structlog

from bot import observability
from bot.clock import Clock
from bot.services.inbox import MOST_TRIES, PASSING, Complaint, Inbox, Opened, Ticket, may_pass
from bot.telegram import refusals, updates
from bot.telegram.application import App
from bot.telegram.lanes import Lanes, Pause
from bot.telegram.tables_alone import needs_tables_alone

log = structlog.get_logger()

AT_ONCE = 12
HOLDS_ITS_CHAT = timedelta(seconds=5)  # a pause longer than this does not
DRAIN = 5.0  # seconds for what is in work when the bot is asked to stop; the rest waits for its next start
BETWEEN_WRITES = 0.5  # seconds
T = TypeVar("T")


class Handling:
    """`start` takes up what an earlier process left, once all is `loaded`; `take` is for what was just kept."""

    def __init__(self, application: App, inbox: Inbox, clock: Clock, loaded: asyncio.Event) -> None:
        self._application = application
        self._inbox = inbox
        self._clock = clock
        self._loaded = loaded
        self._alone = asyncio.Lock()
        self._lanes: Lanes[Ticket] = Lanes(self._work, at_once=AT_ONCE)
        self._aside: set[asyncio.TimerHandle] = set()

    async def start(self) -> None:
        left = await surely(self._inbox.unfinished)
        if left:
            log.info("inbox.resumed", updates=len(left))
        for ticket in left:
            pause = ticket.due - self._clock.now() if ticket.due else timedelta()
            if pause > HOLDS_ITS_CHAT:
                self._step_aside(ticket, pause)
            else:
                self._lanes.put(ticket.lane, ticket)

    def take(self, tickets: Iterable[Ticket]) -> None:
        for ticket in tickets:
            self._lanes.put(ticket.lane, ticket)

    @property
    def is_idle(self) -> bool:
        """Whether nothing is waiting or in work."""
        return self._lanes.pending == 0

    async def quiet(self) -> None:
        """Returns when nothing is waiting or in work."""
        await self._lanes.at_most(0)

    async def stop(self) -> None:
        """Nothing is lost by it: what is not settled is found again at the next start."""
        for timer in self._aside:
            timer.cancel()
        await self._lanes.stop(DRAIN)

    async def _work(self, ticket: Ticket) -> Pause:
        early = ticket.again and not self._loaded.is_set()
        try:
            if early and not await self._may_go_early(ticket):
                return self._loaded  # its chat waits; others go on
            async with self._alone if ticket.suspect or early else nullcontext():
                opened = await surely(partial(self._inbox.open, ticket))
                return await self._worked(opened) if opened else None
        except Exception:
            # The delivery loop: a fault of ours must not end its chat's line. The row stays for the next start.
            log.exception("inbox.failed", update_id=ticket.update_id)
            return None

    async def _may_go_early(self, ticket: Ticket) -> bool:
        if ticket.suspect:
            return False
        raw = await surely(partial(self._inbox.glance, ticket))
        return raw is not None and needs_tables_alone(raw)

    async def _worked(self, opened: Opened) -> float | None:
        ticket, raw = opened.ticket, json.loads(opened.raw)
        if opened.attempt > MOST_TRIES:
            await self._set_aside(ticket, raw, "ProcessEnded")
            return None
        try:
            update = updates.read(raw, self._application.bot)
        except updates.UNREADABLE as error:
            await self._set_aside(ticket, raw, type(error).__name__)
            return None
        started = time.monotonic()
        end = refusals.begin()
        await self._application.process_update(update)
        seconds = time.monotonic() - started
        observability.update_handled(updates.kind(raw), end.outcome, seconds, update_id=ticket.update_id)
        if end.again is not None:
            return await self._try_again(opened, raw, end.reason, end.again)
        await surely(partial(self._inbox.done, ticket))
        return None

    async def _try_again(self, opened: Opened, raw: updates.Json, reason: str, least: timedelta) -> float | None:
        pause = await surely(partial(self._inbox.failed, opened, reason, least))
        if pause is None:
            await self._set_aside(opened.ticket, raw, reason)
        elif pause > HOLDS_ITS_CHAT:
            self._step_aside(opened.ticket, pause)
        else:
            return pause.total_seconds()
        return None

    def _step_aside(self, ticket: Ticket, pause: timedelta) -> None:
        def come_back() -> None:
            self._aside.discard(timer)
            self._lanes.put(ticket.lane, ticket)

        timer = asyncio.get_running_loop().call_later(pause.total_seconds(), come_back)
        self._aside.add(timer)

    async def _set_aside(self, ticket: Ticket, raw: updates.Json, reason: str) -> None:
        complaint = Complaint(reason, updates.private_chat(raw))
        await surely(partial(self._inbox.set_aside, ticket, complaint))
        log.warning("update.set_aside", update_id=ticket.update_id, error=reason)
        observability.set_aside(reason)


async def surely(write: Callable[[], Awaitable[T]]) -> T:
    """Does it as soon as the database lets us: an answered update that is not written so is answered twice."""
    while True:
        try:
            return await write()
        except PASSING as error:
            if not may_pass(error):
                raise
            log.warning("database.unavailable", error=type(error).__name__)
        await asyncio.sleep(BETWEEN_WRITES)
