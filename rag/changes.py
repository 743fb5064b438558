"""The ways to narrow or widen an answer that its buttons offer: concepts, places, conditions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rag.companies import Candidate, Search
from rag.concepts import Concepts
from rag.documents import Language
from rag.fitting import Fitting
from rag.places import PROVINCES
from rag.wishes import Change, Conditions, Wish

MOST_NARROWER = 2
MOST_PLACES = 2
FEW = 3  # companies, below which a whole theme is worth looking through
_SURE, _SURER = 0.25, 0.4  # belief in a concept from which something broader, something narrower is offered
_TOO_MANY = 12  # companies from which a concept is so broad that it says nothing


class Changes:
    """Offers what would give another answer that is not empty."""

    def __init__(self, concepts: Concepts, fitting: Fitting) -> None:
        self._concepts = concepts
        self._fitting = fitting

    def of(self, search: Search, listed: Sequence[Candidate], wish: Wish, language: Language) -> tuple[Change, ...]:
        """For an answer with these companies; none listed: for a no."""
        meant = [meaning.concept for meaning in search.meant[:1] if meaning.share >= _SURE]
        firms = [one.id for one in listed]
        found: list[Change] = []
        for concept in meant:
            found += self._narrower(concept, firms, language) if search.meant[0].share >= _SURER else []
            found += self._broader(concept, language, even_a_theme=len(firms) < FEW)
        return (*found, *self._places(firms, wish), *_freer(wish, firms))

    def _narrower(self, concept: str, firms: Sequence[str], language: Language) -> list[Change]:
        """More special concepts that some of the listed companies offer, and not all."""
        if len(firms) < 2:
            return []
        counts = Counter({
            one: sum(self._concepts.offers(firm, one) for firm in firms)
            for one in self._concepts.vocabulary.narrower(concept)
        })  # fmt: skip
        useful = [one for one, count in counts.most_common() if 0 < count < len(firms)]
        return [Change("narrow", one, self._concepts.label(one, language)) for one in useful[:MOST_NARROWER]]

    def _broader(self, concept: str, language: Language, *, even_a_theme: bool) -> list[Change]:
        """The next more general concept that more companies offer; a theme's root only where little was found."""
        own = self._concepts.offered_by(concept)
        for above in self._concepts.vocabulary.concepts[concept].broader:
            if not (self._concepts.vocabulary.concepts[above].broader or even_a_theme):
                continue
            if own < self._concepts.offered_by(above) <= _TOO_MANY:
                return [Change("widen", above, self._concepts.label(above, language))]
        return []

    def _places(self, firms: Sequence[str], wish: Wish) -> list[Change]:
        """Provinces of the listed companies, when they are in several."""
        if wish.conditions.place:
            return []
        counts = Counter(code for firm in firms for code in self._fitting.provinces(firm)[:1])
        if len(counts) < 2:
            return []
        chosen = [code for code, _ in counts.most_common() if code in PROVINCES]
        return [Change("place", code.lower(), PROVINCES[code]) for code in chosen[:MOST_PLACES]]


def _freer(wish: Wish, firms: Sequence[str]) -> list[Change]:
    conditions = wish.conditions
    others = conditions != Conditions(place=conditions.place)
    if wish.among or (others and not firms):
        return [Change("free")]
    return [Change("anywhere")] if conditions.place else []
