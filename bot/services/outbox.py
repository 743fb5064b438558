"""The outbox: what is to be said is written in the transaction of the change that causes it.

Services call these verbs with their own session; `jobs` delivers what was written, through the courier.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.base import add_if_absent
from bot.db.outbox import Outgoing

Kind = Literal["answer", "notice", "announcement"]


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


@dataclass(frozen=True, slots=True)
class Envelope:
    """Where a message goes. `key` makes it one of its kind: written twice, it is sent once."""

    key: str
    chat_id: int
    kind: Kind = "notice"
    batch: str | None = None
    due: datetime | None = None


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
    """Writes the message unless one with this key was written before; whether it was new."""
    return await add_if_absent(
        session, Outgoing, key=envelope.key, chat_id=envelope.chat_id, kind=envelope.kind, batch=envelope.batch,
        content=message.content(), edits=None, state="pending", held=False, attempts=0,
        created_at=now, due_at=envelope.due or now,
    )  # fmt: skip


async def revise(session: AsyncSession, key: str, message: Message, *, now: datetime) -> bool:
    """Changes what was written under the key: in place where it still waits, else by editing what was sent.

    Returns whether there was anything to change; what never arrived (blocked, dead) stays as it is.
    """
    row = await session.scalar(select(Outgoing).where(Outgoing.key == key).with_for_update())
    if row is None or row.state in ("blocked", "dead"):
        return False
    if row.state == "pending":
        row.content = message.content()
        return True
    waiting = await session.scalar(select(Outgoing).where(Outgoing.edits == row.id, Outgoing.state == "pending"))
    if waiting is not None:
        waiting.content = message.content()
        return True
    number = await session.scalar(select(func.count()).select_from(Outgoing).where(Outgoing.edits == row.id)) or 0
    session.add(
        Outgoing(
            key=f"{key} edit {number + 1}", chat_id=row.chat_id, kind="notice", content=message.content(),
            edits=row.id, state="pending", held=False, attempts=0, created_at=now, due_at=now,
        )
    )  # fmt: skip
    return True


async def hold(session: AsyncSession, batch: str, *, held: bool = True) -> None:
    """What waits in the batch stays where it is until it is released (`held=False`)."""
    query = update(Outgoing).where(Outgoing.batch == batch, Outgoing.state == "pending")
    await session.execute(query.values(held=held))


async def withdraw(session: AsyncSession, batch: str, *, now: datetime) -> None:
    """What waits in the batch is never sent."""
    query = update(Outgoing).where(Outgoing.batch == batch, Outgoing.state == "pending")
    await session.execute(query.values(state="dead", error="withdrawn", settled_at=now))


async def tally(session: AsyncSession, batch: str) -> Tally:
    """The batch's messages, counted by state."""
    query = select(Outgoing.state, func.count()).where(Outgoing.batch == batch).group_by(Outgoing.state)
    rows: Sequence[Any] = (await session.execute(query)).all()
    return Tally(**{str(state): int(count) for state, count in rows})
