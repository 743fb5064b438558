"""Learns the models of data/models from the judged questions of data/evaluation; run by `raccordo calibrate`.

Everything stated about a model is measured out of fold: on questions that it was not taught. Both halves of a pair (the
same question in Italian and in English) always fall into the same fold, so that no question is graded on what was
taught in the other language.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np

from rag.answers import Library
from rag.companies import Search
from rag.composing import Composer
from rag.documents import Question
from rag.questions import Judged, load_questions
from rag.ranking import Features, LinearModel, Models, learn
from rag.understanding import Understood

FOLDS = 5
# What a false answer costs, in wrongful refusals. A wrong company comes with its own sentence, by which the member
# sees at once that it is not what was asked; an answer that exists and is not given helps nobody.
COST_OF_FALSE_ANSWER = 0.5
# Of questions about what is or was there are too few unanswerable ones for a cost to settle: this share of wrongful
# refusals, out of fold, is what the honest no is allowed to cost.
REFUSED_FACTS = 0.07
_ACCEPTABLE = 0.5  # what a grade 1 weighs in learning, against a grade 2
_REAL_NO = 3.0  # what a truly unanswerable question weighs, against one made so by hiding its sources

# Weights of a concept's signals, for a softmax over concepts. Learnt by maximum likelihood on 900 needs that were held
# out of the vocabulary, made 0.7 times as sure (members' words differ more than our own needs do), with the weight of
# a label said in full chosen by cross-validation over 0, 5, 8 and 10. docs/evaluation.md has the figures.
CONCEPT = {"document": 10.5, "capability": 10.5, "statement": 15.4, "words": 13.3, "spelling": 6.3, "label": 8.0}
# Shares and floors that were set by looking at nDCG and at how many companies are listed (docs/evaluation.md).
FLOORS = {"first": 0.03, "list": 0.08, "neighbour": 0.03, "record": 0.15, "record_share": 0.4, "related": 0.6}


@dataclass(frozen=True, slots=True)
class Row:
    """One example: whose question, its fold, its features, whether it is right, how much it weighs."""

    question: str
    fold: int
    features: Features
    right: bool
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Case:
    """A judged question, taken apart and searched for."""

    question: Judged
    asked: Understood
    search: Search


@dataclass(frozen=True, slots=True)
class Calibration:
    """The learnt models, and what they do out of fold."""

    models: Models
    report: tuple[str, ...]


def blank() -> Models:
    """Models that say 0.5 to everything: enough to open a library for gathering features."""
    nothing = LinearModel(0.0, {}, {}, {})
    return Models(nothing, nothing, nothing, nothing, CONCEPT, {**FLOORS, "answerable": 0.5, "told": 0.5})


def calibrate(library: Library, files: Sequence[Path], today: date) -> Calibration:
    """Learns all models from the question sets. `library` must be open with `blank()` models' concept weights."""
    questions = [one for path in files for one in load_questions(path, library.documents.values())]
    cases = [_case(library, question, today) for question in questions]
    sought = [case for case in cases if _is_search(case)]
    rows = [_company_rows(case) for case in sought]
    company, ranked = _learn([row for some in rows for row in some], 1.0)
    answerable, found, can = _answerable(library, sought, rows, ranked)
    record, _ = _learn([row for case in cases for row in _record_rows(library, case)], 1.0)
    models = Models(company, record, answerable, blank().told, CONCEPT, {**FLOORS, "answerable": can, "told": 0.5})
    told, said, tells = _told(library, cases, models)
    models = replace(models, told=told, thresholds={**models.thresholds, "told": tells})
    return Calibration(models, (f"companies: {found}", f"facts: {said}"))


def _case(library: Library, question: Judged, today: date) -> Case:
    asked = library.understand(Question(question.text, question.today or today.isoformat()))
    return Case(question, asked, library.sources.companies.search(asked))


def _is_search(case: Case) -> bool:
    if case.asked.place and case.asked.place.outside:
        return False  # refused for its place, whatever the models say
    kind = case.question.kind
    return kind in ("capability", "company") or (kind == "unanswerable" and case.asked.intent == "find_companies")


def _company_rows(case: Case) -> list[Row]:
    grades, fold = case.question.relevant, fold_of(case.question)
    return [
        Row(
            case.question.id,
            fold,
            one.features,
            grades.get(one.id, 0) > 0,
            _ACCEPTABLE if grades.get(one.id) == 1 else 1.0,
        )
        for one in case.search.candidates
    ]


def _record_rows(library: Library, case: Case) -> list[Row]:
    question = case.question
    if question.kind not in ("event", "press", "association", "company"):
        return []
    right, acceptable = {*question.events, *question.press}, {*question.events_ok, *question.press_ok}
    return [
        Row(
            question.id, fold_of(question), one.features, one.document.id in right | acceptable,
            _ACCEPTABLE if one.document.id in acceptable else 1.0,
        )
        for one in library.sources.records.search(case.asked)
    ]  # fmt: skip


def _answerable(
    library: Library, cases: Sequence[Case], rows: Sequence[Sequence[Row]], ranked: Sequence[float]
) -> tuple[LinearModel, str, float]:
    """Learns from scores that the company model gave out of fold: as sure as they will be on a new question."""
    examples: list[Row] = []
    at = 0
    for case, own in zip(cases, rows, strict=True):
        scores = ranked[at : at + len(own)]
        at += len(own)
        # Unsure models order the candidates by chance: the best one is the best by these scores.
        scored = [replace(one, score=score) for one, score in zip(case.search.candidates, scores, strict=True)]
        scored.sort(key=lambda one: (not one.fits, -one.score, one.id))
        features = library.sources.companies.question_features(scored, case.search.meant)
        examples.append(Row(case.question.id, fold_of(case.question), features, case.question.kind != "unanswerable"))
    model, scores = _learn(examples, 0.3)
    return model, *_weighed(scores, [row.right for row in examples], COST_OF_FALSE_ANSWER)


def _told(library: Library, cases: Sequence[Case], models: Models) -> tuple[LinearModel, str, float]:
    """Learns from questions about what is or was, and from the same with their sources hidden."""
    sources = replace(library.sources, models=models, records=library.sources.records.with_models(models))
    composer = Composer(sources)
    real, hidden = [], []
    for case in cases:
        question, fold = case.question, fold_of(case.question)
        answered = question.kind in ("event", "press", "association") or (
            question.kind == "company" and case.asked.intent != "find_companies"
        )
        if not answered and not (
            question.kind == "unanswerable" and case.asked.intent in ("event", "press", "association")
        ):
            continue
        weight = 1.0 if answered else _REAL_NO
        real.append(Row(question.id, fold, composer.told(case.asked).features, answered, weight))
        gone = frozenset(
            (*question.events, *question.press, *question.events_ok, *question.press_ok, *question.relevant)
        )
        if answered and question.kind != "association" and gone:
            hidden.append(Row(question.id, fold, composer.told(case.asked, gone).features, False, _ACCEPTABLE))
    model, scores = _learn([*real, *hidden], 0.3)
    own, right = scores[: len(real)], [row.right for row in real]
    at = float(np.quantile([score for score, ok in zip(own, right, strict=True) if ok], REFUSED_FACTS))
    return model, *_outcome(own, right, at)


def _learn(rows: Sequence[Row], strength: float) -> tuple[LinearModel, list[float]]:
    """The model taught on all rows, and each row's probability by one that never saw its fold."""
    scores = [0.0] * len(rows)
    for fold in range(FOLDS):
        taught = _fit([row for row in rows if row.fold != fold], strength)
        for position, row in enumerate(rows):
            if row.fold == fold:
                scores[position] = taught.probability(row.features)
    return _fit(rows, strength), scores


def _fit(rows: Sequence[Row], strength: float) -> LinearModel:
    features, right = [row.features for row in rows], [row.right for row in rows]
    return learn(features, right, [row.weight for row in rows], strength)


def _weighed(scores: Sequence[float], right: Sequence[bool], cost: float) -> tuple[str, float]:
    """What the threshold of least cost does to these questions."""
    return _outcome(scores, right, threshold(scores, right, cost))


def _outcome(scores: Sequence[float], right: Sequence[bool], at: float) -> tuple[str, float]:
    """What a threshold does to these questions."""
    false = [score >= at for score, ok in zip(scores, right, strict=True) if not ok]
    refused = [score < at for score, ok in zip(scores, right, strict=True) if ok]
    told = (
        f"false answers {sum(false)} of {len(false)}, wrongful refusals {sum(refused)} of {len(refused)} "
        f"out of fold, at the threshold {at:.3f}"
    )
    return told, round(at, 3)


def threshold(scores: Sequence[float], right: Sequence[bool], cost: float) -> float:
    """The threshold with the least cost: wrongful refusals + cost * false answers, each as a share of its kind."""
    positive = np.array([score for score, ok in zip(scores, right, strict=True) if ok])
    negative = np.array([score for score, ok in zip(scores, right, strict=True) if not ok])
    candidates = np.unique(np.concatenate([positive, negative]))
    costs = [(float(np.mean(positive < at) + cost * np.mean(negative >= at)), float(at)) for at in candidates]
    return min(costs)[1]


def fold_of(question: Judged) -> int:
    key = min(question.id, question.pair or question.id)
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:4], "big") % FOLDS
