"""Spans of days, and the calendar that they are cut from: weeks, months, quarters, seasons, years."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

SEASON_DAYS = 112  # from the first of the month in which it begins to the day on which the next one does


@dataclass(frozen=True, slots=True)
class Period:
    """A span of days, both ends included."""

    first: date
    last: date

    def meets(self, other: Period) -> bool:
        """Whether the two share a day."""
        return self.first <= other.last and other.first <= self.last

    def holds(self, other: Period) -> bool:
        """Whether every day of the other is one of this."""
        return self.first <= other.first and other.last <= self.last

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    def partial(self) -> tuple[str, str]:
        """Its ends as partial ISO dates: whole years and months are told as such."""
        if (self.first.month, self.first.day, self.last.month, self.last.day) == (1, 1, 12, 31):
            return str(self.first.year), str(self.last.year)
        if self.first.day == 1 and self.last == month_of(self.last).last:
            return self.first.isoformat()[:7], self.last.isoformat()[:7]
        return self.first.isoformat(), self.last.isoformat()


@lru_cache(maxsize=8192)  # of the same few thousand records at every question
def of_partial(start: str | None, end: str | None = None) -> Period | None:
    """The span that partial ISO dates ("2025", "2025-11") can stand for; None without any."""
    first, last = start or end, end or start
    if not first or not last:
        return None
    return Period(_whole(first).first, _whole(last).last)


def week_of(day: date) -> Period:
    """From Monday to Sunday."""
    monday = day - timedelta(days=day.weekday())
    return Period(monday, monday + timedelta(days=6))


def month_of(day: date) -> Period:
    return Period(day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1]))


def months(year: int, first: int, count: int = 1) -> Period:
    """So many whole months; `first` counts from 1 and may lie beyond the year."""
    start = date(year + (first - 1) // 12, (first - 1) % 12 + 1, 1)
    return Period(start, month_of(months_on(start, count - 1)).last)


def season(year: int, first_month: int) -> Period:
    """The season that begins in that month: by the calendar of the weather and by that of the sun."""
    start = date(year, first_month, 1)
    return Period(start, start + timedelta(days=SEASON_DAYS))


def year_of(year: int) -> Period:
    return Period(date(year, 1, 1), date(year, 12, 31))


def months_on(day: date, count: int) -> date:
    """The same day so many months later (earlier if negative), or the last one that the month has."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _whole(partial: str) -> Period:
    parts = [int(part) for part in partial.split("-")]
    if len(parts) == 1:
        return year_of(parts[0])
    day = date(parts[0], parts[1], parts[2] if len(parts) > 2 else 1)
    return month_of(day) if len(parts) == 2 else Period(day, day)
