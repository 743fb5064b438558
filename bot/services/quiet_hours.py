"""Quiet hours: nothing that can wait is said at night, nor on Sundays and holidays, by the clock of each reader."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from holidays import country_holidays

HOME = "Europe/Rome"
SATURDAY, SUNDAY = 5, 6
DIGEST_AT = time(9)
LEAD = timedelta(hours=2)  # so long before something begins, word of it is of use still
STEP = timedelta(minutes=15)
BEFORE_EVENING = timedelta(hours=1)  # so that what many get has reached the last of them when it gets quiet

Reason = Literal["night", "sunday", "holiday"]


@dataclass(frozen=True, slots=True)
class Hours:
    """The policy. Quiet from `evening` to `morning` and on Sundays and holidays; the two hours equal: never, on no day.

    `patron`: a holiday of the town, "06-24".
    """

    evening: time = time(20)
    morning: time = time(8)
    patron: str = "06-24"

    def quiet(self, moment: datetime, zone: str = HOME) -> Reason | None:
        """Why nothing is announced at that moment in that time zone; None when it may be."""
        if self.morning == self.evening:
            return None
        there = moment.astimezone(known(zone))
        if self._is_holiday(there.date()):
            return "holiday"
        if there.weekday() == SUNDAY:
            return "sunday"
        return None if self._is_awake(there.time()) else "night"

    def next_allowed(self, moment: datetime, zone: str = HOME) -> datetime:
        """The moment itself where it is allowed, or the next morning that is."""
        if self.quiet(moment, zone) is None:
            return moment
        there = moment.astimezone(known(zone))
        day = there.date() if there.time() < self.morning else there.date() + timedelta(days=1)
        while self._is_holiday(day) or day.weekday() == SUNDAY:
            day += timedelta(days=1)
        return datetime.combine(day, self.morning, known(zone))

    def in_time(self, moment: datetime, begins: datetime | None, zone: str = HOME) -> datetime:
        """When to tell of what begins then: when it is no longer quiet, if that leaves two hours; else now."""
        allowed = self.next_allowed(moment, zone)
        return allowed if begins is None or begins <= moment or begins - allowed >= LEAD else moment

    def last_allowed(self, begins: datetime, zone: str = HOME) -> datetime:
        """The last moment for an announcement of what begins then: two hours before, or an hour before the evening."""
        at = (begins - LEAD).astimezone(known(zone))
        if self.quiet(at, zone) is None:
            return at
        at = at.replace(minute=0, second=0, microsecond=0)
        while self.quiet(at - STEP, zone) is not None:
            at -= STEP
        return at - BEFORE_EVENING

    def next_digest(self, moment: datetime, zone: str = HOME) -> datetime:
        """The next Monday at nine o'clock local time, or the first allowed morning after it."""
        there = moment.astimezone(known(zone))
        monday = there.date() + timedelta(days=-there.weekday() % 7)
        if datetime.combine(monday, DIGEST_AT, known(zone)) < there:
            monday += timedelta(days=7)
        return self.next_allowed(datetime.combine(monday, DIGEST_AT, known(zone)), zone)

    def working_days_after(self, moment: datetime, days: int, zone: str = HOME) -> datetime:
        """The same hour so many working days later: Saturdays, Sundays and holidays are none."""
        there = moment.astimezone(known(zone))
        while days > 0:
            there += timedelta(days=1)
            days -= there.weekday() < SATURDAY and not self._is_holiday(there.date())
        return there

    def _is_awake(self, at: time) -> bool:
        if self.morning < self.evening:
            return self.morning <= at < self.evening
        return at >= self.morning or at < self.evening

    def _is_holiday(self, day: date) -> bool:
        return day.isoformat()[5:] == self.patron or day in _italian(day.year)


AWAKE = Hours(time(), time())  # never quiet


def known(zone: str) -> ZoneInfo:
    """The time zone of that name; where there is none (any more), that of the association."""
    try:
        return ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo(HOME)


@cache
def _italian(year: int) -> frozenset[date]:
    return frozenset(country_holidays("IT", years=year))
