"""Learns the models of data/models from the judged questions of data/evaluation; run by `raccordo calibrate`.

Everything stated about a model is measured out of fold: on questions that it was not taught. Both halves of a pair (the
same question in Italian and in English) always fall into the same fold, so that no question is graded on what was
taught in the other language.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from rag.answers import Library
from rag.companies import Search
from rag.documents import Question
from rag.fact_calibration import Asked, learn_facts
from rag.folds import Row, balanced_threshold, fold_of, learn_folds, outcome
from rag.questions import Judged, load_questions
from rag.ranking import LinearModel, Models
from rag.understanding import Understood

# What a false answer may cost, in wrongful refusals. A wrong company comes with its own sentence, by which the member
# sees at once that it is not what was asked; an answer that exists and is not given helps nobody.
COSTS_OF_FALSE_ANSWER = (0.3, 0.4, 0.5)
_ACCEPTABLE = 0.5  # what a grade 1 weighs in learning, against a grade 2

# Weights of what speaks for a concept, for a softmax over concepts: BM25norm of words and spelling by maximum
# likelihood on 900 needs held out of the vocabulary, a label said in full by cross-validation over 0, 5, 8 and 10, the
# learnt log odds and the nearest examples over .5 to 1 and 30 to 60, that anybody offers it over 0 to 4. Half or twice
# of any changes nDCG@5 by about .01 (docs/evaluation.md).
CONCEPT = {"learnt": 0.8, "near": 45.0, "words": 13.0, "spelling": 6.0, "label": 8.0, "offered": 2.0}
# Shares and floors that were set by looking at nDCG and at how many companies are listed (docs/evaluation.md).
FLOORS = {"first": 0.03, "list": 0.03, "neighbour": 0.03, "record": 0.15, "record_share": 0.4, "related": 0.6}


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
    return Models(nothing, nothing, nothing, nothing, nothing, CONCEPT, {**FLOORS, "answerable": 0.5, "told": 0.5})


def calibrate(library: Library, files: Sequence[Path], today: date) -> Calibration:
    """Learns all models from the question sets. `library` must be open with `blank()` models' concept weights."""
    questions = [one for path in files for one in load_questions(path, library.documents.values())]
    cases = [case_of(library, question, today) for question in questions]
    sought = [case for case in cases if is_search(case)]
    rows = [company_rows(case) for case in sought]
    company, ranked = learn_folds([row for some in rows for row in some], 1.0)
    answerable, found, can = _answerable(library, sought, rows, ranked)
    models = replace(blank(), company=company, answerable=answerable)
    facts = learn_facts(library, [Asked(case.question, case.asked) for case in cases], models)
    thresholds = {**FLOORS, "answerable": can, "told": facts.at}
    models = Models(company, facts.record, answerable, facts.sentence, facts.told, CONCEPT, thresholds)
    return Calibration(models, (f"companies: {found}", f"facts: {facts.report}"))


def case_of(library: Library, question: Judged, today: date) -> Case:
    """The question, taken apart and searched for."""
    asked = library.understand(Question(question.text, question.today or today.isoformat()))
    return Case(question, asked, library.sources.companies.search(asked))


def is_search(case: Case) -> bool:
    """Whether it is answered by looking for companies."""
    if case.asked.place and case.asked.place.outside:
        return False  # refused for its place, whatever the models say
    kind = case.question.kind
    return kind in ("capability", "company") or (kind == "unanswerable" and case.asked.intent == "find_companies")


def company_rows(case: Case) -> list[Row]:
    """An example of each candidate, in their order."""
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
        scored.sort(key=lambda one: (-one.score, one.id))
        features = library.sources.companies.question_features(case.asked.text, scored, case.search.meant)
        examples.append(Row(case.question.id, fold_of(case.question), features, case.question.kind != "unanswerable"))
    model, scores = learn_folds(examples, 0.3)
    right = [row.right for row in examples]
    return model, *outcome(scores, right, balanced_threshold(scores, right, COSTS_OF_FALSE_ANSWER))
