"""How people are shown: companies they stand for, under which name, for which topics, with which contact; holidays."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import ROME
from bot.db.directory import Company, visible
from bot.db.onboarding import Member, Representation
from bot.errors import ButtonTooOld, UnfitContact, UnfitDay
from bot.services.events.own import PATIENCE, fit_name
from bot.services.onboarding.hall import Hall
from bot.services.onboarding.representing import locked
from bot.services.people import Role
from rag.documents import Bilingual

Asked = Literal["name", "contact"]
LONGEST_CONTACT = 120
LONGEST_AWAY = timedelta(days=366)
MOST_TOPICS = 12
TYPED_DAY = re.compile(r"(\d{1,2})[/.](\d{1,2})(?:[/.](\d{4}))?|(\d{4})-(\d{2})-(\d{2})")


@dataclass(frozen=True, slots=True)
class Topic:
    """A capability that the sources document for a company; `chosen`: the person stands for it."""

    id: str
    name: Bilingual
    chosen: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """One company that somebody stands for, or asked to."""

    number: int
    company_id: str
    company: str
    state: str
    shown_as: str | None
    contact: str | None
    topics: tuple[Topic, ...]

    @property
    def chosen(self) -> tuple[Topic, ...]:
        return tuple(topic for topic in self.topics if topic.chosen)


@dataclass(frozen=True, slots=True)
class Profile:
    """A person as they see themselves. `back_on`: the first day that they are there again."""

    role: Role
    back_on: date | None
    standings: tuple[Standing, ...]


class Profiles:
    """Everybody chooses for themselves alone: who presses for another raises ButtonTooOld."""

    def __init__(self, hall: Hall) -> None:
        self._hall = hall

    async def look(self, member_id: int) -> Profile:
        """All that the person chose."""
        now = self._hall.clock.now()
        async with self._hall.database.reading() as session:
            member = await session.get(Member, member_id)
            query = select(Representation).where(
                Representation.member_id == member_id, Representation.state.in_(("asked", "approved"))
            )
            rows = await session.scalars(query.order_by(Representation.asked_at))
            found = [await self._standing(session, row) for row in rows]
            until = member.away_until if member is not None else None
            back = until.astimezone(ROME).date() if until is not None and until > now else None
            role = await self._hall.people.role_of(session, member_id)
        return Profile(role, back, tuple(one for one in found if one is not None))

    async def standing(self, member_id: int, number: int) -> Standing:
        """One company that they stand for. Raises ButtonTooOld."""
        profile = await self.look(member_id)
        found = next((one for one in profile.standings if one.number == number and one.state == "approved"), None)
        if found is None:
            raise ButtonTooOld
        return found

    async def show_as(self, member_id: int, number: int, name: str) -> None:
        """Others see that name, where the person lets them. Raises ButtonTooOld, UnfitName."""
        async with self._own(member_id, number) as row:
            row.shown_as = fit_name(name)
            row.asking = row.asking_since = None

    async def share(self, member_id: int, number: int, contact: str | None) -> None:
        """What another gets when both said yes; None: nothing. Raises ButtonTooOld, UnfitContact."""
        async with self._own(member_id, number) as row:
            row.contact = fit_contact(contact) if contact is not None else None
            row.asking = row.asking_since = None

    async def ask_for(self, member_id: int, number: int, what: Asked) -> None:
        """The next text is taken for that, for ten minutes. Raises ButtonTooOld."""
        async with self._own(member_id, number) as row:
            row.asking, row.asking_since = what, self._hall.clock.now()

    async def asked(self, member_id: int) -> tuple[int, Asked] | None:
        """For which representation something was to be typed just now, and what."""
        late = self._hall.clock.now() - PATIENCE
        query = select(Representation).where(Representation.member_id == member_id, Representation.asking_since > late)
        async with self._hall.database.reading() as session:
            row = await session.scalar(query.order_by(Representation.asking_since.desc()).limit(1))
        if row is None or row.asking is None or row.state != "approved":
            return None
        return row.id, "contact" if row.asking == "contact" else "name"

    async def ask_no_more(self, member_id: int, number: int) -> None:
        """What is typed next is a question again."""
        async with self._own(member_id, number) as row:
            row.asking = row.asking_since = None

    async def toggle_topic(self, member_id: int, number: int, topic: str, *, on: bool) -> None:
        """They stand for it, or no more; twice is once. Raises ButtonTooOld."""
        async with self._own(member_id, number) as row:
            if on and topic not in (await self._hall.book.offers()).evidence.get(row.company_id, {}):
                raise ButtonTooOld
            row.topics = [one for one in row.topics if one != topic] + ([topic] if on else [])

    async def go_away(self, member_id: int, last_day: date | None) -> None:
        """Not to be asked to meet anybody up to that day, included; None: there again. Raises UnfitDay."""
        now = self._hall.clock.now()
        if last_day is not None and not now.date() <= last_day <= now.date() + LONGEST_AWAY:
            raise UnfitDay
        until = datetime.combine(last_day + timedelta(days=1), time(), ROME) if last_day is not None else None
        async with self._hall.database.writing() as session:
            row = await session.get(Member, member_id)
            if row is None:
                raise ButtonTooOld
            row.away_until = until

    async def _standing(self, session: AsyncSession, row: Representation) -> Standing | None:
        name = await session.scalar(visible(select(Company.name), Company).where(Company.id == row.company_id))
        if name is None:
            return None
        offers = await self._hall.book.offers()
        known = sorted(offers.evidence.get(row.company_id, {}), key=lambda one: offers.names[one]["it"])[:MOST_TOPICS]
        chosen = [one for one in row.topics if one in offers.names]
        topics = tuple(Topic(one, offers.names[one], one in chosen) for one in dict.fromkeys([*chosen, *known]))
        return Standing(row.id, row.company_id, name, row.state, row.shown_as, row.contact, topics)

    @asynccontextmanager
    async def _own(self, member_id: int, number: int) -> AsyncIterator[Representation]:
        async with self._hall.database.writing() as session:
            row = await locked(session, number)
            if row.member_id != member_id or row.state != "approved":
                raise ButtonTooOld
            yield row


def fit_contact(said: str) -> str:
    """The contact on one line, no longer than a signature. Raises UnfitContact."""
    plain = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in unicodedata.normalize("NFC", said))
    shown = " ".join(plain.split())
    if not 3 <= len(shown) <= LONGEST_CONTACT or not any(c.isalnum() for c in shown):
        raise UnfitContact
    return shown


def typed_day(said: str, today: date) -> date:
    """The day that was typed (10/12, 10/12/2026, 2026-12-10); without a year, the next such day. Raises UnfitDay."""
    found = TYPED_DAY.fullmatch(said.strip())
    if found is None:
        raise UnfitDay
    try:
        if found[4]:
            return date(int(found[4]), int(found[5]), int(found[6]))
        if found[3]:
            return date(int(found[3]), int(found[2]), int(found[1]))
        this = date(today.year, int(found[2]), int(found[1]))
        return this if this >= today else date(today.year + 1, int(found[2]), int(found[1]))
    except ValueError as error:
        raise UnfitDay from error
