"""What the network lacks: capabilities that were looked for and that no source documents; never who looked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.ask import Question, StoredAnswer
from bot.db.needs import Need
from bot.services.announcements.audience import concepts
from bot.services.insights.veiling import Count, alone
from rag.documents import Bilingual
from rag.vocabulary import Vocabulary

SINCE = timedelta(days=90)
MOST_READ = 5000
MOST_TOLD = 15
UNKNOWN = ""


@dataclass(frozen=True, slots=True)
class Lack:
    """A capability, and how many different people looked for it in vain. `label` empty: it was not understood."""

    label: Bilingual
    people: Count


async def lacks(session: AsyncSession, sources: Path, now: datetime) -> tuple[Lack, ...]:
    """The most wanted first; of those that few looked for the order tells nothing: it is the alphabet's."""
    words = await concepts(sources)
    wanted: dict[str, set[int]] = defaultdict(set)
    for asker, understood in await _refused(session, now):
        for concept in _concepts(words, understood) or [UNKNOWN]:
            wanted[concept].add(asker)
    for asker, near in await _needs(session, now):
        for concept in near.get("meant", [])[:1]:
            wanted[concept].add(asker)
    found = [(concept, alone(len(people))) for concept, people in wanted.items()]
    found.sort(key=lambda one: (one[0] == UNKNOWN, -one[1].number if one[1].is_exact else 0, _name(words, one[0])))
    return tuple(Lack(words.concepts[concept].pref if concept else {}, count) for concept, count in found[:MOST_TOLD])


async def _refused(session: AsyncSession, now: datetime) -> Iterable[tuple[int, list[str]]]:
    """Who asked in vain, and what was understood, in the words of the answer."""
    query = select(Question.asker, StoredAnswer.body).join(StoredAnswer, StoredAnswer.question_id == Question.id)
    query = query.where(
        Question.outcome == "nothing_found", Question.intent == "find_companies", Question.changed_from.is_(None),
        Question.asked_at >= now - SINCE, Question.asker.is_not(None),
    )  # fmt: skip
    rows = (await session.execute(query.order_by(Question.id.desc()).limit(MOST_READ))).all()
    return [(asker, body.get("understood") or []) for asker, body in rows if body.get("refusal") == "undocumented"]


async def _needs(session: AsyncSession, now: datetime) -> Iterable[tuple[int, dict[str, list[str]]]]:
    """What was put to the network without an answer that was refused before."""
    query = select(Need.asker, Need.near).where(Need.created_at >= now - SINCE, Need.question_id.is_(None))
    return [(asker, near) for asker, near in (await session.execute(query)).all()]


def _concepts(words: Vocabulary, understood: Iterable[str]) -> list[str]:
    """The concept that was understood first: the others are only likely too."""
    for label in understood:
        for concept in words.concepts.values():
            if label in concept.pref.values():
                return [concept.id]
    return []


def _name(words: Vocabulary, concept: str) -> str:
    return words.concepts[concept].pref["it"] if concept else ""
