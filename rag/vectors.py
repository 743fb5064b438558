"""Vectors of one group kept in matrices beside the index, made from it: the exact nearest passages, always the same.

Chroma's search is approximate, and which passages it misses differs from start to start. A matrix of 17,000 passages is
searched exactly in less time than Chroma takes (docs/decisions/0006-exact-search.md).
"""

from __future__ import annotations

import json
import shutil
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from rag.documents import Grain
from rag.index import Index
from rag.kept import reading

Matrix = npt.NDArray[np.float32]
Row = tuple[str, int]  # id of the document, number of the passage


class Found(NamedTuple):
    """One passage that a search brought, with its cosine to the question (-1 to 1)."""

    document_id: str
    grain: Grain
    number: int
    cosine: float


@dataclass(frozen=True, slots=True)
class Block:
    """The passages of one language and grain: `matrix` has a row of unit length for each of `rows`."""

    rows: tuple[Row, ...]
    matrix: Matrix

    def nearest(self, vector: Matrix, grain: Grain, most: int) -> list[Found]:
        """The `most` passages of the highest cosines, best first."""
        cosines = self.matrix @ vector
        best = np.argpartition(-cosines, most)[:most] if len(cosines) > most else np.arange(len(cosines))
        ordered = best[np.argsort(-cosines[best], kind="stable")]
        return [Found(self.rows[at][0], grain, self.rows[at][1], float(cosines[at])) for at in ordered.tolist()]

    def of_document(self, vector: Matrix, document_id: str) -> list[tuple[int, float]]:
        """Numbers and cosines of one document's passages, which lie side by side: rows are ordered by passage id."""
        first = bisect_left(self.rows, f"{document_id}:", key=_key)
        last = bisect_right(self.rows, f"{document_id}:", key=_key)
        return [(self.rows[at][1], float(self.matrix[at] @ vector)) for at in range(first, last)]


def _key(row: Row) -> str:
    """Rows are in the order of their passages' ids, in which a colon follows the document."""
    return f"{row[0]}:"


@dataclass(frozen=True)
class Vectors:
    """All vectors of one group of documents, in blocks by grain: one block a language."""

    blocks: Mapping[Grain, Sequence[Block]]

    @classmethod
    def of(cls, index: Index, group: str) -> Vectors:
        """Copies what the index holds of a group."""
        blocks: dict[Grain, list[Block]] = {}
        for grain, rows, matrix in index.vectors(group):
            blocks.setdefault(grain, []).append(Block(tuple(rows), matrix))
        return cls(blocks)

    def nearest(self, vector: Sequence[float], grain: Grain, most: int) -> list[Found]:
        """The nearest passages of a grain: up to `most` from each language."""
        asked = np.asarray(vector, dtype=np.float32)
        return [found for block in self.blocks.get(grain, ()) for found in block.nearest(asked, grain, most)]

    def within(self, vector: Sequence[float], grain: Grain, document_id: str) -> dict[int, float]:
        """Of one document's passages the best cosine (-1 to 1) by number, the better language."""
        asked = np.asarray(vector, dtype=np.float32)
        best: dict[int, float] = {}
        for block in self.blocks.get(grain, ()):
            for number, cosine in block.of_document(asked, document_id):
                best[number] = max(best.get(number, -1.0), cosine)
        return best

    def save(self, folder: Path) -> None:
        """Whole or not at all: built beside the folder and renamed."""
        building = folder.with_name(folder.name + ".new")
        shutil.rmtree(building, ignore_errors=True)
        building.mkdir(parents=True)
        kept = [(grain, block) for grain, blocks in self.blocks.items() for block in blocks]
        for number, (_, block) in enumerate(kept):
            np.save(building / f"{number}.npy", block.matrix)
        told = [[grain, block.rows] for grain, block in kept]
        (building / "rows.json").write_text(json.dumps(told), encoding="utf-8")
        building.rename(folder)

    @classmethod
    def load(cls, folder: Path) -> Vectors:
        """What `save` wrote; the matrices stay on disk and come into memory as they are read. Raises IndexProblem."""
        blocks: dict[Grain, list[Block]] = {}
        with reading(folder):
            told = json.loads((folder / "rows.json").read_text(encoding="utf-8"))
            for number, (grain, rows) in enumerate(told):
                matrix = np.load(folder / f"{number}.npy", mmap_mode="r")
                if len(matrix) != len(rows):
                    raise ValueError("its parts do not fit together")
                blocks.setdefault(grain, []).append(Block(tuple((key, at) for key, at in rows), matrix))
        return cls(blocks)
