"""Which concept a question means, and which companies it asks for: one small network, learnt from judged questions.

What speaks for each concept is weighed to a belief in it; a company's kinship to what is believed, its signals, and how
these stand against the other companies' become features; a line through them and a few hidden units give the odds.
Both are learnt together (rag/ranker_learning.py), so that belief is weighed by what it is good for. Every weight has a
name and can be read in data/models/ranking.json.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from rag.kinship import WAYS
from rag.retrieval import Signals, alike

Table = npt.NDArray[np.float64]

# What speaks for a concept: log odds of what was learnt, the nearest example, BM25norm of words and its root (two words
# of three say nearly as much as all), BM25norm of spelling, a label said in full, whether anybody offers it, and the
# log of how many do.
EVIDENCE = ("learnt", "near", "words", "words_root", "spelling", "label", "offered", "offerers")
_COSINES = ("document", "capability", "statement", "question")
_LEXICAL = ("words", "passage_words", "spelling")
# What is known of a company before anything is believed: its signals, and how they stand against the others'.
PLAIN = (*_COSINES, *_LEXICAL, *(f"{name}_ahead" for name in _COSINES), *(f"{name}_share" for name in _LEXICAL))
# What is known of the question as a whole, and of the company by the concepts that it offers.
BELIEVED = ("words_of_any", "belief", "concept", *WAYS)
FEATURES = (*PLAIN, *BELIEVED)
FAINT = 0.003  # added to what is put under a logarithm
SMALL = 1e-6  # added to what is put under a root, whose slope would be infinite at 0
_ENOUGH = 0.15  # BM25norm that counts as something, where nobody's words are met
_PASSED = 8  # a company must pass the eighth best to stand out


@dataclass(frozen=True, slots=True)
class Unit:
    """A hidden unit: adds `out` * tanh(bias + the weighted features) to the log odds."""

    bias: float
    weights: Mapping[str, float]
    out: float


@dataclass(frozen=True)
class Ranker:
    """The network. Features are standardised by `means` and `spreads` first."""

    meaning: Mapping[str, float]  # weights of EVIDENCE for what a question means, by a softmax over concepts
    leaning: Mapping[str, float]  # the same for which concepts' companies to look to
    ways: Mapping[str, float]  # what an offer is worth by the way that it is kin, for the feature "concept"
    means: Mapping[str, float]
    spreads: Mapping[str, float]
    bias: float
    weights: Mapping[str, float]
    units: tuple[Unit, ...] = ()

    def meant(self, evidence: Table) -> Table:
        """The belief that a concept is meant, shape (concepts,), from what speaks for each, (concepts, EVIDENCE): what
        may be told of a question."""
        return _softmax(evidence, self.meaning)

    def leaned(self, evidence: Table) -> Table:
        """The same for ranking, which does best to doubt more: many concepts may speak for a company, and one that
        everybody offers says little."""
        return _softmax(evidence, self.leaning)

    def probabilities(self, plain: Table, kinships: Table, belief: float) -> Table:
        """Of each company that it is right, shape (companies,), from (companies, PLAIN), (companies, WAYS) and the
        belief in the likeliest concept."""
        mean, spread, line, hidden, biases, out = self._arrays
        rows = (np.concatenate([plain, self._believed(plain, kinships, belief)], axis=1) - mean) / spread
        odds = self.bias + rows @ line + np.tanh(rows @ hidden + biases) @ out
        shares: Table = 1.0 / (1.0 + np.exp(-np.clip(odds, -30.0, 30.0)))
        return shares

    def _believed(self, plain: Table, kinships: Table, belief: float) -> Table:
        words = plain[:, PLAIN.index("words")].max(initial=0.0)
        concept = np.log(kinships @ np.array([self.ways[way] for way in WAYS]) + FAINT)
        of_question = np.broadcast_to(np.array([words, belief]), (len(plain), 2))
        return np.concatenate([of_question, concept[:, None], np.sqrt(kinships + SMALL)], axis=1)

    @cached_property
    def _arrays(self) -> tuple[Table, Table, Table, Table, Table, Table]:
        def row(held: Mapping[str, float]) -> list[float]:
            return [held[name] for name in FEATURES]

        hidden = np.array([row(unit.weights) for unit in self.units]).reshape(len(self.units), len(FEATURES)).T
        return (
            np.array(row(self.means)), np.array(row(self.spreads)), np.array(row(self.weights)), hidden,
            np.array([unit.bias for unit in self.units]), np.array([unit.out for unit in self.units]),
        )  # fmt: skip


def _softmax(evidence: Table, weights: Mapping[str, float]) -> Table:
    scores = evidence @ np.array([weights[name] for name in EVIDENCE])
    if not len(scores):
        return np.zeros(0)
    odds = np.exp(scores - scores.max())
    shares: Table = odds / odds.sum()
    return shares


def plain_features(signals: Mapping[str, Signals], companies: Sequence[str]) -> Table:
    """The features PLAIN of each company, shape (companies, PLAIN), in their order."""
    nothing = Signals()
    found = [signals.get(company, nothing) for company in companies]
    cosines = _columns([[getattr(one, name) for name in _COSINES] for one in found], len(_COSINES))
    lexical = _columns([[getattr(one, name) for name in _LEXICAL] for one in found], len(_LEXICAL))
    passed = np.sort(cosines, axis=0)[-min(_PASSED, len(found))] if found else np.zeros(len(_COSINES))
    ahead = cosines - passed
    shares = lexical / (lexical.max(axis=0, initial=0.0) + _ENOUGH)
    cosines[:, -1] = [alike(one.question) for one in found]  # two questions' cosine says nothing below its usual one
    return np.concatenate([cosines, lexical, ahead, shares], axis=1)


def _columns(rows: list[list[float]], count: int) -> Table:
    return np.array(rows, dtype=np.float64).reshape(len(rows), count)
