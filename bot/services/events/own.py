"""What a member chooses: to be seen under a name and for a company, to be suggested, a calendar of one's own."""

from __future__ import annotations

import secrets
import unicodedata
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.events import AnnouncedEvent, Attendance, CalendarFeed
from bot.errors import UnfitName
from bot.services.events.calendars import calendar
from bot.services.people import language_of

Asked = Literal["name", "company"]
PATIENCE = timedelta(minutes=10)  # so long the next text is taken for what was asked
LONGEST_NAME = 60
IN_FEED = ("going", "maybe", "waiting", "offered")
KEPT_IN_FEED = timedelta(days=90)  # after an event


def appear(mine: Attendance, name: str) -> None:
    """The others see this name from now on. Raises UnfitName."""
    mine.shown_as, mine.visible = fit_name(name), True
    mine.asking = mine.asked_at = None


def disappear(mine: Attendance) -> None:
    """Nobody sees the member any more, nor is the member suggested; name and company are forgotten."""
    mine.visible = mine.meets = False
    mine.shown_as = mine.company_id = mine.asking = mine.asked_at = None


def fit_name(name: str) -> str:
    """The name as it may be shown: one line, some letters, no address. Raises UnfitName."""
    shown = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in unicodedata.normalize("NFC", name))
    shown = " ".join(shown.split())
    letters = sum(c.isalpha() for c in shown)
    if letters < 2 or len(shown) > LONGEST_NAME or any(sign in shown for sign in ("@", "://", "t.me/", "www.")):
        raise UnfitName
    return shown


async def asked(session: AsyncSession, member_id: int, now: datetime) -> Attendance | None:
    """Where the member was asked to type something, just now."""
    query = select(Attendance).where(Attendance.member_id == member_id, Attendance.asking.is_not(None))
    rows = await session.scalars(query.where(Attendance.asked_at > now - PATIENCE).order_by(Attendance.asked_at.desc()))
    return rows.first()


async def heard(session: AsyncSession, member_id: int, update_id: int | None) -> int | None:
    """The event for which this update of the member was taken already."""
    if update_id is None:
        return None
    query = select(Attendance.event_id).where(Attendance.member_id == member_id, Attendance.heard == update_id)
    found: int | None = await session.scalar(query.limit(1))
    return found


async def feed(session: AsyncSession, secret: str, now: datetime) -> str | None:
    """The calendar behind a secret address; None where there is none (any more)."""
    row = await session.scalar(select(CalendarFeed).where(CalendarFeed.secret == secret))
    if row is None:
        return None
    query = (
        select(AnnouncedEvent, Attendance.answer)
        .join(Attendance, Attendance.event_id == AnnouncedEvent.id)
        .where(Attendance.member_id == row.member_id, Attendance.answer.in_(IN_FEED), AnnouncedEvent.state != "draft")
        .where(AnnouncedEvent.starts_at > now - KEPT_IN_FEED)
        .order_by(AnnouncedEvent.starts_at)
    )
    found = [(one[0], one[1]) for one in await session.execute(query)]
    tentative = frozenset(event.id for event, answer in found if answer != "going")
    return calendar((event for event, _ in found), await language_of(session, row.member_id), tentative=tentative)


async def feed_secret(session: AsyncSession, member_id: int, now: datetime, *, renew: bool) -> str:
    """The secret of the member's own calendar, made at the first need; renewed, the old address is closed."""
    row = await session.get(CalendarFeed, member_id)
    if row is None:
        row = CalendarFeed(member_id=member_id, secret=secrets.token_urlsafe(32), created_at=now)
        session.add(row)
    elif renew:
        row.secret, row.created_at = secrets.token_urlsafe(32), now
    return row.secret


async def close_feed(session: AsyncSession, member_id: int) -> None:
    """The address answers no more."""
    await session.execute(delete(CalendarFeed).where(CalendarFeed.member_id == member_id))
