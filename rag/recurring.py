"""Events that come again: "ogni primo martedì del mese", "tutti i giovedì", "every other Monday" become an RRULE."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from dateutil.rrule import rrulestr

from rag.relative import WEEKDAYS

_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_NTH = {
    "primo": 1, "prima": 1, "first": 1, "1": 1, "secondo": 2, "seconda": 2, "second": 2, "2": 2, "terzo": 3, "terza": 3,
    "third": 3, "3": 3, "quarto": 4, "quarta": 4, "fourth": 4, "4": 4, "ultimo": -1, "ultima": -1, "last": -1,
}  # fmt: skip
_DAY = "|".join(WEEKDAYS)
_N = rf"(?P<nth>{'|'.join(sorted(_NTH, key=len, reverse=True))})(?:st|nd|rd|th|°|º|o)?"
_MONTHLY = (
    re.compile(
        rf"\b(?:ogni|every|each)\s{_N}\s(?P<day>{_DAY})s?\b(?:\s(?:del|di\sogni|of\sthe|of\seach|of\severy)\s(?:mese|month))?"
    ),
    re.compile(
        rf"\b(?:(?:il|la|l'|the|ogni)\s?)?{_N}\s(?P<day>{_DAY})\s(?:di\sogni|of\s(?:each|every)|del|d'ogni|each|every)\s?(?:mese|month)\b"
    ),
)
_EVERY_OTHER = re.compile(
    rf"\b(?:every\s(?:other|second)\s(?P<day>{_DAY})\b(?!\sof)|(?:un|a)\s(?P<giorno>{_DAY})\s(?:si\se\suno\sno|ogni\sdue)|"
    rf"ogni\sdue\s(?P<due>{_DAY})|ogni\s(?:due|2)\ssettimane,?\s(?:(?:il|di|la|on)\s)?(?P<settimane>{_DAY})|"
    rf"every\s(?:two|2)\sweeks,?\son\s(?P<weeks>{_DAY})s?)"
)
_WEEKLY = re.compile(
    rf"\b(?:ogni|every|each|tutti\si|tutte\sle|on)\s(?P<day>{_DAY})(?P<plural>s?)(?:\s(?:e|and|ed)\s(?P<also>{_DAY})s?)?\b"
)


@dataclass(frozen=True, slots=True)
class Recurrence:
    """A rule as in RFC 5545, without its name, and where in the text it is said."""

    rule: str
    start: int
    end: int

    def next_from(self, day: date) -> date | None:
        """The first day by the rule that is not before that day; None if there is none within three years."""
        begin = datetime.combine(day, datetime.min.time())
        found = rrulestr(self.rule, dtstart=begin).after(begin - timedelta(days=1))
        return found.date() if found and (found.date() - day).days < 3 * 366 else None

    def allows(self, day: date) -> bool:
        """Whether it falls on that day of the week and month."""
        return self.next_from(day) == day


def recurrence(folded: str) -> Recurrence | None:
    """The rule that a folded text tells first; None if it tells of no repetition."""
    for pattern in _MONTHLY:
        if match := pattern.search(folded):
            return Recurrence(f"FREQ=MONTHLY;BYDAY={_NTH[match['nth']]}{_code(match['day'])}", *match.span())
    if match := _EVERY_OTHER.search(folded):
        day = next(said for said in match.groups() if said)
        return Recurrence(f"FREQ=WEEKLY;INTERVAL=2;BYDAY={_code(day)}", *match.span())
    for match in _WEEKLY.finditer(folded):
        if match[0].startswith("on ") and not match["plural"]:  # "on Tuesday" is one, "on Tuesdays" are many
            continue
        days = [_code(match["day"]), *([_code(match["also"])] if match["also"] else [])]
        return Recurrence(f"FREQ=WEEKLY;BYDAY={','.join(days)}", *match.span())
    return None


def _code(day: str) -> str:
    return _CODES[WEEKDAYS[day]]
