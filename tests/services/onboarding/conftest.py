"""A hall of one's own on both databases: two companies, an admin and two of the staff, members, a clock to be moved."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.clock import ROME, Clock
from bot.config import ROOT
from bot.db.base import Base, Database
from bot.db.onboarding import Member, Representation
from bot.db.outbox import Outgoing
from bot.services.directory import Directory
from bot.services.events.offers import OfferBook
from bot.services.onboarding import Hall, Onboarding
from bot.services.people import People, Staffing
from tests import factories

ADMIN, CARLA, DAVIDE = 90, 91, 92
ANNA, BRUNO, EMMA = 1, 2, 3


class Hand:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 22, 9, tzinfo=ROME)

    def now(self) -> datetime:
        return self.at

    def today(self) -> Any:
        return self.at.date()


class World:
    """Onboarding with all that tests look at."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.hand = Hand()
        clock: Clock = self.hand  # type: ignore[assignment]
        self.people = People(database, clock, Staffing(frozenset({ADMIN}), frozenset({CARLA, DAVIDE})))
        self.hall = Hall(database, clock, self.people, OfferBook(ROOT / "data"), b"a secret")
        self.office = Onboarding(self.hall)

    def later(self, **span: float) -> None:
        self.hand.at += timedelta(**span)

    async def put(self, *rows: Base) -> None:
        async with self.database.writing() as session:
            for row in rows:
                session.add(row)
                await session.flush()

    async def fill(self, *companies: str) -> None:
        """The directory with just these."""
        await Directory(self.database, Clock()).fill([factories.company(one) for one in companies])

    async def outbox(self, chat: int | None = None) -> list[Outgoing]:
        query = select(Outgoing).order_by(Outgoing.id)
        async with self.database.reading() as session:
            rows = await session.scalars(query if chat is None else query.where(Outgoing.chat_id == chat))
            return list(rows)

    async def standing(self, member: int, company: str = "cecomp") -> Representation:
        query = select(Representation).where(Representation.member_id == member, Representation.company_id == company)
        async with self.database.reading() as session:
            return (await session.scalars(query)).one()

    async def joins(self, member: int, company: str = "cecomp") -> int:
        """By invitation; the number of the representation."""
        invited = await self.office.invitations.make(CARLA, company, 1, 7)
        joined = await self.office.invitations.accept(invited.token, member)
        assert joined.standing is not None
        return joined.standing


@pytest.fixture
async def world(database: Database) -> World:
    made = World(database)
    await made.fill("cecomp", "blue-engineering")
    given: dict[str, Any] = {"chosen": True, "first_seen": made.hand.at, "last_seen": made.hand.at}
    people = {ANNA: "it", BRUNO: "it", EMMA: "en", CARLA: "it", DAVIDE: "en"}
    await made.put(*(Member(telegram_id=one, language=language, **given) for one, language in people.items()))
    return made
