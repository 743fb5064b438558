"""The outbox: what is to be said is written in the transaction of the change that causes it.

Services call these verbs with their own session; `jobs` delivers what was written, through the courier.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.base import OUTGOING, add_all_if_absent, add_if_absent
from bot.db.outbox import Chat, Outgoing
from bot.services.privacy import Keeper, nothing_to_withdraw, rows
from bot.texts.splitting import LIMIT, split

Kind = Literal["answer", "notice", "announcement"]
State = Literal["pending", "sending", "sent", "unknown", "blocked", "dead"]
NO_SYNC = {"synchronize_session": "fetch"}  # rows that the caller holds as objects stay true
CAPTION = 1000  # Telegram takes 1,024 characters under a file


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message: `data` comes back when it is pressed, `url` opens a page."""

    text: str
    data: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file sent with the message, whose text becomes its caption: 1,024 characters at the most."""

    name: str
    text: str  # the file's content; files of ours (calendars, tables) are text


@dataclass(frozen=True, slots=True)
class Message:
    """What is said, in Telegram's HTML, with rows of buttons."""

    html: str
    buttons: tuple[tuple[Button, ...], ...] = ()
    file: Attachment | None = None

    def content(self) -> dict[str, Any]:
        """As it is kept."""
        return asdict(self)

    def parts(self) -> list[Message]:
        """The messages that Telegram makes of it where it is too long: buttons and file go with the last."""
        *before, last = split(self.html, CAPTION if self.file else LIMIT) or [self.html]
        return [*map(Message, before), replace(self, html=last)]


@dataclass(frozen=True, slots=True)
class Envelope:
    """Where a message goes. `key` makes it one of its kind: written twice, it is sent once.

    `once`: where it is not known whether it arrived, it is not sent again, and reported as unknown.
    """

    key: str
    chat_id: int
    kind: Kind = "notice"
    batch: str | None = None
    due: datetime | None = None
    once: bool = False


@dataclass(frozen=True, slots=True)
class Tally:
    """How many messages of a batch are in each state."""

    pending: int = 0
    sending: int = 0
    sent: int = 0
    unknown: int = 0
    blocked: int = 0
    dead: int = 0

    @property
    def settled(self) -> int:
        return self.sent + self.unknown + self.blocked + self.dead

    @property
    def total(self) -> int:
        return self.pending + self.sending + self.settled


async def post(session: AsyncSession, envelope: Envelope, message: Message, *, now: datetime) -> bool:
    """Writes the message unless one with this key was written before; whether it was new.

    What is too long for one message becomes several rows, sent in order: a crash in between repeats one at the most.
    """
    first, *others = message.parts()
    if not await _write(session, _row(envelope, first, now)):
        return False
    await _write_parts(session, envelope, others, now)
    return True


async def post_all(session: AsyncSession, letters: Sequence[tuple[Envelope, Message]], *, now: datetime) -> None:
    """The same for many at once, in a fraction of the time for which nobody else writes."""
    written: list[dict[str, Any]] = []
    for envelope, message in letters:
        first, *others = message.parts()
        written += [_row(envelope, first, now), *_parts(envelope, others, now)]
    if written:
        session.info[OUTGOING] = True
        await add_all_if_absent(session, Outgoing, written)


async def _write_parts(session: AsyncSession, envelope: Envelope, parts: Sequence[Message], now: datetime) -> None:
    for row in _parts(envelope, parts, now):
        await _write(session, row)


def _parts(envelope: Envelope, parts: Sequence[Message], now: datetime) -> Iterator[dict[str, Any]]:
    """The rows of all but the first."""
    for number, part in enumerate(parts, start=2):
        yield _row(replace(envelope, key=f"{envelope.key} part {number}"), part, now)


async def _write(session: AsyncSession, row: dict[str, Any]) -> bool:
    session.info[OUTGOING] = True
    return await add_if_absent(session, Outgoing, **row)


def _row(envelope: Envelope, message: Message, now: datetime, edits: int | None = None) -> dict[str, Any]:
    return {
        "key": envelope.key, "chat_id": envelope.chat_id, "kind": envelope.kind, "batch": envelope.batch,
        "content": message.content(), "edits": edits, "state": "pending", "held": False, "once": envelope.once,
        "withdrawn": False, "attempts": 0, "created_at": now, "due_at": envelope.due or now,
    }  # fmt: skip


async def revise(session: AsyncSession, key: str, message: Message, *, now: datetime) -> bool:
    """Changes what was written under the key: in place where it still waits, else by editing what was sent.

    Returns whether there was anything to change; what never arrived (blocked, dead) stays as it is.
    """
    row = await session.scalar(select(Outgoing).where(Outgoing.key == key).with_for_update())
    if row is None or row.state in ("blocked", "dead"):
        return False
    first, *others = message.parts()
    await _drop_parts(session, key, now)
    waiting = row if row.state == "pending" else await _waiting_edit(session, row.id)
    number = await _number_of_edits(session, row.id)
    envelope = Envelope(f"{key} edit {number + 1}", row.chat_id)
    if waiting is not None:
        waiting.content = first.content()
    else:
        await _write(session, _row(envelope, first, now, edits=row.id))
    later = replace(envelope, due=max(now, row.due_at), batch=row.batch)
    await _write_parts(session, later, others, now)
    return True


async def _waiting_edit(session: AsyncSession, row: int) -> Outgoing | None:
    """The edit that has not left yet: a newer one takes its place, so a storm of edits is one a moment."""
    query = select(Outgoing).where(Outgoing.edits == row, Outgoing.state == "pending")
    return await session.scalar(query.order_by(Outgoing.id.desc()).limit(1).with_for_update())


async def _number_of_edits(session: AsyncSession, row: int) -> int:
    query = select(func.count()).select_from(Outgoing).where(Outgoing.edits == row)
    return await session.scalar(query) or 0


async def _drop_parts(session: AsyncSession, key: str, now: datetime) -> None:
    """Parts of the old wording that still wait are not sent."""
    parts = Outgoing.key.startswith(f"{key} part ", autoescape=True)
    query = update(Outgoing).where(parts, Outgoing.state == "pending")
    await session.execute(query.values(state="dead", error="revised", settled_at=now), NO_SYNC)


async def adopt(session: AsyncSession, key: str, sent: tuple[int, int], message: Message, *, now: datetime) -> bool:
    """Notes a message that a handler sent itself (its chat and number), so that `revise` can change it later."""
    chat_id, message_id = sent
    return await add_if_absent(
        session, Outgoing, key=key, chat_id=chat_id, kind="answer", batch=None, content=message.content(), edits=None,
        state="sent", held=False, once=False, withdrawn=False, attempts=0, created_at=now, due_at=now,
        settled_at=now, message_id=message_id,
    )  # fmt: skip


async def hold(session: AsyncSession, batch: str, *, held: bool = True) -> None:
    """What waits in the batch stays where it is until it is released (`held=False`)."""
    session.info[OUTGOING] = True
    query = update(Outgoing).where(Outgoing.batch == batch, Outgoing.state.in_(("pending", "sending")))
    await session.execute(query.values(held=held), NO_SYNC)


async def withdraw(session: AsyncSession, batch: str, *, now: datetime) -> None:
    """What waits in the batch is never sent, and what is on its way not a second time."""
    waiting = update(Outgoing).where(Outgoing.batch == batch, Outgoing.state == "pending")
    await session.execute(waiting.values(state="dead", error="withdrawn", settled_at=now, withdrawn=True), NO_SYNC)
    leaving = update(Outgoing).where(Outgoing.batch == batch, Outgoing.state == "sending")
    await session.execute(leaving.values(withdrawn=True), NO_SYNC)


async def tally(session: AsyncSession, batch: str) -> Tally:
    """The batch's messages, counted by state."""
    query = select(Outgoing.state, func.count()).where(Outgoing.batch == batch).group_by(Outgoing.state)
    rows: Sequence[Any] = (await session.execute(query)).all()
    return Tally(**{str(state): int(count) for state, count in rows})


async def chats_in(session: AsyncSession, batch: str, *states: State) -> list[int]:
    """The chats whose message of the batch is in one of these states, each once, for staff's lists."""
    query = select(Outgoing.chat_id).where(Outgoing.batch == batch, Outgoing.state.in_(states)).distinct()
    return list(await session.scalars(query.order_by(Outgoing.chat_id)))


async def reasons(session: AsyncSession, batch: str) -> dict[str, list[int]]:
    """The chats that got nothing, by reason: blocked, gone, left, muted, unknown, or Telegram's words."""
    lost = Outgoing.state.in_(("blocked", "dead", "unknown"))
    query = select(Outgoing.error, Outgoing.chat_id).where(Outgoing.batch == batch, lost).order_by(Outgoing.chat_id)
    found: dict[str, list[int]] = {}
    for reason, chat_id in (await session.execute(query)).all():
        found.setdefault(reason or "", []).append(chat_id)
    return found


async def _export(session: AsyncSession, member_id: int) -> dict[str, Any]:
    return {
        "messages": await rows(session, select(Outgoing).where(Outgoing.chat_id == member_id).order_by(Outgoing.id)),
        "chat": await rows(session, select(Chat).where(Chat.chat_id == member_id)),
    }


async def _erase(session: AsyncSession, member_id: int) -> None:
    """What waits is not sent any more, what is on its way not a second time: the rows are gone."""
    await session.execute(delete(Outgoing).where(Outgoing.chat_id == member_id))
    await session.execute(delete(Chat).where(Chat.chat_id == member_id))


KEEPER = Keeper("outbox", _export, nothing_to_withdraw, _erase)
