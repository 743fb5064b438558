"""Who is who: roles, who stands for which company, and what each agreed to. Read by every feature."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.db import onboarding as tables
from bot.db.base import Database
from bot.db.directory import Company, visible
from bot.db.onboarding import Member, Representation
from bot.db.outbox import Chat
from bot.db.privacy import Consent
from bot.errors import StaffOnly
from bot.services.quiet_hours import HOME
from rag.documents import Language

Role = Literal["guest", "member", "staff", "admin"]
Purpose = Literal["directory", "announcements", "introductions", "matching"]
PURPOSES: tuple[Purpose, ...] = ("directory", "announcements", "introductions", "matching")
STAFF = ("staff", "admin")


@dataclass(frozen=True, slots=True)
class Staffing:
    """Whom the settings name: the first admins and staff, whom nobody in the chat can remove."""

    admins: frozenset[int] = frozenset()
    staff: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Representative:
    """Somebody of a company who may be asked to meet another. `contact` leaves only with their yes."""

    member_id: int
    company_id: str
    shown_as: str | None
    topics: tuple[str, ...]
    contact: str | None
    language: Language


class People:
    """Reads in its caller's session, so that what is decided rests on what is true in that transaction."""

    def __init__(self, database: Database, clock: Clock, staffing: Staffing | None = None) -> None:
        self.staffing = staffing or Staffing()
        self._database = database
        self._clock = clock

    async def role(self, member_id: int) -> Role:
        """`role_of`, for those who have no session in hand."""
        async with self._database.reading() as session:
            return await self.role_of(session, member_id)

    async def all_staff(self) -> list[int]:
        """`staff`, for those who have no session in hand."""
        async with self._database.reading() as session:
            return await self.staff(session)

    async def only_staff(self, member_id: int) -> None:
        """Raises StaffOnly."""
        async with self._database.reading() as session:
            if not await self.is_staff(session, member_id):
                raise StaffOnly

    async def role_of(self, session: AsyncSession, member_id: int) -> Role:
        """The highest role: admin, staff, member (stands for a company) or guest."""
        row = await session.get(tables.Role, member_id)
        if member_id in self.staffing.admins or (row is not None and row.role == "admin"):
            return "admin"
        if member_id in self.staffing.staff or row is not None:
            return "staff"
        return "member" if await self.companies_of(session, member_id) else "guest"

    async def is_staff(self, session: AsyncSession, member_id: int) -> bool:
        """Whether they are staff or admin."""
        named = member_id in self.staffing.admins | self.staffing.staff
        return named or await session.get(tables.Role, member_id) is not None

    async def staff(self, session: AsyncSession) -> list[int]:
        """Everybody who is staff or admin, from tables and settings."""
        added = set(await session.scalars(select(tables.Role.member_id)))
        return sorted(added | self.staffing.admins | self.staffing.staff)

    async def companies_of(self, session: AsyncSession, member_id: int) -> list[str]:
        """The companies that they stand for with staff's word, as long as these may be shown; the first first."""
        query = visible(select(Company.id), Company).join(Representation, Representation.company_id == Company.id)
        query = query.where(Representation.member_id == member_id, Representation.state == "approved")
        return list(await session.scalars(query.order_by(Representation.decided_at, Company.id)))

    async def representatives(
        self, session: AsyncSession, company_id: str, *, now: datetime, topic: str | None = None
    ) -> list[Representative]:
        """Who of the company may be asked now: with staff's word, agreed to introductions, not away, within reach.

        Those who stand for the topic (the id of a concept) come first, then by how long they have been there.
        """
        query = (
            visible(select(Company.id), Company)
            .join(Representation, Representation.company_id == Company.id)
            .join(Member, Member.telegram_id == Representation.member_id)
            .outerjoin(Chat, Chat.chat_id == Member.telegram_id)
            .where(Company.id == company_id, Representation.state == "approved", Chat.unreachable.is_(None))
            .order_by(Representation.decided_at, Representation.member_id)
            .with_only_columns(Representation, Member, maintain_column_froms=True)
        )
        rows = [(one[0], one[1]) for one in (await session.execute(query)).all()]
        agreed = await who_agreed(session, (member.telegram_id for _, member in rows), "introductions")
        found = [
            _representative(row, member)
            for row, member in rows
            if member.telegram_id in agreed and (member.away_until is None or member.away_until <= now)
        ]
        return sorted(found, key=lambda one: topic not in one.topics)

    async def agreed(self, session: AsyncSession, member_id: int, purpose: Purpose) -> bool:
        """Whether their last word on the purpose is a yes."""
        return await last_word(session, member_id, purpose) is True


async def language_of(session: AsyncSession, member_id: int) -> Language:
    """The language in which we speak to somebody; Italian where we don't know them."""
    row = await session.get(Member, member_id)
    return "en" if row is not None and row.language == "en" else "it"


async def zone_of(session: AsyncSession, member_id: int) -> str:
    """The time zone in which it is quiet or not for somebody; the association's where we don't know them."""
    row = await session.get(Member, member_id)
    return row.zone if row is not None else HOME


async def last_word(session: AsyncSession, member_id: int, purpose: Purpose) -> bool | None:
    """The last word in the ledger; None where none was said."""
    query = select(Consent.given).where(Consent.member_id == member_id, Consent.purpose == purpose)
    return await session.scalar(query.order_by(Consent.id.desc()).limit(1))


async def who_agreed(session: AsyncSession, member_ids: Iterable[int], purpose: Purpose) -> set[int]:
    """Those of them whose last word on the purpose is a yes."""
    return await _who_said(session, purpose, given=True) & set(member_ids)


async def shown_for(session: AsyncSession, company_id: str) -> list[str]:
    """The names of those who stand for the company and let everybody see it, as they chose to be shown."""
    query = select(Representation).where(
        Representation.company_id == company_id,
        Representation.state == "approved",
        Representation.shown_as.is_not(None),
    )
    rows = list(await session.scalars(query.order_by(Representation.decided_at, Representation.id)))
    agreed = await who_agreed(session, (row.member_id for row in rows), "directory")
    return [row.shown_as for row in rows if row.member_id in agreed and row.shown_as]


async def who_refused(session: AsyncSession, purpose: Purpose) -> set[int]:
    """Everybody whose last word on the purpose is a no; who said nothing is not among them."""
    return await _who_said(session, purpose, given=False)


async def _who_said(session: AsyncSession, purpose: Purpose, *, given: bool) -> set[int]:
    last = select(func.max(Consent.id)).where(Consent.purpose == purpose).group_by(Consent.member_id)
    query = select(Consent.member_id).where(and_(Consent.id.in_(last), Consent.given.is_(given)))
    return set(await session.scalars(query))


def _representative(row: Representation, member: Member) -> Representative:
    language: Language = "en" if member.language == "en" else "it"
    return Representative(row.member_id, row.company_id, row.shown_as, tuple(row.topics), row.contact, language)
