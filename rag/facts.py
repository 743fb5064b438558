"""Which sentences answer a question about an event, the press, the association or one company."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass

from rag import editions
from rag.asking import Term, Wanted, wanted
from rag.comparing import Comparison
from rag.documents import Document, Statement
from rag.index import Index
from rag.ranking import Models
from rag.records import FoundRecord, named_events
from rag.sayings import Saying, sayings
from rag.text import key_words
from rag.understanding import Understood

_GROUPS = ("company", "event", "press")
_NEAREST = 150  # sentences of each group and language whose cosine is asked for
_COMPARED = 30  # sentences of the whole corpus that are compared closely, by words and by cosine each
_FEW = 3
_BARE = 0.2  # below this share of what was asked a sentence says next to nothing of it
# What a record's head can answer, by the kind of answer that is wanted.
_HEADS: Mapping[str, frozenset[str | None]] = {
    "date": frozenset({"founded", "event"}),
    "place": frozenset({"city", "event"}),
    "number": frozenset({"size"}),
    "money": frozenset({"size"}),
    "span": frozenset({"event"}),
    "person": frozenset({"person"}),
    "name": frozenset({"person", "event"}),
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One sentence of one document with the probability that it answers the question."""

    saying: Saying
    score: float
    features: Mapping[str, float]

    @property
    def document(self) -> Document:
        """The record it stands in."""
        return self.saying.document

    @property
    def statement(self) -> Statement:
        """The sentence; number 0 for what stands in the record's head."""
        return self.saying.statement


class FactFinder:
    """Ranks all that the records say by how well it answers."""

    def __init__(self, index: Index, documents: Mapping[str, Document], models: Models) -> None:
        self._index = index
        self._models = models
        self._sayings = sayings(documents.values())
        self._of: dict[str, list[int]] = {}
        self._said: dict[str, set[int]] = {}
        for row, saying in enumerate(self._sayings):
            self._of.setdefault(saying.document.id, []).append(row)
            for term in saying.terms | saying.around:
                self._said.setdefault(term, set()).add(row)
        self._editions = {
            one.id: editions.told([one.name["en"], *(said.text["en"] for said in one.statements)])
            for one in documents.values()
        }

    def with_models(self, models: Models) -> FactFinder:
        """The same sentences, ranked by other models."""
        other = copy(self)
        other._models = models
        return other

    def wanted(self, asked: Understood) -> Wanted:
        """What the question wants."""
        return wanted(asked.text, asked.topic)

    def find(
        self, asked: Understood, subjects: Sequence[Document], found: Sequence[FoundRecord], without: frozenset[str]
    ) -> list[Fact]:
        """What may answer, best first; the language of a sentence does not matter.

        `subjects`: whom the question is about; `found`: records that it may be about;
        `without`: documents to leave out.
        """
        want = self.wanted(asked)
        cosines = self._cosines(asked)
        weights = {term: self._weight(term) for term in want.terms}
        near = [*subjects, *(one.document for one in found[:_FEW])]
        heads = {None, *_HEADS.get(want.kind or "", ())}
        candidates = self._candidates(weights, cosines, near, without)
        chosen = [one for one in candidates if one.field in heads and self._of_edition(one, asked)]
        records = {one.document.id: one.score for one in found}
        called, events = {one.id: _called(one) for one in subjects}, named_events(found, asked.text)
        question = Comparison(asked, want, weights, called, events, records, cosines)
        facts = []
        for saying in chosen:
            features = question.features(saying)
            if asked.targets and features["elsewhere"] == 1.0:
                continue  # about somebody else
            facts.append(Fact(saying, self._models.sentence.probability(features), features))
        return sorted(facts, key=lambda fact: (-fact.score, fact.document.id, fact.statement.number))

    def _weight(self, term: Term) -> float:
        """How rare a term is among all sentences: rare ones tell more."""
        held = len(set().union(*(self._said.get(form, set()) for form in term.forms)))
        return math.log(1 + (len(self._sayings) - held + 0.5) / (held + 0.5))

    def _cosines(self, asked: Understood) -> dict[tuple[str, int], float]:
        cosines: dict[tuple[str, int], float] = {}
        for group in _GROUPS:
            for hit in self._index.search(asked.vector, group, "statement", _NEAREST):
                key = (hit.document_id, hit.number)
                cosines[key] = max(hit.cosine, cosines.get(key, -1.0))
        return cosines

    def _candidates(
        self,
        weights: Mapping[Term, float],
        cosines: Mapping[tuple[str, int], float],
        documents: Iterable[Document],
        without: frozenset[str],
    ) -> list[Saying]:
        shared: Counter[int] = Counter()
        for term, weight in weights.items():
            for row in set().union(*(self._said.get(form, set()) for form in (*term.forms, *term.close))):
                shared[row] += weight  # type: ignore[assignment]
        rows = {row for row, _ in shared.most_common(_COMPARED)}
        nearest = sorted(cosines, key=lambda key: -cosines[key])[:_COMPARED]
        rows |= {row for key, number in nearest for row in self._of.get(key, ()) if self._number(row) == number}
        rows |= {row for document in documents for row in self._of.get(document.id, ())}
        return [self._sayings[row] for row in sorted(rows) if self._sayings[row].document.id not in without]

    def _of_edition(self, saying: Saying, asked: Understood) -> bool:
        """Whether it may tell of the edition asked for by its number: one that its record or itself speaks of."""
        number = editions.asked(asked.text)
        return number is None or number in self._editions.get(saying.document.id, ())

    def _number(self, row: int) -> int:
        return self._sayings[row].statement.number


# Of the best sentence's features those that tell most about whether there is an answer; chosen one by one, out of fold.
_TELLING = ("fits", "lacks", "no_relation", "new", "out_of_period", "missing_name", "behind")
_SOMEBODY = frozenset({"name", "person", "names"})
_NOTHING: Mapping[str, float] = {"lacks": 1.0, "no_relation": 1.0, "missing_name": 1.0}


def features(asked: Understood, facts: Sequence[Fact], want: Wanted) -> dict[str, float]:
    """What tells whether the best sentence answers at all.

    "Who was the keynote speaker?" is not answered by a sentence that says nothing of one; of a long question some
    words always miss.
    """
    own = facts[0].features if facts else _NOTHING
    bare = float(own.get("cover", 0.0) < _BARE)
    told = {name: own.get(name, 0.0) for name in _TELLING}
    nobody = float(want.kind in _SOMEBODY) * (1.0 - own.get("focus", 0.0))
    asking = {"period": float(bool(asked.period)), "terms": float(len(want.terms))}
    return {**told, **asking, "bare": bare, "nobody": nobody}


def _called(document: Document) -> frozenset[str]:
    """The words that name a company: its aliases, and the first word of its name if no other company has it."""
    first = key_words(document.name["it"])[:1]
    return frozenset(word for name in [*first, *document.aliases] for word in key_words(name)[:1])
