"""Learns the models of data/models from judged questions, cross-validated; run by `raccordo calibrate`.

The questions of one pair (the same in Italian and English) always fall into the same fold, so that no fold is graded on
what it was taught in the other language.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from rag.documents import Question
from rag.questions import Judged, load_questions  # noqa: F401
from rag.ranking import Features, LinearModel, Models, learn

FOLDS = 5
# A false answer costs as much as this many wrongful refusals: members forgive "nobody documents this", with its next
# step, less easily than one wrong company that is visibly labelled with its own sentence.
COST_OF_FALSE_ANSWER = 0.5
_ACCEPTABLE = 0.5  # weight of a grade 1 against a grade 2

CONCEPT = {"document": 10.5, "capability": 10.5, "statement": 15.4, "words": 13.3, "spelling": 6.3, "label": 8.0}
THRESHOLDS = {
    "answerable": 0.5, "list": 0.035, "list_share": 0.0, "neighbour": 0.03,
    "record": 0.15, "record_share": 0.4, "related": 0.6, "told": 0.5,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One example: whose question, its features, whether it is right, how much it weighs."""

    question: str
    group: int
    features: Features
    right: bool
    weight: float


def blank() -> Models:
    """Models that say 0.5 to everything: enough to open a library for gathering features."""
    nothing = LinearModel(0.0, {}, {}, {})
    return Models(nothing, nothing, nothing, nothing, CONCEPT, THRESHOLDS)


def fold_of(question: Judged) -> int:
    key = min(question.id, question.pair or question.id)
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:4], "big") % FOLDS


def out_of_fold(rows: Sequence[Row], strength: float = 1.0) -> list[float]:
    """Each row's probability by a model that never saw its fold."""
    result = [0.0] * len(rows)
    for fold in range(FOLDS):
        taught = [row for row in rows if row.group != fold]
        model = learn([r.features for r in taught], [r.right for r in taught], [r.weight for r in taught], strength)
        for position, row in enumerate(rows):
            if row.group == fold:
                result[position] = model.probability(row.features)
    return result


def fit(rows: Sequence[Row], strength: float = 1.0) -> LinearModel:
    return learn([r.features for r in rows], [r.right for r in rows], [r.weight for r in rows], strength)


def threshold(scores: Sequence[float], right: Sequence[bool], cost: float = COST_OF_FALSE_ANSWER) -> float:
    """The threshold with the least cost: wrongful refusals + cost * false answers, each as a share of its kind."""
    positive = np.array([score for score, ok in zip(scores, right, strict=True) if ok])
    negative = np.array([score for score, ok in zip(scores, right, strict=True) if not ok])
    candidates = np.unique(np.concatenate([positive, negative]))
    costs = [(np.mean(positive < at) + cost * np.mean(negative >= at), float(at)) for at in candidates]
    return min(costs)[1]


Gather = Callable[[Judged], list[Row]]


def company_rows(question: Judged, features: Mapping[str, Features]) -> list[Row]:
    group = fold_of(question)
    return [
        Row(
            question.id,
            group,
            row,
            question.relevant.get(key, 0) > 0,
            _ACCEPTABLE if question.relevant.get(key) == 1 else 1.0,
        )
        for key, row in features.items()
    ]


def as_question(judged: Judged, today: str) -> Question:
    return Question(judged.text, judged.today or today)
