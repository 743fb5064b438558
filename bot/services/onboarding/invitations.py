"""Invitations: links that staff make for a company's people, and admins for staff. Signed, expiring, counted."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.onboarding import Invitation, Representation, Role
from bot.errors import AdminsOnly, InvitationUnfit, NoSuchCompany, StaffOnly
from bot.services.onboarding import representing
from bot.services.onboarding.hall import Hall, name_of

SHAPE = re.compile(r"([0-9]{1,9})_([a-z2-7]{26})")
MANY = 20  # people that one link may bring, where it is for many
DAYS = (7, 30)
FOR_STAFF = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation as staff and those who open it see it. `company`: none means that it is for staff.

    `mac` proves in a button that its presser had the link. `already`: the opener is what it would make them.
    """

    number: int
    mac: str
    company_id: str | None
    company: str | None
    uses_left: int
    expires_at: datetime
    already: bool = False
    standing: int | None = None  # the representation of who joined

    @property
    def token(self) -> str:
        return f"{self.number}_{self.mac}"


class Invitations:
    """Of two who press at once for the last use, one joins and the other is told."""

    def __init__(self, hall: Hall) -> None:
        self._hall = hall
        self._representing = representing.Representing(hall)

    async def make(self, staff_id: int, company_id: str, uses: int, days: int) -> Invited:
        """A link for so many people, so many days. Raises StaffOnly, NoSuchCompany."""
        if days not in DAYS or uses not in (1, MANY):
            raise InvitationUnfit("forged")
        async with self._hall.database.writing() as session:
            if not await self._hall.people.is_staff(session, staff_id):
                raise StaffOnly
            await name_of(session, company_id)
            row = await self._made(session, staff_id, company_id, uses, timedelta(days=days))
            return await self._invited(session, row)

    async def make_for_staff(self, admin_id: int) -> Invited:
        """A link that makes one person staff, for two days. Raises AdminsOnly."""
        async with self._hall.database.writing() as session:
            if await self._hall.people.role_of(session, admin_id) != "admin":
                raise AdminsOnly
            row = await self._made(session, admin_id, None, 1, FOR_STAFF)
            return await self._invited(session, row)

    async def open_ones(self, staff_id: int) -> tuple[Invited, ...]:
        """Companies' links that still work, the newest first. Raises StaffOnly."""
        async with self._hall.database.reading() as session:
            if not await self._hall.people.is_staff(session, staff_id):
                raise StaffOnly
            query = select(Invitation).where(
                Invitation.company_id.is_not(None), Invitation.revoked_at.is_(None), Invitation.uses_left > 0,
                Invitation.expires_at > self._hall.clock.now(),
            )  # fmt: skip
            rows = await session.scalars(query.order_by(Invitation.id.desc()).limit(10))
            return tuple([await self._invited(session, row) for row in rows])

    async def revoke(self, staff_id: int, number: int) -> Invited:
        """It works no more; twice is once. Raises StaffOnly, AdminsOnly (links for staff), InvitationUnfit."""
        async with self._hall.database.writing() as session:
            row = await session.get(Invitation, number, with_for_update=True)
            role = await self._hall.people.role_of(session, staff_id)
            if role not in ("staff", "admin"):
                raise StaffOnly
            if row is None:
                raise InvitationUnfit("forged")
            if row.company_id is None and role != "admin":
                raise AdminsOnly
            row.revoked_at = row.revoked_at or self._hall.clock.now()
            return await self._invited(session, row)

    async def look(self, token: str, member_id: int) -> Invited:
        """What a link offers, before anything is used up. Raises InvitationUnfit with the reason."""
        async with self._hall.database.reading() as session:
            return await self._offered(session, await self._behind(session, token), member_id)

    async def accept(self, token: str, member_id: int) -> Invited:
        """Joins; who has joined already uses up nothing. Raises InvitationUnfit with the reason."""
        now = self._hall.clock.now()
        async with self._hall.database.writing() as session:
            row = await self._behind(session, token)
            offered = await self._offered(session, row, member_id)
            if offered.already:
                return offered
            row.uses_left -= 1
            if row.company_id is None:
                session.add(Role(member_id=member_id, role="staff", given_by=row.made_by, since=now))
                return await self._invited(session, row)
            standing = await representing.standing(session, member_id, row.company_id, now)
            before = standing.state
            representing.turn(standing, "join", now, by=row.made_by)
            standing.invited_by = row.id
            if before == "asked":
                await self._representing.settle(session, standing, offered.company or "")
            return await self._invited(session, row, standing=standing.id)

    async def _made(
        self, session: AsyncSession, by: int, company_id: str | None, uses: int, span: timedelta
    ) -> Invitation:
        now = self._hall.clock.now()
        row = Invitation(company_id=company_id, uses_left=uses, expires_at=now + span, made_by=by, made_at=now)
        session.add(row)
        await session.flush()
        return row

    async def _behind(self, session: AsyncSession, token: str) -> Invitation:
        """The invitation that the token was made for, locked. A token of another database fits no row of this one."""
        found = SHAPE.fullmatch(token)
        row = await session.get(Invitation, int(found[1]), with_for_update=True) if found else None
        if found is None or row is None or not hmac.compare_digest(found[2], self._mac(row)):
            raise InvitationUnfit("forged")
        return row

    async def _offered(self, session: AsyncSession, row: Invitation, member_id: int) -> Invited:
        already, standing = await self._has(session, row, member_id)
        if not already:
            self._require_usable(row)
            if standing is not None and _turned_away(standing, row):
                raise InvitationUnfit("closed")
        number = standing.id if standing is not None else None
        return await self._invited(session, row, already=already, standing=number)

    def _require_usable(self, row: Invitation) -> None:
        if row.revoked_at is not None:
            raise InvitationUnfit("revoked")
        if row.expires_at <= self._hall.clock.now():
            raise InvitationUnfit("expired")
        if row.uses_left <= 0:
            raise InvitationUnfit("used")

    async def _has(self, session: AsyncSession, row: Invitation, member_id: int) -> tuple[bool, Representation | None]:
        if row.company_id is None:
            return await self._hall.people.is_staff(session, member_id), None
        query = select(Representation).where(
            Representation.member_id == member_id, Representation.company_id == row.company_id
        )
        standing = await session.scalar(query)
        return standing is not None and standing.state == "approved", standing

    async def _invited(
        self, session: AsyncSession, row: Invitation, *, already: bool = False, standing: int | None = None
    ) -> Invited:
        try:
            company = await name_of(session, row.company_id) if row.company_id else None
        except NoSuchCompany as gone:
            raise InvitationUnfit("gone") from gone
        return Invited(
            row.id, self._mac(row), row.company_id, company, row.uses_left, row.expires_at, already, standing
        )

    def _mac(self, row: Invitation) -> str:
        """128 bits over all that an invitation is, in letters that both links and buttons may hold."""
        words = f"{row.id} {row.company_id or ''} {row.expires_at.timestamp():.6f} {row.made_at.timestamp():.6f}"
        digest = hmac.new(self._hall.secret, words.encode(), hashlib.sha256).digest()[:16]
        return base64.b32encode(digest).decode().rstrip("=").lower()


def _turned_away(standing: Representation, row: Invitation) -> bool:
    """Whom staff turned away can't come back with a link that is older than that."""
    if standing.state not in ("declined", "ended") or standing.decided_by == standing.member_id:
        return False
    return standing.decided_at is not None and row.made_at <= standing.decided_at
