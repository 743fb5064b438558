"""How a company's offers stand to the concepts that a question may mean: the same thing, or in which way near to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from rag.documents import Document
from rag.vocabulary import Vocabulary

WAYS = ("exact", "narrower", "broader", "akin")
_NARROWER = 0.7  # worth of a more special offer against the very thing, where companies are only put in order
_DEGREE = {"full": 1.0, "partial": 0.5}


@dataclass(frozen=True, slots=True)
class Kinship:
    """How well a company's offers meet a question's concepts, 0 to 1 each: belief times degree, over all concepts."""

    exact: float = 0.0  # the very concept
    narrower: float = 0.0  # offers something more specific than what was asked
    broader: float = 0.0  # offers the more general thing
    akin: float = 0.0  # offers a sibling or related concept: resembles, but is not the same


@dataclass(frozen=True)
class Kinships:
    """Those of all companies that offer anything."""

    rows: Mapping[str, int]
    values: npt.NDArray[np.float64]  # shape (companies, ways)

    def of(self, company: str) -> Kinship:
        """A company's; nothing where it offers nothing."""
        row = self.rows.get(company)
        return Kinship() if row is None else Kinship(*self.values[row].tolist())

    def table(self, companies: Sequence[str]) -> npt.NDArray[np.float64]:
        """Those of these companies, shape (companies, ways)."""
        rows = [self.rows.get(company, -1) for company in companies]
        padded = np.concatenate([self.values, np.zeros((1, len(WAYS)))])
        chosen: npt.NDArray[np.float64] = padded[rows]
        return chosen

    def nearest(self, most: int) -> list[str]:
        """Companies that offer what is near to what was meant, the nearest first."""
        worth = self.values[:, 0] + _NARROWER * self.values[:, 1]
        names = list(self.rows)
        return [names[row] for row in np.argsort(-worth, kind="stable")[:most] if worth[row] > 0]


class Kin:
    """Which offers are kin to which concepts, as a matrix for each way: one product gives all companies' kinships."""

    def __init__(self, vocabulary: Vocabulary, concepts: Sequence[str], companies: Iterable[Document]) -> None:
        """`concepts`: the columns' order."""
        self._concepts = vocabulary.concepts
        self.ancestors = {concept: vocabulary.ancestors(concept) for concept in self._concepts}
        offers = {company.id: company.offers for company in companies if company.offers}
        self.rows = {company: row for row, company in enumerate(offers)}
        self._offering: dict[str, list[tuple[int, float]]] = {}  # concept -> rows of those who offer it, and how fully
        for company, own in offers.items():
            for offer in own:
                held = self._offering.setdefault(offer.concept, [])
                held.append((self.rows[company], _DEGREE[offer.degree]))
        self._below: dict[str, list[tuple[str, float]]] = {}
        self._beside: dict[str, list[str]] = {}  # by what they share: a broader concept, or being related to it
        for one in self._offering:
            for above, steps in self.ancestors.get(one, {}).items():
                self._below.setdefault(above, []).append((one, 1.0 / steps))
            if concept := self._concepts.get(one):
                for shared in {*concept.broader, *concept.related}:
                    self._beside.setdefault(shared, []).append(one)
        self._order = tuple(concepts)
        # For each of WAYS how fully each company (a row) offers what is kin to each concept (a column): 0 to 1.
        self.matrices = self._matrices()

    def kinships(self, shares: npt.NDArray[np.float64]) -> Kinships:
        """From the belief in each concept, shape (concepts,)."""
        values = [np.asarray(one @ shares, dtype=np.float64) for one in self.matrices]
        return Kinships(self.rows, np.stack(values, axis=-1))

    def _matrices(self) -> tuple[csr_array, ...]:
        held: dict[str, dict[tuple[int, int], float]] = {way: {} for way in WAYS}
        for column, concept in enumerate(self._order):
            for one, way, factor in self._of(concept):
                for row, degree in self._offering[one]:
                    best = held[way].get((row, column), 0.0)
                    held[way][row, column] = max(best, factor * degree)
        shape = (len(self.rows), len(self._order))
        return tuple(_sparse(cells, shape) for cells in held.values())

    def dense(self, companies: Sequence[str]) -> npt.NDArray[np.float64]:
        """The matrices of these companies, shape (WAYS, companies, concepts); nothing in the rows of who offers
        nothing."""
        held = np.zeros((len(WAYS), len(companies), len(self._order)))
        for to, company in enumerate(companies):
            if (row := self.rows.get(company)) is not None:
                held[:, to] = [matrix[[row]].toarray()[0] for matrix in self.matrices]
        return held

    def _of(self, meant: str) -> Iterator[tuple[str, str, float]]:
        """The offered concepts that are kin, each once, in the closest way that it is, with a factor that falls with
        the steps between."""
        known = {meant}
        if meant in self._offering:
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
        return ((one, 1.0 / steps) for one, steps in self.ancestors.get(meant, {}).items() if one in self._offering)

    def _akin(self, meant: str) -> Iterator[str]:
        """Related ones, whichever says so, and those with a broader concept in common."""
        concept = self._concepts.get(meant)
        if concept is None:
            return
        yield from (one for one in concept.related if one in self._offering and one in self._concepts)
        yield from (one for one in self._beside.get(meant, ()) if meant in self._concepts[one].related)
        for above in concept.broader:
            yield from (one for one in self._beside.get(above, ()) if above in self._concepts[one].broader)


def _sparse(cells: Mapping[tuple[int, int], float], shape: tuple[int, int]) -> csr_array:
    rows = [row for row, _ in cells]
    columns = [column for _, column in cells]
    return csr_array((np.fromiter(cells.values(), dtype=np.float64, count=len(cells)), (rows, columns)), shape=shape)
