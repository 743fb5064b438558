"""From words to concepts: which capabilities a question may mean, and what companies offer of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from rag.documents import LANGUAGES, Document, Language
from rag.examples import Examples
from rag.kinship import Kin
from rag.meanings import MeaningModel
from rag.ranker import Ranker, Table
from rag.retrieval import Retriever, Signals
from rag.text import key_words, stem, words
from rag.vocabulary import Vocabulary

MOST = 12  # concepts kept for a question
_UNKNOWN = -1e3  # what speaks for a concept of which nothing was learnt
_NOTHING = Signals()
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


class Concepts:
    """Matches questions to concepts and concepts to companies."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        retriever: Retriever,
        companies: Sequence[Document],
        learnt: MeaningModel,
        examples: Examples,
        ranker: Ranker,
    ):
        """`learnt` and the nearest `examples` speak for concepts, as words do that are shared; the `ranker` weighs
        what speaks for each."""
        self.vocabulary = vocabulary
        self.ids = tuple(sorted(vocabulary.concepts))  # the rows of all tables of concepts
        self.kin = Kin(vocabulary, self.ids, companies)
        self._row = {concept: row for row, concept in enumerate(self.ids)}
        self._learnt = learnt
        self._examples = examples
        self._retriever = retriever
        self._ranker = ranker
        self._spoken = _Spoken(vocabulary)
        self._offers = {company.id: company.offers for company in companies}
        self._offered = Counter(one for company in companies for one in self._all_of(company))  # or something narrower
        offerers = np.array([self.offered_by(concept) for concept in self.ids], dtype=np.float64)
        self.offered_at_all = (offerers > 0).astype(np.float64)  # by anybody, in the order of `ids`
        self._standing = np.stack([self.offered_at_all, np.log1p(offerers)], axis=1)

    def evidence(self, text: str, vector: Sequence[float]) -> Table:
        """What speaks for each concept: shape (concepts, EVIDENCE), in the order of `ids`."""
        learnt, near = self._learnt.scores(vector), self._examples.nearness(vector)
        spoken = self._spoken.shares(text, self._retriever.weight)
        if not _OF_A_VEHICLE.isdisjoint(words(text)):  # "tappeti per auto" are no household's
            spoken = {one: share for one, share in spoken.items() if not self.vocabulary.concepts[one].outside}
        found = {key.partition(":")[2]: one for key, one in self._retriever.by_words(text).items()}
        by_text = [found.get(one, _NOTHING) for one in self.ids]
        by_words = np.array([max(0.0, one.words) for one in by_text])
        columns = (
            _ahead([learnt.get(one, _UNKNOWN) for one in self.ids]),
            _ahead([near.get(one, _UNKNOWN) for one in self.ids]),
            by_words,
            np.sqrt(by_words),
            [one.spelling for one in by_text],
            [spoken.get(one, 0.0) for one in self.ids],
        )
        return np.concatenate([np.array(columns).T, self._standing], axis=1)

    def meant(self, text: str, vector: Sequence[float]) -> list[Meaning]:
        """The likeliest concepts, best first."""
        return self.likeliest(self._ranker.meant(self.evidence(text, vector)))

    def likeliest(self, shares: Table) -> list[Meaning]:
        """From the belief in each concept, shape (concepts,), the best ones."""
        best = np.argsort(-shares, kind="stable")[:MOST]
        return [Meaning(self.ids[row], float(shares[row])) for row in best]

    def only(self, concept: str) -> Table:
        """The belief in one concept and no other, shape (concepts,)."""
        shares = np.zeros(len(self.ids))
        if concept in self._row:
            shares[self._row[concept]] = 1.0
        return shares

    def is_offered(self, concept: str) -> bool:
        """Whether any company offers the concept or something narrower."""
        return concept in self._offered

    def offers(self, company: str, concept: str) -> bool:
        """Whether a company offers the concept or something narrower."""
        return any(
            offer.concept == concept or concept in self.kin.ancestors.get(offer.concept, {})
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
        return offered.union(*(self.kin.ancestors.get(concept, {}) for concept in offered))

    def below(self, concept: str) -> list[str]:
        """Every narrower concept, at any distance."""
        return [one for one, above in self.kin.ancestors.items() if concept in above]

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


def _ahead(values: list[float]) -> list[float]:
    """Against the best one: only differences count."""
    best = max(values, default=0.0)
    return [value - best for value in values]
