"""The inbox: what reached us is kept before Telegram is told that it arrived, and settled once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, NotSupportedError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import defer

from bot.clock import Clock
from bot.db.base import Database
from bot.db.inbox import Inbound
from bot.services import outbox
from bot.services.outbox import Envelope, Message
from bot.services.people import People, language_of
from bot.services.privacy import Keeper, nothing_to_withdraw, rows
from bot.texts import say

PAUSES = tuple(timedelta(seconds=seconds) for seconds in (1, 5, 30, 120, 600))  # after the first, second, … try
MOST_TRIES = len(PAUSES) + 1
# Telegram repeats an update for a day, and begins anew with random ids after an idle week.
KEPT = timedelta(days=9)
AT_HAND = 16_000  # characters of an update up to which it is not read again to be worked on
LONGEST_ERROR = 200


@dataclass(frozen=True, slots=True)
class Ticket:
    """One update's place in line: its id and the chat (or the person) in whose order it is worked on."""

    update_id: int
    lane: int
    due: datetime | None = None  # not to be tried before
    again: bool = False  # found unfinished at a start
    suspect: bool = False  # and begun before: it may be what ended the process


@dataclass(frozen=True, slots=True)
class Letter:
    """An update as it came in: `raw` is its JSON as text, ASCII alone, so that no database chokes on it."""

    update_id: int
    lane: int
    raw: str


@dataclass(frozen=True, slots=True)
class Opened:
    """An update to be worked on now; `attempt` counts from 1."""

    ticket: Ticket
    raw: str
    attempt: int


@dataclass(frozen=True, slots=True)
class Complaint:
    """Why an update is set aside, and the chat that is owed an apology, if there is one."""

    error: str
    chat: int | None = None


class Inbox:
    """Rows of one bot. Staff hear of updates that are set aside."""

    def __init__(self, database: Database, clock: Clock, bot_id: int, people: People) -> None:
        self._database = database
        self._clock = clock
        self._bot_id = bot_id
        self._people = people
        self._at_hand: dict[int, str] = {}  # what was kept just now and waits to be opened

    async def keep(self, letters: Sequence[Letter]) -> list[Ticket]:
        """Keeps all in one commit; those that were not here before, in order. Nothing is kept when it raises."""
        if not letters:
            return []
        given: dict[str, Any] = {
            "bot_id": self._bot_id, "state": "new", "attempts": 0, "received_at": self._clock.now(),
        }  # fmt: skip
        new_rows = [{"update_id": one.update_id, "lane": one.lane, "raw": one.raw, **given} for one in letters]
        async with self._database.writing() as session:
            insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
            query = insert(Inbound).values(new_rows).on_conflict_do_nothing().returning(Inbound.update_id)
            new = set(await session.scalars(query))
        fresh: dict[int, Letter] = {}
        for one in letters:  # of two with one number the first was kept
            if one.update_id in new:
                fresh.setdefault(one.update_id, one)
        self._at_hand |= {number: one.raw for number, one in fresh.items() if len(one.raw) <= AT_HAND}
        return [Ticket(number, one.lane) for number, one in fresh.items()]

    async def unfinished(self) -> list[Ticket]:
        """What a stop or a crash left, in the order in which it came in."""
        query = select(Inbound).where(Inbound.bot_id == self._bot_id, Inbound.state == "new")
        query = query.order_by(Inbound.received_at, Inbound.update_id).options(defer(Inbound.raw))
        async with self._database.reading() as session:
            left = await session.scalars(query)
            return [Ticket(row.update_id, row.lane, row.next_try, True, row.attempts > 0) for row in left]

    async def glance(self, ticket: Ticket) -> str | None:
        """What the update says, without beginning it; None when it is settled, or too long for a glance."""
        query = select(Inbound.raw).where(Inbound.bot_id == self._bot_id, Inbound.update_id == ticket.update_id)
        short = func.length(Inbound.raw) <= AT_HAND
        async with self._database.reading() as session:
            raw: str | None = await session.scalar(query.where(Inbound.state == "new", short))
            return raw

    async def open(self, ticket: Ticket) -> Opened | None:
        """The update itself; None when it is settled already.

        The attempt of what was found at a start is counted before it is made: an update that ends the process each
        time would otherwise do so for ever. What was kept just now is at hand: nobody else works on it.
        """
        raw = self._at_hand.pop(ticket.update_id, None)
        if raw is not None and not ticket.again:
            return Opened(ticket, raw, 1)
        door = self._database.writing if ticket.again else self._database.reading
        async with door() as session:
            row = await session.get(Inbound, (self._bot_id, ticket.update_id))
            if row is None or row.state != "new" or row.raw is None:
                return None
            attempt = row.attempts + 1
            if ticket.again:
                row.attempts = attempt
            return Opened(ticket, row.raw, attempt)

    async def done(self, ticket: Ticket) -> None:
        """Its work is finished: body and chat are forgotten, the id stays, so that a repetition is known."""
        async with self._database.writing() as session:
            await self._settle(session, ticket, state="done", raw=None, error=None, lane=0)

    async def failed(self, opened: Opened, error: str, least: timedelta = timedelta()) -> timedelta | None:
        """After how long it is tried again, `least` at the least; None: it has been tried often enough."""
        if opened.attempt >= MOST_TRIES:
            return None
        pause = max(PAUSES[opened.attempt - 1], least)
        due = self._clock.now() + pause
        async with self._database.writing() as session:
            row = await session.get_one(Inbound, (self._bot_id, opened.ticket.update_id))
            row.attempts, row.next_try, row.error = opened.attempt, due, error[:LONGEST_ERROR]
        return pause

    async def set_aside(self, ticket: Ticket, complaint: Complaint) -> None:
        """Gives the update up: its chat gets an apology, staff a word, at most one an hour for each kind of error."""
        now = self._clock.now()
        async with self._database.writing() as session:
            await self._settle(session, ticket, state="dead", error=complaint.error[:LONGEST_ERROR])
            if complaint.chat is not None:
                envelope = Envelope(f"inbox {self._bot_id} {ticket.update_id} sorry", complaint.chat)
                language = await language_of(session, complaint.chat)
                await outbox.post(session, envelope, Message(say("inbox.set_aside", language)), now=now)
            for one in await self._people.staff(session):
                language = await language_of(session, one)
                alert = Message(say("inbox.alert", language, update_id=ticket.update_id, error=complaint.error))
                key = f"inbox {complaint.error[:40]} {now:%Y-%m-%d %H} staff {one}"
                await outbox.post(session, Envelope(key, one), alert, now=now)

    async def sweep(self) -> int:
        """Forgets what was settled long ago, bodies of what was set aside too; how many rows."""
        old = delete(Inbound).where(
            Inbound.bot_id == self._bot_id, Inbound.state != "new", Inbound.received_at < self._clock.now() - KEPT
        )
        async with self._database.writing() as session:
            gone = await session.scalars(old.returning(Inbound.update_id))
            return len(gone.all())

    async def _settle(self, session: AsyncSession, ticket: Ticket, **values: object) -> None:
        self._at_hand.pop(ticket.update_id, None)
        mine = (Inbound.bot_id == self._bot_id) & (Inbound.update_id == ticket.update_id) & (Inbound.state == "new")
        settled = {"next_try": None, "settled_at": self._clock.now(), **values}
        await session.execute(update(Inbound).where(mine).values(settled))


PASSING = (DBAPIError, PoolTimeout, OSError)
LASTING = (DataError, IntegrityError, NotSupportedError, ProgrammingError)  # these come back at each try


def may_pass(error: object) -> bool:
    """Whether trouble may be over at the next try: the database is locked, away, or too busy; a disk is full."""
    return isinstance(error, PASSING) and not isinstance(error, LASTING)


async def _export(session: AsyncSession, member_id: int) -> list[dict[str, Any]]:
    """What is worked on, and what was set aside, as Telegram sent it."""
    return await rows(session, select(Inbound).where(Inbound.lane == member_id).order_by(Inbound.received_at))


async def _erase(session: AsyncSession, member_id: int) -> None:
    """What waits in line is still worked on, as a stranger's; of the rest only the update's number stays."""
    mine = update(Inbound).where(Inbound.lane == member_id, Inbound.state != "new")
    await session.execute(mine.values(lane=0, raw=None))


KEEPER = Keeper("inbox", _export, nothing_to_withdraw, _erase)
