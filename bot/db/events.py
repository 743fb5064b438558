"""Events: those that sources tell of, with partial dates; those that staff announced, and who joins them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.db.base import Base, Json, Moment, RowId
from bot.db.directory import Record, Words


class Event(Base):
    """`start` and `end` are "2026", "2026-09" or "2026-09-11": no day is made up that no source names."""

    __tablename__ = "events"

    id: Mapped[str] = mapped_column(ForeignKey("records.id", ondelete="CASCADE"), primary_key=True)
    title: Mapped[Words] = mapped_column(Json)
    start: Mapped[str | None] = mapped_column(String(10), index=True)
    end: Mapped[str | None] = mapped_column(String(10))
    place: Mapped[Words] = mapped_column(Json)
    organiser: Mapped[Words] = mapped_column(Json)
    note: Mapped[Words] = mapped_column(Json)
    url: Mapped[str | None] = mapped_column(Text)
    mentions: Mapped[list[str]] = mapped_column(Json)

    record: Mapped[Record] = relationship()


class AnnouncedEvent(Base):
    """An event that staff announced. `state`: draft, announced or cancelled; whether it is over the clock tells.

    `zone`: the time zone of the place, in which `starts_at` and `ends_at` are told. `revision` counts changes
    since it was announced (iCalendar's SEQUENCE). `series`: the first event of those that one rule repeats, each of
    which is a row of its own; `occurrence`: the moment that the rule gave it, wherever it was moved since. That first
    event carries the `rule`, from when it is counted (`counted_from`; None: its start), the days that are `left_out`
    and the starts that are `added`, all as `EventDetails` has them. `check_in` is the secret in the code at the door.
    """

    __tablename__ = "announced_events"
    __table_args__ = (Index(None, "state", "starts_at"), UniqueConstraint("series", "occurrence"))

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    state: Mapped[str] = mapped_column(String(12))
    title: Mapped[Words] = mapped_column(Json)
    description: Mapped[Words] = mapped_column(Json)
    starts_at: Mapped[datetime] = mapped_column(Moment)
    ends_at: Mapped[datetime | None] = mapped_column(Moment)
    whole_day: Mapped[bool]
    zone: Mapped[str] = mapped_column(String(40))
    place: Mapped[str | None] = mapped_column(Text)
    organiser: Mapped[str | None] = mapped_column(Text)
    url: Mapped[str | None] = mapped_column(Text)
    seats: Mapped[int | None]
    deadline: Mapped[datetime | None] = mapped_column(Moment)
    rule: Mapped[str | None] = mapped_column(String(200))  # an RRULE of RFC 5545, on the first of a series
    counted_from: Mapped[str | None] = mapped_column(String(33))
    left_out: Mapped[list[str]] = mapped_column(Json)
    added: Mapped[list[str]] = mapped_column(Json)
    series: Mapped[int | None] = mapped_column(ForeignKey("announced_events.id", ondelete="CASCADE"))
    occurrence: Mapped[datetime | None] = mapped_column(Moment)
    revision: Mapped[int]
    check_in: Mapped[str] = mapped_column(String(32), unique=True)
    created_by: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[datetime] = mapped_column(Moment)
    changed_at: Mapped[datetime] = mapped_column(Moment)


class Attendance(Base):
    """What a member answered. `answer`: going, maybe, declined, waiting (no seat free) or offered (until when).

    `shown_as`, `company_id`: who the others see, only where the member agreed (`visible`); `meets`: may be
    suggested to others who go. Reminders are the member's choice. `asking`: what the member was asked to type
    (name or company), and when.
    """

    __tablename__ = "attendances"
    __table_args__ = (Index(None, "answer", "offered_until"), Index(None, "member_id", "asking"))

    event_id: Mapped[int] = mapped_column(ForeignKey("announced_events.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.telegram_id", ondelete="CASCADE"), primary_key=True)
    answer: Mapped[str] = mapped_column(String(10))
    answered_at: Mapped[datetime] = mapped_column(Moment)
    offered_until: Mapped[datetime | None] = mapped_column(Moment)
    visible: Mapped[bool]
    shown_as: Mapped[str | None] = mapped_column(String(120))
    company_id: Mapped[str | None] = mapped_column(ForeignKey("companies.id", ondelete="SET NULL"))
    meets: Mapped[bool]
    remind_day: Mapped[bool]
    remind_hours: Mapped[bool]
    asking: Mapped[str | None] = mapped_column(String(10))
    asked_at: Mapped[datetime | None] = mapped_column(Moment)
    heard: Mapped[int | None] = mapped_column(BigInteger)  # the update that was taken for it last
    attended_at: Mapped[datetime | None] = mapped_column(Moment)


class Opinion(Base):
    """What somebody who was there says of it: `worth` and `again` are yes, partly or no."""

    __tablename__ = "opinions"

    event_id: Mapped[int] = mapped_column(ForeignKey("announced_events.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.telegram_id", ondelete="CASCADE"), primary_key=True)
    worth: Mapped[str | None] = mapped_column(String(6))
    again: Mapped[str | None] = mapped_column(String(6))
    given_at: Mapped[datetime] = mapped_column(Moment)


class CalendarFeed(Base):
    """The secret address of a member's own calendar; a new secret closes the old address."""

    __tablename__ = "calendar_feeds"

    member_id: Mapped[int] = mapped_column(ForeignKey("members.telegram_id", ondelete="CASCADE"), primary_key=True)
    secret: Mapped[str] = mapped_column(String(43), unique=True)
    created_at: Mapped[datetime] = mapped_column(Moment)
