"""What is kept beside the index, made from it: a file that cannot be read says what to run, and is made anew."""

from __future__ import annotations

import shutil
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from zipfile import BadZipFile

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
