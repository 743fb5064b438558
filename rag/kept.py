"""What is kept beside the index, made from it: a file that cannot be read says what to run, and is made anew."""

from __future__ import annotations

import shutil
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from rag.chroma import IndexProblem

# What numpy, json and our own checks raise for files that are cut off, overwritten, of another form or gone.
_UNREADABLE = (
    OSError, ValueError, KeyError, IndexError, TypeError, AttributeError, EOFError, NotImplementedError, BadZipFile,
    zlib.error,
)  # fmt: skip


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Turns whatever reading `path` fails at into an IndexProblem."""
    try:
        yield
    except _UNREADABLE as error:
        raise IndexProblem(
            f"{path} cannot be read ({error}). Run `raccordo ingest --rebuild` to make it anew."
        ) from error


@contextmanager
def reading_arrays(path: Path) -> Iterator[Mapping[str, Any]]:
    """The arrays that `write_arrays` put there; whatever is wrong with them ends in an IndexProblem."""
    with reading(path), path.open("rb") as file, np.load(file, allow_pickle=False) as held:
        yield held


def write_arrays(path: Path, arrays: Mapping[str, Any], *, packed: bool = False) -> None:
    """Writes an .npz file, whole or not at all; `packed` where it is worth the time."""
    building = path.with_suffix(".new.npz")
    (np.savez_compressed if packed else np.savez)(building, **arrays)
    building.replace(path)


def drop_unreadable(path: Path, load: Callable[[Path], object]) -> None:
    """Removes what `load` refuses with an IndexProblem, so that it is made anew."""
    if not path.exists():
        return
    try:
        load(path)
    except IndexProblem:
        drop(path)


def drop(path: Path) -> None:
    """Removes a file or a folder; nothing where there is none."""
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
