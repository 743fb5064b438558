"""A multinomial regression that is learnt at ingestion and kept beside the index."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Self

import numpy as np
import numpy.typing as npt

from rag.kept import reading_arrays, write_arrays

Matrix = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Multinomial:
    """Log odds of classes, linear in a row of features: `BESIDE` of some other kind, then a sentence vector."""

    BESIDE: ClassVar[int] = 0

    classes: tuple[str, ...]
    weights: Matrix  # shape (classes, features)
    bias: Matrix  # shape (classes,)
    mean: Matrix  # of the examples' vectors, shape (dimensions,): e5's vectors all share a direction
    key: str  # of what it was learnt from

    @classmethod
    def fitted(cls, rows: Matrix, labels: Sequence[str], mean: Matrix, key: str, **options: Any) -> Self:
        """Learns from rows of features, shape (examples, features); `options` are those of scikit-learn's regression.

        With fewer than two classes there is nothing to tell apart, and all odds are even.
        """
        names = tuple(sorted(set(labels)))
        if len(names) < 2:
            return cls(names, np.zeros((len(names), cls.BESIDE + len(mean)), np.float32), _zeros(len(names)), mean, key)
        from sklearn.linear_model import LogisticRegression  # late: a second to import, at ingestion only

        model = LogisticRegression(**options).fit(rows, list(labels))
        weights, bias = model.coef_.astype(np.float32), model.intercept_.astype(np.float32)
        if len(weights) == 1:  # of two classes sklearn keeps one row, the second's log odds: halves make it a softmax
            weights, bias = np.concatenate([-weights, weights]) / 2, np.concatenate([-bias, bias]) / 2
        return cls(tuple(str(name) for name in model.classes_), weights, bias, mean, key)

    def odds(self, row: Matrix) -> Matrix:
        """The log odds of every class, but for a constant that all share; shape (classes,)."""
        return self.weights @ row + self.bias

    def save(self, path: Path) -> None:
        """Writes beside the index, whole or not at all."""
        arrays = {"weights": self.weights, "bias": self.bias, "mean": self.mean, "key": np.array(self.key)}
        write_arrays(path, {"classes": np.array(self.classes, dtype=str), **arrays}, packed=True)

    @classmethod
    def load(cls, path: Path) -> Self:
        """What `save` wrote. Raises IndexProblem."""
        with reading_arrays(path) as held:
            classes = tuple(str(name) for name in held["classes"])
            weights, bias, mean = held["weights"], held["bias"], held["mean"]
            if weights.shape != (len(classes), cls.BESIDE + len(mean)) or bias.shape != (len(classes),):
                raise ValueError("its parts do not fit together")
            return cls(classes, weights, bias, mean, str(held["key"]))


def _zeros(count: int) -> Matrix:
    return np.zeros(count, np.float32)
