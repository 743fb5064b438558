"""A calendar file (.ics) read by its structure: each event's properties, and the line on which each stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from icalendar import Calendar

from rag.refusing import Refused

MOST_EVENTS = 200
MOST_LINES = 50_000
_FOLD = re.compile(r"\r?\n[ \t]")
_DATES = ("exdate", "rdate")  # that a rule leaves out, and that are added to it
_TEXTS = ("summary", "location", "description", "url", "status", "uid")


def entries_of(content: bytes) -> dict[str, Any]:
    """{"lines": unfolded lines, "entries": one dict an event: property -> [value, number of its line]}. Raises Refused.

    dtstart, dtend and recurrence-id are ISO, a zone's name after a blank ("2027-01-14T18:00 Europe/Rome"); exdate and
    rdate are lists of pairs of them, a start and an end or None; organizer is a name.
    """
    text = content.decode("utf-8-sig", "replace")
    lines = _FOLD.sub("", text).splitlines()
    if "END:VCALENDAR" not in text.upper():
        raise Refused("broken")
    if len(lines) > MOST_LINES or text.upper().count("BEGIN:VEVENT") > MOST_EVENTS:
        raise Refused("bomb")
    try:
        calendars = Calendar.from_ical(text, multiple=True)
    except (ValueError, IndexError, KeyError) as error:
        raise Refused("broken") from error
    events = [event for calendar in calendars for event in calendar.walk("VEVENT")]
    numbers = _numbers(lines)
    return {"lines": lines, "entries": [_entry(*pair) for pair in zip(events, numbers, strict=False)]}


def _numbers(lines: list[str]) -> list[dict[str, int]]:
    """For each event the line on which each of its properties first stands; an alarm within it has its own."""
    events: list[dict[str, int]] = []
    inside: list[str] = []
    for number, line in enumerate(lines, start=1):
        name, _, value = line.partition(":")
        name = re.split(r"[;:]", name)[0].casefold()
        if name == "begin":
            inside.append(value.strip().upper())
            if inside[-1] == "VEVENT":
                events.append({})
        elif name == "end" and inside:
            inside.pop()
        elif inside and inside[-1] == "VEVENT":
            events[-1].setdefault(name, number)
    return events


def _entry(event: Any, numbers: dict[str, int]) -> dict[str, Any]:
    told: dict[str, Any] = {name: _text(event.get(name)) for name in _TEXTS}
    told |= {name: _moment(event.get(name)) for name in ("dtstart", "dtend", "recurrence-id")}
    if rule := event.get("rrule"):
        told["rrule"] = (rule[0] if isinstance(rule, list) else rule).to_ical().decode()
    told |= {name: list(_dates(event.get(name))) for name in _DATES}
    organiser = event.get("organizer")
    told["organizer"] = _text(getattr(organiser, "params", {}).get("CN"))
    if told["dtend"] is None and event.get("duration") is not None and event.get("dtstart") is not None:
        told["dtend"] = _iso(event.end)
        numbers = {**numbers, "dtend": numbers.get("duration", 0)}
    return {name: [value, numbers[name]] for name, value in told.items() if value and numbers.get(name)}


def _text(value: Any) -> str | None:
    one = value[0] if isinstance(value, list) and value else value
    return str(one).strip() or None if one is not None else None


def _moment(value: Any) -> str | None:
    one = value[0] if isinstance(value, list) and value else value
    return _iso(one.dt) if one is not None and hasattr(one, "dt") else None


def _dates(value: Any) -> Iterator[list[str | None]]:
    """Of one line or several; a period has an end, or a length."""
    for line in value if isinstance(value, list) else [value]:
        for one in getattr(line, "dts", ()):
            if not isinstance(one.dt, tuple):
                yield [_iso(one.dt), None]
                continue
            start, end = one.dt
            yield [_iso(start), _iso(start + end if isinstance(end, timedelta) else end)]


def _iso(value: date | datetime) -> str:
    if not isinstance(value, datetime):
        return value.isoformat()
    zone = getattr(value.tzinfo, "key", None) or (str(value.tzinfo) if value.tzinfo else "")
    return f"{value.replace(tzinfo=None).isoformat(timespec='minutes')} {zone}".strip()
