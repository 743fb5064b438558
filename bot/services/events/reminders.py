"""Reminders that members choose: the day before at the same hour, and two hours before.

They are no announcements: whoever comes wants them, on a Sunday for Monday morning, and at half past six for half past
eight. Only the one of the day before, which needs no exact hour, stays between eight and nineteen.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import Literal

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.events import AnnouncedEvent, Attendance
from bot.errors import ButtonTooOld
from bot.services.events import telling
from bot.services.events.details import local

Which = Literal["day", "hours"]
HOURS_BEFORE = timedelta(hours=2)
EARLIEST, LATEST = time(8), time(19)  # by the clock: of the reminder on the day before
OF_WHOLE_DAYS = time(10), time(8)  # by the clock: the day before, and on the day
REACH = timedelta(days=3)  # no reminder is due earlier than that


def due_day(event: AnnouncedEvent) -> datetime:
    """The day before, when the clock on the wall shows the hour of the start (of whole days: at ten), by day."""
    day_before = local(event, event.starts_at) - timedelta(days=1)  # by the clock: across a change of time too
    hour = OF_WHOLE_DAYS[0] if event.whole_day else min(max(day_before.time(), EARLIEST), LATEST)
    return datetime.combine(day_before.date(), hour, day_before.tzinfo)


def due_hours(event: AnnouncedEvent) -> datetime:
    """Two hours before the start; of whole days at eight in the morning."""
    if not event.whole_day:
        return event.starts_at.astimezone(UTC) - HOURS_BEFORE
    start = local(event, event.starts_at)
    return datetime.combine(start.date(), OF_WHOLE_DAYS[1], start.tzinfo)


DUE: dict[Which, Callable[[AnnouncedEvent], datetime]] = {"day": due_day, "hours": due_hours}


def at_joining(mine: Attendance, event: AnnouncedEvent, now: datetime) -> None:
    """Whoever joins on the last day is too late for the first reminder, and gets the second instead."""
    if mine.remind_day and now >= due_day(event):
        mine.remind_day, mine.remind_hours = False, True


def choose(mine: Attendance, event: AnnouncedEvent, which: Which, *, on: bool, now: datetime) -> None:
    """The member wants this reminder, or does not. Raises ButtonTooOld where its time has passed."""
    if now >= DUE[which](event):
        raise ButtonTooOld
    if which == "day":
        mine.remind_day = on
    else:
        mine.remind_hours = on


async def send(session: AsyncSession, now: datetime) -> int:
    """Writes a portion of the reminders that are due and were not written, of events that take place, to those who
    come; 0: there are no more."""
    written = 0
    soon = AnnouncedEvent.starts_at > now, AnnouncedEvent.starts_at < now + REACH
    query = select(AnnouncedEvent).where(AnnouncedEvent.state == "announced", *soon)
    for event in list(await session.scalars(query)):
        for which in _due(event, now):
            wanted = await _wanted(session, event, which)
            keys = {_key(event, which, one): one for one in wanted if one.answered_at <= DUE[which](event)}
            for key in (await telling.unwritten(session, keys))[: telling.PORTION - written]:
                await telling.reminder(session, key, event, keys[key], now)
                written += 1
    return written


def _due(event: AnnouncedEvent, now: datetime) -> list[Which]:
    """One at a time: after an outage nobody is reminded of the day before when two hours are left."""
    if now >= due_hours(event):
        return ["hours"]
    return ["day"] if now >= due_day(event) else []


async def _wanted(session: AsyncSession, event: AnnouncedEvent, which: Which) -> list[Attendance]:
    chosen = Attendance.remind_day if which == "day" else Attendance.remind_hours
    comes = Attendance.answer.in_(("going", "maybe"))
    return list(await session.scalars(select(Attendance).where(Attendance.event_id == event.id, comes, chosen)))


def _key(event: AnnouncedEvent, which: Which, to: Attendance) -> str:
    """With the start: of an event that was moved one is reminded again."""
    return f"remind {which} {event.id} {to.member_id} {event.starts_at:%Y%m%d%H%M}"
