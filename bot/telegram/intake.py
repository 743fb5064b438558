"""How updates come in: by polling, each chat in order, and no single update or refusal of Telegram stops it.

Updates are taken raw and read one by one, because a poll that parses stops at the first update it can't read.
What was taken waits in memory: a durable inbox will stand between `_take` and the lanes.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from typing import Any

import structlog
from telegram import Update
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot import observability
from bot.errors import OperatorProblem
from bot.services.ask import readable
from bot.telegram import menus, refusals
from bot.telegram.application import App
from bot.telegram.lanes import Lanes

log = structlog.get_logger()

ALLOWED = ["message", "edited_message", "callback_query", "inline_query", "my_chat_member"]
LONG_POLL = 25  # seconds
MOST_WAITING = 300  # updates in memory; the rest is safer at Telegram
BACKOFF = (0.5, 1, 2, 5, 10, 20, 30)  # seconds after the first, second, … failed poll in a row
UNREADABLE = (KeyError, TypeError, ValueError, AttributeError, OverflowError, RecursionError, TelegramError)
ARRIVED = 1.0  # seconds after which a poll that was neither answered nor refused has surely reached Telegram
DRAIN = 20  # seconds for what has been taken, when the bot is asked to stop
Json = dict[str, Any]


async def poll(application: App, stop: asyncio.Event) -> None:
    """Takes updates until `stop` is set, then finishes what was taken. Wrong token: OperatorProblem."""
    await _reach_telegram(application, stop)
    intake = Intake(application)
    publishing = asyncio.create_task(_publish_menus(application))
    await intake.run(stop)
    publishing.cancel()
    await asyncio.wait([publishing])


class Intake:
    """Polls and hands on. Healthy is who lately had an answer to getUpdates, not who has a running task."""

    def __init__(self, application: App) -> None:
        self._application = application
        self._lanes: Lanes[Update] = Lanes(self._handle)
        self._offset = 0
        self._asked = (-1, 0.0)  # the offset of the last poll, and when it left
        self._failures = 0
        self._last_good = time.monotonic()

    @property
    def silent_for(self) -> float:
        """Seconds since Telegram last answered a poll."""
        return time.monotonic() - self._last_good

    @property
    def _is_told(self) -> bool:
        """Whether Telegram knows of all that was taken: asking once more with the same offset costs three seconds."""
        offset, since = self._asked
        return offset == self._offset and not self._failures and time.monotonic() - since > ARRIVED

    async def run(self, stop: asyncio.Event) -> None:
        stopping = asyncio.create_task(stop.wait())
        while not stop.is_set():
            polling = asyncio.create_task(self._poll())
            await asyncio.wait({polling, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if not polling.done():
                polling.cancel()
                await asyncio.wait({polling})
        with suppress(TimeoutError, TelegramError):
            await asyncio.wait_for(self._lanes.at_most(0), DRAIN)
            if not self._is_told:
                await self._get_updates(wait=0, limit=1)  # so that what is finished does not come again

    async def _poll(self) -> None:
        await self._lanes.at_most(MOST_WAITING)
        try:
            updates = await self._get_updates(wait=LONG_POLL, limit=100)
        except TelegramError as error:
            await self._recover(error)
            return
        self._failures = 0
        self._last_good = time.monotonic()
        observability.polled()
        for raw in updates:
            self._take(raw)

    async def _get_updates(self, *, wait: int, limit: int) -> list[Json]:
        self._asked = (self._offset, time.monotonic())
        asked = {"offset": self._offset, "timeout": wait, "limit": limit, "allowed_updates": ALLOWED}
        post = self._application.bot._post  # raw: PTB's own call parses all updates or none
        updates: list[Json] = await post("getUpdates", asked, read_timeout=wait + 10)
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

    def _take(self, raw: Json) -> None:
        self._offset = max(self._offset, int(raw["update_id"]) + 1)
        try:
            update = Update.de_json(clean(raw), self._application.bot)
        except UNREADABLE as error:
            log.warning("update.unreadable", update_id=raw["update_id"], error=type(error).__name__)
            observability.update_handled("unreadable", "quarantined", 0.0, update_id=raw["update_id"])
            return
        self._lanes.put(_lane(update), update)

    async def _handle(self, update: Update) -> None:
        started = time.monotonic()
        refusals.outcome.set("done")
        await self._application.process_update(update)
        kind = next((name for name in ALLOWED if getattr(update, name) is not None), "other")
        seconds = time.monotonic() - started
        observability.update_handled(kind, refusals.outcome.get(), seconds, update_id=update.update_id)


def clean(value: Any) -> Any:
    """The update with every text as a database can take it: no half characters, no NULs."""
    if isinstance(value, str):
        return readable(value)
    if isinstance(value, dict):
        return {name: clean(inner) for name, inner in value.items()}
    return [clean(inner) for inner in value] if isinstance(value, list) else value


def _lane(update: Update) -> int:
    where = update.effective_chat or update.effective_user
    return where.id if where else 0


async def _reach_telegram(application: App, stop: asyncio.Event) -> None:
    """Waits for Telegram at the start; only a refused token is hopeless."""
    for wait in (*BACKOFF, *[BACKOFF[-1]] * 1000):
        try:
            await application.initialize()
        except InvalidToken:
            # Not chained: PTB's message holds the token.
            raise OperatorProblem(
                "TELEGRAM_TOKEN: Telegram non accetta questo token; chiedine uno a @BotFather.\n"
                "TELEGRAM_TOKEN: Telegram refuses this token; ask @BotFather for one."
            ) from None
        except TelegramError as error:
            log.warning("telegram.unreachable", error=type(error).__name__, again_in=wait)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), wait)
        else:
            return
        if stop.is_set():
            return


async def _publish_menus(application: App) -> None:
    """Menus are a courtesy: questions are answered whether or not they could be published."""
    try:
        await menus.publish(application.bot)
    except TelegramError as error:
        log.warning("menus.unpublished", error=type(error).__name__)
