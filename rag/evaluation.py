"""How good the answers are: measures over judged question sets, beside BM25 alone and vectors alone.

Ranking measures come from ir-measures (nDCG@5 with the grades as gains, reciprocal rank, success at 5).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import ir_measures
import numpy as np
from ir_measures import RR, Success, nDCG

from rag.answers import Library
from rag.documents import Answer, CompanyHit, Question, RecordHit
from rag.figures import Figure, difference, mean, share, table
from rag.questions import Judged, load_questions
from rag.retrieval import Signals
from rag.text import fold

MEASURES = {"nDCG@5": nDCG @ 5, "MRR": RR, "Hit@5": Success @ 5}
_SOURCED = ("event", "press", "association", "fact")
_ASKED_COMPANIES = ("capability", "company")
_INTENT_OF_KIND = {
    "capability": {"find_companies"},
    "company": {"find_companies", "press", "event", "association", "profile"},
    "fact": {"press", "event", "association", "profile"},
    "event": {"event", "press", "list_events", "association"},
    "press": {"press", "event", "association"},
    "association": {"association", "event", "press"},
}

Render = Callable[[Answer], str]
Ranking = dict[str, float]


@dataclass(frozen=True, slots=True)
class Judgement:
    """One question, its answer and how it did. None where a measure does not apply."""

    question: Judged
    answer: Answer
    ranking: Mapping[str, float]  # company measures by name
    refused: bool
    intent_right: bool | None
    source_right: bool | None
    facts_right: bool | None
    targets_right: bool | None


@dataclass(frozen=True)
class Evaluation:
    """All judgements of one set, with the two baselines' ranking measures."""

    judgements: Sequence[Judgement]
    baselines: Mapping[str, Mapping[str, Mapping[str, float]]]  # system -> question -> measure -> value
    verbatim: tuple[int, int]  # snippets that stand word for word in their file, snippets in all
    problems: list[str] = field(default_factory=list)

    def figures(self) -> list[Figure]:
        """Every figure; beside each ranking measure the baselines, and how far ahead of them it is."""
        figures: list[Figure] = []
        for label, chosen in self._groups():
            ranked = [j for j in chosen if j.ranking]
            for measure in MEASURES:
                ours = [j.ranking[measure] for j in ranked]
                figures.append(mean(f"{measure} {label}", ours))
                for system, values in self.baselines.items():
                    theirs = [values[j.question.id][measure] for j in ranked]
                    figures.append(mean(f"{measure} {label}, {system} alone", theirs))
                    figures.append(difference(f"{measure} {label}, ahead of {system} alone", ours, theirs))
        return [one for one in figures + self._other_figures() if one.count]

    def _groups(self) -> list[tuple[str, list[Judgement]]]:
        groups = [(f"companies{label}", chosen) for label, chosen in self._languages()]
        unlike = [j for j in self.judgements if not j.question.literal]
        return [*groups, ("companies, no literal overlap", unlike)]

    def _other_figures(self) -> list[Figure]:
        figures: list[Figure] = []
        for label, chosen in self._languages():
            unanswerable = [j for j in chosen if j.question.kind == "unanswerable"]
            answerable = [j for j in chosen if j.question.has_answer]
            figures += [
                share(f"false answers on unanswerable questions{label}", [not j.refused for j in unanswerable]),
                share(f"wrongful refusals{label}", [j.refused for j in answerable]),
                share(f"right source (event, press, association){label}", [j.source_right for j in chosen]),
                share(f"expected facts in the answer{label}", [j.facts_right for j in chosen]),
                share(f"right intent{label}", [j.intent_right for j in chosen]),
                share(f"right targets{label}", [j.targets_right for j in chosen]),
            ]
        figures.append(share("same first company in both languages", self._pairs()))
        whole, total = self.verbatim
        figures.append(Figure("snippets that stand word for word in their source", f"{whole} of {total}", total))
        times = np.array([j.answer.seconds * 1000 for j in self.judgements])
        p50, p95 = (float(np.percentile(times, at)) for at in (50, 95))
        return [*figures, Figure("milliseconds an answer, p50 / p95", f"{p50:.0f} / {p95:.0f}", len(times))]

    def _languages(self) -> list[tuple[str, list[Judgement]]]:
        every = list(self.judgements)
        return [
            ("", every),
            (", Italian", [j for j in every if j.question.language == "it"]),
            (", English", [j for j in every if j.question.language == "en"]),
        ]

    def _pairs(self) -> list[bool]:
        first = {
            j.question.id: next((c.id for c in j.answer.companies if c.kind == "match"), None) for j in self.judgements
        }
        pairs = {
            tuple(sorted((j.question.id, j.question.pair)))
            for j in self.judgements
            if j.question.pair in first and j.question.kind in _ASKED_COMPANIES
        }
        return [first[one] == first[other] for one, other in sorted(pairs)]

    def table(self) -> str:
        """The figures as a Markdown table."""
        return table(self.figures())


def evaluate(
    library: Library, path: Path, today: date, render: Render | None = None, given: Mapping[str, Answer] | None = None
) -> Evaluation:
    """Asks every question of the file and judges the answers. Raises QuestionProblem.

    `render` gives the words of an answer; without it expected facts are looked for in its sentences and titles.
    `given`: answers by the text of their question, where they were made otherwise.
    """
    questions = load_questions(path, library.documents.values())
    answers = {
        q.id: (given or {}).get(q.text) or library.answer(Question(q.text, q.today or today.isoformat()))
        for q in questions
    }
    graded = [q for q in questions if q.kind in _ASKED_COMPANIES]
    fused = {q.id: {hit.id: -float(n) for n, hit in enumerate(_matches(answers[q.id]))} for q in graded}
    measured = measure(graded, fused)
    systems = {"BM25": _lexical, "vectors": _meaning}
    baselines = {
        name: measure(graded, {q.id: _baseline(library, q, score) for q in graded}) for name, score in systems.items()
    }
    judgements = [judge(q, answers[q.id], measured.get(q.id, {}), render or words_of) for q in questions]
    return Evaluation(judgements, baselines, _verbatim(library, answers.values()))


def measure(questions: Sequence[Judged], rankings: Mapping[str, Ranking]) -> dict[str, dict[str, float]]:
    """Each question's ranking measures by name; `rankings` give a score by company, higher is better."""
    grades = [ir_measures.Qrel(q.id, company, grade) for q in questions for company, grade in q.relevant.items()]
    runs = [
        ir_measures.ScoredDoc(key, company, score) for key, rank in rankings.items() for company, score in rank.items()
    ]
    values: dict[str, dict[str, float]] = {q.id: dict.fromkeys(MEASURES, 0.0) for q in questions if q.relevant}
    named = {str(one): name for name, one in MEASURES.items()}
    for metric in ir_measures.iter_calc(list(MEASURES.values()), grades, runs):
        if metric.query_id in values:
            values[metric.query_id][named[str(metric.measure)]] = metric.value
    return values


def judge(question: Judged, answer: Answer, ranking: Mapping[str, float], render: Render) -> Judgement:
    """How one answer did."""
    refused = answer.outcome in ("nothing_found", "clarify") or (question.has_answer and answer.outcome == "smalltalk")
    if question.kind == "unanswerable":
        refused = answer.outcome != "answered"
    expected = {question.intent} if question.intent else _INTENT_OF_KIND.get(question.kind)
    said = _figures(fold(render(answer)))
    return Judgement(
        question=question,
        answer=answer,
        ranking=ranking,
        refused=refused,
        intent_right=answer.intent in expected if expected else None,
        source_right=_right_source(question, answer) if question.kind in _SOURCED else None,
        facts_right=all(_figures(fold(fact)) in said for fact in question.expected_facts)
        if question.expected_facts
        else None,
        targets_right=set(question.targets) == set(answer.targets) if question.targets else None,
    )


def words_of(answer: Answer) -> str:
    """All that an answer would say, without the phrasing around it."""
    hits: list[CompanyHit | RecordHit] = [*answer.companies, *answer.events, *answer.press]
    sentences = [*answer.details, *(snippet.text for snippet in answer.facts)]
    sentences += [snippet.text for hit in hits for snippet in hit.snippets]
    titles = [record.title for record in (*answer.events, *answer.press)]
    dates = [spelled(day, answer.language) for r in answer.events for day in (r.start, r.end) if day]
    places = [record.place or "" for record in answer.events]
    return " ".join([*sentences, *titles, *dates, *places, *(hit.name for hit in answer.companies)])


def spelled(partial: str, language: str) -> str:
    """A partial date as people write it: "27 marzo 2025"."""
    from babel.dates import format_date  # late: only evaluation spells dates here

    parts = [int(part) for part in partial.split("-")]
    pattern = ("yyyy", "MMMM yyyy", "d MMMM yyyy")[len(parts) - 1]
    return str(format_date(date(*[*parts, 1, 1][:3]), pattern, locale=language))


def _right_source(question: Judged, answer: Answer) -> bool | None:
    """All expected records are shown; where none is, the company that answers is."""
    shown = {record.id for record in (*answer.events, *answer.press)}
    expected = {*question.events, *question.press}
    if answer.outcome != "answered":
        return False
    if question.events and question.press:  # either tells it
        return bool(shown & expected)
    if expected:
        return expected <= shown if len(expected) == 1 else bool(shown & expected)
    best = {key for key, grade in question.relevant.items() if grade == 2}
    return bool(best & {hit.id for hit in answer.companies}) if best else None


def _matches(answer: Answer) -> list[CompanyHit]:
    return [hit for hit in answer.companies if hit.kind == "match"]


def _lexical(signals: Signals) -> float:
    return signals.words


def _meaning(signals: Signals) -> float:
    return max(signals.document, signals.capability, signals.statement)


def _baseline(library: Library, question: Judged, score: Callable[[Signals], float]) -> Ranking:
    found = library.sources.companies.signals(question.text, library.embedder.embed_query(question.text))
    return {key: score(signals) for key, signals in found.items()}


def _verbatim(library: Library, answers: Iterable[Answer]) -> tuple[int, int]:
    total = whole = 0
    for answer in answers:
        hits: list[CompanyHit | RecordHit] = [*answer.companies, *answer.events, *answer.press]
        for hit in hits:
            said = {text for statement in library.documents[hit.id].statements for text in statement.text.values()}
            total += len(hit.snippets)
            whole += sum(snippet.text in said for snippet in hit.snippets)
    return whole, total


def _figures(text: str) -> str:
    """Numbers without their separators: "4,6" and "4.6" are the same figure."""
    return re.sub(r"(?<=\d)[.,](?=\d)", "", text)
