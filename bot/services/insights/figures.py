"""Figures on how Raccordo is used. Counts only: no words, no persons."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from bot.db.ask import Feedback, NotThis, Question
from bot.db.onboarding import Member
from bot.db.outbox import Outgoing

Counts = dict[str, int]
ASKED = Question.changed_from.is_(None)


@dataclass(frozen=True, slots=True)
class Figures:
    """How much was asked, how it was answered and what askers thought of it.

    A press that narrows or widens an answer is no question.
    """

    members: int
    questions: int
    by_intent: Counts
    by_outcome: Counts
    by_language: Counts
    by_place: Counts
    verdicts: Counts
    not_this: int
    mean_seconds: float | None
    outbox: Counts  # messages of our own accord: pending, sending, sent, unknown, blocked, dead


async def figures(session: AsyncSession) -> Figures:
    """All figures in one look, so that they agree with one another."""
    return Figures(
        members=await _count(session, Member),
        questions=await session.scalar(select(func.count()).select_from(Question).where(ASKED)) or 0,
        by_intent=await _by(session, Question.intent, ASKED),
        by_outcome=await _by(session, Question.outcome, ASKED),
        by_language=await _by(session, Question.language, ASKED),
        by_place=await _by(session, Question.place, ASKED),
        verdicts=await _by(session, Feedback.verdict),
        not_this=await _count(session, NotThis),
        mean_seconds=await session.scalar(select(func.avg(Question.seconds)).where(ASKED)),
        outbox=await _by(session, Outgoing.state),
    )


async def _count(session: AsyncSession, noun: type[Member] | type[NotThis]) -> int:
    return await session.scalar(select(func.count()).select_from(noun)) or 0


async def _by(session: AsyncSession, column: InstrumentedAttribute[str], *only: ColumnElement[bool]) -> Counts:
    rows = await session.execute(
        select(column, func.count()).where(*only).group_by(column).order_by(func.count().desc())
    )
    return {row[0]: row[1] for row in rows}
