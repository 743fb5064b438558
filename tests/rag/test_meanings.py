"""Concepts are learnt from the vectors of the vocabulary's own sentences."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from rag.chroma import IndexProblem
from rag.meanings import MeaningModel

# Two directions tell the concepts apart; the third, in which the vectors differ most, tells nothing.
RANDOM = np.random.default_rng(0)
AXES = {"milling": [0.1, 0.0], "welding": [0.0, 0.1], "casting": [-0.1, -0.1]}
EXAMPLES = [(name, [*axes, noise]) for name, axes in AXES.items() for noise in RANDOM.normal(size=30)]
CONCEPTS = [name for name, _ in EXAMPLES]
VECTORS = np.array([vector for _, vector in EXAMPLES], dtype=np.float32)


def likeliest(model: MeaningModel, vector: list[float]) -> str:
    scores = model.scores(vector)
    return max(scores, key=lambda name: scores[name])


@pytest.mark.parametrize("noise", [-2.0, 0.0, 2.0])
@pytest.mark.parametrize("concept", AXES)
def test_what_tells_concepts_apart_counts_and_what_differs_anyway_does_not(concept: str, noise: float) -> None:
    model = MeaningModel.learn(CONCEPTS, VECTORS, "key")
    assert likeliest(model, [*AXES[concept], noise]) == concept


def test_two_concepts_are_told_apart_like_many() -> None:
    held = [n for n, name in enumerate(CONCEPTS) if name != "casting"]
    model = MeaningModel.learn([CONCEPTS[n] for n in held], VECTORS[held], "key")
    assert {name: likeliest(model, [*AXES[name], 0.0]) for name in model.classes} == {
        "milling": "milling",
        "welding": "welding",
    }


def test_one_concept_or_none_leaves_nothing_to_tell_apart() -> None:
    assert MeaningModel.learn(["milling"], VECTORS[:1], "key").scores([0.0, 0.0, 0.0]) == {"milling": 0.0}
    assert MeaningModel.learn([], np.zeros((0, 0), np.float32), "key").scores([0.0, 0.0, 0.0]) == {}


def test_what_is_kept_scores_the_same(tmp_path: Path) -> None:
    model = MeaningModel.learn(CONCEPTS, VECTORS, "key")
    model.save(tmp_path / "meanings.npz")
    kept = MeaningModel.load(tmp_path / "meanings.npz")
    assert kept.key == "key"
    assert kept.scores([0.1, 0.2, 0.3]) == model.scores([0.1, 0.2, 0.3])
    assert [path.name for path in tmp_path.iterdir()] == ["meanings.npz"]


@pytest.mark.parametrize("content", [b"", b"no archive", None])
def test_a_file_that_cannot_be_read_says_what_to_run(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "meanings.npz"
    if content is None:
        MeaningModel.learn(CONCEPTS, VECTORS, "key").save(path)
        content = path.read_bytes()[:-100]
    path.write_bytes(content)
    with pytest.raises(IndexProblem, match="--rebuild"):
        MeaningModel.load(path)
