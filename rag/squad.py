"""Retrieval on a public question set in SQuAD's format (SQuAD-it): our own search over its paragraphs.

Only what the index holds is another's: each paragraph is a document, its sentences are its statements. Which paragraph
a question was written for is the one right answer.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import ir_measures
from ir_measures import RR, Success, nDCG

from rag.chunking import split
from rag.documents import Passage
from rag.embeddings import Embedder
from rag.figures import Figure, difference, mean
from rag.index import Index, Reading
from rag.ingest import Progress
from rag.questions import QuestionProblem
from rag.retrieval import Retriever, Signals, shelve

GROUP = "press"  # any of the index's groups: nothing else is in it
MEASURES = {"MRR@10": RR @ 10, "Recall@1": Success @ 1, "Recall@5": Success @ 5, "nDCG@10": nDCG @ 10}
_TOGETHER = 32  # paragraphs embedded at a time
_DEPTH = 10  # no measure looks further down
_SENTENCE = re.compile(r"(?<=[.!?])[\"»”)\]]*\s+(?=[\"«“(\[]*[A-ZÀ-Ý0-9])")

Score = Callable[[Signals], float]
SYSTEMS: Mapping[str, Score] = {
    "ours": lambda signals: signals.fused,
    "BM25 alone": lambda signals: signals.words,
    "vectors alone": lambda signals: signals.document,
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and the id of the paragraph that answers it."""

    id: str
    text: str
    paragraph: str


@dataclass(frozen=True, slots=True)
class SquadSet:
    """Paragraphs by id, each once, and the questions on them."""

    paragraphs: Mapping[str, str]
    questions: Sequence[Asked]

    @classmethod
    def read(cls, path: Path) -> SquadSet:
        """From a file as published, .json or .json.gz. Raises QuestionProblem."""
        try:
            raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
            entries = [entry for article in json.loads(raw)["data"] for entry in article["paragraphs"]]
            told = [(entry["context"].strip(), entry["qas"]) for entry in entries]
            paragraphs = {_id(text): text for text, _ in told}
            questions = [Asked(str(qa["id"]), qa["question"], _id(text)) for text, asked in told for qa in asked]
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise QuestionProblem(f"{path}: no question set in SQuAD's format ({error!r}).") from error
        return cls(paragraphs, questions)

    def sample(self, most: int) -> SquadSet:
        """At the most so many questions, always the same ones; all paragraphs."""
        if len(self.questions) <= most:
            return self
        return SquadSet(self.paragraphs, random.Random(0).sample(self.questions, most))


def _id(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def fill(held: SquadSet, folder: Path, embedder: Embedder, progress: Progress) -> Retriever:
    """A retriever over the paragraphs, kept in `folder`: what was embedded before is not embedded again."""
    index = Index(folder / "index", embedder.identity)
    index.repair()
    known = index.digests()
    index.withdraw(key for key in known if key not in held.paragraphs)
    todo = [key for key in held.paragraphs if key not in known]
    for start in range(0, len(todo), _TOGETHER):
        progress("paragraphs", start, len(todo))
        passages = {key: list(_passages(key, held.paragraphs[key])) for key in todo[start : start + _TOGETHER]}
        vectors = iter(embedder.embed_documents([one.text for own in passages.values() for one in own]))
        index.store([Reading(key, key, own, [next(vectors) for _ in own], False) for key, own in passages.items()])
    progress("paragraphs", len(todo), len(todo))
    return Retriever.open(index, shelve(index, folder / "shelves", mend=True), GROUP)


def _passages(key: str, text: str) -> Iterator[Passage]:
    for part, cut in enumerate(split(text)):
        yield Passage(key, GROUP, "document", "it", 0, cut, part)
    for number, sentence in enumerate(filter(str.strip, _SENTENCE.split(text)), 1):
        for part, cut in enumerate(split(sentence)):
            yield Passage(key, GROUP, "statement", "it", number, cut, part)


def measure(held: SquadSet, retriever: Retriever, embedder: Embedder, progress: Progress) -> list[Figure]:
    """Every measure of our fused score and of its two halves, and how far ahead of them it is."""
    runs: dict[str, list[ir_measures.ScoredDoc]] = {system: [] for system in SYSTEMS}
    for done, asked in enumerate(held.questions):
        if done % 100 == 0:
            progress("questions", done, len(held.questions))
        found = retriever.search(asked.text, embedder.embed_query(asked.text))
        for system, score in SYSTEMS.items():
            best = sorted(found, key=lambda key, score=score: -score(found[key]))[:_DEPTH]  # type: ignore[misc]
            runs[system] += [ir_measures.ScoredDoc(asked.id, key, score(found[key])) for key in best]
    progress("questions", len(held.questions), len(held.questions))
    grades = [ir_measures.Qrel(asked.id, asked.paragraph, 1) for asked in held.questions]
    return _compared({system: _values(grades, run) for system, run in runs.items()})


def _values(grades: Sequence[ir_measures.Qrel], run: Sequence[ir_measures.ScoredDoc]) -> dict[str, list[float]]:
    """Each measure's values, in the order of the questions; 0 where the paragraph was not found."""
    named = {str(one): name for name, one in MEASURES.items()}
    values: dict[str, dict[str, float]] = {name: {grade.query_id: 0.0 for grade in grades} for name in MEASURES}
    for metric in ir_measures.iter_calc(list(MEASURES.values()), grades, run):
        values[named[str(metric.measure)]][metric.query_id] = metric.value
    return {name: list(by_question.values()) for name, by_question in values.items()}


def _compared(values: Mapping[str, Mapping[str, Sequence[float]]]) -> list[Figure]:
    figures: list[Figure] = []
    for name in MEASURES:
        figures += [mean(f"{name}, {system}", held[name]) for system, held in values.items()]
        figures += [
            difference(f"{name}, ahead of {system}", values["ours"][name], held[name])
            for system, held in values.items()
            if system != "ours"
        ]
    return figures
