"""The service: every button, command and text about introductions as one transaction, and what becomes due."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.introductions import Introduction, Party
from bot.errors import ButtonTooOld
from bot.services.introductions import cards, keeping, pairs
from bot.services.introductions.afterwards import Afterwards
from bot.services.introductions.answering import Answering
from bot.services.introductions.desk import PATIENCE, Desk, Person, quiet_about, taken
from bot.services.introductions.listing import listing
from bot.services.introductions.office import Office
from bot.services.introductions.replying import Replying
from bot.services.introductions.requests import Requests
from bot.services.introductions.rewording import Rewording
from bot.services.introductions.sweeping import Sweeping
from bot.services.introductions.writing import TYPED, Writing
from bot.services.outbox import Message
from bot.services.privacy import Keeper

Verb = Callable[[AsyncSession, Person, int, str], Awaitable[Message]]


class Introductions:
    """Each verb returns the card that takes the place of what was pressed, or answers what was typed."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._writing = Writing(desk)
        self._rewording = Rewording(desk, self._writing)
        self._requests = Requests(desk, self._writing)
        self._answering = Answering(desk)
        self._replying = Replying(desk)
        self._office = Office(desk, self._requests)
        self._afterwards = Afterwards(desk)
        self._sweeping = Sweeping(desk, self._requests)
        self._verbs = self._all_verbs()
        # What must not hold a transaction open: somebody else is asked meanwhile.
        self._outside: dict[str, Callable[[Person, int], Awaitable[Message]]] = {"reword": self._rewording.reword}

    async def open(self) -> None:
        """Reads what sources document of the companies: most of a second that nobody should wait for."""
        await self._desk.book.offers()

    async def begin(
        self, session: AsyncSession | None, requester: Person, company_id: str, *, why: str = "", **given: Any
    ) -> Message:
        """A draft aimed at the company, in the caller's session or one of its own.

        `given`: `topic` (the id of a concept), `from_need` (its number), `wanted` (a member to be asked first).
        Raises NoSuchCompany, NotRepresenting, OwnCompany, AskedLately, TooManyOpen.
        """
        await self._desk.book.offers()
        if session is not None:
            return await self._writing.begin(session, requester, company_id, why=why, **given)
        async with self._desk.database.writing() as own:
            return await self._writing.begin(own, requester, company_id, why=why, **given)

    async def begin_two(self, person: Person, first: str, second: str) -> Message:
        """A draft to bring two others together. Raises the same, and SameCompany."""
        await self._desk.book.offers()
        async with self._desk.database.writing() as session:
            return await self._writing.begin_two(session, person, first, second)

    async def press(self, person: Person, verb: str, number: int, key: str) -> Message:
        """What a button does. Raises ButtonTooOld, NotForYou, IntroductionSettled, and what its verb raises."""
        if verb not in self._verbs and verb not in self._outside:
            raise ButtonTooOld
        await self._desk.book.offers()  # read from files at the first need: not while others wait to write
        if verb in self._outside:
            return await self._outside[verb](person, number)
        async with self._desk.database.writing() as session:
            return await self._verbs[verb](session, person, number, key)

    async def typed(self, person: Person, text: str) -> Message | None:
        """What was typed for what was asked just now; None: nothing was asked, so it is a question."""
        async with self._desk.database.reading() as session:
            if await self._asked(session, person) == (None, None):
                return None
        async with self._desk.database.writing() as session:
            row, party = await self._asked(session, person)
            if party is not None:
                held = await taken(session, party.introduction_id)
                return await self._answering.typed(session, person, held, party, text)
            if row is None:
                return None
            row = await taken(session, row.id)
            if row.state == "draft":
                return await self._writing.typed(session, person, row, text)
            return await self._replying.typed(session, person, row, text)

    async def leave_asking(self, person: Person) -> None:
        """What is typed next is a question again."""
        async with self._desk.database.reading() as session:
            row, party = await self._asked(session, person)
        if row is not None or party is not None:
            async with self._desk.database.writing() as session:
                await quiet_about(session, person.id)

    async def listing(self, person: Person) -> Message:
        """The person's own requests, what waits for their answer, and the staff's cases."""
        async with self._desk.database.reading() as session:
            return await listing(session, self._desk, self._office, person)

    async def mark(self, person: Person, companies: list[str]) -> Message:
        """What needs the staff's word first; with companies, marked or no more. Raises StaffOnly, NoSuchCompany."""
        async with self._desk.database.writing() as session:
            if companies:
                return await self._office.mark(session, person, companies)
            return await self._office.marked(session, person)

    async def sweep(self) -> int:
        """Does what is due; how much it was. Done twice it is done once, and it may be killed at any moment."""
        return await self._sweeping.sweep()

    @property
    def keeper(self) -> Keeper:
        """What introductions hold on somebody: handed out, withdrawn, erased."""
        return Keeper("introductions", keeping.export, self._leave, keeping.erase, self._heed)

    async def _heed(self, session: AsyncSession, member_id: int, purpose: str, given: bool, now: datetime) -> None:
        """Who wants no introductions any more is asked no more: what waits for them goes to the next."""
        if purpose == "introductions" and not given:
            await keeping.pass_on(session, self._desk, member_id, now)

    async def _leave(self, session: AsyncSession, member_id: int, now: datetime) -> None:
        """The member leaves: others are told neutrally, as far as they are concerned."""
        await keeping.withdraw(session, self._requests, self._desk, member_id, now)

    async def _asked(self, session: AsyncSession, person: Person) -> tuple[Introduction | None, Party | None]:
        """Where the person was asked to type something just now; or whose text this very update was."""
        since = self._desk.now - PATIENCE
        mine = (Party.member_id == person.id) | (Party.staff_id == person.id)
        party = await session.scalar(
            select(Party)
            .where(mine, _due(Party.asking.is_not(None) & (Party.asking_at > since), Party.heard, person))
            .order_by(Party.asking_at.desc().nulls_last())
            .limit(1)
        )
        if party is not None:
            return None, party
        typing = Introduction.asking.in_((*TYPED, "minutes", "reply-a", "reply-b")) & (Introduction.asking_at > since)
        row = await session.scalar(
            select(Introduction)
            .where(Introduction.starter == person.id, _due(typing, Introduction.heard, person))
            .order_by(Introduction.asking_at.desc().nulls_last())
            .limit(1)
        )
        return row, None

    def _all_verbs(self) -> dict[str, Verb]:
        writing, answering, office = self._writing, self._answering, self._office

        def choosing(what: str) -> Verb:
            return lambda session, person, number, key: writing.choose(session, person, number, what, key)

        return {
            "open": lambda session, person, number, key: writing.show(session, person, number),
            "edit": writing.edit,
            "drop": lambda session, person, number, key: writing.drop(session, person, number),
            **{one: choosing(one) for one in ("company", "minutes", "masked", "offer", "name", "contact", "note")},
            "send": lambda session, person, number, key: self._requests.send(session, person, number),
            "withdraw": lambda session, person, number, key: self._requests.withdraw(session, person, number),
            "reply": self._replying.reply,
            "show": lambda session, person, number, key: answering.show(session, person, number),
            "yes": lambda session, person, number, key: answering.agree(session, person, number),
            "share": answering.change,
            "mine": answering.choose,
            "confirm": lambda session, person, number, key: answering.confirm(session, person, number),
            "later": lambda session, person, number, key: answering.postpone(session, person, number),
            "no": lambda session, person, number, key: answering.decline(session, person, number),
            "unreached": lambda session, person, number, key: answering.unreached(session, person, number),
            "question": lambda session, person, number, key: answering.question(session, person, number),
            "block": lambda session, person, number, key: answering.block(session, person, number),
            "unblock": self._unblock,
            "approve": lambda session, person, number, key: office.approve(session, person, number),
            "refuse": lambda session, person, number, key: office.refuse(session, person, number),
            "take": office.take,
            "case": lambda session, person, number, key: office.show(session, person, number),
            "marked": lambda session, person, number, key: office.marked(session, person),
            "unmark": lambda session, person, number, key: office.unmark(session, person, key),
            "outcome": self._afterwards.judge,
            "worth": self._afterwards.value,
        }

    async def _unblock(self, session: AsyncSession, person: Person, number: int, key: str) -> Message:
        await pairs.unblock(session, person.id)
        return cards.unblocked(person.language)


def _due(asked: Any, heard: Any, person: Person) -> Any:
    return asked if person.update_id is None else asked | (heard == person.update_id)
