"""The tables of what may become of an event and of an answer, and the picture of them."""

from __future__ import annotations

import pytest

from bot.errors import EventCancelled
from bot.services.events.transitions import ANSWERS, EVENTS, moved
from tests.flows import drawn


def test_the_picture_shows_the_tables_arrow_by_arrow() -> None:
    assert drawn("events") == {
        "event": {(before, verb, after) for (before, verb), after in EVENTS.items()},
        "answer": {(before, verb, after) for (before, verb), after in ANSWERS.items()},
    }


@pytest.mark.parametrize("deed", ["publish", "change", "cancel"])
def test_nothing_becomes_of_a_cancelled_event(deed: str) -> None:
    with pytest.raises(EventCancelled):
        moved("cancelled", deed)  # type: ignore[arg-type]


def test_an_answer_can_be_taken_back_from_everywhere() -> None:
    for state in set(ANSWERS.values()) - {"declined"}:
        assert ANSWERS[state, "decline"] == "declined"


def test_only_who_waits_is_offered_a_seat_and_only_an_offer_lapses() -> None:
    assert [before for before, verb in ANSWERS if verb == "offer"] == ["waiting"]
    assert [before for before, verb in ANSWERS if verb == "lapse"] == ["offered"]
