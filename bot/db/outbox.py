"""What is to be said to whoever did not just write to us, and the chats as far as they can be reached."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.base import Base, Json, Moment, RowId


class Outgoing(Base):
    """One message or edit, written in the transaction of the change that causes it.

    `state`: pending, sending, sent, unknown (perhaps sent, and not tried again), blocked or dead.
    `kind` (answer, notice, announcement) decides what goes first and what becomes of "perhaps sent".
    `once`: rather not at all than twice. `withdrawn`: not to be tried again, though it may be on its way.
    `edits`: the row whose message this one changes.
    `batch` names what is held, released and reported together.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        Index(None, "state", "kind", "due_at"),
        Index(None, "chat_id", "started_at"),
        Index(None, "started_at"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    key: Mapped[str] = mapped_column(String(100), unique=True)
    chat_id: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[str] = mapped_column(String(12))
    batch: Mapped[str | None] = mapped_column(String(40), index=True)
    content: Mapped[dict[str, Any]] = mapped_column(Json)
    edits: Mapped[int | None] = mapped_column(ForeignKey("outbox.id", ondelete="CASCADE"), index=True)
    state: Mapped[str] = mapped_column(String(10))
    held: Mapped[bool]
    once: Mapped[bool]
    withdrawn: Mapped[bool]
    attempts: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(Moment)
    due_at: Mapped[datetime] = mapped_column(Moment)
    started_at: Mapped[datetime | None] = mapped_column(Moment)
    settled_at: Mapped[datetime | None] = mapped_column(Moment)
    message_id: Mapped[int | None] = mapped_column(BigInteger)
    error: Mapped[str | None] = mapped_column(String(200))


class Chat(Base):
    """A chat as far as it can be reached. People's chats bear no title; groups and channels bear theirs.

    `unreachable`: why nothing is sent there (blocked, gone, left), until Telegram says otherwise.
    `moved_to`: the supergroup that a group became. `quiet_until`: when Telegram's flood limit lets us in again.
    """

    __tablename__ = "chats"

    chat_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(10))  # private, group, supergroup or channel
    title: Mapped[str | None] = mapped_column(Text)
    unreachable: Mapped[str | None] = mapped_column(String(20))
    unreachable_since: Mapped[datetime | None] = mapped_column(Moment)
    moved_to: Mapped[int | None] = mapped_column(BigInteger)
    quiet_until: Mapped[datetime | None] = mapped_column(Moment)
