"""From signals to a calibrated probability: small models whose every weight can be read in data/models.

Companies are ranked by a small network (rag/ranker.py); every other model is a logistic regression over named features.
`raccordo calibrate` learns them from data/evaluation and writes them.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from rag.ranker import Ranker, Unit

Features = Mapping[str, float]
CONSTANT = 1e-4  # a feature that spreads less tells nothing, and its spread would be rounded to 0


class ModelsMissing(Exception):
    """data/models lacks a file; the message says what to run."""


@dataclass(frozen=True)
class LinearModel:
    """Probability = 1 / (1 + exp(-(bias + sum of weight * (value - mean) / spread)))."""

    bias: float
    weights: Mapping[str, float]
    means: Mapping[str, float]
    spreads: Mapping[str, float]

    def probability(self, features: Features) -> float:
        """0 to 1; a feature that is not given counts as 0."""
        total, slopes = self._line
        for name, slope in slopes:
            total += slope * features.get(name, 0.0)
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))

    @cached_property
    def _line(self) -> tuple[float, tuple[tuple[str, float], ...]]:
        """The same sum, multiplied out: a question asks for some hundred of them."""
        slopes = {name: weight / self.spreads[name] for name, weight in self.weights.items()}
        return self.bias - sum(slope * self.means[name] for name, slope in slopes.items()), tuple(slopes.items())


@dataclass(frozen=True, slots=True)
class Models:
    """All that was calibrated. Thresholds are probabilities below which nothing is said."""

    company: Ranker  # which concepts are meant, and is this company right for the question?
    record: LinearModel  # is this event or press item the one asked about?
    answerable: LinearModel  # does the corpus answer a search for companies at all?
    sentence: LinearModel  # is this sentence the answer to a question about what is or was?
    told: LinearModel  # do the best sentences answer a question about what is or was?
    thresholds: Mapping[str, float]

    @classmethod
    def load(cls, folder: Path) -> Models:
        """Raises ModelsMissing."""
        path = folder / "ranking.json"
        try:
            held = json.loads(path.read_text(encoding="utf-8"))
        except OSError as error:
            raise ModelsMissing(f"{path} is missing: restore it, or run `raccordo calibrate`.") from error
        return cls(
            company=_ranker(held["company"]),
            record=LinearModel(**held["record"]),
            answerable=LinearModel(**held["answerable"]),
            sentence=LinearModel(**held["sentence"]),
            told=LinearModel(**held["told"]),
            thresholds=held["thresholds"],
        )

    def save(self, folder: Path) -> None:
        """Writes what `load` reads; the folder is made where it is missing."""
        folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps(asdict(self), indent=2, sort_keys=True)
        (folder / "ranking.json").write_text(text + "\n", encoding="utf-8")


def _ranker(held: Mapping[str, Any]) -> Ranker:
    return Ranker(**{**held, "units": tuple(Unit(**unit) for unit in held["units"])})


def learn(
    rows: Sequence[Features], labels: Sequence[bool], shares: Sequence[float], strength: float = 1.0
) -> LinearModel:
    """A logistic regression on standardised features; `shares` weigh the rows."""
    import numpy as np  # late: calibration only
    from sklearn.linear_model import LogisticRegression

    names = sorted({name for row in rows for name in row})
    table = np.array([[row.get(name, 0.0) for name in names] for row in rows])
    means, spreads = table.mean(axis=0), table.std(axis=0)
    spreads[spreads < CONSTANT] = 1.0
    model = LogisticRegression(C=strength, max_iter=2000)
    model.fit((table - means) / spreads, np.array(labels, dtype=int), sample_weight=np.array(shares))

    def rounded(values: Iterable[float]) -> dict[str, float]:
        return {name: round(float(value), 5) for name, value in zip(names, values, strict=True)}

    return LinearModel(round(float(model.intercept_[0]), 5), rounded(model.coef_[0]), rounded(means), rounded(spreads))
