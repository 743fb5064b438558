"""What members answer, and the seats: taken one by one, waited for in order, offered when they come free."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.base import add_if_absent
from bot.db.events import AnnouncedEvent, Attendance
from bot.errors import DeadlinePassed, EventCancelled, EventOver, NoSuchEvent, OfferLapsed
from bot.services.events import telling
from bot.services.events.counts import turnout
from bot.services.events.details import closes, is_over
from bot.services.events.reminders import at_joining
from bot.services.events.transitions import ANSWERS, Verb, turned
from bot.services.people import zone_of
from bot.services.quiet_hours import AWAKE, Hours

Wish = Literal["go", "maybe", "decline"]
OFFER = timedelta(hours=24)


async def answer(
    session: AsyncSession, event_id: int, member_id: int, wish: Wish, now: datetime, *, hours: Hours = AWAKE
) -> tuple[AnnouncedEvent, Attendance]:
    """Keeps the member's answer; said twice, it counts once. Where no seat is free, to go is to wait.

    `hours`: the quiet ones, in which nobody is offered a seat that comes free.

    Raises NoSuchEvent, EventCancelled, EventOver, DeadlinePassed, OfferLapsed.
    """
    event = await locked(session, event_id)
    require_open(event, now)
    mine = await attendance(session, event, member_id, now)
    verb = await _verb(session, event, mine, wish, now)
    if verb is not None:
        await _forget_offer(session, mine, now)
        _turn(mine, verb, event, now)
        await session.flush()
        await offer_free(session, event, now, hours)
    return event, mine


async def attend(session: AsyncSession, event: AnnouncedEvent, member_id: int, now: datetime) -> Attendance:
    """The member is there, whatever they had answered. Twice is once."""
    mine = await attendance(session, event, member_id, now)
    if mine.answer != "going":
        await _forget_offer(session, mine, now)
        _turn(mine, "attend", event, now)
    mine.attended_at = mine.attended_at or now
    await session.flush()
    return mine


async def offer_free(session: AsyncSession, event: AnnouncedEvent, now: datetime, hours: Hours = AWAKE) -> None:
    """Offers each free seat to whoever waits longest, for a day or until it is too late to come.

    In quiet hours they hear of it in the morning, from which the day is counted; at once where answers close so soon
    after it that they would have no time.
    """
    closing = closes(event)
    if event.state != "announced" or closing <= now:
        return
    left = (await turnout(session, event)).left
    query = select(Attendance).where(Attendance.event_id == event.id, Attendance.answer == "waiting")
    query = query.order_by(Attendance.answered_at, Attendance.member_id).limit(left)
    for first in await session.scalars(query):
        goes = hours.in_time(now, closing, await zone_of(session, first.member_id))
        _turn(first, "offer", event, now)
        first.offered_until = min(goes + OFFER, closing)
        await telling.offer(session, event, first, now, goes)


async def keep_offers(session: AsyncSession, event: AnnouncedEvent, now: datetime) -> None:
    """After a change: no offer lasts longer than answers do now, and each says how the event is now."""
    offered = Attendance.event_id == event.id, Attendance.answer == "offered"
    for one in await session.scalars(select(Attendance).where(*offered)):
        one.offered_until = min(one.offered_until or closes(event), closes(event))
        await telling.offer_again(session, event, one, now)


async def forget_offers(session: AsyncSession, event: AnnouncedEvent, now: datetime) -> None:
    """It does not take place: whoever has not heard of an offer yet, does not hear of it."""
    offered = Attendance.event_id == event.id, Attendance.answer == "offered"
    for one in await session.scalars(select(Attendance).where(*offered)):
        await telling.take_back_offer(session, one, now)


async def lapse(session: AsyncSession, event_id: int, now: datetime, hours: Hours = AWAKE) -> None:
    """Offers of the event that nobody took in time pass to whoever waits next."""
    event = await locked(session, event_id)
    late = Attendance.answer == "offered", Attendance.offered_until <= now
    waiting = bool((await turnout(session, event)).waiting)
    then: telling.Then = "closed" if closes(event) <= now else "next" if waiting else "free"
    for one in await session.scalars(select(Attendance).where(Attendance.event_id == event_id, *late)):
        _turn(one, "lapse", event, now)
        goes = hours.in_time(now, closes(event), await zone_of(session, one.member_id))
        await telling.lapsed(session, event, one, then, now, goes)
    await session.flush()
    await offer_free(session, event, now, hours)


async def with_late_offers(session: AsyncSession, now: datetime) -> Sequence[int]:
    """Events that take place with an offer whose time is up."""
    query = select(Attendance.event_id).join(AnnouncedEvent, AnnouncedEvent.id == Attendance.event_id)
    query = query.where(AnnouncedEvent.state == "announced", Attendance.answer == "offered")
    return list(await session.scalars(query.where(Attendance.offered_until <= now).distinct()))


async def locked(session: AsyncSession, event_id: int) -> AnnouncedEvent:
    """The event, while nobody else answers it or changes it. Raises NoSuchEvent (also for drafts)."""
    query = select(AnnouncedEvent).where(AnnouncedEvent.id == event_id).with_for_update()
    event = await session.scalar(query)
    if event is None or event.state == "draft":
        raise NoSuchEvent
    return event


def require_open(event: AnnouncedEvent, now: datetime) -> None:
    """Raises EventCancelled, EventOver."""
    if event.state == "cancelled":
        raise EventCancelled
    if is_over(event, now):
        raise EventOver


async def attendance(session: AsyncSession, event: AnnouncedEvent, member_id: int, now: datetime) -> Attendance:
    """The member's row for the event; a new one says nothing yet."""
    found = await session.get(Attendance, (event.id, member_id))
    if found is not None:
        return found
    await add_if_absent(
        session, Attendance, event_id=event.id, member_id=member_id, answer="", answered_at=now, visible=False,
        meets=False, remind_day=True, remind_hours=False,
    )  # fmt: skip
    return await session.get_one(Attendance, (event.id, member_id))


async def _verb(
    session: AsyncSession, event: AnnouncedEvent, mine: Attendance, wish: Wish, now: datetime
) -> Verb | None:
    """What the wish comes to; None where nothing changes."""
    if wish != "go":
        return wish if (mine.answer, wish) in ANSWERS else None
    if mine.answer in ("going", "waiting"):
        return None
    if mine.answer == "offered" and mine.offered_until is not None and mine.offered_until <= now:
        raise OfferLapsed
    if closes(event) <= now:
        raise DeadlinePassed
    if mine.answer == "offered":
        return "go"
    count = await turnout(session, event)
    free = count.left is None or count.left > 0
    return "go" if free and not count.waiting else "wait"


async def _forget_offer(session: AsyncSession, mine: Attendance, now: datetime) -> None:
    """Whoever answers knows of the offer: where word of it still waits for the morning, it is not sent."""
    if mine.answer == "offered":
        await telling.take_back_offer(session, mine, now)


def _turn(mine: Attendance, verb: Verb, event: AnnouncedEvent, now: datetime) -> None:
    mine.answer = turned(mine.answer, verb)  # type: ignore[arg-type]  # an answer, as text
    mine.offered_until = None
    if verb != "offer":
        mine.answered_at = now
    if verb == "go":
        at_joining(mine, event, now)
