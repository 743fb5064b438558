"""What two companies have in common, with what documents it: an event, a text, a capability."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.directory import PressItem, Statement, visible
from bot.db.events import AnnouncedEvent, Attendance, Event
from bot.db.introductions import Introduction
from bot.services.events.offers import Offers
from bot.services.events.records import in_language, source
from rag.documents import Bilingual, Language, Source

Kind = Literal["event", "press", "need", "complementary", "shared"]


@dataclass(frozen=True, slots=True)
class Ground:
    """`about`: the title of event or article, or the capability; `sentence`: what documents it, or only a source."""

    kind: Kind
    about: Bilingual
    sentence: Bilingual | None = None
    source: Source | None = None

    def told(self, language: Language) -> str:
        return in_language(dict(self.about), language) or ""


async def ground(
    session: AsyncSession, row: Introduction, first: str, second: str, offers: Offers, now: datetime
) -> Ground | None:
    """The best reason that the second company could check; of a masked first only what does not give it away."""
    if not row.masked:
        found = await _event(session, first, second, now) or await _text(session, first, second)
        if found is not None:
            return found
    for kind, concept in _capabilities(row.topic, first, second, offers):
        found = await _documented(session, kind, concept, second, offers)
        if found is not None:
            return found
    return None


async def _event(session: AsyncSession, first: str, second: str, now: datetime) -> Ground | None:
    """An announced event to which somebody of each goes, both of whom let themselves be seen there."""

    def joined(company: str) -> object:
        seen = Attendance.visible, Attendance.answer == "going", Attendance.company_id == company
        return select(Attendance.event_id).where(*seen)

    query = select(AnnouncedEvent).where(
        AnnouncedEvent.state == "announced", AnnouncedEvent.starts_at > now,
        AnnouncedEvent.id.in_(joined(first)), AnnouncedEvent.id.in_(joined(second)),  # type: ignore[arg-type]
    )  # fmt: skip
    event = await session.scalar(query.order_by(AnnouncedEvent.starts_at).limit(1))
    return Ground("event", event.title) if event is not None else None


async def _text(session: AsyncSession, first: str, second: str) -> Ground | None:
    """A press item, or an event of the sources, that names both; the newest."""
    items = await session.scalars(visible(select(PressItem), PressItem))
    events = await session.scalars(visible(select(Event), Event))
    told = [(one.date or "", one.id, one.title, one.mentions) for one in items]
    told += [(one.start or "", one.id, one.title, one.mentions) for one in events]
    for _, record_id, title, mentions in sorted(told, key=lambda one: one[:2], reverse=True):
        if first in mentions and second in mentions:
            statement = await session.scalar(select(Statement).where(Statement.record_id == record_id).limit(1))
            if statement is not None:
                return Ground("press", title, None, source(statement))
    return None


def _capabilities(topic: str | None, first: str, second: str, offers: Offers) -> Iterator[tuple[Kind, str]]:
    """Best first: what was looked for, what completes what the first does, what both do."""
    does, own = offers.evidence.get(second, {}), offers.evidence.get(first, {})
    wanted = {topic, *offers.narrower.get(topic, ())} if topic else set()
    complements = {one for concept in own for one in offers.related.get(concept, ())} - set(own)
    yield from (("need", one) for one in does if one in wanted)
    yield from (("complementary", one) for one in does if one in complements)
    yield from (("shared", one) for one in does if one in own)


async def _documented(session: AsyncSession, kind: Kind, concept: str, company: str, offers: Offers) -> Ground | None:
    statement = await session.get(Statement, (company, offers.evidence[company][concept]))
    if statement is None or concept not in offers.names:
        return None
    return Ground(kind, offers.names[concept], statement.text, source(statement))
