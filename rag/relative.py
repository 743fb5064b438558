"""Days told from today: "ieri", "negli ultimi sei mesi", "la scorsa estate", "next weekend", "three weeks ago"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from typing import Literal

from rag.days import Period, month_of, months, months_on, season, week_of, year_of

Which = Literal["last", "this", "next"]

MONTHS = {
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
SEASONS = {
    "primavera": 3, "spring": 3, "estate": 6, "summer": 6, "autunno": 9, "autumn": 9, "fall": 9,
    "inverno": 12, "winter": 12,
}  # fmt: skip
WEEKDAYS = {
    name: number
    for number, names in enumerate(
        ("lunedi monday", "martedi tuesday", "mercoledi wednesday", "giovedi thursday", "venerdi friday",
         "sabato saturday", "domenica sunday")
    )
    for name in names.split()
}  # fmt: skip
NUMERALS = {
    name: number
    for number, names in enumerate(
        ("un una uno a an one", "due two", "tre three", "quattro four", "cinque five", "sei six", "sette seven",
         "otto eight", "nove nine", "dieci ten", "undici eleven", "dodici twelve"),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_UNITS = {
    "day": "giorni giorno days day",
    "week": "settimane settimana weeks week",
    "month": "mesi mese months month",
    "quarter": "trimestri trimestre quarters quarter",
    "half": "semestri semestre",
    "year": "anni anno years year",
}
_UNIT = {word: unit for unit, said in _UNITS.items() for word in said.split()}
# What "in the last months" means when no number is said.
_SOME = {"day": 7, "week": 4, "month": 3, "quarter": 2, "half": 2, "year": 3}
_LAST, _THIS, _NEXT = (
    r"scors[oaie]|ultim[oaie]|passat[oaie]|precedente|last|past|previous",
    r"quest[oaie]|this|in corso|corrente|current",
    r"prossim[oaie]|futur[oaie]|venturo|next|coming|following",
)
_WHICH = f"{_LAST}|{_THIS}|{_NEXT}"
_WEEKEND = r"week-?end|fine settimana"
_NAMED = "|".join(sorted((*MONTHS, *SEASONS, *WEEKDAYS), key=len, reverse=True))
_SINGULAR = r"settimana|week|mese|month|trimestre|quarter|semestre|anno|year"
_ONE = rf"(?P<one>{_WEEKEND}|{_SINGULAR}|{_NAMED})"
_BEFORE = re.compile(rf"\b(?:(?P<which>{_WHICH})\s+|(?P<elided>quest'))(?:l')?{_ONE}\b(?!\s+(?:del\s+|of\s+)?20\d\d)")
_AFTER = re.compile(rf"\b{_ONE}\s+(?P<which>{_WHICH})\b")
_BARE_SEASON = re.compile(
    rf"\b(?:in(?: the)?\s+|nell'|d'|a\s+)(?P<season>{'|'.join(SEASONS)})\b(?!\s+(?:del\s+|of\s+)?20\d\d)"
)
_NUMBER = rf"(?P<n>\d{{1,3}}|{'|'.join(sorted(NUMERALS, key=len, reverse=True))})"
_PLURAL = r"(?P<unit>giorni|settimane|mesi|trimestri|semestri|anni|days|weeks|months|quarters|years)"
_STRETCH = re.compile(rf"\b(?P<which>{_LAST}|{_NEXT})\s+(?:{_NUMBER}\s+)?{_PLURAL}\b")
_AGO = re.compile(rf"\b{_NUMBER}\s+(?P<unit>{'|'.join(_UNIT)})\s+(?:fa|ago)\b")
_DAYS = (
    (r"\b(l'altro ieri|ieri l'altro|avantieri|(the )?day before yesterday)\b", -2),
    (r"\b(dopodomani|(the )?day after tomorrow)\b", 2),
    (r"\b(ieri|yesterday)\b", -1),
    (r"\b(oggi|today|stasera|tonight)\b", 0),
    (r"\b(domani|tomorrow)\b", 1),
)


def relative(folded: str, today: date, *, ahead: bool) -> Period | None:
    """The period that is told from today; None if none is. `ahead`: a bare season is the next one."""
    if stretch := _STRETCH.search(folded):
        return _stretch(stretch, today)
    if ago := _AGO.search(folded):
        return _ago(_count(ago["n"]), _UNIT[ago["unit"]], today)
    if named := _AFTER.search(folded) or _BEFORE.search(folded):
        said = named.groupdict()
        return _pick(_like(said["one"], today), "this" if said.get("elided") else _which(said["which"]), today)
    for pattern, days in _DAYS:
        if re.search(pattern, folded):
            day = today + timedelta(days=days)
            return Period(day, day)
    if bare := _BARE_SEASON.search(folded):
        return _begun(_like(bare["season"], today), today, ahead=ahead)
    return None


def _begun(candidates: Sequence[Period], today: date, *, ahead: bool) -> Period:
    """Without "last" or "next": the last one that began, or ahead the next one that is not over."""
    if ahead:
        return next(period for period in candidates if period.last >= today)
    return [period for period in candidates if period.first <= today][-1]


def _which(said: str) -> Which:
    if re.fullmatch(_LAST, said):
        return "last"
    return "this" if re.fullmatch(_THIS, said) else "next"


def _pick(candidates: Sequence[Period], which: Which, today: date) -> Period:
    """Of periods in order: the one that was over last, the one that goes on, or the next to begin."""
    if which == "last":
        return [period for period in candidates if period.last < today][-1]
    if which == "next":
        return next(period for period in candidates if period.first > today)
    return next(period for period in candidates if period.last >= today)


def _like(said: str, today: date) -> list[Period]:
    """The periods of that name around today, in order."""
    years = range(today.year - 2, today.year + 3)
    if said in MONTHS:
        return [months(year, MONTHS[said]) for year in years]
    if said in SEASONS:
        return [season(year, SEASONS[said]) for year in years]
    around = [today + timedelta(days=days) for days in range(-15, 16)]
    if said in WEEKDAYS:
        return [Period(day, day) for day in around if day.weekday() == WEEKDAYS[said]]
    if re.fullmatch(_WEEKEND, said):
        return [Period(day, day + timedelta(days=1)) for day in around if day.weekday() == WEEKDAYS["sabato"]]
    return list(_units(_UNIT[said], around, years))


def _units(unit: str, around: Sequence[date], years: Sequence[int]) -> Iterator[Period]:
    if unit == "week":
        yield from sorted({week_of(day) for day in around}, key=lambda week: week.first)
    elif unit == "year":
        yield from map(year_of, years)
    else:
        length = {"month": 1, "quarter": 3, "half": 6}[unit]
        yield from (months(year, first, length) for year in years for first in range(1, 13, length))


def _stretch(said: re.Match[str], today: date) -> Period:
    """ "The last six months" end today, "the next two weeks" begin today."""
    unit = _UNIT[said["unit"]]
    count = _count(said["n"]) if said["n"] else _SOME[unit]
    if _which(said["which"]) == "last":
        return Period(_moved(today, unit, -count), today)
    return Period(today, _moved(today, unit, count))


def _ago(count: int, unit: str, today: date) -> Period:
    day = _moved(today, unit, -count)
    around: dict[str, Callable[[date], Period]] = {
        "week": week_of,
        "month": month_of,
        "quarter": month_of,
        "half": month_of,
        "year": lambda day: year_of(day.year),
    }
    return around[unit](day) if unit in around else Period(day, day)


def _moved(day: date, unit: str, count: int) -> date:
    if unit in ("day", "week"):
        return day + timedelta(days=count * (7 if unit == "week" else 1))
    span = {"month": 1, "quarter": 3, "half": 6, "year": 12}[unit]
    return months_on(day, max(-12 * 500, min(12 * 500, count * span)))


def _count(said: str) -> int:
    return NUMERALS.get(said) or int(said)
