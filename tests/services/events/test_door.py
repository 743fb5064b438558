"""At the door: who scans the code in time is there; the table of participants does nothing but tell."""

from __future__ import annotations

import csv
import io
from datetime import datetime, timedelta

import pytest

from bot.db.base import Database
from bot.db.events import AnnouncedEvent
from bot.errors import CheckInClosed, EventCancelled, NoSuchEvent, StaffOnly
from bot.services import events
from bot.services.events.door import harmless, picture
from tests.services.events.conftest import NOW, ROME, STAFF, Desk, Publish

START = datetime(2026, 12, 3, 18, tzinfo=ROME)


async def test_the_code_counts_from_an_hour_before_to_three_hours_after(desk: Desk, publish: Publish) -> None:
    event = await publish()
    secret = await desk(NOW).code(event.id, STAFF)
    for moment in (START - timedelta(minutes=61), START + timedelta(hours=5, minutes=1)):
        with pytest.raises(CheckInClosed):
            await desk(moment).check_in(secret, 1)
    for moment in (START - timedelta(minutes=59), START + timedelta(hours=4, minutes=59)):
        assert (await desk(moment).check_in(secret, 1)).seen.attended
    assert (await desk(START).look(event.id, 1)).seen.turnout.attended == 1


async def test_who_had_not_answered_or_waits_is_there_all_the_same(desk: Desk, publish: Publish) -> None:
    event = await publish(seats=1)
    for member in (1, 2):
        await desk(NOW).answer(event.id, member, "go")
    await desk(NOW).answer(event.id, 3, "decline")
    secret = await desk(NOW).code(event.id, STAFF)
    for member in (2, 3, 4):
        await desk(START).check_in(secret, member)
    shown = await desk(START).look(event.id, STAFF)
    assert (shown.seen.turnout.attended, shown.seen.turnout.going, shown.seen.turnout.left) == (3, 4, 0)


async def test_a_wrong_code_and_a_cancelled_event_are_refused(desk: Desk, publish: Publish, database: Database) -> None:
    event = await publish()
    secret = await desk(NOW).code(event.id, STAFF)
    with pytest.raises(NoSuchEvent):
        await desk(START).check_in(secret[:-1] + "?", 1)
    async with database.writing() as session:
        await events.cancel(session, await session.get_one(AnnouncedEvent, event.id), NOW)
    with pytest.raises(EventCancelled):
        await desk(START).check_in(secret, 1)


async def test_code_table_and_counts_are_for_staff_alone(desk: Desk, publish: Publish) -> None:
    event = await publish()
    at_the_desk = desk(NOW)
    for attempt in (
        at_the_desk.code(event.id, 1), at_the_desk.participants(event.id, 1, "it"), at_the_desk.opinions(event.id, 1),
        at_the_desk.at_the_door(1),
    ):  # fmt: skip
        with pytest.raises(StaffOnly):
            await attempt


async def test_staff_see_the_events_of_these_days(desk: Desk, publish: Publish) -> None:
    event = await publish()
    assert await desk(NOW).at_the_door(STAFF) == ()
    [shown] = await desk(START + timedelta(days=1)).at_the_door(STAFF)
    assert shown.event.id == event.id


async def test_the_table_names_only_those_who_agreed_and_computes_nothing(desk: Desk, publish: Publish) -> None:
    event = await publish()
    for member, name in ((1, "=HYPERLINK(1;2)"), (2, "Anna Rossi"), (3, None)):
        await desk(NOW).answer(event.id, member, "go")
        if name:
            await desk(NOW).appear(event.id, member, name)
    await desk(START).check_in(await desk(NOW).code(event.id, STAFF), 2)
    _, text = await desk(NOW).participants(event.id, STAFF, "it")
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))
    assert rows == [
        ["Id Telegram", "Nome", "Risposta", "Risposto il", "Presente dal"],
        ["1", "'=HYPERLINK(1;2)", "viene", "2026-11-22 09:00", ""],
        ["2", "Anna Rossi", "viene", "2026-11-22 09:00", "2026-12-03 18:00"],
        ["3", "", "viene", "2026-11-22 09:00", ""],
    ]


@pytest.mark.parametrize("cell", ["=1+1", "+39", "-2", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1+1", "＋1", "|cmd", "%x"])
def test_what_a_spreadsheet_would_compute_becomes_text(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "Anna Rossi", "D'Angelo", "3 amici", "a=b", "Müller-Lüdenscheidt"])
def test_names_stay_as_they_are(cell: str) -> None:
    assert harmless(cell) == cell


def test_the_code_is_a_picture_of_the_link() -> None:
    assert picture("https://t.me/raccordo_bot?start=p_" + "x" * 24).startswith(b"\x89PNG")
