"""Whom an announcement is for: choices by name, and who they are, each with the reason why."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz, process
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.announcements import Follow
from bot.db.directory import Company, visible
from bot.db.events import AnnouncedEvent, Attendance
from bot.db.onboarding import Member
from bot.db.outbox import Chat
from bot.services.names import Named, resolve
from rag.documents import Bilingual
from rag.places import Gazetteer, distance
from rag.text import fold
from rag.vocabulary import Vocabulary, load_vocabulary

NEAR = 30  # km, as the library understands a place that was asked for
MOST_OPTIONS = 6
LIKE_ENOUGH = 70  # of 100
JOINED = ("going", "maybe")


@dataclass(frozen=True, slots=True)
class Option:
    """One audience to choose. `to`: everyone, capability, place, company, earlier or chat."""

    to: str
    which: str = ""
    label: Bilingual | None = None

    def kept(self) -> dict[str, Any]:
        """As a row keeps it."""
        return {"to": self.to, "which": self.which, "label": dict(self.label or {})}


Why = dict[str, Any]  # {"to": …, "label": {"it": …, "en": …}}: what the text says of it


@cache
def vocabulary(folder: Path) -> Vocabulary:
    """The concepts of data/capabilities, read once: it takes half a second."""
    return load_vocabulary(folder)[0]


@cache
def gazetteer(extract: Path) -> Gazetteer:
    return Gazetteer.open(extract)


async def concepts(sources: Path) -> Vocabulary:
    """The vocabulary, read on a thread of its own."""
    return await asyncio.to_thread(vocabulary, sources / "capabilities")


def capabilities(words: Vocabulary, said: str) -> list[Option]:
    """Concepts that the words may name, the likeliest first."""
    labels = {(one.id, name): fold(name) for one in words.concepts.values() for name in _all_labels(one.id, words)}
    found = process.extract(fold(said), labels, scorer=fuzz.WRatio, limit=30, score_cutoff=LIKE_ENOUGH)
    ids = list(dict.fromkeys(key[0] for _, _, key in sorted(found, key=lambda hit: -hit[1])))
    exact = [key[0] for key, name in labels.items() if name == fold(said)]
    chosen = list(dict.fromkeys(exact)) or ids
    return [capability(words, one) for one in chosen[:MOST_OPTIONS]]


def _all_labels(concept: str, words: Vocabulary) -> Iterable[str]:
    one = words.concepts[concept]
    return (*one.labels("it"), *one.labels("en"))


def capability(words: Vocabulary, concept: str) -> Option:
    """The concept as an audience."""
    return Option("capability", concept, words.concepts[concept].pref)


def place(places: Path, said: str) -> Option | None:
    """A place that the gazetteer knows."""
    found = gazetteer(places).named(said.strip())
    return Option("place", found.name, {"it": found.name, "en": found.name}) if found and not found.whole else None


async def companies(session: AsyncSession, said: str) -> list[Option]:
    """Companies that the name may mean."""
    rows = {row.id: row for row in await session.scalars(visible(select(Company), Company))}
    known = [Named(row.id, row.name, (row.id, *row.legal_name.values())) for row in rows.values()]
    return [Option("company", one, {"it": rows[one].name, "en": rows[one].name}) for one in resolve(said, known)]


async def earlier(session: AsyncSession) -> list[Option]:
    """Announced events that somebody joined, the latest first."""
    joined = select(Attendance.event_id).where(Attendance.answer.in_(JOINED))
    query = select(AnnouncedEvent).where(AnnouncedEvent.id.in_(joined)).order_by(AnnouncedEvent.starts_at.desc())
    rows = await session.scalars(query.limit(MOST_OPTIONS))
    return [Option("earlier", str(row.id), row.title) for row in rows]


async def chats(session: AsyncSession) -> list[Option]:
    """Groups and channels that we are in."""
    query = select(Chat).where(Chat.kind != "private", Chat.unreachable.is_(None), Chat.moved_to.is_(None))
    rows = await session.scalars(query.order_by(Chat.title).limit(MOST_OPTIONS))
    return [Option("chat", str(row.chat_id), {"it": row.title or "?", "en": row.title or "?"}) for row in rows]


async def resolved(session: AsyncSession, wanted: dict[str, Any], sources: Path, places: Path) -> dict[int, Why]:
    """Everybody whom the audience means, by chat, with the reason why."""
    to, which = wanted["to"], wanted.get("which", "")
    if to == "chat":
        return {int(which): {"to": "chat"}}
    if to == "earlier":
        return await _who_joined(session, int(which), wanted.get("label", {}))
    if to == "everyone":
        members = await session.scalars(select(Member.telegram_id).order_by(Member.telegram_id))
        return {member: {"to": "everyone"} for member in members}
    follows = list(await session.scalars(select(Follow).where(Follow.what == to).order_by(Follow.member_id)))
    if to == "capability":
        return _by_capability(follows, which, await concepts(sources))
    if to == "place":
        known = await asyncio.to_thread(gazetteer, places)
        return {one.member_id: _why(to, one.which) for one in follows if _is_near(known, one.which, which)}
    label = wanted.get("label", {})
    return {one.member_id: {"to": to, "label": label} for one in follows if one.which == which}


def _by_capability(follows: Iterable[Follow], concept: str, words: Vocabulary) -> dict[int, Why]:
    """Who follows the concept, a narrower one, or a broader one: that holds the concept too."""
    if concept not in words.concepts:
        return {}
    meant = {concept, *words.ancestors(concept)}
    meant |= {one for one in words.concepts if concept in words.ancestors(one)}
    return {
        one.member_id: {"to": "capability", "label": dict(words.concepts[one.which].pref)}
        for one in follows
        if one.which in meant and one.which in words.concepts
    }


def _why(to: str, name: str) -> Why:
    return {"to": to, "label": {"it": name, "en": name}}


def _is_near(known: Gazetteer, one: str, other: str) -> bool:
    here, there = known.town(one), known.town(other)
    return one == other or bool(here and there and distance(here, there) <= NEAR)


async def _who_joined(session: AsyncSession, event: int, title: dict[str, str]) -> dict[int, Why]:
    query = select(Attendance.member_id).where(Attendance.event_id == event, Attendance.answer.in_(JOINED))
    return {one: {"to": "earlier", "label": title} for one in await session.scalars(query)}
