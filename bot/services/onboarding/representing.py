"""Standing for a company: asked for, decided by staff, taken back. Of two who decide at once one counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.base import add_if_absent
from bot.db.directory import Company, Record, visible
from bot.db.onboarding import Representation
from bot.errors import ButtonTooOld, DecidedAlready, StaffOnly
from bot.services import outbox
from bot.services.events.own import fit_name
from bot.services.onboarding import cards
from bot.services.onboarding.hall import Hall, name_of
from bot.services.onboarding.transitions import Verb, moved
from bot.services.outbox import Envelope, Message
from bot.services.people import language_of
from rag.documents import Language

NETWORK = ("founder", "member")  # relations to the association that come first among those nobody stands for


@dataclass(frozen=True, slots=True)
class Case:
    """One representation as it stands. `fresh`: this call changed it."""

    number: int
    member_id: int
    company_id: str
    company: str
    state: str
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class Gaps:
    """What staff see: companies nobody stands for yet (id and name), how many have somebody, requests that wait."""

    missing: tuple[tuple[str, str], ...]
    represented: int
    waiting: tuple[tuple[Case, str], ...]


@dataclass(frozen=True, slots=True)
class Present:
    """Who stands for a company, as staff see it: each by name (empty: none chosen) and since when."""

    company_id: str
    company: str
    people: tuple[tuple[Case, str, datetime], ...]


class Representing:
    """Every verb is one transaction."""

    def __init__(self, hall: Hall) -> None:
        self._hall = hall

    async def ask(self, member_id: int, company_id: str, name: str) -> Case:
        """Asks staff, who are told the name; asked twice, once. Raises NoSuchCompany, UnfitName."""
        now = self._hall.clock.now()
        async with self._hall.database.writing() as session:
            company = await name_of(session, company_id)
            row = await standing(session, member_id, company_id, now)
            fresh = turn(row, "ask", now)
            if fresh:
                row.shown_as, row.asked_at, row.decided_by = fit_name(name), now, None
                await session.flush()
                for one in await self._hall.people.staff(session):
                    card = cards.request(row, company, await language_of(session, one))
                    await outbox.post(session, Envelope(_key(row, one), one), card, now=now)
            return _case(row, company, fresh=fresh)

    async def decide(self, staff_id: int, number: int, *, yes: bool) -> Case:
        """Staff's word; the asker hears of it. Raises StaffOnly, ButtonTooOld, DecidedAlready."""
        now = self._hall.clock.now()
        async with self._hall.database.writing() as session:
            await self._only_staff(session, staff_id)
            row = await locked(session, number)
            company = await name_of(session, row.company_id)
            if not turn(row, "approve" if yes else "decline", now, by=staff_id):
                raise DecidedAlready(row.state)
            await self.settle(session, row, company, except_for=staff_id)
            language = await language_of(session, row.member_id)
            envelope = Envelope(f"represent {row.id} {_since(row)} verdict", row.member_id)
            await outbox.post(session, envelope, cards.verdict(row, company, language), now=now)
            return _case(row, company, fresh=True)

    async def leave(self, member_id: int, number: int, *, only_asked: bool = False) -> Case:
        """The person takes back the request, or stands for the company no more. Raises ButtonTooOld.

        `only_asked`: what staff agreed to meanwhile stays.
        """
        now = self._hall.clock.now()
        async with self._hall.database.writing() as session:
            row = await locked(session, number)
            if row.member_id != member_id:
                raise ButtonTooOld
            company = await name_of(session, row.company_id)
            stays = only_asked and row.state != "asked"
            fresh = not stays and await self.withdraw(session, row, company, now)
            return _case(row, company, fresh=fresh)

    async def end(self, staff_id: int, number: int) -> Case:
        """Staff end it; the person hears of it, once. Raises StaffOnly, ButtonTooOld, DecidedAlready."""
        now = self._hall.clock.now()
        async with self._hall.database.writing() as session:
            await self._only_staff(session, staff_id)
            row = await locked(session, number)
            company = await name_of(session, row.company_id)
            if row.state == "ended":
                return _case(row, company)
            if not turn(row, "end", now, by=staff_id):
                raise DecidedAlready(row.state)
            card = cards.ended(company, await language_of(session, row.member_id))
            envelope = Envelope(f"represent {row.id} {int(now.timestamp())} ended", row.member_id)
            await outbox.post(session, envelope, card, now=now)
            return _case(row, company, fresh=True)

    async def represented(self, staff_id: int) -> list[tuple[str, str]]:
        """The companies that somebody stands for: id and name, by name. Raises StaffOnly."""
        async with self._hall.database.reading() as session:
            await self._only_staff(session, staff_id)
            taken = select(Representation.company_id).where(Representation.state == "approved")
            query = visible(select(Company), Company).where(Company.id.in_(taken)).order_by(Company.name)
            return [(one.id, one.name) for one in await session.scalars(query)]

    async def present(self, staff_id: int, company_id: str) -> Present:
        """Who stands for the company, the first first. Raises StaffOnly, NoSuchCompany."""
        async with self._hall.database.reading() as session:
            await self._only_staff(session, staff_id)
            company = await name_of(session, company_id)
            own = Representation.company_id == company_id, Representation.state == "approved"
            rows = await session.scalars(select(Representation).where(*own).order_by(Representation.decided_at))
            people = tuple((_case(row, company), row.shown_as or "", row.decided_at or row.asked_at) for row in rows)
            return Present(company_id, company, people)

    async def standing(self, staff_id: int, number: int) -> Case:
        """One representation, before it is ended. Raises StaffOnly, ButtonTooOld."""
        async with self._hall.database.reading() as session:
            await self._only_staff(session, staff_id)
            row = await session.get(Representation, number)
            if row is None:
                raise ButtonTooOld
            return _case(row, await name_of(session, row.company_id))

    async def company_of(self, company_id: str) -> str:
        """What it is called. Raises NoSuchCompany."""
        async with self._hall.database.reading() as session:
            return await name_of(session, company_id)

    async def gaps(self, staff_id: int) -> Gaps:
        """Companies nobody stands for, members of the network first, and requests that wait. Raises StaffOnly."""
        async with self._hall.database.reading() as session:
            await self._only_staff(session, staff_id)
            taken = set(await session.scalars(
                select(Representation.company_id).where(Representation.state == "approved")
            ))  # fmt: skip
            query = visible(select(Company), Company).where(Record.kind == "company").order_by(Company.name)
            companies = list(await session.scalars(query))
            asked = select(Representation).where(Representation.state == "asked").order_by(Representation.asked_at)
            called = {one.id: one.name for one in companies}
            waiting = [
                (_case(row, called.get(row.company_id, row.company_id)), row.shown_as or "")
                for row in await session.scalars(asked)
            ]
        missing = [one for one in companies if one.id not in taken]
        missing.sort(key=lambda one: one.relation not in NETWORK)
        return Gaps(tuple((one.id, one.name) for one in missing), len(called.keys() & taken), tuple(waiting))

    async def request(self, staff_id: int, number: int, language: Language) -> Message:
        """The card of a request that waits. Raises StaffOnly, ButtonTooOld, DecidedAlready."""
        async with self._hall.database.reading() as session:
            await self._only_staff(session, staff_id)
            row = await session.get(Representation, number)
            if row is None:
                raise ButtonTooOld
            if row.state != "asked":
                raise DecidedAlready(row.state)
            return cards.request(row, await name_of(session, row.company_id), language)

    async def settle(
        self, session: AsyncSession, row: Representation, company: str, *, except_for: int | None = None
    ) -> None:
        """The cards of the staff who were asked say what became of it, and name nobody any more."""
        now, how = self._hall.clock.now(), row.state
        for one in await self._hall.people.staff(session):
            if one != except_for:
                card = cards.settled(company, how, await language_of(session, one))
                await outbox.revise(session, _key(row, one), card, now=now)

    async def withdraw(self, session: AsyncSession, row: Representation, company: str, now: datetime) -> bool:
        """Out of it, by the person's own wish; staff who were asked are told. Whether anything changed."""
        asked = row.state == "asked"
        fresh = turn(row, "withdraw" if asked else "end", now, by=row.member_id)
        if asked:
            await self.settle(session, row, company)
        return fresh

    async def _only_staff(self, session: AsyncSession, person: int) -> None:
        if not await self._hall.people.is_staff(session, person):
            raise StaffOnly


async def standing(session: AsyncSession, member_id: int, company_id: str, now: datetime) -> Representation:
    """The person's row for the company, locked; a new one says nothing yet."""
    await add_if_absent(
        session, Representation, member_id=member_id, company_id=company_id, state="", topics=[], asked_at=now
    )
    query = select(Representation).where(
        Representation.member_id == member_id, Representation.company_id == company_id
    )  # fmt: skip
    return (await session.scalars(query.with_for_update())).one()


async def locked(session: AsyncSession, number: int) -> Representation:
    """The representation, while nobody else changes it. Raises ButtonTooOld where there is none (any more)."""
    row = await session.scalar(select(Representation).where(Representation.id == number).with_for_update())
    if row is None:
        raise ButtonTooOld
    return row


def turn(row: Representation, verb: Verb, now: datetime, by: int | None = None) -> bool:
    """Moves it by the table; False, and nothing changed, where the verb does not fit (any more)."""
    after = moved(row.state, verb)
    if after is None:
        return False
    row.state = after
    if verb != "ask":
        row.decided_by, row.decided_at = by, now
    row.asking = row.asking_since = None
    return True


def _case(row: Representation, company: str, *, fresh: bool = False) -> Case:
    return Case(row.id, row.member_id, row.company_id, company, row.state, fresh)


def _since(row: Representation) -> int:
    return int(row.asked_at.timestamp())


def _key(row: Representation, staff: int) -> str:
    return f"represent {row.id} {_since(row)} {staff}"
