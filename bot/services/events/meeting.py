"""Whom should I meet there? Of those who go and agreed to it, with a reason that a source documents, or nobody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.announcements import Follow
from bot.db.ask import Question, StoredAnswer
from bot.db.directory import Capability, Company, Statement, visible
from bot.db.events import AnnouncedEvent, Attendance
from bot.db.onboarding import Representation
from bot.services.events import looking
from bot.services.events.offers import Offers
from bot.services.events.records import in_language, source
from rag.documents import Language, Snippet

Why = Literal["asked", "follows", "follows_company", "shared", "complementary"]
STRENGTH: tuple[Why, ...] = ("asked", "follows", "follows_company", "complementary", "shared")  # best first
LATELY = timedelta(days=90)
MOST_QUESTIONS = 30
MOST = 3


@dataclass(frozen=True, slots=True)
class Partner:
    """Somebody to meet. `about`: the capability (or the company) that is the reason; `evidence` documents it.

    `answers`: stands for the company with staff's word, so that a request to be introduced goes to them first.
    """

    member_id: int
    name: str
    company_id: str
    company: str
    why: Why
    about: str
    evidence: Snippet
    answers: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a company may matter to the asker; `number`: of the statement that documents it."""

    why: Why
    about: str
    number: int


@dataclass(frozen=True, slots=True)
class Interests:
    """What the asker follows, asked about lately (concept or company), and offers; `theirs`: companies of their own."""

    concepts: frozenset[str]
    companies: frozenset[str]
    asked: dict[str, str]  # companies that answers to the asker's questions named, with the matched capability
    own: str | None
    theirs: frozenset[str]


async def partners(
    session: AsyncSession, event: AnnouncedEvent, member_id: int, offers: Offers, *, language: Language, now: datetime
) -> list[Partner]:
    """Three at the most, the best reasons first; one person of a company."""
    candidates = await _candidates(session, event, member_id)
    interests = await _interests(session, event, member_id, now)
    names = await looking.names(session, {one.company_id or "" for one in candidates})
    found: dict[str, Partner] = {}
    for one in candidates:
        company = one.company_id or ""
        if company in names and company not in found and company not in interests.theirs:
            partner = await _partner(
                session, one, names[company], _reasons(company, interests, offers, language), language
            )
            if partner is not None:
                found[company] = partner
    return sorted(found.values(), key=lambda partner: STRENGTH.index(partner.why))[:MOST]


async def _candidates(session: AsyncSession, event: AnnouncedEvent, member_id: int) -> list[Attendance]:
    agreed = Attendance.visible, Attendance.meets, Attendance.company_id.is_not(None), Attendance.answer == "going"
    query = select(Attendance).where(Attendance.event_id == event.id, Attendance.member_id != member_id, *agreed)
    return list(await session.scalars(query.order_by(Attendance.answered_at, Attendance.member_id)))


async def _interests(session: AsyncSession, event: AnnouncedEvent, member_id: int, now: datetime) -> Interests:
    follows = list(await session.scalars(select(Follow).where(Follow.member_id == member_id)))
    mine = await session.get(Attendance, (event.id, member_id))
    said = mine.company_id if mine else None  # at this event; else what they stand for with staff's word
    approved = Representation.member_id == member_id, Representation.state == "approved"
    query = select(Representation.company_id).where(*approved).order_by(Representation.decided_at)
    stands_for = list(await session.scalars(query))
    return Interests(
        frozenset(one.which for one in follows if one.what == "capability"),
        frozenset(one.which for one in follows if one.what == "company"),
        await _asked(session, member_id, now),
        said or next(iter(stands_for), None),
        frozenset([*stands_for, *([said] if said else [])]),
    )


async def _asked(session: AsyncSession, member_id: int, now: datetime) -> dict[str, str]:
    """Companies in the answers to the member's questions, with what they were found for; the newest counts."""
    query = (
        select(StoredAnswer.body)
        .join(Question, Question.id == StoredAnswer.question_id)
        .where(Question.asker == member_id, Question.place == "private", Question.asked_at > now - LATELY)
        .where(Question.intent == "find_companies", Question.outcome == "answered")
        .order_by(Question.asked_at.desc())
        .limit(MOST_QUESTIONS)
    )
    asked: dict[str, str] = {}
    for body in await session.scalars(query):
        for hit in _matches(body):
            asked.setdefault(hit["id"], hit["capability"])
    return asked


def _matches(body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The companies that do what was asked; neighbours and maybes are no reason to meet."""
    for hit in body.get("companies", ()):
        if hit.get("kind") == "match" and hit.get("likely") and hit.get("capability"):
            yield hit


def _reasons(company: str, interests: Interests, offers: Offers, language: Language) -> Iterator[Reason]:
    """Best first. What is asked or followed stands before what two companies have in common."""
    does = offers.evidence.get(company, {})
    names = {concept: in_language(dict(offers.names.get(concept, {})), language) or concept for concept in does}
    if company in interests.asked:
        about = interests.asked[company]
        number = next((does[one] for one in does if about in offers.names.get(one, {}).values()), 0)
        yield Reason("asked", about, number)
    followed = {one for concept in interests.concepts for one in (concept, *offers.narrower.get(concept, ()))}
    yield from (Reason("follows", names[one], does[one]) for one in does if one in followed)
    if company in interests.companies:
        yield from (Reason("follows_company", names[one], does[one]) for one in list(does)[:1])
    own = offers.evidence.get(interests.own or "", {})
    complements = {one for concept in own for one in offers.related.get(concept, ())} - set(own)
    yield from (Reason("complementary", names[one], does[one]) for one in does if one in complements)
    yield from (Reason("shared", names[one], does[one]) for one in does if one in own)


async def _partner(
    session: AsyncSession, one: Attendance, company: str, reasons: Iterator[Reason], language: Language
) -> Partner | None:
    """With the first reason that a statement documents."""
    for reason in reasons:
        evidence = await _evidence(session, one.company_id or "", reason, language)
        if evidence is not None:
            return Partner(
                one.member_id, one.shown_as or "", one.company_id or "", company, reason.why, reason.about, evidence
            )
    return None


async def _evidence(session: AsyncSession, company_id: str, reason: Reason, language: Language) -> Snippet | None:
    query = visible(select(Company).where(Company.id == company_id), Company)
    company = await session.scalar(query)
    if company is None:
        return None
    number = reason.number or await _number_of(session, company_id, reason.about)
    statement = await session.get(Statement, (company_id, number))
    text = in_language(statement.text, language) if statement else None
    return Snippet(text, language, source(statement)) if statement and text else None


async def _number_of(session: AsyncSession, company_id: str, about: str) -> int:
    """The statement behind a capability that is known by its name in the profile."""
    rows = await session.scalars(select(Capability).where(Capability.company_id == company_id))
    return next((row.evidence for row in rows if about in row.name.values()), 0)
