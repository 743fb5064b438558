"""BM25norm: what shares the question's rare words scores high, what shares nothing scores nothing."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.lexical import Lexicon
from rag.text import ngrams, stems

TEXTS = [
    "stampi per materie plastiche",
    "prototipi e scocche in piccola serie",
    "stampi per la fusione dell'alluminio",
    "verniciatura di carrozzerie",
    "",
]
LEXICON = Lexicon.of(TEXTS, stems)
WORDS = st.sampled_from(["stampi", "plastica", "prototipi", "vernici", "alluminio", "marmo", "zebra", "serie"])
QUESTIONS = st.lists(WORDS, max_size=12).map(" ".join)


def test_the_best_text_is_the_one_that_holds_the_words() -> None:
    assert int(np.argmax(LEXICON.scores("chi fa prototipi?"))) == 1
    assert int(np.argmax(LEXICON.scores("stampi per alluminio"))) == 2


def test_a_rare_word_counts_for_more_than_a_common_one() -> None:
    scores = LEXICON.scores("stampi o prototipi")
    assert scores[1] > max(scores[0], scores[2])


def test_texts_that_share_nothing_with_the_question_score_nothing() -> None:
    assert not LEXICON.scores("chi affitta mongolfiere?").any()
    assert LEXICON.scores("prototipi")[[0, 2, 3, 4]].tolist() == [0, 0, 0, 0]


@pytest.mark.parametrize("question", ["", "🙂", "chi fa che cosa", "\x00", "\ufdfa" * 100])
def test_a_question_without_words_scores_nothing(question: str) -> None:
    assert LEXICON.scores(question).tolist() == [0] * len(TEXTS)


def test_words_that_nobody_has_lower_the_score_of_those_that_somebody_has() -> None:
    alone, diluted = LEXICON.scores("prototipi")[1], LEXICON.scores("prototipi di mongolfiere zebrate")[1]
    assert 0 < diluted < alone


@given(QUESTIONS)
def test_scores_lie_between_nothing_and_one(question: str) -> None:
    scores = LEXICON.scores(question)
    assert scores.shape == (len(TEXTS),)
    assert (scores >= 0).all()
    assert (scores <= 1.0).all()


@given(QUESTIONS)
def test_saying_a_word_twice_changes_nothing(question: str) -> None:
    assert LEXICON.scores(f"{question} {question}") == pytest.approx(LEXICON.scores(question))


def test_n_grams_find_what_was_misspelt() -> None:
    spelling = Lexicon.of(TEXTS, ngrams)
    assert not LEXICON.scores("protottipi").any()
    assert int(np.argmax(spelling.scores("protottipi"))) == 1


@given(question=QUESTIONS)
def test_what_was_saved_scores_the_same_when_loaded(question: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.getbasetemp() / "lexicon"
    if not folder.exists():
        LEXICON.save(folder)
    loaded = Lexicon.load(folder, stems)
    assert loaded.scores(question).tolist() == LEXICON.scores(question).tolist()


@pytest.mark.parametrize("texts", [[], [""], ["", "che cosa"]])
def test_texts_without_words_make_an_index_that_finds_nothing(texts: list[str], tmp_path: Path) -> None:
    Lexicon.of(texts, stems).save(tmp_path / "empty")
    for lexicon in (Lexicon.of(texts, stems), Lexicon.load(tmp_path / "empty", stems)):
        assert lexicon.scores("stampi").tolist() == [0] * len(texts)


def test_what_is_saved_can_be_read_as_it_is(tmp_path: Path) -> None:
    LEXICON.save(tmp_path)
    assert json.loads((tmp_path / "idf.json").read_text())["size"] == len(TEXTS)
