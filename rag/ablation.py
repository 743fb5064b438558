"""What each part of the ranking of companies is worth, by taking it away.

The models are learnt anew without the part, so that the others may make up for it, and every question is ranked by a
model that never saw it (nor its pair). The whole ranking is measured, not only what is listed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from rag.answers import Library
from rag.calibration import Case, case_of, company_rows, is_search
from rag.companies import company_features
from rag.concepts import Kinship
from rag.evaluation import measure
from rag.figures import difference, mean
from rag.folds import Row, learn_folds
from rag.questions import load_questions
from rag.ranking import Features

MEASURE = "nDCG@5"
_PRODUCTS = (
    "concept_and_words", "concept_without_words", "concept_sure", "words_sure", "spelling_sure", "words_without_concept"
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """What is taken away: signals of every company, the vocabulary, or features made of both."""

    name: str
    signals: tuple[str, ...] = ()
    vocabulary: bool = False
    without: Callable[[str], bool] = lambda feature: False

    def features(self, case: Case) -> dict[str, Features]:
        """The features of every candidate without the part."""
        gone = dict.fromkeys(self.signals, 0.0)
        signals = {one.id: replace(one.signals, **gone) for one in case.search.candidates}  # type: ignore[arg-type]
        kinships = {one.id: Kinship() if self.vocabulary else one.kinship for one in case.search.candidates}
        sure = case.search.meant[0].share if case.search.meant and not self.vocabulary else 0.0
        rows = company_features(signals, kinships, sure)
        return {key: {n: v for n, v in row.items() if not self.without(n)} for key, row in rows.items()}


_VECTORS = ("document", "capability", "statement")
_STEMS = ("words", "passage_words")
PARTS = (
    Part("BM25 over stems", _STEMS),
    Part("BM25 over character n-grams", ("spelling",)),
    Part("both BM25", (*_STEMS, "spelling")),
    Part("vectors of whole profiles", ("document",)),
    Part("vectors of capabilities", ("capability",)),
    Part("vectors of sentences", ("statement",)),
    Part("all vectors", _VECTORS),
    Part("the vocabulary of concepts", vocabulary=True),
    Part("the vocabulary and both BM25", (*_STEMS, "spelling"), vocabulary=True),
    Part("the vocabulary and all vectors", _VECTORS, vocabulary=True),
    Part("comparison with the other companies", without=lambda name: name.endswith(("_ahead", "_share"))),
    Part("products of signals", without=lambda name: name in _PRODUCTS),
)


def ablate(library: Library, files: Sequence[Path], today: date) -> str:
    """A Markdown table over the questions for companies of all files. Raises QuestionProblem."""
    questions = [one for path in files for one in load_questions(path, library.documents.values())]
    cases = [case for one in questions if is_search(case := case_of(library, one, today))]
    judged = [case for case in cases if case.question.relevant]
    whole = _measured(cases, _ranked(cases, Part("")))
    lines = [
        f"| taken away | {MEASURE} (n = {len(judged)}) | difference | no literal overlap | difference |",
        "|---|---|---|---|---|",
        _line("nothing", judged, whole, whole),
    ]
    lines += [_line(part.name, judged, _measured(cases, _ranked(cases, part)), whole) for part in PARTS]
    fused = {case.question.id: {one.id: one.signals.fused for one in case.search.candidates} for case in cases}
    lines.append(_line("learning and vocabulary (fixed weights)", judged, _measured(cases, fused), whole))
    return "\n".join(lines)


def _ranked(cases: Sequence[Case], part: Part) -> dict[str, dict[str, float]]:
    """Each question's companies with their scores out of fold."""
    rows: list[Row] = []
    for case in cases:
        features = part.features(case)
        own = zip(company_rows(case), case.search.candidates, strict=True)
        rows += [replace(row, features=features[one.id]) for row, one in own]
    _, scores = learn_folds(rows, 1.0)
    given = iter(scores)
    return {case.question.id: {one.id: next(given) for one in case.search.candidates} for case in cases}


def _measured(cases: Sequence[Case], rankings: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    found = measure([case.question for case in cases], {key: dict(rank) for key, rank in rankings.items()})
    return {key: values[MEASURE] for key, values in found.items()}


def _line(name: str, judged: Sequence[Case], ours: Mapping[str, float], whole: Mapping[str, float]) -> str:
    cells = [name]
    for chosen in (judged, [case for case in judged if not case.question.literal]):
        values, before = ([of[case.question.id] for case in chosen] for of in (ours, whole))
        cells += [mean("", values).value, difference("", values, before).value if ours is not whole else ""]
    return f"| {' | '.join(cells)} |"
