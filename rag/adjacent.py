"""Who is near to what nobody documents: the concepts around a need, and companies that offer one of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from rag.companies import Candidate, Search
from rag.concepts import Concepts, Meaning
from rag.vocabulary import Vocabulary

Kin = Literal["same", "narrower", "broader", "related", "resembling"]

MEANT = 0.2  # belief from which a concept counts as meant
MOST_MEANT = 3
MOST_COMPANIES = 25
MOST_SIBLINGS = 15  # a parent with more children than these says little of how near they are
RESEMBLES = 0.2  # score of a company that stands near by its words, though by no concept
ORDER: tuple[Kin, ...] = ("same", "narrower", "broader", "related", "resembling")


@dataclass(frozen=True, slots=True)
class Near:
    """A company near to a need: how, and by which concept that it offers (None: by the words of its profile)."""

    company: str
    how: Kin
    concept: str | None = None


@dataclass(frozen=True, slots=True)
class Adjacency:
    """`meant`: the concepts that were likely meant. `around[concept]`: how each adjoining concept stands to them.

    `companies`, the nearest first, each once.
    """

    meant: tuple[str, ...] = ()
    around: Mapping[str, Kin] | None = None
    companies: tuple[Near, ...] = ()


def adjacency(search: Search, concepts: Concepts) -> Adjacency:
    """What adjoins a search that found nobody: first by concept, then by resemblance; nobody adjoins another trade."""
    meant = likely(search.meant)
    around = surroundings(concepts.vocabulary, meant)
    candidates = () if concepts.foreign(search.meant) else search.candidates
    near = [one for candidate in candidates if (one := _near(candidate, concepts, around))]
    near.sort(key=lambda one: ORDER.index(one.how))  # stable: of the same kind the likelier first
    return Adjacency(meant, around, tuple(near[:MOST_COMPANIES]))


def likely(meant: Sequence[Meaning]) -> tuple[str, ...]:
    """The concepts that count as meant; none where the words could mean anything."""
    return tuple(one.concept for one in meant[:MOST_MEANT] if one.share >= MEANT)


def surroundings(vocabulary: Vocabulary, meant: Iterable[str]) -> dict[str, Kin]:
    """How the concepts around stand to those meant: the same, narrower, broader, related (or of one parent)."""
    around: dict[str, Kin] = {}
    for concept in meant:
        for other, how in _around(vocabulary, concept):
            if other not in around or ORDER.index(how) < ORDER.index(around[other]):
                around[other] = how
    return around


def _around(vocabulary: Vocabulary, concept: str) -> Iterable[tuple[str, Kin]]:
    one = vocabulary.concepts[concept]
    small = {parent for parent in one.broader if len(vocabulary.narrower(parent)) <= MOST_SIBLINGS}
    yield concept, "same"
    for other in vocabulary.concepts.values():
        if concept in vocabulary.ancestors(other.id):
            yield other.id, "narrower"
        elif other.id in one.broader:
            yield other.id, "broader"
        elif other.id in one.related or concept in other.related or small & set(other.broader):
            yield other.id, "related"


def _near(candidate: Candidate, concepts: Concepts, around: Mapping[str, Kin]) -> Near | None:
    offered = [one for one in concepts.offered(candidate.id) if one in around]
    if offered:
        best = min(offered, key=lambda one: ORDER.index(around[one]))
        return Near(candidate.id, around[best], best)
    return Near(candidate.id, "resembling") if candidate.score >= RESEMBLES else None
