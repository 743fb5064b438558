"""A model's exported graph gives the vectors that the model gives, without torch."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from bot.config import ROOT, Settings
from bot.wiring import library_config
from rag.e5 import parse, save
from rag.embeddings import Embedder
from rag.graph import Graph, export, graph_of
from tests.rag.weights import HIDDEN, weights_file

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

TEXTS = ["", "a", "chi fa stampi per iniezione vicino a Cuneo?", "ｆｕｌｌ ｗｉｄｔｈ", "🙂", "parola " * 700]


def small_bert(folder: Path) -> SentenceTransformer:
    """A model of the bundled one's build, with one layer and 32 words."""
    from sentence_transformers import SentenceTransformer  # late: whoever collects tests need not import torch

    save(parse(weights_file()), folder / "parts", folder / "small")
    return SentenceTransformer(str(folder / "small"), device="cpu")


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> tuple[SentenceTransformer, Path]:
    folder = tmp_path_factory.mktemp("exported")
    model = small_bert(folder)
    export(model, folder)
    return model, folder


@pytest.mark.parametrize("text", TEXTS)
def test_the_graph_gives_the_models_own_vector_for_a_text_of_any_length(
    text: str, exported: tuple[SentenceTransformer, Path]
) -> None:
    model, folder = exported
    found = graph_of(folder)
    assert found is not None
    vector = Graph(found).embed_query(text)
    assert vector.shape == (model.get_embedding_dimension(),)
    assert vector == pytest.approx(model.encode(text, prompt_name="query", normalize_embeddings=True), abs=1e-4)


def test_a_question_has_the_same_vector_as_among_many_questions(embedder: Embedder) -> None:
    """The one by the graph in float32, the others by sentence-transformers in whatever the processor is quick in."""
    texts = [
        "chi fa prototipazione?",
        "who paints car bodies near Turin?",
        "galvanica",
        "Quando è il Salone Auto 2026?",
    ]
    for text, vector in zip(texts, embedder.embed_questions(texts), strict=True):
        assert np.dot(embedder.embed_query(text), vector) > 0.9995


def test_an_export_cut_short_counts_as_none(tmp_path: Path) -> None:
    (tmp_path / "graph").mkdir()
    (tmp_path / "graph" / "model.onnx").write_bytes(b"half")
    assert graph_of(tmp_path) is None


def test_an_export_takes_the_place_of_one_that_was_cut_short(tmp_path: Path) -> None:
    (tmp_path / "graph").mkdir()
    (tmp_path / "graph" / "model.onnx").write_bytes(b"half")
    export(small_bert(tmp_path), tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {"graph", "parts", "small"}
    assert Graph(tmp_path / "graph").dimensions == HIDDEN


def test_a_question_alone_never_brings_in_torch() -> None:
    program = (
        "import sys; from pathlib import Path; from rag.embeddings import BUNDLED, Embedder\n"
        "Embedder(BUNDLED, Path(sys.argv[1]), tuned=Path(sys.argv[2])).embed_query('chi fa stampi?')\n"
        "print({'torch', 'sentence_transformers'} & set(sys.modules))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(Settings().model_cache), str(library_config(Settings()).tuned)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stdout == "set()\n", done.stderr[-2000:]
