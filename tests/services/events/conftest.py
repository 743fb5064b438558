"""Events of one's own on both databases: a Thursday evening in Turin, and members to answer it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.clock import Clock
from bot.config import ROOT
from bot.db.base import Database
from bot.db.events import AnnouncedEvent
from bot.db.onboarding import Member
from bot.services import events
from bot.services.events import EventDetails
from bot.services.events.desk import Events
from bot.services.events.offers import OfferBook
from bot.services.people import People, Staffing
from bot.services.quiet_hours import AWAKE, Hours

ROME = ZoneInfo("Europe/Rome")
NOW = datetime(2026, 11, 22, 9, tzinfo=ROME)
STAFF = 900

Publish = Callable[..., Awaitable[AnnouncedEvent]]


def details(**changes: Any) -> EventDetails:
    start = changes.pop("starts_at", datetime(2026, 12, 3, 18, tzinfo=ROME))
    given: dict[str, Any] = {
        "title": {"it": "Serata in officina", "en": "An evening at the workshop"},
        "description": {"it": "Si parla di stampi.", "en": "About moulds."},
        "starts_at": start,
        "ends_at": start + timedelta(hours=2),
        "place": "Via Nizza 1, Torino",
        "organiser": "Vehicle Valley Piemonte",
        **changes,
    }
    return EventDetails(**given)


@pytest.fixture
async def members(database: Database) -> tuple[int, ...]:
    """Five members, the last of whom reads English."""
    ids = (1, 2, 3, 4, 5)
    async with database.writing() as session:
        for number in ids:
            language = "en" if number == 5 else "it"
            session.add(Member(telegram_id=number, language=language, chosen=True, first_seen=NOW, last_seen=NOW))
    return ids


@pytest.fixture
def publish(database: Database, members: tuple[int, ...]) -> Publish:
    """Announces an event, with changes to its details."""

    async def announced(**changes: Any) -> AnnouncedEvent:
        async with database.writing() as session:
            event = await events.create(session, details(**changes), author=STAFF, now=NOW)
            await events.publish(session, event, NOW)
            return event

    return announced


@dataclass(frozen=True)
class At(Clock):
    """A clock that stands still."""

    moment: datetime = NOW

    def now(self) -> datetime:
        return self.moment


Desk = Callable[[datetime], Events]


@pytest.fixture
def desk(database: Database) -> Desk:
    """The verbs of events at a moment of one's choice, where it is never quiet."""
    return desk_of(database, AWAKE)


def desk_of(database: Database, hours: Hours) -> Desk:
    """The same with these quiet hours."""
    book = OfferBook(ROOT / "data")
    people = People(database, Clock(), Staffing(staff=frozenset({STAFF})))
    return lambda moment: Events(database, At(moment=moment), book, people, hours=hours)
