"""What staff type for a field, made into the value that a draft keeps. Raises NotUnderstood."""

from __future__ import annotations

import re
from datetime import datetime, time

from bot.errors import NotUnderstood
from bot.services.announcements import moments
from bot.services.announcements.drafts import DAYS_END, Draft, day_of

NOTHING = ("-", "–", "no", "nessuno", "nessuna", "niente", "none")
CLEARABLE = ("end", "organiser", "url", "seats", "deadline", "description", "place")
MOST_SEATS = 100_000
_ADDRESS = re.compile(r"(?:https?://)?[\w-]+(?:\.[\w-]+)+(?:[/?#]\S*)?")


def value(field: str, text: str, draft: Draft, now: datetime) -> str:
    """The value for the field; empty where the text takes it away ("-", "nessuno")."""
    said = text.strip()
    if field in CLEARABLE and said.casefold() in NOTHING:
        return ""
    if field in ("start", "hour", "end", "deadline"):
        return _moment(field, said, draft, now)
    if field == "seats":
        return _seats(said)
    if field == "url":
        return _address(said)
    if not said:
        raise NotUnderstood(field)
    return said if field == "description" else " ".join(said.split())


def _moment(field: str, said: str, draft: Draft, now: datetime) -> str:
    typed = moments.parts(said, now.date())
    start = draft.get("start")
    # An hour alone is of the day that is known; an event usually ends on the day of its start.
    day = typed.day or (day_of((draft.get("deadline") if field == "deadline" else "") or start) if start else None)
    if day is None or (typed.day is None and typed.hour is None):
        raise NotUnderstood(field)
    if typed.hour is None:
        if field == "hour":
            raise NotUnderstood(field)
        return f"{day}T{DAYS_END}" if field == "deadline" else day.isoformat()
    return datetime.combine(day, typed.hour or time()).isoformat(timespec="minutes")


def _seats(said: str) -> str:
    found = re.search(r"\d+", said)
    if found is None or not 1 <= int(found[0]) <= MOST_SEATS:
        raise NotUnderstood("seats")
    return str(int(found[0]))


def _address(said: str) -> str:
    if not _ADDRESS.fullmatch(said):
        raise NotUnderstood("url")
    return said if said.startswith("http") else f"https://{said}"
