"""What a message wants: a small linear model learnt at ingestion from the example sentences in data/intents.

Needs of the vocabulary count as examples of looking for a company: that is what they are. Names of companies are masked
first ("presenta _azienda_ a _azienda_"), so that what is said about a company counts and not which company it is.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
import yaml

from rag.loaders import DataProblem
from rag.multinomial import Multinomial
from rag.text import fold
from rag.yamls import load_yaml

FIND = "find_companies"
_BUCKETS = 1 << 13
_MEANING = 4.0  # weight of the sentence vector beside the n-grams; chosen by cross-validation over 2 to 8
_STRENGTH = 5.0  # inverse regularisation of the regression, chosen likewise
_TOKEN = re.compile(r"[\w']+|[?!]")

Vector = Sequence[float]
Row = npt.NDArray[np.float32]


def load_examples(folder: Path) -> dict[str, list[str]]:
    """Intent -> example sentences of both languages.

    Raises DataProblem when the folder is missing or empty, or a file holds no sentences by language.
    """
    paths = sorted(folder.glob("*.yaml"))
    if not paths:
        raise DataProblem(
            f"No example sentences in {folder}: expected one YAML file for each intent (greeting.yaml, event.yaml, …) "
            "with lists of sentences under `it` and `en`. Restore the folder, or set DATA_DIR to the one that holds it."
        )
    examples: dict[str, list[str]] = {}
    for path in paths:
        try:
            told: Mapping[str, list[str]] = load_yaml(path.read_text(encoding="utf-8"))
            examples[path.stem] = [str(sentence) for sentences in told.values() for sentence in sentences]
        except (UnicodeDecodeError, yaml.YAMLError, AttributeError, TypeError) as error:
            raise DataProblem(f"{path}: expected lists of sentences under `it` and `en` ({error}).") from error
    return examples


class IntentModel(Multinomial):
    """Intents by the hashed n-grams of words and characters, and the sentence vector."""

    BESIDE = _BUCKETS

    @classmethod
    def learn(cls, texts: Sequence[str], labels: Sequence[str], vectors: Sequence[Vector], key: str) -> IntentModel:
        """Learns from masked texts, their intents and their vectors, shape (len(texts), dimensions)."""
        mean: Row = np.asarray(vectors, dtype=np.float32).mean(axis=0)
        rows = np.stack([_features(text, vector, mean) for text, vector in zip(texts, vectors, strict=True)])
        return cls.fitted(rows, labels, mean, key, C=_STRENGTH, class_weight="balanced", max_iter=300)

    def predict(self, text: str, vector: Vector) -> dict[str, float]:
        """Probability of every intent, most likely first. `text` has its company names masked."""
        scores = self.odds(_features(text, vector, self.mean))
        odds = np.exp(scores - scores.max())
        shares = odds / odds.sum()
        order = np.argsort(-shares)
        return {self.classes[n]: float(shares[n]) for n in order}


def mask(text: str, names: Sequence[str]) -> str:
    """The text with each company name (as said) replaced by one word that stands for any."""
    masked = f" {fold(text)} "
    for name in sorted(names, key=len, reverse=True):
        loose = r"[\W_]+".join(re.escape(word) for word in name.split())
        masked = re.sub(rf"(?<!\w){loose}(?!\w)", "_azienda_", masked)
    return masked.strip()


def _features(text: str, vector: Vector, mean: Row) -> Row:
    grams = np.zeros(_BUCKETS, dtype=np.float32)
    for gram in _grams(text):
        digest = hashlib.blake2b(gram.encode(), digest_size=4).digest()
        grams[int.from_bytes(digest, "little") % _BUCKETS] += 1.0
    grams = np.sqrt(grams)
    norm = float(np.linalg.norm(grams))
    centred = (np.asarray(vector, dtype=np.float32) - mean) * _MEANING
    return np.concatenate([grams / norm if norm else grams, centred])


def _grams(text: str) -> list[str]:
    tokens = _TOKEN.findall(fold(text))[:200]
    grams = [f"w:{token}" for token in tokens]
    grams += [f"p:{first} {second}" for first, second in pairwise(tokens)]
    if tokens:
        grams += [f"first:{tokens[0]}", f"first:{' '.join(tokens[:2])}", f"last:{tokens[-1]}"]
    for token in tokens:
        marked = f"_{token}_"
        grams += [marked[n : n + size] for size in (3, 4) for n in range(len(marked) - size + 1)]
    return grams
