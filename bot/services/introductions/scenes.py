"""A request with both its sides and both companies, as cards tell of it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.introductions import Introduction, Party
from bot.db.onboarding import Representation
from bot.services.introductions.desk import Desk, parties
from bot.services.introductions.firms import Firm, firm_or_id
from bot.services.introductions.grounds import Ground, ground


@dataclass(frozen=True, slots=True)
class Scene:
    """`a` and `b` are the sides; `first` and `second` their companies (no `first` as long as none is chosen)."""

    row: Introduction
    a: Party
    b: Party
    first: Firm
    second: Firm
    ground: Ground | None = None

    def side(self, side: str) -> Party:
        return self.a if side == "a" else self.b

    def firm(self, side: str) -> Firm:
        return self.first if side == "a" else self.second

    @property
    def asked(self) -> list[Party]:
        """Those whose yes it needs beside the starter's own."""
        return [self.a, self.b] if self.row.two_sided else [self.b]


async def scene(session: AsyncSession, desk: Desk, row: Introduction) -> Scene:
    """All of it, with what the two have in common."""
    a, b = await parties(session, row)
    first, second = await firm_or_id(session, a.company_id), await firm_or_id(session, b.company_id)
    offers = await desk.book.offers()
    common = await ground(session, row, a.company_id, b.company_id, offers, desk.now) if a.company_id else None
    return Scene(row, a, b, first, second, common)


async def represented(session: AsyncSession, member_id: int, company_id: str) -> Representation | None:
    """What the member chose to show for the company: name, contact, topics."""
    query = select(Representation).where(
        Representation.member_id == member_id,
        Representation.company_id == company_id,
        Representation.state == "approved",
    )
    return await session.scalar(query)
