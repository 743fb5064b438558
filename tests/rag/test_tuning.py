"""What the bundled model is taught comes with the data, is added as it is unpacked, and is told apart by its name."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from sentence_transformers import SentenceTransformer

from bot.config import ROOT
from rag import teaching
from rag.chroma import IndexProblem
from rag.documents import LANGUAGES
from rag.e5 import ModelProblem, parse, save
from rag.embeddings import Embedder
from rag.tuning import FILE, Tuning, Unfitting
from tests.rag.weights import weights_file

DATA = ROOT / "data"
SAID = {"first": ["abc", "bca dab", "cad", "dabc", "bad cab"], "second": ["wxy", "yxw zwy", "xzy", "zyxw", "wyz xzw"]}


def small_model(folder: Path, tuning: Tuning | None = None) -> SentenceTransformer:
    """A model of the bundled one's build, with one layer and 32 words."""
    save(parse(weights_file()), folder / "parts", folder / "small", tuning)
    return SentenceTransformer(str(folder / "small"), device="cpu")


def unheard(step: str, done: int, total: int) -> None: ...


@pytest.fixture(scope="module")
def layer(tmp_path_factory: pytest.TempPathFactory) -> dict[str, np.ndarray]:
    """The tensors of the small model's only layer."""
    state = small_model(tmp_path_factory.mktemp("layer"))[0].auto_model.state_dict()
    return {name: tensor.numpy() for name, tensor in state.items() if ".layer.0." in name}


@pytest.fixture(scope="module")
def taught(layer: dict[str, np.ndarray]) -> Tuning:
    """Changes to it, by chance."""
    chance = np.random.default_rng(1)
    return Tuning.between(layer, {name: one + chance.normal(0, 0.05, one.shape) for name, one in layer.items()})


def test_changes_are_kept_within_a_part_of_a_hundred_of_the_largest(
    taught: Tuning, layer: dict[str, np.ndarray], tmp_path: Path
) -> None:
    taught.save(tmp_path / FILE)
    loaded = Tuning.load(tmp_path / FILE)
    assert loaded is not None
    assert loaded.key == taught.key
    state = {name: torch.tensor(one) for name, one in layer.items()}
    loaded.apply(state)
    chance = np.random.default_rng(1)
    for name, before in layer.items():
        wanted = chance.normal(0, 0.05, before.shape)
        assert state[name].numpy() - before == pytest.approx(wanted, abs=float(np.abs(wanted).max()) / 100)


def test_what_did_not_change_is_left_out() -> None:
    before = {"a": np.ones((2, 3), np.float32), "b": np.ones(3, np.float32)}
    assert set(Tuning.between(before, {**before, "b": np.zeros(3)}).values) == {"b"}


def test_a_model_is_unpacked_with_what_it_was_taught(taught: Tuning, tmp_path: Path) -> None:
    plain, changed = small_model(tmp_path / "plain"), small_model(tmp_path / "changed", taught)
    assert np.dot(plain.encode("stampi"), changed.encode("stampi")) < 0.9999
    name = "encoder.layer.0.output.dense.weight"
    added = changed[0].auto_model.state_dict()[name] - plain[0].auto_model.state_dict()[name]
    assert added.numpy() == pytest.approx(taught.change(name), abs=1e-6)


def test_changes_of_another_model_are_refused_and_change_nothing(taught: Tuning, tmp_path: Path) -> None:
    name = next(iter(taught.values))
    state = {name: torch.zeros(3, 3)}
    with pytest.raises(Unfitting):
        taught.apply(state)
    assert not state[name].any()
    other = Tuning({"encoder.layer.7.x": np.ones(3, np.int8)}, {"encoder.layer.7.x": np.ones(1, np.float32)})
    with pytest.raises(ModelProblem, match="came with the data"):
        small_model(tmp_path, other)


def test_without_a_file_nothing_is_taught_and_a_broken_one_is_told(tmp_path: Path) -> None:
    assert Tuning.load(tmp_path / FILE) is None
    (tmp_path / FILE).write_bytes(b"no arrays")
    with pytest.raises(IndexProblem, match=FILE):
        Tuning.load(tmp_path / FILE)


def test_the_file_of_the_data_fits_the_bundled_model_and_is_part_of_its_name(embedder: Embedder) -> None:
    shipped = Tuning.load(DATA / "models" / FILE)
    assert shipped is not None
    assert shipped.key in embedder.identity
    assert all(
        name.startswith(("encoder.layer.9.", "encoder.layer.10.", "encoder.layer.11.")) for name in shipped.values
    )


@pytest.fixture
def eager(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(teaching, "LAYERS", 1)
    monkeypatch.setattr(teaching, "_EPOCHS", 100)
    monkeypatch.setattr(teaching, "_RATE", 1e-3)  # so small a model has no finer sense


def said_of(model: SentenceTransformer, prompt: str, texts: list[str]) -> np.ndarray:
    return model.encode([model.prompts[prompt] + text for text in texts], normalize_embeddings=True)


@pytest.mark.usefixtures("eager")
def test_teaching_brings_what_is_said_of_one_concept_closer_than_what_is_said_of_another(tmp_path: Path) -> None:
    said = [(text, concept) for concept, texts in SAID.items() for text in texts]
    texts, concepts = map(list, zip(*said, strict=True))
    model = small_model(tmp_path / "before")
    before = said_of(model, "query", texts)
    tuning = teaching.teach(model, said * 20, [], unheard)
    after = said_of(small_model(tmp_path / "after", tuning), "query", texts)
    same = np.equal.outer(np.array(concepts), np.array(concepts))

    def apart(vectors: np.ndarray) -> float:
        cosines = vectors @ vectors.T
        return float(cosines[same].mean() - cosines[~same].mean())

    assert apart(after) > apart(before)


@pytest.mark.usefixtures("eager")
def test_teaching_brings_a_question_closer_to_its_sentence_than_to_others_and_keeps_both_near_where_they_were(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pairs = [("abc", "wxy"), ("bca dab", "yxw zwy"), ("cad", "xzy"), ("dabc", "zyxw")]
    answered = [
        teaching.Answered(question, language, {"it": sentence, "en": sentence})
        for question, sentence in pairs
        for language in LANGUAGES
    ]
    questions, sentences = map(list, zip(*pairs, strict=True))

    def vectors(model: SentenceTransformer) -> np.ndarray:
        return np.stack([said_of(model, "query", questions), said_of(model, "document", sentences)])

    def apart(at: np.ndarray) -> float:
        cosines = at[0] @ at[1].T
        return float(np.diag(cosines).mean() - cosines.mean())

    before = vectors(small_model(tmp_path / "before"))
    found = {}
    for near in (0.0, 30.0):
        monkeypatch.setattr(teaching, "_NEAR", near)
        model = small_model(tmp_path / f"before {near}")
        tuning = teaching.teach(model, [("abc", "first"), ("wxy", "second")] * 20, answered, unheard)
        found[near] = vectors(small_model(tmp_path / f"after {near}", tuning))
    assert apart(found[0.0]) > apart(before)
    assert (found[30.0] * before).sum(-1).mean() > (found[0.0] * before).sum(-1).mean()


def test_with_nothing_said_there_is_nothing_to_teach(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="nothing to be taught"):
        teaching.teach(small_model(tmp_path), [], [], unheard)
