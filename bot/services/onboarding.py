"""Who writes to us, and in which language we answer."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.db import onboarding as tables
from bot.db.base import Database
from rag.documents import Language


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


class Onboarding:
    """Keeps a Telegram id, a language, first and last seen; no names, no usernames."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def meet(self, person: Newcomer) -> Member:
        """The member, remembered from now on. A chosen language stays; otherwise the app's counts."""
        async with self._database.writing() as session:
            known = await session.get(tables.Member, person.telegram_id)
            row = known or self._welcome(session, person.telegram_id)
            if not row.chosen:
                row.language = spoken(person.language_code)
            row.last_seen = self._clock.now()
            return _member(row, first_time=known is None)

    async def choose_language(self, telegram_id: int, language: Language) -> Member:
        """The member with that language from now on, whatever the app says."""
        async with self._database.writing() as session:
            known = await session.get(tables.Member, telegram_id)
            row = known or self._welcome(session, telegram_id)
            row.language, row.chosen, row.last_seen = language, True, self._clock.now()
            return _member(row, first_time=known is None)

    def _welcome(self, session: AsyncSession, telegram_id: int) -> tables.Member:
        now = self._clock.now()
        row = tables.Member(
            telegram_id=telegram_id, language="it", chosen=False, first_seen=now, last_seen=now
        )
        session.add(row)
        return row


def spoken(language_code: str | None) -> Language:
    """Italian for Italians and those whose app does not say; English for everybody else."""
    return "it" if (language_code or "it").lower().split("-")[0] == "it" else "en"


def _member(row: tables.Member, *, first_time: bool) -> Member:
    language: Language = "it" if row.language == "it" else "en"
    return Member(row.telegram_id, language, row.chosen, first_time)
