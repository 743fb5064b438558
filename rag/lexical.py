"""BM25 beside the vectors: what is asked for by its very word, or nearly. The only door to bm25s.

BM25norm, the score used everywhere here, is BM25 divided by the sum of the question terms' idf (a term that no
passage holds counts with the highest idf). It lies between 0 and 1, needs no language detection, and
stays near 0 when a question shares nothing but trifles: "Retrieval" in docs/evaluation.md has the comparison.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import bm25s
import numpy as np
import numpy.typing as npt

Tokens = Callable[[str], list[str]]


@dataclass(frozen=True, slots=True)
class Weighing:
    """BM25's k1 and b: how much a word counts for that is said again, and how little in a long text."""

    again: float
    by_length: float


# In prose what repeats a word says hardly more of it, and what is long says much by chance: on SQuAD-it PROSE ranks
# .797 by stems and .810 by n-grams, LISTS .788 and .793. A profile or a list of needs is long because there is much of
# it: among companies and concepts PROSE ranked worse (docs/evaluation.md).
PROSE, LISTS = Weighing(0.8, 0.75), Weighing(1.2, 0.4)
MANNER = f"{PROSE.again}-{PROSE.by_length}-{LISTS.again}-{LISTS.by_length}"  # indexes of another one are made anew


@dataclass(frozen=True, slots=True)
class Lexicon:
    """A BM25 index over texts, cut into tokens by `tokens` (stems or character n-grams)."""

    tokens: Tokens
    size: int
    _idf: dict[str, float]
    _scorer: bm25s.BM25 | None

    @classmethod
    def of(cls, texts: Sequence[str], tokens: Tokens, weighing: Weighing = LISTS) -> Lexicon:
        """Indexes the texts, which keep their order."""
        cut = [tokens(text) for text in texts]
        count = len(cut)
        held = Counter(token for row in cut for token in set(row))
        idf = {token: math.log(1 + (count - n + 0.5) / (n + 0.5)) for token, n in held.items()}
        if not idf:
            return cls(tokens, count, {}, None)
        scorer = bm25s.BM25(method="lucene", k1=weighing.again, b=weighing.by_length)
        scorer.index(cut, show_progress=False)
        return cls(tokens, count, idf, scorer)

    def save(self, folder: Path) -> None:
        """Writes the index into a folder of its own, so that a start need not cut all texts again."""
        folder.mkdir(parents=True, exist_ok=True)
        if self._scorer is not None:
            self._scorer.save(folder)
        (folder / "idf.json").write_text(json.dumps({"size": self.size, "idf": self._idf}), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path, tokens: Tokens) -> Lexicon:
        """What `save` wrote; `tokens` must be those that it was made with."""
        held = json.loads((folder / "idf.json").read_text(encoding="utf-8"))
        scorer = bm25s.BM25.load(folder) if held["idf"] else None
        return cls(tokens, held["size"], held["idf"], scorer)

    def scores(self, question: str) -> npt.NDArray[np.float32]:
        """BM25norm of every text, in the order given to `of`; shape (size,)."""
        asked = list(dict.fromkeys(self.tokens(question)))
        if self._scorer is None or not asked:
            return np.zeros(self.size, dtype=np.float32)
        known = [token for token in asked if token in self._idf]
        if not known:
            return np.zeros(self.size, dtype=np.float32)
        total = sum(self.weight(token) for token in asked)
        return np.asarray(self._scorer.get_scores(known), dtype=np.float32) / np.float32(total)

    def weight(self, token: str) -> float:
        """The token's idf; the highest one for a token that stands nowhere."""
        return self._idf.get(token, math.log(1 + (self.size - 0.5) / 1.5))
