"""What comes with the data already made: the vocabulary's vectors, and what is learnt from them.

Nine tenths of all passages are the vocabulary's, the same on every machine: they need not be embedded at everybody's
first start (docs/decisions/0010). All of it is a head start and nothing more: a text that is not among them is embedded
as ever, a model that does not fit is learnt anew, a broken file is as none. `raccordo precompute` brings them up to
date after the vocabulary was edited.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt

from rag import vocabulary
from rag.chroma import IndexProblem
from rag.embeddings import Embedder
from rag.hypothetical import load_hypothetical
from rag.kept import reading_arrays, write_arrays
from rag.loaders import load_folder
from rag.multinomial import Multinomial

MODELS = "models"  # in data/
FILE = "vectors.npz"
TOGETHER = 512  # texts between two words of progress
_MOST = 127  # of an eight-bit value

Progress = Callable[[str, int, int], None]


class Precomputed:
    """Questions' vectors by text, of one embedding model."""

    def __init__(self, identity: str, keys: npt.NDArray[np.uint64], values: npt.NDArray[np.int8]) -> None:
        """Shapes (texts,) and (texts, dimensions), the values but for each text's scale. `identity`: the model's."""
        self._identity = identity
        self._keys, self._values = keys, values
        self._rows = {int(key): row for row, key in enumerate(keys)}

    @classmethod
    def made(cls, embedder: Embedder, texts: Sequence[str], tell: Progress, held: Self | None = None) -> Self:
        """Embeds the texts, but for those `held` already; some 200 a second and core."""
        once = list(dict.fromkeys(texts))
        held = held or cls.none()
        fresh = [text for text in once if not held.knows(text)]
        parts: list[list[float]] = []
        for start in range(0, len(fresh), TOGETHER):
            tell("vectors", start, len(fresh))
            parts += embedder.embed_questions(fresh[start : start + TOGETHER])
        tell("vectors", len(fresh), len(fresh))
        vectors = np.array(parts, dtype=np.float32).reshape(len(fresh), embedder.dimensions)
        largest = np.abs(vectors).max(axis=1, keepdims=True, initial=1e-9)
        new = dict(zip(fresh, np.rint(vectors / largest * _MOST).astype(np.int8), strict=True))
        rows = [new[text] if text in new else held._values[held._rows[_key(text)]] for text in once]
        values = np.array(rows, dtype=np.int8).reshape(len(once), embedder.dimensions)
        return cls(embedder.identity, np.array([_key(text) for text in once], np.uint64), values)

    @classmethod
    def none(cls) -> Self:
        """Knows no text."""
        return cls("", np.zeros(0, np.uint64), np.zeros((0, 0), np.int8))

    @classmethod
    def load(cls, data_dir: Path, identity: str) -> Self:
        """What `save` wrote for this model; nothing where there is none that can be read, or another model's."""
        path = data_dir / MODELS / FILE
        try:
            with reading_arrays(path) as held:
                if str(held["identity"]) != identity:
                    return cls.none()
                keys, values = held["keys"], held["values"]
                if len(keys) != len(values) or values.dtype != np.int8:
                    raise ValueError("its parts do not fit together")
                return cls(identity, keys, values)
        except IndexProblem:
            return cls.none()

    def save(self, data_dir: Path) -> Path:
        """Writes data/models/vectors.npz, whole or not at all; 0.4 kB a text."""
        path = data_dir / MODELS / FILE
        path.parent.mkdir(parents=True, exist_ok=True)
        write_arrays(path, {"identity": np.array(self._identity), "keys": self._keys, "values": self._values})
        return path

    def knows(self, text: str) -> bool:
        return _key(text) in self._rows

    def questions(self, embedder: Embedder, texts: Sequence[str]) -> list[list[float]]:
        """The texts' vectors as questions, of unit length: from here where they are known, else embedded."""
        fresh = iter(embedder.embed_questions([text for text in texts if not self.knows(text)]))
        return [self._vector(text) if self.knows(text) else next(fresh) for text in texts]

    def _vector(self, text: str) -> list[float]:
        values = self._values[self._rows[_key(text)]].astype(np.float32)
        unit: list[float] = (values / np.linalg.norm(values)).tolist()
        return unit


def embed_questions(data_dir: Path, embedder: Embedder, tell: Progress) -> Path:
    """Embeds what the vocabulary says and what is known to be asked, as far as it is new, and writes the file."""
    concepts, _ = vocabulary.load_vocabulary(data_dir / "capabilities")
    texts = [passage.text for concept in concepts.concepts.values() for passage in vocabulary.passages(concept)]
    asked, _ = load_hypothetical(data_dir, load_folder(data_dir)[0])
    texts += [text for one in asked.values() for text in one.texts]
    held = Precomputed.load(data_dir, embedder.identity)
    return Precomputed.made(embedder, texts, tell, held).save(data_dir)


def bring(model: type[Multinomial], path: Path, key: str, data_dir: Path) -> bool:
    """Puts the model that came with the data at `path`, if it was learnt from just what `key` says."""
    came = data_dir / MODELS / path.name
    try:
        if model.load(came).key != key:
            return False
    except IndexProblem:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    keep(came, path)
    return True


def keep(made: Path, path: Path) -> None:
    """Copies a file, whole or not at all."""
    building = path.with_suffix(".new")
    shutil.copyfile(made, building)
    building.replace(path)


def _key(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
