"""Learning that is measured on what was not taught: examples in folds, probabilities out of fold, thresholds.

Both halves of a pair (the same question in Italian and in English) always fall into the same fold, so that no question
is graded on what was taught in the other language.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rag.questions import Judged
from rag.ranking import Features, LinearModel, learn

FOLDS = 5


@dataclass(frozen=True, slots=True)
class Row:
    """One example: whose question, its fold, its features, whether it is right, how much it weighs."""

    question: str
    fold: int
    features: Features
    right: bool
    weight: float = 1.0


def fold_of(question: Judged) -> int:
    """The fold of a question and of its pair."""
    key = min(question.id, question.pair or question.id)
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:4], "big") % FOLDS


def learn_folds(rows: Sequence[Row], strength: float) -> tuple[LinearModel, list[float]]:
    """The model taught on all rows, and each row's probability by one that never saw its fold."""
    taught = without_each_fold(rows, strength)
    return fit(rows, strength), [taught[row.fold].probability(row.features) for row in rows]


def without_each_fold(rows: Sequence[Row], strength: float) -> list[LinearModel]:
    """For each fold the model that never saw it."""
    return [fit([row for row in rows if row.fold != fold], strength) for fold in range(FOLDS)]


def fit(rows: Sequence[Row], strength: float) -> LinearModel:
    """A model taught on these rows."""
    features, right = [row.features for row in rows], [row.right for row in rows]
    return learn(features, right, [row.weight for row in rows], strength)


def outcome(scores: Sequence[float], right: Sequence[bool], at: float) -> tuple[str, float]:
    """What a threshold does to these questions."""
    false = [score >= at for score, ok in zip(scores, right, strict=True) if not ok]
    refused = [score < at for score, ok in zip(scores, right, strict=True) if ok]
    told = (
        f"false answers {sum(false)} of {len(false)}, wrongful refusals {sum(refused)} of {len(refused)} "
        f"out of fold, at the threshold {at:.3f}"
    )
    return told, round(at, 3)


def balanced_threshold(scores: Sequence[float], right: Sequence[bool], costs: Sequence[float]) -> float:
    """The mean of the thresholds for several costs: of few unanswerable questions, one more moves a single one far."""
    return float(np.mean([threshold(scores, right, cost) for cost in costs]))


def threshold(scores: Sequence[float], right: Sequence[bool], cost: float) -> float:
    """The threshold with the least cost: wrongful refusals + cost * false answers, each as a share of its kind."""
    positive = np.array([score for score, ok in zip(scores, right, strict=True) if ok])
    negative = np.array([score for score, ok in zip(scores, right, strict=True) if not ok])
    candidates = np.unique(np.concatenate([positive, negative]))
    costs = [(float(np.mean(positive < at) + cost * np.mean(negative >= at)), float(at)) for at in candidates]
    return min(costs)[1]
