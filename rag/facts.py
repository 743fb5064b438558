"""Which sentences answer a question about an event, the press, the association or one company."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass

from rag import editions
from rag.asking import Term, Wanted, wanted
from rag.comparing import Comparison, Nearness
from rag.documents import Document, Grain, Statement
from rag.index import Index
from rag.ranking import Models
from rag.records import FoundRecord, named_events
from rag.sayings import Saying, sayings
from rag.text import key_words
from rag.understanding import Understood

Hides = Callable[[Saying], bool]

_GROUPS = ("company", "event", "press")
_COMPARED_BY: tuple[Grain, ...] = ("statement", "question")
_NEAREST = 150  # sentences of each group and language whose cosine is asked for
_COMPARED = 30  # sentences of the whole corpus that are compared closely, by words and by cosine each
_FEW = 3
_BARE = 0.2  # below this share of what was asked a sentence says next to nothing of it
# What a record's head can answer, by the kind of answer that is wanted.
_HEADS: Mapping[str, frozenset[str | None]] = {
    "date": frozenset({"founded", "event"}),
    "day": frozenset({"founded", "event"}),
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
        self._rarest = math.log(1 + (len(self._sayings) + 0.5) / 0.5)
        self._told_by = {key: self._terms(rows) for key, rows in self._of.items()}
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
        self,
        asked: Understood,
        subjects: Sequence[Document],
        found: Sequence[FoundRecord],
        hides: Hides | None = None,
    ) -> list[Fact]:
        """What may answer, best first; the language of a sentence does not matter.

        `subjects`: whom the question is about; `found`: records that it may be about;
        `hides`: which sayings to leave out.
        """
        want = self.wanted(asked)
        hidden = self._hidden(hides)
        cosines, asked_of = (self._cosines(asked, grain, hidden) for grain in _COMPARED_BY)
        weights = {term: self._weight(term, hidden) for term in want.terms}
        near = [*subjects, *(one.document for one in found[:_FEW])]
        heads = {None, *_HEADS.get(want.kind or "", ())}
        candidates = self._candidates(weights, (cosines, asked_of), near, hidden)
        chosen = [one for one in candidates if one.field in heads and self._of_edition(one, asked)]
        records = {one.document.id: one.score for one in found}
        called, events = {one.id: _called(one) for one in subjects}, named_events(found, asked.text)
        question = Comparison(asked, want, weights, called, events, records, Nearness(cosines), Nearness(asked_of))
        facts = []
        for saying in chosen:
            features = question.features(saying)
            if asked.targets and features["elsewhere"] == 1.0:
                continue  # about somebody else
            facts.append(Fact(saying, self._models.sentence.probability(features), features))
        return sorted(facts, key=lambda fact: (-fact.score, fact.document.id, fact.statement.number))

    def nearest_question(self, asked: Understood) -> float:
        """The cosine of the nearest question that any sentence answers; a thirtieth of what finding sentences takes."""
        hits = (self._index.search(asked.vector, group, "question", 1) for group in _GROUPS)
        return max((hit.cosine for found in hits for hit in found), default=-1.0)

    def _hidden(self, hides: Hides | None) -> frozenset[int]:
        return frozenset(row for row, one in enumerate(self._sayings) if hides(one)) if hides else frozenset()

    def _terms(self, rows: Iterable[int]) -> frozenset[str]:
        """All that these sayings and the heads of their records speak of."""
        return frozenset().union(*(self._sayings[row].terms | self._sayings[row].around for row in rows))

    def strange(self, best: Fact, want: Wanted, hides: Hides | None = None) -> float:
        """The rarest thing asked for of which nothing in the record of the best sentence speaks: how rare, 0 to 1."""
        hidden, rows = self._hidden(hides), self._of[best.document.id]
        told = self._told_by[best.document.id] if hidden.isdisjoint(rows) else self._terms({*rows} - hidden)
        missing = [self._weight(term, hidden) for term in want.terms if told.isdisjoint(term.forms | term.close)]
        return max(missing, default=0.0) / self._rarest

    def unsaid(self, best: Sequence[Fact], want: Wanted, hides: Hides | None = None) -> float:
        """The rarest relation asked for that none of the best sentences says: how rare, 0 to 1."""
        hidden, told = self._hidden(hides), [fact.saying.terms | fact.saying.around for fact in best]
        lost = [one for one in want.terms if one.relation and all(one.forms.isdisjoint(said) for said in told)]
        return max((self._weight(one, hidden) for one in lost), default=0.0) / self._rarest

    def _weight(self, term: Term, hidden: frozenset[int]) -> float:
        """How rare a term is among all sentences: rare ones tell more."""
        held = len(set().union(*(self._said.get(form, set()) for form in term.forms)) - hidden)
        return math.log(1 + (len(self._sayings) - held + 0.5) / (held + 0.5))

    def _cosines(self, asked: Understood, grain: Grain, hidden: frozenset[int]) -> dict[tuple[str, int], float]:
        cosines: dict[tuple[str, int], float] = {}
        left_out = {(self._sayings[row].document.id, self._number(row)) for row in hidden}
        for group in _GROUPS:
            for hit in self._index.search(asked.vector, group, grain, _NEAREST):
                key = (hit.document_id, hit.number)
                if key not in left_out:
                    cosines[key] = max(hit.cosine, cosines.get(key, -1.0))
        return cosines

    def _candidates(
        self,
        weights: Mapping[Term, float],
        cosines: Iterable[Mapping[tuple[str, int], float]],
        documents: Iterable[Document],
        hidden: frozenset[int],
    ) -> list[Saying]:
        shared: Counter[int] = Counter()
        for term, weight in weights.items():
            for row in set().union(*(self._said.get(form, set()) for form in (*term.forms, *term.close))):
                shared[row] += weight  # type: ignore[assignment]
        for row in hidden:
            shared.pop(row, None)
        rows = {row for row, _ in shared.most_common(_COMPARED)}
        nearest = [key for one in cosines for key in sorted(one, key=lambda key: -one[key])[:_COMPARED]]
        rows |= {row for key, number in nearest for row in self._of.get(key, ()) if self._number(row) == number}
        rows |= {row for document in documents for row in self._of.get(document.id, ())}
        return [self._sayings[row] for row in sorted(rows - hidden)]

    def _of_edition(self, saying: Saying, asked: Understood) -> bool:
        """Whether it may tell of the edition asked for by its number: one that its record or itself speaks of."""
        number = editions.asked(asked.text)
        return number is None or number in self._editions.get(saying.document.id, ())

    def _number(self, row: int) -> int:
        return self._sayings[row].statement.number


# Of the best sentence's features those that tell most about whether there is an answer; chosen one by one, out of fold.
_TELLING = (
    "fits", "lacks", "focus", "relations_lost", "new", "out_of_period", "missing_name", "question", "question_behind",
)  # fmt: skip
_SOMEBODY = frozenset({"name", "person", "names"})
_MEASURES = frozenset({"money", "share", "percent", "speed", "distance", "power", "area", "span"})
_NOTHING: Mapping[str, float] = {"lacks": 1.0, "relations_lost": 1.0, "missing_name": 1.0}
_UNLIKELY = -6.0  # log odds of a sentence where there is none


def features(facts: Sequence[Fact], want: Wanted, strange: float, unsaid: float) -> dict[str, float]:
    """What tells whether the best sentence answers at all. `strange`, `unsaid`: what FactFinder's own say of it.

    "Who was the keynote speaker?" is not answered by a sentence that says nothing of one; of a long question some
    words always miss.
    """
    own = facts[0].features if facts else _NOTHING
    told = {name: own.get(name, 0.0) for name in _TELLING}
    return {
        **told,
        "score": _log_odds(facts[0].score) if facts else _UNLIKELY,
        "strange": strange,
        "unsaid": unsaid,
        "bare": float(own.get("cover", 0.0) < _BARE),
        "nobody": float(want.kind in _SOMEBODY) * (1.0 - own.get("focus", 0.0)),
        "terms": float(len(want.terms)),
        "measure": float(want.kind in _MEASURES),
        "open": float(want.kind is None),
    }


def _log_odds(share: float) -> float:
    return math.log((share + 1e-6) / (1 - share + 1e-6))


def _called(document: Document) -> frozenset[str]:
    """The words that name a company: its aliases, and the first word of its name if no other company has it."""
    first = key_words(document.name["it"])[:1]
    return frozenset(word for name in [*first, *document.aliases] for word in key_words(name)[:1])
