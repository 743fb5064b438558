"""How updates come in, by polling or by webhook: kept first, acknowledged second, worked off in order third."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial

import structlog
from aiohttp import web
from telegram.error import InvalidToken, TelegramError

from bot.errors import OperatorProblem
from bot.services.inbox import PASSING, Letter, may_pass
from bot.telegram import menus
from bot.telegram.application import App
from bot.telegram.handling import Handling, surely
from bot.telegram.polling import BACKOFF, Polling
from bot.telegram.pulse import Pulse
from bot.telegram.updates import asked
from bot.telegram.webhook import Webhook
from bot.waiting import at_most

log = structlog.get_logger()

SWEEP = 6 * 3600.0  # seconds


class Intake:
    """`routes` are for the web server, which must be up before `run`; without a webhook there are none.

    `loaded` is set when the library is open, or known not to open.
    """

    def __init__(self, application: App, loaded: asyncio.Event) -> None:
        self._application = application
        services = application.bot_data.services
        self._inbox = services.inbox
        self._ask = services.ask
        self._handling = Handling(self._application, services.inbox, services.clock, loaded)
        self.pulse = Pulse()
        settings = services.settings
        bot = self._application.bot
        self._webhook: Webhook | None = None
        if settings.webhook and settings.web_url:
            self._webhook = Webhook(bot, settings.web_url, self._keep, self.pulse)
        self._polling = Polling(bot, self._keep_surely, self.pulse)

    def routes(self) -> list[web.RouteDef]:
        return self._webhook.routes() if self._webhook else []

    async def quiet(self) -> None:
        """Returns when no update is waiting or in work."""
        await self._handling.quiet()

    async def run(self, stop: asyncio.Event) -> None:
        """Receives until `stop` is set; then what is in work may end. Wrong token: OperatorProblem."""
        await _reach_telegram(self._application, stop)
        beside = [asyncio.create_task(_publish_menus(self._application)), asyncio.create_task(self._sweep())]
        try:
            await self._handling.start()
            await (self._webhook or self._polling).run(stop)
        finally:
            for task in beside:
                task.cancel()
            await asyncio.gather(*beside, return_exceptions=True)
            await self._handling.stop()

    async def _keep(self, letters: Sequence[Letter]) -> None:
        # Its vector is made while it is kept and tables are asked. Where others wait there is nothing to be gained.
        if len(letters) == 1 and self._handling.is_idle and (text := asked(letters[0])):
            self._ask.foresee(text)
        self._handling.take(await self._inbox.keep(letters))

    async def _keep_surely(self, letters: Sequence[Letter]) -> None:
        await surely(partial(self._keep, letters))

    async def _sweep(self) -> None:
        while True:
            try:
                gone = await self._inbox.sweep()
                log.info("inbox.swept", updates=gone)
            except PASSING as error:
                if not may_pass(error):
                    raise
            await asyncio.sleep(SWEEP)


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
            await at_most(wait, stop.wait)
        else:
            return
        if stop.is_set():
            return


async def _publish_menus(application: App) -> None:
    """Menus are a courtesy: questions are answered whether or not they could be published."""
    services = application.bot_data.services
    services.announcements.desk.username = application.bot.username
    try:
        await menus.publish(application.bot)
        for person in await services.people.all_staff():
            await menus.publish_for_staff(application.bot, person)
    except TelegramError as error:
        log.warning("menus.unpublished", error=type(error).__name__)
