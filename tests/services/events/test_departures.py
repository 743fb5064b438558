"""Dates of a series that depart from its rule: not announced where left out, announced and reminded of where added."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.db.base import Database
from bot.db.events import AnnouncedEvent
from bot.services import events
from bot.services.events import departures
from bot.services.events.details import finish, local
from tests.services.events.conftest import NOW, ROME, Desk, Publish, details
from tests.services.events.test_calendars import read
from tests.services.events.test_seats import told

# Sundays, across the change of clocks of 28 March 2027: one before it and one after it left out, one each added.
SPRING = {
    "starts_at": datetime(2027, 3, 7, 18, tzinfo=ROME), "rule": "FREQ=WEEKLY;COUNT=6",
    "left_out": ("2027-03-21", "2027-04-04"),
    "added": ("2027-03-23T18:00", "2027-04-06T20:30/2027-04-06T21:00"),
}  # fmt: skip
GIVEN = ["07/03 18:00", "14/03 18:00", "23/03 18:00", "28/03 18:00", "06/04 20:30", "11/04 18:00"]
FEBRUARY = datetime(2027, 2, 20, 10, tzinfo=ROME)


async def dates_of(database: Database, event: AnnouncedEvent) -> list[AnnouncedEvent]:
    async with database.reading() as session:
        row = await session.get_one(AnnouncedEvent, event.id)
        return await events.of_one_series(session, row)


def put(one: AnnouncedEvent) -> str:
    return f"{local(one, one.starts_at):%d/%m %H:%M}"


async def test_a_date_left_out_is_no_row_and_an_added_one_is_on_both_sides_of_the_change_of_clocks(
    database: Database, publish: Publish
) -> None:
    first = await publish(**SPRING)
    for day in (0, 0, 120):
        async with database.writing() as session:
            await events.extend(session, await session.get_one(AnnouncedEvent, first.id), NOW + timedelta(days=day))
    rows = await dates_of(database, first)
    assert [put(row) for row in rows] == GIVEN
    hours = timedelta(hours=2)
    assert [finish(row) - row.starts_at for row in rows] == [*[hours] * 4, timedelta(minutes=30), hours]
    assert {row.starts_at.astimezone(ROME).utcoffset() for row in rows} == {timedelta(hours=1), timedelta(hours=2)}


async def test_one_is_reminded_of_an_added_date_and_not_of_one_left_out(
    database: Database, publish: Publish, desk: Desk
) -> None:
    first = await publish(**SPRING)
    for one in await dates_of(database, first):
        await desk(NOW).answer(one.id, 1, "go")
    for day in range(1, 45):
        moment = datetime(2027, 3, 1, 19, tzinfo=ROME) + timedelta(days=day)
        await desk(moment).sweep(moment)
    said = [html for _, html in await told(database, "remind day")]
    days = ["7 marzo", "14 marzo", "23 marzo", "28 marzo", "6 aprile", "11 aprile"]
    assert [day in html for day, html in zip(days, said, strict=True)] == [True] * 6
    assert "martedì 6 aprile 2027, 20:30–21:00" in said[4]


async def test_cards_the_listing_and_the_calendar_tell_of_both(
    database: Database, publish: Publish, desk: Desk
) -> None:
    first = await publish(**SPRING)
    shown, english = await desk(FEBRUARY).look(first.id, 1), await desk(FEBRUARY).look(first.id, 5)
    assert "Salta: domenica 21 marzo; domenica 4 aprile" in shown.card.html
    assert "In più: martedì 23 marzo, 18:00; martedì 6 aprile, 20:30" in shown.card.html
    assert "Not on: Sunday 21 March; Sunday 4 April" in english.card.html
    assert "Also on: Tuesday 23 March, 18:00; Tuesday 6 April, 20:30" in english.card.html
    # By 20 March the next is the added one, on whose own card it is not told again; what has passed is told no more.
    later = datetime(2027, 3, 22, 12, tzinfo=ROME)
    [coming] = await desk(later).coming(1)
    assert put(coming.event) == "23/03 18:00"
    assert "In più: martedì 6 aprile, 20:30" in coming.card.html and "Salta: domenica 4 aprile" in coming.card.html
    _, text = await desk(FEBRUARY).all_dates(first.id, "it")
    assert [f"{one.dtstart.value.astimezone(ROME):%d/%m %H:%M}" for one in read(text)] == GIVEN


async def test_a_date_that_staff_call_off_or_move_is_told_on_the_others_cards(
    database: Database, publish: Publish, desk: Desk
) -> None:
    first = await publish(rule="FREQ=WEEKLY;COUNT=4")
    _, second, third, fourth = await dates_of(database, first)
    async with database.writing() as session:
        await events.cancel(session, await session.get_one(AnnouncedEvent, second.id), NOW)
        at = datetime(2026, 12, 18, 17, tzinfo=ROME)
        await events.change(session, await session.get_one(AnnouncedEvent, third.id), details(starts_at=at), NOW)
    for one in (first, fourth):
        html = (await desk(NOW).look(one.id, 1)).card.html
        assert "Salta: giovedì 10 dicembre; giovedì 17 dicembre" in html
        assert "In più: venerdì 18 dicembre, 17:00" in html
    assert "Salta" not in (await desk(NOW).look(second.id, 1)).card.html  # it says of itself that it is called off


async def test_days_from_which_a_whole_series_moved_are_not_told_as_left_out(
    database: Database, publish: Publish, desk: Desk
) -> None:
    first = await publish(rule="FREQ=WEEKLY;COUNT=3")
    async with database.writing() as session:
        row = await session.get_one(AnnouncedEvent, first.id)
        friday = datetime(2026, 12, 4, 18, tzinfo=ROME)
        await events.change(session, row, details(starts_at=friday, rule="FREQ=WEEKLY;COUNT=3"), NOW)
    assert "Salta" not in (await desk(NOW).look(first.id, 1)).card.html


async def test_whoever_leads_the_series_its_dates_stay_the_same(database: Database, publish: Publish) -> None:
    first = await publish(**SPRING)
    async with database.writing() as session:
        row = await session.get_one(AnnouncedEvent, first.id)
        for _ in range(3):  # of those that stay, one after the other stands aside
            await events.step_aside(session, row, NOW)
            row = await events.first_of(session, row)
            await events.extend(session, row, NOW + timedelta(days=120))
    rows = await dates_of(database, first)
    assert [put(row) for row in rows] == GIVEN
    [leads] = [row for row in rows if row.rule]
    assert put(leads) == "11/04 18:00" and {row.series for row in rows} == {None, leads.id}


async def test_a_rule_that_is_counted_from_before_gives_no_more_than_it_would(
    database: Database, publish: Publish
) -> None:
    """The first date was moved to a Wednesday evening: it leads, and the others keep their hours and their length."""
    moved = await publish(
        starts_at=datetime(2027, 3, 10, 20, tzinfo=ROME), ends_at=datetime(2027, 3, 10, 23, tzinfo=ROME),
        rule="FREQ=WEEKLY;INTERVAL=2;COUNT=3", counted_from="2027-03-07T18:00/2027-03-07T19:00",
        left_out=("2027-03-07",), added=("2027-03-10T20:00/2027-03-10T23:00",),
    )  # fmt: skip
    rows = await dates_of(database, moved)
    assert [put(row) for row in rows] == ["10/03 20:00", "21/03 18:00", "04/04 18:00"]
    assert [finish(row) - row.starts_at for row in rows] == [timedelta(hours=3), *[timedelta(hours=1)] * 2]


async def test_a_change_of_the_hour_takes_the_added_date_along_that_was_at_the_same_one(
    database: Database, publish: Publish
) -> None:
    first = await publish(**SPRING)
    before = {put(row): row.id for row in await dates_of(database, first)}
    async with database.writing() as session:
        row = await session.get_one(AnnouncedEvent, first.id)
        later = {**SPRING, "starts_at": datetime(2027, 3, 7, 19, tzinfo=ROME),
                 "added": ("2027-03-23T19:00", "2027-04-06T20:30/2027-04-06T21:00")}  # fmt: skip
        await events.change(session, row, details(**later), NOW)
    rows = await dates_of(database, first)
    assert [put(row) for row in rows] == [one.replace("18:00", "19:00") for one in GIVEN]
    assert [row.id for row in rows] == list(before.values()) and {row.state for row in rows} == {"announced"}


async def test_two_on_one_day_stay_two_when_the_hour_changes(database: Database, publish: Publish) -> None:
    first = await publish(rule="FREQ=WEEKLY;COUNT=2", added=("2026-12-10T21:00",))
    async with database.writing() as session:
        row = await session.get_one(AnnouncedEvent, first.id)
        later = details(starts_at=datetime(2026, 12, 3, 19, tzinfo=ROME), rule=row.rule, added=("2026-12-10T21:00",))
        await events.change(session, row, later, NOW)
    rows = await dates_of(database, first)
    assert [(put(row), row.state) for row in rows] == [
        ("03/12 19:00", "announced"), ("10/12 19:00", "announced"), ("10/12 21:00", "announced"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after", "counted", "left_out", "added"),
    [
        ("2027-03-10T20:00", "2027-03-10T21:00", "2027-03-07T19:00/2027-03-07T20:00", "2027-03-21",
         "2027-03-23T18:00 2027-03-25T21:00/2027-03-25T22:00"),
        ("2027-03-10T20:00", "2027-03-11T20:00", "2027-03-08T18:00/2027-03-08T19:00", "2027-03-22",
         "2027-03-23T18:00 2027-03-25T20:00/2027-03-25T21:00"),
        ("2027-03-10T20:00", "2027-03-10", "2027-03-07", "2027-03-21", "2027-03-23 2027-03-25"),
    ],
    ids=["another hour", "another day", "the whole day"],
)  # fmt: skip
def test_the_dates_of_a_series_move_along_with_the_first(
    before: str, after: str, counted: str, left_out: str, added: str
) -> None:
    dates = ("2027-03-23T18:00", "2027-03-25T20:00/2027-03-25T21:00")
    assert departures.moved_along("2027-03-07T18:00/2027-03-07T19:00", before, after) == counted
    assert departures.day_along("2027-03-21", before, after) == left_out
    assert " ".join(departures.hour_along(one, before, after) for one in dates) == added


async def test_another_hour_on_the_same_day_is_told_as_that(database: Database, publish: Publish, desk: Desk) -> None:
    by_calendar = await publish(
        rule="FREQ=WEEKLY;COUNT=3", left_out=("2026-12-10",), added=("2026-12-10T20:00/2026-12-10T21:00",)
    )
    by_staff = await publish(rule="FREQ=WEEKLY;COUNT=3")
    async with database.writing() as session:
        second = (await events.of_one_series(session, await session.get_one(AnnouncedEvent, by_staff.id)))[1]
        at = datetime(2026, 12, 10, 20, tzinfo=ROME)
        await events.change(session, second, details(starts_at=at), NOW)
    for first in (by_calendar, by_staff):
        html, english = [(await desk(NOW).look(first.id, member)).card.html for member in (1, 5)]
        assert "A un'altra ora: giovedì 10 dicembre, 20:00" in html and "Salta" not in html and "In più" not in html
        assert "At another hour: Thursday 10 December, 20:00" in english
    assert departures.sorted_out("2026-12-10 2026-12-17", "2026-12-10T20:00 2026-12-18T18:00/2026-12-18T19:00") == (
        departures.Departures(("2026-12-17",), ("2026-12-10T20:00",), ("2026-12-18T18:00",))
    )


async def test_of_many_the_next_four_are_told_and_how_many_more(publish: Publish, desk: Desk) -> None:
    days = tuple(f"2026-12-{day:02}" for day in range(10, 16))
    first = await publish(rule="FREQ=DAILY;COUNT=40", left_out=days)
    html, english = [(await desk(NOW).look(first.id, member)).card.html for member in (1, 5)]
    assert "domenica 13 dicembre" in html and "14 dicembre" not in html and "… e altre 2 date." in html
    assert "… and 2 more dates." in english
