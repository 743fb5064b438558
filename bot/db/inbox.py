"""What reached us from Telegram: every update, kept before Telegram is told that it arrived."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.base import Base, Moment


class Inbound(Base):
    """One update. `raw` is its JSON, forgotten once it is done; the id stays, so that a repetition is known.

    `lane` is the chat (or the person) in whose order it is worked on; 0 once it is done. `state`: new, done or dead.
    """

    __tablename__ = "inbox"
    __table_args__ = (Index(None, "state", "next_try"),)

    bot_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    update_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    lane: Mapped[int] = mapped_column(BigInteger)
    raw: Mapped[str | None] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(10))
    attempts: Mapped[int]
    next_try: Mapped[datetime | None] = mapped_column(Moment)
    received_at: Mapped[datetime] = mapped_column(Moment)
    settled_at: Mapped[datetime | None] = mapped_column(Moment)
    error: Mapped[str | None] = mapped_column(String(200))
