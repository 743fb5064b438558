"""Announced events in the chat: answered by button, opened by link, listed with the sources', and the door."""

from __future__ import annotations

import asyncio
import csv
import io
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import vobject

from bot.config import Settings
from bot.db.base import Database
from bot.db.events import AnnouncedEvent
from bot.services import events
from bot.services.bundle import Services
from bot.services.events import EventDetails
from bot.simulator.client import Group, Person, Simulator

ROME = ZoneInfo("Europe/Rome")
EVENING = EventDetails(
    title={"it": "Serata in officina", "en": "An evening at the workshop"},
    description={"it": "Si parla di stampi.", "en": "About moulds."},
    starts_at=datetime(2026, 12, 3, 18, tzinfo=ROME),
    ends_at=datetime(2026, 12, 3, 20, tzinfo=ROME),
    place="Via Nizza 1, Torino",
    organiser="Vehicle Valley Piemonte",
)
ADDRESS = re.compile(r"https://raccordo.example/calendar/([A-Za-z0-9_-]{43})[.]ics")
Announce = Callable[..., Awaitable[AnnouncedEvent]]


@pytest.fixture
async def announce(settings: Settings, services: Services) -> AsyncIterator[Announce]:
    """Announces an evening; afterwards nothing of it is left for other stories."""
    database = Database(settings.database)
    made: list[int] = []

    async def announced(**changes: Any) -> AnnouncedEvent:
        now = services.clock.now()
        async with database.writing() as session:
            event = await events.create(session, replace(EVENING, **changes), author=1003, now=now)
            await events.publish(session, event, now)
        made.append(event.id)
        return event

    yield announced
    async with database.writing() as session:
        for number in made:
            await session.delete(await session.get_one(AnnouncedEvent, number))
    await database.close()


@pytest.fixture
async def carla(simulator: Simulator, anna: Person) -> Person:
    """Of the staff."""
    await simulator.carla.starts()
    await simulator.carla.looks_away()
    return simulator.carla


async def opens(person: Person, event: AnnouncedEvent) -> Any:
    await person.starts(f"v_{event.id}")
    return await person.sees()


async def test_an_answer_is_kept_and_shown_in_place(anna: Person, emma: Person, announce: Announce) -> None:
    event = await announce()
    card = await opens(anna, event)
    assert "giovedì 3 dicembre 2026, 18:00–20:00" in card.text and card.buttons[:3] == ["Vengo", "Forse", "No"]
    press = await anna.presses("Vengo", card)
    assert (await press.answered()).text == "Segnato: ci vieni. Te lo ricordo il giorno prima."
    shown = await anna.sees()
    assert shown.id == card.id and "Ci vieni." in shown.text and shown.buttons[0] == "✓ Vengo"
    english = await opens(emma, event)
    assert "Thursday 3 December 2026" in english.text and "One person is going." in english.text


async def test_two_taps_are_one_answer_and_the_last_seat_has_one_taker(
    anna: Person, emma: Person, announce: Announce
) -> None:
    event = await announce(seats=1)
    cards = await opens(anna, event), await opens(emma, event)
    taps = [(anna, "Vengo", cards[0]), (anna, "Vengo", cards[0]), (emma, "I'm going", cards[1])]
    presses = await asyncio.gather(*(person.presses(label, card) for person, label, card in taps))
    for press in presses:
        assert (await press.answered()).text
    standing = {"Ci vieni." in (await opens(anna, event)).text, "You are going." in (await opens(emma, event)).text}
    assert standing == {True, False}
    waits = anna if "lista d'attesa: il primo" in (await opens(anna, event)).text else emma
    assert ("waiting list: the next" if waits is emma else "il primo posto") in (await opens(waits, event)).text


async def test_the_list_tells_announced_events_first_and_then_what_the_sources_say(
    anna: Person, announce: Announce
) -> None:
    await announce()
    for said in ("/eventi", "che eventi ci sono?"):
        await anna.says(said)
        card = await anna.sees()
        assert "Serata in officina" in card.text and "Annunciato dallo staff" in card.text
        assert "Vengo" in card.buttons and card.button("🗺 Mappa").url.startswith("https://www.openstreetmap.org/")
        sourced = await anna.sees()
        assert sourced.text.startswith("E dalle fonti pubbliche:") and "VTM Torino 2026" in sourced.text


async def test_a_question_about_a_month_mentions_what_is_announced_for_it(anna: Person, announce: Announce) -> None:
    await announce()
    await anna.says("che eventi ci sono a dicembre?")
    assert "Serata in officina" in (await anna.sees()).text
    await anna.sees("E dalle fonti pubbliche")
    await anna.says("che eventi ci sono a gennaio 2027?")
    assert "Serata in officina" not in (await anna.sees()).text


async def test_of_many_the_first_are_cards_and_the_others_a_list_that_opens(anna: Person, announce: Announce) -> None:
    for day in range(4, 9):
        start = datetime(2026, 12, day, 18, tzinfo=ROME)
        await announce(title={"it": f"Incontro {day}"}, starts_at=start, ends_at=None)
    await anna.says("/eventi")
    further = await anna.sees("Più avanti")
    assert further.buttons == ["Incontro 7", "Incontro 8"]
    await anna.presses("Incontro 8", further)
    assert (await anna.sees("martedì 8 dicembre")).id == further.id


async def test_the_calendar_file_can_be_read(anna: Person, announce: Announce) -> None:
    card = await opens(anna, await announce())
    await anna.presses("📅 Calendario", card)
    sent = await anna.sees("calendario")
    assert sent.document_name.endswith(".ics")
    entry = vobject.readOne((await anna.downloads(sent)).decode()).vevent
    assert entry.summary.value == "Serata in officina"
    assert entry.dtstart.value.astimezone(ROME) == EVENING.starts_at


async def test_being_seen_takes_consent_and_a_name_and_can_be_taken_back(
    anna: Person, emma: Person, announce: Announce
) -> None:
    event = await announce()
    card = await opens(anna, event)
    await anna.presses("Vengo", card)
    await anna.presses("Altro…", await anna.sees("Ci vieni"))
    options = await anna.sees("promemoria")
    assert "Gli altri non vedono il tuo nome" in options.text
    await anna.presses("Fatti vedere", options)
    await anna.presses("Sì, con un altro nome", await anna.sees("Farti vedere"))
    await anna.sees("Scrivimelo")
    await anna.says("anna@leva.it")
    assert "Questo non lo posso mostrare" in (await anna.sees()).text
    await anna.says("Anna della Leva")
    options = await anna.sees("Gli altri ti vedono come Anna della Leva")
    await anna.presses("Aggiungi la tua azienda", options)
    await anna.sees("Di quale azienda")
    await anna.says("cecom")
    options = await anna.sees("Cecomp, come dici tu")
    await emma.presses("Who is going", await opens(emma, event))
    assert "Anna della Leva (Cecomp, in their own words)" in (await emma.sees("Anna")).text
    await anna.presses("Non farmi più vedere", options)
    await anna.sees("Gli altri non vedono il tuo nome")
    assert "One person is going." in (await opens(emma, event)).text


async def test_a_question_is_a_question_even_where_a_name_was_asked_for(anna: Person, announce: Announce) -> None:
    event = await announce()
    await anna.presses("Vengo", await opens(anna, event))
    await anna.presses("Altro…", await anna.sees("Ci vieni"))
    await anna.presses("Fatti vedere", await anna.sees("promemoria"))
    await anna.presses("Sì, con un altro nome", await anna.sees("Farti vedere"))
    await anna.sees("Scrivimelo")
    await anna.says("chi fa prototipazione?")
    assert "prototip" in (await anna.sees()).text
    await anna.says("Anna")
    await anna.sees_nothing(text="Gli altri ti vedono")


async def test_whom_to_meet_has_a_reason_a_source_and_an_honest_button(
    anna: Person, emma: Person, announce: Announce, services: Services
) -> None:
    event = await announce()
    await emma.presses("I'm going", await opens(emma, event))
    await emma.sees("You are going")
    await services.events.appear(event.id, emma.id, "Emma")
    await services.events.represent(event.id, emma.id, "pininfarina")
    await services.events.let_meet(event.id, emma.id, on=True)
    card = await opens(anna, event)
    await anna.presses("Altro…", card)
    press = await anna.presses("Chi incontrare?", await anna.sees("promemoria"))
    assert "quando hai risposto «Vengo» o «Forse»" in (await press.answered()).text
    await anna.presses("Vengo", await opens(anna, event))
    await anna.sees("Ci vieni")
    press = await anna.presses("Chi incontrare?", await opens_more(anna, event))
    assert "nessuno da suggerirti" in (await press.answered()).text
    await anna.says("chi può misurare l'aerodinamica in galleria del vento?")
    await anna.sees("Pininfarina")
    await anna.presses("Chi incontrare?", await opens_more(anna, event))
    found = await anna.sees("Chi incontrare")
    assert "Emma · Pininfarina" in found.text and "mi hai chiesto di" in found.text
    assert any(entity["type"] == "text_link" for entity in found.entities)
    await anna.presses("Presentami a Pininfarina", found)  # for Emma only says so; and Anna stands for no company yet
    await anna.sees("/rappresento")


async def opens_more(person: Person, event: AnnouncedEvent) -> Any:
    await person.presses("Altro…", await opens(person, event))
    return await person.sees("promemoria")


async def test_reminders_are_turned_on_and_off(anna: Person, announce: Announce) -> None:
    event = await announce()
    await anna.presses("Vengo", await opens(anna, event))
    await anna.presses("Altro…", await anna.sees("Ci vieni"))
    options = await anna.sees("promemoria")
    assert options.buttons[:2] == ["🔔 Il giorno prima: sì", "🔔 Due ore prima: no"]
    await anna.presses("🔔 Due ore prima: no", options)
    assert (await anna.sees("promemoria")).buttons[:2] == ["🔔 Il giorno prima: sì", "🔔 Due ore prima: sì"]


async def test_a_series_is_answered_date_by_date(anna: Person, announce: Announce) -> None:
    event = await announce(rule="FREQ=WEEKLY;COUNT=3")
    await anna.presses("Le altre date", await opens_more(anna, event))
    dates = await anna.sees("ognuna ha la sua risposta")
    assert len(dates.buttons) == 5
    await anna.presses("giovedì 10 dicembre 2026, 18:00–20:00", dates)
    await anna.presses("Vengo", await anna.sees("giovedì 10 dicembre"))
    assert "Ci vieni." in (await anna.sees("giovedì 10 dicembre")).text
    assert "Ci vieni." not in (await opens(anna, event)).text


async def test_an_own_calendar_has_a_secret_address_that_can_be_changed_and_closed(
    anna: Person, announce: Announce, services: Services
) -> None:
    event = await announce()
    await anna.presses("Vengo", await opens(anna, event))
    await anna.sees("Ci vieni")
    await anna.presses("Il mio calendario", await opens_more(anna, event))
    first = await anna.sees("Il tuo calendario")
    await anna.presses("Nuovo indirizzo", first)
    second = await anna.sees("Il tuo calendario")
    old, new = (found[1] for text in (first.text, second.text) if (found := ADDRESS.search(text)))
    assert await services.events.feed(old) is None
    assert "Serata in officina" in (await services.events.feed(new) or "")
    await anna.presses("Chiudilo", second)
    await anna.sees("promemoria")
    assert await services.events.feed(new) is None


async def test_who_was_there_is_asked_and_can_change_their_mind(
    anna: Person, emma: Person, carla: Person, announce: Announce, services: Services
) -> None:
    event = await announce(starts_at=services.clock.now() - timedelta(hours=5), ends_at=None)
    card = await opens(anna, event)
    refused = await (await anna.forges(f"ev worth {event.id} yes", card)).answered()
    assert "solo a chi c'era" in refused.text
    secret = await services.events.code(event.id, carla.id)
    await emma.starts(f"p_{secret}")
    told = await emma.sees()
    for said in ("yes", "no", "no"):
        assert (await (await emma.forges(f"ev worth {event.id} {said}", told)).answered()).text == "Thank you!"
    await carla.starts(f"v_{event.id}")
    await carla.forges(f"ev staff {event.id}", await carla.sees())
    told = await carla.sees("Com'è andata l'ha detto una persona")  # and not what: one could guess whose it is
    assert "Ne è valsa la pena" not in told.text


async def test_staff_show_a_code_and_who_scans_it_is_present(
    anna: Person, carla: Person, announce: Announce, services: Services
) -> None:
    event = await announce(starts_at=services.clock.now(), ends_at=services.clock.now() + timedelta(hours=1))
    await carla.says("/presenze")
    await carla.presses("Serata in officina", await carla.sees("eventi di questi giorni"))
    await carla.presses("Codice", await carla.sees("Presenti: 0"))
    code = await carla.sees("mostralo all'ingresso")
    assert (await carla.downloads(code)).startswith(b"\x89PNG")
    secret = await services.events.code(event.id, carla.id)
    await anna.starts(f"p_{secret}")
    assert "Ti ho segnato presente" in (await anna.sees()).text
    await carla.presses("Partecipanti (CSV)")
    sent = await carla.sees("partecipanti")
    rows = list(csv.reader(io.StringIO((await carla.downloads(sent)).decode("utf-8-sig")), delimiter=";"))
    assert rows[1][:3] == [str(anna.id), "", "viene"] and rows[1][4].startswith("2026-11-22")


async def test_what_is_for_staff_is_refused_to_others(anna: Person, announce: Announce) -> None:
    event = await announce()
    await anna.says("/presenze")
    assert "solo lo staff" in (await anna.sees()).text
    card = await opens(anna, event)
    for verb in ("code", "csv", "staff"):
        press = await anna.forges(f"ev {verb} {event.id}", card)
        assert "solo lo staff" in (await press.answered()).text


async def test_refusals_are_told_in_a_toast_and_change_nothing(anna: Person, emma: Person, announce: Announce) -> None:
    over = await announce(starts_at=datetime(2026, 11, 20, 18, tzinfo=ROME), ends_at=None)
    late = await announce(deadline=datetime(2026, 11, 21, tzinfo=ROME))
    card = await opens(anna, late)
    for data, words in (
        (f"ev go {late.id}", "troppo tardi"), (f"ev go {over.id}", "già tenuto"), ("ev go 999999999", "non lo trovo"),
        (f"ev firm {late.id}", ""), (f"ev day {late.id} on", ""), ("ev nonsense 1", ""), ("ev", ""),
    ):  # fmt: skip
        answer = await (await anna.forges(data, card)).answered()
        assert words in answer.text and answer.text
    assert "Too late" not in (await opens(emma, late)).text
    await anna.starts("p_" + "x" * 24)
    assert "non lo trovo" in (await anna.sees()).text


async def test_a_group_is_told_without_names_and_answers_in_private(
    anna: Person, workshop: Group, announce: Announce
) -> None:
    await announce()
    await anna.says("/eventi", chat=workshop)
    told = await anna.sees(chat=workshop)
    assert "Annunciati dallo staff" in told.text and "Serata in officina" in told.text
    assert "Vengo" not in told.buttons
