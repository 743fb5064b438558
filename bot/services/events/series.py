"""One date of a series by itself: called off or moved alone, while what repeats goes on with the others."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import takewhile

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.events import AnnouncedEvent
from bot.services.events import departures, recurrence
from bot.services.events.departures import Departures
from bot.services.events.details import EventDetails, details_of, is_over
from bot.services.events.life import add_date

BACK = timedelta(days=2)  # so far back a date may still be today, somewhere


async def first_of(session: AsyncSession, event: AnnouncedEvent) -> AnnouncedEvent:
    """The event that carries the rule of the series; the event itself where it is none of a series."""
    return event if event.series is None else await session.get_one(AnnouncedEvent, event.series)


async def of_one_series(session: AsyncSession, event: AnnouncedEvent) -> list[AnnouncedEvent]:
    """All dates that were ever announced, called off or not, soonest first."""
    first = event.series or event.id
    query = select(AnnouncedEvent).where(or_(AnnouncedEvent.id == first, AnnouncedEvent.series == first))
    shown = query.where(AnnouncedEvent.state != "draft")
    return list(await session.scalars(shown.order_by(AnnouncedEvent.starts_at, AnnouncedEvent.id)))


async def to_come(session: AsyncSession, event: AnnouncedEvent, now: datetime) -> list[AnnouncedEvent]:
    """Those that take place and are not over, soonest first; of an event by itself that one."""
    dates = await of_one_series(session, event)
    return [one for one in dates if one.state == "announced" and not is_over(one, now)]


async def departing(session: AsyncSession, event: AnnouncedEvent, now: datetime) -> Departures:
    """What of its series departs from the rule, whoever made it so: the calendar, or staff who called a date off."""
    if event.rule is None and event.series is None:
        return Departures()
    first = await first_of(session, event)
    near = or_(AnnouncedEvent.starts_at > now - BACK, AnnouncedEvent.occurrence > now - BACK)
    whole = or_(AnnouncedEvent.id == first.id, AnnouncedEvent.series == first.id)
    rows = await session.scalars(select(AnnouncedEvent).where(whole, near, AnnouncedEvent.state != "draft"))
    return departures.told(first, rows, event, now)


async def step_aside(session: AsyncSession, first: AnnouncedEvent, now: datetime) -> None:
    """The first of a series becomes one of its dates, and the next one carries the rule: again, no effect.

    So it can be changed or called off alone, as any other date can.
    """
    if first.rule is None:
        return
    details = details_of(first)
    heir = await _heir(session, first, details, now)
    if heir is None:
        _repeat_no_more(first)  # nothing comes after it
        return
    heir.rule, heir.counted_from = details.rule, _counted(details)
    heir.left_out, heir.added = list(details.left_out), list(details.added)
    heir.series = None
    await session.flush()
    others = update(AnnouncedEvent).where(AnnouncedEvent.series == first.id)
    await session.execute(others.values(series=heir.id), {"synchronize_session": "fetch"})
    first.series, first.occurrence = heir.id, first.starts_at
    _repeat_no_more(first)
    await session.flush()


async def _heir(
    session: AsyncSession, first: AnnouncedEvent, details: EventDetails, now: datetime
) -> AnnouncedEvent | None:
    """The next date where the rule put it; else the next that the series gives, however far; else any that is left."""
    rows = [one for one in await of_one_series(session, first) if one.id != first.id and one.state == "announced"]
    rows = [one for one in rows if one.starts_at > first.starts_at]
    ruled = set(takewhile(lambda one: one <= rows[-1].starts_at, recurrence.ruled(details))) if rows else set()
    kept = [one for one in rows if one.starts_at == one.occurrence and one.starts_at in ruled]
    return next(iter(kept), None) or await _made(session, first, details, now) or next(iter(rows), None)


async def _made(
    session: AsyncSession, first: AnnouncedEvent, details: EventDetails, now: datetime
) -> AnnouncedEvent | None:
    there = {one.occurrence for one in await of_one_series(session, first)}
    given = (one for one in recurrence.moments(details) if one > first.starts_at and one not in there)
    if (moment := next(given, None)) is None:
        return None
    await add_date(session, first, moment, now)
    same = AnnouncedEvent.series == first.id, AnnouncedEvent.occurrence == moment
    found: AnnouncedEvent | None = await session.scalar(select(AnnouncedEvent).where(*same))
    return found


def _counted(details: EventDetails) -> str:
    start, end = details.usual()
    return "/".join(at.isoformat(timespec="minutes") for at in (start, end) if at)


def _repeat_no_more(event: AnnouncedEvent) -> None:
    event.rule, event.counted_from, event.left_out, event.added = None, None, [], []
