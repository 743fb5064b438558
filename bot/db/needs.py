"""Needs: what nobody documents and a member asks the network for, and who was asked and what they replied."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.base import Base, Json, Moment, RowId
from bot.db.directory import RECORD_ID


class Need(Base):
    """One need. `state` changes only by the transition table in `services/needs/states.py`.

    `near`: what adjoins the need, as the library understood it: concepts, and companies that offer them. `named`: those
    who are asked see who asks. `asking`: what the asker is to type ("text", "context"); `update_id`: the message that
    said it last. `days`: how long it stays open, from the moment that staff agree.
    """

    __tablename__ = "needs"
    __table_args__ = (Index(None, "asker", "state"), Index(None, "state", "closes_at"))

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    state: Mapped[str] = mapped_column(String(10))
    asker: Mapped[int] = mapped_column(BigInteger, ForeignKey("members.telegram_id", ondelete="CASCADE"))
    language: Mapped[str] = mapped_column(String(2))
    question_id: Mapped[int | None] = mapped_column(ForeignKey("questions.id", ondelete="SET NULL"), index=True)
    text: Mapped[str] = mapped_column(Text)
    context: Mapped[str] = mapped_column(Text)
    near: Mapped[dict[str, Any]] = mapped_column(Json)
    named: Mapped[bool]
    days: Mapped[int]
    asking: Mapped[str | None] = mapped_column(String(10))
    update_id: Mapped[int | None] = mapped_column(BigInteger)
    reason: Mapped[str | None] = mapped_column(String(10))
    decided_by: Mapped[int | None] = mapped_column(BigInteger)
    created_at: Mapped[datetime] = mapped_column(Moment)
    changed_at: Mapped[datetime] = mapped_column(Moment)
    opened_at: Mapped[datetime | None] = mapped_column(Moment)
    closes_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)


class Addressee(Base):
    """Somebody whom a need is put to, for which company, and why; and what they replied: helps, knows or no.

    `due_at`: when it goes to them, quiet hours in their time zone kept; `told_at`: when it was handed over. `words`:
    what they wrote of somebody who may know. `asking_since`: they were asked to write it.
    """

    __tablename__ = "need_addressees"
    __table_args__ = (Index(None, "told_at", "due_at"), Index(None, "member_id", "asking_since"))

    need_id: Mapped[int] = mapped_column(ForeignKey("needs.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("members.telegram_id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    number: Mapped[int]
    company_id: Mapped[str] = mapped_column(RECORD_ID)
    why: Mapped[dict[str, Any]] = mapped_column(Json)
    due_at: Mapped[datetime] = mapped_column(Moment)
    told_at: Mapped[datetime | None] = mapped_column(Moment)
    reply: Mapped[str | None] = mapped_column(String(6))
    words: Mapped[str | None] = mapped_column(Text)
    suggested: Mapped[str | None] = mapped_column(RECORD_ID)
    asking_since: Mapped[datetime | None] = mapped_column(Moment)
    replied_at: Mapped[datetime | None] = mapped_column(Moment)
    update_id: Mapped[int | None] = mapped_column(BigInteger)
