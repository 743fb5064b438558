"""Intents are learnt from examples, and company names do not sway them."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import get_args

import pytest

from bot.config import ROOT
from rag.documents import Intent, Refusal, Reply
from rag.intents import IntentModel, load_examples, mask
from rag.yamls import load_yaml
from tests.rag import corpus

FOLDER = ROOT / "data" / "intents"
GREETINGS = ["ciao", "salve a tutti", "buongiorno", "hello there", "good morning"]
SEARCHES = ["chi fa stampi?", "chi salda telai?", "who does welding?", "who makes moulds?", "cerco uno stampista"]
THANKS = ["grazie", "grazie mille", "thanks a lot", "ti ringrazio"]
SAID = [*GREETINGS, *SEARCHES, *THANKS]
LABELS = ["greeting"] * len(GREETINGS) + ["find_companies"] * len(SEARCHES) + ["thanks"] * len(THANKS)
AT = {"greeting": [1.0, 0.0, 0.0], "find_companies": [0.0, 1.0, 0.0], "thanks": [0.0, 0.0, 1.0]}
VECTORS = [AT[label] for label in LABELS]
NOWHERE = [1 / 3, 1 / 3, 1 / 3]


@cache
def model() -> IntentModel:
    return IntentModel.learn(SAID, LABELS, VECTORS, "key")


def best(text: str, vector: list[float]) -> str:
    return next(iter(model().predict(text, vector)))


def test_what_was_learnt_is_told_again() -> None:
    assert [best(text, vector) for text, vector in zip(SAID, VECTORS, strict=True)] == LABELS


def test_two_intents_are_told_apart_like_many() -> None:
    two = IntentModel.learn(["ciao", "salve", "grazie"], ["greeting", "greeting", "thanks"], [[0.0], [0.0], [1.0]], "")
    first, second = two.predict("ciao", [0.0]), two.predict("grazie", [1.0])
    assert (next(iter(first)), next(iter(second))) == ("greeting", "thanks")
    assert sum(first.values()) == pytest.approx(1)


def test_words_decide_where_the_vector_says_nothing() -> None:
    assert best("buongiorno a tutti", NOWHERE) == "greeting"
    assert best("chi fa telai?", NOWHERE) == "find_companies"


def test_the_vector_decides_where_the_words_say_nothing() -> None:
    assert {label: best("xyz", vector) for label, vector in AT.items()} == {label: label for label in AT}


@pytest.mark.parametrize("text", ["ciao", "", "🙂", "\ud800\x00", "\ufdfa" * 100, "a " * 50_000])
def test_shares_add_up_to_one_and_the_likeliest_comes_first(text: str) -> None:
    shares = list(model().predict(text, [0.3, 0.6, 0.1]).values())
    assert sum(shares) == pytest.approx(1)
    assert shares == sorted(shares, reverse=True)


def test_what_was_saved_predicts_the_same_when_loaded(tmp_path: Path) -> None:
    path = tmp_path / "intents.npz"
    model().save(path)
    loaded = IntentModel.load(path)
    assert loaded.key == "key"
    for text in (*SAID, "altro"):
        before, after = model().predict(text, NOWHERE), loaded.predict(text, NOWHERE)
        assert list(before) == list(after)
        assert after == pytest.approx(before, abs=0.01)
    assert [left.name for left in tmp_path.iterdir()] == ["intents.npz"]


def test_saving_again_replaces_what_was_saved(tmp_path: Path) -> None:
    path = tmp_path / "intents.npz"
    model().save(path)
    IntentModel.learn(["a", "b", "c"], ["help", "other", "thanks"], [[0.0], [1.0], [2.0]], "newer").save(path)
    assert IntentModel.load(path).key == "newer"


@pytest.mark.parametrize(
    ("text", "names", "masked"),
    [
        ("Presenta Cecomp a Pininfarina", ["cecomp", "pininfarina"], "presenta _azienda_ a _azienda_"),
        ("cosa fa la Pinin Farina?", ["pinin farina"], "cosa fa la _azienda_?"),
        ("Danisi-Engineering, che fa?", ["danisi engineering"], "_azienda_, che fa?"),
        ("Prova e Prova Stampi", ["prova", "prova stampi"], "_azienda_ e _azienda_"),
        ("le leve di Leva", ["leva"], "le leve di _azienda_"),
        ("chi fa stampi?", [], "chi fa stampi?"),
    ],
)
def test_names_of_companies_are_masked(text: str, names: list[str], masked: str) -> None:
    assert mask(text, names) == masked


def test_examples_are_read_by_intent_in_both_languages(tmp_path: Path) -> None:
    corpus.write_intents(tmp_path, greeting=("ciao",), thanks=("grazie", "mille grazie"))
    assert load_examples(tmp_path / "intents") == {
        "greeting": ["ciao", "ciao"],
        "thanks": ["grazie", "mille grazie"] * 2,
    }


def test_every_file_of_data_is_an_intent_or_a_refusal_with_examples_in_both_languages() -> None:
    for path in FOLDER.glob("*.yaml"):
        held = load_yaml(path.read_text(encoding="utf-8"))
        assert path.stem in (*get_args(Intent), *get_args(Refusal), *get_args(Reply))
        assert set(held) == {"it", "en"}
        assert min(len(held["it"]), len(held["en"])) >= 10, path.name


def test_no_example_stands_under_two_intents() -> None:
    where: dict[str, set[str]] = {}
    for intent, sentences in load_examples(FOLDER).items():
        for sentence in sentences:
            where.setdefault(mask(sentence, []), set()).add(intent)
    assert {sentence: intents for sentence, intents in where.items() if len(intents) > 1} == {}
