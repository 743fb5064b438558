"""An office of its own for each test, on both databases, with members, a clock to be moved and three sweeps at hand."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bot.clock import Clock
from bot.config import ROOT
from bot.db.announcements import Announcement, Follow, Recipient
from bot.db.base import Database
from bot.db.events import AnnouncedEvent
from bot.db.onboarding import Member
from bot.db.outbox import Outgoing
from bot.services import events
from bot.services.announcements import Announcements, Desk, Policy, Press
from bot.services.outbox import Message
from bot.services.people import People, Staffing
from bot.services.quiet_hours import Hours

ROME = ZoneInfo("Europe/Rome")
CARLA, DAVIDE, ANNA, BRUNO, EMMA = 1003, 1004, 1, 2, 3
TEXT = """Serata sullo stampaggio a caldo
Giovedì 3 dicembre 2026, ore 18:00 - 20:00
Luogo: Museo dell'Automobile, Torino
Posti: 40
Racconti di chi lo fa ogni giorno.
"""


class Hand:
    """A clock that stands until it is moved."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def today(self) -> Any:
        return self.at.date()


class World:
    """The office, its clock, and what tests look at."""

    def __init__(self, database: Database, policy: Policy, folder: Path) -> None:
        self.database = database
        self.clock = Hand(datetime(2026, 11, 24, 10, 0, tzinfo=ROME))  # a Tuesday
        clock: Clock = self.clock  # type: ignore[assignment]
        people = People(database, clock, Staffing(staff=frozenset({CARLA, DAVIDE})))
        self.office = Announcements(Desk(database, clock, policy, people, ROOT / "data", folder / "places.json"))

    async def meets(self, *people: int, language: str = "it", zone: str = "Europe/Rome") -> None:
        now = self.clock.at
        async with self.database.writing() as session:
            for one in people:
                session.add(
                    Member(telegram_id=one, language=language, chosen=True, zone=zone, first_seen=now, last_seen=now)
                )

    async def follows(self, member: int, what: str, which: str) -> None:
        async with self.database.writing() as session:
            session.add(Follow(member_id=member, what=what, which=which, since=self.clock.at))

    async def drafts(self, text: str = TEXT, staff: int = CARLA) -> Announcement:
        await self.office.hand_in(staff, "it", text)
        return await self.latest()

    async def latest(self) -> Announcement:
        async with self.database.reading() as session:
            row = await session.scalar(select(Announcement).order_by(Announcement.id.desc()).limit(1))
            assert row is not None
            return row

    async def dates(self) -> list[AnnouncedEvent]:
        """The dates of the series that was announced last."""
        row = await self.latest()
        async with self.database.reading() as session:
            return await events.of_one_series(session, await session.get_one(AnnouncedEvent, row.event_id))

    async def press(self, which: str = "", staff: int = CARLA, language: Any = "it") -> Press:
        row = await self.latest()
        return Press(staff, language, row.id, row.revision, which)

    async def sends(self, staff: int = CARLA) -> Message:
        """From draft to sending, with the undo minute over."""
        card = await self.office.publishing.send(await self.press(staff=staff))
        await self.later(minutes=1)
        return card

    async def later(self, **span: float) -> None:
        self.clock.at += timedelta(**span)
        await self.sweeps()

    async def sweeps(self) -> None:
        """As the engine does; what it would leave out for lack of anything due would have changed nothing."""
        due, before = await self.office.is_due(self.clock.at), await self._written()
        await self.office.sweep(self.clock.at)
        assert due or await self._written() == before

    async def _written(self) -> list[object]:
        async with self.database.reading() as session:
            return [list(await session.execute(select(noun.__table__))) for noun in (Announcement, Outgoing, Recipient)]

    async def outbox(self, prefix: str = "announcement ") -> list[Outgoing]:
        async with self.database.reading() as session:
            query = select(Outgoing).where(Outgoing.key.startswith(prefix)).order_by(Outgoing.id)
            return list(await session.scalars(query))

    async def recipients(self) -> dict[int, Recipient]:
        async with self.database.reading() as session:
            return {row.chat_id: row for row in await session.scalars(select(Recipient))}

    async def delivers(self, state: str = "sent", error: str | None = None, chat: int | None = None) -> None:
        """As the courier would note it."""
        async with self.database.writing() as session:
            for row in await session.scalars(select(Outgoing).where(Outgoing.state == "pending")):
                if chat in (None, row.chat_id):
                    row.state, row.error, row.message_id = state, error, 100 + row.id


@pytest.fixture(scope="session")
def towns(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the gazetteer's extract is kept: making it takes four seconds."""
    return tmp_path_factory.mktemp("towns")


@pytest.fixture
async def world(database: Database, towns: Path) -> AsyncIterator[World]:
    """Carla and Davide are staff; Anna and Bruno read Italian, Emma English."""
    policy = Policy(approval_from=50, hours=Hours())
    made = World(database, policy, towns)
    await made.meets(CARLA, DAVIDE, ANNA, BRUNO)
    await made.meets(EMMA, language="en")
    yield made
