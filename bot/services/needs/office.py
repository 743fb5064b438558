"""Needs: all parts together, and what falls due."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from bot.db.needs import Need
from bot.errors import NoSuchNeed
from bot.services.needs import cards
from bot.services.needs.deciding import Deciding
from bot.services.needs.desk import Desk, locked, mine
from bot.services.needs.drafting import Drafting
from bot.services.needs.ending import Ending
from bot.services.needs.keeper import keeper
from bot.services.needs.replying import Replying
from bot.services.needs.standing import addressed, replies, status
from bot.services.outbox import Message
from bot.services.privacy import Keeper
from rag.documents import Language


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
                return cards.decided(need, language)
            people = await addressed(session, need)
            concerned = any(one.member_id == person for one in people.everybody)
            return cards.over(need, language) if concerned else None

    async def meets(self, asker: int, number: int, key: str) -> tuple[str, str]:
        """The company that a reply leads to, by the beginning of its id, and the need in its asker's words.

        Raises NoSuchNeed, also where no reply leads there.
        """
        async with self._desk.database.reading() as session:
            need = await mine(session, number, asker)
            people = await addressed(session, need)
            for one in await replies(session, people.everybody):
                if one.meets and one.meets[: cards.KEY] == key:
                    return one.meets, need.text
        raise NoSuchNeed
