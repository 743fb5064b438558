"""What every verb on needs works with: the database, who is who, quiet hours, and a need taken in hand."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.db.base import Database
from bot.db.needs import Need
from bot.errors import MembersOnly, NoSuchNeed, StaffOnly, UnfitNeed
from bot.services.ask import readable
from bot.services.needs.contacts import has_contact
from bot.services.people import People
from bot.services.quiet_hours import Hours
from rag.adjacent import Adjacency
from rag.documents import Question

DAYS = (3, 7, 14)
LONGEST = {"text": 300, "context": 400, "words": 400}
SHORTEST = 8
TYPING = timedelta(minutes=10)  # for so long the next text is taken for what was asked


class Library(Protocol):
    """What the reading room does for needs."""

    async def adjacent(self, question: Question) -> Adjacency: ...


@dataclass(slots=True)
class Desk:
    """`sources`: the folder data/, whose vocabulary names the concepts."""

    database: Database
    clock: Clock
    people: People
    library: Library
    sources: Path
    hours: Hours = field(default_factory=Hours)

    def now(self) -> datetime:
        return self.clock.now()

    async def only_members(self, session: AsyncSession, person: int) -> None:
        """Raises MembersOnly."""
        if await self.people.role_of(session, person) == "guest":
            raise MembersOnly

    async def only_staff(self, session: AsyncSession, person: int) -> None:
        """Raises StaffOnly."""
        if not await self.people.is_staff(session, person):
            raise StaffOnly


async def locked(session: AsyncSession, number: int) -> Need:
    """The need, held until the transaction ends. Raises NoSuchNeed."""
    need = await session.scalar(select(Need).where(Need.id == number).with_for_update())
    if need is None:
        raise NoSuchNeed
    return need


async def one_at_a_time(session: AsyncSession) -> None:
    """Until the transaction ends nobody else approves a need: two at once would each see room in a member's week."""
    waiting = select(Need.id).where(Need.state == "review").order_by(Need.id)
    await session.execute(waiting.with_for_update())


async def mine(session: AsyncSession, number: int, asker: int) -> Need:
    """The asker's own need, held. Raises NoSuchNeed, also where it is somebody else's: that there is one is theirs."""
    need = await locked(session, number)
    if need.asker != asker:
        raise NoSuchNeed
    return need


def worded(said: str, what: str) -> str:
    """What was typed, in one paragraph. Raises UnfitNeed: too short, too long, or with somebody's contact in it."""
    words = " ".join(readable(said).split())
    if what != "words" and len(words) < SHORTEST:
        raise UnfitNeed("short", LONGEST[what])
    if len(words) > LONGEST[what]:
        raise UnfitNeed("long", LONGEST[what])
    if has_contact(words):
        raise UnfitNeed("contact", LONGEST[what])
    return words
