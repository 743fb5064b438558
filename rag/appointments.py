"""A calendar's entries become drafts: its structure says what each property is, so nothing is guessed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, TypeVar
from zoneinfo import available_timezones

from rag.departures import UTC_NAMES, departing, in_zone
from rag.documents import Language
from rag.drafts import HOME_ZONE, Draft, Moment, Other, Remark, Told
from rag.oddities import oddities

Value = TypeVar("Value")
_Entry = Mapping[str, Any]


def drafts_of(entries: Sequence[_Entry], lines: Sequence[str], today: date, language: Language) -> Draft:
    """The first event that is not over (else the last one); remarks say that it is cancelled, or one of several."""
    moved = [entry for entry in entries if "recurrence-id" in entry]
    whole = [entry for entry in entries if entry not in moved] or moved
    drafts = [_series(entry, moved, lines, today, language) for entry in whole]
    if not drafts:
        nothing: Other = "nothing"
        return Draft(language, other=Told(nothing, 1, lines[0] if lines else ""))
    ahead = [draft for draft in drafts if not any(remark.sort == "past" for remark in draft.remarks)]
    draft = (ahead or drafts[-1:])[0]
    if len(drafts) > 1 and draft.title:
        more = Remark("more", "title", draft.title.line, draft.title.words)
        return replace(draft, remarks=(*draft.remarks, more))
    return draft


def _series(
    entry: _Entry, moved: Sequence[_Entry], lines: Sequence[str], today: date, language: Language
) -> Draft:  # fmt: skip
    """With what the calendar says of single dates of it."""
    others = [one for one in moved if one is not entry and one.get("uid", [""])[0] == entry.get("uid", [""])[0]]
    return departing(_draft(entry, lines, today, language), entry, others, lines, today)


def _draft(entry: _Entry, lines: Sequence[str], today: date, language: Language) -> Draft:
    def of(name: str, made: Callable[[str], Value]) -> Told[Value] | None:
        if name not in entry:
            return None
        value, line = entry[name]
        words = lines[line - 1].partition(":")[2].strip() or lines[line - 1]
        return Told(made(value), line, words)

    start, end = of("dtstart", _moment), of("dtend", _last_moment)
    if start and end and end.value.hour is None and end.value.day <= start.value.day:
        end = None
    place, rule = of("location", str), of("rrule", str)
    remarks = list(oddities(start, end, None, today)) if not (rule or "rdate" in entry) else []
    if entry.get("status", [""])[0].upper() == "CANCELLED":
        remarks.append(Remark("cancelled", "title", entry["status"][1], lines[entry["status"][1] - 1]))
    return Draft(
        language=language,
        title=of("summary", _one_line),
        start=start,
        end=end,
        place=place and (replace(place, value="online") if _is_online(place.value) else place),
        organiser=of("organizer", str),
        link=of("url", str) or (place if place and place.value.startswith("http") else None),
        rule=rule,
        description=of("description", str),
        remarks=tuple(remarks),
    )


def _is_online(said: str) -> bool:
    return said.casefold().startswith(("http", "online", "zoom", "microsoft teams", "google meet", "webex"))


def _one_line(said: str) -> str:
    return " ".join(said.split())


def _moment(said: str) -> Moment:
    """UTC is told by the clocks of home, as the calendar programs that write it mean it; floating times are home's."""
    zone = said.partition(" ")[2]
    if zone.upper() in UTC_NAMES or zone not in available_timezones():
        return in_zone(said, HOME_ZONE)
    return in_zone(said, zone)


def _last_moment(said: str) -> Moment:
    """Of days without an hour a calendar names the one after the last."""
    moment = _moment(said)
    return moment if moment.hour else Moment(moment.day - timedelta(days=1))
