"""The vocabulary's vectors come with the data: they are the model's own, and an edited vocabulary is still read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from bot.config import ROOT
from bot.services.bundle import Services
from bot.wiring import library_config
from rag import vocabulary
from rag.embeddings import Embedder
from rag.hypothetical import load_hypothetical
from rag.ingest import intents_path, meanings_path
from rag.intents import IntentModel
from rag.loaders import load_folder
from rag.meanings import MeaningModel
from rag.precomputed import Precomputed, bring

DATA = ROOT / "data"


def unheard(step: str, done: int, total: int) -> None:
    """Of progress."""


def said() -> list[str]:
    concepts, _ = vocabulary.load_vocabulary(DATA / "capabilities")
    asked, _ = load_hypothetical(DATA, load_folder(DATA)[0])
    spoken = [passage.text for concept in concepts.concepts.values() for passage in vocabulary.passages(concept)]
    return spoken + [text for one in asked.values() for text in one.texts]


class Watched:
    """An embedder, which notes what it was asked to embed."""

    def __init__(self, embedder: Embedder) -> None:
        self.dimensions, self.identity = embedder.dimensions, embedder.identity
        self.asked: list[str] = []
        self._embedder = embedder

    def embed_questions(self, texts: Sequence[str]) -> list[list[float]]:
        self.asked += texts
        return self._embedder.embed_questions(texts)


def test_all_that_the_vocabulary_says_and_that_is_asked_is_there(embedder: Embedder) -> None:
    held = Precomputed.load(DATA, embedder.identity)
    absent = [text for text in said() if not held.knows(text)]
    assert absent == [], "run `raccordo precompute`"


def test_the_vectors_are_the_models_own(embedder: Embedder) -> None:
    texts = said()[::400]
    kept = np.array(Precomputed.load(DATA, embedder.identity).questions(embedder, texts))
    made = np.array(embedder.embed_questions(texts))
    assert (kept * made).sum(axis=1).min() > 0.9995
    assert np.abs(np.linalg.norm(kept, axis=1) - 1).max() < 1e-5


def test_made_anew_what_is_held_is_not_embedded_again(embedder: Embedder) -> None:
    watched = Watched(embedder)
    held = Precomputed.made(watched, ["salda telai", "vernicia"], unheard)  # type: ignore[arg-type]
    watched.asked.clear()
    made = Precomputed.made(watched, ["piega", "vernicia", "salda telai"], unheard, held)  # type: ignore[arg-type]
    assert watched.asked == ["piega"]
    watched.asked.clear()
    rows = np.array(made.questions(watched, ["vernicia", "piega", "salda telai"]))  # type: ignore[arg-type]
    assert watched.asked == []
    own = np.array([embedder.embed_query(text) for text in ("vernicia", "piega", "salda telai")])
    assert (rows * own).sum(axis=1).min() > 0.999


def test_only_what_is_new_is_embedded_and_all_come_in_order(embedder: Embedder, tmp_path: Path) -> None:
    watched = Watched(embedder)
    Precomputed.made(watched, ["salda telai", "vernicia", "salda telai"], unheard).save(tmp_path)  # type: ignore[arg-type]
    assert watched.asked == ["salda telai", "vernicia"]
    watched.asked.clear()
    held = Precomputed.load(tmp_path, embedder.identity)
    rows = np.array(held.questions(watched, ["tornisce", "vernicia", "piega", "salda telai"]))  # type: ignore[arg-type]
    assert watched.asked == ["tornisce", "piega"]
    own = np.array([embedder.embed_query(text) for text in ("tornisce", "vernicia", "piega", "salda telai")])
    assert (rows * own).sum(axis=1).min() > 0.999


def test_another_models_vectors_are_left_alone(embedder: Embedder, tmp_path: Path) -> None:
    Precomputed.made(embedder, ["vernicia"], unheard).save(tmp_path)
    assert not Precomputed.load(tmp_path, "another@1/384").knows("vernicia")
    assert not Precomputed.load(tmp_path / "elsewhere", embedder.identity).knows("vernicia")


@pytest.mark.parametrize("spoil", [lambda whole: whole[: len(whole) // 2], lambda whole: b"", lambda whole: b"PK" * 40])
def test_a_broken_file_is_as_none(spoil: Callable[[bytes], bytes], embedder: Embedder, tmp_path: Path) -> None:
    path = Precomputed.made(embedder, ["vernicia"], unheard).save(tmp_path)
    path.write_bytes(spoil(path.read_bytes()))
    assert not Precomputed.load(tmp_path, embedder.identity).knows("vernicia")
    assert not bring(MeaningModel, tmp_path / "meanings.npz", "key", tmp_path)


def learn(key: str) -> MeaningModel:
    return MeaningModel.learn(["a", "b"], np.eye(2, 4, dtype=np.float32), key)


def test_a_model_that_came_with_the_data_is_taken_where_it_fits(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    learn("these words").save(tmp_path / "models" / "meanings.npz")
    path = tmp_path / "state" / "meanings.npz"
    assert not bring(MeaningModel, path, "other words", tmp_path)
    assert not path.exists()
    assert bring(MeaningModel, path, "these words", tmp_path)
    assert MeaningModel.load(path).key == "these words"


def test_what_the_data_bring_is_what_would_be_learnt_here(services: Services) -> None:
    """The keys of the models beside an index that was read from this data are those of the models in it."""
    config = library_config(services.settings)
    for model, path in ((MeaningModel, meanings_path(config)), (IntentModel, intents_path(config))):
        assert model.load(DATA / "models" / path.name).key == model.load(path).key, "run `raccordo precompute`"
