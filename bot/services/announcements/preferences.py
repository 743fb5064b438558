"""What a member wants to hear of: each kind at once, weekly or never; and what they follow."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.announcements import Announcement, Follow, Preference
from bot.db.base import add_if_absent
from bot.db.directory import Company, visible
from bot.errors import ButtonTooOld, NoSuchAnnouncement
from bot.services.announcements import audience
from bot.services.announcements.desk import Desk
from bot.services.announcements.drafts import KINDS
from bot.services.announcements.sending import withhold
from bot.services.people import last_word
from rag.documents import Language

CADENCES = ("now", "weekly", "never")
NEED = "need"  # what other members look for and no source documents
OFFERED = dict.fromkeys(KINDS, CADENCES) | {NEED: ("now", "never")}  # a need can't wait for Monday


@dataclass(frozen=True, slots=True)
class Followed:
    """One thing that a member follows. `key` is what a button carries of it."""

    what: str
    which: str
    label: str

    @property
    def key(self) -> str:
        return key_of(self.what, self.which)


@dataclass(frozen=True, slots=True)
class Wishes:
    """All that a member chose."""

    cadences: dict[str, str]
    follows: tuple[Followed, ...]
    stopped: bool = False  # /privacy: no announcements at all, whatever is chosen here


def key_of(what: str, which: str) -> str:
    """Short enough for any button; tells two follows of one member apart."""
    return hashlib.sha256(f"{what} {which}".encode()).hexdigest()[:16]


class Preferences:
    """The member is known to us (`Onboarding.meet`) before any of these."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def wishes(self, member: int, language: Language) -> Wishes:
        """What the member chose, and what they follow, by name."""
        async with self._desk.database.reading() as session:
            rows = await session.scalars(select(Preference).where(Preference.member_id == member))
            chosen = {row.kind: row.cadence for row in rows}
            query = select(Follow).where(Follow.member_id == member).order_by(Follow.since, Follow.which)
            follows = list(await session.scalars(query))
            stopped = await last_word(session, member, "announcements") is False
            named = [Followed(one.what, one.which, await self._label(session, one, language)) for one in follows]
        return Wishes({kind: chosen.get(kind, "now") for kind in OFFERED}, tuple(named), stopped)

    async def prefer(self, member: int, kind: str, cadence: str) -> str:
        """From now on they hear of the kind so; what waits is held to it too. Returns what was before."""
        if cadence not in OFFERED.get(kind, ()):
            raise ButtonTooOld
        now = self._desk.clock.now()
        async with self._desk.database.writing() as session:
            await add_if_absent(session, Preference, member_id=member, kind=kind, cadence="now", changed_at=now)
            row = await session.get_one(Preference, (member, kind))
            before, row.cadence, row.changed_at = row.cadence, cadence, now
            if cadence == "never":
                await withhold(session, member, kind, now)
            return before

    async def mute(self, member: int, number: int) -> tuple[str, str]:
        """Announcements of the kind of this one are not sent to them any more; the kind, and what was before."""
        async with self._desk.database.reading() as session:
            row = await session.get(Announcement, number)
        if row is None:
            raise NoSuchAnnouncement
        return row.kind, await self.prefer(member, row.kind, "never")

    async def unmute(self, member: int, number: int, cadence: str) -> str:
        """As it was before; the kind."""
        async with self._desk.database.reading() as session:
            row = await session.get(Announcement, number)
        if row is None:
            raise NoSuchAnnouncement
        await self.prefer(member, row.kind, cadence)
        return row.kind

    async def follow(self, member: int, what: str, which: str) -> bool:
        """They follow it from now on; whether they did not before."""
        now = self._desk.clock.now()
        async with self._desk.database.writing() as session:
            return await add_if_absent(session, Follow, member_id=member, what=what, which=which[:100], since=now)

    async def unfollow(self, member: int, key: str) -> Followed | None:
        """They follow it no more; None where they did not."""
        async with self._desk.database.writing() as session:
            for row in await session.scalars(select(Follow).where(Follow.member_id == member)):
                if key_of(row.what, row.which) == key:
                    await session.execute(
                        delete(Follow).where(
                            Follow.member_id == member, Follow.what == row.what, Follow.which == row.which
                        )
                    )
                    return Followed(row.what, row.which, row.which)
        return None

    async def toggle(self, member: int, what: str, which: str) -> bool:
        """They follow it now, or no more; whether they do."""
        if await self.follow(member, what, which):
            return True
        await self.unfollow(member, key_of(what, which))
        return False

    async def concept(self, label: str) -> str | None:
        """The id of the capability that is called so."""
        words = await audience.concepts(self._desk.sources)
        found = audience.capabilities(words, label)
        return found[0].which if found else None

    async def _label(self, session: AsyncSession, one: Follow, language: Language) -> str:
        if one.what == "capability":
            words = await audience.concepts(self._desk.sources)
            return words.concepts[one.which].pref[language] if one.which in words.concepts else one.which
        if one.what == "company":
            row = await session.scalar(visible(select(Company).where(Company.id == one.which), Company))
            return row.name if row is not None else one.which
        return one.which
