"""What needs hold on a person, and how it goes: the others are told neutrally, and copies lose their words."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.needs import Addressee, Need
from bot.db.outbox import Outgoing
from bot.services.needs import cards, states
from bot.services.needs.deciding import redraw_for_staff
from bot.services.needs.desk import Desk
from bot.services.needs.ending import end
from bot.services.needs.standing import reply_key
from bot.services.outbox import revise
from bot.services.people import language_of
from bot.services.privacy import Keeper

WAITING = ("pending", "sending")


def keeper(desk: Desk) -> Keeper:
    """For the list that is gone through when somebody wants to see what is held, or to be forgotten."""

    async def gone(session: AsyncSession, member_id: int, now: datetime) -> None:
        await withdraw(session, desk, member_id, now)

    return Keeper("needs", export, gone, erase)


async def export(session: AsyncSession, member_id: int) -> dict[str, Any]:
    """Their needs, and what they replied to others'. Whose those were is not theirs to know."""
    own = await session.scalars(select(Need).where(Need.asker == member_id).order_by(Need.id))
    replies = await session.scalars(select(Addressee).where(Addressee.member_id == member_id))
    return {
        "asked": [
            {"text": one.text, "context": one.context, "state": one.state, "named": one.named, "days": one.days,
             "created_at": one.created_at.isoformat(), "ended_at": one.ended_at.isoformat() if one.ended_at else None}
            for one in own
        ],
        "was_asked": [
            {"need": one.need_id, "company": one.company_id, "why": one.why, "reply": one.reply, "words": one.words,
             "told_at": one.told_at.isoformat() if one.told_at else None}
            for one in replies
        ],
    }  # fmt: skip


async def withdraw(session: AsyncSession, desk: Desk, member_id: int, now: datetime) -> None:
    """Their open needs are taken back, and nothing of them stays with others; their replies lead nowhere any more."""
    own = select(Need).where(Need.asker == member_id).order_by(Need.id).with_for_update()
    for need in list(await session.scalars(own)):
        if need.state in ("review", "open"):
            await end(session, desk, need, "withdraw", now)
        elif need.state == "draft":
            states.move(need, "drop", now)
        need.text = need.context = ""
        await redraw_for_staff(session, desk, need, now)
        await _blank(session, Outgoing.batch.in_((f"need {need.id}", f"need {need.id} staff")), _edits_of(need))
    replied = select(Addressee, Need.asker).join(Need, Need.id == Addressee.need_id)
    replied = replied.where(Addressee.member_id == member_id, Addressee.reply.in_(("helps", "knows")))
    for one, asker in (await session.execute(replied)).all():
        key = reply_key(one)
        await revise(session, key, cards.reply_gone(await language_of(session, asker)), now=now)
        await _blank(session, Outgoing.key == key)


async def erase(session: AsyncSession, member_id: int) -> None:
    """Their needs with all who were asked, their replies to others', and that it was they who decided for the staff."""
    await session.execute(delete(Need).where(Need.asker == member_id))
    await session.execute(update(Need).where(Need.decided_by == member_id).values(decided_by=None))
    await session.execute(delete(Addressee).where(Addressee.member_id == member_id))


def _edits_of(need: Need) -> ColumnElement[bool]:
    return or_(*(Outgoing.key.startswith(f"need {need.id} {what} ") for what in ("staff", "to")))


async def _blank(session: AsyncSession, *which: ColumnElement[bool]) -> None:
    """Copies of what was sent lose their words; what still waits says nothing of anybody."""
    copies = update(Outgoing).where(or_(*which), Outgoing.state.not_in(WAITING))
    await session.execute(copies.values(content={"html": "", "buttons": [], "file": None}))
