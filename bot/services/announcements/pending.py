"""What a sweep looks for, as conditions; and one query that tells whether there may be any of it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.announcements import Announcement, Recipient
from bot.db.events import AnnouncedEvent

LATELY = timedelta(days=1)  # so long after a change, or its event, what is not told or redrawn yet is looked for
FRESH = timedelta(minutes=10)  # so long after the end a report's figures still move by themselves

Condition = ColumnElement[bool]


def begins(now: datetime) -> Condition:
    """Scheduled, and its time has come."""
    return and_(Announcement.state == "scheduled", Announcement.send_at <= now)


def goes_on() -> Condition:
    """There may be recipients to be handed over, or its end to be noted."""
    return Announcement.state == "sending"


def in_digest(now: datetime) -> Condition:
    """A recipient whose weekly digest is due."""
    return and_(Recipient.way == "weekly", Recipient.told_at.is_(None), Recipient.due_at <= now)


def may_have_changed(now: datetime) -> Condition:
    """Sent, and of an event that changed lately."""
    lately = or_(
        AnnouncedEvent.changed_at >= now - LATELY,
        AnnouncedEvent.starts_at >= now - LATELY,  # after an outage longer than that, who comes is told still
        AnnouncedEvent.rule.is_not(None),
        AnnouncedEvent.series.is_not(None),
    )
    of_it = exists().where(AnnouncedEvent.id == Announcement.event_id, lately)
    return and_(of_it, Announcement.started_at.is_not(None))


def is_reported(now: datetime) -> Condition:
    """Going on, or ended lately."""
    return or_(Announcement.state.in_(("sending", "paused")), Announcement.finished_at >= now - FRESH)


async def anything(session: AsyncSession, now: datetime) -> bool:
    """Whether a sweep may find something to do."""
    announcements = or_(begins(now), goes_on(), may_have_changed(now), is_reported(now))
    return bool(await session.scalar(select(or_(exists().where(announcements), exists().where(in_digest(now))))))
