"""How an introduction and the answer of a side may change. docs/flows/introductions.mmd draws both tables."""

from __future__ import annotations

from typing import Literal, cast

from bot.db.introductions import Introduction, Party
from bot.errors import IntroductionSettled

State = Literal["", "draft", "dropped", "checking", "asked", "quiet", "closed", "withdrawn", "introduced"]
Answer = Literal["", "asked", "later", "yes", "no", "silent", "gone"]
Deed = Literal[
    "begin", "drop", "submit", "send", "approve", "refuse", "agree", "decline", "lapse", "part", "tell", "withdraw"
]
Verb = Literal["offer", "ask", "pass_on", "postpone", "agree", "decline", "lapse", "part"]

# `checking`: the staff's word comes first. `quiet`: it came to nothing, and the starter does not know yet.
INTRODUCTIONS: dict[tuple[State, Deed], State] = {
    ("", "begin"): "draft",
    ("draft", "drop"): "dropped",
    ("draft", "submit"): "checking",
    ("draft", "send"): "asked",
    ("checking", "approve"): "asked",
    ("checking", "refuse"): "quiet",
    ("checking", "lapse"): "quiet",
    ("checking", "part"): "quiet",
    ("checking", "withdraw"): "withdrawn",
    ("asked", "agree"): "introduced",
    ("asked", "decline"): "quiet",
    ("asked", "lapse"): "quiet",
    ("asked", "part"): "quiet",
    ("asked", "withdraw"): "withdrawn",
    ("quiet", "tell"): "closed",
    ("quiet", "withdraw"): "withdrawn",
}

# `offer`: who asks for an introduction says yes to it with that. Of two who are asked, one may take a yes back.
ANSWERS: dict[tuple[Answer, Verb], Answer] = {
    ("", "offer"): "yes",
    ("", "ask"): "asked",
    ("asked", "pass_on"): "asked",
    ("later", "pass_on"): "asked",
    ("asked", "postpone"): "later",
    ("asked", "agree"): "yes",
    ("asked", "decline"): "no",
    ("asked", "lapse"): "silent",
    ("asked", "part"): "gone",
    ("later", "agree"): "yes",
    ("later", "decline"): "no",
    ("later", "lapse"): "silent",
    ("later", "part"): "gone",
    ("yes", "decline"): "no",
    ("yes", "part"): "gone",
}

OPEN: tuple[State, ...] = ("checking", "asked")  # somebody may still say yes
UNTOLD: tuple[State, ...] = (*OPEN, "quiet")  # what its starter takes for open
TO_ANSWER: tuple[Answer, ...] = ("asked", "later")


def open_to(row: Introduction) -> tuple[State, ...]:
    """In which states whoever is asked may answer: of two, one goes on after the other's no, and can't tell it."""
    return ("asked", "quiet") if row.two_sided else ("asked",)


def as_told(row: Introduction) -> State:
    """The state as its starter may know it: until its moment, what came to nothing looks like what still waits."""
    return "asked" if row.state == "quiet" else cast(State, row.state)


def move(row: Introduction, deed: Deed) -> None:
    """The only place where an introduction's state changes. Raises IntroductionSettled."""
    state = INTRODUCTIONS.get((cast(State, row.state), deed))
    if state is None:
        raise IntroductionSettled(row.state)
    row.state = state


def turn(party: Party, verb: Verb) -> None:
    """The only place where an answer changes. Raises IntroductionSettled."""
    answer = ANSWERS.get((cast(Answer, party.answer), verb))
    if answer is None:
        raise IntroductionSettled(party.answer)
    party.answer = answer
