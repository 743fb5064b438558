"""Members as we know them, what they may do, the companies that they stand for, and invitations to join."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.base import Base, Json, Moment, RowId


class Member(Base):
    """Somebody who wrote to us. `chosen`: the language was picked, not guessed from Telegram's.

    `zone`: the time zone in which their quiet hours and reminders are counted. `away_until`: on holiday, and not
    asked to meet anybody before. No name: that is written where somebody chose to be shown.
    """

    __tablename__ = "members"

    telegram_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    language: Mapped[str] = mapped_column(String(2))
    chosen: Mapped[bool]
    zone: Mapped[str] = mapped_column(String(40), server_default="Europe/Rome")
    first_seen: Mapped[datetime] = mapped_column(Moment)
    last_seen: Mapped[datetime] = mapped_column(Moment)
    away_until: Mapped[datetime | None] = mapped_column(Moment)


class Role(Base):
    """Who was made staff or admin in the chat, by whom. Those of the settings have no row, nor have members: a member
    is whoever stands for a company. Not tied to `members`: somebody may be named before they first write.
    """

    __tablename__ = "roles"

    member_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    role: Mapped[str] = mapped_column(String(6))
    given_by: Mapped[int | None] = mapped_column(BigInteger)
    since: Mapped[datetime] = mapped_column(Moment)


class Representation(Base):
    """Somebody stands for a company. `state` (asked, approved, declined, ended) changes only by the transition table
    in `services/onboarding`.

    `shown_as`, `contact`: how the person wants to be named, and what is shared when they say yes to being introduced.
    `topics`: ids of concepts. `asking`: what the person was asked to type (name or contact), and when. `invited_by`:
    the invitation that they came with.
    """

    __tablename__ = "representations"
    __table_args__ = (
        UniqueConstraint("member_id", "company_id"),
        Index(None, "company_id", "state"),
        Index(None, "state", "asked_at"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.telegram_id", ondelete="CASCADE"))
    company_id: Mapped[str] = mapped_column(ForeignKey("companies.id", ondelete="CASCADE"))
    state: Mapped[str] = mapped_column(String(10))
    shown_as: Mapped[str | None] = mapped_column(String(120))
    topics: Mapped[list[str]] = mapped_column(Json)
    contact: Mapped[str | None] = mapped_column(String(200))
    asking: Mapped[str | None] = mapped_column(String(10))
    asking_since: Mapped[datetime | None] = mapped_column(Moment)
    invited_by: Mapped[int | None] = mapped_column(ForeignKey("invitations.id", ondelete="SET NULL"))
    asked_at: Mapped[datetime] = mapped_column(Moment)
    decided_by: Mapped[int | None] = mapped_column(BigInteger)
    decided_at: Mapped[datetime | None] = mapped_column(Moment)


class Invitation(Base):
    """A link to join: as somebody of a company, or (without one) as staff. The link's token is signed, not stored."""

    __tablename__ = "invitations"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    company_id: Mapped[str | None] = mapped_column(ForeignKey("companies.id", ondelete="CASCADE"), index=True)
    uses_left: Mapped[int]
    expires_at: Mapped[datetime] = mapped_column(Moment)
    made_by: Mapped[int | None] = mapped_column(BigInteger)
    made_at: Mapped[datetime] = mapped_column(Moment)
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)
