"""A small network on both databases: who is near to powder coating, who is not, and who does not want to hear."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select

from bot.clock import ROME, Clock
from bot.config import ROOT
from bot.db.ask import Question as Asked
from bot.db.base import Base, Database
from bot.db.onboarding import Member, Representation
from bot.db.outbox import Outgoing
from bot.db.privacy import Consent
from bot.services.announcements.audience import vocabulary
from bot.services.directory import Directory
from bot.services.needs import Desk, Needs
from bot.services.people import People, Staffing
from rag.adjacent import Adjacency, Near, surroundings
from rag.documents import Question
from tests import factories

NOW = datetime(2026, 11, 23, 10, tzinfo=ROME)  # a Monday
ASKER, PAINTER, WELDER, FOLLOWER, COLLEAGUE, GUEST = 1, 2, 3, 4, 5, 6
STAFF, OTHER_STAFF = 90, 91
COMPANIES = {ASKER: "mole-urbana", PAINTER: "sparco", WELDER: "cecomp", FOLLOWER: "blue", COLLEAGUE: "mole-urbana"}
QUESTION = "chi fa verniciatura a polvere?"


@dataclass(frozen=True)
class At(Clock):
    """A clock that stands still."""

    moment: datetime = NOW

    def now(self) -> datetime:
        return self.moment


class Shelf:
    """Understands one thing: powder coating, to which the painters are near. The vocabulary is the real one."""

    async def adjacent(self, question: Question) -> Adjacency:
        if "concerto" in question.text:
            return Adjacency()
        around = surroundings(vocabulary(ROOT / "data" / "capabilities"), ("powder-coating",))
        return Adjacency(("powder-coating",), around, (Near("sparco", "broader", "painting"), Near("gone", "broader")))


def member(number: int, **changes: Any) -> Member:
    given = {"language": "it", "chosen": True, "zone": "Europe/Rome", "first_seen": NOW, "last_seen": NOW, **changes}
    return Member(telegram_id=number, **given)


def stands(number: int, company: str, **changes: Any) -> Representation:
    given = {"state": "approved", "topics": [], "asked_at": NOW, "decided_at": NOW, **changes}
    return Representation(member_id=number, company_id=company, **given)


def said(number: int, purpose: str, *, given: bool = True) -> Consent:
    return Consent(member_id=number, purpose=purpose, given=given, at=NOW, wording="privacy.x it 0")


async def put(database: Database, *rows: Base) -> None:
    async with database.writing() as session:
        for row in rows:
            session.add(row)
            await session.flush()


@pytest.fixture
async def network(database: Database) -> Database:
    """Five members of four companies who agreed to be introduced, and a guest. The painter reads English."""
    firms = [factories.company(one) for one in sorted({*COMPANIES.values()})]
    await Directory(database, Clock()).fill(firms)
    for number, company in COMPANIES.items():
        english = {"language": "en"} if number == PAINTER else {}
        shown = {"shown_as": "Anna Canarino"} if number == ASKER else {}
        await put(database, member(number, **english), stands(number, company, **shown), said(number, "introductions"))
    await put(database, *(member(one) for one in (GUEST, STAFF, OTHER_STAFF)))
    return database


At_ = Callable[..., Needs]


@pytest.fixture
def needs(network: Database) -> At_:
    """The verbs of needs at a moment of one's choice."""

    def at(moment: datetime = NOW) -> Needs:
        clock = At(moment=moment)
        people = People(network, clock, Staffing(frozenset({STAFF}), frozenset({OTHER_STAFF})))
        return Needs(Desk(network, clock, people, Shelf(), ROOT / "data"))

    return at


async def asked(database: Database, asker: int = ASKER) -> int:
    """A question that was answered with a no; its number."""
    row = Asked(
        asked_at=NOW, asker=asker, chat=asker, place="private", text=QUESTION, language="it", intent="find_companies",
        outcome="nothing_found", seconds=0.1,
    )  # fmt: skip
    await put(database, row)
    return row.id


async def sent_to(database: Database, chat: int) -> list[Outgoing]:
    """What was written for somebody, in order."""
    async with database.reading() as session:
        return list(await session.scalars(select(Outgoing).where(Outgoing.chat_id == chat).order_by(Outgoing.id)))


async def all_sent(database: Database) -> list[Outgoing]:
    async with database.reading() as session:
        return list(await session.scalars(select(Outgoing).order_by(Outgoing.id)))


async def settle(database: Database) -> None:
    """As if all that waits had reached Telegram."""
    async with database.writing() as session:
        for row in await session.scalars(select(Outgoing).where(Outgoing.state == "pending")):
            row.state, row.message_id, row.settled_at = "sent", row.id, NOW
