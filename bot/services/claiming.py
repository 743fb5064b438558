"""Which waiting messages may leave now: what is due, in order, within Telegram's limits.

What was started lately is counted in the table, so the limits hold across restarts and processes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal,
    or_,
    select,
    union_all,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.db.base import Moment
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

    def less(self, taken: Sequence[Parcel]) -> Room:
        announcements = sum(parcel.kind == "announcement" for parcel in taken)
        return Room(self.all - len(taken), self.announcements - announcements)


async def claim(session: AsyncSession, room: Room, now: datetime) -> list[Parcel]:
    """Marks as `sending` and returns what may leave now: one a chat, at most as many as there is room for."""
    quiet_until, started = (await session.execute(_limits(), _moments(now))).one()
    if quiet_until is not None and quiet_until > now:
        return []
    room = Room(min(room.all, A_SECOND - started), room.announcements)
    while room.all > 0:
        found = (await session.execute(_all_due(room.all * 3 + 8), _moments(now))).all()
        wrong = [(row, values) for row in found if (values := _correction(row, now)) is not None]
        for row, values in wrong:
            await session.execute(update(Outgoing).where(Outgoing.id == row.id).values(values), NO_SYNC)
        hopeless = {row.id for row, _ in wrong}
        chosen = _fitting([row for row in found if row.id not in hopeless], room)
        if chosen:
            return await _take(session, chosen, now)
        if not wrong:
            break
    return []


NO_SYNC = {"synchronize_session": False}  # no rows are held as objects


async def any_due(session: AsyncSession, now: datetime) -> bool:
    """Whether anything may leave now."""
    quiet_until, _ = (await session.execute(_limits(), _moments(now))).one()
    if quiet_until is not None and quiet_until > now:
        return False
    return (await session.execute(_all_due(1), _moments(now))).first() is not None


async def _take(session: AsyncSession, rows: list[Any], now: datetime) -> list[Parcel]:
    """The content is read once more with the mark: a revision may have come in between."""
    started: dict[str, Any] = {"state": "sending", "started_at": now, "attempts": Outgoing.attempts + 1}
    query = update(Outgoing).where(Outgoing.id.in_([row.id for row in rows]), Outgoing.state == "pending")
    query = query.values(started).returning(Outgoing.id, Outgoing.content)
    contents = {row.id: row.content for row in await session.execute(query, execution_options=NO_SYNC)}
    return [_parcel(row, contents[row.id]) for row in rows if row.id in contents]


def _fitting(rows: list[Any], room: Room) -> list[Any]:
    """The first of each chat, as many as there is room for."""
    chosen: dict[int, Any] = {}
    announcements = 0
    for row in rows:
        one_more = row.kind == "announcement"
        if row.chat_id in chosen or len(chosen) == room.all or (one_more and announcements >= room.announcements):
            continue
        chosen[row.chat_id] = row
        announcements += one_more
    return list(chosen.values())


def _moments(now: datetime) -> dict[str, datetime]:
    return {
        "now": now, "lately": now - BETWEEN, "lately_edited": now - BETWEEN_EDITS,
        "last_minute": now - timedelta(minutes=1), "soon": now + BETWEEN,
    }  # fmt: skip


def _moment(name: str) -> BindParameter[datetime]:
    return bindparam(name, type_=Moment)


# The statements are made once: SQLAlchemy needs longer to put one together than the database to answer it.


@cache
def _limits() -> Select[Any]:
    """Until when the bot as a whole must be quiet, and how much was started in the last second."""
    quiet = select(Chat.quiet_until).where(Chat.chat_id == EVERYONE).scalar_subquery()
    count = select(func.count()).select_from(Outgoing).where(_started_since(Outgoing, "lately")).scalar_subquery()
    return select(quiet, count)


@cache
def _all_due(limit: int) -> Select[Any]:
    """Due and allowed, in the order in which it goes."""
    kinds = [select(_due(kind, rank).limit(limit).subquery()) for rank, kind in enumerate(KINDS)]
    every = union_all(*kinds).subquery()
    return select(every).order_by(every.c.rank, every.c.due_at, every.c.id)


def _due(kind: str, rank: int) -> Any:
    return (
        select(
            literal(rank).label("rank"), Outgoing.due_at, Outgoing.id, Outgoing.chat_id, Outgoing.kind,
            Outgoing.attempts, Outgoing.once, Outgoing.edits, Chat.unreachable, Chat.moved_to,
            Original.message_id, Original.content.label("original_content"),
        )
        .outerjoin(Chat, Chat.chat_id == Outgoing.chat_id)
        .outerjoin(Original, Original.id == Outgoing.edits)
        .where(Outgoing.state == "pending", Outgoing.kind == kind, Outgoing.due_at <= _moment("now"))
        .where(Outgoing.held.is_(False), or_(Chat.quiet_until.is_(None), Chat.quiet_until <= _moment("now")))
        .where(or_(Outgoing.edits.is_(None), Original.state.not_in(("pending", "sending"))))
        .where(~_chat_is_busy(), or_(Outgoing.attempts > 0, ~_earlier_is_tried_again()), _group_has_room())
        .order_by(Outgoing.due_at, Outgoing.id)
    )  # fmt: skip


def _chat_is_busy() -> ColumnElement[bool]:
    """Something is on its way there, or was a moment ago."""
    pause = case((Outgoing.edits.is_(None), _moment("lately")), else_=_moment("lately_edited"))
    lately = and_(Other.started_at > pause, Other.started_at <= _moment("soon"))
    return exists().where(Other.chat_id == Outgoing.chat_id, or_(lately, Other.state == "sending"))


def _earlier_is_tried_again() -> ColumnElement[bool]:
    """So that order is kept in a chat: what failed goes before what has not been tried."""
    # Not a plain comparison, so that SQLite looks through the few rows of the chat, not through all that wait.
    again = and_(Other.state.concat("") == "pending", Other.attempts > 0, Other.held.is_(False))
    return exists().where(Other.chat_id == Outgoing.chat_id, Other.kind == Outgoing.kind, again)


def _group_has_room() -> ColumnElement[bool]:
    count = select(func.count()).select_from(Other)
    count = count.where(Other.chat_id == Outgoing.chat_id, _started_since(Other, "last_minute"))
    return or_(Outgoing.chat_id > 0, count.scalar_subquery() < A_MINUTE_A_GROUP)


def _started_since(noun: Any, moment: str) -> ColumnElement[bool]:
    """Started since then; what a clock that was put back calls the future is not counted."""
    return and_(noun.started_at > _moment(moment), noun.started_at <= _moment("soon"))


def _correction(row: Any, now: datetime) -> dict[str, Any] | None:
    """What must change in a row that can't be sent as it stands."""
    if row.moved_to is not None:
        return {"chat_id": row.moved_to}
    if row.unreachable is not None:
        return {"state": "blocked", "error": row.unreachable, "settled_at": now}
    if row.edits is not None and row.message_id is None:
        return {"state": "dead", "error": "nothing to edit", "settled_at": now}
    return None


def _parcel(row: Any, content: dict[str, Any]) -> Parcel:
    captioned = row.edits is not None and bool(row.original_content.get("file"))
    return Parcel(
        row.id, row.chat_id, row.kind, content, row.attempts + 1, row.once,
        edits=row.message_id if row.edits is not None else None, captioned=captioned,
    )  # fmt: skip
