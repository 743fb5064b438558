"""Words: what comes from outside is cleaned, folded, and cut into stems and n-grams."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text import STOP_WORDS, clean, fold, key_words, ngrams, stems, words

anything = st.text(st.characters(codec=None), max_size=200)  # lone surrogates too


@given(anything)
def test_clean_text_can_be_sent_anywhere(text: str) -> None:
    cleaned = clean(text)
    cleaned.encode("utf-8")
    assert "\x00" not in cleaned
    assert cleaned == cleaned.strip()
    assert "  " not in cleaned


@given(anything)
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(st.text(st.characters(categories=["L", "N"], max_codepoint=0x17F), max_size=50))
def test_letters_and_figures_stay_when_cleaned(text: str) -> None:
    assert clean(text) == text


@pytest.mark.parametrize("mark", ["\u061c", "\u200b", "\u202e", "\u2066", "\u2069", "\ufeff", "\x07", "\x00"])
def test_marks_that_turn_or_hide_text_are_taken_out(mark: str) -> None:
    assert mark not in clean(f"chi{mark}fa")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Perché", "perche"),
        ("STRASSE", "straße"),
        ("l’azienda", "l'azienda"),
        ("ﬁne", "fine"),
        ("e\u0300", "è"),
        ("１２", "12"),
    ],
)
def test_spellings_that_mean_the_same_fold_to_the_same(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@given(anything)
def test_folding_leaves_no_capital_of_ours(text: str) -> None:
    assert fold(text) == fold(text).lower() or not text.isascii()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Chi fa prototipazione?", ["chi", "fa", "prototipazione"]),
        ("L'età è 4,6 anni", ["l", "eta", "e", "4,6", "anni"]),
        ("CAD/CAM e 5-assi", ["cad", "cam", "e", "5", "assi"]),
        ("🙂", []),
        ("", []),
    ],
)
def test_words_are_letters_and_figures(text: str, found: list[str]) -> None:
    assert words(text) == found


def test_key_words_are_what_is_left_without_the_words_of_every_request() -> None:
    assert key_words("Chi fa prototipazione?") == ["prototipazione"]
    assert key_words("who does wire EDM?") == ["wire", "edm"]
    assert key_words("chi conosce qualcuno che fa questo per noi") == ["conosce"]


@given(anything)
def test_key_words_hold_no_stop_word(text: str) -> None:
    assert not STOP_WORDS & set(key_words(text))


@pytest.mark.parametrize(
    ("one", "other"),
    [("prototipo", "prototipi"), ("saldatura", "saldature"), ("welding", "welded"), ("prototypes", "prototype")],
)
def test_forms_of_a_word_share_a_stem_in_either_language(one: str, other: str) -> None:
    assert set(stems(one)) & set(stems(other))


def test_close_spellings_share_most_of_their_n_grams() -> None:
    right, slip, other = (set(ngrams(word)) for word in ("prototipazione", "prototipasione", "verniciatura"))
    assert len(right & slip) > len(right) / 2
    assert len(right & other) < len(right) / 10


@given(anything)
def test_n_grams_are_between_three_and_five_letters_long(text: str) -> None:
    assert {len(gram) for gram in ngrams(text)} <= {3, 4, 5}


@pytest.mark.parametrize("text", ["\ud800", "\x00", "\ufdfa" * 100, "a" * 100_000, ""])
def test_hostile_text_is_cut_into_words_without_harm(text: str) -> None:
    assert isinstance(words(text) + stems(text) + ngrams(text), list)
