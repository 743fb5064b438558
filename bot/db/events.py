"""Events: what happens when and where, with partial dates as their sources give them."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.db.base import Base, Json
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
