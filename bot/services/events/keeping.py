"""What events hold on a person: answers, opinions, the calendar. Withdrawn, their seats go to whoever waits."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.events import AnnouncedEvent, Attendance, CalendarFeed, Opinion
from bot.services.events import seats
from bot.services.events.details import is_over
from bot.services.people import Purpose
from bot.services.privacy import Keeper, rows

COMING = ("going", "maybe", "waiting", "offered")


async def _export(session: AsyncSession, member_id: int) -> dict[str, Any]:
    return {
        "answers": await rows(session, select(Attendance).where(Attendance.member_id == member_id)),
        "opinions": await rows(session, select(Opinion).where(Opinion.member_id == member_id)),
        "calendar": await rows(session, select(CalendarFeed).where(CalendarFeed.member_id == member_id)),
        "events_made": await rows(session, select(AnnouncedEvent).where(AnnouncedEvent.created_by == member_id)),
    }


async def _withdraw(session: AsyncSession, member_id: int, now: datetime) -> None:
    query = select(AnnouncedEvent).join(Attendance, Attendance.event_id == AnnouncedEvent.id)
    query = query.where(Attendance.member_id == member_id, Attendance.answer.in_(COMING))
    events = await session.scalars(query.where(AnnouncedEvent.state == "announced").order_by(AnnouncedEvent.id))
    for event in list(events):
        if not is_over(event, now):
            await seats.answer(session, event.id, member_id, "decline", now)


async def _erase(session: AsyncSession, member_id: int) -> None:
    """An event outlives whoever made it."""
    made = update(AnnouncedEvent).where(AnnouncedEvent.created_by == member_id)
    await session.execute(made.values(created_by=0))
    for noun in (Attendance, Opinion, CalendarFeed):
        await session.execute(delete(noun).where(noun.member_id == member_id))


async def _heed(session: AsyncSession, member_id: int, purpose: Purpose, given: bool, now: datetime) -> None:
    """Who takes back to be matched is suggested at no event any more; who agrees still chooses event by event."""
    if purpose == "matching" and not given:
        await session.execute(update(Attendance).where(Attendance.member_id == member_id).values(meets=False))


KEEPER = Keeper("events", _export, _withdraw, _erase, _heed)
