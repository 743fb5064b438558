"""What departs from the rule of a calendar's series: dates left out, added, moved; and which is the next to come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import chain
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from rag import rules
from rag.drafts import Dates, Draft, Moment, Remark, Told

MOST = 100  # dates of each sort that are kept
UTC_NAMES = ("UTC", "ETC/UTC", "GMT")
CHANGED = ("summary", "location", "description")  # what a date of its own may say differently
_Entry = Mapping[str, Any]
_Span = tuple[datetime, datetime | None]


@dataclass
class _Found:
    """By the clock on the wall, with the line on which the first of each stands."""

    left_out: set[date]
    added: dict[datetime, datetime | None]
    lines: dict[str, int]

    def note(self, name: str, line: int) -> None:
        self.lines[name] = min(line, self.lines.get(name, line))


def departing(draft: Draft, entry: _Entry, others: Sequence[_Entry], lines: Sequence[str], today: date) -> Draft:
    """The draft of a series with the dates that depart from its rule, beginning with the first that is to come.

    `others`: what the calendar says of single dates. A rule that can't be followed is left as it is.
    """
    if draft.start is None or not (draft.rule or "rdate" in entry):
        return draft
    if draft.rule is None:
        line = entry["rdate"][1]
        draft = replace(draft, rule=Told(rules.ONCE, line, _words(lines, line)))
    assert draft.start is not None and draft.rule is not None
    found = _found(draft.start.value, entry, others)
    try:
        first = _first(draft, found, today)
    except ValueError:
        return draft
    if more := next((one for one in others if _says_more(entry, one)), None):
        line = more["recurrence-id"][1]
        draft = replace(draft, remarks=(*draft.remarks, Remark("exceptions", "start", line, _words(lines, line))))
    draft = _with(draft, found, lines, today)
    return _beginning(draft, first, found) if first else _over(draft, today)


def in_zone(said: str, zone: str) -> Moment:
    """A calendar's moment ("2027-01-14T18:00 Europe/London") by the clocks of this zone; if unknown, as it is."""
    stamp, _, named = said.partition(" ")
    if "T" not in stamp:
        return Moment(date.fromisoformat(stamp), None, zone)
    named = "UTC" if named.upper() in UTC_NAMES else named
    there = datetime.fromisoformat(stamp)
    if named in available_timezones():
        there = there.replace(tzinfo=ZoneInfo(named)).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    return Moment(there.date(), there.time(), zone)


def _found(start: Moment, entry: _Entry, others: Sequence[_Entry]) -> _Found:
    found = _Found(set(), {}, {})
    without: set[datetime] = set()
    for said, _ in entry.get("exdate", [()])[0]:
        moment = in_zone(said, start.zone)
        found.left_out.add(moment.day)
        without.add(_naive(moment, start))
        found.note("left_out", entry["exdate"][1])
    for said, end in entry.get("rdate", [()])[0]:
        at = _naive(in_zone(said, start.zone), start)
        if at not in without:
            found.added[at] = _naive(in_zone(end, start.zone), start) if end else None
            found.note("added", entry["rdate"][1])
    for one in others:
        _move(found, one, start, entry)
    return found


def _move(found: _Found, one: _Entry, start: Moment, entry: _Entry) -> None:
    """A date that the calendar cancels, or puts elsewhere in time."""
    said, line = one["recurrence-id"]
    before = in_zone(said, start.zone)
    off = one.get("status", [""])[0].upper() == "CANCELLED"
    begins = in_zone(one["dtstart"][0], start.zone) if "dtstart" in one else before
    ends = in_zone(one["dtend"][0], start.zone) if "dtend" in one else None
    span = _naive(begins, start), _naive(ends, start) if ends and ends.hour else None
    if not off and span[0] == _naive(before, start) and (span[1] is None or span[1] - span[0] == _length(entry, start)):
        return
    found.added.pop(_naive(before, start), None)
    found.left_out.add(before.day)
    found.note("left_out", line)
    if not off:
        found.added[span[0]] = span[1]
        found.note("added", line)


def _length(entry: _Entry, start: Moment) -> timedelta | None:
    if "dtend" not in entry:
        return None
    return _naive(in_zone(entry["dtend"][0], start.zone), start) - _naive(start, start)


def _says_more(entry: _Entry, one: _Entry) -> bool:
    off = one.get("status", [""])[0].upper() == "CANCELLED"
    return not off and any(name in one and one[name][0] != entry.get(name, [""])[0] for name in CHANGED)


def _first(draft: Draft, found: _Found, today: date) -> datetime | None:
    """Raises ValueError where the rule is none."""
    assert draft.start is not None and draft.rule is not None
    start = draft.start.value
    begin = _naive(start, start)  # a date whether the rule gives it or not
    ruled = _to_come(chain([begin], rules.starts(draft.rule.value, begin, start.zone)), found, today)
    added = (at for at in sorted(found.added) if at.date() >= today)
    return min((at for at in (next(ruled, None), next(added, None)) if at), default=None)


def _to_come(given: Iterable[datetime], found: _Found, today: date) -> Iterator[datetime]:
    return (at for at in given if at.date() >= today and at.date() not in found.left_out)


def _with(draft: Draft, found: _Found, lines: Sequence[str], today: date) -> Draft:
    assert draft.start is not None
    start = draft.start.value
    days = [(Moment(day), None) for day in sorted(found.left_out) if day >= today][:MOST]
    added = [(_moment(at, start), _moment(end, start) if end else None)
             for at, end in sorted(found.added.items()) if at.date() >= today][:MOST]  # fmt: skip

    def told(name: str, spans: list[Any]) -> Told[Dates] | None:
        line = found.lines.get(name, 0)
        return Told(Dates(tuple(spans)), line, _words(lines, line)) if spans else None

    return replace(draft, left_out=told("left_out", days), added=told("added", added))


def _beginning(draft: Draft, first: datetime, found: _Found) -> Draft:
    """From that date on, which lasts as long as the others, or as long as is said of it."""
    assert draft.start is not None
    start, end = draft.start, draft.end
    usual = _naive(start.value, start.value)
    if first == usual:
        return draft
    counted = Told(Dates(((start.value, end.value if end and end.value.hour else None),)), start.line, start.words)
    if own := found.added.get(first):
        end = replace(start, value=_moment(own, start.value))
    elif end is not None:
        end = replace(end, value=_moment(first + (_naive(end.value, start.value) - usual), end.value))
    return replace(draft, start=replace(start, value=_moment(first, start.value)), end=end, counted_from=counted)


def _over(draft: Draft, today: date) -> Draft:
    assert draft.start is not None
    if draft.start.value.day >= today:
        return draft  # all of it is left out: whoever announces sees that it is
    return replace(draft, remarks=(*draft.remarks, Remark("past", "start", draft.start.line, draft.start.words)))


def _naive(moment: Moment, like: Moment) -> datetime:
    """Of a day alone at the hour of the others."""
    hour = moment.hour or like.hour if like.hour else None
    return datetime.combine(moment.day, hour) if hour else datetime.combine(moment.day, datetime.min.time())


def _moment(at: datetime, like: Moment) -> Moment:
    return Moment(at.date(), at.time() if like.hour else None, like.zone)


def _words(lines: Sequence[str], line: int) -> str:
    return lines[line - 1].partition(":")[2].strip() or lines[line - 1]
