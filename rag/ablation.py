"""What each part of the ranking of companies is worth, by taking it away.

The ranker is taught anew without the part, so that the others may make up for it, and every question is ranked by one
that never saw it (nor its pair). The whole ranking is measured, not only what is listed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np

from rag.answers import Library
from rag.calibration import Case, case_of, is_search, lesson_of, teach
from rag.evaluation import measure
from rag.figures import difference, mean
from rag.folds import fold_of
from rag.questions import load_questions
from rag.ranker import EVIDENCE, PLAIN, Ranker, Table
from rag.ranker_learning import UNITS, Lesson

MEASURE = "nDCG@5"


@dataclass(frozen=True, slots=True)
class Part:
    """What is taken away: features of every company, what speaks for concepts, the vocabulary, or hidden units."""

    name: str
    features: tuple[str, ...] = ()  # of PLAIN: these, and how they stand against other companies'
    evidence: tuple[str, ...] = ()  # of EVIDENCE
    vocabulary: bool = False
    units: int = UNITS

    def lesson(self, whole: Lesson) -> Lesson:
        """The lesson without the part."""
        gone = tuple(name for name in PLAIN if _root(name) in self.features or name in self.features)
        return replace(
            whole, plain=_without(whole.plain, PLAIN, gone), evidence=_without(whole.evidence, EVIDENCE, self.evidence)
        )

    def kin(self, whole: Table) -> Table:
        """Who offers what is kin to what, without the part."""
        return np.zeros_like(whole) if self.vocabulary else whole


_VECTORS = ("document", "capability", "statement", "question")
_STEMS = ("words", "passage_words")
_AGAINST = tuple(name for name in PLAIN if name.endswith(("_ahead", "_share")))
PARTS = (
    Part("BM25 over stems", _STEMS, ("words_root",)),
    Part("BM25 over character n-grams", ("spelling",)),
    Part("both BM25", (*_STEMS, "spelling"), ("words_root",)),
    Part("vectors of whole profiles", ("document",)),
    Part("vectors of capabilities", ("capability",)),
    Part("vectors of sentences", ("statement",)),
    Part("questions beside sentences", ("question",)),
    Part("all vectors of companies", _VECTORS),
    Part("what is learnt of concepts", evidence=("learnt",)),
    Part("the nearest examples of concepts", evidence=("near",)),
    Part("whether and how often a concept is offered", evidence=("offered", "offerers")),
    Part("the vocabulary of concepts", vocabulary=True),
    Part("the vocabulary and both BM25", (*_STEMS, "spelling"), ("words_root",), vocabulary=True),
    Part("the vocabulary and all vectors", _VECTORS, vocabulary=True),
    Part("comparison with the other companies", _AGAINST),
    Part("hidden units", units=0),
)


def ablate(library: Library, files: Sequence[Path], today: date) -> str:
    """A Markdown table over the questions for companies of all files. Raises QuestionProblem."""
    questions = [one for path in files for one in load_questions(path, library.documents.values())]
    cases = [case for one in questions if is_search(case := case_of(library, one, today))]
    judged = [case for case in cases if case.question.relevant]
    whole = _measured(cases, ranked(library, cases, Part("")))
    lines = [
        f"| taken away | {MEASURE} (n = {len(judged)}) | difference | no literal overlap | difference |",
        "|---|---|---|---|---|",
        _line("nothing", judged, whole, whole),
    ]
    lines += [_line(part.name, judged, _measured(cases, ranked(library, cases, part)), whole) for part in PARTS]
    fused = {case.question.id: {key: one.fused for key, one in case.evidence.signals.items()} for case in cases}
    lines.append(_line("learning and vocabulary (fixed weights)", judged, _measured(cases, fused), whole))
    return "\n".join(lines)


def ranked(library: Library, cases: Sequence[Case], part: Part) -> dict[str, dict[str, float]]:
    """Each question's companies with their scores out of fold, by a ranker without the part."""
    companies = library.sources.companies.ids
    lessons = [part.lesson(lesson_of(case, companies)) for case in cases]
    folds = [fold_of(case.question) for case in cases]
    kin = part.kin(library.sources.concepts.kin.dense(companies))
    _, without = teach(lessons, folds, kin, part.units)
    scored = (
        (case, scores(without[fold], lesson, kin)) for case, fold, lesson in zip(cases, folds, lessons, strict=True)
    )
    return {case.question.id: dict(zip(companies, scores, strict=True)) for case, scores in scored}


def scores(ranker: Ranker, lesson: Lesson, kin: Table) -> list[float]:
    """What a ranker gives each of a lesson's companies; `kin`, shape (WAYS, companies, concepts)."""
    shares = ranker.leaned(lesson.evidence)
    given: list[float] = ranker.probabilities(lesson.plain, (kin @ shares).T, float(shares.max(initial=0.0))).tolist()
    return given


def _root(name: str) -> str:
    return name.removesuffix("_ahead").removesuffix("_share")


def _without(table: Table, names: Sequence[str], gone: Sequence[str]) -> Table:
    kept: Table = table * np.array([float(name not in gone) for name in names])
    return kept


def _measured(cases: Sequence[Case], rankings: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    found = measure([case.question for case in cases], {key: dict(rank) for key, rank in rankings.items()})
    return {key: values[MEASURE] for key, values in found.items()}


def _line(name: str, judged: Sequence[Case], ours: Mapping[str, float], whole: Mapping[str, float]) -> str:
    cells = [name]
    for chosen in (judged, [case for case in judged if not case.question.literal]):
        values, before = ([of[case.question.id] for case in chosen] for of in (ours, whole))
        cells += [mean("", values).value, difference("", values, before).value if ours is not whole else ""]
    return f"| {' | '.join(cells)} |"
