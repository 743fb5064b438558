"""After an event: who was there is asked two things, once, the next morning; staff see how many said what."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Literal

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.base import add_if_absent
from bot.db.events import AnnouncedEvent, Attendance, Opinion
from bot.errors import NotThere
from bot.services.events import telling
from bot.services.events.details import finish, local
from bot.services.events.telling import FEWEST
from bot.services.people import zone_of
from bot.services.quiet_hours import AWAKE, Hours

Question = Literal["worth", "again"]
Said = Literal["yes", "partly", "no"]
MORNING = time(10)
PATIENCE = timedelta(days=3)  # after an outage, so long it still makes sense to ask
LONGEST = timedelta(days=40)


@dataclass(frozen=True, slots=True)
class Opinions:
    """How many said what, of a question that `fewest` or more answered; `answered`: how many said anything. Not who."""

    worth: dict[str, int] = field(default_factory=dict)
    again: dict[str, int] = field(default_factory=dict)
    answered: int = 0
    fewest: int = FEWEST


def due(event: AnnouncedEvent) -> datetime:
    """Ten o'clock at the event's place, on the morning after its last day."""
    last = local(event, finish(event)) - timedelta(minutes=1)  # midnight belongs to the day that it ends
    return datetime.combine(last.date() + timedelta(days=1), MORNING, last.tzinfo)


async def ask(session: AsyncSession, now: datetime, hours: Hours = AWAKE) -> int:
    """Asks a portion of those who were there; where nobody was checked in, of those who said that they go.

    Not in quiet hours: after a Saturday's event on Monday. Returns how many; 0: there are no more.
    """
    asked = 0
    past = AnnouncedEvent.starts_at < now, AnnouncedEvent.starts_at > now - LONGEST
    query = select(AnnouncedEvent).where(AnnouncedEvent.state == "announced", *past)
    for event in list(await session.scalars(query)):
        if due(event) <= now < due(event) + PATIENCE:
            keys = {f"after {event.id} {one.member_id}": one for one in await _there(session, event)}
            for key in (await telling.unwritten(session, keys))[: telling.PORTION - asked]:
                goes = hours.next_allowed(now, await zone_of(session, keys[key].member_id))
                await telling.how_was_it(session, key, event, keys[key], now, goes)
                asked += 1
    return asked


async def judge(
    session: AsyncSession, event: AnnouncedEvent, member_id: int, answers: dict[Question, Said], now: datetime
) -> Opinion:
    """Keeps what somebody says who was there; the last press counts. Raises NotThere."""
    if member_id not in {one.member_id for one in await _there(session, event)}:
        raise NotThere
    await add_if_absent(session, Opinion, event_id=event.id, member_id=member_id, given_at=now)
    opinion = await session.get_one(Opinion, (event.id, member_id))
    for question, said in answers.items():
        setattr(opinion, question, said)
    opinion.given_at = now
    return opinion


async def opinions(session: AsyncSession, event: AnnouncedEvent) -> Opinions:
    """What was said, counted; where few answered, only that they did."""
    rows = list(await session.scalars(select(Opinion).where(Opinion.event_id == event.id)))
    worth, again = Counter(row.worth for row in rows if row.worth), Counter(row.again for row in rows if row.again)
    return Opinions(_enough(worth), _enough(again), sum(1 for row in rows if row.worth or row.again))


def _enough(counted: Counter[str]) -> dict[str, int]:
    return dict(counted) if counted.total() >= FEWEST else {}


async def _there(session: AsyncSession, event: AnnouncedEvent) -> list[Attendance]:
    rows = list(await session.scalars(select(Attendance).where(Attendance.event_id == event.id)))
    return [row for row in rows if row.attended_at] or [row for row in rows if row.answer == "going"]
