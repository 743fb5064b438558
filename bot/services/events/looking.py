"""What is shown of announced events: those to come, one as a member sees it, and who of the visible ones goes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.directory import Company, visible
from bot.db.events import AnnouncedEvent, Attendance
from bot.errors import NoSuchEvent
from bot.services.events.cards import Guest, Seen, card
from bot.services.events.counts import place_in_line, turnout
from bot.services.events.details import finish, is_over, local
from bot.services.events.records import last_day
from bot.services.events.reminders import due_day, due_hours
from bot.services.events.series import departing
from bot.services.outbox import Message
from bot.services.people import language_of

BACK, AHEAD = timedelta(days=14), timedelta(days=3)  # what staff at the door want to see
MOST_DATES = 12
LONGEST = timedelta(days=31)  # of an event that has begun and is not over


@dataclass(frozen=True, slots=True)
class Own:
    """What a member chose for an event. A reminder that can't come any more is None."""

    visible: bool = False
    shown_as: str | None = None
    company: str | None = None
    meets: bool = False
    remind_day: bool | None = None
    remind_hours: bool | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """An event as one member sees it, and its card in the member's language."""

    event: AnnouncedEvent
    seen: Seen
    own: Own
    card: Message
    over: bool = False


async def find(session: AsyncSession, event_id: int) -> AnnouncedEvent:
    """The event. Raises NoSuchEvent, also for drafts."""
    event = await session.get(AnnouncedEvent, event_id)
    if event is None or event.state == "draft":
        raise NoSuchEvent
    return event


async def coming(session: AsyncSession, now: datetime) -> list[AnnouncedEvent]:
    """Announced events that are not over, soonest first."""
    query = select(AnnouncedEvent).where(AnnouncedEvent.state == "announced", AnnouncedEvent.starts_at > now - LONGEST)
    rows = await session.scalars(query.order_by(AnnouncedEvent.starts_at, AnnouncedEvent.id))
    return [event for event in rows if not is_over(event, now)]


def next_of_each(events: list[AnnouncedEvent]) -> list[AnnouncedEvent]:
    """Of each series only the first that is among these."""
    firsts: dict[int, AnnouncedEvent] = {}
    for event in events:
        firsts.setdefault(event.series or event.id, event)
    return list(firsts.values())


async def dates(session: AsyncSession, event: AnnouncedEvent, now: datetime) -> list[AnnouncedEvent]:
    """What is still to come of the event's series, soonest first."""
    first = event.series or event.id
    series = or_(AnnouncedEvent.id == first, AnnouncedEvent.series == first)
    query = select(AnnouncedEvent).where(series, AnnouncedEvent.state == "announced", AnnouncedEvent.starts_at > now)
    return list(await session.scalars(query.order_by(AnnouncedEvent.starts_at).limit(MOST_DATES)))


def within(event: AnnouncedEvent, period: tuple[str, str]) -> bool:
    """Whether any of it falls on the days of the period, both ends included."""
    since, until = f"{period[0]}-01-01"[:10], last_day(period[1])
    last = local(event, finish(event)) - timedelta(minutes=1)
    begins = local(event, event.starts_at).date()
    return last.date().isoformat() >= since and (until is None or begins <= until)


async def of_these_days(session: AsyncSession, now: datetime) -> list[AnnouncedEvent]:
    """From those that ended in the last weeks to those of the next days, soonest first."""
    near = AnnouncedEvent.starts_at > now - BACK, AnnouncedEvent.starts_at < now + AHEAD
    query = select(AnnouncedEvent).where(AnnouncedEvent.state == "announced", *near)
    return list(await session.scalars(query.order_by(AnnouncedEvent.starts_at, AnnouncedEvent.id)))


async def shown(session: AsyncSession, event: AnnouncedEvent, member_id: int, now: datetime) -> Shown:
    """The event with its answers so far, and the member's own."""
    mine = await session.get(Attendance, (event.id, member_id))
    seen = Seen(
        turnout=await turnout(session, event), guests=await guests(session, event),
        answer=mine.answer if mine else "", place_in_line=await place_in_line(session, mine) if mine else 0,
        offered_until=mine.offered_until if mine else None, attended=bool(mine and mine.attended_at),
    )  # fmt: skip
    language = await language_of(session, member_id)
    apart = await departing(session, event, now)
    drawn = card(event, language, seen, now=now, departures=apart)
    return Shown(event, seen, await _own(session, event, mine, now), drawn, is_over(event, now))


async def guests(session: AsyncSession, event: AnnouncedEvent) -> tuple[Guest, ...]:
    """Those who go and agreed to be seen, in the order of their answers."""
    query = select(Attendance).where(Attendance.event_id == event.id, Attendance.answer == "going", Attendance.visible)
    rows = list(await session.scalars(query.order_by(Attendance.answered_at, Attendance.member_id)))
    called = await names(session, {row.company_id for row in rows if row.company_id})
    return tuple(Guest(row.shown_as or "", called.get(row.company_id or "")) for row in rows)


async def names(session: AsyncSession, company_ids: set[str]) -> dict[str, str]:
    """What the companies are called, without those that may not be shown."""
    query = visible(select(Company.id, Company.name).where(Company.id.in_(company_ids)), Company)
    return {row[0]: row[1] for row in await session.execute(query)}


async def _own(session: AsyncSession, event: AnnouncedEvent, mine: Attendance | None, now: datetime) -> Own:
    if mine is None:
        return Own()
    called = await names(session, {mine.company_id} if mine.company_id else set())
    joins = mine.answer in ("going", "maybe")
    return Own(
        mine.visible, mine.shown_as, called.get(mine.company_id or ""), mine.meets,
        mine.remind_day if joins and now < due_day(event) else None,
        mine.remind_hours if joins and now < due_hours(event) else None,
    )  # fmt: skip
