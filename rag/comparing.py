"""How well one sentence answers one question: what speaks for it, and what against."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rag.asking import TODAY, Term, Wanted, places_of
from rag.kinds import figures, listed
from rag.periods import Period
from rag.quantities import quantities
from rag.relations import OF_SOMEBODY
from rag.retrieval import alike
from rag.sayings import Saying
from rag.text import fold, words
from rag.understanding import Understood

_BY_BEGINNING = 0.7  # what a word of the same beginning is worth, against the word itself
_BY_RECORD = 0.8  # what a word is worth that the record's title says and not the sentence
_HALF_A_YEAR = 183  # days
_UNKNOWN = 0.75  # where nothing has a vector
_BESIDE = 0.03  # how far behind the best cosine a record's head counts, which has no vector of its own
_MANY = 1900  # a year, or more than any sentence lists
_CAPITAL = re.compile(r"[A-ZÀ-Ý0-9][\w'’&-]*")
_OF, _OWN = 16, 4  # characters between a role and whose it is, after it and before it


class Nearness:
    """How near to the question each sentence that has a vector of some grain is."""

    def __init__(self, cosines: Mapping[tuple[str, int], float]) -> None:
        """`cosines`: by document and number."""
        self._cosines = cosines
        self._lowest, self._highest = (edge(cosines.values(), default=_UNKNOWN) for edge in (min, max))

    def of(self, saying: Saying) -> tuple[float, float]:
        """The sentence's cosine, and how far it is behind the best one."""
        otherwise = self._highest - _BESIDE if saying.of_head else self._lowest
        cosine = self._cosines.get((saying.document.id, saying.statement.number), otherwise)
        return cosine, self._highest - cosine


@dataclass(frozen=True, slots=True)
class Comparison:
    """A question with all that sentences are compared to."""

    asked: Understood
    want: Wanted
    weights: Mapping[Term, float]
    subjects: Mapping[str, frozenset[str]]  # who is asked about, and the words that name them
    events: Mapping[str, frozenset[str]]  # the events named, and the words that name them
    records: Mapping[str, float]
    nearness: Nearness  # of the sentences
    questions: Nearness  # of the questions that they answer

    def _about(self, saying: Saying) -> float:
        """Share of those the question is about whom the sentence is about; half, when only its record mentions them."""
        if not self.subjects:
            return 0.0
        return sum(self._names(saying, key, names) for key, names in self.subjects.items()) / len(self.subjects)

    def _names(self, saying: Saying, key: str, names: frozenset[str]) -> float:
        if key == saying.document.id:
            return 1.0
        if names & saying.terms and _is_called(names, saying):
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
        if self.want.done and saying.planned:
            return 1.0
        if kind in (None, "reason"):
            return 0.0
        if self.want.part is not None and not _met(self.want.part, saying):
            return 1.0
        asked = {figure for *_, figure in figures(fold(self.asked.text))}
        if kind == "names" and kind in saying.offers:  # "the list of the 15 guests" is none of three
            most = max((one.value for one in quantities(self.asked.text) if one.value < _MANY), default=0)
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

    def _of_another(self, saying: Saying) -> bool:
        """Whether the question names an event, and neither the sentence nor its record is of that one."""
        if not self.events or saying.document.id in self.events:
            return False
        return not any(named <= saying.terms for named in self.events.values())

    @property
    def period(self) -> Period | None:
        """The period asked for; "today" is none: what is so now was mostly written before."""
        return None if TODAY.search(self.asked.text) else self.asked.period

    def features(self, saying: Saying) -> dict[str, float]:
        """What speaks for the sentence as the answer, and against it."""
        total = sum(self.weights.values()) or 1.0
        shares = {term: _met(term, saying) for term in self.weights}
        cover = sum(self.weights[term] * share for term, share in shares.items()) / total
        in_period = _dated(saying, self.period)
        if not shares:  # "what happened at X in May?"
            cover = float(in_period is not False) if self.period is None or in_period else 0.0
        missing = {term for term, share in shares.items() if not share}
        cosine, behind = self.nearness.of(saying)
        question, question_behind = self.questions.of(saying)
        lacks, focus = self._lacks(saying), self._focus(saying)
        about = self._about(saying)
        relations = [term for term in self.weights if term.relation]
        met = [term for term in relations if f"@{term.relation}" in saying.terms or shares[term] == 1.0]
        return {
            "cosine": cosine,
            "behind": behind,
            "question": alike(question),
            "question_behind": question_behind,
            "cover": cover,
            "fits": cover * (1.0 - lacks) * focus * (math.sqrt(about) if self.subjects else 1.0),
            "missing_name": float(any(term.proper for term in missing)),
            "no_relation": float(bool(relations) and not met),
            "relations_lost": 1.0 - len(met) / (len(relations) or 1) if relations else 0.0,
            "other_event": float(self._of_another(saying)),
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


def _is_called(names: frozenset[str], saying: Saying) -> bool:
    """Whether a name stands there as a name: "Prima", not "la prima uscita"."""
    said = (word for text in saying.statement.text.values() for word in _CAPITAL.findall(text))
    return any(part in names for word in said for part in words(word))


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
