"""Reminders that members choose: the day before at the same hour, and two hours before."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from bot.db.events import AnnouncedEvent, Attendance
from bot.services.events.details import local

HOURS_BEFORE = timedelta(hours=2)
OF_WHOLE_DAYS = time(10), time(8)  # by the clock: the day before, and on the day


def due_day(event: AnnouncedEvent) -> datetime:
    """The day before, when the clock on the wall shows the hour of the start (of whole days: at ten)."""
    day_before = local(event, event.starts_at) - timedelta(days=1)  # by the clock: across a change of time too
    if not event.whole_day:
        return day_before
    return datetime.combine(day_before.date(), OF_WHOLE_DAYS[0], day_before.tzinfo)


def due_hours(event: AnnouncedEvent) -> datetime:
    """Two hours before the start; of whole days at eight in the morning."""
    if not event.whole_day:
        return event.starts_at - HOURS_BEFORE
    start = local(event, event.starts_at)
    return datetime.combine(start.date(), OF_WHOLE_DAYS[1], start.tzinfo)


def at_joining(mine: Attendance, event: AnnouncedEvent, now: datetime) -> None:
    """Whoever joins on the last day is too late for the first reminder, and gets the second instead."""
    if mine.remind_day and now >= due_day(event):
        mine.remind_day, mine.remind_hours = False, True
