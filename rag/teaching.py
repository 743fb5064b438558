"""Teaches the bundled embedding model's last layers the trade; run by `raccordo tune`.

Two things at once. Every need, label and definition is an example of its concept, which is told apart from all others.
Every question of data/questions is nearer to the sentence that answers it than to others. What it learns of concepts
alone harms it where sentences are compared, so that questions and sentences also stay near where they were.

The layers below stay as they are: their output is made once. The classifier of concepts that is learnt beside the
layers is thrown away afterwards: what is learnt at ingestion (rag/meanings.py, rag/examples.py) does better.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from rag import vocabulary
from rag.documents import LANGUAGES, Language
from rag.embeddings import BUNDLED, load_model, prepare_model
from rag.hypothetical import load_hypothetical
from rag.loaders import load_folder
from rag.lower import Lower, Progress, below
from rag.tuning import Tuning

if TYPE_CHECKING:
    import torch
    from sentence_transformers import SentenceTransformer

LAYERS = 3  # six cost twice the time; docs/evaluation.md
_EPOCHS, _BATCH, _PORTION = 2, 128, 8  # batches are of texts of like length, out of eight batches' texts
_QUESTIONS = 32  # beside each batch
_RATE, _HEAD_RATE, _BIAS_RATE = 1e-4, 1e-3, 1e-2
_WARM_UP = 0.1  # of the steps, in which the rates rise
_SHARPNESS, _SMOOTHING, _ANSWER_SHARPNESS = 20.0, 0.1, 30.0
_ANSWERS, _NEAR = 0.3, 3.0  # weights beside telling concepts apart
_OWN_LANGUAGE = 0.7  # of the sentences, the others are in the other one


@dataclass(frozen=True, slots=True)
class Answered:
    """A question, and the sentence that answers it in each language."""

    question: str
    language: Language
    sentence: Mapping[Language, str]


def tune(data_dir: Path, cache: Path, into: Path, tell: Progress) -> Path:
    """Teaches the bundled model all that data/capabilities and data/questions say, and writes what it learnt.

    Raises ModelProblem, DataProblem.
    """
    concepts, _ = vocabulary.load_vocabulary(data_dir / "capabilities")
    said = [(passage.text, one.id) for one in concepts.concepts.values() for passage in vocabulary.passages(one)]
    model = load_model(prepare_model(BUNDLED, cache, tell), threads=1, exact=True)
    teach(model, said, _answered(data_dir), tell).save(into)
    return into


def _answered(data_dir: Path) -> list[Answered]:
    documents = load_folder(data_dir)[0]
    asked, _ = load_hypothetical(data_dir, documents)
    return [
        Answered(one.text, one.language, document.statements[one.number - 1].text)
        for document in documents
        if document.id in asked
        for one in asked[document.id].passages(document)
    ]


def teach(
    model: SentenceTransformer, said: Sequence[tuple[str, str]], answered: Sequence[Answered], tell: Progress
) -> Tuning:
    """Learns the changes from each text with its concept, and from each question with its sentence; the model is left
    changed. About half an hour for 30,000 texts and 7,000 questions on one core, which is what it works on; other
    machines round otherwise."""
    import torch

    torch.manual_seed(0)
    bert = model[0].auto_model
    layers = bert.encoder.layer[-LAYERS:]
    state = bert.state_dict()
    before = {name: state[name].numpy().copy() for name in state if _is_of(name, len(bert.encoder.layer))}
    concepts = _Concepts.of(model, said, tell)
    _learn(layers, concepts, _Head(_centres(layers, concepts)), _Answers.of(model, answered, tell), tell)
    return Tuning.between(before, bert.state_dict())


def _is_of(name: str, layers: int) -> bool:
    return any(name.startswith(f"encoder.layer.{layers - back}.") for back in range(1, LAYERS + 1))


@dataclass(frozen=True, slots=True)
class _Concepts:
    """Texts, asked as questions, and the number of each one's concept."""

    lower: Lower
    numbers: list[int]

    @classmethod
    def of(cls, model: SentenceTransformer, said: Sequence[tuple[str, str]], tell: Progress) -> _Concepts:
        if not said:
            raise ValueError("There is nothing to be taught: no text.")
        names = sorted({concept for _, concept in said})
        lower = below(model, "query", [text for text, _ in said], LAYERS, tell)
        return cls(lower, [names.index(concept) for _, concept in said])

    def batches(self, chance: np.random.Generator) -> Iterator[tuple[list[int], torch.Tensor]]:
        """All texts once: the numbers of some, and of their concepts, shape (rows,)."""
        import torch

        texts = self.lower.texts
        order = chance.permutation(len(texts))
        batches: list[list[int]] = []
        for start in range(0, len(order), _BATCH * _PORTION):
            portion = sorted(order[start : start + _BATCH * _PORTION].tolist(), key=lambda row: len(texts[row]))
            batches += [portion[at : at + _BATCH] for at in range(0, len(portion), _BATCH)]
        for number in chance.permutation(len(batches)).tolist():
            yield batches[number], torch.tensor([self.numbers[row] for row in batches[number]])


@dataclass(frozen=True, slots=True)
class _Answers:
    """Questions, and the sentences that answer them."""

    questions: Lower
    languages: list[Language]
    answers: list[int]  # of each question the number of its sentence
    sentences: Mapping[Language, Lower]

    @classmethod
    def of(cls, model: SentenceTransformer, answered: Sequence[Answered], tell: Progress) -> _Answers | None:
        if not answered:
            return None
        known = {tuple(one.sentence[language] for language in LANGUAGES): one.sentence for one in answered}
        keys = list(known)
        return cls(
            below(model, "query", [one.question for one in answered], LAYERS, tell),
            [one.language for one in answered],
            [keys.index(tuple(one.sentence[language] for language in LANGUAGES)) for one in answered],
            {
                language: below(model, "document", [one[language] for one in known.values()], LAYERS, tell)
                for language in LANGUAGES
            },
        )

    def batches(self, chance: np.random.Generator) -> Iterator[list[int]]:
        """Numbers of questions, without end."""
        while True:
            order = chance.permutation(len(self.answers)).tolist()
            for start in range(0, len(order), _QUESTIONS):
                yield order[start : start + _QUESTIONS]

    def loss(self, layers: Any, rows: Sequence[int], chance: np.random.Generator) -> torch.Tensor:
        """How ill these questions find their sentences among each other's, and how far all went from their place."""
        import torch

        spoken = {self.answers[row]: self.languages[row] for row in rows}
        for number, language in spoken.items():
            if chance.random() > _OWN_LANGUAGE:
                spoken[number] = next(other for other in LANGUAGES if other != language)
        questions = self.questions.above(layers, rows)
        made = {  # a language at a time: the sentences of each lie apart
            language: self.sentences[language].above(layers, numbers)
            for language in LANGUAGES
            if (numbers := [number for number, its in spoken.items() if its == language])
        }
        order = [number for language in made for number, its in spoken.items() if its == language]
        sentences = torch.cat(list(made.values()))
        wanted = torch.tensor([order.index(self.answers[row]) for row in rows])
        found = torch.nn.functional.cross_entropy(_ANSWER_SHARPNESS * questions @ sentences.T, wanted)
        were = torch.stack([self.sentences[spoken[number]].vectors[number] for number in order])
        moved = (1 - (questions * self.questions.vectors[list(rows)]).sum(-1)).mean()
        return _ANSWERS * found + _NEAR * (moved + (1 - (sentences * were).sum(-1)).mean())


def _centres(layers: Any, concepts: _Concepts) -> torch.Tensor:
    """The mean vector of each concept's texts, shape (concepts, dimensions), before anything is learnt."""
    import torch

    numbers = torch.tensor(concepts.numbers)
    sums = torch.zeros(int(numbers.max()) + 1, concepts.lower.vectors.shape[1])
    sums.index_add_(0, numbers, concepts.lower.vectors)
    return sums / torch.bincount(numbers)[:, None]


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


def _learn(layers: Any, concepts: _Concepts, head: _Head, answers: _Answers | None, tell: Progress) -> None:
    import torch

    weights = list(layers.parameters())
    optimiser = torch.optim.AdamW([
        {"params": weights, "lr": _RATE},
        {"params": [head.directions, head.middle], "lr": _HEAD_RATE, "weight_decay": 0.0},
        {"params": [head.bias], "lr": _BIAS_RATE, "weight_decay": 0.0},
    ])  # fmt: skip
    steps = _EPOCHS * sum(1 for _ in concepts.batches(np.random.default_rng(0)))
    rates = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min((step + 1) / (_WARM_UP * steps), max(0.0, 1 - step / steps))
    )
    chance, drawn = np.random.default_rng(0), np.random.default_rng(1)
    asked = answers.batches(drawn) if answers else iter(())
    layers.train()
    for step, (rows, wanted) in enumerate(batch for _ in range(_EPOCHS) for batch in concepts.batches(chance)):
        tell("teaching", step, steps)
        odds = head.odds(concepts.lower.above(layers, rows))
        loss = torch.nn.functional.cross_entropy(odds, wanted, label_smoothing=_SMOOTHING)
        if answers:
            loss = loss + answers.loss(layers, next(asked), drawn)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(weights, 1.0)
        optimiser.step()
        rates.step()
    tell("teaching", steps, steps)
    layers.eval()
