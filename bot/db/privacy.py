"""What members agreed to, and took back: a ledger to which lines are only added."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.base import Base, Moment, RowId


class Consent(Base):
    """One word given or taken back; the last one on a purpose (directory, announcements, introductions, matching)
    counts. `wording` names the text that was shown, its language, and a digest of its words.
    """

    __tablename__ = "consents"
    __table_args__ = (Index(None, "member_id", "purpose", "id"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    member_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("members.telegram_id", ondelete="CASCADE"))
    purpose: Mapped[str] = mapped_column(String(20))
    given: Mapped[bool]
    at: Mapped[datetime] = mapped_column(Moment)
    wording: Mapped[str] = mapped_column(String(100))
