"""The webhook: an endpoint of our own, which answers 200 when the update is kept and not before."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta

import structlog
from aiohttp import web
from telegram import WebhookInfo
from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.services.inbox import PASSING, may_pass
from bot.telegram.polling import BACKOFF, Keep
from bot.telegram.pulse import LONGEST_SILENCE, Pulse
from bot.telegram.updates import ALLOWED, letter
from bot.waiting import at_most

log = structlog.get_logger()

PATH = "/telegram"
SECRET = "X-Telegram-Bot-Api-Secret-Token"
CONNECTIONS = 40
LOOK = 20.0  # seconds between two looks at whether Telegram still delivers here


class Webhook:
    """`keep` returns when what it was given is safe, and raises what the database raises."""

    def __init__(self, bot: ExtBot[None], address: str, keep: Keep, pulse: Pulse) -> None:
        self._bot = bot
        self._url = address + PATH
        # From the token: nothing more to be set, and the same after a restart.
        self._secret = hmac.new(bot.token.encode(), b"raccordo webhook", hashlib.sha256).hexdigest()
        self._keep = keep
        self._pulse = pulse

    def routes(self) -> list[web.RouteDef]:
        return [web.post(PATH, self._take)]

    async def run(self, stop: asyncio.Event) -> None:
        """Sets the webhook and sees to it that it stays set, until `stop`. It is left in place: updates wait there."""
        failures = 0
        while not stop.is_set():
            try:
                await self._look()
                failures, wait = 0, LOOK
            except TelegramError as error:
                wait = BACKOFF[min(failures, len(BACKOFF) - 1)]
                failures += 1
                log.warning("webhook.failed", reason=type(error).__name__, failures=failures, again_in=wait)
            await at_most(wait, stop.wait)

    async def _look(self) -> None:
        info = await self._bot.get_webhook_info()
        if info.url != self._url:
            await self._bot.set_webhook(
                self._url, secret_token=self._secret, max_connections=CONNECTIONS, allowed_updates=ALLOWED
            )
            log.info("webhook.set")
        if not _is_failing(info):
            self._pulse.beat()

    async def _take(self, request: web.Request) -> web.Response:
        given = request.headers.get(SECRET, "")
        if not hmac.compare_digest(given.encode(errors="replace"), self._secret.encode()):
            raise web.HTTPForbidden
        try:
            found = letter(json.loads(await request.read()))
        except (ValueError, RecursionError):
            raise web.HTTPBadRequest from None
        if found is None:
            raise web.HTTPBadRequest
        try:
            await self._keep([found])
        except PASSING as error:
            if not may_pass(error):
                raise
            log.warning("database.unavailable", error=type(error).__name__)
            raise web.HTTPServiceUnavailable(headers={"Retry-After": "1"}) from None
        self._pulse.beat()
        return web.Response()


def _is_failing(info: WebhookInfo) -> bool:
    """Whether updates wait because they could not be delivered of late."""
    since = datetime.now(UTC) - timedelta(seconds=LONGEST_SILENCE)
    return bool(info.pending_update_count and info.last_error_date and info.last_error_date > since)
