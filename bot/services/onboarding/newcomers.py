"""Who writes to us, and in which language we answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import onboarding as tables
from bot.db.base import add_if_absent
from bot.services.onboarding.appointing import Appointing
from bot.services.onboarding.hall import Hall
from bot.services.onboarding.invitations import Invitations
from bot.services.onboarding.profiles import Profiles
from bot.services.onboarding.representing import Representing
from bot.services.people import STAFF, Role, language_of
from rag.documents import Language

SEEN_ABOUT = timedelta(hours=1)  # so exactly is kept when somebody was last seen


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody as Telegram names them: an id and the language of their app (IETF tag), if it says."""

    telegram_id: int
    language_code: str | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody as we know them. `first_time`: nothing was known before this call."""

    telegram_id: int
    language: Language
    chosen: bool
    first_time: bool
    role: Role = "guest"

    @property
    def is_staff(self) -> bool:
        return self.role in STAFF


class Onboarding:
    """Keeps a Telegram id, a language, first and last seen; no names, no usernames. Its parts do the rest."""

    def __init__(self, hall: Hall) -> None:
        self._database = hall.database
        self._clock = hall.clock
        self._people = hall.people
        self.invitations = Invitations(hall)
        self.representing = Representing(hall)
        self.profiles = Profiles(hall)
        self.appointing = Appointing(hall)

    async def meet(self, person: Newcomer) -> Member:
        """The member, remembered from now on. A chosen language stays; otherwise the app's counts.

        Every update passes here: it writes only what changed.
        """
        async with self._database.reading() as session:
            known = await session.get(tables.Member, person.telegram_id)
            if known is not None and self._is_as_kept(known, person):
                role = await self._people.role_of(session, person.telegram_id)
                return _member(known, first_time=False, role=role)
        async with self._database.writing() as session:
            row, first_time = await self._remembered(session, person.telegram_id)
            if not row.chosen:
                row.language = spoken(person.language_code)
            role = await self._people.role_of(session, person.telegram_id)
            return _member(row, first_time=first_time, role=role)

    def _is_as_kept(self, row: tables.Member, person: Newcomer) -> bool:
        same_language = row.chosen or row.language == spoken(person.language_code)
        return same_language and self._clock.now() - row.last_seen < SEEN_ABOUT

    async def chosen_language(self, telegram_id: int) -> Language | None:
        """The language that somebody chose; None where they did not, or are not known. Remembers nothing."""
        async with self._database.reading() as session:
            row = await session.get(tables.Member, telegram_id)
            return await language_of(session, telegram_id) if row is not None and row.chosen else None

    async def choose_language(self, telegram_id: int, language: Language) -> Member:
        """The member with that language from now on, whatever the app says."""
        async with self._database.writing() as session:
            row, first_time = await self._remembered(session, telegram_id)
            row.language, row.chosen = language, True
            role = await self._people.role_of(session, telegram_id)
            return _member(row, first_time=first_time, role=role)

    async def _remembered(self, session: AsyncSession, telegram_id: int) -> tuple[tables.Member, bool]:
        now = self._clock.now()
        new = {"language": "it", "chosen": False, "first_seen": now, "last_seen": now}
        first_time = await add_if_absent(session, tables.Member, telegram_id=telegram_id, **new)
        row = await session.get_one(tables.Member, telegram_id)
        row.last_seen = now
        return row, first_time


def spoken(language_code: str | None) -> Language:
    """Italian for Italians and those whose app does not say; English for everybody else."""
    return "it" if (language_code or "it").lower().split("-")[0] == "it" else "en"


def _member(row: tables.Member, *, first_time: bool, role: Role) -> Member:
    language: Language = "it" if row.language == "it" else "en"
    return Member(row.telegram_id, language, row.chosen, first_time, role)
