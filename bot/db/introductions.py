"""Introductions: who wants to meet whom and why, who was asked and said what, and what came of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.base import Base, Moment, RowId


class Introduction(Base):
    """One request. `state` changes only by the transition table in `services/introductions`.

    `starter` wrote it: the requester, or (`two_sided`) whoever brings two others together. `why` and `offer` are their
    words, None as long as they were not asked for; `note` is what the other reads. `asking`: what the starter was asked
    to type, and when; `heard`: the update that was taken last, by which a repetition is known.
    `tell_at` is decided when it is sent, whatever the answer will be: no moment gives away a no.
    """

    __tablename__ = "introductions"
    __table_args__ = (Index(None, "state", "lapses_at"), Index(None, "state", "tell_at"), Index(None, "starter"))

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    state: Mapped[str] = mapped_column(String(12))
    two_sided: Mapped[bool]
    starter: Mapped[int | None] = mapped_column(BigInteger)
    masked: Mapped[bool | None]
    why: Mapped[str | None] = mapped_column(Text)
    offer: Mapped[str | None] = mapped_column(Text)
    minutes: Mapped[int | None]
    note: Mapped[str | None] = mapped_column(Text)
    note_typed: Mapped[bool]
    topic: Mapped[str | None] = mapped_column(String(100))
    from_need: Mapped[int | None]
    language: Mapped[str] = mapped_column(String(2))
    asking: Mapped[str | None] = mapped_column(String(10))
    asking_at: Mapped[datetime | None] = mapped_column(Moment)
    heard: Mapped[int | None] = mapped_column(BigInteger)
    created_at: Mapped[datetime] = mapped_column(Moment)
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
    lapses_at: Mapped[datetime | None] = mapped_column(Moment)
    tell_at: Mapped[datetime | None] = mapped_column(Moment)
    introduced_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)


class Party(Base):
    """One of the two sides: `a` the requester's (or the first of two others), `b` the one that is asked.

    `member_id`: who answers for the company; None with `staff_case`: somebody of the staff (`staff_id`, once taken)
    reaches the company outside the bot. `shown_as` and `contact` are what the person lets the other have at a yes, and
    are forgotten when the two have met. `round` counts whom it was passed on to.
    """

    __tablename__ = "introduction_parties"
    __table_args__ = (Index(None, "member_id", "answer"), Index(None, "answer", "remind_at"))

    introduction_id: Mapped[int] = mapped_column(ForeignKey("introductions.id", ondelete="CASCADE"), primary_key=True)
    side: Mapped[str] = mapped_column(String(1), primary_key=True)
    company_id: Mapped[str] = mapped_column(String(100))
    member_id: Mapped[int | None] = mapped_column(BigInteger)
    staff_case: Mapped[bool]
    staff_id: Mapped[int | None] = mapped_column(BigInteger)
    shown_as: Mapped[str | None] = mapped_column(String(120))
    contact: Mapped[str | None] = mapped_column(String(200))
    answer: Mapped[str] = mapped_column(String(8))
    round: Mapped[int]
    asking: Mapped[str | None] = mapped_column(String(10))
    asking_at: Mapped[datetime | None] = mapped_column(Moment)
    heard: Mapped[int | None] = mapped_column(BigInteger)
    asked_at: Mapped[datetime | None] = mapped_column(Moment)
    remind_at: Mapped[datetime | None] = mapped_column(Moment)
    answered_at: Mapped[datetime | None] = mapped_column(Moment)


class AskedPair(Base):
    """The second company was asked about the first: not again before `until`."""

    __tablename__ = "asked_pairs"

    asker: Mapped[str] = mapped_column(String(100), primary_key=True)
    asked: Mapped[str] = mapped_column(String(100), primary_key=True)
    until: Mapped[datetime] = mapped_column(Moment)


class WordFirst(Base):
    """What needs the staff's word first: a pair of companies, whatever concerns one (`second` empty), or a kind."""

    __tablename__ = "words_first"

    what: Mapped[str] = mapped_column(String(10), primary_key=True)  # pair, company or kind
    first: Mapped[str] = mapped_column(String(100), primary_key=True)
    second: Mapped[str] = mapped_column(String(100), primary_key=True)
    marked_by: Mapped[int | None] = mapped_column(BigInteger)
    marked_at: Mapped[datetime] = mapped_column(Moment)


class Block(Base):
    """The member wants no requests of that company, and nobody is told."""

    __tablename__ = "introduction_blocks"

    member_id: Mapped[int] = mapped_column(ForeignKey("members.telegram_id", ondelete="CASCADE"), primary_key=True)
    company_id: Mapped[str] = mapped_column(String(100), primary_key=True)
    since: Mapped[datetime] = mapped_column(Moment)


class Outcome(Base):
    """What one of the two says came of it, 7, 30 and 90 days later: met, quote, order, nothing or stop.

    `worth`: a band of value, confidential, where they choose to tell it.
    """

    __tablename__ = "introduction_outcomes"

    introduction_id: Mapped[int] = mapped_column(ForeignKey("introductions.id", ondelete="CASCADE"), primary_key=True)
    side: Mapped[str] = mapped_column(String(1), primary_key=True)
    day: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    asked_at: Mapped[datetime] = mapped_column(Moment)
    said: Mapped[str | None] = mapped_column(String(8))
    worth: Mapped[str | None] = mapped_column(String(8))
    said_at: Mapped[datetime | None] = mapped_column(Moment)
