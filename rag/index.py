"""The index: passages and their vectors in Chroma collections.

One collection per language, group and grain ("it-company-statement"): searching each language by itself and taking
the best of both keeps Italian and English askers on the same companies, and collections cost less than filters.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, cast

import numpy as np
import numpy.typing as npt

from rag.chroma import Advice, IndexProblem, connect, forget_clients
from rag.documents import LANGUAGES, Grain, Language, Passage
from rag.nearest import FEW, Few

__all__ = ["GRAINS", "GROUPS", "Found", "Index", "IndexProblem", "OtherModel", "Reading", "wipe"]

GROUPS = ("company", "event", "press", "concept")
GRAINS: tuple[Grain, ...] = ("document", "capability", "statement", "question")
_LEDGER = "ledger"
# Chroma's defaults find .79 of the true nearest 120 among 3,000 and differ from start to start; these find .99 in the
# same time, so that the same question gives the same answer.
_SEARCH = {"hnsw:space": "cosine", "hnsw:search_ef": 300, "hnsw:construction_ef": 200, "hnsw:M": 32}
# Concepts are kept here and learnt from (rag/meanings.py), not searched: their graph costs as little as it can.
_KEPT = {"hnsw:space": "cosine", "hnsw:construction_ef": 16, "hnsw:M": 8}
Named = tuple[str, Grain, int]  # a passage: its document, grain and number
_OPEN = "_open"  # a ledger row that stands while a change is under way


class OtherModel(IndexProblem):
    """The index was made by another model, or by this one before it was taught more."""

    def __init__(self, made_by: str, now: str) -> None:
        super().__init__(
            f"The index was made by the model {made_by}, but EMBEDDING_MODEL is now {now}. "
            "Run `raccordo ingest --rebuild` to make it anew, or set EMBEDDING_MODEL back."
        )
        self.only_taught = made_by.partition("@")[0] == now.partition("@")[0]


class Found(NamedTuple):
    """One passage that a search brought, with its cosine to the question (-1 to 1). A thousand are made an answer, and
    a dataclass that cannot be changed takes four times as long to make."""

    document_id: str
    grain: Grain
    number: int
    cosine: float


@dataclass(frozen=True, slots=True)
class Reading:
    """A document's passages with their vectors, shape (len(passages), dimensions), ready to be stored."""

    id: str
    digest: str
    passages: Sequence[Passage]
    vectors: Sequence[Sequence[float]]
    held: bool  # an older version may be in the index and must go


class Index:
    """Passages and their vectors in Chroma; remembers which model made it.

    `where` is a folder (embedded) or `http(s)://host:port` (a Chroma server). Whatever Chroma fails at, here and in
    every method, ends in an IndexProblem.
    """

    def __init__(self, where: Path | str, model_identity: str) -> None:
        """Raises IndexProblem, also when another model made the index."""
        self._where = where
        self._identity = model_identity
        self._client = connect(where)
        self._collections: dict[str, Any] = {}
        self._few: dict[str, Few[Named] | None] = {}  # by collection, as it is searched; None: many
        self._pool = ThreadPoolExecutor(len(LANGUAGES), thread_name_prefix="index")
        self._ledger = self._open_ledger()
        for collection in self._ask(self._client.list_collections):
            if collection.name != _LEDGER:
                self._collection_of(collection.name)

    def _open_ledger(self) -> Any:
        """The collection that knows what was read; its metadata names the model."""
        create = self._client.get_or_create_collection
        ledger = self._ask(create, name=_LEDGER, embedding_function=None, metadata={"model": self._identity})
        made_by = (ledger.metadata or {}).get("model")
        if made_by != self._identity:
            raise OtherModel(str(made_by), self._identity)
        return ledger

    def _ask(self, verb: Callable[..., Any], **given: Any) -> Any:
        """Calls a method of Chroma's. Raises IndexProblem."""
        with Advice(self._where):
            return verb(**given)

    def digests(self) -> dict[str, str]:
        """Document id -> content digest of all that was read completely."""
        rows = self._ask(self._ledger.get, include=["metadatas"])
        held = zip(rows["ids"], rows["metadatas"], strict=True)
        return {key: str(row["digest"]) for key, row in held if key != _OPEN}

    def stamp(self) -> str:
        """Changes whenever what is held changes: the name under which things derived from the index are kept."""
        return hashlib.sha256(repr(sorted(self.digests().items())).encode()).hexdigest()[:16]

    def store(self, readings: Sequence[Reading]) -> None:
        """Replaces everything held on these documents.

        Their ledger rows come last: what a kill leaves half stored counts as unread and is read again.
        """
        self._mark_open()
        self._remove([reading.id for reading in readings if reading.held])
        batches: dict[str, list[tuple[Passage, Sequence[float]]]] = {}
        for reading in readings:
            for passage, vector in zip(reading.passages, reading.vectors, strict=True):
                batches.setdefault(_collection(passage.language, passage.group, passage.grain), []).append(
                    (passage, vector)
                )
        for name, batch in batches.items():
            self._ask(
                self._collection_of(name).upsert,
                ids=[passage.id for passage, _ in batch],
                embeddings=[vector for _, vector in batch],
                documents=[passage.text for passage, _ in batch],
                metadatas=[_metadata(passage) for passage, _ in batch],
            )
        self._ask(
            self._ledger.upsert,
            ids=[reading.id for reading in readings],
            embeddings=[[1.0]] * len(readings),  # Chroma's rows need a vector, the ledger's mean nothing
            metadatas=[{"digest": reading.digest} for reading in readings],
        )
        self._mark_whole()

    def withdraw(self, document_ids: Iterable[str]) -> None:
        """Removes documents for good: they can no longer be found."""
        ids = list(document_ids)
        if ids:
            self._mark_open()
            self._remove(ids)
            self._mark_whole()

    def repair(self) -> None:
        """After a kill in the middle of a change: removes passages whose document has no ledger row."""
        if not self._ask(self._ledger.get, ids=[_OPEN])["ids"]:
            return
        whole = set(self.digests())
        for collection in self._collections.values():
            rows = self._ask(collection.get, include=["metadatas"])
            held = zip(rows["ids"], rows["metadatas"], strict=True)
            orphans = [key for key, row in held if row["document_id"] not in whole]
            if orphans:
                self._ask(collection.delete, ids=orphans)
        self._mark_whole()

    def _mark_open(self) -> None:
        self._ask(self._ledger.upsert, ids=[_OPEN], embeddings=[[1.0]], metadatas=[{"digest": ""}])

    def _mark_whole(self) -> None:
        self._ask(self._ledger.delete, ids=[_OPEN])
        self._few.clear()  # what was held may have changed

    def _remove(self, ids: list[str]) -> None:
        if not ids:
            return
        self._ask(self._ledger.delete, ids=ids)
        for collection in self._collections.values():
            self._ask(collection.delete, where={"document_id": {"$in": ids}})

    def search(self, vector: Sequence[float], group: str, grain: Grain, most: int) -> list[Found]:
        """The nearest passages of the group and grain: up to `most` from each language.

        Few are looked through here (rag/nearest.py), many are Chroma's to search. It is asked for ids and distances
        only, and the ids tell the rest: with texts and metadata, as LangChain's vector store always fetches them, a
        search for 120 passages takes 7.5 ms instead of 1.7.
        """
        names = [_collection(language, group, grain) for language in LANGUAGES]
        names = [name for name in names if name in self._collections]
        few = [self._few_of(name) for name in names]
        if None not in few:
            return [Found(*one, cosine) for held in few if held for one, cosine in held.nearest(vector, most)]
        # Chroma searches without holding Python up: both languages at once take hardly longer than one.
        rows = self._pool.map(lambda name: self._nearest(self._collections[name], vector, most), names)
        return [found for own in rows for found in own]

    def _few_of(self, name: str) -> Few[Named] | None:
        """The collection's vectors, where they are few enough to be looked through."""
        if name not in self._few:
            collection = self._collections[name]
            self._few[name] = self._held(collection) if self._ask(collection.count) <= FEW else None
        return self._few[name]

    def _held(self, collection: Any) -> Few[Named]:
        rows = self._ask(collection.get, include=["embeddings"])
        held = sorted(zip(rows["ids"], rows["embeddings"], strict=True), key=lambda one: one[0])
        return Few([_named(key) for key, _ in held], [vector for _, vector in held])

    def _nearest(self, collection: Any, vector: Sequence[float], most: int) -> list[Found]:
        rows = self._ask(collection.query, query_embeddings=[list(vector)], n_results=most, include=["distances"])
        pairs = zip(rows["ids"][0], rows["distances"][0], strict=True)
        return [Found(*_named(key), 1.0 - distance) for key, distance in pairs]

    def within(self, vector: Sequence[float], group: str, grain: Grain, document_id: str) -> dict[int, float]:
        """Of one document's passages the best cosine (-1 to 1) by number, the better language."""
        best: dict[int, float] = {}
        for language in LANGUAGES:
            collection = self._collections.get(_collection(language, group, grain))
            if collection is None:
                continue
            rows = self._ask(
                collection.query,
                query_embeddings=[list(vector)],
                n_results=100,
                include=["distances"],
                where={"document_id": document_id},
            )
            for key, distance in zip(rows["ids"][0], rows["distances"][0], strict=True):
                number = _named(key)[2]
                best[number] = max(best.get(number, -1.0), 1.0 - distance)
        return best

    def vectors(self, group: str) -> tuple[list[str], npt.NDArray[np.float32]]:
        """All passages' document ids and vectors of a group, in a stable order; shape (passages, dimensions)."""
        held: list[tuple[str, Sequence[float]]] = []
        for name in self._collections:
            if name.split("-")[1] == group:
                rows = self._ask(self._collections[name].get, include=["embeddings"])
                held += zip(rows["ids"], rows["embeddings"], strict=True)
        held.sort(key=lambda one: one[0])
        return [_named(key)[0] for key, _ in held], np.array([vector for _, vector in held], dtype=np.float32)

    def passages(self, group: str) -> Iterator[Passage]:
        """All passages of a group, in a stable order."""
        for name in sorted(self._collections):
            if name.split("-")[1] != group:
                continue
            rows = self._ask(self._collections[name].get, include=["documents", "metadatas"])
            held = zip(rows["ids"], rows["documents"], rows["metadatas"], strict=True)
            yield from sorted((_passage(*row) for row in held), key=lambda passage: passage.id)

    def _collection_of(self, name: str) -> Any:
        if name not in self._collections:
            create = self._client.get_or_create_collection
            search = _KEPT if name.split("-")[1] == "concept" else _SEARCH
            self._collections[name] = self._ask(create, name=name, embedding_function=None, metadata=search)
        return self._collections[name]


def wipe(where: Path | str) -> None:
    """Empties the index, whatever model made it; a folder that Chroma cannot make sense of is removed.

    Raises IndexProblem.
    """
    try:
        client = connect(where)
        with Advice(where):
            for collection in client.list_collections():
                client.delete_collection(collection.name)
    except IndexProblem:
        if isinstance(where, str):
            raise
        with Advice(where):
            _remove(where)
        forget_clients()


def _remove(folder: Path) -> None:
    while folder.exists():
        with suppress(FileNotFoundError):  # a client that is not gone yet may take its journal away meanwhile
            shutil.rmtree(folder)


def _collection(language: Language, group: str, grain: Grain) -> str:
    return f"{language}-{group}-{grain}"


def _named(key: str) -> Named:
    """A passage's id taken apart: document, grain and number. See `Passage.key`."""
    document_id, _, grain, number = key.rsplit(":", 3)
    return document_id, cast(Grain, grain), int(number.partition(".")[0])


def _metadata(passage: Passage) -> Mapping[str, str]:
    return {"document_id": passage.document_id, "group": passage.group, "language": passage.language}


def _passage(key: str, text: str, row: Mapping[str, Any]) -> Passage:
    document_id, grain, number = _named(key)
    part = key.rpartition(":")[2].partition(".")[2]
    return Passage(document_id, str(row["group"]), grain, row["language"], number, text, int(part or 0))
