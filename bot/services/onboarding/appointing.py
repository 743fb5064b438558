"""Who is staff: admins add and remove them in the chat. Those of the settings stay as long as they stand there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.base import add_if_absent
from bot.db.onboarding import Role
from bot.errors import AdminsOnly, FromTheSettings, StaffOnly
from bot.services import outbox
from bot.services.onboarding.hall import Hall
from bot.services.outbox import Envelope, Message
from bot.services.people import Role as Rank
from bot.services.people import language_of
from bot.texts import say

Given = Literal["staff", "admin"]


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody of the staff; `fixed`: named in the settings, and not to be removed in the chat."""

    member_id: int
    role: Rank
    fixed: bool


class Appointing:
    """Changes are told to whom they concern, through the outbox."""

    def __init__(self, hall: Hall) -> None:
        self._hall = hall

    async def listing(self, staff_id: int) -> tuple[Colleague, ...]:
        """Everybody of the staff, admins first. Raises StaffOnly."""
        async with self._hall.database.reading() as session:
            if not await self._hall.people.is_staff(session, staff_id):
                raise StaffOnly
            found = [await self._colleague(session, one) for one in await self._hall.people.staff(session)]
        return tuple(sorted(found, key=lambda one: (one.role != "admin", one.member_id)))

    async def look(self, admin_id: int, member_id: int) -> Colleague:
        """One person, staff or not. Raises AdminsOnly."""
        async with self._hall.database.reading() as session:
            await self._only_admins(session, admin_id)
            return await self._colleague(session, member_id)

    async def appoint(self, admin_id: int, member_id: int, role: Given) -> Colleague:
        """They are staff, or admin, from now on; twice is once. Raises AdminsOnly, FromTheSettings."""
        now = self._hall.clock.now()
        async with self._hall.database.writing() as session:
            await self._only_admins(session, admin_id)
            before = await self._colleague(session, member_id)
            if before.fixed and before.role == "admin" and role == "staff":
                raise FromTheSettings
            given = {"role": role, "given_by": admin_id, "since": now}
            if not await add_if_absent(session, Role, member_id=member_id, **given):
                row = await session.get_one(Role, member_id, with_for_update=True)
                row.role, row.given_by, row.since = role, admin_id, now
            if before.role != role:
                await self._tell(session, member_id, role)
            return await self._colleague(session, member_id)

    async def dismiss(self, admin_id: int, member_id: int) -> Colleague:
        """They are staff no more; twice is once. Raises AdminsOnly, FromTheSettings."""
        async with self._hall.database.writing() as session:
            await self._only_admins(session, admin_id)
            before = await self._colleague(session, member_id)
            if before.fixed:
                raise FromTheSettings
            row = await session.scalar(select(Role).where(Role.member_id == member_id).with_for_update())
            if row is not None:
                await session.delete(row)
                await session.flush()
                await self._tell(session, member_id, "none")
            return await self._colleague(session, member_id)

    async def _colleague(self, session: AsyncSession, member_id: int) -> Colleague:
        staffing = self._hall.people.staffing
        role = await self._hall.people.role_of(session, member_id)
        return Colleague(member_id, role, member_id in staffing.admins | staffing.staff)

    async def _only_admins(self, session: AsyncSession, person: int) -> None:
        if await self._hall.people.role_of(session, person) != "admin":
            raise AdminsOnly

    async def _tell(self, session: AsyncSession, member_id: int, role: str) -> None:
        now = self._hall.clock.now()
        html = say("onboarding.role_changed", await language_of(session, member_id), role=role)
        envelope = Envelope(f"role {member_id} {role} {now.isoformat()}", member_id)
        await outbox.post(session, envelope, Message(html), now=now)
