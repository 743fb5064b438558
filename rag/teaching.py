"""Teaches the bundled embedding model's last layers to tell the vocabulary's concepts apart; run by `raccordo tune`.

Every need, label and definition is an example of its concept. The layers below stay as they are, so that their output
is made once; what is learnt above is a classifier of concepts over the pooled vectors, and the layers with it. The
classifier is thrown away afterwards: what is learnt at ingestion (rag/meanings.py, rag/examples.py) does better.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from rag import vocabulary
from rag.embeddings import BUNDLED, load_model, prepare_model
from rag.tuning import Tuning

if TYPE_CHECKING:
    import torch
    from sentence_transformers import SentenceTransformer

LAYERS = 3  # six cost twice the time; docs/evaluation.md
LONGEST = 64  # tokens
_EPOCHS, _BATCH, _PORTION = 3, 128, 8  # batches are of texts of like length, out of eight batches' texts
_RATE, _HEAD_RATE, _BIAS_RATE = 1e-4, 1e-3, 1e-2
_WARM_UP = 0.1  # of the steps, in which the rates rise
_SHARPNESS, _SMOOTHING = 20.0, 0.1

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class _Lower:
    """What the lower layers make of each text, shape (tokens, dimensions), and its concept's number."""

    texts: list[torch.Tensor]
    concepts: list[int]

    def batches(self, chance: np.random.Generator) -> Iterator[tuple[torch.Tensor, torch.Tensor, torch.Tensor]]:
        """All texts once: (rows, tokens, dimensions), a mask (rows, tokens) and the concepts (rows,)."""
        import torch

        order = chance.permutation(len(self.texts))
        batches: list[list[int]] = []
        for start in range(0, len(order), _BATCH * _PORTION):
            portion = sorted(order[start : start + _BATCH * _PORTION].tolist(), key=lambda row: len(self.texts[row]))
            batches += [portion[at : at + _BATCH] for at in range(0, len(portion), _BATCH)]
        for number in chance.permutation(len(batches)).tolist():
            rows = batches[number]
            mask = torch.nn.utils.rnn.pad_sequence([torch.ones(len(self.texts[row])) for row in rows], True)
            texts = torch.nn.utils.rnn.pad_sequence([self.texts[row].float() for row in rows], True)
            yield texts, mask, torch.tensor([self.concepts[row] for row in rows])


def tune(data_dir: Path, cache: Path, into: Path, tell: Progress) -> Path:
    """Teaches the bundled model all that data/capabilities says, and writes what it learnt.

    Raises ModelProblem, DataProblem.
    """
    concepts, _ = vocabulary.load_vocabulary(data_dir / "capabilities")
    said = [(passage.text, one.id) for one in concepts.concepts.values() for passage in vocabulary.passages(one)]
    model = load_model(prepare_model(BUNDLED, cache, tell), threads=1, exact=True)
    teach(model, [text for text, _ in said], [concept for _, concept in said], tell).save(into)
    return into


def teach(model: SentenceTransformer, texts: Sequence[str], concepts: Sequence[str], tell: Progress) -> Tuning:
    """Learns the changes from each text and its concept; the model is left changed. About ten minutes for 20,000 texts
    on one core, which is what it works on. The figures come from the project's machine: others round otherwise."""
    import torch

    torch.manual_seed(0)
    bert = model[0].auto_model
    layers = bert.encoder.layer[-LAYERS:]
    state = bert.state_dict()
    before = {name: state[name].numpy().copy() for name in state if _is_of(name, len(bert.encoder.layer))}
    names = sorted(set(concepts))
    lower = _Lower(_below(model, texts, tell), [names.index(concept) for concept in concepts])
    _learn(layers, lower, _Head(_centres(layers, lower, len(names))), tell)
    return Tuning.between(before, bert.state_dict())


def _is_of(name: str, layers: int) -> bool:
    return any(name.startswith(f"encoder.layer.{layers - back}.") for back in range(1, LAYERS + 1))


def _below(model: SentenceTransformer, texts: Sequence[str], tell: Progress) -> list[torch.Tensor]:
    """What the layers below give for each text asked as a question; kept in half the width."""
    import torch

    bert, tokenizer = model[0].auto_model.eval(), model.tokenizer
    order = sorted(range(len(texts)), key=lambda row: len(texts[row]))
    made: dict[int, torch.Tensor] = {}
    with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
        for start in range(0, len(order), _BATCH):
            tell("below", start, len(order))
            rows = order[start : start + _BATCH]
            asked = [model.prompts.get("query", "") + texts[row] for row in rows]
            read = tokenizer(asked, padding=True, truncation=True, max_length=LONGEST, return_tensors="pt")
            hidden = bert(**read, output_hidden_states=True).hidden_states[-1 - LAYERS]
            for at, row in enumerate(rows):
                made[row] = hidden[at, : int(read["attention_mask"][at].sum())].half()
    tell("below", len(order), len(order))
    return [made[row] for row in range(len(texts))]


def _pooled(layers: Any, texts: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """Vectors of unit length, shape (rows, dimensions), as the model's own pooling makes them."""
    import torch

    with torch.autocast("cpu", dtype=torch.bfloat16):
        for layer in layers:
            given = layer(texts, (1.0 - mask[:, None, None, :]) * -1e9)
            texts = given[0] if isinstance(given, tuple) else given
    vectors = (texts.float() * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
    return torch.nn.functional.normalize(vectors, dim=-1)


def _centres(layers: Any, lower: _Lower, count: int) -> torch.Tensor:
    """The mean vector of each concept's texts, shape (concepts, dimensions), before anything is learnt."""
    import torch

    layers.eval()
    sums: torch.Tensor | None = None
    seen = torch.zeros(count, 1)
    with torch.no_grad():
        for texts, mask, concepts in lower.batches(np.random.default_rng(0)):
            vectors = _pooled(layers, texts, mask)
            sums = torch.zeros(count, vectors.shape[1]) if sums is None else sums
            sums.index_add_(0, concepts, vectors)
            seen.index_add_(0, concepts, torch.ones(len(concepts), 1))
    if sums is None:
        raise ValueError("There is nothing to be taught: no text.")
    return sums / seen.clamp(min=1)


class _Head:
    """A classifier of concepts by the angle to each one's direction, seen from the middle of all."""

    def __init__(self, centres: torch.Tensor) -> None:
        import torch

        middle = centres.mean(0)
        self.middle = torch.nn.Parameter(middle)
        self.directions = torch.nn.Parameter(torch.nn.functional.normalize(centres - middle, dim=-1))
        self.bias = torch.nn.Parameter(torch.zeros(len(centres)))

    def odds(self, vectors: torch.Tensor) -> torch.Tensor:
        """Log odds, shape (rows, concepts)."""
        import torch

        unit = torch.nn.functional.normalize
        return _SHARPNESS * unit(vectors - self.middle, dim=-1) @ unit(self.directions, dim=-1).T + self.bias


def _learn(layers: Any, lower: _Lower, head: _Head, tell: Progress) -> None:
    import torch

    weights = list(layers.parameters())
    optimiser = torch.optim.AdamW([
        {"params": weights, "lr": _RATE},
        {"params": [head.directions, head.middle], "lr": _HEAD_RATE, "weight_decay": 0.0},
        {"params": [head.bias], "lr": _BIAS_RATE, "weight_decay": 0.0},
    ])  # fmt: skip
    steps = _EPOCHS * sum(1 for _ in lower.batches(np.random.default_rng(0)))
    rates = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min((step + 1) / (_WARM_UP * steps), max(0.0, 1 - step / steps))
    )
    chance = np.random.default_rng(0)
    layers.train()
    for step, (texts, mask, concepts) in enumerate(batch for _ in range(_EPOCHS) for batch in lower.batches(chance)):
        tell("teaching", step, steps)
        odds = head.odds(_pooled(layers, texts, mask))
        optimiser.zero_grad()
        torch.nn.functional.cross_entropy(odds, concepts, label_smoothing=_SMOOTHING).backward()
        torch.nn.utils.clip_grad_norm_(weights, 1.0)
        optimiser.step()
        rates.step()
    tell("teaching", steps, steps)
    layers.eval()
