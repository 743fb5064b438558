"""The only place where parts meet: Settings -> Services -> Application."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING

from bot.clock import Clock
from bot.config import Settings
from bot.db.base import Database
from bot.jobs.deliver import Delivery
from bot.jobs.engine import Engine, Sweep
from bot.services import asked, introductions, outbox
from bot.services import inbox as inbox_room
from bot.services.announcements import Announcements, Desk, policy_of
from bot.services.announcements import keeping as announcements_keeping
from bot.services.ask import Ask
from bot.services.bundle import Services
from bot.services.chats import Chats
from bot.services.directory import Directory
from bot.services.events import keeping as events_keeping
from bot.services.events.desk import Events
from bot.services.events.offers import OfferBook
from bot.services.inbox import Inbox
from bot.services.insights import Insights
from bot.services.listening import Listening
from bot.services.needs import Desk as NeedsDesk
from bot.services.needs import Needs
from bot.services.onboarding import Hall, Onboarding, secret_of
from bot.services.onboarding import keeping as onboarding_keeping
from bot.services.people import People, Staffing
from bot.services.privacy import Keeper, Privacy
from bot.services.reading import ReadingRoom
from bot.services.sending import Sending
from bot.services.wording import Ledger, Policy, Voice, Wording, ledger
from bot.texts import moments
from rag.documents import LANGUAGES
from rag.standing import Standing

if TYPE_CHECKING:
    from bot.telegram.application import App
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
    sending = Sending(database, clock)
    people = People(database, clock, Staffing(settings.admin_ids, settings.staff_ids))
    try:
        wording = wording_of(settings, database, clock, room)
        ask = Ask(database, clock, room, directory, wording)
        book = OfferBook(settings.data_dir)
        hall = Hall(database, clock, people, book, secret_of(settings))
        onboarding = Onboarding(hall)
        desk = Desk(
            database, clock, policy_of(settings), people, settings.data_dir, settings.index_dir.parent / "places.json"
        )
        if wording.voice.is_on:
            desk.translate, desk.point = wording.translate, wording.point
        announcing = Announcements(desk)
        events = Events(database, clock, book, people, hours=desk.policy.hours, dress=announcing.posters.dress)
        rules = introductions.Policy(most_open=settings.open_introductions, hours=policy_of(settings).hours)
        introducer = introductions.Desk(database, clock, people, book, rules)
        introducer.reword = wording.note if wording.voice.is_on else None
        introducing = introductions.Introductions(introducer)
        needs = Needs(NeedsDesk(database, clock, people, room, settings.data_dir, rules.hours))
        insights = Insights(database, clock, people, settings.data_dir)
        inbox = Inbox(database, clock, settings.bot_id, people)
        chats = Chats(database, clock)
        privacy = Privacy(database, clock, keepers(desk, hall, introducing, needs))
        yield Services(
            settings, clock, people, privacy, directory, ask, onboarding, insights, announcing, events,
            introducing, needs, Listening(database), chats, sending, inbox, wording,
        )  # fmt: skip
    finally:
        await room.close()
        await sending.close()
        await database.close()


def wording_of(settings: Settings, database: Database, clock: Clock, room: ReadingRoom) -> Wording:
    """The language model's part; without one set it gives nothing."""
    key = settings.llm_key.get_secret_value() if settings.llm_key else None
    budgets = settings.llm_member_tokens, settings.llm_daily_tokens
    policy = Policy(settings.llm, settings.llm_url, key, settings.llm_seconds)
    return Wording(Voice(policy, Ledger(database, clock, *budgets)), room)


def keepers(desk: Desk, hall: Hall, introducing: introductions.Introductions, needs: Needs) -> list[Keeper]:
    """Who holds something on a person, in the order in which it is erased: the outbox after all that writes to it,
    members last, on whose rows others lean."""
    return [
        needs.keeper,
        introducing.keeper,
        events_keeping.KEEPER,
        announcements_keeping.keeper(desk),
        asked.KEEPER,
        ledger.KEEPER,
        outbox.KEEPER,
        inbox_room.KEEPER,
        onboarding_keeping.keeper(hall),
    ]


def sweeps(services: Services) -> list[Sweep]:
    """What is looked after from time to time, one line a feature."""

    async def events() -> int:
        await services.events.sweep()
        return 0

    return [
        Sweep("announcements", 1.0, services.announcements.sweep, services.announcements.is_due),
        Sweep("events", 10.0, events),
        Sweep("introductions", 5.0, services.introductions.sweep),
        Sweep("needs", 5.0, services.needs.sweep),
        Sweep("outbox", 6 * 3600.0, services.sending.forget),
    ]


async def run_bot(settings: Settings, stop: asyncio.Event, ready: Callable[[], None]) -> None:
    """The bot until `stop` is set. Without an index it starts too, and says so when asked."""
    from bot import feeds, web
    from bot.telegram import application, courier
    from bot.telegram.intake import Intake

    async with open_services(settings) as services:
        await services.wording.voice.open()  # a model that can't be had is told at the start, not to members
        app = application.build(services)
        loaded = asyncio.Event()
        intake = Intake(app, loaded)
        delivery = Delivery(services.sending, courier.Courier(app.bot).carry)
        engine = Engine(settings, delivery, services.sending.posted, sweeps(services), intake.quiet)

        def health() -> web.Health:
            return web.Health(intake.pulse.is_good, intake.pulse.silent_for)

        async with web.serve(settings, health, [*intake.routes(), *feeds.routes(services)]), _beside(engine, stop, app):
            # Updates are taken in at once; questions wait in line until the library is open.
            await asyncio.gather(intake.run(stop), _open_the_library(services, loaded, ready))


@asynccontextmanager
async def _beside(engine: Engine, stop: asyncio.Event, app: App) -> AsyncIterator[None]:
    """The engine works, and is stopped before the last connection to Telegram is closed."""
    working = asyncio.create_task(engine.run(stop))
    working.add_done_callback(lambda _: stop.set())  # a bot that can't deliver any more ends, and says why
    try:
        yield
    finally:
        stop.set()
        await asyncio.wait({working})
        await app.shutdown()
    working.result()


async def _open_the_library(services: Services, loaded: asyncio.Event, ready: Callable[[], None]) -> None:
    # Templates are loaded at their first use, on a machine's first start compiled: no member should wait for that.
    texts = (asyncio.to_thread(moments, language) for language in LANGUAGES)
    await asyncio.gather(services.ask.open(), services.introductions.open(), *texts)
    # What was loaded stays. Left in sight of the collector, it is searched in vain for a third of a second every
    # few hundred answers, in which nobody is answered.
    gc.collect()
    gc.freeze()
    loaded.set()
    ready()
