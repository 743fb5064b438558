"""What comes around an event, over HTTP: a seat that comes free, reminders, two questions afterwards, what staff see;
one date of a series called off; a link that staff paste."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio

from bot.clock import Clock
from bot.config import Settings
from bot.db.base import Database
from bot.db.events import AnnouncedEvent
from bot.db.onboarding import Representation
from bot.db.privacy import Consent
from bot.services import events
from bot.services.events import EventDetails, seats
from bot.simulator import client
from bot.simulator.client import Message, Person, Simulator
from tests.conftest import start_bot, stop_bot
from tests.journeys.test_announcements import STAFF, TUESDAY, beside_the_index, evening, everybody, press, sends

ROME = ZoneInfo("Europe/Rome")
SWEPT = 25  # seconds within which what is due is swept and delivered
CLOCK = Clock(datetime.fromisoformat(TUESDAY).date())
Announce = Callable[..., Awaitable[AnnouncedEvent]]


@pytest.fixture(scope="module")
def own_settings(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A database of its own; awake at any hour, for no test can wait for the morning."""
    changes = {"today": TUESDAY, "staff_ids": STAFF, "quiet_hours": "none", "undo_seconds": 2}
    folder = beside_the_index(settings, tmp_path_factory.mktemp("around"))
    return Settings.model_validate({**settings.model_dump(), **changes, "state_dir": folder})


@pytest_asyncio.fixture(scope="module")
async def shared(own_settings: Settings) -> AsyncIterator[Simulator]:
    """A Telegram of this module's own, with the bot and people who have said hello."""
    async with client.start() as running:
        process = await start_bot(own_settings, running)
        try:
            for person in everybody(running):
                await person.starts()
                await person.sees("Raccordo")
            yield running
        finally:
            await stop_bot(process)


@pytest_asyncio.fixture
async def telegram(shared: Simulator) -> Simulator:
    """Where everybody has seen what earlier stories told them."""
    for person in everybody(shared):
        await person.looks_away()
    return shared


@pytest_asyncio.fixture
async def database(own_settings: Settings, shared: Simulator) -> AsyncIterator[Database]:
    opened = Database(own_settings.database)
    yield opened
    await opened.close()


@pytest.fixture
def announce(database: Database) -> Announce:
    """An event of the staff, with answers that were given before."""

    async def announced(title: str, starts_at: datetime, **told: Any) -> AnnouncedEvent:
        going, given = told.pop("going", ()), {"title": {"it": title}, "place": "Via Nizza 1, Torino", **told}
        before = starts_at - timedelta(days=3)
        async with database.writing() as session:
            event = await events.create(session, EventDetails(starts_at=starts_at, **given), author=1003, now=before)
            await events.publish(session, event, before)
            for person in going:
                await seats.answer(session, event.id, person.id, "go", before)
        return event

    return announced


async def opens(person: Person, event: AnnouncedEvent) -> Message:
    await person.starts(f"v_{event.id}")
    return await person.sees()


async def test_a_seat_that_comes_free_is_offered_to_who_waits_and_taken(
    telegram: Simulator, announce: Announce
) -> None:
    anna, bruno = telegram.anna, telegram.bruno
    event = await announce("Cena dei soci", CLOCK.now() + timedelta(days=5), seats=1)
    mine = await opens(anna, event)
    await anna.presses("Vengo", mine)
    mine = await anna.sees("Ci vieni")
    await bruno.presses("Vengo", await opens(bruno, event))
    await bruno.sees("lista d'attesa")
    await anna.presses("No", mine)
    offer = await bruno.sees("Si è liberato un posto", within=SWEPT)
    assert offer.buttons == ["Prendo il posto", "No"]
    await bruno.presses("Prendo il posto", offer)
    assert "Ci vieni" in (await bruno.sees("Cena dei soci")).text


async def test_from_the_reminder_to_what_staff_read_of_it_afterwards(telegram: Simulator, announce: Announce) -> None:
    anna, bruno, carla = telegram.anna, telegram.bruno, telegram.carla
    soon = await announce("Visita in fonderia", CLOCK.now() + timedelta(hours=2, seconds=6))
    toast = await (await anna.presses("Vengo", await opens(anna, soon))).answered()
    assert "due ore prima" in toast.text
    reminder = await anna.sees("🔔 Visita in fonderia", within=SWEPT)
    assert "Via Nizza 1, Torino" in reminder.text and "🗺 Mappa" in reminder.buttons
    await announce("Serata in officina", CLOCK.now() - timedelta(days=2), going=(anna, bruno))
    asked = await anna.sees("com'è andata?", within=SWEPT)
    await anna.presses("1 · Sì", asked)
    await anna.presses("Forse", await anna.sees("com'è andata?"))
    marked = await anna.sees("com'è andata?")
    assert {"✓ 1 · Sì", "✓ Forse"} <= set(marked.buttons)
    await bruno.presses("In parte", await bruno.sees("com'è andata?", within=SWEPT))
    await carla.says("/presenze")
    await carla.presses("Serata in officina", await carla.sees("eventi di questi giorni"))
    told = await carla.sees("Com'è andata l'hanno detto in 2")
    assert "da 5 risposte in su" in told.text and "in parte" not in told.text and "Anna" not in told.text


async def test_one_date_of_a_series_is_called_off_in_the_chat(telegram: Simulator) -> None:
    carla, anna, bruno = telegram.carla, telegram.anna, telegram.bruno
    await carla.says("/annuncia " + evening("sui giunti") + "Si ripete ogni giovedì.")
    assert len((await carla.sees("Si ripete")).buttons) <= 7
    undo = await sends(carla)
    card = await anna.sees("Serata sui giunti", within=SWEPT)
    await bruno.sees("Serata sui giunti", within=SWEPT)
    await anna.presses("Vengo", card)
    await anna.sees("Ci vieni")
    begun = await carla.sees("l'invio è cominciato", within=SWEPT)
    assert (begun.id, begun.buttons) == (undo.id, [])
    await carla.sees("✅ Finito", within=SWEPT)
    which = await press(carla, "❌ Annulla l'evento", "si ripete")
    await carla.presses("giovedì 3 dicembre 2026, 18:00–20:00", which)
    await carla.sees("solo la data di giovedì 3 dicembre")
    await press(carla, "❌ Sì, annulla questa data", "Fatto")
    assert "Le altre date restano" in (await anna.sees("è stato annullato", within=SWEPT)).text
    off = await bruno.sees("ANNULLATO", within=SWEPT)
    await bruno.presses("Le altre date", off)
    assert "giovedì 10 dicembre 2026, 18:00–20:00" in (await bruno.sees("ognuna ha la sua risposta")).buttons
    await bruno.presses("📅 Tutte le date nel calendario")
    sent = await bruno.sees("calendario")
    calendar = (await bruno.downloads(sent)).decode()
    assert calendar.count("STATUS:CANCELLED") == 1 and "STATUS:CONFIRMED" in calendar


async def test_whom_to_meet_leads_from_the_card_to_contacts_that_both_chose_to_share(
    telegram: Simulator, announce: Announce, database: Database
) -> None:
    """Anna reads Italian and stands for Pininfarina, Emma reads English and stands for Cecomp."""
    anna, emma = telegram.anna, await telegram.add_person("Emma Green", language="en")
    await emma.starts()
    await emma.sees("Raccordo")
    await stand_for(database, {anna: ("pininfarina", "Anna Rossi"), emma: ("cecomp", "Emma Green")})
    event = await announce("Serata dei modelli", CLOCK.now() + timedelta(days=6))
    await lets_herself_be_suggested(anna, event)
    await emma.presses("I'm going", await opens(emma, event))
    await emma.presses("More…", await emma.sees("You are going"))
    await emma.presses("Whom to meet?", await emma.sees("reminders"))
    found = await emma.sees("Whom to meet at")
    assert "Anna · Pininfarina" in found.text and "Why:" in found.text
    await emma.presses("Introduce me to Anna", found)
    await emma.sees("Why would you like to meet them?")
    await emma.says("We would like to show you our new milling cell")
    await emma.sees("What can you offer")
    for label, then in (
        ("Nothing in particular", "How long"), ("20 minutes", "Shall we say at once"),
        ("With the company's name", "Which contact"),
    ):  # fmt: skip
        await press(emma, label, then)
    await emma.says("emma@cecomp.example")
    await emma.sees("This is what Pininfarina will read")
    await press(emma, "✅ Send the request", "Done, it is on its way")
    asked = await anna.sees("Cecomp vorrebbe conoscervi", within=SWEPT)
    assert "In inglese, come l'ha scritto Cecomp:" in asked.text and "our new milling cell" in asked.text
    assert "Rispondi come vuoi" in asked.text and "emma@" not in asked.text and "Green" not in asked.text
    await press(anna, "Sì, presentaci", "Che contatto condividi")
    await anna.says("anna@pininfarina.example")
    confirm = await anna.sees("Se confermi")
    assert "Anna Rossi" in confirm.text and "anna@pininfarina.example" in confirm.text
    await emma.sees_nothing(0.5, text="anna@")
    await press(anna, "✅ Confermo", "la presentazione è partita")
    met = await anna.sees("Pininfarina, ecco Cecomp", within=SWEPT)
    assert "Emma Green" in met.text and "emma@cecomp.example" in met.text and "come l'ha scritto Cecomp" in met.text
    told = await emma.sees("Cecomp, meet Pininfarina", within=SWEPT)
    assert "Anna Rossi" in told.text and "anna@pininfarina.example" in told.text and "wrote it" not in told.text


async def lets_herself_be_suggested(anna: Person, event: AnnouncedEvent) -> None:
    await anna.presses("Vengo", await opens(anna, event))
    await anna.presses("Altro…", await anna.sees("Ci vieni"))
    await anna.presses("Fatti vedere", await anna.sees("promemoria"))
    await anna.presses("Sì, come «Anna»", await anna.sees("Farti vedere"))
    await anna.presses("Aggiungi la tua azienda", await anna.sees("Gli altri ti vedono come Anna"))
    await anna.sees("Di quale azienda sei?")
    await anna.says("pininfarina")
    await anna.presses("Suggeriscimi a chi viene: no", await anna.sees("Se ti va, posso suggerirti"))
    await anna.sees("Posso suggerirti")


async def stand_for(database: Database, people: Mapping[Person, tuple[str, str]]) -> None:
    """With the staff's word, and willing to be introduced; what leaves with a yes is chosen in the chat."""
    now = CLOCK.now()
    async with database.writing() as session:
        for person, (company, name) in people.items():
            session.add(
                Representation(
                    member_id=person.id, company_id=company, shown_as=name, topics=[], state="approved", asked_at=now,
                    decided_by=1003, decided_at=now,
                )
            )  # fmt: skip
            session.add(Consent(member_id=person.id, purpose="introductions", given=True, at=now, wording="1"))


async def test_a_link_alone_is_never_a_silent_failure(telegram: Simulator) -> None:
    carla = telegram.carla
    await carla.says("https://vvp.example/serata")
    told = await carla.sees("Un link da solo non basta")
    assert told.buttons == ["📣 Sì, prepara l'annuncio", "Lascia stare"]
    await carla.presses("📣 Sì, prepara l'annuncio", told)
    await carla.sees("Mandami il testo")
    await carla.says(evening("sui link"))
    assert "https://vvp.example/serata" in (await carla.sees("Bozza")).text
