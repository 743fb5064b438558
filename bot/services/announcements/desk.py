"""The desk at which staff work: the policy, who sits there, what they pressed, and an announcement taken in hand."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.config import Settings
from bot.db.announcements import Announcement
from bot.db.base import Database
from bot.errors import NoSuchAnnouncement, Overtaken, StaffOnly
from bot.services.announcements.drafts import Draft, restored
from bot.services.people import People
from bot.services.quiet_hours import Hours
from rag.documents import Language

if TYPE_CHECKING:
    from rag.pointing import Found

# Fields by name, the language to be made, who asks -> the fields in that language; empty where there is no draft.
Translate = Callable[[Mapping[str, str], Language, int], Awaitable[dict[str, str]]]

# A text, the fields that are missing, the day on which it is read, who asks -> where the text tells them.
Point = Callable[[str, Sequence[str], date, int], Awaitable["Mapping[str, Found]"]]


@dataclass(frozen=True, slots=True)
class Policy:
    """What the association decided: how many recipients one person may write to, when it is quiet."""

    approval_from: int = 50
    undo: timedelta = timedelta(minutes=1)
    hours: Hours = field(default_factory=Hours)


def policy_of(settings: Settings) -> Policy:
    """What the settings say."""
    evening, _, morning = settings.quiet_hours.partition("-")
    from_to = (time(int(evening)), time(int(morning))) if morning else (time(), time())
    hours = Hours(*from_to, settings.patron_day)
    return Policy(settings.approval_from, timedelta(seconds=settings.undo_seconds), hours)


@dataclass(slots=True)
class Desk:
    """What every verb on announcements needs. `sources`: the folder data/; `places`: the gazetteer's extract.

    `username`: the bot's own, for links from groups into private chats; known once the bot has said hello to Telegram.
    """

    database: Database
    clock: Clock
    policy: Policy
    people: People
    sources: Path
    places: Path
    username: str = ""
    translate: Translate | None = None  # a draft in the other language, by a model; None: staff type it themselves
    point: Point | None = None  # where a text tells what the code found empty, by a model


@dataclass(frozen=True, slots=True)
class Press:
    """A button of staff: which announcement, as of which revision, and what else it says."""

    staff: int
    language: Language
    number: int
    revision: int
    which: str = ""
    message_id: int = 0  # of the message under which it was pressed, in whose place the answer is shown


async def locked(session: AsyncSession, number: int) -> Announcement | None:
    """The announcement as it is now, locked until the transaction ends."""
    row: Announcement | None = await session.scalar(
        select(Announcement).where(Announcement.id == number).with_for_update()
    )
    return row


async def take(session: AsyncSession, press: Press, people: People) -> Announcement:
    """The announcement, locked until the transaction ends. Raises StaffOnly, NoSuchAnnouncement, Overtaken."""
    if not await people.is_staff(session, press.staff):
        raise StaffOnly
    row = await locked(session, press.number)
    if row is None:
        raise NoSuchAnnouncement
    if row.revision != press.revision:
        raise Overtaken(row.state)
    return row


def draft_of(row: Announcement) -> Draft:
    return restored(row.draft)


def wished_of(row: Announcement) -> datetime | None:
    """When staff wished it to go, before quiet hours and the undo minute moved it; None: as soon as it may."""
    wished = draft_of(row).wished
    return datetime.fromisoformat(wished) if wished else None


def keep(row: Announcement, draft: Draft, now: datetime) -> None:
    """Puts the draft back into its row."""
    row.draft, row.changed_at = draft.kept(), now
