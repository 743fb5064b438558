"""What members agreed to, and what is held on them: shown, handed over, erased.

Every feature has a keeper: it shows what it holds on a person, withdraws the person, and erases it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, inspect, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.db.base import Base, Database
from bot.db.onboarding import Member
from bot.db.privacy import Consent
from bot.errors import ButtonTooOld
from bot.services.people import PURPOSES, Purpose

Exporting = Callable[[AsyncSession, int], Awaitable[Any]]
Withdrawing = Callable[[AsyncSession, int, datetime], Awaitable[None]]
Erasing = Callable[[AsyncSession, int], Awaitable[None]]
Heeding = Callable[[AsyncSession, int, Purpose, bool, datetime], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Keeper:
    """What one feature holds on somebody. All work in the session that they are given.

    `export`: all of it, as JSON can say it. `withdraw`: what others must hear of or wait for, told neutrally through
    the outbox. `erase`: the rows; every keeper has withdrawn before the first erases. `heed`: what follows at once
    from a word given or taken back on a purpose.
    """

    name: str
    export: Exporting
    withdraw: Withdrawing
    erase: Erasing
    heed: Heeding | None = None


@dataclass(frozen=True, slots=True)
class Word:
    """The last word on a purpose, and when it was said; `given` None: none was said."""

    given: bool | None = None
    at: datetime | None = None


class Privacy:
    """The ledger, and the keepers in the order in which they erase: those whose rows others lean on come last."""

    def __init__(self, database: Database, clock: Clock, keepers: Iterable[Keeper]) -> None:
        self._database = database
        self._clock = clock
        self._keepers = tuple(keepers)

    async def words(self, member_id: int) -> Mapping[Purpose, Word]:
        """The last word on each purpose."""
        async with self._database.reading() as session:
            query = select(Consent).where(Consent.member_id == member_id).order_by(Consent.id)
            said = {row.purpose: Word(row.given, row.at) for row in await session.scalars(query)}
        return {purpose: said.get(purpose, Word()) for purpose in PURPOSES}

    async def agree(self, member_id: int, purpose: str, wording: str, *, given: bool) -> None:
        """Adds a line to the ledger unless it says so already, and has all features heed it. Raises ButtonTooOld."""
        known = next((one for one in PURPOSES if one == purpose), None)
        if known is None:
            raise ButtonTooOld
        now = self._clock.now()
        async with self._database.writing() as session:
            await session.get_one(Member, member_id, with_for_update=True)  # two presses at once: one line
            query = select(Consent.given).where(Consent.member_id == member_id, Consent.purpose == purpose)
            if await session.scalar(query.order_by(Consent.id.desc()).limit(1)) is given:
                return
            session.add(Consent(member_id=member_id, purpose=purpose, given=given, at=now, wording=wording))
            for keeper in self._keepers:
                if keeper.heed is not None:
                    await keeper.heed(session, member_id, known, given, now)

    async def export(self, member_id: int) -> str:
        """All that is held on the person, by feature, as JSON."""
        async with self._database.reading() as session:
            held = {keeper.name: await keeper.export(session, member_id) for keeper in self._keepers}
        told = {"member_id": member_id, "exported_at": self._clock.now().isoformat(timespec="seconds"), **held}
        return json.dumps(told, ensure_ascii=False, indent=2)

    async def forget(self, member_id: int) -> None:
        """Withdraws the person everywhere, tells whoever must hear of it, and erases all rows: one transaction."""
        now = self._clock.now()
        async with self._database.writing() as session:
            for keeper in self._keepers:
                await keeper.withdraw(session, member_id, now)
            await session.flush()
            for keeper in self._keepers:
                await keeper.erase(session, member_id)
        await self._database.scrub()


def wording(moment: str, language: str, text: str) -> str:
    """The name of what was shown: where it stands, its language, and a digest of its words as they were then."""
    return f"{moment} {language} {hashlib.sha256(text.encode()).hexdigest()[:16]}"


async def rows(session: AsyncSession, query: Select[Any]) -> list[dict[str, Any]]:
    """The rows, column by column, as JSON can say them."""
    return [row(one) for one in await session.scalars(query)]


def row(one: Base) -> dict[str, Any]:
    """One row, column by column."""
    return {column.key: _plain(getattr(one, column.key)) for column in inspect(type(one)).column_attrs}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value  # moments are dates too


async def nothing_to_withdraw(session: AsyncSession, member_id: int, now: datetime) -> None:
    """For features of which nobody else hears."""
