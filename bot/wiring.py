"""The only place where parts meet: Settings -> Services -> Application."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING

from bot.clock import Clock
from bot.config import Settings
from bot.db.base import Database
from bot.services.ask import Ask
from bot.services.bundle import Services
from bot.services.directory import Directory
from bot.services.inbox import Inbox
from bot.services.insights import Insights
from bot.services.onboarding import Onboarding
from bot.services.reading import ReadingRoom
from bot.texts import moments
from rag.documents import LANGUAGES
from rag.standing import Standing

if TYPE_CHECKING:
    from rag.ingest import LibraryConfig


def library_config(settings: Settings) -> LibraryConfig:
    """The library's part of the settings."""
    from rag.ingest import LibraryConfig  # late: it brings torch with it

    return LibraryConfig(
        index_dir=settings.index_dir,
        data_dir=settings.data_dir,
        model=settings.embedding_model,
        model_cache=settings.model_cache,
        chroma_url=settings.chroma_url,
        threads=settings.embedding_threads,
    )


@asynccontextmanager
async def open_services(settings: Settings) -> AsyncIterator[Services]:
    """Services on an open database; the library opens at the first question, or at `ask.open()`."""
    database = Database(settings.database)
    room = ReadingRoom(partial(library_config, settings))
    clock = Clock(settings.today)
    directory = Directory(database, clock, Standing.load(settings.data_dir))
    try:
        ask = Ask(database, clock, room, directory)
        onboarding = Onboarding(database, clock)
        inbox = Inbox(database, clock, settings.bot_id, settings.staff_ids)
        yield Services(settings, clock, directory, ask, onboarding, Insights(database), inbox)
    finally:
        await room.close()
        await database.close()


async def run_bot(settings: Settings, stop: asyncio.Event, ready: Callable[[], None]) -> None:
    """The bot until `stop` is set. Without an index it starts too, and says so when asked."""
    from bot import web
    from bot.telegram.intake import Intake

    async with open_services(settings) as services:
        intake = Intake(services)

        def health() -> web.Health:
            return web.Health(intake.pulse.is_good, intake.pulse.silent_for)

        async with web.serve(settings, health, [*intake.routes()]):
            # Updates are taken in at once; questions wait in line until the library is open.
            await asyncio.gather(intake.run(stop), _open_the_library(services, ready))


async def _open_the_library(services: Services, ready: Callable[[], None]) -> None:
    await services.ask.open()
    ready()
    # Templates are compiled at their first use, a tenth of a second each: no member should wait for that.
    await asyncio.gather(*(asyncio.to_thread(moments, language) for language in LANGUAGES))
