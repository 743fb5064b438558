"""Finds documents for a question: vectors and BM25 together, as signals a document.

Scores are fused, not ranks: the weighted sum of cosines and BM25norm orders documents far better than rank fusion
(MRR@10 .884 against .818 on SQuAD-it). Cosine of the whole document, the best cosine of its sentences and of its
capabilities, and BM25norm over stems and character n-grams each say something the others do not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from rag.documents import Passage
from rag.index import GRAINS, Index
from rag.lexical import Lexicon
from rag.text import ngrams, stems

# Nearest passages taken from each collection. Documents beyond have the last one's cosine as their bound.
NEAREST = 120


@dataclass(slots=True)
class Signals:
    """What speaks for one document. Cosines -1 to 1; BM25norm 0 to about 2; all 0-filled where nothing was found."""

    document: float = 0.0  # cosine of the document as a whole, the better language
    capability: float = 0.0  # best cosine of a capability (a label; an event's or press item's title)
    statement: float = 0.0  # best cosine of a statement (a concept's need)
    words: float = 0.0  # BM25norm over stems, all of the document's text together
    passage_words: float = 0.0  # BM25norm over stems, the best single passage
    spelling: float = 0.0  # BM25norm over character n-grams, the best single passage
    best: dict[str, tuple[float, int]] = field(default_factory=dict)  # grain -> (cosine, number) of the best passage

    @property
    def fused(self) -> float:
        """The weighted sum used where no calibrated model says better; weights from SQuAD-it and the question sets."""
        return (
            self.document + 2 * max(self.statement, self.capability)
            + 0.6 * max(self.words, self.passage_words) + 0.4 * self.spelling
        )  # fmt: skip


class Retriever:
    """Searches one group of documents ("company", "event", "press", "concept")."""

    def __init__(self, index: Index, group: str) -> None:
        self.group = group
        self._index = index
        self._passages = list(index.passages(group))
        self.documents = sorted({passage.document_id for passage in self._passages})
        row = {key: number for number, key in enumerate(self.documents)}
        self._row_of_passage = np.array([row[passage.document_id] for passage in self._passages], dtype=np.int64)
        texts = [passage.text for passage in self._passages]
        self._by_stem = Lexicon.of(texts, stems)
        self._by_gram = Lexicon.of(texts, ngrams)
        self._whole = Lexicon.of(self._joined(), stems)

    def _joined(self) -> list[str]:
        together: dict[str, list[str]] = {key: [] for key in self.documents}
        for passage in self._passages:
            together[passage.document_id].append(passage.text)
        return [" ".join(parts) for parts in together.values()]

    def cover(self, text: str) -> float:
        """How much of the question's weight stands anywhere in this group (0 to 1)."""
        return self._by_stem.cover(text)

    def search(self, text: str, vector: Sequence[float]) -> dict[str, Signals]:
        """Signals of every document that any signal speaks for, by document id."""
        found: dict[str, Signals] = {}
        for grain in GRAINS:
            hits = self._index.search(vector, self.group, grain, NEAREST)
            for hit in hits:
                _note(found.setdefault(hit.passage.document_id, Signals()), hit.passage, hit.cosine)
            bound = min((hit.cosine for hit in hits), default=0.0)
            for signals in found.values():
                if grain not in signals.best:
                    setattr(signals, grain, bound)
        self._add_lexical(found, text)
        return found

    def _add_lexical(self, found: dict[str, Signals], text: str) -> None:
        words = self._whole.scores(text)
        stems_best = self._best_per_document(self._by_stem.scores(text))
        grams_best = self._best_per_document(self._by_gram.scores(text))
        for row in _nonzero(words, grams_best):
            signals = found.setdefault(self.documents[row], Signals())
            signals.words = float(words[row])
            signals.passage_words = float(stems_best[row])
            signals.spelling = float(grams_best[row])

    def _best_per_document(self, scores: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        best = np.zeros(len(self.documents), dtype=np.float32)
        if len(scores):
            np.maximum.at(best, self._row_of_passage, scores)
        return best


def _note(signals: Signals, passage: Passage, cosine: float) -> None:
    if cosine > signals.best.get(passage.grain, (-2.0, 0))[0]:
        signals.best[passage.grain] = (cosine, passage.number)
        setattr(signals, passage.grain, cosine)


def _nonzero(*scores: npt.NDArray[np.float32]) -> Iterable[int]:
    together = sum(scores)
    return (int(row) for row in np.flatnonzero(together))
