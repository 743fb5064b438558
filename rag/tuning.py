"""What the embedding model's last layers are taught of the vocabulary: changes that come with the data.

A question is matched to a concept by its vector. The bundled model has never heard of the trade; taught to tell the
vocabulary's concepts apart by their own needs, labels and definitions, it does so for sentences that it has never seen
(docs/decisions/0011, figures in docs/evaluation.md). Only the changes are kept, in eight bits: what comes with the data
is added to the model as it is unpacked, so that an answer takes no longer for it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from rag.chroma import IndexProblem
from rag.kept import reading_arrays, write_arrays

FILE = "tuning.npz"  # in data/models
_MOST = 127  # of an eight-bit value


class Unfitting(Exception):
    """Changes that belong to another model."""


@dataclass(frozen=True, slots=True)
class Tuning:
    """Changes to a model's tensors: by name eight-bit values in the tensor's shape, and a scale for each row."""

    values: Mapping[str, npt.NDArray[np.int8]]
    scales: Mapping[str, npt.NDArray[np.float32]]

    @classmethod
    def between(cls, before: Mapping[str, npt.NDArray[np.float32]], after: Mapping[str, Any]) -> Self:
        """What leads from one set of tensors to another; those that are equal are left out."""
        values, scales = {}, {}
        for name, tensor in before.items():
            change = np.asarray(after[name], np.float32) - tensor
            if change.any():
                largest = np.maximum(np.abs(change).max(axis=-1, keepdims=True), 1e-12)
                values[name] = np.rint(change / largest * _MOST).astype(np.int8)
                scales[name] = (largest / _MOST).astype(np.float32)
        return cls(values, scales)

    @property
    def key(self) -> str:
        """A name for just these changes."""
        digest = hashlib.sha256()
        for name in sorted(self.values):
            digest.update(name.encode())
            digest.update(self.values[name].tobytes())
            digest.update(self.scales[name].tobytes())
        return digest.hexdigest()[:8]

    def change(self, name: str) -> npt.NDArray[np.float32]:
        """What is added to a tensor, in its shape."""
        added: npt.NDArray[np.float32] = self.values[name].astype(np.float32) * self.scales[name]
        return added

    def apply(self, state: dict[str, Any]) -> None:
        """Adds the changes to a model's torch tensors, in place.

        Raises Unfitting, before anything is changed.
        """
        for name, values in self.values.items():
            if name not in state or tuple(state[name].shape) != values.shape:
                raise Unfitting(f"{FILE} changes {name}, which the embedding model has not in that shape.")
        for name in self.values:
            state[name] += state[name].new_tensor(self.change(name))

    def save(self, path: Path) -> None:
        """Writes the file, whole or not at all; a byte a changed weight."""
        path.parent.mkdir(parents=True, exist_ok=True)
        scales = {f"{name}:scale": scale for name, scale in self.scales.items()}
        write_arrays(path, {**self.values, **scales}, packed=True)

    @classmethod
    def load(cls, path: Path) -> Self | None:
        """What `save` wrote; None where there is none. Raises IndexProblem."""
        if not path.exists():
            return None
        with reading_arrays(path) as held:
            names: Sequence[str] = [name for name in held if not name.endswith(":scale")]
            values = {name: held[name] for name in names}
            if any(one.dtype != np.int8 for one in values.values()):
                raise IndexProblem(f"{path} is not a file of changes to a model: take the one that came with the data.")
            return cls(values, {name: held[f"{name}:scale"] for name in names})
