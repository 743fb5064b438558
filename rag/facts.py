"""Which sentences answer a question about an event, the press, the association or one company."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass

from rag.asking import Term, Wanted, figures, listed, places_of, wanted
from rag.documents import Document, Statement
from rag.index import Index
from rag.periods import Period
from rag.ranking import Models
from rag.records import FoundRecord
from rag.relations import OF_SOMEBODY
from rag.sayings import Saying, sayings
from rag.text import fold, key_words
from rag.understanding import Understood

_GROUPS = ("company", "event", "press")
_NEAREST = 150  # sentences of each group and language whose cosine is asked for
_COMPARED = 30  # sentences of the whole corpus that are compared closely, by words and by cosine each
_BY_BEGINNING = 0.7  # what a word of the same beginning is worth, against the word itself
_BY_RECORD = 0.8  # what a word is worth that the record's title says and not the sentence
_FEW = 3
_OF, _OWN = 16, 4  # characters between a role and whose it is, after it and before it
_BARE = 0.2  # below this share of what was asked a sentence says next to nothing of it
_HALF_A_YEAR = 183  # days
_BESIDE = 0.03  # how far behind the best cosine a record's head counts, which has no vector of its own
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
_TODAY = re.compile(r"\b(oggi|adesso|ora|today|now|currently|attualmente)\b", re.I)


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
        chosen = [one for one in self._candidates(weights, cosines, near, without) if one.field in heads]
        records = {one.document.id: one.score for one in found}
        question = _Question(asked, want, weights, {one.id: _called(one) for one in subjects}, records, cosines)
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

    def _number(self, row: int) -> int:
        return self._sayings[row].statement.number


@dataclass(frozen=True, slots=True)
class _Question:
    """A question with all that its sentences are compared to."""

    asked: Understood
    want: Wanted
    weights: Mapping[Term, float]
    subjects: Mapping[str, frozenset[str]]  # who is asked about, and the words that name them
    records: Mapping[str, float]
    cosines: Mapping[tuple[str, int], float]

    def _about(self, saying: Saying) -> float:
        """Share of those the question is about whom the sentence is about; half, when only its record mentions them."""
        if not self.subjects:
            return 0.0
        return sum(self._names(saying, key, names) for key, names in self.subjects.items()) / len(self.subjects)

    def _names(self, saying: Saying, key: str, names: frozenset[str]) -> float:
        if key == saying.document.id:
            return 1.0
        if names & saying.terms:
            role = next((term for term in self.want.terms if term.relation in OF_SOMEBODY), None)
            beside = role is None or any(_of(places_of(role, text), _spans(names, text)) for text in saying.folded)
            return 1.0 if beside else 0.3
        return 0.5 if saying.field is None and key in saying.document.mentions else 0.0

    def _focus(self, saying: Saying) -> float:
        """Whether the sentence itself says the first thing that was asked for; 1 when nothing was."""
        term = self.want.focus
        if term is None or term.forms & saying.terms or (saying.of_head and term.forms & saying.around):
            return 1.0
        return _BY_BEGINNING if term.close & saying.terms else 0.0

    def _lacks(self, saying: Saying) -> float:
        """Whether it lacks the kind of answer that is wanted: a number must be new, and stand by what is counted."""
        kind = self.want.kind
        if kind in (None, "reason"):
            return 0.0
        asked = {figure for *_, figure in figures(fold(self.asked.text))}
        if kind == "names" and kind in saying.offers:  # "the list of the 15 guests" is none of three
            most = max((int(figure) for figure in asked if figure.isdecimal()), default=0)
            return float(2 * listed(saying.statement.text["en"]) < most)
        if kind != "number":
            return float(kind not in saying.offers)
        lacks = 1.0
        for text in saying.folded:
            spans = [(start, end) for start, end, figure in figures(text) if figure not in asked]
            lacks = min(lacks, 0.5) if spans else lacks
            if self.want.focus is None or _near(places_of(self.want.focus, text), spans, 25):
                lacks = 0.0 if spans else lacks
        return lacks

    @property
    def period(self) -> Period | None:
        """The period asked for; "today" is none: what is so now was mostly written before."""
        return None if _TODAY.search(self.asked.text) else self.asked.period

    def features(self, saying: Saying) -> dict[str, float]:
        """What speaks for the sentence as the answer, and against it."""
        total = sum(self.weights.values()) or 1.0
        shares = {term: _met(term, saying) for term in self.weights}
        cover = sum(self.weights[term] * share for term, share in shares.items()) / total
        in_period = _dated(saying, self.period)
        if not shares:  # "what happened at X in May?"
            cover = float(in_period is not False) if self.period is None or in_period else 0.0
        missing = {term for term, share in shares.items() if not share}
        lowest, highest = (edge(self.cosines.values(), default=0.75) for edge in (min, max))
        unknown = highest - _BESIDE if saying.of_head else lowest
        cosine = self.cosines.get((saying.document.id, saying.statement.number), unknown)
        lacks, focus = self._lacks(saying), self._focus(saying)
        about = self._about(saying)
        relations = [term for term in self.weights if term.relation]
        met = [term for term in relations if f"@{term.relation}" in saying.terms or shares[term] == 1.0]
        return {
            "cosine": cosine,
            "behind": highest - cosine,
            "cover": cover,
            "fits": cover * (1.0 - lacks) * focus * (math.sqrt(about) if self.subjects else 1.0),
            "missing_name": float(any(term.proper for term in missing)),
            "no_relation": float(bool(relations) and not met),
            "lacks": lacks,
            "focus": focus,
            "about": about,
            "elsewhere": float(bool(self.subjects)) * (1.0 - about),
            "record": self.records.get(saying.document.id, 0.0),
            "of_record": float(not saying.document.is_company),
            "listing": float(saying.listing),
            "in_period": float(in_period is True),
            "out_of_period": float(in_period is False),
            "unsettled": float(saying.open and self.want.new),
            "new": float(self.want.new),
            "dense": _dense(self.weights, saying),
        }


# Of the best sentence's features those that tell most about whether there is an answer; chosen one by one, out of fold.
_TELLING = ("fits", "lacks", "no_relation", "new", "out_of_period", "missing_name", "behind")
_NOTHING: Mapping[str, float] = {"lacks": 1.0, "no_relation": 1.0, "missing_name": 1.0}


def features(asked: Understood, facts: Sequence[Fact]) -> dict[str, float]:
    """What tells whether the best sentence answers at all."""
    own = facts[0].features if facts else _NOTHING
    bare = float(own.get("cover", 0.0) < _BARE)
    told = {name: own.get(name, 0.0) for name in _TELLING}
    return {**told, "period": float(bool(asked.period)), "bare": bare}


def _called(document: Document) -> frozenset[str]:
    """The words that name a company: its aliases, and the first word of its name if no other company has it."""
    first = key_words(document.name["it"])[:1]
    return frozenset(word for name in [*first, *document.aliases] for word in key_words(name)[:1])


def _near(some: Sequence[tuple[int, int]], others: Sequence[tuple[int, int]], most: int) -> bool:
    """Whether one of these spans lies within so many characters of one of those."""
    return any(max(a, c) - min(b, d) <= most for a, b in some for c, d in others)


def _of(roles: Sequence[tuple[int, int]], names: Sequence[tuple[int, int]]) -> bool:
    """Whether a role is that of one so named: "president of X", "X's president"."""
    return any(0 <= c - b <= _OF or 0 <= a - d <= _OWN for a, b in roles for c, d in names)


def _spans(names: frozenset[str], text: str) -> list[tuple[int, int]]:
    return [match.span() for name in names for match in re.finditer(rf"\b{re.escape(name)}\b", text)]


def _met(term: Term, saying: Saying) -> float:
    if term.forms & saying.terms:
        return 1.0
    if term.forms & saying.around:
        return _BY_RECORD
    return _BY_BEGINNING if term.close & (saying.terms | saying.around) else 0.0


def _dense(weights: Mapping[Term, float], saying: Saying) -> float:
    """Share of what the sentence says that was asked for: the short one that says just that is the better one."""
    asked = {form for term in weights for form in term.forms}
    own = [term for term in saying.terms if not term.endswith("~")]
    return len(asked & set(own)) / (len(own) or 1)


def _dated(saying: Saying, period: Period | None) -> bool | None:
    """Whether it is about the period asked for; None: nothing tells."""
    if period is None:
        return None
    if (saying.when and saying.when.meets(period)) or any(month.meets(period) for month in saying.months):
        return True
    if saying.months:
        return False
    if any(period.first.year <= year <= period.last.year for year in saying.years):
        return True if (period.last - period.first).days > _HALF_A_YEAR else None
    return False if saying.years or saying.when else None
