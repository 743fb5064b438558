"""Retrieval on a public set: a file in SQuAD's shape, our own search, figures against its two halves."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from rag.embeddings import Embedder
from rag.index import Index
from rag.questions import QuestionProblem
from rag.squad import GROUP, SYSTEMS, SquadSet, fill, measure

MULINO = "Il mulino sta sul torrente. Macina castagne dal 1850."
FARO = "Il faro è alto trenta metri. Lo accende il guardiano."


def silent(step: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


def write(path: Path, *entries: tuple[str, list[str]]) -> Path:
    """A file of one article: paragraphs with their questions."""
    paragraphs = [
        {
            "context": text,
            "qas": [
                {"id": f"{number}-{n}", "question": question, "answers": [{"text": "x", "answer_start": 0}]}
                for n, question in enumerate(questions)
            ],
        }
        for number, (text, questions) in enumerate(entries)
    ]
    raw = json.dumps({"data": [{"title": "Prova", "paragraphs": paragraphs}]}).encode()
    path.write_bytes(gzip.compress(raw) if path.suffix == ".gz" else raw)
    return path


@pytest.fixture
def held(tmp_path: Path) -> SquadSet:
    path = tmp_path / "set.json.gz"
    return SquadSet.read(write(path, (MULINO, ["chi macina castagne?"]), (FARO, ["quanto è alto il faro?"])))


@pytest.fixture(scope="module")
def bytes_embedder(tiny_model: Path) -> Embedder:
    return Embedder(str(tiny_model), Path())


@pytest.mark.parametrize("name", ["set.json", "set.json.gz"])
def test_a_file_is_read_packed_or_not_and_a_paragraph_that_stands_twice_counts_once(name: str, tmp_path: Path) -> None:
    read = SquadSet.read(write(tmp_path / name, (MULINO, ["a?"]), (FARO, []), (MULINO, ["b?", "c?"])))
    assert sorted(read.paragraphs.values()) == sorted([MULINO, FARO])
    assert [asked.text for asked in read.questions] == ["a?", "b?", "c?"]
    assert {read.paragraphs[asked.paragraph] for asked in read.questions} == {MULINO}


def test_a_sample_is_always_the_same_and_keeps_all_paragraphs(tmp_path: Path) -> None:
    read = SquadSet.read(write(tmp_path / "set.json", (MULINO, [f"{n}?" for n in range(50)]), (FARO, [])))
    assert read.sample(5).questions == read.sample(5).questions
    assert (len(read.sample(5).questions), len(read.sample(5).paragraphs)) == (5, 2)
    assert read.sample(500) is read


@pytest.mark.parametrize("raw", [b"", b"[]", b'{"data": [{"paragraphs": [{"context": 1}]}]}', b"\x1f\x8b broken"])
def test_a_file_of_another_shape_is_refused_by_name(raw: bytes, tmp_path: Path) -> None:
    path = tmp_path / "set.json"
    path.write_bytes(raw)
    with pytest.raises(QuestionProblem, match=r"set\.json"):
        SquadSet.read(path)


def test_the_words_of_a_question_find_its_paragraph(held: SquadSet, tmp_path: Path, bytes_embedder: Embedder) -> None:
    retriever = fill(held, tmp_path / "kept", bytes_embedder, silent)
    figures = {one.name: one for one in measure(held, retriever, bytes_embedder, silent)}
    assert figures["MRR@10, BM25 alone"].value == "1.000 (1.000 – 1.000)"
    assert {f"Recall@1, {system}" for system in SYSTEMS} < set(figures)
    assert "MRR@10, ahead of vectors alone" in figures
    assert all(one.count == 2 for one in figures.values())


def test_what_was_embedded_is_kept_and_what_left_the_file_leaves_the_index(
    held: SquadSet, tmp_path: Path, bytes_embedder: Embedder
) -> None:
    told: list[tuple[str, int, int]] = []
    fill(held, tmp_path / "kept", bytes_embedder, silent)
    fill(held, tmp_path / "kept", bytes_embedder, lambda *step: told.append(step))
    assert told == [("paragraphs", 0, 0)]
    less = SquadSet.read(write(tmp_path / "less.json", (FARO, ["quanto è alto?"])))
    fill(less, tmp_path / "kept", bytes_embedder, silent)
    left = Index(tmp_path / "kept" / "index", bytes_embedder.identity).passages(GROUP)
    assert {passage.document_id for passage in left} == set(less.paragraphs)
