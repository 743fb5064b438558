"""The note that the other side reads: at most five lines from the requester's answers and the two public profiles."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.directory import Company, visible
from bot.services.events.offers import Offers
from bot.services.introductions.claims import unfounded
from bot.services.introductions.firms import described, sector
from bot.services.introductions.rewording import Words
from bot.services.introductions.scenes import Scene
from bot.texts import label
from rag.documents import Language


async def draft(session: AsyncSession, found: Scene, offers: Offers, words: Words | None = None) -> str:
    """The note. What is in common, or a model's `words`, are left out where any of it could not be founded."""
    language: Language = "en" if found.row.language == "en" else "it"
    sources = [found.row.why or "", found.row.offer or "", str(found.row.minutes or "")]
    sources += [found.first.name, found.second.name]
    sources += await described(session, found.first.id) + await described(session, found.second.id)
    known = await _names(session)
    if words is not None and words.suit(found):
        note = _written(found, language, "words", words.about, words.need)
        if not unfounded(note, sources, known, offers.names):
            return note
    if found.ground is not None:
        sources += list(found.ground.about.values())
        note = _written(found, language, found.ground.kind, found.ground.told(language))
        if not unfounded(note, sources, known, offers.names):
            return note
    return _written(found, language)


def _written(found: Scene, language: Language, kind: str = "", about: str = "", need: str = "") -> str:
    """`need`: other words for what the requester typed."""
    row = found.row
    blanks = {
        "why": need or _sentence(row.why), "offer": _sentence(row.offer), "minutes": row.minutes, "kind": kind,
        "about": about, "first": found.first.name, "second": found.second.name,
        "sector": sector(found.first, language), "masked": bool(row.masked), "two": row.two_sided,
    }  # fmt: skip
    lines: Iterable[str] = label("introductions.note", language, **blanks).splitlines()
    return "\n".join(line for line in lines if line)


def _sentence(said: str | None) -> str:
    """The words with a full stop, where they end without a sign."""
    said = said or ""
    return said if not said or said[-1] in ".!?…" else f"{said}."


async def _names(session: AsyncSession) -> list[str]:
    return list(await session.scalars(visible(select(Company.name), Company)))
