"""The embedding model as an ONNX graph, for one question at a time: the only door to ONNX Runtime.

Ingestion embeds thousands of passages and is worth the ten seconds that torch and sentence-transformers take to be
imported; a bot that starts and then embeds one question a message is not. So a model is exported once, right after it
was unpacked, and questions run without torch: a faster start, a third of the memory, and less time a question.
docs/decisions/0005 has the figures; a test holds that both ways give the same vectors.
"""

from __future__ import annotations

import json
import logging
import shutil
import tempfile
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

FOLDER = "graph"
_INPUTS = ("input_ids", "attention_mask")
_OUTPUT = "sentence_embedding"  # what sentence-transformers itself calls it


def graph_of(model: Path) -> Path | None:
    """The folder of the model's graph; None where it has not been exported."""
    folder = model / FOLDER
    return folder if (folder / "graph.json").exists() else None


def export(model: SentenceTransformer, into: Path) -> None:
    """Writes `into`/graph, whole or not at all, in ten to twenty seconds; the weights lie in a file of their own."""
    target = into / FOLDER
    with tempfile.TemporaryDirectory(dir=into) as folder:
        building = Path(folder) / FOLDER
        building.mkdir()
        _traced(model).save(str(building / "model.onnx"), external_data=True)
        told = {
            "prompt": model.prompts.get("query", ""),
            "longest": int(model.max_seq_length or 512),
            "dimensions": int(model.get_embedding_dimension() or 0),
        }
        model.tokenizer.save_pretrained(str(building))
        (building / "graph.json").write_text(json.dumps(told), encoding="utf-8")
        if target.exists():
            shutil.rmtree(target)
        building.replace(target)


def _traced(model: SentenceTransformer) -> Any:
    import torch  # late: seconds to import

    class Traced(torch.nn.Module):
        """The model, its pooling and its normalisation, as a function of two tensors."""

        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            given = dict(zip(_INPUTS, (input_ids, attention_mask), strict=True))
            vectors: torch.Tensor = self.model(given)[_OUTPUT]
            return vectors

    # Two rows of nine tokens stand for any number of both: a size of one would be taken for a constant.
    tokens = torch.arange(5, 23).reshape(2, 9)
    rows, length = torch.export.Dim("rows"), torch.export.Dim("length", max=512)
    shape = {0: rows, 1: length}
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)  # it tells of operators that no text model has
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about names of axes, from within the exporter
        return torch.onnx.export(
            Traced().eval(), (tokens, torch.ones_like(tokens)), input_names=list(_INPUTS), output_names=[_OUTPUT],
            dynamic_shapes=(shape, shape), dynamo=True, optimize=False, verbose=False,
        )  # fmt: skip


class Graph:
    """An exported model, ready for one text at a time; safe to call from several threads."""

    def __init__(self, folder: Path, threads: int = 1) -> None:
        import onnxruntime  # late, as is all that is heavy
        from tokenizers import Tokenizer

        told = json.loads((folder / "graph.json").read_text(encoding="utf-8"))
        self.dimensions = int(told["dimensions"])
        self._prompt = str(told["prompt"])
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(told["longest"])
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
        self._session = onnxruntime.InferenceSession(
            str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
        )

    def embed_query(self, text: str) -> npt.NDArray[np.float32]:
        """The question's vector, shape (dimensions,), of unit length."""
        tokens = np.array([self._tokenizer.encode(self._prompt + text).ids], dtype=np.int64)
        given = dict(zip(_INPUTS, (tokens, np.ones_like(tokens)), strict=True))
        vector: npt.NDArray[np.float32] = self._session.run(None, given)[0][0]
        return vector
