"""Who may be asked about whom: pairs asked lately, quotas, pairs that need the staff's word, silent blocks."""

from __future__ import annotations

from datetime import datetime
from hashlib import blake2b

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.base import add_if_absent
from bot.db.introductions import AskedPair, Block, Introduction, Party, WordFirst
from bot.errors import AskedLately, TooManyOpen
from bot.services.events.offers import Offers
from bot.services.introductions.desk import Policy
from bot.services.introductions.firms import compete
from bot.services.introductions.transitions import UNTOLD

COMPETITORS = "competitors"


async def not_lately(session: AsyncSession, asker: str, asked: str, now: datetime) -> None:
    """Raises AskedLately."""
    row = await session.get(AskedPair, (asker, asked))
    if row is not None and row.until > now:
        raise AskedLately(row.until)


async def claim(session: AsyncSession, asker: str, asked: str, policy: Policy, now: datetime) -> None:
    """From now on the pair has been asked; of two at once one gets it. Raises AskedLately."""
    until = now + policy.cooling
    if await add_if_absent(session, AskedPair, asker=asker, asked=asked, until=until):
        return
    over = update(AskedPair).where(AskedPair.asker == asker, AskedPair.asked == asked, AskedPair.until <= now)
    taken = await session.scalar(over.values(until=until).returning(AskedPair.asker))
    if taken is None:
        await not_lately(session, asker, asked, now)


async def within_quota(session: AsyncSession, company: str, policy: Policy) -> None:
    """Counts what its starters take for open, so that the number gives nothing away. Raises TooManyOpen."""
    query = (
        select(func.count())
        .select_from(Introduction)
        .join(Party, (Party.introduction_id == Introduction.id) & (Party.side == "a"))
        .where(Party.company_id == company, Introduction.state.in_(UNTOLD), ~Introduction.two_sided)
    )
    if (await session.scalar(query) or 0) >= policy.most_open:
        raise TooManyOpen(policy.most_open)


async def needs_word(session: AsyncSession, first: str, second: str, offers: Offers) -> bool:
    """Whether the staff want to say something first: to the pair, to either company, or because the two compete."""
    low, high = sorted((first, second))
    pair = (WordFirst.what == "pair") & (WordFirst.first == low) & (WordFirst.second == high)
    company = (WordFirst.what == "company") & WordFirst.first.in_((first, second))
    if await session.scalar(select(WordFirst.first).where(or_(pair, company)).limit(1)) is not None:
        return True
    kind = await session.get(WordFirst, ("kind", COMPETITORS, ""))
    return kind is not None and compete(first, second, offers)


async def mark(session: AsyncSession, what: str, first: str, second: str, by: int, now: datetime) -> bool:
    """Marks it, or takes the mark away; whether it is marked now."""
    if what == "pair":
        first, second = sorted((first, second))
    new = {"what": what, "first": first, "second": second, "marked_by": by, "marked_at": now}
    if await add_if_absent(session, WordFirst, **new):
        return True
    same = WordFirst.what == what, WordFirst.first == first, WordFirst.second == second
    await session.execute(delete(WordFirst).where(*same))
    return False


async def marks(session: AsyncSession) -> list[WordFirst]:
    return list(await session.scalars(select(WordFirst).order_by(WordFirst.what, WordFirst.first, WordFirst.second)))


def key(one: WordFirst) -> str:
    """The mark as a button carries it: two names have no room there."""
    return blake2b(f"{one.what} {one.first} {one.second}".encode(), digest_size=8).hexdigest()


async def block(session: AsyncSession, member_id: int, company: str, now: datetime) -> None:
    """The member is not asked about that company any more; nobody is told."""
    await add_if_absent(session, Block, member_id=member_id, company_id=company, since=now)


async def unblock(session: AsyncSession, member_id: int) -> None:
    """The member may be asked about every company again: one by one they would learn who had asked unnamed."""
    await session.execute(delete(Block).where(Block.member_id == member_id))


async def blocks(session: AsyncSession, member_id: int) -> int:
    """How many companies the member wants nothing of."""
    return await session.scalar(select(func.count()).select_from(Block).where(Block.member_id == member_id)) or 0


async def blocked(session: AsyncSession, company: str) -> frozenset[int]:
    """Those who want no requests of the company."""
    return frozenset(await session.scalars(select(Block.member_id).where(Block.company_id == company)))
