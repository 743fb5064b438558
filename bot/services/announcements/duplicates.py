"""Whether an event is known already: announced before, or told by a source in data/."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import fuzz
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.announcements import Announcement
from bot.db.directory import Words, visible
from bot.db.events import AnnouncedEvent, Event
from bot.services.announcements.drafts import Doubt, Draft
from bot.services.quiet_hours import known
from rag.text import fold

ALIKE = 80  # of 100: two titles of one event; on one and the same day
SAME = 95  # of 100: the same title, whatever the day says


async def of(session: AsyncSession, row: Announcement, draft: Draft) -> list[Doubt]:
    """A doubt that names the event known already, if there is one."""
    title, day = draft.get("title"), draft.get("start")[:10]
    if not title or not day:
        return []
    announced = await session.scalars(select(AnnouncedEvent).where(AnnouncedEvent.state == "announced"))
    ours = [(one.title, _day(one)) for one in announced if one.id != row.event_id]
    sourced = await session.scalars(visible(select(Event).where(Event.start.is_not(None)), Event))
    theirs = [(one.title, one.start or "") for one in sourced]
    found = _likely(title, day, [*ours, *theirs])
    return [Doubt("duplicate", "title", said=found)] if found else []


def _day(event: AnnouncedEvent) -> str:
    return event.starts_at.astimezone(known(event.zone)).date().isoformat()


def _likely(title: str, day: str, known_events: Iterable[tuple[Words, str]]) -> str:
    for words, start in known_events:
        for name in words.values():
            score = fuzz.token_set_ratio(fold(title), fold(name))
            if (start == day and score >= ALIKE) or (score >= SAME and start[:4] == day[:4] and len(name) > 12):
                return name
    return ""
