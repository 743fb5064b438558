"""How near a question is to what is known to be said of each concept: its needs, labels and definitions, as examples.

What is learnt of a concept (rag/meanings.py) says how it differs from the others, and is unsure of words that no
example has; a single example that says nearly the same is worth as much in either language, whatever was learnt.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np

from rag.kept import reading_arrays, write_arrays
from rag.multinomial import Matrix

_SHARP = 90.0  # how much the nearest example counts before the others; 60 and 120 do as well (docs/evaluation.md)
_USUAL = 0.8  # e5's cosines lie around it: kept out of the exponent, so that nothing overflows


@dataclass(frozen=True)
class Examples:
    """Vectors of unit length, each concept's together."""

    concepts: tuple[str, ...]
    starts: tuple[int, ...]  # of each concept: the row of its first example
    vectors: Matrix  # shape (examples, dimensions)
    key: str  # of what they were made from

    @classmethod
    def of(cls, concepts: Sequence[str], vectors: Matrix, key: str) -> Self:
        """From each example's concept and vector, shape (examples, dimensions)."""
        order = np.argsort(np.array(concepts, dtype=str), kind="stable")
        names, starts = np.unique(np.array(concepts, dtype=str)[order], return_index=True)
        unit = vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9)
        return cls(tuple(names.tolist()), tuple(starts.tolist()), unit[order].astype(np.float32), key)

    def nearness(self, vector: Sequence[float]) -> dict[str, float]:
        """Of every concept a soft maximum of its examples' cosines, but for a constant that all share; two ms for
        20,000 examples."""
        if not self.concepts:
            return {}
        asked = np.asarray(vector, dtype=np.float32)
        cosines = self.vectors @ (asked / max(float(np.linalg.norm(asked)), 1e-9))
        sums = np.add.reduceat(np.exp(_SHARP * (cosines - _USUAL)), self.starts)
        return dict(zip(self.concepts, (np.log(sums) / _SHARP).tolist(), strict=True))

    def save(self, path: Path) -> None:
        """Writes beside the index, whole or not at all; 0.8 kB an example."""
        write_arrays(path, {
            "concepts": np.array(self.concepts, dtype=str), "starts": np.array(self.starts, dtype=np.int64),
            "vectors": self.vectors.astype(np.float16), "key": np.array(self.key),
        })  # fmt: skip

    @classmethod
    def load(cls, path: Path) -> Self:
        """What `save` wrote. Raises IndexProblem."""
        with reading_arrays(path) as held:
            concepts = tuple(str(name) for name in held["concepts"])
            starts = tuple(int(row) for row in held["starts"])
            vectors: Matrix = held["vectors"].astype(np.float32)
            if len(concepts) != len(starts) or (starts and not starts[-1] < len(vectors)):
                raise ValueError("its parts do not fit together")
            return cls(concepts, starts, vectors, str(held["key"]))
