"""Which concept a sentence speaks of: a linear model learnt at ingestion from the vocabulary's own sentences.

Needs, labels and definitions are examples of their concept. A multinomial regression over their vectors finds the
concept of a need that it has never seen far oftener than the nearest example does (docs/evaluation.md): it learns which
directions of the embedding tell concepts apart, where cosines count all directions alike.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence

import numpy as np

from rag.multinomial import Matrix, Multinomial

_SPREAD = 10.0  # e5's vectors differ little from their mean: so scaled, the usual regularisation suits them
_STEPS = 40  # of the optimiser; more change nothing on needs held out


class MeaningModel(Multinomial):
    """Concepts by the sentence vector alone."""

    @classmethod
    def learn(cls, concepts: Sequence[str], vectors: Matrix, key: str) -> MeaningModel:
        """Learns from each example's concept and vector, shape (examples, dimensions); ten seconds for 20,000."""
        from sklearn.exceptions import ConvergenceWarning  # late: a second to import, at ingestion only

        mean: Matrix = vectors.mean(axis=0) if len(vectors) else np.zeros(0, np.float32)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            return cls.fitted((vectors - mean) * _SPREAD, concepts, mean, key, max_iter=_STEPS, tol=1e-6)

    def scores(self, vector: Sequence[float]) -> dict[str, float]:
        """The log odds of every concept, but for a constant that all share."""
        if not self.classes:
            return {}
        row: Matrix = (np.asarray(vector, dtype=np.float32) - self.mean) * _SPREAD
        return dict(zip(self.classes, self.odds(row).tolist(), strict=True))
