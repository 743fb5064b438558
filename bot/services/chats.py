"""Where we can write: who blocked us or is gone, which groups and channels took us in, what moved, what is quiet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.db.base import Database, add_if_absent
from bot.db.outbox import Chat, Outgoing


@dataclass(frozen=True, slots=True)
class Place:
    """A chat as Telegram names it; people's chats have no title."""

    chat_id: int
    kind: str
    title: str | None = None


class Chats:
    """Keeps what Telegram tells of chats, so that nothing is sent where nobody can read it."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def open(self, place: Place) -> None:
        """We may write there (again)."""
        async with self._database.writing() as session:
            row = await _known(session, place)
            row.kind, row.title = place.kind, place.title
            row.unreachable = row.unreachable_since = None

    async def close(self, place: Place, why: str) -> None:
        """We may not write there any more: blocked, gone, left or muted."""
        async with self._database.writing() as session:
            await _known(session, place)
            await lose(session, place.chat_id, why, self._clock.now())

    async def heard_from(self, chat_id: int) -> None:
        """Who writes to us can be written to. Writes only where the contrary was thought."""
        async with self._database.reading() as session:
            row = await session.get(Chat, chat_id)
        if row is not None and row.unreachable is not None:
            await self.open(Place(chat_id, row.kind, row.title))

    async def moved(self, old: int, new: int) -> None:
        """A group became a supergroup."""
        async with self._database.writing() as session:
            await move(session, old, new, self._clock.now())

    async def groups(self) -> list[Place]:
        """Groups and channels that we may write to, by title."""
        query = select(Chat).where(Chat.kind != "private", Chat.title.is_not(None), Chat.unreachable.is_(None))
        async with self._database.reading() as session:
            rows = (await session.scalars(query.order_by(Chat.title))).all()
        return [Place(row.chat_id, row.kind, row.title) for row in rows]


async def lose(session: AsyncSession, chat_id: int, why: str, now: datetime) -> None:
    """Nothing is sent there until Telegram says otherwise."""
    await _known(session, _guessed(chat_id))
    await _change(session, chat_id, unreachable=why, unreachable_since=now)


async def quieten(session: AsyncSession, chat_id: int, until: datetime) -> None:
    """Nothing is sent there before."""
    await _known(session, _guessed(chat_id))
    await _change(session, chat_id, quiet_until=until)


async def move(session: AsyncSession, old: int, new: int, now: datetime) -> None:
    """What waits for the old chat goes to the new one."""
    if old == new:
        return
    row = await _known(session, _guessed(old))
    title = row.title
    await _change(session, old, moved_to=new, unreachable="moved", unreachable_since=now)
    await add_if_absent(session, Chat, chat_id=new, kind="supergroup", title=title)
    waiting = update(Outgoing).where(Outgoing.chat_id == old, Outgoing.state.in_(("pending", "sending")))
    await session.execute(waiting.values(chat_id=new), execution_options={"synchronize_session": False})


async def _known(session: AsyncSession, place: Place) -> Chat:
    await add_if_absent(session, Chat, chat_id=place.chat_id, kind=place.kind, title=place.title)
    return await session.get_one(Chat, place.chat_id)


async def _change(session: AsyncSession, chat_id: int, **values: Any) -> None:
    await session.execute(update(Chat).where(Chat.chat_id == chat_id).values(values))


def _guessed(chat_id: int) -> Place:
    """Where only the number is known, which for a supergroup or channel begins with -100."""
    return Place(chat_id, "private" if chat_id >= 0 else "supergroup" if chat_id < -(10**12) else "group")
