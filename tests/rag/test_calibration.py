"""Calibration: folds that keep pairs together, and thresholds with the least cost."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.calibration import FOLDS, Row, company_rows, fit, fold_of, out_of_fold, threshold
from rag.questions import Judged

QUESTION = Judged("q1", "it", "chi salda?", "capability", True, {"saldatore": 2, "officina": 1})


def rows() -> list[Row]:
    """A hundred examples, right where the words are many."""
    return [Row(f"q{n}", n % FOLDS, {"words": n / 100}, n >= 50, 1.0) for n in range(100)]


def test_a_question_and_its_translation_fall_into_one_fold() -> None:
    for n in range(1, 60, 2):
        italian = replace(QUESTION, id=f"q{n}", pair=f"q{n + 1}")
        english = replace(QUESTION, id=f"q{n + 1}", pair=f"q{n}")
        assert fold_of(italian) == fold_of(english)


def test_folds_share_the_questions_out() -> None:
    folds = [fold_of(replace(QUESTION, id=f"q{n}")) for n in range(200)]
    assert set(folds) == set(range(FOLDS))
    assert max(folds.count(fold) for fold in range(FOLDS)) < 80


def test_grades_say_which_companies_are_right_and_a_half_right_one_weighs_less() -> None:
    found = company_rows(QUESTION, {"saldatore": {"words": 1.0}, "officina": {"words": 0.5}, "altra": {"words": 0.0}})
    assert [(row.right, row.features["words"]) for row in found] == [(True, 1.0), (True, 0.5), (False, 0.0)]
    assert found[1].weight < found[0].weight == found[2].weight


def test_each_row_is_judged_by_a_model_that_never_saw_its_fold() -> None:
    """A fold with turned labels is judged by what the others teach."""
    turned = [replace(row, right=not row.right) if row.group == 0 else row for row in rows()]
    scores = out_of_fold(turned)
    assert all((score > 0.5) != row.right for score, row in zip(scores, turned, strict=True) if row.group == 0
               and abs(row.features["words"] - 0.5) > 0.2)  # fmt: skip


def test_what_is_fitted_tells_right_from_wrong() -> None:
    model = fit(rows())
    assert model.probability({"words": 0.9}) > 0.8 > 0.2 > model.probability({"words": 0.1})


def test_the_threshold_parts_what_can_be_parted() -> None:
    assert threshold([0.1, 0.2, 0.7, 0.9], [False, False, True, True]) == pytest.approx(0.7)


def test_the_dearer_a_false_answer_the_higher_the_threshold() -> None:
    scores, right = [0.2, 0.3, 0.4, 0.5, 0.6, 0.7], [True, False, False, True, False, True]
    assert threshold(scores, right, cost=0.01) < threshold(scores, right, cost=100)
