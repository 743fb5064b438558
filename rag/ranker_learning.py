"""Learns the ranker's network from judged questions: what speaks for a concept and for a company, weighed together.

Nobody judged which concept a question means. It is learnt from which companies are right: belief is as good as the
companies that it leads to. Two losses are added, the one of lists (the right companies before the others, by their
gains) and the one of single companies (their probability), so that the order is good and the scores mean something.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from rag.kinship import WAYS
from rag.ranker import BELIEVED, EVIDENCE, FAINT, FEATURES, PLAIN, SMALL, Ranker, Table, Unit
from rag.ranking import CONSTANT

# For what a question means: BM25norm of words and spelling by maximum likelihood on 900 needs held out of the
# vocabulary, a label said in full by cross-validation over 0, 5, 8 and 10, the learnt log odds and the nearest examples
# over .5 to 1 and 30 to 60, that anybody offers it over 0 to 4. Half or twice of any changes nDCG@5 by about .01.
MEANING = {
    "learnt": 0.8, "near": 45.0, "words": 13.0, "words_root": 0.0, "spelling": 6.0, "label": 8.0, "offered": 2.0,
    "offerers": 0.0,
}  # fmt: skip
# What learning begins with, and is held to: a weight is moved only by what many questions say; what is 0 stays 0.
BEGIN = {
    "learnt": 0.5, "near": 40.0, "words": 0.0, "words_root": 9.0, "spelling": 0.0, "label": 0.0, "offered": 2.5,
    "offerers": -0.9,
}  # fmt: skip
BEGIN_WAYS = {"exact": 1.0, "narrower": 0.7, "broader": 0.2, "akin": 0.1}
_BEGIN_BIAS = -3.0
UNITS = 8  # hidden; 16 and 32 do as well, none loses .012 of nDCG@5 (docs/evaluation.md)
_NEAREST = 100  # concepts that take part in learning, by the weights it begins with
_STEPS, _RATE = 120, 0.05
_HOLD_LEANING, _HOLD = 1e-2, 1e-3  # how much weights of concepts may not move, and others may not grow
_ACCEPTABLE = 0.5  # what a grade 1 weighs, against a grade 2
_CONCEPT_MEAN, _CONCEPT_SPREAD = -3.0, 2.0  # of the feature "concept", which moves while it is learnt


@dataclass(frozen=True, slots=True)
class Lesson:
    """A judged question with what was found for it. All lessons are about the same companies, in the same order."""

    evidence: Table  # shape (concepts, EVIDENCE)
    plain: Table  # shape (companies, PLAIN)
    grades: tuple[int, ...]  # of each company: 0 wrong, 1 acceptable, 2 right


def learn_ranker(lessons: Sequence[Lesson], kin: Table, units: int = UNITS) -> Ranker:
    """A ranker taught all lessons; `kin`, shape (WAYS, companies, concepts), tells who offers what is kin to what.
    Five seconds for 700 lessons."""
    import torch  # late: learning only

    torch.manual_seed(0)
    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # several threads add up in any order: figures would differ from run to run
    try:
        return _Learner(lessons, kin, units).taught()
    finally:
        torch.set_num_threads(threads)


class _Learner:
    """The network in torch; tensors are shaped (lessons, companies or concepts, …)."""

    def __init__(self, lessons: Sequence[Lesson], kin: Table, units: int) -> None:
        import torch

        begin = np.array([BEGIN[name] for name in EVIDENCE])
        evidence = np.stack([one.evidence for one in lessons])
        nearest = np.argsort(-(evidence @ begin), axis=1, kind="stable")[:, :_NEAREST]
        plain = np.stack([one.plain for one in lessons])
        grades = np.array([one.grades for one in lessons])
        self._mean, spread = plain.mean(axis=(0, 1)), plain.std(axis=(0, 1))
        self._spread = np.where(spread < CONSTANT, 1.0, spread)
        self._scale = np.abs(begin)
        self._nearest = torch.tensor(nearest)
        self._evidence = _floats(np.take_along_axis(evidence, nearest[..., None], axis=1) * self._scale)
        self._kin = _floats(kin)
        self._plain = _floats((plain - self._mean) / self._spread)
        self._words = _floats(plain[..., PLAIN.index("words")].max(axis=1))
        self._right = _floats(grades > 0)
        self._weight = _floats(np.where(grades == 1, _ACCEPTABLE, 1.0))
        gains = 2.0**grades - 1.0
        self._answered = torch.tensor(grades.max(axis=1) > 0)
        self._gains = _floats(gains / np.maximum(gains.sum(axis=1, keepdims=True), 1.0))
        self._begin = _floats(np.sign(begin))
        self._leaning = self._begin.clone().requires_grad_()
        self._ways = _floats(np.log([BEGIN_WAYS[way] for way in WAYS])).requires_grad_()
        self._bias = torch.tensor(_BEGIN_BIAS, requires_grad=True)
        self._line = torch.zeros(len(FEATURES), requires_grad=True)
        self._hidden = (torch.randn(units, len(FEATURES)) / len(FEATURES) ** 0.5).requires_grad_()
        self._biases = torch.zeros(units, requires_grad=True)
        self._out = (0.1 * torch.randn(units)).requires_grad_()

    def taught(self) -> Ranker:
        import torch

        learnt = [self._leaning, self._ways, self._bias, self._line, self._hidden, self._biases, self._out]
        optimiser = torch.optim.Adam(learnt, lr=_RATE)
        for step in range(_STEPS):
            for group in optimiser.param_groups:
                group["lr"] = _RATE * (1 - step / _STEPS)
            optimiser.zero_grad()
            self._loss().backward()
            optimiser.step()
        return self._written()

    def _features(self) -> Any:
        """As `Ranker` makes them: shape (lessons, companies, FEATURES)."""
        import torch

        shares = torch.softmax(self._evidence @ self._leaning, dim=-1)
        of_all = torch.zeros(len(shares), self._kin.shape[-1]).scatter(1, self._nearest, shares)
        kinships = torch.einsum("qc,wkc->qkw", of_all, self._kin)
        concept = torch.log(kinships @ self._ways.exp() + FAINT)[..., None]
        count = kinships.shape[1]
        of_question = torch.stack([self._words, shares.max(dim=-1)[0]], dim=-1)[:, None, :].expand(-1, count, -1)
        scaled = (concept - _CONCEPT_MEAN) / _CONCEPT_SPREAD
        return torch.cat([self._plain, of_question, scaled, torch.sqrt(kinships + SMALL)], dim=-1)

    def _loss(self) -> Any:
        import torch

        rows = self._features()
        odds = rows @ self._line + self._bias + torch.tanh(rows @ self._hidden.T + self._biases) @ self._out
        single = torch.nn.functional.binary_cross_entropy_with_logits(odds, self._right, self._weight, reduction="sum")
        lists = -(self._gains * torch.log_softmax(odds, dim=-1))[self._answered].sum(dim=-1).mean()
        moved = ((self._leaning - self._begin) ** 2).sum()
        grown = sum((one**2).sum() for one in (self._line, self._hidden, self._out))
        return single / len(odds) + lists + _HOLD_LEANING * moved + _HOLD * grown

    def _written(self) -> Ranker:
        """The network by names, in figures that can be read."""
        weights, biases, out = (one.detach().numpy() for one in (self._hidden, self._biases, self._out))
        units = [
            Unit(_short(bias), _named(FEATURES, row), _short(to))
            for bias, row, to in zip(biases, weights, out, strict=True)
        ]
        means, spreads = dict.fromkeys(BELIEVED, 0.0), dict.fromkeys(BELIEVED, 1.0)
        return Ranker(
            meaning=MEANING,
            leaning=_named(EVIDENCE, self._leaning.detach().numpy() * self._scale),
            ways=_named(WAYS, self._ways.detach().exp().numpy()),
            means=_named(PLAIN, self._mean) | means | {"concept": _CONCEPT_MEAN},
            spreads=_named(PLAIN, self._spread) | spreads | {"concept": _CONCEPT_SPREAD},
            bias=_short(self._bias.item()),
            weights=_named(FEATURES, self._line.detach().numpy()),
            units=tuple(units),
        )


def _floats(values: Any) -> Any:
    import torch

    return torch.tensor(np.asarray(values), dtype=torch.float32)


def _named(names: Sequence[str], values: Any) -> dict[str, float]:
    return {name: _short(value) for name, value in zip(names, values, strict=True)}


def _short(value: float) -> float:
    return round(float(value), 5)
