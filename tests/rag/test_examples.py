"""A question is compared with all that is known to be said of each concept."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from rag.answers import Library
from rag.chroma import IndexProblem
from rag.examples import Examples
from rag.ingest import LibraryConfig, examples_path, meanings_path
from rag.meanings import MeaningModel

VECTORS = np.array([[1, 0, 0], [0, 0, 2], [0.9, 0.1, 0], [0, 1, 0]], dtype=np.float32)
EXAMPLES = Examples.of(["welding", "casting", "welding", "milling"], VECTORS, "key")


def nearest(examples: Examples, *vector: float) -> str:
    near = examples.nearness(vector)
    return max(near, key=lambda name: near[name])


@pytest.mark.parametrize(
    ("vector", "concept"), [((5, 0, 0), "welding"), ((0, 0.1, 0), "milling"), ((0, 0, 1), "casting")]
)
def test_one_example_that_says_the_same_is_enough_whatever_its_length_and_order(
    vector: tuple[float, ...], concept: str
) -> None:
    assert nearest(EXAMPLES, *vector) == concept


def test_a_second_example_says_little_more_and_a_far_one_nothing() -> None:
    alone = Examples.of(["welding", "milling"], VECTORS[[0, 3]], "key").nearness((1, 0, 0))
    twice = Examples.of(["welding", "welding", "milling"], VECTORS[[0, 0, 3]], "key").nearness((1, 0, 0))
    far = Examples.of(["welding", "welding", "milling"], VECTORS[[0, 1, 3]], "key").nearness((1, 0, 0))
    assert alone["welding"] < twice["welding"] < alone["welding"] + 0.01
    assert far["welding"] == pytest.approx(alone["welding"], abs=1e-6)


def test_of_nothing_nothing_is_near() -> None:
    assert Examples.of([], np.zeros((0, 3), np.float32), "key").nearness((1, 0, 0)) == {}


def test_a_vector_without_length_is_near_to_all_alike() -> None:
    assert len({round(near, 6) for near in EXAMPLES.nearness((0, 0, 0)).values()}) <= 2


def test_what_is_kept_finds_the_same(tmp_path: Path) -> None:
    EXAMPLES.save(tmp_path / "examples.npz")
    kept = Examples.load(tmp_path / "examples.npz")
    assert kept.key == "key"
    assert kept.nearness((1, 2, 3)) == pytest.approx(EXAMPLES.nearness((1, 2, 3)), abs=1e-3)
    assert [path.name for path in tmp_path.iterdir()] == ["examples.npz"]


@pytest.mark.parametrize("content", [b"", b"no archive", None])
def test_a_file_that_cannot_be_read_says_what_to_run(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "examples.npz"
    if content is None:
        EXAMPLES.save(path)
        content = path.read_bytes()[:-100]
    path.write_bytes(content)
    with pytest.raises(IndexProblem, match="--rebuild"):
        Examples.load(path)


def test_examples_and_what_is_learnt_from_them_know_the_same_concepts(
    library: Library, library_config: LibraryConfig
) -> None:
    held, learnt = Examples.load(examples_path(library_config)), MeaningModel.load(meanings_path(library_config))
    assert (held.concepts, held.key) == (learnt.classes, learnt.key)


@pytest.mark.parametrize(
    ("italian", "english"),
    [
        ("furgoni elettrici scarichi, chi li ricarica sul posto?", "flat electric vans, who charges them on the spot?"),
        ("chi fa batterie?", "who makes batteries?"),
        ("chi misura le vibrazioni?", "who measures vibrations?"),
    ],
)  # fmt: skip
def test_both_languages_mean_the_same_concept(italian: str, english: str, library: Library) -> None:
    meant = [
        library.sources.concepts.meant(text, library.embedder.embed_query(text))[0].concept
        for text in (italian, english)
    ]
    assert meant[0] == meant[1]
