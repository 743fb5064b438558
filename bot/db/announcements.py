"""Announcements: what staff make known, to whom and why, and what each member wants to hear of."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.base import Base, Json, Moment, RowId
from bot.db.directory import Words


class Announcement(Base):
    """One announcement. `state` changes only by the transition table in `services/announcements`.

    `kind` (event, news or opportunity) is what a member can stop. `draft` holds what was read, each field with
    where it came from; `asking` names the field that its author is being asked for. `audience`: to whom, as
    `{"to": …, "which": …}`. `revision` goes up with each change: who presses a button of an older one is told so.
    """

    __tablename__ = "announcements"
    __table_args__ = (Index(None, "state", "send_at"), Index(None, "author", "state"))

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))
    state: Mapped[str] = mapped_column(String(12))
    event_id: Mapped[int | None] = mapped_column(ForeignKey("announced_events.id", ondelete="SET NULL"))
    text: Mapped[Words] = mapped_column(Json)
    draft: Mapped[dict[str, Any]] = mapped_column(Json)
    asking: Mapped[str | None] = mapped_column(String(20))
    audience: Mapped[dict[str, Any]] = mapped_column(Json)
    urgent: Mapped[bool]
    send_at: Mapped[datetime | None] = mapped_column(Moment)
    author: Mapped[int] = mapped_column(BigInteger)
    approver: Mapped[int | None] = mapped_column(BigInteger)
    revision: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(Moment)
    changed_at: Mapped[datetime] = mapped_column(Moment)
    started_at: Mapped[datetime | None] = mapped_column(Moment)
    finished_at: Mapped[datetime | None] = mapped_column(Moment)


class Recipient(Base):
    """Somebody whom an announcement is for, and why.

    `way`: now, weekly (in a digest), never, or stopped (before the digest was written). `due_at`: when it goes to
    them, quiet hours in their time zone kept; `told_at`: when it was handed over.
    """

    __tablename__ = "recipients"
    __table_args__ = (Index(None, "way", "told_at", "due_at"),)

    announcement_id: Mapped[int] = mapped_column(ForeignKey("announcements.id", ondelete="CASCADE"), primary_key=True)
    chat_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    why: Mapped[dict[str, Any]] = mapped_column(Json)
    way: Mapped[str] = mapped_column(String(8))
    due_at: Mapped[datetime | None] = mapped_column(Moment)
    told_at: Mapped[datetime | None] = mapped_column(Moment)


class Preference(Base):
    """How a member wants to hear of a kind of announcement: now, weekly or never. No row: now."""

    __tablename__ = "preferences"

    member_id: Mapped[int] = mapped_column(ForeignKey("members.telegram_id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(12), primary_key=True)
    cadence: Mapped[str] = mapped_column(String(8))
    changed_at: Mapped[datetime] = mapped_column(Moment)


class Follow(Base):
    """What a member follows: `what` is capability, place or company, `which` the concept, the place, the id."""

    __tablename__ = "follows"
    __table_args__ = (Index(None, "what", "which"),)

    member_id: Mapped[int] = mapped_column(ForeignKey("members.telegram_id", ondelete="CASCADE"), primary_key=True)
    what: Mapped[str] = mapped_column(String(12), primary_key=True)
    which: Mapped[str] = mapped_column(String(100), primary_key=True)
    since: Mapped[datetime] = mapped_column(Moment)
