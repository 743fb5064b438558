"""How the corpus gets into the tables: new and changed records are written, those that are gone withdrawn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.directory import Capability, Company, PressItem, Record, Source, Statement, Words
from bot.db.events import Event
from rag.documents import Bilingual, Document
from rag.documents import Source as Origin

PORTION = 500  # records that are written together
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Filled:
    """How many records were new, changed, withdrawn or as before."""

    added: int
    changed: int
    withdrawn: int
    unchanged: int


async def fill(session: AsyncSession, documents: Sequence[Document], now: datetime, *, keep: frozenset[str]) -> Filled:
    """Makes the tables equal to the documents, by their digests; records to `keep` are not withdrawn."""
    known = {record.id: record for record in await session.scalars(select(Record))}
    here = keep.union(document.id for document in documents)
    gone = [record for record in known.values() if record.id not in here and record.withdrawn_at is None]
    for record in gone:
        record.withdrawn_at = now
    stale = [document for document in documents if not _same(known.get(document.id), document)]
    changed = [document.id for document in stale if document.id in known]
    await _forget_words(session, [*(record.id for record in gone), *changed])
    sources = _Sources({_key(row): row for row in await session.scalars(select(Source))})
    for portion in _portions(stale):
        await _write(session, portion, known, now, sources)
    return Filled(len(stale) - len(changed), len(changed), len(gone), len(documents) - len(stale))


def _same(record: Record | None, document: Document) -> bool:
    return record is not None and record.withdrawn_at is None and record.digest == document.digest


async def _write(
    session: AsyncSession, documents: Sequence[Document], known: Mapping[str, Record], now: datetime, sources: _Sources
) -> None:
    """Each table in one go: a statement a row would take most of what a first start takes."""
    for document in documents:
        record = known.get(document.id) or Record(id=document.id)
        record.kind, record.digest, record.read_at, record.withdrawn_at = document.kind, document.digest, now, None
        session.add(record)
    await session.flush()
    for document in documents:
        if document.id in known:
            await session.merge(_noun(document))
        else:
            session.add(_noun(document))
    await session.flush()
    for document in documents:
        session.add_all(
            Capability(company_id=document.id, position=n, name=dict(c.name), evidence=c.evidence)
            for n, c in enumerate(document.capabilities, 1)
        )
        for statement in document.statements:
            source = sources.row(session, statement.source)
            text = dict(statement.text)
            session.add(Statement(record_id=document.id, number=statement.number, text=text, source=source))
    await session.flush()


async def _forget_words(session: AsyncSession, records: Sequence[str]) -> None:
    for ids in _portions(records):
        await session.execute(delete(Statement).where(Statement.record_id.in_(ids)))
        await session.execute(delete(Capability).where(Capability.company_id.in_(ids)))


def _portions(many: Sequence[T]) -> Iterator[Sequence[T]]:
    return (many[start : start + PORTION] for start in range(0, len(many), PORTION))


def _noun(document: Document) -> Company | Event | PressItem:
    if document.is_company:
        return _company(document)
    return _event(document) if document.kind == "event" else _press(document)


def _company(document: Document) -> Company:
    return Company(
        id=document.id, name=document.title, legal_name=_words(document.legal_name),
        trade=_words(document.trade), city=_words(document.city), founded=_words(document.founded),
        size=_words(document.size), note=_words(document.note), relation=document.relation,
        relation_source=document.relation_source, newest_source=document.newest_source,
        old_source=document.old_source,
    )  # fmt: skip


def _event(document: Document) -> Event:
    return Event(
        id=document.id, title=_words(document.name), start=document.start, end=document.end,
        place=_words(document.place), organiser=_words(document.organiser), note=_words(document.note),
        url=document.url, mentions=list(document.mentions),
    )  # fmt: skip


def _press(document: Document) -> PressItem:
    return PressItem(
        id=document.id, title=_words(document.name), date=document.date, url=document.url,
        mentions=list(document.mentions),
    )  # fmt: skip


def _words(text: Bilingual) -> Words:
    return {language: words for language, words in text.items() if words}


_Key = tuple[str, str, str, bool]


def _key(source: Source | Origin) -> _Key:
    return (source.url, source.title, source.date or "", source.declared)


class _Sources:
    """Each page once, however many statements rest on it."""

    def __init__(self, rows: dict[_Key, Source]) -> None:
        self._rows = rows

    def row(self, session: AsyncSession, origin: Origin) -> Source:
        key = _key(origin)
        if key not in self._rows:
            url, title, date, declared = key
            self._rows[key] = Source(url=url, title=title, date=date, declared=declared)
            session.add(self._rows[key])
        return self._rows[key]
