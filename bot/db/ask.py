"""Questions, the answers given to them, and what their askers thought of these."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Float, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.db.base import Base, Json, Moment, RowId


class Question(Base):
    """What somebody asked. `asker` and `chat` are Telegram ids.

    `changed_from`: the question whose answer a button narrowed or widened; the text is still that question's.
    `update_id`: the message of Telegram's that asked; handled again after a crash, it finds its answer.
    """

    __tablename__ = "questions"
    __table_args__ = (Index(None, "asker", "chat", "asked_at"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    asked_at: Mapped[datetime] = mapped_column(Moment, index=True)
    update_id: Mapped[int | None] = mapped_column(BigInteger, index=True)
    asker: Mapped[int | None] = mapped_column(BigInteger)
    chat: Mapped[int | None] = mapped_column(BigInteger)
    place: Mapped[str] = mapped_column(String(10))
    text: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(2))
    intent: Mapped[str] = mapped_column(String(20))
    outcome: Mapped[str] = mapped_column(String(20))
    seconds: Mapped[float] = mapped_column(Float)
    changed_from: Mapped[int | None] = mapped_column(ForeignKey("questions.id", ondelete="SET NULL"))

    answer: Mapped[StoredAnswer] = relationship(back_populates="question")


class StoredAnswer(Base):
    """The answer as it was given, whole, so that buttons under it can show it again."""

    __tablename__ = "answers"

    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id", ondelete="CASCADE"), primary_key=True)
    body: Mapped[dict[str, Any]] = mapped_column(Json)

    question: Mapped[Question] = relationship(back_populates="answer")


class Feedback(Base):
    """Thumbs up or down: one row a question, the last press counts."""

    __tablename__ = "feedback"

    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id", ondelete="CASCADE"), primary_key=True)
    verdict: Mapped[str] = mapped_column(String(4))
    given_at: Mapped[datetime] = mapped_column(Moment)


class NotThis(Base):
    """A company that the asker took out of an answer."""

    __tablename__ = "not_this"

    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id", ondelete="CASCADE"), primary_key=True)
    company_id: Mapped[str] = mapped_column(ForeignKey("companies.id", ondelete="CASCADE"), primary_key=True)
    given_at: Mapped[datetime] = mapped_column(Moment)
