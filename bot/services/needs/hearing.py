"""Whom a need is put to, and why: people whose company, topics or follows adjoin it, and who may be written to."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.announcements import Follow, Preference
from bot.db.directory import Company, visible
from bot.db.introductions import Block
from bot.db.needs import Addressee, Need
from bot.db.onboarding import Representation
from bot.services.announcements.audience import concepts
from bot.services.announcements.preferences import NEED
from bot.services.needs.desk import Desk
from bot.services.people import Representative, who_refused
from rag.adjacent import ORDER, Adjacency

PREFERENCE = NEED  # the kind that a member can stop
MOST = 30  # people; the nearest first
MOST_OF_COMPANY = 2
# Requests of others that one member gets in a week. Staff judge one need at a time and can't see whose week is full;
# who is near to much would get them all, and stop them. Who has had theirs is passed over, and gets later ones again.
MOST_A_WEEK = 3
WEEK = timedelta(days=7)
TOPIC, FOLLOW = "topic", "follow"
NEARNESS = (*ORDER[:1], TOPIC, *ORDER[1:4], FOLLOW, *ORDER[4:])

Why = dict[str, Any]  # {"how": …, "label": {"it": …, "en": …}, "company": name}


@dataclass(frozen=True, slots=True)
class Hearer:
    """Somebody who is asked, for which company, and why."""

    member_id: int
    company_id: str
    why: Why


def kept(found: Adjacency) -> dict[str, Any]:
    """As a row keeps it."""
    companies = [[one.company, one.how, one.concept] for one in found.companies]
    return {"meant": list(found.meant), "around": dict(found.around or {}), "companies": companies}


async def hearers(session: AsyncSession, desk: Desk, need: Need) -> list[Hearer]:
    """Everybody who adjoins the need and may be asked now, each once, the nearest first.

    Never the asker and their colleagues, nor who is away, can't be reached, did not agree to introductions, refused
    what we write of our own accord, stopped such requests, had enough of them this week, or wants nothing of the
    asker's company.
    """
    return await near(session, desk, need, await had_enough(session, desk.now()))


async def spared(session: AsyncSession, desk: Desk, need: Need) -> int:
    """How many are passed over because they had enough this week."""
    full = await had_enough(session, desk.now())
    return sum(one.member_id in full for one in await near(session, desk, need))


async def near(session: AsyncSession, desk: Desk, need: Need, without: Collection[int] = ()) -> list[Hearer]:
    """The same, whatever else they got this week."""
    own = set(await desk.people.companies_of(session, need.asker))
    names = {row.id: row.name for row in await session.scalars(visible(select(Company), Company))}
    reasons = await _reasons(session, desk, need)
    silent = await refusing(session) | await _blocking(session, own)
    found: dict[int, Hearer] = {}
    for company, by_person in _nearest_first(reasons):
        if company in own or company not in names:
            continue
        people = await desk.people.representatives(session, company, now=desk.now())
        for one in _chosen(people, by_person, silent | {need.asker, *without}):
            why = {**(by_person.get(one.member_id) or by_person[None]), "company": names[company]}
            found.setdefault(one.member_id, Hearer(one.member_id, company, why))
    return sorted(found.values(), key=lambda one: NEARNESS.index(one.why["how"]))[:MOST]


async def had_enough(session: AsyncSession, now: datetime) -> set[int]:
    """Who got as many requests as one gets in a week, or will: what waits for the morning counts."""
    when = func.coalesce(Addressee.told_at, Addressee.due_at)
    query = select(Addressee.member_id).where(when > now - WEEK).group_by(Addressee.member_id)
    return set(await session.scalars(query.having(func.count() >= MOST_A_WEEK)))


async def refusing(session: AsyncSession) -> set[int]:
    """Who does not want to be written to like this."""
    stopped = select(Preference.member_id).where(Preference.kind == PREFERENCE, Preference.cadence == "never")
    return set(await session.scalars(stopped)) | await who_refused(session, "announcements")


async def _blocking(session: AsyncSession, companies: Iterable[str]) -> set[int]:
    """Who wants no requests of one of these companies; nobody is told."""
    return set(await session.scalars(select(Block.member_id).where(Block.company_id.in_(list(companies)))))


Reasons = dict[str, dict[int | None, Why]]  # company -> person (None: anybody of it) -> why


async def _reasons(session: AsyncSession, desk: Desk, need: Need) -> Reasons:
    words = (await concepts(desk.sources)).concepts
    around: Mapping[str, str] = need.near.get("around", {})
    reasons: Reasons = {}

    def add(company: str, person: int | None, how: str, concept: str | None) -> None:
        label = dict(words[concept].pref) if concept is not None and concept in words else {}
        by_person = reasons.setdefault(company, {})
        if person not in by_person or NEARNESS.index(how) < NEARNESS.index(by_person[person]["how"]):
            by_person[person] = {"how": how, "label": label}

    for company, how, concept in need.near.get("companies", []):
        add(company, None, how, concept)
    stands_for: dict[int, list[str]] = {}
    for row in await session.scalars(select(Representation).where(Representation.state == "approved")):
        stands_for.setdefault(row.member_id, []).append(row.company_id)
        for topic in row.topics:
            if topic in around:
                add(row.company_id, row.member_id, TOPIC, topic)
    for one in await session.scalars(select(Follow).where(Follow.what == "capability")):
        for company in stands_for.get(one.member_id, ())[:1] if around.get(one.which) in ORDER[:3] else ():
            add(company, one.member_id, FOLLOW, one.which)
    return reasons


def _nearest_first(reasons: Reasons) -> Iterable[tuple[str, dict[int | None, Why]]]:
    def nearness(one: tuple[str, dict[int | None, Why]]) -> int:
        return min(NEARNESS.index(why["how"]) for why in one[1].values())

    return sorted(reasons.items(), key=nearness)


def _chosen(
    people: Iterable[Representative], by_person: Mapping[int | None, Why], without: set[int]
) -> list[Representative]:
    """Of a company those with a reason of their own; where nobody has one, the first two of it."""
    able = [one for one in people if one.member_id not in without]
    own = [one for one in able if one.member_id in by_person]
    anybody = able[:MOST_OF_COMPANY] if None in by_person else []
    return own or anybody


async def may_hear(session: AsyncSession, desk: Desk, person: int, company: str, now: datetime) -> bool:
    """Whether they may still be asked, now that it would leave."""
    if person in await refusing(session):
        return False
    people = await desk.people.representatives(session, company, now=now)
    return person in {one.member_id for one in people}
