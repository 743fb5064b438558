"""Models: probabilities that can be worked out by hand, learnt, and kept in a file that can be read."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config import ROOT
from rag import calibration
from rag.kinship import WAYS
from rag.ranker import EVIDENCE, FEATURES
from rag.ranking import LinearModel, Models, ModelsMissing, learn

MODEL = LinearModel(bias=-1.0, weights={"words": 2.0}, means={"words": 0.5}, spreads={"words": 0.25})
VALUES = st.floats(-1e6, 1e6)


def test_a_probability_is_that_of_its_formula() -> None:
    assert MODEL.probability({"words": 1.0}) == pytest.approx(1 / (1 + math.exp(-(-1 + 2 * (1.0 - 0.5) / 0.25))))
    assert MODEL.probability({"words": 0.5}) == pytest.approx(1 / (1 + math.e))


def test_a_feature_that_is_not_given_counts_as_nothing_and_a_strange_one_is_left_out() -> None:
    assert MODEL.probability({}) == MODEL.probability({"words": 0.0})
    assert MODEL.probability({"words": 1.0, "strange": 99.0}) == MODEL.probability({"words": 1.0})


@given(VALUES)
def test_a_probability_lies_between_nothing_and_one(value: float) -> None:
    assert 0 < MODEL.probability({"words": value}) < 1


@given(VALUES, VALUES)
def test_more_of_what_speaks_for_it_is_never_less_likely(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert MODEL.probability({"words": low}) <= MODEL.probability({"words": high})


def test_what_was_learnt_tells_right_from_wrong_and_ignores_noise() -> None:
    rows = [{"words": n / 20, "noise": float(n % 2)} for n in range(20)]
    model = learn(rows, [n >= 10 for n in range(20)], [1.0] * 20)
    assert model.probability({"words": 0.9}) > 0.8
    assert model.probability({"words": 0.1}) < 0.2
    assert abs(model.weights["noise"]) < abs(model.weights["words"]) / 5


def test_a_feature_that_is_always_the_same_counts_for_nothing() -> None:
    rows = [{"words": n / 20, "same": 3.0} for n in range(20)]
    model = learn(rows, [n >= 10 for n in range(20)], [1.0] * 20)
    assert model.weights["same"] == 0
    assert model.spreads["same"] > 0
    assert model.probability({"words": 0.9, "same": 3.0}) > 0.8


def test_a_row_that_weighs_more_counts_for_more() -> None:
    rows, labels = [{"words": 0.0}, {"words": 1.0}] * 10, [False, True] * 10
    even = learn(rows, labels, [1.0] * 20).probability({"words": 0.5})
    swayed = learn(rows, labels, [1.0, 9.0] * 10).probability({"words": 0.5})
    assert swayed > even


def test_models_that_were_saved_are_the_same_when_loaded(tmp_path: Path) -> None:
    models = replace(calibration.blank(), answerable=MODEL)
    models.save(tmp_path / "models")
    assert Models.load(tmp_path / "models") == models
    held = json.loads((tmp_path / "models" / "ranking.json").read_text())
    assert held["answerable"]["weights"] == {"words": 2.0}


def test_a_missing_file_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(ModelsMissing, match=r"ranking\.json is missing.*raccordo calibrate"):
        Models.load(tmp_path)


def test_the_models_of_data_are_whole_and_finite() -> None:
    models = Models.load(ROOT / "data" / "models")
    for model in (models.record, models.answerable, models.sentence, models.told):
        assert set(model.weights) == set(model.means) == set(model.spreads)
        assert model.weights
        assert all(math.isfinite(value) for value in (model.bias, *model.weights.values(), *model.means.values()))
        assert all(spread > 0 for spread in model.spreads.values())
    ranker = models.company
    assert set(ranker.weights) == set(ranker.means) == set(ranker.spreads) == set(FEATURES)
    assert all(set(unit.weights) == set(FEATURES) for unit in ranker.units)
    assert set(ranker.meaning) == set(ranker.leaning) == set(EVIDENCE)
    assert set(ranker.ways) == set(WAYS)
    assert set(models.thresholds) >= set(calibration.blank().thresholds)
    assert all(0 <= value <= 1 for value in models.thresholds.values())
