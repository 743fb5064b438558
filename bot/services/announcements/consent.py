"""The second person's agreement: who is asked for it, and what the cards of those who were asked say afterwards."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.announcements import Announcement
from bot.errors import NobodyElse
from bot.services import outbox
from bot.services.announcements import cards, states, undoing
from bot.services.announcements.addressing import Reach
from bot.services.announcements.desk import Press, wished_of
from bot.services.outbox import Envelope, Message
from bot.services.people import People, language_of


async def ask(session: AsyncSession, people: People, row: Announcement, reach: Reach, now: datetime) -> None:
    """It waits for another of the staff, who get the preview. Raises NobodyElse."""
    others = [one for one in await people.staff(session) if one != row.author]
    if not others:
        raise NobodyElse
    states.move(row, "submit", now)
    for person in others:
        language = await language_of(session, person)
        envelope = Envelope(_key(row, row.revision, person), person)
        await outbox.post(session, envelope, cards.review(row, reach, language, now), now=now)


async def shown(session: AsyncSession, row: Announcement, press: Press, card: Message, now: datetime) -> None:
    """The author's card, on which it can be withdrawn as long as nobody decided."""
    if press.message_id:
        await outbox.adopt(session, _submitted(row, row.revision), (press.staff, press.message_id), card, now=now)


async def close(
    session: AsyncSession, people: People, row: Announcement, how: str, now: datetime, *, decider: int
) -> None:
    """The cards of all others who were asked, and its author's, say what became of it; the revision they bear is the
    one before. Who decides sees it where they pressed."""
    for person in set(await people.staff(session)) - {row.author, decider}:
        card = cards.decided(row, how, await language_of(session, person))
        await outbox.revise(session, _key(row, row.revision - 1, person), card, now=now)
    if decider != row.author:
        card = cards.decided(row, how, await language_of(session, row.author))
        for key in (_submitted(row, row.revision - 1), _outgrown(row, row.revision - 1)):
            await outbox.revise(session, key, card, now=now)


async def outgrown(session: AsyncSession, people: People, row: Announcement, reach: Reach, now: datetime) -> None:
    """When it should have begun it needs an agreement that nobody gave: another is asked, its author is told.

    Where the staff has nobody else it is a draft again.
    """
    await undoing.close(session, row, "outgrown", now)
    states.move(row, "undo", now)
    row.send_at = wished_of(row)
    with suppress(NobodyElse):
        await ask(session, people, row, reach, now)
    card = cards.outgrown(row, reach, await language_of(session, row.author))
    await outbox.post(session, Envelope(_outgrown(row, row.revision), row.author), card, now=now)


def _key(row: Announcement, revision: int, person: int) -> str:
    return f"review {row.id} {revision} {person}"


def _submitted(row: Announcement, revision: int) -> str:
    return f"submitted {row.id} {revision}"


def _outgrown(row: Announcement, revision: int) -> str:
    return f"outgrown {row.id} {revision}"
