"""The two companies as far as an introduction needs them: names, trade, town, and whether they compete."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.directory import Capability, Company, Statement, visible
from bot.errors import NoSuchCompany
from bot.services.events.offers import Offers
from bot.services.events.records import in_language
from bot.services.names import words
from rag.documents import Bilingual, Language

COMPETING = 1 / 3  # of what the one with fewer capabilities offers, the other offers too
LEAST_SHARED = 2


@dataclass(frozen=True, slots=True)
class Firm:
    """A company by its id; one that may not be shown (any more) has its id for a name."""

    id: str
    name: str
    trade: Bilingual
    city: Bilingual
    other_names: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name, *self.other_names)


async def firm(session: AsyncSession, company_id: str) -> Firm:
    """The company. Raises NoSuchCompany."""
    query = visible(select(Company).where(Company.id == company_id), Company)
    row = await session.scalar(query)
    if row is None:
        raise NoSuchCompany(company_id)
    return Firm(row.id, row.name, row.trade, row.city, (row.id.replace("-", " "), *row.legal_name.values()))


async def firm_or_id(session: AsyncSession, company_id: str) -> Firm:
    """The same for what began when it could still be shown."""
    try:
        return await firm(session, company_id)
    except NoSuchCompany:
        return Firm(company_id, company_id.replace("-", " ").title(), {}, {})


async def described(session: AsyncSession, company_id: str) -> list[str]:
    """All that the profile says, in both languages: what may be stated of the company."""
    rows = await session.scalars(visible(select(Company).where(Company.id == company_id), Company))
    texts = [text for row in rows for words in (row.trade, row.city, row.founded, row.size) for text in words.values()]
    for noun in (Capability.name, Statement.text):
        key = Capability.company_id if noun is Capability.name else Statement.record_id
        for said in await session.scalars(select(noun).where(key == company_id)):
            texts += list(said.values())
    return texts


def sector(one: Firm, language: Language) -> str:
    """What the company does, in words that do not name it; empty where there are none."""
    said = in_language(dict(one.trade), language) or ""
    return "" if named_in(said, one.names) else said


def named_in(text: str, names: Iterable[str]) -> bool:
    """Whether the text contains one of the names, legal forms and accents apart."""
    said = f" {' '.join(words(text))} "
    return any((name := " ".join(words(one))) and f" {name} " in said for one in names)


def compete(first: str, second: str, offers: Offers) -> bool:
    """Whether sources document much the same of both: two capabilities at least, and a third of the smaller offer."""
    one, two = set(offers.evidence.get(first, ())), set(offers.evidence.get(second, ()))
    shared = len(one & two)
    return shared >= LEAST_SHARED and shared >= COMPETING * min(len(one), len(two))
