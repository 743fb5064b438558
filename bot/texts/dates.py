"""Dates as sources give them ("2018", "2018-09", "2018-09-27"), put into words, and how long ago that is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal, Protocol
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, get_timezone_location

from rag.documents import Language

LOCALES: dict[Language, str] = {"it": "it_IT", "en": "en_GB"}
PATTERNS = {1: "y", 2: "LLLL y", 3: "d MMMM y"}
DAY = "EEEE d MMMM y"
HERE = "Europe/Rome"
MONTHS_OF_A_YEAR = 12
DAYS_OF_A_MONTH = 30.44
DAYS_TOLD_AS_DAYS = 45
MONTHS_TOLD_AS_MONTHS = 23


@dataclass(frozen=True, slots=True)
class Distance:
    """How far a day is from today, in the unit a person would use; `ahead` when it is still to come."""

    unit: Literal["day", "month", "year"]
    count: int
    ahead: bool


class Timed(Protocol):
    """What takes place at certain hours, by the clocks of its zone; `ends_at` of whole days is midnight after."""

    @property
    def starts_at(self) -> datetime: ...
    @property
    def ends_at(self) -> datetime | None: ...
    @property
    def whole_day(self) -> bool: ...
    @property
    def zone(self) -> str: ...


def when(partial: str, language: Language) -> str:
    """ "2018-09" -> "settembre 2018": no more precise than the source."""
    numbers = _numbers(partial)
    return format_date(_day(partial), PATTERNS[len(numbers)], locale=LOCALES[language])


def span(start: str, end: str | None, language: Language) -> str:
    """ "30-31 marzo 2022"; the month and the year are said once where both ends share them."""
    if end is None or end == start:
        return when(start, language)
    first, last = _numbers(start), _numbers(end)
    if len(first) < 3 or len(last) < 3 or first[0] != last[0]:
        return f"{when(start, language)} – {when(end, language)}"
    pattern, dash = ("d", "–") if first[1] == last[1] else ("d MMMM", " – ")
    opening = format_date(_day(start), pattern, locale=LOCALES[language])
    return f"{opening}{dash}{when(end, language)}"


def hours(event: Timed, language: Language) -> str:
    """ "giovedì 3 dicembre 2026, 18:00–20:00"; the zone is named where its clocks differ from those of Turin."""
    zone = ZoneInfo(event.zone)
    start, end = event.starts_at.astimezone(zone), event.ends_at and event.ends_at.astimezone(zone)
    if event.whole_day:
        last = max(start, end - timedelta(minutes=1)) if end else start
        return _days(start.date(), last.date(), language)
    told = f"{_day_name(start, language)}, {start:%H:%M}"
    if end and end.date() == start.date():
        told += f"–{end:%H:%M}"
    elif end:
        told += f" – {_day_name(end, language)}, {end:%H:%M}"
    return told + _zone(start, language)


def moment(at: datetime, zone: str, language: Language) -> str:
    """ "mercoledì 2 dicembre, 18:00": a point in time by the clocks of the zone; a day's last minute is the day."""
    there = at.astimezone(ZoneInfo(zone))
    pattern = "EEEE d MMMM" if (there.hour, there.minute) == (23, 59) else "EEEE d MMMM, HH:mm"
    return format_datetime(there, pattern, locale=LOCALES[language]) + _zone(there, language)


def wall(at: str, language: Language) -> str:
    """ "2026-12-10T18:00" -> "giovedì 10 dicembre, 18:00": of the dates to come, which need no year."""
    told = format_date(date.fromisoformat(at[:10]), "EEEE d MMMM", locale=LOCALES[language])
    return f"{told}, {at[11:16]}" if "T" in at else told


def ago(partial: str, today: date) -> Distance:
    """The distance in the unit that the source's precision allows: a bare year is told in years only."""
    numbers = _numbers(partial)
    ahead = _day(partial) > today
    years = abs(today.year - numbers[0])
    if len(numbers) == 1:
        return Distance("year", years, ahead)
    days = abs((today - _day(partial)).days)
    if len(numbers) == 3 and days <= DAYS_TOLD_AS_DAYS:
        return Distance("day", days, ahead)
    months = abs((today.year - numbers[0]) * MONTHS_OF_A_YEAR + today.month - numbers[1])
    if len(numbers) == 3:
        months = round(days / DAYS_OF_A_MONTH)
    if months <= MONTHS_TOLD_AS_MONTHS:
        return Distance("month", months, ahead)
    return Distance("year", months // MONTHS_OF_A_YEAR, ahead)


def _days(first: date, last: date, language: Language) -> str:
    return _day_name(first, language) if first == last else span(first.isoformat(), last.isoformat(), language)


def _day_name(day: date, language: Language) -> str:
    return format_date(day, DAY, locale=LOCALES[language])


def _zone(at: datetime, language: Language) -> str:
    if at.utcoffset() == at.astimezone(ZoneInfo(HERE)).utcoffset():
        return ""
    city = get_timezone_location(at, locale=LOCALES[language], return_city=True)
    return f" (ora di {city})" if language == "it" else f" ({city} time)"


def _numbers(partial: str) -> list[int]:
    return [int(part) for part in partial.split("-")]


def _day(partial: str) -> date:
    year, month, day = (*_numbers(partial), 1, 1)[:3]
    return date(year, month, day)
