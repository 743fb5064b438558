"""Needs: all parts together, and what falls due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from bot.db.needs import Addressee, Need
from bot.errors import NoSuchNeed
from bot.services.needs import cards
from bot.services.needs.deciding import Deciding
from bot.services.needs.desk import TYPING, Desk, locked, mine
from bot.services.needs.drafting import Drafting
from bot.services.needs.ending import Ending
from bot.services.needs.keeper import keeper
from bot.services.needs.replying import Replying
from bot.services.needs.standing import addressed, decided_card, replies, status
from bot.services.outbox import Message
from bot.services.privacy import Keeper
from rag.documents import Language


@dataclass(frozen=True, slots=True)
class Lead:
    """Where a reply leads: the company to meet, why, the concept it is about, and who said they can help."""

    company: str
    why: str
    topic: str | None
    wanted: int | None


class Needs:
    """The network as answer: one desk, and who works at it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.drafting = Drafting(desk)
        self.deciding = Deciding(desk)
        self.replying = Replying(desk)
        self.ending = Ending(desk)

    @property
    def keeper(self) -> Keeper:
        """What is held on a person here."""
        return keeper(self._desk)

    async def sweep(self, now: datetime | None = None) -> int:
        """All that is due: requests that may go out, deadlines, what is old. Without effect where nothing is."""
        return await self.ending.advance(now or self._desk.now())

    async def listing(self, asker: int, language: Language) -> Message:
        """The asker's needs, the latest first. Raises MembersOnly."""
        async with self._desk.database.reading() as session:
            await self._desk.only_members(session, asker)
            query = select(Need).where(Need.asker == asker, Need.text != "").order_by(Need.id.desc())
            rows = list(await session.scalars(query.limit(cards.MOST_LISTED)))
            return cards.listing(rows, language, self._desk.now())

    async def open(self, asker: int, language: Language, number: int) -> Message:
        """One's own need as it stands. Raises NoSuchNeed."""
        async with self._desk.database.reading() as session:
            need = await mine(session, number, asker)
            if need.state != "draft":
                return await status(session, self._desk, need, language)
        return await self.drafting.show(asker, language, number)

    async def as_it_is(self, person: int, language: Language, number: int) -> Message | None:
        """How a need stands, for whoever pressed a button that no longer fits; None where it is no affair of theirs."""
        async with self._desk.database.reading() as session:
            need = await locked(session, number)
            if need.asker == person:
                return await status(session, self._desk, need, language)
            if await self._desk.people.is_staff(session, person):
                return await decided_card(session, need, language)
            people = await addressed(session, need)
            concerned = any(one.member_id == person for one in people.everybody)
            return cards.over(need, language) if concerned else None

    async def lead(self, asker: int, number: int, key: str) -> Lead:
        """The introduction that a reply leads to; `key` begins the company's id.

        Raises NoSuchNeed, also where no reply leads there.
        """
        async with self._desk.database.reading() as session:
            need = await mine(session, number, asker)
            people = (await addressed(session, need)).everybody
            helpers = {one.number: one.member_id for one in people if one.reply == "helps"}
            for one in await replies(session, people):
                if one.meets and one.meets[: cards.KEY] == key:
                    topic = next(iter(need.near.get("meant", [])), None)
                    return Lead(one.meets, need.text, topic, helpers.get(one.number))
        raise NoSuchNeed

    async def leave_asking(self, person: int) -> None:
        """What they type next is for nothing of ours."""
        since = self._desk.now() - TYPING
        own = update(Need).where(Need.asker == person, Need.asking.is_not(None))
        others = update(Addressee).where(Addressee.member_id == person, Addressee.asking_since >= since)
        async with self._desk.database.writing() as session:
            await session.execute(own.values(asking=None))
            await session.execute(others.values(asking_since=None))
