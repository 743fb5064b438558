"""How an announced event and a member's answer may change. docs/flows/events.mmd draws these two tables."""

from __future__ import annotations

from typing import Literal

from bot.errors import EventCancelled

State = Literal["", "draft", "announced", "cancelled"]
Answer = Literal["", "going", "maybe", "declined", "waiting", "offered"]  # "": nothing answered yet
Deed = Literal["create", "publish", "change", "cancel"]
Verb = Literal["go", "wait", "maybe", "decline", "offer", "lapse", "attend"]

EVENTS: dict[tuple[State, Deed], State] = {
    ("", "create"): "draft",
    ("draft", "change"): "draft",
    ("draft", "publish"): "announced",
    ("draft", "cancel"): "cancelled",
    ("announced", "change"): "announced",
    ("announced", "cancel"): "cancelled",
}

ANSWERS: dict[tuple[Answer, Verb], Answer] = {
    ("", "go"): "going",
    ("", "wait"): "waiting",
    ("", "maybe"): "maybe",
    ("", "decline"): "declined",
    ("", "attend"): "going",
    ("going", "maybe"): "maybe",
    ("going", "decline"): "declined",
    ("maybe", "go"): "going",
    ("maybe", "wait"): "waiting",
    ("maybe", "decline"): "declined",
    ("maybe", "attend"): "going",
    ("declined", "go"): "going",
    ("declined", "wait"): "waiting",
    ("declined", "maybe"): "maybe",
    ("declined", "attend"): "going",
    ("waiting", "offer"): "offered",
    ("waiting", "maybe"): "maybe",
    ("waiting", "decline"): "declined",
    ("waiting", "attend"): "going",
    ("offered", "go"): "going",
    ("offered", "lapse"): "declined",
    ("offered", "maybe"): "maybe",
    ("offered", "decline"): "declined",
    ("offered", "attend"): "going",
}


def moved(state: State, deed: Deed) -> State:
    """The event's next state. Raises EventCancelled: nothing becomes of a cancelled one."""
    if state == "cancelled":
        raise EventCancelled
    return EVENTS[state, deed]


def turned(answer: Answer, verb: Verb) -> Answer:
    """The member's next answer. A verb that the table does not know there is a fault of ours: KeyError."""
    return ANSWERS[answer, verb]
