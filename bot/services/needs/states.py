"""The states of a need, which change here alone; docs/flows/needs.mmd draws the table."""

from __future__ import annotations

from datetime import datetime

from bot.db.needs import Need
from bot.errors import NeedMovedOn

# verb -> (the states it leads from, the state it leads to)
TRANSITIONS: dict[str, tuple[frozenset[str], str]] = {
    "correct": (frozenset({"draft"}), "draft"),
    "drop": (frozenset({"draft"}), "dropped"),
    "submit": (frozenset({"draft"}), "review"),
    "approve": (frozenset({"review"}), "open"),
    "decline": (frozenset({"review"}), "declined"),
    "withdraw": (frozenset({"review", "open"}), "withdrawn"),
    "settle": (frozenset({"open"}), "settled"),
    "lapse": (frozenset({"open"}), "closed"),
}
FIRST = "draft"
LIVE = ("draft", "review", "open")
STATES = frozenset({FIRST}).union(*(before | {after} for before, after in TRANSITIONS.values()))


def move(need: Need, verb: str, now: datetime) -> None:
    """Changes the state. Raises NeedMovedOn where the verb leads nowhere from here."""
    before, after = TRANSITIONS[verb]
    if need.state not in before:
        raise NeedMovedOn(need.state)
    need.state = after
    need.changed_at = now
    if after not in LIVE:
        need.ended_at = now
