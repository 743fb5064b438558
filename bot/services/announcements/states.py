"""The states of an announcement, which change here alone; docs/flows/announcements.mmd draws the table."""

from __future__ import annotations

from datetime import datetime

from bot.db.announcements import Announcement
from bot.errors import Overtaken

# verb -> (the states it leads from, the state it leads to)
TRANSITIONS: dict[str, tuple[frozenset[str], str]] = {
    "correct": (frozenset({"draft"}), "draft"),
    "drop": (frozenset({"draft", "review"}), "dropped"),
    "submit": (frozenset({"draft"}), "review"),
    "approve": (frozenset({"review"}), "scheduled"),
    "reject": (frozenset({"review"}), "draft"),
    "withdraw": (frozenset({"review"}), "draft"),
    "schedule": (frozenset({"draft"}), "scheduled"),
    "undo": (frozenset({"scheduled"}), "draft"),
    "begin": (frozenset({"scheduled"}), "sending"),
    "pause": (frozenset({"sending"}), "paused"),
    "resume": (frozenset({"paused"}), "sending"),
    "stop": (frozenset({"sending", "paused"}), "stopped"),
    "finish": (frozenset({"sending"}), "sent"),
}
FIRST = "draft"
STATES = frozenset({FIRST}).union(*(before | {after} for before, after in TRANSITIONS.values()))


def can(announcement: Announcement, verb: str) -> bool:
    """Whether the verb leads anywhere from the state it is in."""
    return announcement.state in TRANSITIONS[verb][0]


def move(announcement: Announcement, verb: str, now: datetime) -> None:
    """Changes the state and counts the revision. Raises Overtaken where the verb leads nowhere from here."""
    if not can(announcement, verb):
        raise Overtaken(announcement.state)
    announcement.state = TRANSITIONS[verb][1]
    announcement.revision += 1
    announcement.changed_at = now
