"""Which sentences answer a question about an event, the press, the association or one company."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from rag import chunking
from rag.documents import Document, Statement
from rag.records import FoundRecord
from rag.text import stems, words
from rag.understanding import Understood
from rag.vectors import Vectors

# How much shared words count beside the cosine; e5's cosines of a right and a wrong sentence differ by a tenth.
_OVERLAP = 0.12
_DENSITY = 0.15  # for the share of the sentence that is about what was asked: the short one that says just that
_PERSON_NAMED = 0.06  # for a sentence that names somebody, when it was asked who
_NUMBERS = frozenset(
    "quanti quante quanto quanta when quando many much year anno date data percent percentuale".split()
)
_HEADS = frozenset(
    stems("presiede presieduta presidente president chairs chaired chairman chairwoman chair guida guidata heads")
)
_WHO = re.compile(
    r"\W*(chi (è|e'|sono|era|guida|presiede|dirige|ha fondato)|who (is|are|was|runs|leads|chairs|heads))\b", re.I
)
_PERSON = re.compile(r"\b[A-ZÀ-Ý][a-zà-ÿ]+ (?:[A-Z][a-z]+ )?[A-ZÀ-Ý][a-zà-ÿ']+\b")


@dataclass(frozen=True, slots=True)
class Fact:
    """One sentence of one document with how well it meets the question (about 0.7 to 1.1)."""

    document: Document
    statement: Statement
    score: float
    overlap: float  # share of the question's words that stand in the sentence


class FactFinder:
    """Ranks the sentences of given documents."""

    def __init__(self, vectors: Mapping[str, Vectors], weight: Callable[[str], float]) -> None:
        """`vectors` by group; `weight` is the worth of a stem: rare words tell more."""
        self._vectors = vectors
        self._weight = weight

    def find(self, asked: Understood, documents: Sequence[Document]) -> list[Fact]:
        """All sentences of the documents, best first; the language of a sentence does not matter."""
        facts: list[Fact] = []
        terms = {term: self._weight(term) for term in _meanings(asked.topic)}
        total = sum(terms.values())
        wants_person = bool(_WHO.match(asked.text))
        for document in documents:
            cosines = self._vectors[chunking.group(document)].within(asked.vector, "statement", document.id)
            name = set(_meanings(document.name["it"]))
            for statement in document.statements:
                said = set(_meanings(" ".join(statement.text.values())))
                overlap = sum(worth for term, worth in terms.items() if term in said) / total if total else 0.0
                own = said - name
                dense = sum(self._weight(term) for term in own & set(terms)) / (sum(map(self._weight, own)) or 1.0)
                score = cosines.get(statement.number, 0.75) + _OVERLAP * overlap + _DENSITY * dense
                fact = Fact(document, statement, score, overlap)
                named = wants_person and overlap > 0 and _names_person(fact)
                facts.append(replace(fact, score=score + _PERSON_NAMED) if named else fact)
        return sorted(facts, key=lambda fact: (-fact.score, fact.document.id, fact.statement.number))


def features(asked: Understood, facts: Sequence[Fact], found: Sequence[FoundRecord]) -> Mapping[str, float]:
    """What tells whether the best sentences answer at all."""
    best = facts[0] if facts else None
    says_number = bool(best and any(letter.isdigit() for letter in best.statement.text["it"]))
    wants_number = bool(_NUMBERS & set(asked.text.lower().split()))
    wants_person = bool(_WHO.match(asked.text))
    return {
        "fact": best.score if best else 0.0,
        "overlap": max((fact.overlap for fact in facts[:3]), default=0.0),
        "record": found[0].score if found else 0.0,
        "margin": found[0].score - found[min(3, len(found) - 1)].score if found else 0.0,
        "named": float(bool(asked.targets)),
        "period": float(bool(asked.period)),
        "unmet": 0.0 if asked.period else 1.0 - min(1.0, 2 * max((fact.overlap for fact in facts[:3]), default=0.0)),
        "no_person": float(wants_person and not (best and _names_person(best))),
        "no_number": float(wants_number and not says_number),
        "sure": asked.share("event", "press", "association", "list_events", "profile"),
        "private": asked.share("private", "price", "off_topic", "injection"),
    }


def _meanings(text: str) -> list[str]:
    """The stems of a text, with the words for being at the head of something taken as one."""
    return ["president" if term in _HEADS else term for term in stems(text)]


def _names_person(fact: Fact) -> bool:
    """Whether the sentence holds two capitalised words that are not the name of its own subject."""
    name = set(words(fact.document.name["it"]))
    found = _PERSON.findall(fact.statement.text["en"])
    return any(not set(words(person)) & name for person in found)
