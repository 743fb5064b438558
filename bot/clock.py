"""The clock: what day it is in Turin. `TODAY` freezes the day, for tests and demonstrations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

ROME = ZoneInfo("Europe/Rome")


@dataclass(frozen=True, slots=True)
class Clock:
    """`frozen` keeps the day and lets the hours go on, so that order in time stays right."""

    frozen: date | None = None

    def now(self) -> datetime:
        now = datetime.now(ROME)
        return now if self.frozen is None else datetime.combine(self.frozen, now.timetz())

    def today(self) -> date:
        return self.now().date()
