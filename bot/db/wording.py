"""What language models were asked: tokens by day and asker, so that budgets hold across restarts and processes."""

from __future__ import annotations

from datetime import date

from sqlalchemy import BigInteger, Date
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.base import Base


class ModelSpending(Base):
    """What one asker took on one day; `asker` 0: nobody in particular. Forgotten after a month."""

    __tablename__ = "model_spending"

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    asker: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    calls: Mapped[int]
    tokens: Mapped[int] = mapped_column(BigInteger)
