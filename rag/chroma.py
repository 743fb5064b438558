"""The only door to chromadb: opens a folder or a server, and says what to run where Chroma fails."""

from __future__ import annotations

import os
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx

os.environ.setdefault("ANONYMIZED_TELEMETRY", "False")


class IndexProblem(Exception):
    """The index is missing, broken, or made by another model; the message says what to run."""


def connect(where: Path | str) -> Any:
    """A client of Chroma for a folder (made where it is missing) or a server's address. Raises IndexProblem."""
    try:
        with Advice(where):
            return _client(where)
    except IndexProblem:
        forget_clients()
        raise


def _client(where: Path | str) -> Any:
    import chromadb  # late: a second to import
    from chromadb.config import Settings

    settings = Settings(anonymized_telemetry=False)
    if isinstance(where, Path):
        where.mkdir(parents=True, exist_ok=True)
        return chromadb.PersistentClient(path=str(where), settings=settings)
    address = urlsplit(where)
    host, port, ssl = address.hostname or "127.0.0.1", address.port or 8000, address.scheme == "https"
    return chromadb.HttpClient(host=host, port=port, ssl=ssl, settings=settings)


class Advice(AbstractContextManager[None]):
    """Turns what Chroma raises into an IndexProblem that says what to run; all else passes.

    Tried with chromadb 1.5.9. In a folder: ChromaError for a file that is no database, is cut off, read-only or of
    another schema, for vectors of another width and for collections that are gone; OSError for a folder that cannot
    be made; and for some damaged pages a panic of its Rust core. From a server also ValueError (at connecting, and
    for an answer that is no JSON) and httpx's errors (gone while in use), and, for a page of some other web server, a
    bare Exception, which is told by its exact type: nothing derived from it is meant.
    """

    def __init__(self, where: Path | str) -> None:
        self._where = where

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if error is not None and _is_chromas(error, server=isinstance(self._where, str)):
            raise IndexProblem(_advice(self._where, error)) from error


def _is_chromas(error: BaseException, *, server: bool) -> bool:
    from chromadb.errors import ChromaError  # late, as above

    if server and (isinstance(error, (httpx.HTTPError, ValueError)) or type(error) is Exception):
        return True
    # pyo3's class for panics derives from BaseException and stands in no module that could be imported.
    return isinstance(error, (ChromaError, OSError)) or type(error).__name__ == "PanicException"


def forget_clients() -> None:
    """Makes Chroma open a folder anew: it keeps clients by folder, also one whose start failed half-way."""
    from chromadb.api.shared_system_client import SharedSystemClient  # late, as above

    SharedSystemClient.clear_system_cache()


def _advice(where: Path | str, error: BaseException) -> str:
    if isinstance(where, str):
        return f"The Chroma server at {where} cannot be used ({error}). Check CHROMA_URL and that it runs."
    return (
        f"The index in {where} cannot be used ({error}). Run `raccordo ingest --rebuild` to make it anew; "
        "the folder must be one that this user may write to."
    )
