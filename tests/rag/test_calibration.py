"""Calibration: folds that keep pairs together, and thresholds with the least cost."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from rag.calibration import blank
from rag.folds import FOLDS, fold_of, threshold
from rag.kinship import WAYS
from rag.questions import Judged
from rag.ranker import PLAIN

QUESTION = Judged("q1", "it", "chi salda?", "capability", True, {"saldatore": 2, "officina": 1})


def test_a_question_and_its_translation_fall_into_one_fold() -> None:
    for n in range(1, 60, 2):
        italian = replace(QUESTION, id=f"q{n}", pair=f"q{n + 1}")
        english = replace(QUESTION, id=f"q{n + 1}", pair=f"q{n}")
        assert fold_of(italian) == fold_of(english)


def test_folds_share_the_questions_out() -> None:
    folds = [fold_of(replace(QUESTION, id=f"q{n}")) for n in range(200)]
    assert set(folds) == set(range(FOLDS))
    assert max(folds.count(fold) for fold in range(FOLDS)) < 80


@pytest.mark.parametrize("cost", [0.1, 1.0, 10.0])
def test_the_threshold_parts_what_can_be_parted_whatever_an_error_costs(cost: float) -> None:
    assert threshold([0.1, 0.2, 0.7, 0.9], [False, False, True, True], cost) == pytest.approx(0.7)


def test_the_dearer_a_false_answer_the_higher_the_threshold() -> None:
    scores, right = [0.2, 0.3, 0.4, 0.5, 0.6, 0.7], [True, False, False, True, False, True]
    assert threshold(scores, right, cost=0.01) < threshold(scores, right, cost=100)


def test_blank_models_say_even_odds_to_everything() -> None:
    models = blank()
    for model in (models.record, models.answerable, models.sentence, models.told):
        assert model.probability({"anything": 3.0}) == 0.5
    plain, kinships = np.ones((2, len(PLAIN))), np.ones((2, len(WAYS)))
    assert models.company.probabilities(plain, kinships, 0.7).tolist() == [0.5, 0.5]
