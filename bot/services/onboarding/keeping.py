"""What onboarding holds on a person: who they are to us, companies they stand for, their role, their consents."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.directory import Company, visible
from bot.db.onboarding import Invitation, Member, Representation, Role
from bot.db.outbox import Outgoing
from bot.db.privacy import Consent
from bot.services.onboarding import cards
from bot.services.onboarding.hall import Hall
from bot.services.onboarding.representing import Representing
from bot.services.privacy import Keeper, rows


def keeper(hall: Hall) -> Keeper:
    """The keeper of members: it erases last, for others' rows lean on the member's."""
    representing = Representing(hall)

    async def withdraw(session: AsyncSession, member_id: int, now: datetime) -> None:
        query = select(Representation).where(Representation.member_id == member_id).with_for_update()
        for row in list(await session.scalars(query)):
            named = visible(select(Company.name), Company).where(Company.id == row.company_id)
            company = await session.scalar(named) or row.company_id
            await representing.withdraw(session, row, company, now)
            await _unname(session, row, company)

    return Keeper("onboarding", _export, withdraw, _erase)


async def _export(session: AsyncSession, member_id: int) -> dict[str, Any]:
    return {
        "member": await rows(session, select(Member).where(Member.telegram_id == member_id)),
        "role": await rows(session, select(Role).where(Role.member_id == member_id)),
        "representations": await rows(session, select(Representation).where(Representation.member_id == member_id)),
        "invitations_made": await rows(session, select(Invitation).where(Invitation.made_by == member_id)),
        "consents": await rows(session, select(Consent).where(Consent.member_id == member_id).order_by(Consent.id)),
    }


async def _unname(session: AsyncSession, row: Representation, company: str) -> None:
    """The copies of what staff were asked name the person no more; those already sent were edited in the chats."""
    neutral = cards.settled(company, row.state, "it").content()
    copies = Outgoing.key.startswith(f"represent {row.id} ", autoescape=True), Outgoing.state != "pending"
    await session.execute(update(Outgoing).where(*copies).values(content=neutral), {"synchronize_session": "fetch"})


async def _erase(session: AsyncSession, member_id: int) -> None:
    """What the person decided as staff stays, without them."""
    await session.execute(update(Role).where(Role.given_by == member_id).values(given_by=None))
    decided = update(Representation).where(Representation.decided_by == member_id)
    await session.execute(decided.values(decided_by=None))
    await session.execute(update(Invitation).where(Invitation.made_by == member_id).values(made_by=None))
    await session.execute(delete(Consent).where(Consent.member_id == member_id))
    await session.execute(delete(Representation).where(Representation.member_id == member_id))
    await session.execute(delete(Role).where(Role.member_id == member_id))
    await session.execute(delete(Member).where(Member.telegram_id == member_id))
