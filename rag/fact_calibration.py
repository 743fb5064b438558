"""Learns what tells a sentence that answers, and an answer from none, for questions about what is or was.

Three models stand on one another: records, sentences, and whether the best sentences answer at all. Each question is
measured with models none of which saw it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.answers import Library
from rag.documents import Language
from rag.evaluation import spelled
from rag.facts import Fact, Hides
from rag.folds import Row, balanced_threshold, fit, fold_of, learn_folds, outcome, without_each_fold
from rag.questions import Judged
from rag.ranking import LinearModel, Models
from rag.sayings import Saying
from rag.telling import Teller
from rag.text import fold
from rag.understanding import Understood

# What a false answer may cost here, in wrongful refusals. It comes as a sentence of a source, by which the member sees
# whether it answers; and most of what is asked is documented.
COSTS_OF_FALSE_FACT = (0.2, 0.3, 0.4)
_SOURCED = ("event", "press", "association", "fact")
_FACTUAL = ("event", "press", "association", "profile")
_ACCEPTABLE = 0.5  # what a grade 1 weighs in learning, against a grade 2
_MADE = 0.3  # what a question made unanswerable by hiding the sentences that answer it weighs, against a real one
_UNANSWERED = 0.3  # what the sentences weigh that look right for a question without answer
# What says less of a sentence than of whether there is an answer.
_ONLY_OF_QUESTIONS = frozenset({"new"})
_HARD = 12  # wrong sentences of a question that are learnt from, those that look best
_STRENGTH = {"record": 1.0, "sentence": 0.3, "told": 0.3}  # inverse regularisation, chosen out of fold


@dataclass(frozen=True, slots=True)
class Asked:
    """A judged question, taken apart."""

    question: Judged
    asked: Understood

    @property
    def answerable(self) -> bool:
        """Whether it is about what is or was, and the records tell it."""
        kind = self.question.kind
        if self.asked.intent == "list_events":
            return False  # told by date, not by sentence
        return kind in _SOURCED or (kind == "company" and self.asked.intent in _FACTUAL)

    @property
    def counts(self) -> bool:
        """Whether it would be looked up among the sentences at all."""
        return self.answerable or (self.question.kind == "unanswerable" and self.asked.intent in _FACTUAL)

    @property
    def right(self) -> frozenset[str]:
        """The documents that may tell it."""
        one = self.question
        return frozenset((*one.events, *one.press, *one.events_ok, *one.press_ok, *one.relevant))


@dataclass(frozen=True, slots=True)
class Learnt:
    """The three models, the threshold of the last, and what they do out of fold."""

    record: LinearModel
    sentence: LinearModel
    told: LinearModel
    at: float
    report: str


def learn_facts(library: Library, questions: Sequence[Asked], models: Models) -> Learnt:
    """Learns from the questions that are about what is or was."""
    chosen = [one for one in questions if one.counts]
    rows = [row for one in chosen if one.answerable for row in _record_rows(library, one)]
    records = [*without_each_fold(rows, _STRENGTH["record"]), fit(rows, _STRENGTH["record"])]
    tellers = [_teller(library, replace(models, record=one)) for one in records]
    said = [row for one in chosen for row in _sentence_rows(tellers[fold_of(one.question)], one)]
    said = hard(said)
    sentences = [*without_each_fold(said, _STRENGTH["sentence"]), fit(said, _STRENGTH["sentence"])]
    tellers = [
        _teller(library, replace(models, record=one, sentence=other))
        for one, other in zip(records, sentences, strict=True)
    ]
    examples = [row for one in chosen for row in _told_rows(tellers[fold_of(one.question)], one)]
    told, scores = learn_folds(examples, _STRENGTH["told"])
    real = [(score, row.right) for score, row in zip(scores, examples, strict=True) if row.weight == 1.0]
    own, right = [score for score, _ in real], [ok for _, ok in real]
    report, at = outcome(own, right, balanced_threshold(own, right, COSTS_OF_FALSE_FACT))
    return Learnt(records[-1], sentences[-1], told, at, report)


def _teller(library: Library, models: Models) -> Teller:
    sources = library.sources
    records, facts = sources.records.with_models(models), sources.facts.with_models(models)
    return Teller(sources.documents, records, facts, models)


def _record_rows(library: Library, one: Asked) -> list[Row]:
    question = one.question
    right, acceptable = {*question.events, *question.press}, {*question.events_ok, *question.press_ok}
    if not right and question.kind == "fact":
        return []  # whatever record tells it as well was not judged
    return [
        Row(
            question.id, fold_of(question), found.features, found.document.id in right | acceptable,
            _ACCEPTABLE if found.document.id in acceptable else 1.0,
        )
        for found in library.sources.records.search(one.asked)
    ]  # fmt: skip


def _sentence_rows(teller: Teller, one: Asked) -> list[Row]:
    """The sentences that hold what is expected, against all others; unjudged ones that hold it are left out."""
    question = one.question
    if not one.answerable:
        return [_sentence_row(one, fact, False, _UNANSWERED) for fact in teller.told(one.asked).facts]
    rows: list[Row] = []
    for fact in teller.told(one.asked).facts if question.expected_facts else ():
        share = _says(fact.saying, question)
        right = share > 0 and fact.document.id in one.right
        if right or not share:
            rows.append(_sentence_row(one, fact, right, share if right else 1.0))
    return rows if any(row.right for row in rows) else []


def _sentence_row(one: Asked, fact: Fact, right: bool, weight: float) -> Row:
    features = {name: value for name, value in fact.features.items() if name not in _ONLY_OF_QUESTIONS}
    return Row(one.question.id, fold_of(one.question), features, right, weight)


def _told_rows(teller: Teller, one: Asked) -> list[Row]:
    """The question as it is, and as it would be if nobody had written what answers it."""
    question, number = one.question, fold_of(one.question)
    rows = [Row(question.id, number, teller.told(one.asked).features, one.answerable)]
    if one.answerable and question.expected_facts:
        without = teller.told(one.asked, _answers(question)).features
        rows.append(Row(f"{question.id}, made", number, without, False, _MADE))
    return rows


def _answers(question: Judged) -> Hides:
    """Which sayings answer the question, in whatever record: without them its topic is there and its fact is not."""
    return lambda saying: _says(saying, question) > 0


def hard(rows: Sequence[Row]) -> list[Row]:
    """The right sentences and the wrong ones that look best: what is plainly wrong teaches nothing more."""
    first = without_each_fold(rows, _STRENGTH["sentence"])
    by_question: dict[str, list[tuple[float, Row]]] = {}
    for row in rows:
        by_question.setdefault(row.question, []).append((first[row.fold].probability(row.features), row))
    chosen = []
    for some in by_question.values():
        wrong = sorted((one for one in some if not one[1].right), key=lambda one: -one[0])[:_HARD]
        chosen += [row for _, row in some if row.right] + [row for _, row in wrong]
    return chosen


def _says(saying: Saying, question: Judged) -> float:
    """Share of the expected facts that the sentence holds."""
    language: Language = "en" if question.language == "en" else "it"
    days = [spelled(day, language) for day in (saying.document.start, saying.document.end) if day and saying.of_head]
    text = _figures(fold(" ".join([saying.statement.text[language], *days])))
    return sum(_figures(fold(fact)) in text for fact in question.expected_facts) / len(question.expected_facts)


def _figures(text: str) -> str:
    return re.sub(r"(?<=\d)[.,](?=\d)", "", text)
