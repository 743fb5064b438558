"""Days in an announcement, with the hours beside them: what each mention is, and what it may be for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Literal

from rag.hours import Hours
from rag.relative import MONTHS, WEEKDAYS, relative
from rag.sheets import Sheet

Role = Literal["event", "deadline", "letter", "published"]

_SHORT_DAYS = {
    "lun": 0, "mar": 1, "mer": 2, "gio": 3, "ven": 4, "sab": 5, "dom": 6, "mon": 0, "tue": 1, "tues": 1, "wed": 2,
    "thu": 3, "thur": 3, "thurs": 3, "fri": 4, "sat": 5, "sun": 6,
}  # fmt: skip
DAYS_OF_WEEK = {**WEEKDAYS, **_SHORT_DAYS}
_WEEKDAY = "|".join(sorted(DAYS_OF_WEEK, key=len, reverse=True))
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_WD = rf"(?:\b(?P<{{0}}>{_WEEKDAY})\b'?\.?,?\s{{{{1,2}}}}(?:(?:il|the|giorno|on)\s)?(?:giorno\s)?(?:the\s)?)?"
_DAY = r"(?P<{0}>0?[1-9]|[12]\d|3[01]|primo|first)(?!\d)(?:st|nd|rd|th|°|º)?"
_OF_YEAR = r"(?:\.?,?\s{0,2}(?:del\s|of\s|dell'anno\s)?(?P<year>(?:20\d\d|'\d\d)(?!\d)))?"
_AND = r"\s{0,2}(?:-|/|,|&|e|al|all'|fino\sal(?:l')?|to|and|until|till|through)\s{0,2}(?:il\s|the\s)?"
_SEP = r"\.?(?:\s{1,2}(?:of\s|di\s)?|-|/)"
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?<![\d/.-])(?P<y>20\d\d)-(?P<m>0\d|1[0-2])-(?P<d>[0-3]\d)(?!\d)",
        rf"{_WD.format('w1')}(?<![\d/.-])(?P<d>[0-3]?\d)(?P<sep>[/.-])(?P<m>[01]?\d)(?P=sep)(?P<y>20\d\d|"
        rf"[2-4]\d)(?![\d/])",
        rf"{_WD.format('w1')}(?<![\d,.:/])(?<!ore\s)(?<!alle\s)\b{_DAY.format('d1')}{_AND}{_WD.format('w2')}{_DAY.format('d2')}{_SEP}"
        rf"(?P<month>{_MONTH})\b{_OF_YEAR}",
        rf"{_WD.format('w1')}(?<![\d,.:/])\b{_DAY.format('d1')}{_SEP}(?P<month>{_MONTH})\b{_OF_YEAR}",
        rf"{_WD.format('w1')}\b(?P<month>{_MONTH})\b\.?\s{_DAY.format('d1')}(?![:.]\d|\s?[ap]\.?m\b)"
        rf"(?:{_AND}{_WD.format('w2')}{_DAY.format('d2')}(?![:.]\d|\s?[ap]\.?m\b))?{_OF_YEAR}",
        rf"\b(?P<w1>{_WEEKDAY})\b\.?,?\s(?P<d>[0-3]?\d)/(?P<m>[01]?\d)(?![\d/])",
        rf"\b(?P<w1>{'|'.join(WEEKDAYS)}),?\s(?P<d>[12]?\d|3[01])(?!\d|[:.,h/-]\d|\s?(?:{_MONTH}|/|-|e\s\d|al\s|"
        rf"pm|am))(?P<m>)",
        rf"(?<=\bentro )(?:e non oltre )?il\s(?P<d>[12]?\d|3[01])(?!\d|[:.,h/-]\d|\s?(?:{_MONTH}|/|-))(?P<m>)",
        r"(?:\b(?:il|del|entro|on|by|al|the|data:|date:|quando:|when:)\s)(?P<d>[0-3]?\d)/(?P<m>[01]?\d)(?![\d/])",
    )
)
_LIST = re.compile(
    rf"\b(?P<days>\d{{1,2}}(?:,\s?\d{{1,2}}){{0,8}}\s(?:e|ed|and|&)\s\d{{1,2}})\s(?:di\s|"
    rf"of\s)?(?P<month>{_MONTH})\b{_OF_YEAR}"
)
_TOLD_FROM_TODAY = re.compile(
    rf"\b(?:(?:prossim[oa]|quest[oa]|next|this|coming)\s(?:{'|'.join(WEEKDAYS)})|"
    rf"(?:{'|'.join(WEEKDAYS)})\s(?:prossim[oa]|next)|dopodomani|domani|oggi|stasera|tomorrow|today|tonight)\b"
)
_BARE_DAY = re.compile(rf"\b(?P<w1>{'|'.join(WEEKDAYS)})\b(?!\s\d)")
_DEADLINE = re.compile(
    r"(?:\b(?:entro|by|before|no\slater\sthan|deadline|scadenza|scade|termine|chiusura|chiude|chiudono|closes?|closing|"
    r"due|non\soltre)\b|\b(?:iscri|adesion|prenota|conferm|accredit|regist|candidat|domand|apply|applicat|open|aperte|"
    r"valid|offert|scont)[^.;!?\n]{0,60}\b(?:fino\sa\w*|until|till))[^.;!?]{0,45}$"
)
_UNTIL = re.compile(r"\b(?:solo\s)?(?:fino\sal?\w*|valid\w+\sfino)\s[^.;!?\n]{0,20}$")
_LETTER = re.compile(
    r"(?:\b(?:fattura|prot\w*|protocollo|invoice|nota|lettera|delibera|decreto|verbale|n|nr|"
    r"no)\b[^\n,;]{0,25}\b(?:del|of|dated)|"
    r"\b(?:nat[oa]|fondat[ao]|founded|since)\b[^\n.;]{0,40})\s(?:il\s)?$"
)
_GOES_ON = re.compile(
    r",?\s(?:scad\w+|is\sdue|expires)\b|[^.;:\n]{0,60}\b(?:resteranno|saranno|rimarranno|"
    r"restera|sara|will\sbe)\s(?:chius|clos)"
)
_PLACE_LINE = re.compile(r"[a-z' ]{3,25},?\s(?:li\s|il\s)?$")
_DAYS_CLOSED = re.compile(r"\b(?:chius[oiae]|closed)\b[^.;]{0,40}$")
LONG_PAST = 60  # days: a day without a year that lies further back is one of next year


@dataclass(frozen=True, slots=True)
class Mention:
    """A day or a span of days as written; `weekday` is the one that was said of the first day."""

    first: date
    last: date | None
    start: int
    end: int
    weekday: int | None = None
    exact: bool = True  # the year was said
    role: Role = "event"
    hours: Hours | None = None


def mentions(sheet: Sheet, today: date, hours: Sequence[Hours]) -> list[Mention]:
    """All days that the text names, in order, with the hours that belong to them and what they seem to be for."""
    found = _joined(sheet, _found(sheet.folded, today))
    with_roles = [replace(one, role=_role(sheet, one, found, today)) for one in found]
    return _with_hours(sheet, with_roles, hours)


def _found(folded: str, today: date) -> list[Mention]:
    taken = [one for match in _LIST.finditer(folded) for one in _listed(match, today)]
    for pattern in _PATTERNS:
        for match in pattern.finditer(folded):
            if not any(match.start() < one.end and one.start < match.end() for one in taken):
                taken += _read(match, today)
    for match in _TOLD_FROM_TODAY.finditer(folded):
        if not any(match.start() < one.end and one.start < match.end() for one in taken):
            period = relative(match[0], today, ahead=True)
            taken += [Mention(period.first, None, match.start(), match.end())] if period else []
    return sorted(taken, key=lambda one: one.start) or list(_bare(folded, today))


def _bare(folded: str, today: date) -> Iterator[Mention]:
    """ "Ci vediamo giovedì alle 17": the next one, where nothing tells the day better."""
    for match in _BARE_DAY.finditer(folded):
        if not re.search(
            r"\b(?:ogni|every|tutti|tutte|each|primo|secondo|terzo|ultimo)\s(?:[ie]\s|le\s)?$",
            folded[: match.start()][-12:],
        ):
            ahead = (WEEKDAYS[match["w1"]] - today.weekday()) % 7
            yield Mention(today + timedelta(days=ahead), None, match.start(), match.end(), exact=False)
            return


def _read(match: re.Match[str], today: date) -> list[Mention]:
    said = match.groupdict()
    weekday = DAYS_OF_WEEK[said["w1"]] if said.get("w1") else None
    if said.get("m") == "":
        return _in_days(match, int(said["d"]), weekday, today)
    month = MONTHS[said["month"]] if said.get("month") else int(said["m"])
    one = _number(said.get("d1") or said["d"])
    two = _number(said["d2"]) if said.get("d2") else None
    year_said = said.get("year") or said.get("y")
    with suppress(ValueError):
        year = _year(year_said) if year_said else _likely_year(month, one, weekday, today)
        first = date(year, month, one)
        if two is not None and two < one:  # "28-2 marzo" begins the month before
            first = date(year - (month == 1), (month - 2) % 12 + 1, one)
        last = date(year, month, two) if two is not None else None
        return [Mention(first, last, match.start(), match.end(), weekday, bool(year_said))]
    return []


def _in_days(match: re.Match[str], number: int, weekday: int | None, today: date) -> list[Mention]:
    """ "Domenica 8", without a month: the next eighth that is a Sunday, within a few months. "Entro il 5": the next."""
    ahead = (today + timedelta(days=days) for days in range(200))
    day = next((day for day in ahead if day.day == number and weekday in (None, day.weekday())), None)
    return [Mention(day, None, match.start(), match.end(), weekday, exact=False)] if day else []


def _listed(match: re.Match[str], today: date) -> list[Mention]:
    """ "1, 8 e 15 dicembre" are three days; days that follow each other are a span, which others read."""
    days = [int(day) for day in re.findall(r"\d+", match["days"])]
    month, found = MONTHS[match["month"]], []
    if all(after - before == 1 for before, after in pairwise(days)):
        with suppress(ValueError):
            year = _year(match["year"]) if match["year"] else _likely_year(month, days[0], None, today)
            first, last = date(year, month, days[0]), date(year, month, days[-1])
            return [Mention(first, last, *match.span(), exact=bool(match["year"]))] if len(days) > 2 else []
    for place in re.finditer(r"\d+", match["days"]):
        with suppress(ValueError):
            year = _year(match["year"]) if match["year"] else _likely_year(month, int(place[0]), None, today)
            start = match.start("days") + place.start()
            end = match.end() if place[0] == match["days"].split()[-1] else match.start("days") + place.end()
            found.append(Mention(date(year, month, int(place[0])), None, start, end, exact=bool(match["year"])))
    return found


def _number(said: str) -> int:
    return 1 if said in ("primo", "first") else int(said)


def _year(said: str) -> int:
    return int(said) if len(said) == 4 else 2000 + int(said[-2:])


def _likely_year(month: int, day: int, weekday: int | None, today: date) -> int:
    """The year that fits the weekday, else the one in which the day comes next; a day just past is of this year."""
    here = date(today.year, month, day)
    usual = today.year if here >= today - timedelta(days=LONG_PAST) else today.year + 1
    if weekday is not None and date(usual, month, day).weekday() != weekday:
        other = next(
            (year for year in (today.year, today.year + 1) if date(year, month, day).weekday() == weekday), usual
        )
        return other if date(other, month, day) >= today else usual
    return usual


def _joined(sheet: Sheet, found: list[Mention]) -> list[Mention]:
    """ "dal 28 settembre al 2 ottobre" is one span."""
    joined: list[Mention] = []
    for one in found:
        before = joined[-1] if joined else None
        if before and before.last is None and one.last is None and _ties(sheet, before, one):
            first = before.first
            if not before.exact and one.exact:
                with suppress(ValueError):
                    first = first.replace(year=one.first.year - (first.month > one.first.month))
            joined[-1] = replace(before, first=first, last=one.first, end=one.end, exact=one.exact)
        else:
            joined.append(one)
    return joined


def _ties(sheet: Sheet, before: Mention, one: Mention) -> bool:
    between = sheet.folded[before.end : one.start]
    if re.fullmatch(r"\s{0,2}(?:-|al|all'|to|until|till|through|fino\sal)\s{0,2}(?:il\s|the\s)?", between):
        return before.first < one.first or not before.exact
    if re.fullmatch(r",?\s(?:e|and|&)\s(?:il\s)?", between):
        return one.first - before.first == timedelta(days=1)
    return False


def _role(sheet: Sheet, one: Mention, found: Sequence[Mention], today: date) -> Role:
    before = sheet.before(one.start, 110)
    previous = max((other.end for other in found if other.end <= one.start), default=0)
    before = before[-(one.start - previous) :] if one.start > previous else ""
    if _DEADLINE.search(before) or (_UNTIL.search(before[-40:]) and one.last is None and not previous):
        return "deadline"
    if _LETTER.search(before[-70:]) or _DAYS_CLOSED.search(before[-60:]):
        return "letter"
    if _GOES_ON.match(sheet.after(one.end, 90)):
        return "letter"
    line = sheet.line_at(one.start)
    start, end = sheet.span(line)
    alone = _PLACE_LINE.fullmatch(sheet.folded[start : one.start].lstrip("* \t"))
    rest = sheet.folded[one.end : end].strip(" .*")
    if alone and one.first <= today and (not rest or rest[0] in "-:."):
        return "published"
    return "event"


def _with_hours(sheet: Sheet, found: Sequence[Mention], hours: Sequence[Hours]) -> list[Mention]:
    """Each mention takes the first hours after it, before the next one and within two lines, or those right before.

    Of days that are listed ("1, 8 e 15 dicembre, ore 9") all take those of the last.
    """
    taken: set[int] = set()
    held: list[Mention] = []
    for at, one in enumerate(found):
        until = found[at + 1].start if at + 1 < len(found) else len(sheet.folded)
        after = [hour for hour in hours if one.end <= hour.start < until and _near(sheet, one, hour)]
        if one.role == "deadline":
            after = [hour for hour in after if hour.start - one.end < 14]
        before = [hour for hour in hours if hour.start not in taken and _right_before(sheet, one, hour)]
        mine = next(iter(before + after if one.role == "deadline" else after + before), None)
        taken |= {mine.start} if mine else set()
        held.append(replace(one, hours=mine))
    for at in range(len(held) - 2, -1, -1):
        between = sheet.folded[held[at].end : held[at + 1].start]
        if held[at].hours is None and re.fullmatch(r",?\s?(?:e|ed|and|&)?\s?", between):
            held[at] = replace(held[at], hours=held[at + 1].hours)
    return held


def _right_before(sheet: Sheet, one: Mention, hour: Hours) -> bool:
    return 0 <= one.start - hour.end <= 14 and "\n" not in sheet.folded[hour.end : one.start]


def _near(sheet: Sheet, one: Mention, hour: Hours) -> bool:
    between = sheet.folded[one.end : hour.start]
    limit = 90 if "\n" not in between else 160
    if re.search(r"\b(?:entro|by|deadline|prima\sconvocazione)\b", between):
        return False
    return len(between) <= limit and len([line for line in between.split("\n") if line.strip()]) <= 3
