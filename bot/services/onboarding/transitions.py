"""How standing for a company may change. docs/flows/onboarding.mmd draws this table."""

from __future__ import annotations

from typing import Literal

State = Literal["", "asked", "approved", "declined", "ended"]  # "": never asked
Verb = Literal["ask", "join", "approve", "decline", "withdraw", "end"]

STANDING: dict[tuple[State, Verb], State] = {
    ("", "ask"): "asked",
    ("", "join"): "approved",
    ("asked", "approve"): "approved",
    ("asked", "decline"): "declined",
    ("asked", "withdraw"): "ended",
    ("asked", "join"): "approved",
    ("approved", "end"): "ended",
    ("declined", "ask"): "asked",
    ("declined", "join"): "approved",
    ("ended", "ask"): "asked",
    ("ended", "join"): "approved",
}


def moved(state: str, verb: Verb) -> State | None:
    """The next state; None where the verb does not fit any more (somebody was faster)."""
    return STANDING.get((state, verb))  # type: ignore[arg-type]  # a state, as text
