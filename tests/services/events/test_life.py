"""An announced event from its draft to its end: series, changes, cancellation, and whom these concern."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import islice

import pytest
from sqlalchemy import select

from bot.db.base import Database
from bot.db.events import AnnouncedEvent
from bot.errors import EventCancelled, UnknownRule
from bot.services import events
from bot.services.events import recurrence, seats
from bot.services.events.details import finish, local
from tests.services.events.conftest import NOW, ROME, STAFF, Publish, details


async def series_of(database: Database, event: AnnouncedEvent) -> list[AnnouncedEvent]:
    async with database.reading() as session:
        query = select(AnnouncedEvent).where(AnnouncedEvent.series == event.id).order_by(AnnouncedEvent.starts_at)
        return list(await session.scalars(query))


async def test_a_draft_is_announced_once_and_changes_are_counted(database: Database) -> None:
    async with database.writing() as session:
        event = await events.create(session, details(), author=STAFF, now=NOW)
        await events.change(session, event, details(place="Ivrea"), NOW)
        assert (event.state, event.revision) == ("draft", 0)
        await events.publish(session, event, NOW)
        await events.publish(session, event, NOW)
        await events.change(session, event, details(place="Asti"), NOW)
        assert (event.state, event.revision, event.place) == ("announced", 1, "Asti")
        await events.cancel(session, event, NOW)
        assert (event.state, event.revision) == ("cancelled", 2)
        with pytest.raises(EventCancelled):
            await events.change(session, event, details(), NOW)


async def test_what_a_row_says_is_what_was_put_in(database: Database) -> None:
    given = details(seats=12, deadline=datetime(2026, 12, 1, 12, tzinfo=ROME), url="https://vvp.example/serata")
    async with database.writing() as session:
        event = await events.create(session, given, author=STAFF, now=NOW)
        session.expire(event)
        await session.refresh(event)
        assert events.details_of(event) == given


async def test_a_series_is_rows_of_half_a_year_at_the_same_local_hour(database: Database, publish: Publish) -> None:
    first = await publish(rule="FREQ=WEEKLY;BYDAY=TH")
    rows = await series_of(database, first)
    assert len(rows) == 24  # from 10 December to 20 May: Thursdays within 183 days of 22 November
    assert {local(row, row.starts_at).hour for row in rows} == {18}
    assert {row.starts_at.astimezone(ROME).utcoffset() for row in rows} == {timedelta(hours=1), timedelta(hours=2)}
    assert {(finish(row) - row.starts_at) for row in rows} == {timedelta(hours=2)}


async def test_the_sweep_adds_what_comes_within_reach_and_nothing_twice(database: Database, publish: Publish) -> None:
    first = await publish(rule="FREQ=MONTHLY")
    before = len(await series_of(database, first))
    for day in (0, 0, 40):
        async with database.writing() as session:
            await events.extend(session, await session.get_one(AnnouncedEvent, first.id), NOW + timedelta(days=day))
    rows = await series_of(database, first)
    assert (before, len(rows), len({row.starts_at for row in rows})) == (5, 6, 6)


async def test_a_daily_series_goes_on_after_a_year(database: Database, publish: Publish) -> None:
    first = await publish(rule="FREQ=DAILY")
    now = NOW + timedelta(days=400)
    async with database.writing() as session:
        row = await session.get_one(AnnouncedEvent, first.id)
        await events.extend(session, row, now)
        await events.change(session, row, details(place="Asti", rule="FREQ=DAILY"), now)
    ahead = [row for row in await series_of(database, first) if row.starts_at > now]
    assert len(ahead) >= 183
    assert {row.state for row in ahead} == {"announced"}


async def test_an_occurrence_that_was_moved_or_cancelled_does_not_come_back(
    database: Database, publish: Publish
) -> None:
    first = await publish(rule="FREQ=MONTHLY;COUNT=4")
    moved, dropped, _ = await series_of(database, first)
    async with database.writing() as session:
        moved = await session.get_one(AnnouncedEvent, moved.id)
        another = datetime(2027, 1, 7, 19, tzinfo=ROME)
        await events.change(session, moved, details(starts_at=another), NOW)
        await events.cancel(session, await session.get_one(AnnouncedEvent, dropped.id), NOW)
    async with database.writing() as session:
        await events.extend(session, await session.get_one(AnnouncedEvent, first.id), NOW)
    rows = await series_of(database, first)
    assert [(local(row, row.starts_at).day, row.state) for row in rows] == [
        (7, "announced"), (3, "cancelled"), (3, "announced"),
    ]  # fmt: skip


async def test_a_change_of_the_first_changes_the_series(database: Database, publish: Publish) -> None:
    first = await publish(rule="FREQ=WEEKLY;COUNT=3")
    async with database.writing() as session:
        row = await session.get_one(AnnouncedEvent, first.id)
        later = datetime(2026, 12, 3, 19, 30, tzinfo=ROME)
        await events.change(session, row, details(starts_at=later, place="Asti", rule="FREQ=WEEKLY;COUNT=3"), NOW)
    rows = await series_of(database, first)
    told = [(row.place, local(row, row.starts_at).strftime("%d %H:%M"), row.revision) for row in rows]
    assert told == [("Asti", "10 19:30", 1), ("Asti", "17 19:30", 1)]


async def test_another_day_of_the_week_calls_the_old_days_off(database: Database, publish: Publish) -> None:
    first = await publish(rule="FREQ=WEEKLY;COUNT=3")
    async with database.writing() as session:
        row = await session.get_one(AnnouncedEvent, first.id)
        friday = datetime(2026, 12, 4, 18, tzinfo=ROME)
        await events.change(session, row, details(starts_at=friday, rule="FREQ=WEEKLY;COUNT=3"), NOW)
    rows = await series_of(database, first)
    assert [(local(row, row.starts_at).day, row.state) for row in rows] == [
        (10, "cancelled"), (11, "announced"), (17, "cancelled"), (18, "announced"),
    ]  # fmt: skip


async def test_those_who_come_may_come_or_wait_are_concerned(database: Database, publish: Publish) -> None:
    first = await publish(rule="FREQ=WEEKLY;COUNT=2", seats=1)
    [second] = await series_of(database, first)
    async with database.writing() as session:
        for member, event, wish in ((1, first, "go"), (2, first, "go"), (3, first, "decline"), (4, second, "maybe")):
            await seats.answer(session, event.id, member, wish, NOW)  # type: ignore[arg-type]
    async with database.writing() as session:
        row = await session.get_one(AnnouncedEvent, first.id)
        before = await events.concerned(session, row)
        await events.cancel(session, row, NOW)
        assert before == await events.concerned(session, row) == [1, 2, 4]
    [second] = await series_of(database, first)
    assert second.state == "cancelled"


@pytest.mark.parametrize(
    "rule",
    [
        "", "ogni martedì", "FREQ=HOURLY", "FREQ=DAILY;BYHOUR=1,2", "FREQ=WEEKLY;BYDAY=XX", "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY\nRDATE:20270101T000000", "BYDAY=TU",
    ],
)  # fmt: skip
async def test_a_rule_that_is_none_is_refused(database: Database, rule: str) -> None:
    async with database.writing() as session:
        with pytest.raises(UnknownRule):
            await events.create(session, details(rule=rule), author=STAFF, now=NOW)


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("RRULE:FREQ=MONTHLY;BYDAY=1TH", ["03/12", "07/01", "04/02"]), ("FREQ=WEEKLY;COUNT=2", ["03/12", "10/12"]),
        ("freq=weekly;until=20261217T225959Z", ["03/12", "10/12", "17/12"]),
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", []),  # a day that never comes is not looked for until the year 9999
    ],
)  # fmt: skip
def test_rules_are_read_as_calendars_write_them(rule: str, days: list[str]) -> None:
    found = [f"{moment:%d/%m}" for moment in islice(recurrence.moments(details(rule=rule)), 3)]
    assert found == days
