"""Figures of introductions: how many were asked, said yes, met and led to an order, and how long a yes took."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.introductions import Introduction, Outcome
from bot.services.introductions.afterwards import GOOD


@dataclass(frozen=True, slots=True)
class Funnel:
    """Counts of introductions, each contained in the one before; `to_yes`: the median from sending to the last yes."""

    asked: int
    yes: int
    met: int
    order: int
    to_yes: timedelta | None


async def funnel(session: AsyncSession) -> Funnel:
    """Of all that were ever sent. Who shows them suppresses small numbers."""
    asked = select(func.count()).select_from(Introduction).where(Introduction.sent_at.is_not(None))
    times = select(Introduction.sent_at, Introduction.introduced_at).where(Introduction.state == "introduced")
    waited = [met - sent for sent, met in (await session.execute(times)).all() if sent is not None and met is not None]
    return Funnel(
        await session.scalar(asked) or 0, len(waited),
        await _said(session, *GOOD), await _said(session, "order"),
        timedelta(seconds=median(one.total_seconds() for one in waited)) if waited else None,
    )  # fmt: skip


async def _said(session: AsyncSession, *said: str) -> int:
    query = select(func.count(Outcome.introduction_id.distinct())).where(Outcome.said.in_(said))
    return await session.scalar(query) or 0
