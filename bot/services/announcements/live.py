"""The live report: it gives its place to what its author does under it, and takes it back afterwards."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.announcements import Announcement
from bot.db.outbox import Outgoing
from bot.services.announcements.desk import Press


def key(row: Announcement) -> str:
    """Of the one message that is edited while the announcement goes out."""
    return f"report {row.id}"


async def step_aside(session: AsyncSession, row: Announcement, press: Press) -> None:
    """Something else is shown where the button was pressed: if that is the live report, it is not redrawn meanwhile."""
    if await _is_here(session, row, press):
        row.draft = {**row.draft, "aside": True}


async def finish(session: AsyncSession, row: Announcement, press: Press) -> None:
    """What staff did under the report ended in another message: the report is redrawn."""
    if not await _is_here(session, row, press):
        come_back(row)


def come_back(row: Announcement) -> None:
    """The report is shown again, and redrawn from now on."""
    if row.draft.get("aside"):
        row.draft = {**row.draft, "aside": False}


async def _is_here(session: AsyncSession, row: Announcement, press: Press) -> bool:
    query = select(Outgoing.chat_id, Outgoing.message_id).where(Outgoing.key == key(row))
    found = (await session.execute(query)).first()
    return found is not None and tuple(found) == (press.staff, press.message_id)
