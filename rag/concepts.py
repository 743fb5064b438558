"""From words to concepts: which capabilities a question may mean, and what companies offer of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from rag.documents import LANGUAGES, Document, Language
from rag.retrieval import Retriever, Signals
from rag.text import key_words, stem
from rag.vocabulary import GROUP, Vocabulary

MOST = 12  # concepts kept for a question


@dataclass(frozen=True, slots=True)
class Meaning:
    """A concept that the question may mean, with its share of belief (shares add up to 1 at the most)."""

    concept: str
    share: float


@dataclass(frozen=True, slots=True)
class Kinship:
    """How well a company's offers meet a question's concepts, 0 to 1 each: belief times degree, the best offer."""

    exact: float = 0.0  # the very concept
    narrower: float = 0.0  # offers something more specific than what was asked
    broader: float = 0.0  # offers the more general thing
    akin: float = 0.0  # offers a sibling or related concept: resembles, but is not the same


_DEGREE = {"full": 1.0, "partial": 0.5}


class Concepts:
    """Matches questions to concepts and concepts to companies."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        retriever: Retriever,
        companies: Sequence[Document],
        weights: Mapping[str, float],
    ):
        self.vocabulary = vocabulary
        self._retriever = retriever
        self._weights = weights
        self._relations: dict[tuple[str, str], tuple[str, float]] = {}  # filled as questions come
        self._spoken = _Spoken(vocabulary)
        self._offers = {company.id: company.offers for company in companies}
        self._ancestors = {concept: vocabulary.ancestors(concept) for concept in vocabulary.concepts}
        offered = {offer.concept for company in companies for offer in company.offers}
        self._offered = offered | {above for concept in offered for above in self._ancestors.get(concept, {})}

    def meant(self, text: str, vector: Sequence[float]) -> list[Meaning]:
        """The likeliest concepts, best first: a softmax over a weighted sum of the retrieval signals."""
        found = self._retriever.search(text, vector)
        if not found:
            return []
        keys = list(found)
        spoken = self._spoken.shares(text, self._retriever.weight)
        named = self._weights.get("label", 0.0)
        ids = [key.removeprefix(f"{GROUP}:") for key in keys]
        scores = np.array(
            [self._score(found[key]) + named * spoken.get(one, 0.0) for key, one in zip(keys, ids, strict=True)]
        )
        odds = np.exp(scores - scores.max())
        shares = odds / odds.sum()
        best = np.argsort(-shares)[:MOST]
        return [Meaning(ids[n], float(shares[n])) for n in best]

    def _score(self, signals: Signals) -> float:
        held: dict[str, float] = {name: getattr(signals, name) for name in self._weights if name != "label"}
        return sum(self._weights[name] * value for name, value in held.items())

    def kinship(self, company: str, meant: Sequence[Meaning]) -> Kinship:
        """How a company's offers meet the concepts that were likely meant: of each kind of kinship the best."""
        best = dict.fromkeys(("exact", "narrower", "broader", "akin"), 0.0)
        for offer in self._offers.get(company, ()):
            degree = _DEGREE[offer.degree]
            for meaning in meant:
                kind, factor = self._relation(offer.concept, meaning.concept)
                if kind:
                    best[kind] = max(best[kind], meaning.share * degree * factor)
        return Kinship(**best)

    def _relation(self, offered: str, meant: str) -> tuple[str, float]:
        """How an offered concept stands to a meant one, with a factor that falls with the steps between them."""
        pair = (offered, meant)
        if pair not in self._relations:
            self._relations[pair] = self._related(offered, meant)
        return self._relations[pair]

    def _related(self, offered: str, meant: str) -> tuple[str, float]:
        above, over = self._ancestors.get(offered, {}), self._ancestors.get(meant, {})
        if offered == meant:
            return "exact", 1.0
        if meant in above:
            return "narrower", 1.0 / above[meant]
        if offered in over:
            return "broader", 1.0 / over[offered]
        return ("akin", 1.0) if self._akin(offered, meant) else ("", 0.0)

    def _akin(self, one: str, other: str) -> bool:
        concepts = self.vocabulary.concepts
        first, second = concepts.get(one), concepts.get(other)
        if first is None or second is None:
            return False
        return other in first.related or one in second.related or bool(set(first.broader) & set(second.broader))

    def is_offered(self, concept: str) -> bool:
        """Whether any company offers the concept or something narrower."""
        return concept in self._offered

    def offers(self, company: str, concept: str) -> bool:
        """Whether a company offers the concept or something narrower."""
        return any(
            offer.concept == concept or concept in self._ancestors.get(offer.concept, {})
            for offer in self._offers.get(company, ())
        )

    def offered_by(self, concept: str) -> int:
        """How many companies offer the concept or something narrower."""
        return sum(self.offers(company, concept) for company in self._offers)

    def below(self, concept: str) -> list[str]:
        """Every narrower concept, at any distance."""
        return [one for one, above in self._ancestors.items() if concept in above]

    def named(self, text: str) -> float:
        """How much of a text's weight (0 to 1) the name of one concept takes up."""
        return max(self._spoken.shares(text, self._retriever.weight).values(), default=0.0)

    def label(self, concept: str, language: Language) -> str:
        """The concept's preferred label."""
        return self.vocabulary.concepts[concept].pref[language]


class _Spoken:
    """Finds concepts that a question calls by name: labels all of whose words stand in it."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._labels: list[tuple[str, frozenset[str]]] = []
        self._holding: dict[tuple[Language, str], list[int]] = {}
        for concept in vocabulary.concepts.values():
            for language in LANGUAGES:
                for label in concept.labels(language):
                    self._add(concept.id, language, label)

    def _add(self, concept: str, language: Language, label: str) -> None:
        parts = frozenset(stem(word, language) for word in key_words(label))
        for part in parts:
            self._holding.setdefault((language, part), []).append(len(self._labels))
        self._labels.append((concept, parts))

    def shares(self, text: str, weight: Callable[[str], float]) -> dict[str, float]:
        """Concept -> the share (0 to 1) of the question's weight that its fullest label takes up."""
        best: dict[str, float] = {}
        said = key_words(text)
        for language in LANGUAGES:
            stems = {stem(word, language) for word in said}
            met = Counter(number for part in stems for number in self._holding.get((language, part), ()))
            total = sum(weight(part) for part in stems)
            for number, count in met.items():
                concept, parts = self._labels[number]
                if count == len(parts) and total:
                    best[concept] = max(best.get(concept, 0.0), sum(weight(part) for part in parts) / total)
        return best
