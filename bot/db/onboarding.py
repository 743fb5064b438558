"""Members as we know them: a Telegram id, a language, first and last seen. No names, no usernames."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.base import Base, Moment


class Member(Base):
    """Somebody who wrote to us. `chosen`: the language was picked, not guessed from Telegram's.

    `zone`: the time zone in which their quiet hours and reminders are counted.
    """

    __tablename__ = "members"

    telegram_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    language: Mapped[str] = mapped_column(String(2))
    chosen: Mapped[bool]
    zone: Mapped[str] = mapped_column(String(40), server_default="Europe/Rome")
    first_seen: Mapped[datetime] = mapped_column(Moment)
    last_seen: Mapped[datetime] = mapped_column(Moment)
