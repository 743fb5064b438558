"""From words to concepts: which capabilities a question may mean, and what companies offer of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from rag.documents import LANGUAGES, Document, Language
from rag.examples import Examples
from rag.meanings import MeaningModel
from rag.retrieval import Retriever, Signals
from rag.text import key_words, stem, words
from rag.vocabulary import GROUP, Vocabulary

MOST = 12  # concepts kept for a question
_FOREIGN = 0.5  # belief in a concept from which a question is one for it
# Words by which a thing that is also an everyday one is said to be a vehicle's.
_OF_A_VEHICLE = frozenset(
    "auto automobile automobili vettura vetture veicolo veicoli camion furgone furgoni autobus moto treno treni "
    "prototipo prototipi abitacolo cruscotto plancia carrozzeria pilota piloti camper car cars vehicle vehicles van "
    "vans truck trucks lorry lorries bus buses motorcycle motorcycles train trains prototype prototypes cabin "
    "dashboard driver drivers racing automotive motorhome".split()
)


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
        learnt: MeaningModel,
        examples: Examples,
        weights: Mapping[str, float],
    ):
        """`weights` of what is `learnt`, of the nearest `examples`, of BM25norm by words and spelling, of a label
        said in full, and of being offered by anybody: most of what is asked for is."""
        self.vocabulary = vocabulary
        self._learnt = learnt
        self._examples = examples
        self._retriever = retriever
        self._weights = weights
        self._spoken = _Spoken(vocabulary)
        self._offers = {company.id: company.offers for company in companies}
        self._offering: dict[str, list[str]] = {}  # concept -> the companies that offer it
        for company in companies:
            for offer in company.offers:
                self._offering.setdefault(offer.concept, []).append(company.id)
        self._ancestors = {concept: vocabulary.ancestors(concept) for concept in vocabulary.concepts}
        self._kin = _Kin(vocabulary, self._offering, self._ancestors)
        self._offered = Counter(one for company in companies for one in self._all_of(company))  # or something narrower

    def meant(self, text: str, vector: Sequence[float]) -> list[Meaning]:
        """The likeliest concepts, best first: a softmax over a weighted sum of what speaks for each."""
        learnt = self._learnt.scores(vector)
        if not learnt:
            return []
        near = self._examples.nearness(vector)
        found = self._retriever.by_words(text)
        spoken = self._spoken.shares(text, self._retriever.weight)
        if not _OF_A_VEHICLE.isdisjoint(words(text)):  # "tappeti per auto" are no household's
            spoken = {one: share for one, share in spoken.items() if not self.vocabulary.concepts[one].outside}
        ids = list(learnt)
        by_words = [self._by_words(found.get(f"{GROUP}:{one}"), spoken.get(one, 0.0)) for one in ids]
        weights = self._weights
        by_vector = [weights["learnt"] * learnt[one] + weights["near"] * near[one] for one in ids]
        offered = [weights["offered"] * self.is_offered(one) for one in ids]
        scores = np.array(by_vector) + np.array(by_words) + np.array(offered)
        odds = np.exp(scores - scores.max())
        shares = odds / odds.sum()
        best = np.argsort(-shares, kind="stable")[:MOST]
        return [Meaning(ids[n], float(shares[n])) for n in best]

    def _by_words(self, signals: Signals | None, spoken: float) -> float:
        weights = self._weights
        total = weights["label"] * spoken
        return total + (weights["words"] * signals.words + weights["spelling"] * signals.spelling if signals else 0.0)

    def near(self, meant: Sequence[Meaning]) -> dict[str, Kinship]:
        """How close each offered concept is to those that were likely meant; only concepts that are close at all."""
        near: dict[str, dict[str, float]] = {}
        for meaning in meant:
            for offered, kind, factor in self._kin.of(meaning.concept):
                best = near.setdefault(offered, {})
                best[kind] = max(best.get(kind, 0.0), meaning.share * factor)
        return {concept: Kinship(**best) for concept, best in near.items()}

    def kinship(self, company: str, near: Mapping[str, Kinship]) -> Kinship:
        """How a company's offers meet the concepts that were likely meant: of each kind of kinship the best."""
        exact = narrower = broader = akin = 0.0
        for offer in self._offers.get(company, ()):
            if close := near.get(offer.concept):
                degree = _DEGREE[offer.degree]
                exact, narrower = max(exact, close.exact * degree), max(narrower, close.narrower * degree)
                broader, akin = max(broader, close.broader * degree), max(akin, close.akin * degree)
        return Kinship(exact, narrower, broader, akin)

    def offering(self, near: Mapping[str, Kinship]) -> Iterator[str]:
        """Companies that offer what is near to what was meant, those with the nearest concepts first."""
        closest = sorted(near, key=lambda concept: (-near[concept].exact - 0.7 * near[concept].narrower, concept))
        return (company for concept in closest for company in self._offering[concept])

    def is_offered(self, concept: str) -> bool:
        """Whether any company offers the concept or something narrower."""
        return concept in self._offered

    def offers(self, company: str, concept: str) -> bool:
        """Whether a company offers the concept or something narrower."""
        return any(
            offer.concept == concept or concept in self._ancestors.get(offer.concept, {})
            for offer in self._offers.get(company, ())
        )

    def foreign(self, meant: Sequence[Meaning]) -> bool:
        """Whether what was most likely meant is outside the trade: nobody here does it, or anything near it."""
        return bool(meant) and meant[0].share >= _FOREIGN and self.vocabulary.concepts[meant[0].concept].outside

    def offered(self, company: str) -> tuple[str, ...]:
        """The concepts that a company offers, in the order of its profile."""
        return tuple(offer.concept for offer in self._offers.get(company, ()))

    def offered_by(self, concept: str) -> int:
        """How many companies offer the concept or something narrower."""
        return self._offered[concept]

    def _all_of(self, company: Document) -> set[str]:
        """What a company offers, with all that is more general."""
        offered = {offer.concept for offer in company.offers}
        return offered.union(*(self._ancestors.get(concept, {}) for concept in offered))

    def below(self, concept: str) -> list[str]:
        """Every narrower concept, at any distance."""
        return [one for one, above in self._ancestors.items() if concept in above]

    def named(self, text: str) -> float:
        """How much of a text's weight (0 to 1) the name of one concept takes up."""
        return max(self._spoken.shares(text, self._retriever.weight).values(), default=0.0)

    def label(self, concept: str, language: Language) -> str:
        """The concept's preferred label."""
        return self.vocabulary.concepts[concept].pref[language]


class _Kin:
    """The offered concepts that are kin to one that was meant."""

    def __init__(
        self, vocabulary: Vocabulary, offering: Iterable[str], ancestors: Mapping[str, Mapping[str, int]]
    ) -> None:
        self._concepts = vocabulary.concepts
        self._ancestors = ancestors
        self._offering = tuple(offering)
        self._below: dict[str, list[tuple[str, float]]] = {}
        self._beside: dict[str, list[str]] = {}  # by what they share: a broader concept, or being related to it
        for one in self._offering:
            for above, steps in ancestors.get(one, {}).items():
                self._below.setdefault(above, []).append((one, 1.0 / steps))
            if concept := self._concepts.get(one):
                for shared in {*concept.broader, *concept.related}:
                    self._beside.setdefault(shared, []).append(one)
        self._held = frozenset(self._offering)

    def of(self, meant: str) -> Iterator[tuple[str, str, float]]:
        """Each once, in the closest way that it is kin, with a factor that falls with the steps between."""
        known = {meant}
        if meant in self._held:
            yield meant, "exact", 1.0
        for way, kin in (("narrower", self._below.get(meant, ())), ("broader", self._above(meant))):
            for one, factor in kin:
                if one not in known:
                    known.add(one)
                    yield one, way, factor
        for one in self._akin(meant):
            if one not in known:
                known.add(one)
                yield one, "akin", 1.0

    def _above(self, meant: str) -> Iterator[tuple[str, float]]:
        return ((one, 1.0 / steps) for one, steps in self._ancestors.get(meant, {}).items() if one in self._held)

    def _akin(self, meant: str) -> Iterator[str]:
        """Related ones, whichever says so, and those with a broader concept in common."""
        concept = self._concepts.get(meant)
        if concept is None:
            return
        yield from (one for one in concept.related if one in self._held and one in self._concepts)
        yield from (one for one in self._beside.get(meant, ()) if meant in self._concepts[one].related)
        for above in concept.broader:
            yield from (one for one in self._beside.get(above, ()) if above in self._concepts[one].broader)


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
