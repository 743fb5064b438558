"""Events and press as sources tell of them: which are still to come, and one in detail. The directory leads here."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.directory import PressItem, Statement, Words, visible
from bot.db.events import Event
from bot.errors import NoSuchRecord
from rag.documents import Language, RecordHit, Snippet, Source


async def upcoming(session: AsyncSession, today: date, language: Language) -> tuple[RecordHit, ...]:
    """Events that have not ended by `today`, soonest first. A bare month or year counts to its last day."""
    events = list(await session.scalars(visible(select(Event), Event)))
    ahead = [event for event in events if (last := last_day(event.end or event.start)) and last >= today]
    ahead.sort(key=lambda event: (event.start or "", event.id))
    return tuple([await _event_hit(session, event, today, language) for event in ahead])


async def detail(session: AsyncSession, record_id: str, today: date, language: Language) -> RecordHit:
    """One event or press item with all its statements. Raises NoSuchRecord."""
    event = await session.scalar(visible(select(Event).where(Event.id == record_id), Event))
    if event is not None:
        return await _event_hit(session, event, today, language)
    item = await session.scalar(visible(select(PressItem).where(PressItem.id == record_id), PressItem))
    if item is None:
        raise NoSuchRecord
    return RecordHit(
        id=item.id, kind="press", title=in_language(item.title, language) or item.id, score=1.0,
        snippets=await _snippets(session, item.id, language), date=item.date, url=item.url,
    )  # fmt: skip


def last_day(partial: str | None) -> date | None:
    """The last day that a partial ISO date can mean: "2026-09" is 30 September 2026."""
    if not partial:
        return None
    year, month, day = ([int(part) for part in partial.split("-")] + [0, 0])[:3]
    month = month or 12
    return date(year, month, day or monthrange(year, month)[1])


def in_language(words: Words, language: Language) -> str | None:
    """The words in that language, or in the other if there are none."""
    return words.get(language) or next(iter(words.values()), None)


def source(row: Statement) -> Source:
    """The row's source as the library's noun."""
    origin = row.source
    return Source(origin.title, origin.url, origin.date or None, declared=origin.declared)


async def statements(session: AsyncSession, record_id: str) -> Sequence[Statement]:
    """All sentences of a record, in the order of its file."""
    query = select(Statement).where(Statement.record_id == record_id).order_by(Statement.number)
    return list(await session.scalars(query))


async def _event_hit(session: AsyncSession, event: Event, today: date, language: Language) -> RecordHit:
    last = last_day(event.end or event.start)
    return RecordHit(
        id=event.id, kind="event", title=in_language(event.title, language) or event.id, score=1.0,
        snippets=await _snippets(session, event.id, language),
        start=event.start, end=event.end, url=event.url,
        place=in_language(event.place, language), organiser=in_language(event.organiser, language),
        note=in_language(event.note, language), upcoming=last is not None and last >= today,
    )  # fmt: skip


async def _snippets(session: AsyncSession, record_id: str, language: Language) -> tuple[Snippet, ...]:
    rows = await statements(session, record_id)
    return tuple(Snippet(in_language(row.text, language) or "", language, source(row)) for row in rows)
