"""Sentences to vectors: the only door to sentence-transformers and torch."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from langchain_core.embeddings import Embeddings

from rag import e5
from rag.e5 import ModelProblem, Progress
from rag.text import clean

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

BUNDLED = "multilingual-e5-small"
BATCH = 32
# A phone message is short and passages are sentences: what lies beyond never decides, and it bounds the time of
# a hostile 100,000-character message.
MAX_CHARACTERS = 2_000


def prepare_model(model: str, cache: Path, progress: Progress | None = None) -> Path | str:
    """Makes `model` ready and gives what sentence-transformers can load: a folder, or another model's own name.

    The bundled model is unpacked once into `cache` (about half a minute). Raises ModelProblem.
    """
    if model != BUNDLED:
        return Path(model) if Path(model).is_dir() else model
    target = cache / f"{BUNDLED}-{e5.WEIGHTS_SHA256[:12]}"
    if not (target / "modules.json").exists():
        e5.unpack(target, progress)
    return target


class Embedder(Embeddings):
    """LangChain's `Embeddings` over one sentence-transformers model, on CPU, safe to call from several threads.

    Vectors have unit length. Questions and passages get the model's own prompts where it has them (e5: "query: ",
    "passage: "). One torch thread by default: on two busy cores two are slower, and in bfloat16 far slower.
    """

    def __init__(self, model: str, cache: Path, *, threads: int = 1) -> None:
        self.name = model
        self._lock = threading.Lock()
        self._model = _load(prepare_model(model, cache), threads)
        self.dimensions = int(self._model.get_embedding_dimension() or 0)

    @property
    def identity(self) -> str:
        """Name and width: what an index remembers so that another model's vectors are never mixed in."""
        version = (
            e5.WEIGHTS_SHA256[:12] if self.name == BUNDLED else hashlib.sha256(self.name.encode()).hexdigest()[:12]
        )
        return f"{Path(self.name).name}@{version}/{self.dimensions}"

    def embed_query(self, text: str) -> list[float]:
        """A question's vector, of unit length and `dimensions` wide."""
        return self._encode([text], "query")[0]

    def embed_questions(self, texts: Sequence[str]) -> list[list[float]]:
        """Many questions at once, for learning; shape (len(texts), dimensions)."""
        return self._encode(texts, "query")

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Passages' vectors, shape (len(texts), dimensions)."""
        return self._encode(texts, "document")

    def _encode(self, texts: Sequence[str], prompt: str) -> list[list[float]]:
        if not texts:
            return []
        cleaned = [clean(text)[:MAX_CHARACTERS] for text in texts]
        prompts: dict[str, Any] = {"prompt_name": prompt} if prompt in self._model.prompts else {}
        with self._lock:
            vectors = self._model.encode(
                cleaned, batch_size=BATCH, show_progress_bar=False, normalize_embeddings=True, **prompts
            )
        # bfloat16 leaves norms of 1 ± 0.003: set them right, so that a dot product is a cosine.
        exact = np.asarray(vectors, dtype=np.float32)
        exact /= np.linalg.norm(exact, axis=1, keepdims=True)
        rows: list[list[float]] = exact.tolist()
        return rows


def _load(where: Path | str, threads: int) -> SentenceTransformer:
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    if isinstance(where, Path):  # a folder is whole: nothing may be looked up on a hub
        os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    import torch  # late: seconds to import
    from sentence_transformers import SentenceTransformer

    e5.quieten()
    torch.set_num_threads(threads)
    native = torch.ops.mkldnn._is_mkldnn_bf16_supported()
    kind = torch.bfloat16 if native else torch.float32
    try:
        return SentenceTransformer(str(where), device="cpu", model_kwargs={"dtype": kind})
    except (OSError, ValueError) as error:
        raise ModelProblem(f"The embedding model {where} cannot be loaded: {error}. Check EMBEDDING_MODEL.") from error
