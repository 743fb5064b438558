"""How a need stands: who asks as others see them, who replied, and the names under which its messages are kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.directory import Company, visible
from bot.db.needs import Addressee, Need
from bot.db.onboarding import Representation
from bot.services.needs import cards
from bot.services.needs.cards import Replied
from bot.services.needs.desk import Desk
from bot.services.outbox import Message
from bot.services.people import language_of
from rag.documents import Language


@dataclass(frozen=True, slots=True)
class Addressed:
    """The people of a need, in the order in which they were found."""

    everybody: tuple[Addressee, ...]

    @property
    def told(self) -> int:
        return sum(one.told_at is not None for one in self.everybody)


async def identity(session: AsyncSession, desk: Desk, asker: int) -> str:
    """How the asker would be shown: the name that they chose and their company; "" where they stand for none."""
    for company in await desk.people.companies_of(session, asker):
        own = Representation.member_id == asker, Representation.company_id == company
        shown = await session.scalar(select(Representation.shown_as).where(*own).limit(1))
        [name] = (await names_of(session, [company])).values()
        return f"{shown}, {name}" if shown else name
    return ""


async def shown_as(session: AsyncSession, desk: Desk, need: Need) -> str:
    """How the asker is shown to others; "" to remain unknown."""
    return await identity(session, desk, need.asker) if need.named else ""


async def names_of(session: AsyncSession, companies: Iterable[str]) -> dict[str, str]:
    """What the companies are called, of those that may be shown."""
    query = visible(select(Company).where(Company.id.in_(list(companies))), Company)
    return {row.id: row.name for row in await session.scalars(query)}


async def addressed(session: AsyncSession, need: Need) -> Addressed:
    """Who was asked, or will be."""
    query = select(Addressee).where(Addressee.need_id == need.id).order_by(Addressee.number)
    return Addressed(tuple(await session.scalars(query)))


async def replies(session: AsyncSession, people: Iterable[Addressee]) -> list[Replied]:
    """What the asker may know of those who replied: the company, never the person."""
    given = [one for one in people if one.reply in ("helps", "knows")]
    names = await names_of(session, {one.company_id for one in given} | {one.suggested or "" for one in given})
    return [replied(one, names) for one in given if one.company_id in names]


def replied(one: Addressee, names: dict[str, str]) -> Replied:
    """A helper's own company may be met, or the one that somebody suggests."""
    meets = one.company_id if one.reply == "helps" else one.suggested or ""
    return Replied(one.number, one.reply or "", names[one.company_id], one.words or "", meets, names.get(meets, ""))


async def status(session: AsyncSession, desk: Desk, need: Need, language: Language) -> Message:
    """The need as its asker sees it once it has left their hands."""
    people = await addressed(session, need)
    return cards.status(need, people.told, await replies(session, people.everybody), language, desk.now())


async def decided_card(session: AsyncSession, need: Need, language: Language) -> Message:
    """What staff see of a need that is decided: how many it was for, got it and can help; never who."""
    people = (await addressed(session, need)).everybody
    told = [one for one in people if one.told_at is not None]
    replied = sum(one.reply in ("helps", "knows") for one in told)
    return cards.decided(need, len(people), len(told), replied, language)


async def asker_language(session: AsyncSession, need: Need) -> Language:
    return await language_of(session, need.asker)


def staff_key(need: Need, staff: int) -> str:
    """What names the card that one of the staff has of a need."""
    return f"need {need.id} staff {staff}"


def staff_batch(need: Need) -> str:
    return f"need {need.id} staff"


def request_key(one: Addressee) -> str:
    """What names the card that somebody who was asked has. By number: who it was does not stand in it."""
    return f"need {one.need_id} to {one.number}"


def batch(need_id: int) -> str:
    """The messages to all who are asked."""
    return f"need {need_id}"


def reply_key(one: Addressee) -> str:
    """What names the asker's message on a reply."""
    return f"need {one.need_id} reply {one.number}"
