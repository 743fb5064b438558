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
from rag.companies import Evidence, Search
from rag.documents import Question
from rag.fact_calibration import Asked, learn_facts
from rag.folds import FOLDS, Row, balanced_threshold, fold_of, learn_folds, outcome
from rag.questions import Judged, load_questions
from rag.ranker import FEATURES, Ranker, Table, plain_features
from rag.ranker_learning import BEGIN, BEGIN_WAYS, MEANING, UNITS, Lesson, learn_ranker
from rag.ranking import LinearModel, Models
from rag.understanding import Understood

# What a false answer may cost, in wrongful refusals. A wrong company comes with its own sentence, by which the member
# sees at once that it is not what was asked; an answer that exists and is not given helps nobody.
COSTS_OF_FALSE_ANSWER = (0.5, 0.6, 0.7)
# Shares and floors that were set by looking at nDCG and at how many companies are listed (docs/evaluation.md).
FLOORS = {"first": 0.03, "list": 0.03, "neighbour": 0.03, "record": 0.15, "record_share": 0.4, "related": 0.6}


@dataclass(frozen=True, slots=True)
class Case:
    """A judged question, taken apart, with what was found for it."""

    question: Judged
    asked: Understood
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Calibration:
    """The learnt models, and what they do out of fold."""

    models: Models
    report: tuple[str, ...]


def blank() -> Models:
    """Models that say 0.5 to everything: enough to open a library for gathering features."""
    nothing = LinearModel(0.0, {}, {}, {})
    none, one = dict.fromkeys(FEATURES, 0.0), dict.fromkeys(FEATURES, 1.0)
    ranker = Ranker(MEANING, BEGIN, BEGIN_WAYS, none, one, 0.0, none)
    return Models(ranker, nothing, nothing, nothing, nothing, {**FLOORS, "answerable": 0.5, "told": 0.5})


def calibrate(library: Library, files: Sequence[Path], today: date) -> Calibration:
    """Learns all models from the question sets."""
    questions = [one for path in files for one in load_questions(path, library.documents.values())]
    cases = [case_of(library, question, today) for question in questions]
    sought = [case for case in cases if is_search(case)]
    company, without = learn_rankers(library, sought)
    searches = [
        library.sources.companies.ranked(case.asked, case.evidence, without[fold_of(case.question)]) for case in sought
    ]
    answerable, found, can = _answerable(sought, searches)
    models = replace(blank(), company=company, answerable=answerable)
    facts = learn_facts(library, [Asked(case.question, case.asked) for case in cases], models)
    thresholds = {**FLOORS, "answerable": can, "told": facts.at}
    models = Models(company, facts.record, answerable, facts.sentence, facts.told, thresholds)
    return Calibration(models, (f"companies: {found}", f"facts: {facts.report}"))


def case_of(library: Library, question: Judged, today: date) -> Case:
    """The question, taken apart, with what was found for it."""
    asked = library.understand(Question(question.text, question.today or today.isoformat()))
    return Case(question, asked, library.sources.companies.evidence(asked))


def is_search(case: Case) -> bool:
    """Whether it is answered by looking for companies."""
    if case.asked.place and case.asked.place.outside:
        return False  # refused for its place, whatever the models say
    kind = case.question.kind
    return kind in ("capability", "company") or (kind == "unanswerable" and case.asked.intent == "find_companies")


def learn_rankers(library: Library, cases: Sequence[Case]) -> tuple[Ranker, list[Ranker]]:
    """The ranker taught all cases, and for each fold the one that never saw it."""
    companies = library.sources.companies.ids
    lessons = [lesson_of(case, companies) for case in cases]
    return teach(lessons, [fold_of(case.question) for case in cases], library.sources.concepts.kin.dense(companies))


def lesson_of(case: Case, companies: Sequence[str]) -> Lesson:
    """What a case teaches of these companies."""
    grades = tuple(case.question.relevant.get(company, 0) for company in companies)
    return Lesson(case.evidence.concepts, plain_features(case.evidence.signals, companies), grades)


def teach(
    lessons: Sequence[Lesson], folds: Sequence[int], kin: Table, units: int = UNITS
) -> tuple[Ranker, list[Ranker]]:
    """A ranker taught all lessons, and for each fold the one that never saw it."""
    others = [[one for one, of in zip(lessons, folds, strict=True) if of != fold] for fold in range(FOLDS)]
    # Where all fall into one fold nothing else is there to learn from.
    return learn_ranker(lessons, kin, units), [learn_ranker(some or lessons, kin, units) for some in others]


def _answerable(cases: Sequence[Case], searches: Sequence[Search]) -> tuple[LinearModel, str, float]:
    """Learns from searches by rankers that never saw the question: as sure as they will be on a new one."""
    examples = [
        Row(case.question.id, fold_of(case.question), search.features, case.question.kind != "unanswerable")
        for case, search in zip(cases, searches, strict=True)
    ]
    model, scores = learn_folds(examples, 0.3)
    right = [row.right for row in examples]
    return model, *outcome(scores, right, balanced_threshold(scores, right, COSTS_OF_FALSE_ANSWER))
