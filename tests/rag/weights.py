"""A weights file of the bundled model's layout with a few dozen numbers, which unpacks in no time."""

from __future__ import annotations

import struct

import numpy as np

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
    return laid_out(tensors)


def laid_out(tensors: dict[str, tuple[int, bytes]]) -> bytes:
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
