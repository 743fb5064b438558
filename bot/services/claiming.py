"""Which waiting messages may leave now: what is due, in order, within Telegram's limits.

What was started lately is counted in the table, so the limits hold across restarts and processes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.db.outbox import Chat, Outgoing
from bot.services.parcels import Parcel

KINDS = ("answer", "notice", "announcement")  # the order in which they go
EVERYONE = 0  # the row of `chats` whose `quiet_until` holds for all
A_SECOND = 30  # within a process, bot/telegram/pace.py sees to the moment at which Telegram counts
A_MINUTE_A_GROUP = 18  # Telegram takes 20
BETWEEN = timedelta(seconds=1)  # two messages of one chat
BETWEEN_EDITS = timedelta(seconds=1.5)
AT_ONCE = 8
ANNOUNCEMENTS_AT_ONCE = 4  # so many may come twice when the process is killed

Original = aliased(Outgoing)
Other = aliased(Outgoing)


@dataclass(frozen=True, slots=True)
class Room:
    """How many more may be under way."""

    all: int = AT_ONCE
    announcements: int = ANNOUNCEMENTS_AT_ONCE

    def of(self, kind: str) -> int:
        return min(self.all, self.announcements) if kind == "announcement" else self.all

    def less(self, taken: Sequence[Parcel]) -> Room:
        announcements = sum(parcel.kind == "announcement" for parcel in taken)
        return Room(self.all - len(taken), self.announcements - announcements)


async def claim(session: AsyncSession, room: Room, now: datetime) -> list[Parcel]:
    """Marks as `sending` and returns what may leave now: one a chat, at most as many as there is room for."""
    if await is_quiet(session, now):
        return []
    room = Room(min(room.all, A_SECOND - await _started_lately(session, now)), room.announcements)
    claimed: list[Parcel] = []
    for kind in KINDS:
        wanted = room.less(claimed).of(kind)
        if wanted > 0:
            chats = {parcel.chat_id for parcel in claimed}
            claimed += await _claim_kind(session, kind, wanted, chats, now)
    if claimed:
        rows = [parcel.row for parcel in claimed]
        started: dict[str, Any] = {"state": "sending", "started_at": now, "attempts": Outgoing.attempts + 1}
        await session.execute(update(Outgoing).where(Outgoing.id.in_(rows)).values(started), NO_SYNC)
    return claimed


NO_SYNC = {"synchronize_session": False}  # no rows are held as objects


async def any_due(session: AsyncSession, now: datetime) -> bool:
    """Whether anything may leave now."""
    if await is_quiet(session, now):
        return False
    for kind in KINDS:
        if (await session.execute(_due(kind, now).limit(1))).first() is not None:
            return True
    return False


async def is_quiet(session: AsyncSession, now: datetime) -> bool:
    """Whether Telegram wants silence from the bot as a whole."""
    until = await session.scalar(select(Chat.quiet_until).where(Chat.chat_id == EVERYONE))
    return until is not None and until > now


async def _started_lately(session: AsyncSession, now: datetime) -> int:
    count = select(func.count()).select_from(Outgoing).where(_between(Outgoing, now - BETWEEN, now))
    return await session.scalar(count) or 0


async def _claim_kind(session: AsyncSession, kind: str, wanted: int, taken: set[int], now: datetime) -> list[Parcel]:
    """Goes on until enough is found, because what can't be sent as it stands is put right on the way."""
    while True:
        query = _due(kind, now).limit(wanted * 3 + 8).with_for_update(of=Outgoing, skip_locked=True)
        first: dict[int, Parcel] = {}
        corrected = 0
        for row in (await session.execute(query)).all():
            values = _correction(row, now)
            if values is not None:
                corrected += 1
                await session.execute(update(Outgoing).where(Outgoing.id == row.id).values(values), NO_SYNC)
            elif row.chat_id not in taken:
                first.setdefault(row.chat_id, _parcel(row))
        if first or not corrected:
            return list(first.values())[:wanted]


def _due(kind: str, now: datetime) -> Select[Any]:
    """Due and allowed, in the order in which it goes."""
    return (
        select(
            Outgoing.id, Outgoing.chat_id, Outgoing.kind, Outgoing.content, Outgoing.attempts, Outgoing.once,
            Outgoing.edits, Chat.unreachable, Chat.moved_to, Original.state.label("original_state"),
            Original.message_id, Original.content.label("original_content"),
        )
        .outerjoin(Chat, Chat.chat_id == Outgoing.chat_id)
        .outerjoin(Original, Original.id == Outgoing.edits)
        .where(Outgoing.state == "pending", Outgoing.kind == kind, Outgoing.due_at <= now, Outgoing.held.is_(False))
        .where(or_(Chat.quiet_until.is_(None), Chat.quiet_until <= now))
        .where(or_(Outgoing.edits.is_(None), Original.state.not_in(("pending", "sending"))))
        .where(~_chat_is_busy(now), or_(Outgoing.attempts > 0, ~_earlier_is_tried_again()), _group_has_room(now))
        .order_by(Outgoing.due_at, Outgoing.id)
    )  # fmt: skip


def _chat_is_busy(now: datetime) -> ColumnElement[bool]:
    """Something is on its way there, or was a moment ago."""
    pause = case((Outgoing.edits.is_(None), now - BETWEEN), else_=now - BETWEEN_EDITS)
    lately = and_(Other.started_at > pause, Other.started_at <= now + BETWEEN)
    return exists().where(Other.chat_id == Outgoing.chat_id, or_(lately, Other.state == "sending"))


def _earlier_is_tried_again() -> ColumnElement[bool]:
    """So that order is kept in a chat: what failed goes before what has not been tried."""
    again = and_(Other.state == "pending", Other.attempts > 0, Other.held.is_(False))
    return exists().where(Other.chat_id == Outgoing.chat_id, Other.kind == Outgoing.kind, again)


def _group_has_room(now: datetime) -> ColumnElement[bool]:
    lately = _between(Other, now - timedelta(minutes=1), now)
    count = select(func.count()).select_from(Other).where(Other.chat_id == Outgoing.chat_id, lately)
    return or_(Outgoing.chat_id > 0, count.scalar_subquery() < A_MINUTE_A_GROUP)


def _between(noun: Any, after: datetime, now: datetime) -> ColumnElement[bool]:
    """Started since then; what a clock that was put back calls the future is not counted."""
    return and_(noun.started_at > after, noun.started_at <= now + BETWEEN)


def _correction(row: Any, now: datetime) -> dict[str, Any] | None:
    """What must change in a row that can't be sent as it stands."""
    if row.moved_to is not None:
        return {"chat_id": row.moved_to}
    if row.unreachable is not None:
        return {"state": "blocked", "error": row.unreachable, "settled_at": now}
    if row.edits is not None and row.message_id is None:
        return {"state": "dead", "error": "nothing to edit", "settled_at": now}
    return None


def _parcel(row: Any) -> Parcel:
    captioned = row.edits is not None and bool(row.original_content.get("file"))
    return Parcel(
        row.id, row.chat_id, row.kind, row.content, row.attempts + 1, row.once,
        edits=row.message_id if row.edits is not None else None, captioned=captioned,
    )  # fmt: skip
