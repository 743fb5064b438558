"""Editions by their number: which one is asked for, which ones sentences speak of."""

from __future__ import annotations

import pytest

from rag.answers import Library
from rag.documents import Question
from rag.editions import asked, told
from tests.conftest import TODAY


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("chi ha vinto la seconda edizione del TADA?", 2),
        ("Who won the second edition of TADA?", 2),
        ("la terza storica edizione di VTM", 3),
        ("edizione 4 di VTM", 4),
        ("the 5th edition of VTM", 5),
        ("la 2ª edizione", 2),
        ("secondo l'ultima edizione dell'Osservatorio", None),
        ("quando è la prossima edizione?", None),
        ("la seconda giornata", None),
    ],
)
def test_a_question_asks_for_an_edition_by_its_number(text: str, number: int | None) -> None:
    assert asked(text) == number


def test_sentences_tell_of_the_editions_that_they_number() -> None:
    assert told(["The jury of the first TADA was large.", "VTM's 5th edition is coming."]) == {1, 5}
    assert told(["According to the report, sales fell."]) == frozenset()


@pytest.mark.parametrize("text", ["Who won the second edition of TADA?", "chi ha vinto la seconda edizione del TADA?"])
def test_the_first_edition_says_nothing_of_the_second(text: str, library: Library) -> None:
    answer = library.answer(Question(text, TODAY))
    assert (answer.outcome, answer.refusal, answer.facts) == ("nothing_found", "undocumented", ())


@pytest.mark.parametrize("text", ["Who won the first edition of TADA?", "chi ha vinto la prima edizione del TADA?"])
def test_the_edition_that_is_documented_is_told(text: str, library: Library) -> None:
    answer = library.answer(Question(text, TODAY))
    assert answer.outcome == "answered"
    assert "Changan" in answer.facts[0].text
