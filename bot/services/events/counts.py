"""How many gave each answer to an event, and who stands where in the line for a seat."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.events import AnnouncedEvent, Attendance

COUNTED = ("going", "maybe", "waiting", "offered")


@dataclass(frozen=True, slots=True)
class Turnout:
    """How many gave each answer, and how many were there. `left`: free seats; None where there is no limit."""

    going: int = 0
    maybe: int = 0
    waiting: int = 0
    offered: int = 0
    attended: int = 0
    seats: int | None = None

    @property
    def left(self) -> int | None:
        # An offered seat is nobody else's while the offer holds.
        return None if self.seats is None else max(0, self.seats - self.going - self.offered)


async def turnout(session: AsyncSession, event: AnnouncedEvent) -> Turnout:
    """The answers to one event, counted."""
    query = select(Attendance.answer, func.count(), func.count(Attendance.attended_at))
    rows = (await session.execute(query.where(Attendance.event_id == event.id).group_by(Attendance.answer))).all()
    counts = {str(row[0]): int(row[1]) for row in rows if row[0] in COUNTED}
    return Turnout(seats=event.seats, attended=sum(int(row[2]) for row in rows), **counts)


async def place_in_line(session: AsyncSession, mine: Attendance) -> int:
    """1 for whoever is offered the next seat; 0 for whoever does not wait."""
    query = select(Attendance.member_id).where(Attendance.event_id == mine.event_id, Attendance.answer == "waiting")
    ids = list(await session.scalars(query.order_by(Attendance.answered_at, Attendance.member_id)))
    return ids.index(mine.member_id) + 1 if mine.member_id in ids else 0
