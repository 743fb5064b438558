"""The note that the other side reads: at most five lines from the requester's answers and the two public profiles."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.directory import Company, visible
from bot.db.introductions import Introduction
from bot.services.events.offers import Offers
from bot.services.introductions.claims import unfounded
from bot.services.introductions.firms import Firm, described, sector
from bot.services.introductions.grounds import Ground
from bot.texts import label
from rag.documents import Language


async def draft(
    session: AsyncSession, row: Introduction, first: Firm, second: Firm, ground: Ground | None, offers: Offers
) -> str:
    """The note. What is in common is left out where any of it could not be founded."""
    language: Language = "en" if row.language == "en" else "it"
    sources = [row.why or "", row.offer or "", str(row.minutes or ""), first.name, second.name]
    sources += await described(session, first.id) + await described(session, second.id)
    if ground is not None:
        sources += list(ground.about.values())
        note = _written(row, first, second, ground.kind, ground.told(language), language)
        if not unfounded(note, sources, await _names(session), offers.names):
            return note
    return _written(row, first, second, "", "", language)


def _written(row: Introduction, first: Firm, second: Firm, kind: str, about: str, language: Language) -> str:
    blanks = {
        "why": _sentence(row.why), "offer": _sentence(row.offer), "minutes": row.minutes, "kind": kind, "about": about,
        "first": first.name, "second": second.name, "sector": sector(first, language), "masked": bool(row.masked),
        "two": row.two_sided,
    }  # fmt: skip
    lines: Iterable[str] = label("introductions.note", language, **blanks).splitlines()
    return "\n".join(line for line in lines if line)


def _sentence(said: str | None) -> str:
    """The words with a full stop, where they end without a sign."""
    said = said or ""
    return said if not said or said[-1] in ".!?…" else f"{said}."


async def _names(session: AsyncSession) -> list[str]:
    return list(await session.scalars(visible(select(Company.name), Company)))
