"""What a question wants: relations in any words, and the first thing asked for."""

from __future__ import annotations

import pytest

from rag.asking import said, wanted


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("quanti addetti ha?", "In 2020 it had 32 staff."),
        ("chi presiede l'ente?", "Monica Rossi is the president of the body."),
        ("chi guida la ditta?", "Pietro Verdi è l'amministratore delegato."),
        ("chi ha comprato la ditta?", "Nel 2018 è stata acquisita da un gruppo canadese."),
        ("chi può entrare?", "It is open to firms and universities."),
    ],
)
def test_a_relation_is_recognised_in_other_words_and_the_other_language(question: str, sentence: str) -> None:
    terms = [term for term in wanted(question, question).terms if term.relation]
    assert terms
    assert all(term.forms & said(sentence) for term in terms)


def test_words_of_asking_and_periods_are_no_part_of_what_is_asked() -> None:
    assert wanted("che cosa è successo il mese scorso?", "che cosa è successo il mese scorso?").terms == ()


def test_the_first_thing_after_the_question_word_is_what_it_is_about() -> None:
    text = "al workshop quanti espositori c'erano?"
    focus = wanted(text, text).focus
    assert focus is not None
    assert focus.relation == "exhibit"


def test_who_is_new_in_a_role_asks_for_more_than_who_is_in_it() -> None:
    assert wanted("Who is the new CEO?", "Who is the new CEO?").new
    assert not wanted("Who is the CEO?", "Who is the CEO?").new
