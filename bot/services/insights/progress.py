"""What came of it, for staff: introductions, questions by week, people and companies; no number that is too small."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import ROME
from bot.db.ask import Question
from bot.db.directory import Company, visible
from bot.db.onboarding import Member, Representation
from bot.services.insights.veiling import Count, alone, nested, parts
from bot.services.introductions.funnel import funnel

WEEKS = 8
STEPS = ("asked", "yes", "met", "order")
FEWEST_TIMES = 5  # of so many introductions the median is told


@dataclass(frozen=True, slots=True)
class Week:
    """Questions of one week, Monday to Sunday. `answered` and `undocumented` are parts of `asked`."""

    monday: date
    asked: Count
    answered: Count
    undocumented: Count

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)


@dataclass(frozen=True, slots=True)
class Progress:
    """All that is shown. `people` wrote to the bot, `members` of them stand for one of the `represented` companies."""

    steps: tuple[tuple[str, Count], ...]
    days_to_yes: float | None
    weeks: tuple[Week, ...]
    people: Count
    members: Count
    represented: Count
    companies: int


async def progress(session: AsyncSession, today: date) -> Progress:
    """As of now; weeks that are over, the last one last: a week half gone would look like a fall."""
    found = await funnel(session)
    counts = nested((found.asked, found.yes, found.met, found.order))
    timed = found.to_yes is not None and found.yes >= FEWEST_TIMES
    approved = select(Representation).where(Representation.state == "approved").subquery()
    members = await session.scalar(select(func.count(approved.c.member_id.distinct()))) or 0
    represented = await session.scalar(select(func.count(approved.c.company_id.distinct()))) or 0
    people, standing = nested((await session.scalar(select(func.count()).select_from(Member)) or 0, members))
    return Progress(
        tuple(zip(STEPS, counts, strict=True)),
        round(found.to_yes.total_seconds() / 86400, 1) if timed and found.to_yes else None,
        await _weeks(session, today), people, standing, alone(represented),
        await session.scalar(visible(select(func.count()).select_from(Company), Company)) or 0,
    )  # fmt: skip


async def _weeks(session: AsyncSession, today: date) -> tuple[Week, ...]:
    this = today - timedelta(days=today.weekday())
    first = this - timedelta(weeks=WEEKS)
    start, end = (datetime.combine(day, time(), ROME) for day in (first, this))
    query = select(Question.asked_at, Question.intent, Question.outcome).where(
        Question.asked_at >= start, Question.asked_at < end, Question.changed_from.is_(None)
    )
    counted: Counter[tuple[date, str]] = Counter()
    for asked_at, intent, outcome in (await session.execute(query)).all():
        day = asked_at.astimezone(ROME).date()
        monday = day - timedelta(days=day.weekday())
        counted[monday, "asked"] += 1
        if outcome == "answered":
            counted[monday, "answered"] += 1
        elif outcome == "nothing_found" and intent == "find_companies":
            counted[monday, "undocumented"] += 1
    return tuple(_week(first + timedelta(weeks=number), counted) for number in range(WEEKS))


def _week(monday: date, counted: Counter[tuple[date, str]]) -> Week:
    whole, (answered, undocumented) = parts(
        counted[monday, "asked"], (counted[monday, "answered"], counted[monday, "undocumented"])
    )
    return Week(monday, whole, answered, undocumented)
