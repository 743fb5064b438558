"""Series from a calendar file: what it leaves out, adds and moves, from the draft to cards, reminders and digests."""

from __future__ import annotations

from datetime import datetime

from bot.db.announcements import Announcement
from bot.db.events import AnnouncedEvent
from bot.services import events
from bot.services.announcements.desk import draft_of
from bot.services.events import seats
from bot.services.events.details import local
from bot.services.outbox import Message
from tests.services.announcements.conftest import ANNA, BRUNO, CARLA, EMMA, ROME, World

CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:x
BEGIN:VEVENT
UID:1
SUMMARY:Caffè dei soci
LOCATION:CNA Torino
DTSTART;TZID=Europe/Rome:20261203T083000
DTEND;TZID=Europe/Rome:20261203T093000
RRULE:FREQ=WEEKLY;COUNT=4
EXDATE;TZID=Europe/Rome:20261210T083000
RDATE;TZID=Europe/Rome:20261211T083000
END:VEVENT
END:VCALENDAR
"""


async def handed_in(world: World, calendar: str = CALENDAR) -> Message:
    return await world.office.hand_in_file(CARLA, "it", calendar.replace("\n", "\r\n").encode(), "caffe.ics")


async def announced(world: World, calendar: str = CALENDAR) -> list[AnnouncedEvent]:
    await handed_in(world, calendar)
    await world.sends()
    await world.delivers()
    await world.later(minutes=5)
    return await world.dates()


def put(rows: list[AnnouncedEvent]) -> list[str]:
    return [f"{local(one, one.starts_at):%d/%m %H:%M}" for one in rows]


async def types(world: World, field: str, text: str) -> Message:
    await world.office.drafting.ask(await world.press(field))
    card = await world.office.typed(CARLA, "it", text)
    assert card is not None
    return card


async def test_the_draft_says_which_dates_depart_and_on_which_line(world: World) -> None:
    card = await handed_in(world)
    assert "🔁 Si ripete <i>(riga 10)</i>" in card.html
    assert "<b>Salta:</b> giovedì 10 dicembre <i>(riga 11)</i>" in card.html
    assert "<b>In più:</b> venerdì 11 dicembre, 08:30 <i>(riga 12)</i>" in card.html
    assert "⚠️" not in card.html
    seen = await world.office.publishing.preview(await world.press())
    assert "Salta: giovedì 10 dicembre" in seen.html and "Also on: Friday 11 December, 08:30" in seen.html


async def test_what_goes_out_tells_them_and_a_date_left_out_is_announced_to_nobody(world: World) -> None:
    rows = await announced(world)
    assert put(rows) == ["03/12 08:30", "11/12 08:30", "17/12 08:30", "24/12 08:30"]
    got = {row.chat_id: row.content["html"] for row in await world.outbox()}
    assert "Salta: giovedì 10 dicembre" in got[ANNA] and "In più: venerdì 11 dicembre, 08:30" in got[ANNA]
    assert "Not on: Thursday 10 December" in got[EMMA] and "Also on: Friday 11 December" in got[EMMA]


async def test_a_series_whose_first_date_is_left_out_is_announced_from_the_next(world: World) -> None:
    first_off = CALENDAR.replace("EXDATE;TZID=Europe/Rome:20261210", "EXDATE;TZID=Europe/Rome:20261203")
    card = await handed_in(world, first_off)
    assert "<b>Quando:</b> giovedì 10 dicembre 2026, 08:30 <i>(riga 8)</i>" in card.html
    assert "La serie comincia giovedì 3 dicembre 2026, 08:30" in card.html
    rows = await announced(world, first_off)
    assert put(rows) == ["10/12 08:30", "11/12 08:30", "17/12 08:30", "24/12 08:30"]


async def test_in_a_draft_another_hour_is_that_of_all_its_dates(world: World) -> None:
    await handed_in(world, CALENDAR.replace("EXDATE;TZID=Europe/Rome:20261210", "EXDATE;TZID=Europe/Rome:20261203"))
    await types(world, "start", "10 dicembre 2026 alle 18")
    await types(world, "end", "alle 20")
    await world.sends()
    rows = await world.dates()
    assert put(rows) == ["10/12 18:00", "11/12 18:00", "17/12 18:00", "24/12 18:00"]
    assert {f"{local(one, one.ends_at):%H:%M}" for one in rows if one.ends_at} == {"20:00"}


async def test_a_series_that_moves_to_another_day_takes_along_the_days_it_leaves_out(world: World) -> None:
    await announced(world)
    await world.office.changing.begin(await world.press("all"))
    await types(world, "start", "4 dicembre 2026 alle 9")
    await world.office.changing.apply(await world.press())
    coming = [one for one in await world.dates() if one.state == "announced"]
    assert put(coming) == ["04/12 09:00", "11/12 09:00", "18/12 09:00", "25/12 09:00"]


async def test_of_one_date_alone_the_change_leaves_the_others_and_what_departs(world: World) -> None:
    first, _, third, _ = await announced(world)
    for number, text in ((first.id, "4 dicembre 2026 alle 9"), (third.id, "18 dicembre 2026 alle 9")):
        await world.office.changing.begin(await world.press(str(number)))
        await types(world, "start", text)
        await world.office.changing.apply(await world.press())
    assert put(await world.dates()) == ["04/12 09:00", "11/12 08:30", "18/12 09:00", "24/12 08:30"]
    row = await world.latest()
    assert draft_of(row).get("added") == "" and row.event_id == first.id


async def weekly_reader(world: World) -> None:
    for member in (ANNA, EMMA):
        await world.office.preferences.prefer(member, "event", "weekly")


async def digests(world: World) -> dict[int, str]:
    return {row.chat_id: row.content["html"] for row in await world.outbox("digest ")}


async def test_the_weekly_digest_tells_which_dates_depart(world: World) -> None:
    await weekly_reader(world)
    await announced(world)
    world.clock.at = datetime(2026, 11, 30, 9, 0, tzinfo=ROME)
    await world.later(minutes=1)
    told = await digests(world)
    assert "giovedì 3 dicembre 2026, 08:30–09:30 · CNA Torino" in told[ANNA]
    assert "Salta: giovedì 10 dicembre" in told[ANNA] and "In più: venerdì 11 dicembre" in told[ANNA]
    assert "Not on: Thursday 10 December" in told[EMMA] and "Also on: Friday 11 December" in told[EMMA]


async def test_a_weekly_digest_after_the_first_date_tells_of_the_next_one(world: World) -> None:
    await weekly_reader(world)
    world.clock.at = datetime(2026, 12, 1, 10, 0, tzinfo=ROME)  # a Tuesday: the digest comes when the third is over
    await announced(world)
    world.clock.at = datetime(2026, 12, 7, 9, 0, tzinfo=ROME)
    await world.later(minutes=1)
    assert "venerdì 11 dicembre 2026, 08:30–09:30" in (await digests(world))[ANNA]


async def test_a_date_that_was_called_off_is_told_so_in_the_weekly_digest_with_the_next_one(world: World) -> None:
    await weekly_reader(world)
    first, *_ = await announced(world)
    await world.office.changing.doubt(await world.press(str(first.id)))
    await world.office.changing.call_off(await world.press())
    world.clock.at = datetime(2026, 11, 30, 9, 0, tzinfo=ROME)
    await world.later(minutes=1)
    told = await digests(world)
    assert "❌ <b>Caffè dei soci</b> (giovedì 3 dicembre 2026, 08:30–09:30): annullato." in told[ANNA]
    assert "Le altre date restano: la prossima è venerdì 11 dicembre 2026, 08:30–09:30" in told[ANNA]
    assert "(Thursday 3 December 2026, 08:30–09:30): cancelled." in told[EMMA]
    assert "The other dates stay: the next is Friday 11 December 2026, 08:30–09:30" in told[EMMA]


async def test_of_a_series_that_was_called_off_whole_the_digest_promises_no_other_date(world: World) -> None:
    await weekly_reader(world)
    first, *_ = await announced(world)
    for which in (str(first.id), "all"):
        await world.office.changing.doubt(await world.press(which))
        await world.office.changing.call_off(await world.press())
    world.clock.at = datetime(2026, 11, 30, 9, 0, tzinfo=ROME)
    await world.later(minutes=1)
    told = await digests(world)
    assert "annullato" in told[ANNA] and "altre date" not in told[ANNA]
    assert "cancelled" in told[EMMA] and "other dates" not in told[EMMA]


async def test_those_who_go_on_an_added_date_hear_when_it_is_called_off(world: World) -> None:
    _, added, *_ = await announced(world)
    async with world.database.writing() as session:
        await seats.answer(session, added.id, BRUNO, "go", world.clock.at)
    await world.office.changing.doubt(await world.press(str(added.id)))
    await world.office.changing.call_off(await world.press())
    await world.later(seconds=1)
    [told] = await world.outbox("changed ")
    assert told.chat_id == BRUNO and "venerdì 11 dicembre" in told.content["html"]
    async with world.database.reading() as session:
        row = await session.get_one(Announcement, (await world.latest()).id)
        event = await session.get_one(AnnouncedEvent, row.event_id)
        apart = await events.departing(session, event, world.clock.at)
    assert (apart.left_out, apart.added) == (("2026-12-10", "2026-12-11"), ())
