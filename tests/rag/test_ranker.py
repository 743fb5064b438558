"""The ranker: what can be worked out by hand of belief, features and probabilities."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from rag.calibration import blank
from rag.kinship import WAYS
from rag.ranker import EVIDENCE, FEATURES, PLAIN, Ranker, Unit, plain_features
from rag.retrieval import Signals

BLANK = blank().company
NONE = dict.fromkeys(FEATURES, 0.0)


def evidence(**columns: list[float]) -> np.ndarray:
    count = len(next(iter(columns.values())))
    return np.array([columns.get(name, [0.0] * count) for name in EVIDENCE]).T


def weighing(**weights: float) -> Ranker:
    return replace(BLANK, meaning={name: weights.get(name, 0.0) for name in EVIDENCE})


def probability(ranker: Ranker, kinship: tuple[float, ...] = (0.0,) * 4, belief: float = 0.0, **plain: float) -> float:
    row = np.array([[plain.get(name, 0.0) for name in PLAIN]])
    return float(ranker.probabilities(row, np.array([kinship]), belief)[0])


def test_belief_is_a_softmax_of_the_weighed_evidence() -> None:
    shares = weighing(near=2.0, offered=1.0).meant(evidence(near=[0.5, 0.0, 0.0], offered=[0.0, 1.0, 0.0]))
    odds = np.exp([1.0, 1.0, 0.0])
    assert shares == pytest.approx(odds / odds.sum())


def test_belief_over_no_concepts_is_none() -> None:
    assert BLANK.meant(np.zeros((0, len(EVIDENCE)))).shape == (0,)


def test_what_a_question_means_and_what_it_is_ranked_by_are_weighed_apart() -> None:
    ranker = replace(weighing(label=5.0), leaning=dict.fromkeys(EVIDENCE, 0.0) | {"offerers": -1.0})
    table = evidence(label=[1.0, 0.0], offerers=[2.0, 0.0])
    assert ranker.meant(table).argmax() == 0
    assert ranker.leaned(table).argmax() == 1


def test_a_probability_is_that_of_the_line_and_the_hidden_units() -> None:
    unit = Unit(bias=0.5, weights=NONE | {"words": 2.0}, out=3.0)
    ranker = replace(
        BLANK, bias=-1.0, weights=NONE | {"words": 1.0}, means=NONE | {"words": 0.2},
        spreads=dict.fromkeys(FEATURES, 1.0) | {"words": 0.5}, units=(unit,),
    )  # fmt: skip
    value = (0.7 - 0.2) / 0.5
    odds = -1.0 + value + 3.0 * math.tanh(0.5 + 2.0 * value)
    assert probability(ranker, words=0.7) == pytest.approx(1 / (1 + math.exp(-odds)))


def test_what_a_company_offers_counts_by_the_way_that_it_is_kin() -> None:
    ranker = replace(
        BLANK,
        weights=NONE | {"concept": 1.0},
        ways={"exact": 1.0, "narrower": 0.7} | dict.fromkeys(("broader", "akin"), 0.1),
    )
    scores = [probability(ranker, tuple(0.5 * (way == one) for way in WAYS)) for one in WAYS]
    assert scores[0] > scores[1] > scores[2] == scores[3] > probability(ranker)
    assert scores[0] == pytest.approx(0.503 / 1.503)


def test_the_belief_and_the_best_words_of_any_are_told_of_every_company() -> None:
    ranker = replace(BLANK, weights=NONE | {"belief": 1.0, "words_of_any": 1.0})
    plain = np.zeros((2, len(PLAIN)))
    plain[1, PLAIN.index("words")] = 0.4
    scores = ranker.probabilities(plain, np.zeros((2, len(WAYS))), 0.6)
    assert scores == pytest.approx([1 / (1 + math.exp(-1.0))] * 2)


def test_no_company_has_no_score() -> None:
    assert BLANK.probabilities(plain_features({}, []), np.zeros((0, len(WAYS))), 0.0).shape == (0,)


def test_features_tell_how_a_company_stands_against_the_others() -> None:
    companies = [f"c{n}" for n in range(10)]
    signals = {
        key: Signals(document=0.8 + n / 100, words=n / 20, question=0.78 + n / 100) for n, key in enumerate(companies)
    }
    table = plain_features(signals, [*companies, "unknown"])
    of = {name: table[:, n] for n, name in enumerate(PLAIN)}
    assert of["document"][9] == pytest.approx(0.89)
    assert of["document_ahead"][9] == pytest.approx(0.89 - 0.82)  # the eighth best
    assert of["words_share"][9] == pytest.approx(0.45 / 0.6)
    assert of["question"][[2, 9]] == pytest.approx([0.0, 0.07])  # what any two questions have in common is taken off
    assert of["words"][10] == of["document"][10] == 0.0
