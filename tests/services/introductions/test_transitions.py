"""The tables of what may become of an introduction and of an answer, and the picture of them."""

from __future__ import annotations

import pytest

from bot.db.introductions import Introduction
from bot.errors import IntroductionSettled
from bot.services.introductions.transitions import ANSWERS, INTRODUCTIONS, OPEN, UNTOLD, move
from tests.flows import drawn


def test_the_picture_shows_the_tables_arrow_by_arrow() -> None:
    assert drawn("introductions") == {
        "introduction": {(before, deed, after) for (before, deed), after in INTRODUCTIONS.items()},
        "answer": {(before, verb, after) for (before, verb), after in ANSWERS.items()},
    }


def test_only_what_is_asked_becomes_an_introduction() -> None:
    assert [before for before, deed in INTRODUCTIONS if deed == "agree"] == ["asked"]


def test_whatever_may_be_taken_back_may_be_taken_back_before_and_after_a_silent_end() -> None:
    assert {before for before, deed in INTRODUCTIONS if deed == "withdraw"} == set(UNTOLD)
    assert set(OPEN) < set(UNTOLD)


@pytest.mark.parametrize("state", ["dropped", "closed", "withdrawn", "introduced"])
def test_nothing_becomes_of_what_has_ended(state: str) -> None:
    for deed in {deed for _, deed in INTRODUCTIONS}:
        row = Introduction(state=state)
        with pytest.raises(IntroductionSettled):
            move(row, deed)
        assert row.state == state
