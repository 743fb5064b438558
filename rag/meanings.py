"""Which concept a sentence speaks of: a linear model learnt at ingestion from the vocabulary's own sentences.

Needs, labels and definitions are examples of their concept. A multinomial regression over their vectors finds the
concept of a need that it has never seen far oftener than the nearest example does (docs/evaluation.md): it learns which
directions of the embedding tell concepts apart, where cosines count all directions alike.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from rag.kept import reading

_SPREAD = 10.0  # e5's vectors differ little from their mean: so scaled, the usual regularisation suits them
_STEPS = 40  # of the optimiser; more change nothing on needs held out

Matrix = npt.NDArray[np.float32]


@dataclass(frozen=True)
class MeaningModel:
    """Log odds of every concept for a sentence vector."""

    concepts: tuple[str, ...]
    weights: Matrix  # shape (concepts, dimensions)
    bias: Matrix  # shape (concepts,)
    mean: Matrix  # of the examples' vectors, shape (dimensions,)
    key: str  # of what it was learnt from

    @classmethod
    def learn(cls, concepts: Sequence[str], vectors: Matrix, key: str) -> MeaningModel:
        """Learns from each example's concept and vector, shape (examples, dimensions); ten seconds for 20,000."""
        from sklearn.exceptions import ConvergenceWarning  # late: a second to import, at ingestion only
        from sklearn.linear_model import LogisticRegression

        names = tuple(sorted(set(concepts)))
        mean: Matrix = vectors.mean(axis=0) if len(vectors) else np.zeros(0, np.float32)
        if len(names) < 2:  # nothing to tell apart
            level: Matrix = np.zeros(len(names), np.float32)
            return cls(names, np.zeros((len(names), len(mean)), np.float32), level, mean, key)
        model = LogisticRegression(max_iter=_STEPS, tol=1e-6)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            model.fit((vectors - mean) * _SPREAD, list(concepts))
        weights, bias = model.coef_.astype(np.float32), model.intercept_.astype(np.float32)
        if len(weights) == 1:  # of two concepts sklearn keeps one row, the second's log odds
            weights, bias = np.concatenate([-weights, weights]) / 2, np.concatenate([-bias, bias]) / 2
        return cls(names, weights, bias, mean, key)

    def scores(self, vector: Sequence[float]) -> dict[str, float]:
        """The log odds of every concept, but for a constant that all share."""
        if not self.concepts:
            return {}
        centred = (np.asarray(vector, dtype=np.float32) - self.mean) * _SPREAD
        return dict(zip(self.concepts, (self.weights @ centred + self.bias).tolist(), strict=True))

    def save(self, path: Path) -> None:
        """Writes beside the index, whole or not at all."""
        building = path.with_suffix(".new.npz")
        np.savez(
            building, concepts=np.array(self.concepts), weights=self.weights, bias=self.bias, mean=self.mean,
            key=np.array(self.key),
        )  # fmt: skip
        building.replace(path)

    @classmethod
    def load(cls, path: Path) -> MeaningModel:
        """What `save` wrote. Raises IndexProblem."""
        with reading(path), path.open("rb") as file, np.load(file, allow_pickle=False) as held:
            concepts = tuple(str(name) for name in held["concepts"])
            weights, bias, mean = held["weights"], held["bias"], held["mean"]
            if weights.shape != (len(concepts), len(mean)) or bias.shape != (len(concepts),):
                raise ValueError("its parts do not fit together")
            return cls(concepts, weights, bias, mean, str(held["key"]))
