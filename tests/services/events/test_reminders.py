"""Reminders: the day before at the same local hour, across both changes of time, once, and never in vain."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.db.base import Database
from bot.db.events import AnnouncedEvent
from bot.errors import ButtonTooOld
from bot.services import events
from bot.services.events import reminders, telling
from bot.services.events.reminders import due_day, due_hours
from tests.services.events.conftest import NOW, ROME, Desk, Publish, details
from tests.services.events.test_seats import change, told


def at(*numbers: int) -> datetime:
    return datetime(*numbers, tzinfo=ROME)  # type: ignore[arg-type,misc]


@pytest.mark.parametrize(
    ("start", "hours_apart"),
    [(at(2026, 12, 3, 18), 24), (at(2027, 3, 28, 18), 23), (at(2026, 10, 25, 18), 25)],
)
def test_the_day_before_is_at_the_same_local_hour_when_clocks_change(start: datetime, hours_apart: int) -> None:
    event = AnnouncedEvent(**details(starts_at=start.astimezone(UTC)).columns())
    assert due_hours(event) == start.astimezone(UTC) - timedelta(hours=2)
    assert (start.astimezone(UTC) - due_day(event).astimezone(UTC)) == timedelta(hours=hours_apart)


@pytest.mark.parametrize(
    ("start", "reminded"),
    [(at(2026, 12, 3, 7), at(2026, 12, 2, 8)), (at(2026, 12, 3, 20, 30), at(2026, 12, 2, 19)),
     (at(2027, 3, 29, 2, 30), at(2027, 3, 28, 8)), (at(2026, 11, 30, 9), at(2026, 11, 29, 9))],
    ids=["early", "a dinner", "at night", "a Monday, on Sunday"],
)  # fmt: skip
def test_the_day_before_one_is_reminded_by_day_on_sundays_too(start: datetime, reminded: datetime) -> None:
    assert due_day(AnnouncedEvent(**details(starts_at=start.astimezone(UTC)).columns())) == reminded


def test_whole_days_are_reminded_of_at_ten_and_at_eight() -> None:
    event = AnnouncedEvent(**details(starts_at=at(2026, 12, 3), whole_day=True).columns())
    assert (due_day(event), due_hours(event)) == (at(2026, 12, 2, 10), at(2026, 12, 3, 8))


async def test_by_default_one_is_reminded_the_day_before_once(desk: Desk, publish: Publish, database: Database) -> None:
    event = await publish()
    await desk(NOW).answer(event.id, 1, "go")
    await desk(NOW).answer(event.id, 5, "maybe")
    await desk(NOW).answer(event.id, 3, "decline")
    due = at(2026, 12, 2, 18)
    await desk(due).sweep(due - timedelta(minutes=1))
    assert await told(database) == []
    for minutes in (0, 1, 60):
        await desk(due).sweep(due + timedelta(minutes=minutes))
    [(first, italian), (second, english)] = await told(database, "remind day")
    assert (first, second) == (1, 5)
    assert "giovedì 3 dicembre 2026, 18:00–20:00" in italian and "You said maybe" in english
    await desk(due).sweep(at(2026, 12, 3, 17))
    assert len(await told(database)) == 2


async def test_a_full_hall_is_reminded_in_portions(
    desk: Desk, publish: Publish, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = await publish()
    for member in (1, 2, 3, 4, 5):
        await desk(NOW).answer(event.id, member, "go")
    monkeypatch.setattr(telling, "PORTION", 2)
    due = at(2026, 12, 2, 18)
    async with database.writing() as session:
        assert await reminders.send(session, due) == 2
    assert await desk(due).sweep(due) == 3
    assert sorted(member for member, _ in await told(database, "remind day")) == [1, 2, 3, 4, 5]


async def test_the_second_reminder_is_chosen_and_the_first_can_be_refused(
    desk: Desk, publish: Publish, database: Database
) -> None:
    event = await publish()
    await desk(NOW).answer(event.id, 1, "go")
    await desk(NOW).remind(event.id, 1, "day", on=False)
    shown = await desk(NOW).remind(event.id, 1, "hours", on=True)
    assert (shown.own.remind_day, shown.own.remind_hours) == (False, True)
    for moment in (at(2026, 12, 2, 18), at(2026, 12, 3, 16), at(2026, 12, 3, 17)):
        await desk(moment).sweep(moment)
    assert [whom for whom, _ in await told(database, "remind")] == [1]


async def test_who_joins_on_the_last_day_gets_only_the_second(desk: Desk, publish: Publish, database: Database) -> None:
    event = await publish()
    late = at(2026, 12, 2, 20)
    shown = await desk(late).answer(event.id, 1, "go")
    assert (shown.own.remind_day, shown.own.remind_hours) == (None, True)
    for moment in (late, at(2026, 12, 3, 15, 59), at(2026, 12, 3, 16)):
        await desk(moment).sweep(moment)
    assert [key for key, _ in await told(database, "remind hours")] == [1]
    assert await told(database, "remind day") == []
    with pytest.raises(ButtonTooOld):
        await desk(late).remind(event.id, 1, "day", on=True)


async def test_after_an_outage_nobody_is_told_of_tomorrow_on_the_day(
    desk: Desk, publish: Publish, database: Database
) -> None:
    event = await publish()
    await desk(NOW).answer(event.id, 1, "go")
    for moment in (at(2026, 12, 3, 16, 30), at(2026, 12, 3, 18)):
        await desk(moment).sweep(moment)
    assert await told(database) == []


async def test_nobody_is_reminded_of_a_cancelled_event_and_everybody_of_a_moved_one(
    desk: Desk, publish: Publish, database: Database
) -> None:
    moved, cancelled = await publish(), await publish()
    for event in (moved, cancelled):
        await desk(NOW).answer(event.id, 1, "go")
    async with database.writing() as session:
        await events.cancel(session, await session.get_one(AnnouncedEvent, cancelled.id), NOW)
    due = at(2026, 12, 2, 18)
    await desk(due).sweep(due)
    await change(database, moved, starts_at=at(2026, 12, 5, 18))
    await desk(due).sweep(at(2026, 12, 4, 18))
    assert [(whom, "sabato 5" in html) for whom, html in await told(database)] == [(1, False), (1, True)]
