"""Dates in a question: "a novembre 2025", "last month", "in autumn 2024" become a Period."""

from __future__ import annotations

import re
from calendar import monthrange
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta

from rag.text import fold

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "gennaio january gen jan", "febbraio february feb", "marzo march mar", "aprile april apr",
            "maggio may mag", "giugno june giu jun", "luglio july lug jul", "agosto august ago aug",
            "settembre september set sept sep", "ottobre october ott oct", "novembre november nov",
            "dicembre december dic dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
# Words of their own: a month only with a year or day.
_DOUBTFUL = frozenset("may mar set ago gen mag march".split())
_SEASONS = {
    "primavera": 3, "spring": 3, "estate": 6, "summer": 6, "autunno": 9, "autumn": 9, "fall": 9,
    "inverno": 12, "winter": 12,
}  # fmt: skip
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DAY_MONTH = re.compile(
    rf"\b(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?)?(?P<month>{_MONTH})\b"
    r"(?:\s+(?P<after>\d{1,2})(?:st|nd|rd|th)?\b(?!\d))?,?(?:\s+(?:del\s+|of\s+)?(?P<year>20\d\d|19\d\d))?"
)
_SEASON = re.compile(rf"\b(?:nell'|dell'|l')?(?P<season>{'|'.join(_SEASONS)})\b\s+(?:del\s+|of\s+)?(?P<year>20\d\d)")
_FIGURES = re.compile(
    r"\b(?P<y>20\d\d)-(?P<m>\d\d)-(?P<d>\d\d)\b|\b(?P<d2>\d{1,2})[/.](?P<m2>\d{1,2})[/.](?P<y2>20\d\d)\b"
)
_YEAR = re.compile(r"\b(20[0-3]\d|19\d\d)\b")
_RELATIVE: tuple[tuple[str, str], ...] = (
    (r"\b(mese scorso|scorso mese|mese passato|last month|previous month)\b", "last month"),
    (r"\b(mese prossimo|prossimo mese|next month)\b", "next month"),
    (r"\b(questo mese|this month|mese in corso|current month)\b", "this month"),
    (r"\b(settimana scorsa|scorsa settimana|last week|settimana passata)\b", "last week"),
    (r"\b(settimana prossima|prossima settimana|next week)\b", "next week"),
    (r"\b(questa settimana|this week)\b", "this week"),
    (r"\b(anno scorso|scorso anno|last year|l'anno passato)\b", "last year"),
    (r"\b(anno prossimo|prossimo anno|next year)\b", "next year"),
    (r"\b(quest'anno|questo anno|this year|anno in corso)\b", "this year"),
    (r"\b(ieri|yesterday)\b", "yesterday"),
    (r"\b(oggi|today|stasera|tonight)\b", "today"),
    (r"\b(domani|tomorrow)\b", "tomorrow"),
)


@dataclass(frozen=True, slots=True)
class Period:
    """A span of days, both ends included."""

    first: date
    last: date

    def meets(self, other: Period) -> bool:
        """Whether the two share a day."""
        return self.first <= other.last and other.first <= self.last


def of_partial(start: str | None, end: str | None = None) -> Period | None:
    """The span that partial ISO dates ("2025", "2025-11") can stand for; None without any."""
    first, last = start or end, end or start
    if not first or not last:
        return None
    return Period(_first_day(first), _last_day(last))


def asked(text: str, today: date, *, ahead: bool = False) -> Period | None:
    """The period that a question names, the most exact one; None when it names none.

    A month without a year is the last one that began, or with `ahead` the next one that is not over.
    """
    folded = fold(text)
    if exact := _numbered(folded):
        return exact
    for pattern, meaning in _RELATIVE:
        if re.search(pattern, folded):
            return _relative(meaning, today)
    found = [period for match in _DAY_MONTH.finditer(folded) if (period := _calendar(match, today, ahead))]
    if found:
        return _span(found, folded)
    if season := _SEASON.search(folded):
        start = date(int(season["year"]), _SEASONS[season["season"]], 1)
        return Period(start - timedelta(days=14), start + timedelta(days=105))
    years = [int(year) for year in _YEAR.findall(folded)]
    return Period(date(min(years), 1, 1), date(max(years), 12, 31)) if years else None


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
    month = _MONTHS[match["month"]]
    unsaid = today.year + (month < today.month) if ahead else today.year - (month > today.month)
    year = int(match["year"]) if match["year"] else unsaid
    if day and 1 <= int(day) <= monthrange(year, month)[1]:
        exact = date(year, month, int(day))
        return Period(exact, exact)
    return Period(date(year, month, 1), date(year, month, monthrange(year, month)[1]))


def _relative(meaning: str, today: date) -> Period:
    which, _, unit = meaning.partition(" ")
    if not unit:
        day = today + timedelta(days={"yesterday": -1, "today": 0, "tomorrow": 1}[which])
        return Period(day, day)
    step = {"last": -1, "this": 0, "next": 1}[which]
    if unit == "week":
        monday = today - timedelta(days=today.weekday()) + timedelta(weeks=step)
        return Period(monday, monday + timedelta(days=6))
    if unit == "year":
        return Period(date(today.year + step, 1, 1), date(today.year + step, 12, 31))
    month = today.year * 12 + today.month - 1 + step
    year, number = divmod(month, 12)
    return Period(date(year, number + 1, 1), date(year, number + 1, monthrange(year, number + 1)[1]))


def _first_day(partial: str) -> date:
    parts = [int(part) for part in partial.split("-")] + [1, 1]
    return date(parts[0], parts[1], parts[2])


def _last_day(partial: str) -> date:
    parts = [int(part) for part in partial.split("-")]
    if len(parts) == 1:
        return date(parts[0], 12, 31)
    if len(parts) == 2:
        return date(parts[0], parts[1], monthrange(parts[0], parts[1])[1])
    return date(*parts)
