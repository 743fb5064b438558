"""Which sentences answer a question about an event, the press, the association or one company."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rag import chunking
from rag.documents import Document, Statement
from rag.index import Index
from rag.records import FoundRecord
from rag.text import stems
from rag.understanding import Understood

# How much shared words count beside the cosine; e5's cosines of a right and a wrong sentence differ by a tenth.
_OVERLAP = 0.12
_NUMBERS = frozenset("quanti quante quanto quanta when quando many much year anno date data percent percentuale".split())


@dataclass(frozen=True, slots=True)
class Fact:
    """One sentence of one document with how well it meets the question (about 0.7 to 1.1)."""

    document: Document
    statement: Statement
    score: float
    overlap: float  # share of the question's words that stand in the sentence


class FactFinder:
    """Ranks the sentences of given documents."""

    def __init__(self, index: Index) -> None:
        self._index = index

    def find(self, asked: Understood, documents: Sequence[Document]) -> list[Fact]:
        """All sentences of the documents, best first; the language of a sentence does not matter."""
        facts: list[Fact] = []
        terms = set(stems(asked.topic))
        for document in documents:
            cosines = self._index.within(asked.vector, chunking.group(document), "statement", document.id)
            for statement in document.statements:
                said = set(stems(" ".join(statement.text.values())))
                overlap = len(terms & said) / len(terms) if terms else 0.0
                score = cosines.get(statement.number, 0.75) + _OVERLAP * overlap
                facts.append(Fact(document, statement, score, overlap))
        return sorted(facts, key=lambda fact: (-fact.score, fact.document.id, fact.statement.number))


def features(asked: Understood, facts: Sequence[Fact], found: Sequence[FoundRecord]) -> Mapping[str, float]:
    """What tells whether the best sentences answer at all."""
    best = facts[0] if facts else None
    says_number = bool(best and any(letter.isdigit() for letter in best.statement.text["it"]))
    wants_number = bool(_NUMBERS & set(asked.text.lower().split()))
    return {
        "fact": best.score if best else 0.0,
        "overlap": max((fact.overlap for fact in facts[:3]), default=0.0),
        "record": found[0].score if found else 0.0,
        "record_words": found[0].signals.words if found else 0.0,
        "margin": found[0].score - found[min(3, len(found) - 1)].score if found else 0.0,
        "named": float(bool(asked.targets)),
        "period": float(bool(asked.period)),
        "no_number": float(wants_number and not says_number),
        "sure": asked.share("event", "press", "association", "list_events", "profile"),
        "private": asked.share("private", "price", "off_topic", "injection"),
        "length": float(len(asked.text.split())),
    }
