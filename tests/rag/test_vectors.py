"""Vectors: the exact nearest of each language, of one document, and the same after a start."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from rag.documents import Grain, Language, Passage
from rag.index import Index, IndexProblem, Reading
from rag.vectors import Block, Vectors

MODEL = "prova@1/3"
STAMPI, VERNICI, TORNIO = [1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]


def passage(document: str, *, grain: Grain = "statement", language: Language = "it", number: int = 1) -> Passage:
    return Passage(document, "company", grain, language, number, "testo")


@pytest.fixture
def index(tmp_path: Path) -> Index:
    opened = Index(tmp_path / "index", MODEL)
    pair = [passage("doppia", number=1), passage("doppia", number=1, language="en"), passage("doppia", number=2)]
    opened.store(
        [
            Reading("stampista", "1", [passage("stampista")], [STAMPI], False),
            Reading("verniciatore", "1", [passage("verniciatore")], [VERNICI], False),
            Reading("tornitore", "1", [passage("tornitore", grain="capability")], [TORNIO], False),
            Reading("doppia", "1", pair, [VERNICI, STAMPI, TORNIO], False),
        ]
    )
    return opened


@pytest.fixture
def vectors(index: Index) -> Vectors:
    return Vectors.of(index, "company")


def test_the_nearest_come_with_their_cosines_best_first(vectors: Vectors) -> None:
    hits = vectors.nearest([0.8, 0.6, 0.0], "statement", 1)
    assert [(hit.document_id, hit.cosine) for hit in hits] == [
        ("doppia", pytest.approx(0.8)),  # English
        ("stampista", pytest.approx(0.8)),  # Italian
    ]


def test_grains_and_groups_are_searched_apart(index: Index, vectors: Vectors) -> None:
    assert [hit.document_id for hit in vectors.nearest(TORNIO, "capability", 5)] == ["tornitore"]
    assert Vectors.of(index, "press").nearest(TORNIO, "statement", 5) == []


def test_of_one_document_the_better_language_of_each_sentence_counts(vectors: Vectors) -> None:
    assert vectors.within(STAMPI, "statement", "doppia") == pytest.approx({1: 1, 2: 0})
    assert vectors.within(STAMPI, "statement", "nobody") == {}


def test_of_one_document_only_its_own_passages_are_looked_at(tmp_path: Path) -> None:
    """Ids that begin alike lie beside each other."""
    index = Index(tmp_path / "alike", MODEL)
    for company, vector in (("lea", STAMPI), ("lea-due", VERNICI), ("leader", TORNIO)):
        index.store([Reading(company, "1", [passage(company)], [vector], False)])
    alike = Vectors.of(index, "company")
    for company, vector in (("lea", STAMPI), ("lea-due", VERNICI), ("leader", TORNIO)):
        assert alike.within(vector, "statement", company) == pytest.approx({1: 1})


def test_the_nearest_of_many_are_those_of_a_full_comparison() -> None:
    chance = np.random.default_rng(0)
    matrix = chance.normal(size=(2000, 8)).astype(np.float32)
    matrix /= np.linalg.norm(matrix, axis=1, keepdims=True)
    block = Block(tuple((f"d{n}", 1) for n in range(len(matrix))), matrix)
    full = np.argsort(-(matrix @ matrix[7]))[:50]
    hits = block.nearest(matrix[7], "statement", 50)
    assert [hit.document_id for hit in hits] == [f"d{n}" for n in full]


def test_what_was_kept_finds_the_same(vectors: Vectors, tmp_path: Path) -> None:
    vectors.save(tmp_path / "kept")
    kept = Vectors.load(tmp_path / "kept")
    for vector in (STAMPI, VERNICI, TORNIO):
        assert kept.nearest(vector, "statement", 9) == vectors.nearest(vector, "statement", 9)
        assert kept.within(vector, "statement", "doppia") == vectors.within(vector, "statement", "doppia")


@pytest.mark.parametrize("spoilt", ["rows.json", "0.npy"])
def test_a_copy_that_cannot_be_read_says_what_to_run(spoilt: str, vectors: Vectors, tmp_path: Path) -> None:
    vectors.save(tmp_path / "kept")
    (tmp_path / "kept" / spoilt).write_bytes(b"\0")
    with pytest.raises(IndexProblem, match="--rebuild"):
        Vectors.load(tmp_path / "kept")
