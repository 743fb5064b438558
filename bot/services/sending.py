"""The outbox worked off: what is due is claimed, and what became of it is written down, in one short transaction."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import and_, case, delete, or_, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.db.base import Database
from bot.db.duty import Duty
from bot.db.outbox import Outgoing
from bot.services import chats
from bot.services.claiming import EVERYONE, NO_SYNC, Room, any_due, claim
from bot.services.parcels import Flood, Moved, NotSent, Outcome, Parcel, PerhapsSent, Refused, Sent, Unreachable

# Seconds before a message is tried again, after the first, second, … failure. What surely did not arrive is tried
# for a day; what perhaps did may come twice with each try, and is left as `unknown` after the last of these.
BACKOFF = (1, 2, 5, 15, 60, 300, 900, 1800)
MOST_TRIES = 56  # about a day, half an hour apart
FLOODED_CHATS = 6  # so many in a row told to be silent, and none served: the limit is the bot's, not theirs

KEPT = timedelta(days=365)  # what was settled longer ago is forgotten; reports of that time show no figures any more
AT_ONCE = 500  # rows forgotten in one transaction

T = TypeVar("T")
Done = Sequence[tuple[Parcel, Outcome]]


class NotNow(Exception):
    """The database can't be written to at this moment; nothing was changed."""


class Sending:
    """Promise: every row ends in a final state, and none is sent again that Telegram said it had.

    Told "perhaps sent", or found `sending` after a crash: answers, announcements and notices are sent again, so that
    nobody is left out; what was posted with `once` becomes `unknown`, so that nobody gets it twice. Edits are always
    repeated, for a second one changes nothing.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._flooded: set[int] = set()  # chats told to be silent since anything last arrived
        self._duty = Duty(database)

    @property
    def posted(self) -> asyncio.Event:
        """Set when something was written that may be due."""
        return self._database.outgoing

    async def on_duty(self) -> bool:
        """Whether it is for this process to deliver. Raises NotNow."""
        try:
            return await self._duty.held()
        except (SQLAlchemyError, OSError) as error:
            raise NotNow(type(error).__name__) from error

    async def close(self) -> None:
        """Another process may deliver now."""
        await self._duty.give_back()

    async def exchange(self, done: Done, room: Room) -> list[Parcel]:
        """Writes down what became of these and hands out what goes next. Raises NotNow."""
        return await self._in_writing(lambda session, now: self._exchange(session, done, room, now))

    async def recover(self) -> int:
        """What a process that is gone was sending; returns how many. Only for who has the duty. Raises NotNow."""
        return await self._in_writing(_recover)

    async def forget(self) -> int:
        """What was settled long ago, with its edits; how many. Raises NotNow."""
        forgotten = 0
        while some := await self._in_writing(_forget):
            forgotten += some
        return forgotten

    async def any_due(self) -> bool:
        """Whether anything may leave now. Raises NotNow."""
        try:
            async with self._database.reading() as session:
                return await any_due(session, self._clock.now())
        except (SQLAlchemyError, OSError) as error:
            raise NotNow(type(error).__name__) from error

    async def _in_writing(self, work: Callable[[AsyncSession, datetime], Awaitable[T]]) -> T:
        try:
            async with self._database.writing() as session:
                return await work(session, self._clock.now())
        except (SQLAlchemyError, OSError) as error:
            raise NotNow(type(error).__name__) from error

    async def _exchange(self, session: AsyncSession, done: Done, room: Room, now: datetime) -> list[Parcel]:
        for parcel, outcome in done:
            await _settle(session, parcel, outcome, now)
            if isinstance(outcome, Flood):
                await self._flood(session, parcel.chat_id, now + timedelta(seconds=outcome.seconds))
            elif isinstance(outcome, Sent):
                self._flooded.clear()
        return await claim(session, room, now) if room.all > 0 else []

    async def _flood(self, session: AsyncSession, chat_id: int, until: datetime) -> None:
        await chats.quieten(session, chat_id, until)
        self._flooded.add(chat_id)
        if len(self._flooded) >= FLOODED_CHATS:
            self._flooded.clear()
            await chats.quieten(session, EVERYONE, until)


async def _settle(session: AsyncSession, parcel: Parcel, outcome: Outcome, now: datetime) -> None:
    match outcome:
        case Sent(message_id):
            await _write(session, parcel, state="sent", message_id=message_id, settled_at=now, error=None)
        case Refused(reason):
            await _write(session, parcel, state="dead", error=reason[:200], settled_at=now)
        case Unreachable(why):
            await _write(session, parcel, state="blocked", error=why, settled_at=now)
            await chats.lose(session, parcel.chat_id, why, now)
        case Moved(chat_id):
            await chats.move(session, parcel.chat_id, chat_id, now)
            await _untried(session, parcel, now)
        case Flood():
            await _untried(session, parcel, now)
        case NotSent(reason) | PerhapsSent(reason):
            await _fail(session, parcel, reason[:200], now, perhaps=isinstance(outcome, PerhapsSent))


async def _fail(session: AsyncSession, parcel: Parcel, reason: str, now: datetime, *, perhaps: bool) -> None:
    perhaps = perhaps and parcel.edits is None
    if perhaps and (parcel.once or parcel.attempts > len(BACKOFF)):
        await _write(session, parcel, state="unknown", error=reason, settled_at=now)
        return
    wait = timedelta(seconds=BACKOFF[min(parcel.attempts, len(BACKOFF)) - 1])
    state = "pending" if parcel.attempts < MOST_TRIES else "dead"
    await _put_back(session, parcel, now, state=state, error=reason, due_at=now + wait)


async def _untried(session: AsyncSession, parcel: Parcel, now: datetime) -> None:
    """Back in its old place, as if it had not been taken out."""
    await _put_back(session, parcel, now, state="pending", error=None, attempts=parcel.attempts - 1)


async def _put_back(session: AsyncSession, parcel: Parcel, now: datetime, *, state: str, **values: Any) -> None:
    """It waits again, unless it was withdrawn while it was on its way."""
    await _write(session, parcel, state=state, settled_at=now if state == "dead" else None, **values)
    withdrawn = update(Outgoing).where(Outgoing.id == parcel.row, Outgoing.withdrawn, Outgoing.state == "pending")
    await session.execute(withdrawn.values(state="dead", error="withdrawn", settled_at=now), NO_SYNC)


async def _write(session: AsyncSession, parcel: Parcel, **values: Any) -> None:
    await session.execute(update(Outgoing).where(Outgoing.id == parcel.row).values(values), NO_SYNC)


async def _forget(session: AsyncSession, now: datetime) -> int:
    old = select(Outgoing.id).where(Outgoing.settled_at < now - KEPT).order_by(Outgoing.id).limit(AT_ONCE)
    query = delete(Outgoing).where(Outgoing.id.in_(old)).returning(Outgoing.id)
    return len((await session.scalars(query, execution_options=NO_SYNC)).all())


async def _recover(session: AsyncSession, now: datetime) -> int:
    found = update(Outgoing).where(Outgoing.state == "sending")
    never = found.where(or_(Outgoing.withdrawn, and_(Outgoing.once, Outgoing.edits.is_(None))))
    state = case((Outgoing.withdrawn, "dead"), else_="unknown")
    closed = never.values(state=state, error="the bot was stopped meanwhile", settled_at=now)
    again = found.values(state="pending")
    recovered = 0
    for query in (closed, again):
        rows = await session.scalars(query.returning(Outgoing.id), execution_options=NO_SYNC)
        recovered += len(rows.all())
    return recovered
