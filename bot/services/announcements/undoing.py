"""Cards that offer to take an announcement back, and how they lose that button when it is too late."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.announcements import Announcement
from bot.db.outbox import Outgoing
from bot.services import outbox
from bot.services.announcements import cards
from bot.services.announcements.desk import Press
from bot.services.outbox import Message
from bot.services.people import language_of


def key(row: Announcement, person: int) -> str:
    """Under which somebody's card of this revision is kept."""
    return f"{_prefix(row)}{person}"


async def shown(session: AsyncSession, row: Announcement, press: Press, card: Message, now: datetime) -> None:
    """The card takes the place of what was pressed."""
    if press.message_id:
        sent = press.staff, press.message_id
        await outbox.adopt(session, f"{key(row, press.staff)} {press.message_id}", sent, card, now=now)


async def close(
    session: AsyncSession, row: Announcement, how: str, now: datetime, *, but: tuple[int, int] = (0, 0)
) -> None:
    """All those cards say what became of it ("begun", "undone"), and none can be pressed any more.

    Before the revision changes. `but`: the chat and number of the one that was pressed and is answered anyway.
    """
    mine = Outgoing.key.startswith(_prefix(row), autoescape=True), Outgoing.edits.is_(None)
    for one in list(await session.scalars(select(Outgoing).where(*mine))):
        if (one.chat_id, one.message_id) != but:
            card = cards.decided(row, how, await language_of(session, one.chat_id))
            await outbox.revise(session, one.key, card, now=now)


def _prefix(row: Announcement) -> str:
    return f"scheduled {row.id} {row.revision} "
