"""The directory: profiles, names, coverage, what is coming up; and how the corpus gets into its tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import cast

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from bot.clock import Clock
from bot.db import directory as tables
from bot.db.base import Database
from bot.db.directory import Company, Record, visible
from bot.errors import NoSuchCompany
from bot.services import mirror
from bot.services.events import records
from bot.services.names import Named, resolve
from bot.services.people import shown_for
from rag.documents import (
    Bilingual,
    Capability,
    Choice,
    Coverage,
    Document,
    Kind,
    Language,
    RecordHit,
    Statement,
)
from rag.standing import Standing

COMPANY_KINDS: tuple[Kind, ...] = ("company", "organisation", "association")


@dataclass(frozen=True, slots=True)
class Profile:
    """All that the sources say of a company. `capabilities[n].evidence` is the number of a statement."""

    id: str
    kind: Kind
    name: str
    legal_name: Bilingual
    trade: Bilingual
    city: Bilingual
    founded: Bilingual
    size: Bilingual
    note: Bilingual
    relation: str | None
    relation_source: str | None
    newest_source: str | None
    old_source: bool
    capabilities: tuple[Capability, ...]
    statements: tuple[Statement, ...]
    representatives: tuple[str, ...] = ()  # names, of those who stand for it here and let everybody see that

    def evidence(self, capability: Capability) -> Statement:
        """The statement that documents the capability."""
        return next(statement for statement in self.statements if statement.number == capability.evidence)


class Directory:
    """Reads the tables; every query on companies, events and press passes the one rule of visibility."""

    def __init__(self, database: Database, clock: Clock, standing: Standing | None = None) -> None:
        """`standing` marks the sources whose sites only report what others wrote."""
        self._database = database
        self._clock = clock
        self._standing = standing or Standing()

    async def profile(self, company_id: str) -> Profile:
        """The company's profile. Raises NoSuchCompany."""
        query = visible(select(Company).where(Company.id == company_id), Company)
        query = query.options(joinedload(Company.record), selectinload(Company.capabilities))
        async with self._database.reading() as session:
            company = await session.scalar(query)
            if company is None:
                raise NoSuchCompany(company_id)
            profile = _profile(company, await records.statements(session, company.id), self._standing)
            return replace(profile, representatives=tuple(await shown_for(session, company.id)))

    async def find(self, name: str, language: Language = "it") -> tuple[Choice, ...]:
        """Companies that the name may mean, best first, despite typos: () unknown; several: ask which."""
        async with self._database.reading() as session:
            rows = {row.id: row for row in await session.scalars(visible(select(Company), Company))}
        known = [Named(row.id, row.name, (row.id, *row.legal_name.values())) for row in rows.values()]
        return tuple(_choice(rows[company_id], language) for company_id in resolve(name, known))

    async def coverage(self) -> Coverage:
        """How many of those known by name (organisations included) have at least one sourced statement."""
        documented = select(tables.Statement).where(tables.Statement.record_id == Company.id).exists()
        everyone = visible(select(func.count()).select_from(Company), Company)
        async with self._database.reading() as session:
            known = await session.scalar(everyone)
            with_profile = await session.scalar(everyone.where(documented))
        return Coverage(documented=with_profile or 0, known=known or 0)

    async def shown(self, record_ids: Iterable[str]) -> frozenset[str]:
        """Those of the ids (of companies, events, press) that may be shown now."""
        async with self._database.reading() as session:
            query = visible(select(Record.id).where(Record.id.in_(list(record_ids))), Record)
            return frozenset(await session.scalars(query))

    async def names(self, company_ids: Sequence[str]) -> tuple[str, ...]:
        """What the companies are called, in the order of the ids, without those that may not be shown."""
        async with self._database.reading() as session:
            rows = await session.scalars(visible(select(Company).where(Company.id.in_(company_ids)), Company))
            called = {row.id: row.name for row in rows}
        return tuple(called[company_id] for company_id in company_ids if company_id in called)

    async def upcoming(self, language: Language = "it") -> tuple[RecordHit, ...]:
        """Events that are not over today, soonest first."""
        async with self._database.reading() as session:
            return await records.upcoming(session, self._clock.today(), language)

    async def record(self, record_id: str, language: Language = "it") -> RecordHit:
        """One event or press item, with all its statements. Raises NoSuchRecord."""
        async with self._database.reading() as session:
            hit = await records.detail(session, record_id, self._clock.today(), language)
        rated = (replace(one, source=self._standing.rate(one.source)) for one in hit.snippets)
        return replace(hit, snippets=tuple(rated))

    async def fill(self, documents: Sequence[Document], *, keep: frozenset[str] = frozenset()) -> mirror.Filled:
        """Mirrors the documents into the tables, in one transaction, and withdraws what is gone.

        `keep`: ids of records whose files can't be read just now. They stay as they were.
        """
        async with self._database.writing() as session:
            return await mirror.fill(session, documents, self._clock.now(), keep=keep)


def _profile(company: Company, rows: Sequence[tables.Statement], standing: Standing) -> Profile:
    return Profile(
        id=company.id, kind=cast(Kind, company.record.kind), name=company.name,
        legal_name=company.legal_name, trade=company.trade,
        city=company.city, founded=company.founded, size=company.size, note=company.note,
        relation=company.relation, relation_source=company.relation_source,
        newest_source=company.newest_source, old_source=company.old_source,
        capabilities=tuple(Capability(row.name, row.evidence) for row in company.capabilities),
        statements=tuple(Statement(row.number, row.text, standing.rate(records.source(row))) for row in rows),
    )  # fmt: skip


def _choice(row: Company, language: Language) -> Choice:
    return Choice(row.id, row.name, records.in_language(row.city, language) or "")
