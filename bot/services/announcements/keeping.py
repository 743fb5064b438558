"""What announcements hold on a person: wishes, what reached them and why, and their work as staff."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import delete, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.announcements import Announcement, Follow, Preference, Recipient
from bot.services.announcements import states
from bot.services.announcements.desk import Desk, draft_of
from bot.services.announcements.drafts import KINDS
from bot.services.announcements.sending import withhold
from bot.services.people import Purpose
from bot.services.privacy import Keeper, rows

RUNNING = ("review", "scheduled", "sending", "paused")


def keeper(desk: Desk) -> Keeper:
    """Announcements outlive their authors: what runs goes on in a colleague's name, drafts are dropped."""

    async def withdraw(session: AsyncSession, member_id: int, now: datetime) -> None:
        colleagues = [one for one in await desk.people.staff(session) if one != member_id]
        query = select(Announcement).where(Announcement.author == member_id).order_by(Announcement.id)
        for row in list(await session.scalars(query.with_for_update())):
            if row.state == "draft":
                states.move(row, "drop", now)
            elif row.state in RUNNING and colleagues:
                row.author = colleagues[0]

    return Keeper("announcements", _export, withdraw, _erase, _heed)


async def _export(session: AsyncSession, member_id: int) -> dict[str, Any]:
    work = or_(Announcement.author == member_id, Announcement.approver == member_id)
    return {
        "preferences": await rows(session, select(Preference).where(Preference.member_id == member_id)),
        "follows": await rows(session, select(Follow).where(Follow.member_id == member_id)),
        "received": await rows(session, select(Recipient).where(Recipient.chat_id == member_id)),
        "written_or_approved": await rows(session, select(Announcement).where(work)),
    }


async def _erase(session: AsyncSession, member_id: int) -> None:
    for row in list(await session.scalars(select(Announcement))):
        draft = draft_of(row)
        if draft.asker == member_id:
            row.draft = replace(draft, asker=0).kept()
            row.asking = None
        row.author = 0 if row.author == member_id else row.author
        row.approver = None if row.approver == member_id else row.approver
    await session.flush()
    await session.execute(delete(Preference).where(Preference.member_id == member_id))
    await session.execute(delete(Follow).where(Follow.member_id == member_id))
    await session.execute(delete(Recipient).where(Recipient.chat_id == member_id))


async def _heed(session: AsyncSession, member_id: int, purpose: Purpose, given: bool, now: datetime) -> None:
    """What waits for them is withheld; what comes later passes `ways_of`."""
    if purpose == "announcements" and not given:
        for kind in KINDS:
            await withhold(session, member_id, kind, now)
