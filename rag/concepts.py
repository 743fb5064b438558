"""From words to concepts: which capabilities of the vocabulary a question may mean, and what companies offer of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from rag.documents import Document, Language
from rag.retrieval import Retriever, Signals
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
        self._offers = {company.id: company.offers for company in companies}
        self._ancestors = {concept: vocabulary.ancestors(concept) for concept in vocabulary.concepts}
        self.offered = {offer.concept for company in companies for offer in company.offers}

    def meant(self, text: str, vector: Sequence[float]) -> list[Meaning]:
        """The likeliest concepts, best first: a softmax over a weighted sum of the retrieval signals."""
        found = self._retriever.search(text, vector)
        if not found:
            return []
        keys = list(found)
        scores = np.array([self._score(found[key]) for key in keys])
        odds = np.exp(scores - scores.max())
        shares = odds / odds.sum()
        best = np.argsort(-shares)[:MOST]
        return [Meaning(keys[n].removeprefix(f"{GROUP}:"), float(shares[n])) for n in best]

    def _score(self, signals: Signals) -> float:
        weights = self._weights
        return sum(weights[name] * getattr(signals, name) for name in weights)

    def kinship(self, company: str, meant: Sequence[Meaning]) -> Kinship:
        exact = narrower = broader = akin = 0.0
        for offer in self._offers.get(company, ()):
            degree = _DEGREE[offer.degree]
            above = self._ancestors.get(offer.concept, {})
            for meaning in meant:
                belief = meaning.share * degree
                if offer.concept == meaning.concept:
                    exact = max(exact, belief)
                elif meaning.concept in above:
                    narrower = max(narrower, belief / above[meaning.concept])
                elif offer.concept in self._ancestors.get(meaning.concept, {}):
                    broader = max(broader, belief / self._ancestors[meaning.concept][offer.concept])
                elif self._akin(offer.concept, meaning.concept):
                    akin = max(akin, belief)
        return Kinship(exact, narrower, broader, akin)

    def _akin(self, one: str, other: str) -> bool:
        concepts = self.vocabulary.concepts
        first, second = concepts.get(one), concepts.get(other)
        if first is None or second is None:
            return False
        return other in first.related or one in second.related or bool(set(first.broader) & set(second.broader))

    def label(self, concept: str, language: Language) -> str:
        return self.vocabulary.concepts[concept].pref[language]
