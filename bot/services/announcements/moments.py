"""A moment as staff type it: "domani alle 9", "3 dicembre 10:00", "giovedì 18.30", "3/12/2026 ore 18"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from rag.relative import MONTHS, NUMERALS, WEEKDAYS, relative
from rag.text import fold

_ISO = re.compile(r"\b(20\d\d)-(\d\d?)-(\d\d?)\b")
_FIGURES = re.compile(r"\b(\d\d?)[/.-](\d\d?)(?:[/.-](20\d\d|\d\d))?\b(?!\s*[:.]\d)")
_NAMES = "|".join(sorted(MONTHS, key=len, reverse=True))
_DAY_MONTH = re.compile(rf"\b(\d\d?)(?:°|º|st|nd|rd|th)?\s+(?:di\s+|of\s+)?({_NAMES})\b\.?(?:\s+(20\d\d))?")
_MONTH_DAY = re.compile(rf"\b({_NAMES})\s+(\d\d?)(?:st|nd|rd|th)?\b(?:,?\s+(20\d\d))?(?!\s*[:.]\d)")
_WEEKDAY = re.compile(rf"\b({'|'.join(sorted(WEEKDAYS, key=len, reverse=True))})\b")
_CLOCK = re.compile(r"\b(\d\d?)[:.](\d\d)(?:\s*([ap])\.?m\b)?")
_AT = re.compile(r"(?:\balle|\ball'|\bore|\bh|\bat|\bdalle|\bfrom)\s*\.?\s*(\d\d?)\b(?!\s*[/-])(?:\s*([ap])\.?m\b)?")
_MERIDIEM = re.compile(r"\b(\d\d?)\s*([ap])\.?m\b")
_SOON = re.compile(rf"\b(?:tra|fra|in)\s+(\d{{1,3}}|mezz'?ora|{'|'.join(NUMERALS)})\s*(minut|or[ae]\b|hours?\b|min\b)?")
_NOON = re.compile(r"\b(mezzogiorno|noon)\b")


@dataclass(frozen=True, slots=True)
class Typed:
    """What was understood: a day, an hour, or both."""

    day: date | None
    hour: time | None


def read(text: str, now: datetime) -> datetime | None:
    """The whole moment, in the time zone of `now`. An hour alone is the next such; a day alone is none."""
    if soon := _soon(fold(text), now):
        return soon
    typed = parts(text, now.date())
    if typed.hour is None:
        return None
    if typed.day is None:
        there = datetime.combine(now.date(), typed.hour, now.tzinfo)
        return there if there > now else datetime.combine(now.date() + timedelta(days=1), typed.hour, now.tzinfo)
    return datetime.combine(typed.day, typed.hour, now.tzinfo)


def parts(text: str, today: date) -> Typed:
    """The day and the hour that the text names, each None where it names none. A day without year is the next one."""
    folded = fold(text)
    day, rest = _day(folded, today)
    return Typed(day, _hour(rest))


def _soon(folded: str, now: datetime) -> datetime | None:
    found = _SOON.search(folded)
    if found is None or (found[2] is None and "mezz" not in found[1]):
        return None
    if "mezz" in found[1]:
        return now + timedelta(minutes=30)
    count = int(found[1]) if found[1].isdigit() else NUMERALS[found[1]]
    return now + (timedelta(minutes=count) if found[2].startswith("min") else timedelta(hours=count))


def _day(folded: str, today: date) -> tuple[date | None, str]:
    """The day, and the text without the words that name it."""
    for pattern, order in ((_ISO, "ymd"), (_DAY_MONTH, "dmy"), (_MONTH_DAY, "mdy"), (_FIGURES, "dmy")):
        for found in pattern.finditer(folded):
            named = dict(zip(order, found.groups(), strict=False))
            if (day := _dated(named, today)) is not None:
                return day, f"{folded[: found.start()]} {folded[found.end() :]}"
    near = relative(folded, today, ahead=True)
    if near is not None and near.days == 1:
        return near.first, folded
    if weekday := _WEEKDAY.search(folded):
        ahead = (WEEKDAYS[weekday[1]] - today.weekday()) % 7 or 7
        return today + timedelta(days=ahead), folded
    return None, folded


def _dated(named: dict[str, str | None], today: date) -> date | None:
    month = named["m"] or ""
    number = MONTHS.get(month) or (int(month) if month.isdigit() else 0)
    years = named.get("y")
    try:
        if years:
            return date(int(years) + (2000 if len(years) == 2 else 0), number, int(named["d"] or 0))
        this = date(today.year, number, int(named["d"] or 0))
    except ValueError:
        return None
    return this if this >= today else this.replace(year=today.year + 1) if (number, this.day) != (2, 29) else None


def _hour(folded: str) -> time | None:
    if _NOON.search(folded):
        return time(12)
    for pattern in (_CLOCK, _MERIDIEM, _AT):
        if found := pattern.search(folded):
            groups = found.groups()
            minutes = int(groups[1]) if pattern is _CLOCK else 0
            return _of_day(int(groups[0]), minutes, groups[-1])
    bare = re.fullmatch(r"\D*\b(\d\d?)\s*", folded)
    return _of_day(int(bare[1]), 0, None) if bare else None


def _of_day(hour: int, minute: int, half: str | None) -> time | None:
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None
