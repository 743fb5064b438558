"""The desk of introductions: what every verb needs, who speaks, and a request or a side of it taken in hand."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random, SystemRandom
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.db.base import Database
from bot.db.introductions import Introduction, Party
from bot.errors import IntroductionSettled, NotForYou
from bot.services.events.offers import OfferBook
from bot.services.people import People
from bot.services.quiet_hours import Hours
from rag.documents import Language

if TYPE_CHECKING:
    from bot.services.introductions.rewording import Reword, Words

__all__ = ["Desk", "Person", "Policy"]
SIDES = ("a", "b")
PATIENCE = timedelta(minutes=20)  # for so long the next text is taken for what was asked


@dataclass(frozen=True, slots=True)
class Policy:
    """What the association decided. Days of reminder and lapse are working days."""

    most_open: int = 5  # requests of one company that wait for an answer
    remind_after: int = 3
    lapse_after: int = 7
    word_after: int = 3  # so many more where the staff's word comes first
    cooling: timedelta = timedelta(days=183)
    jitter: timedelta = timedelta(hours=36)
    hours: Hours = field(default_factory=Hours)


@dataclass(slots=True)
class Desk:
    """`chance` draws the moments of telling; nobody can foresee or tell apart what it drew."""

    database: Database
    clock: Clock
    people: People
    book: OfferBook
    policy: Policy = field(default_factory=Policy)
    chance: Random = field(default_factory=SystemRandom)
    reword: Reword | None = None  # a note in a language model's words; None: nobody offers them
    reworded: dict[int, Words] = field(default_factory=dict)  # of requests being written, by number

    @property
    def now(self) -> datetime:
        return self.clock.now()


@dataclass(frozen=True, slots=True)
class Person:
    """Who writes or presses. Name and username of the account are only offered to be shared, and not kept."""

    id: int
    language: Language = "it"
    name: str = ""
    username: str = ""
    update_id: int | None = None  # Telegram's number of what they did, by which a repetition is known
    message_id: int = 0  # of the message under which they pressed, in whose place the answer is shown


async def taken(session: AsyncSession, number: int) -> Introduction:
    """The introduction, locked until the transaction ends. Raises IntroductionSettled where there is none."""
    query = select(Introduction).where(Introduction.id == number).with_for_update()
    row = await session.scalar(query.execution_options(populate_existing=True))
    if row is None:
        raise IntroductionSettled("")
    return row


async def started(session: AsyncSession, number: int, person: Person) -> Introduction:
    """The same, for its starter alone. Raises NotForYou."""
    row = await taken(session, number)
    if row.starter != person.id:
        raise NotForYou
    return row


async def party(session: AsyncSession, row: Introduction, side: str) -> Party:
    return await session.get_one(Party, (row.id, side))


async def parties(session: AsyncSession, row: Introduction) -> list[Party]:
    query = select(Party).where(Party.introduction_id == row.id).order_by(Party.side)
    return list(await session.scalars(query.execution_options(populate_existing=True)))


def other(side: str) -> str:
    return "b" if side == "a" else "a"


async def answering(session: AsyncSession, number: int, person: Person) -> tuple[Introduction, Party]:
    """The introduction and the side for which the person was asked. Raises NotForYou, IntroductionSettled."""
    row = await taken(session, number)
    for one in await parties(session, row):
        if one.answer and person.id in (one.member_id, one.staff_id) and not (one.side == "a" and not row.two_sided):
            return row, one
    raise NotForYou


def heard(row: Introduction | Party, person: Person) -> bool:
    """Whether this update of the person was taken before; from now on it was."""
    if person.update_id is not None and row.heard == person.update_id:
        return True
    row.heard = person.update_id
    return False


async def quiet_about(session: AsyncSession, member_id: int) -> None:
    """Nothing is being asked of the member any more: what they type next is a question again."""
    for row in await session.scalars(
        select(Introduction).where(Introduction.starter == member_id, Introduction.asking.is_not(None))
    ):
        row.asking = row.asking_at = None
    mine = (Party.member_id == member_id) | (Party.staff_id == member_id)
    for one in await session.scalars(select(Party).where(mine, Party.asking.is_not(None))):
        one.asking = one.asking_at = None


async def wait_for(session: AsyncSession, row: Introduction | Party, member_id: int, what: str, now: datetime) -> None:
    """The member's next text is taken for `what`."""
    await quiet_about(session, member_id)
    row.asking, row.asking_at = what, now
