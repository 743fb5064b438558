"""When it is: which of a text's days is the event's, from when to when, until when to sign up, and what is odd."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from rag.drafts import HOME_ZONE, Moment, Remark, Told
from rag.hours import Hours
from rag.labels import Labels
from rag.moments import Mention
from rag.oddities import oddities, rivals, wrong_weekdays
from rag.recurring import Recurrence
from rag.sheets import Sheet

_CUE = re.compile(
    r"\b(?:si terra|si svolgera|appuntamento|ci vediamo|vi aspettiamo|will (?:be held|take place)|join us|invit\w+|"
    r"seconda convocazione|il prossimo|next)\b[^.!?]{0,80}$"
)
_END = re.compile(
    r"\b(?:termine|fine|conclusione|chiusura(?:\sdei)?\slavori|fino\salle|until|ends?|"
    r"finish\w*)\b[^\n.;]{0,25}$"
)
_FIRST_CALL = re.compile(r"\bprima convocazione\b[^,.;]{0,40}$")
_ARRIVAL = re.compile(
    r"\b(?:registrazion\w+|accredit\w+|welcome|registration|check-?in|ritrovo|apertura porte|doors|accoglienza)"
    r"\W{0,3}(?:\w+\W{0,2}){0,3}$"
)
_ARRIVING = re.compile(
    r"\W{1,4}(?:registrazion|accredit|welcome|registration|check-?in|ritrovo|apertura porte|doors|accoglienza)"
)
_ZONE = re.compile(
    r"\b(?:utc|gmt|est|edt|pst|pdt|bst|jst|ora di londra|uk time|new york time|eastern time|ora di new york)\b"
)
_ZONES = {
    "utc": "UTC", "gmt": "UTC", "est": "America/New_York", "edt": "America/New_York",
    "eastern time": "America/New_York",
    "pst": "America/Los_Angeles", "pdt": "America/Los_Angeles", "bst": "Europe/London", "jst": "Asia/Tokyo",
    "ora di londra": "Europe/London", "uk time": "Europe/London", "new york time": "America/New_York",
    "ora di new york": "America/New_York",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Timing:
    """What was found of the time: `chosen` is the mention that the start was read from."""

    chosen: Mention | None
    start: Told[Moment] | None
    end: Told[Moment] | None
    deadline: Told[Moment] | None
    rule: Told[str] | None
    remarks: tuple[Remark, ...]


def timing(
    sheet: Sheet,
    labels: Labels,
    found: Sequence[Mention],
    hours: Sequence[Hours],
    again: Recurrence | None,
    today: date,
) -> Timing:
    """The event's time, of all the days, hours and the repetition that a text names."""
    chosen = _chosen(sheet, labels, found, today)
    start, end = _span(sheet, labels, chosen, again, hours, today)
    deadline = _deadline(sheet, labels, found)
    remarks = (
        *wrong_weekdays(sheet, chosen, found),
        *oddities(start, end, deadline, today),
        *rivals(sheet, chosen, found, today),
    )
    rule = sheet.told(again.start, again.end, again.rule) if again else None
    return Timing(chosen, start, end, deadline, rule, remarks)


def _chosen(sheet: Sheet, labels: Labels, found: Sequence[Mention], today: date) -> Mention | None:
    """The likeliest of the days: labelled, with an hour or weekday, to come, named early; or the span it lies in."""
    due = labels.spans("deadline")
    events = [one for one in found if one.role == "event" and not _within(one.start, due)]
    ranked = [(_weight(sheet, labels, one, today) - 0.3 * at, one) for at, one in enumerate(events)]
    best = max(ranked, key=lambda pair: pair[0])[1] if ranked else None
    around = [one for one in events if best and one.last and one.first <= best.first <= one.last]
    return around[0] if around else best


def _weight(sheet: Sheet, labels: Labels, one: Mention, today: date) -> float:
    before = sheet.before(one.start, 110)
    weight = 5.0 * _within(one.start, labels.spans("when")) + 2.0 * (one.hours is not None)
    weight += (one.weekday is not None) + 2.0 * bool(_CUE.search(before)) + (one.last is not None)
    weight -= 6.0 * bool(_FIRST_CALL.search(before)) + 3.0 * ((one.last or one.first) < today)
    return weight


def _within(place: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= place < end for start, end in spans)


def _span(
    sheet: Sheet,
    labels: Labels,
    chosen: Mention | None,
    again: Recurrence | None,
    hours: Sequence[Hours],
    today: date,
) -> tuple[Told[Moment] | None, Told[Moment] | None]:
    """Start and end. A repetition without a day begins the next time that it comes."""
    own = _own_hours(sheet, labels, chosen, again, hours)
    zone = _zone(sheet, own)
    if chosen is None or (again and not again.allows(chosen.first) and chosen.weekday is None and not chosen.exact):
        first = again.next_from(today) if again else None
        if again is None or first is None:
            return None, None
        place, last = (again.start, again.end), None
    else:
        first, last, place = chosen.first, chosen.last, (chosen.start, chosen.end)
    start = sheet.told(*place, Moment(first, own.first if own else None, zone))
    if own and not own.last and (closing := _closing(sheet, own, hours)):
        own = replace(own, last=closing.first, end=closing.end)
    if own and own.last:
        over = last or (first if own.last > own.first else first + timedelta(days=1))
        return start, sheet.told(own.start, own.end, Moment(over, own.last, zone))
    if last:
        return start, sheet.told(*place, Moment(last, None, zone))
    return start, None


def _closing(sheet: Sheet, own: Hours, hours: Sequence[Hours]) -> Hours | None:
    """ "Inizio alle 9.30 e termine alle 12.30"."""
    after = [hour for hour in hours if own.end < hour.start < own.end + 60]
    return next((hour for hour in after if _END.search(sheet.folded[own.end : hour.start])), None)


def _own_hours(
    sheet: Sheet, labels: Labels, chosen: Mention | None, again: Recurrence | None, hours: Sequence[Hours]
) -> Hours | None:
    """The hours beside the day, else labelled ones, else the first that are no deadline's."""
    if chosen and chosen.hours:
        opening = [hour for hour in hours if hour.end < chosen.hours.start < hour.end + 40]
        closes = _END.search(sheet.before(chosen.hours.start, 40))
        return _after_arrival(sheet, opening[-1] if closes and opening else chosen.hours, hours)
    labelled = [hour for hour in hours if _within(hour.start, [*labels.spans("time"), *labels.spans("when")])]
    due = labels.spans("deadline")
    others = [
        hour
        for hour in hours
        if not _within(hour.start, due)
        and not re.search(r"\b(?:entro|by|deadline|prima)\b[^.\n]{0,40}$", sheet.before(hour.start))
    ]
    mine = labelled or (others if chosen or again else [])
    return _after_arrival(sheet, mine[0], mine) if mine else None


def _after_arrival(sheet: Sheet, mine: Hours, hours: Sequence[Hours]) -> Hours:
    """Doors that open at nine are not the beginning, where another hour follows close by."""
    calls = [hour for hour in hours if re.match(r"\s(?:in\s)?seconda\sconvocazione", sheet.after(hour.end, 25))]
    if calls and re.match(r"\s(?:in\s)?prima\sconvocazione", sheet.after(mine.end, 25)):
        return calls[0]
    if not _ARRIVAL.search(sheet.before(mine.start, 40)) and not _ARRIVING.match(sheet.after(mine.end, 30)):
        return mine
    return next((hour for hour in hours if mine.end < hour.start < mine.end + 120), mine)


def _zone(sheet: Sheet, own: Hours | None) -> str:
    match = _ZONE.search(sheet.folded, own.end, own.end + 25) if own else None
    return _ZONES[match[0]] if match else HOME_ZONE


def _deadline(sheet: Sheet, labels: Labels, found: Sequence[Mention]) -> Told[Moment] | None:
    due = labels.spans("deadline")
    for one in found:
        if one.role == "deadline" or _within(one.start, due):
            hour = one.hours.first if one.hours and (one.role == "deadline" or _within(one.hours.start, due)) else None
            return sheet.told(one.start, one.end, Moment(one.last or one.first, hour))
    return None
