"""Dates in a question: "a novembre 2025", "last month", "dal 10 al 12 settembre", "Q1 2026" become a Period."""

from __future__ import annotations

import re
from calendar import monthrange
from contextlib import suppress
from datetime import date

from rag.days import Period, months, of_partial, season, year_of
from rag.relative import MONTHS, SEASONS, relative
from rag.text import fold

__all__ = ["Period", "asked", "in_the_past", "of_partial"]

# Words of their own: a month only with a year or day.
_DOUBTFUL = frozenset("may mar set ago gen mag march".split())
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_NTH = r"(?:st|nd|rd|th)?"
_OF_YEAR = r"(?:,?\s+(?:del\s+|of\s+)?(?P<year>20\d\d|19\d\d))?"
_DAY_MONTH = re.compile(
    rf"\b(?:(?P<day>\d{{1,2}}){_NTH}\s+(?:of\s+)?)?(?P<month>{_MONTH})\b"
    rf"(?:\s+(?P<after>\d{{1,2}}){_NTH}\b(?!\d))?,?(?:\s+(?:del\s+|of\s+)?(?P<year>20\d\d|19\d\d))?"
)
_TO = r"\s*(?:al(?:l')?|e(?:\s+(?:il|l'))?|-|–|/|to|and|until|till)\s*(?:the\s+)?"
_SOME_DAYS = (
    re.compile(rf"\b(?P<one>\d{{1,2}}){_NTH}{_TO}(?P<two>\d{{1,2}}){_NTH}\s+(?:of\s+)?(?P<month>{_MONTH})\b{_OF_YEAR}"),
    re.compile(rf"\b(?P<month>{_MONTH})\s+(?P<one>\d{{1,2}}){_NTH}{_TO}(?P<two>\d{{1,2}}){_NTH}\b(?!\d){_OF_YEAR}"),
)
_SEASON = re.compile(rf"\b(?:nell'|dell'|l')?(?P<season>{'|'.join(SEASONS)})\b\s+(?:del\s+|of\s+)?(?P<year>20\d\d)")
_PARTS = {"trimestre": 3, "quarter": 3, "q": 3, "semestre": 6, "half": 6, "h": 6}
_ORDINALS = {
    "primo": 1, "first": 1, "secondo": 2, "second": 2, "terzo": 3, "third": 3, "quarto": 4, "fourth": 4,
    "1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "i": 1, "ii": 2, "iii": 3, "iv": 4,
}  # fmt: skip
_PART = re.compile(
    rf"\b(?:(?P<nth>{'|'.join(_ORDINALS)}|[1-4][°o]?)\s+(?P<part>trimestre|quarter|semestre|half)|(?P<short>[qh])(?P<n>[1-4]))"
    r"\b(?:\s+(?:del\s+|of\s+)?(?P<year>20\d\d))?"
)
_FIGURES = re.compile(
    r"\b(?P<y>20\d\d)-(?P<m>\d\d)-(?P<d>\d\d)\b|\b(?P<d2>\d{1,2})[/.](?P<m2>\d{1,2})[/.](?P<y2>20\d\d)\b"
)
_YEAR = re.compile(r"\b(20[0-3]\d|19\d\d)\b")
_SINCE = re.compile(r"\b(since|a partire da\w*|in poi|ad oggi|a oggi|onwards?|until (now|today)|fino (a|ad) oggi)\b")
_PAST = re.compile(
    r"\b(success[oaie]|accadut[oaie]|capitat[oaie]|avvenut[oaie]|(e|c'e|ci sono) stat[oaie]|sono stati|c'era(no)?|"
    r"era(no)?|happened|took place|was|were|did)\b"
)
# Without a year these are words of other things: "the second half of the mould", "h2".
_ONLY_WITH_YEAR = frozenset({"half", "h"})


def asked(text: str, today: date, *, ahead: bool = False) -> Period | None:
    """The period that a question names, the most exact one; None when it names none.

    A month without a year is the last one that began, or with `ahead` the next one that is not over.
    """
    folded = fold(text)
    period = _told(folded, today, ahead and not in_the_past(text))
    if period and _SINCE.search(folded):
        return Period(period.first, max(period.last, today))
    return period


def in_the_past(text: str) -> bool:
    """Whether it is asked what was, not what will be."""
    return bool(_PAST.search(fold(text)))


def _told(folded: str, today: date, ahead: bool) -> Period | None:
    if exact := _numbered(folded) or _some_days(folded, today, ahead) or _part(folded, today, ahead):
        return exact
    if told_from_today := relative(folded, today, ahead=ahead):
        return told_from_today
    found = [period for match in _DAY_MONTH.finditer(folded) if (period := _calendar(match, today, ahead))]
    if found:
        return _span(found, folded)
    if named := _SEASON.search(folded):
        return season(int(named["year"]), SEASONS[named["season"]])
    years = [int(year) for year in _YEAR.findall(folded)]
    return Period(year_of(min(years)).first, year_of(max(years)).last) if years else None


def _numbered(folded: str) -> Period | None:
    """A day in figures: 27/11/2025, 27.11.2025 or 2025-11-27; two of them are a span."""
    days: list[date] = []
    for match in _FIGURES.finditer(folded):
        year, month, day = (
            (match["y"], match["m"], match["d"]) if match["y"] else (match["y2"], match["m2"], match["d2"])
        )
        with suppress(ValueError):  # 31/02/2025 is no day
            days.append(date(int(year), int(month), int(day)))
    return Period(min(days), max(days)) if days else None


def _some_days(folded: str, today: date, ahead: bool) -> Period | None:
    """ "dal 10 al 12 settembre", "10-12 September 2026", "September 10 to 12"."""
    for pattern in _SOME_DAYS:
        if match := pattern.search(folded):
            month = MONTHS[match["month"]]
            year = int(match["year"]) if match["year"] else _unsaid(month, today, ahead)
            with suppress(ValueError):
                days = [date(year, month, int(match[end])) for end in ("one", "two")]
                return Period(min(days), max(days))
    return None


def _part(folded: str, today: date, ahead: bool) -> Period | None:
    """A quarter or a half of a year: "terzo trimestre 2025", "Q1 2026", "first half of 2025"."""
    match = _PART.search(folded)
    if not match:
        return None
    name = match["part"] or match["short"]
    said = match["nth"] or match["n"]
    number, length = _ORDINALS.get(said) or int(said[0]), _PARTS[name]
    if number > 12 // length or (name in _ONLY_WITH_YEAR and not match["year"]):
        return None
    first = (number - 1) * length + 1
    if match["year"]:
        return months(int(match["year"]), first, length)
    around = [months(today.year + step, first, length) for step in (-1, 0, 1)]
    if ahead:
        return next(period for period in around if period.last >= today)
    return [period for period in around if period.first <= today][-1]


def _span(found: list[Period], folded: str) -> Period:
    """ "tra settembre e novembre 2025" is one period, and its first month has the year of its last."""
    first, last = found[0], found[-1]
    if len(found) == 1 or not re.search(r"\b(tra|fra|da|dal|dall'|between|from)\b", folded):
        return first
    start = first.first.replace(day=1) if first.first.day == 1 else first.first
    with suppress(ValueError):
        start = start.replace(year=last.last.year - (first.first.month > last.last.month))
    return Period(min(start, last.last), last.last)


def _calendar(match: re.Match[str], today: date, ahead: bool) -> Period | None:
    day = match["day"] or match["after"]
    if match["month"] in _DOUBTFUL and not (match["year"] or day):
        return None
    month = MONTHS[match["month"]]
    year = int(match["year"]) if match["year"] else _unsaid(month, today, ahead)
    if day and 1 <= int(day) <= monthrange(year, month)[1]:
        exact = date(year, month, int(day))
        return Period(exact, exact)
    return months(year, month)


def _unsaid(month: int, today: date, ahead: bool) -> int:
    """The year that is meant when none is said."""
    return today.year + (month < today.month) if ahead else today.year - (month > today.month)
