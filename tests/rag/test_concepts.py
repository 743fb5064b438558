"""Concepts: what a question may mean, and who offers it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from rag.answers import Library
from rag.calibration import blank
from rag.concepts import Concepts
from rag.embeddings import Embedder
from rag.examples import Examples
from rag.index import Index, Reading
from rag.meanings import MeaningModel
from rag.ranker import EVIDENCE
from rag.retrieval import Retriever, shelve
from rag.vocabulary import passages
from tests.rag import corpus


@pytest.fixture(scope="module")
def small_embedder(tiny_model: Path) -> Embedder:
    return Embedder(str(tiny_model), Path())


@pytest.fixture(scope="module")
def concepts(small_embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> Concepts:
    folder = tmp_path_factory.mktemp("concepts")
    known = corpus.machining(folder)
    index = Index(folder / "index", small_embedder.identity)
    for concept in known.concepts.values():
        held = passages(concept)
        vectors = small_embedder.embed_documents([one.text for one in held])
        index.store([Reading(f"concept:{concept.id}", "1", held, vectors, False)])
    retriever = Retriever.open(index, shelve(index, folder / "shelves"), "concept")
    documents, vectors = index.vectors("concept")
    ids = [key.partition(":")[2] for key in documents]
    learnt, examples = MeaningModel.learn(ids, vectors, "key"), Examples.of(ids, vectors, "key")
    weights = dict.fromkeys(EVIDENCE, 0.0) | {"learnt": 0.1, "words": 10.0, "spelling": 5.0}
    return Concepts(known, retriever, corpus.FIRMS, learnt, examples, replace(blank().company, meaning=weights))


@pytest.mark.parametrize(
    ("text", "concept"),
    [("mi serve wire edm", "wire-edm"), ("who does milling?", "milling"), ("water jet", "water-jet-cutting")],
)
def test_the_likeliest_meaning_comes_first(
    text: str, concept: str, concepts: Concepts, small_embedder: Embedder
) -> None:
    meant = concepts.meant(text, small_embedder.embed_query(text))
    assert meant[0].concept == concept
    assert [meaning.share for meaning in meant] == sorted((meaning.share for meaning in meant), reverse=True)
    assert 0 < sum(meaning.share for meaning in meant) <= 1 + 1e-6


def test_what_speaks_for_a_concept_has_a_row_for_each_and_a_column_for_each_kind(
    concepts: Concepts, small_embedder: Embedder
) -> None:
    table = concepts.evidence("wire edm", small_embedder.embed_query("wire edm"))
    assert table.shape == (len(concepts.ids), len(EVIDENCE))
    said = dict(zip(concepts.ids, table[:, EVIDENCE.index("label")], strict=True))
    assert said["wire-edm"] == pytest.approx(1.0)
    assert said["milling"] == 0
    offerers = dict(zip(concepts.ids, table[:, EVIDENCE.index("offerers")], strict=True))
    assert offerers["machining"] > offerers["die-sinking-edm"] > offerers["water-jet-cutting"] == 0


def test_belief_in_one_concept_is_whole_and_in_one_that_the_vocabulary_lost_is_none(concepts: Concepts) -> None:
    assert [one.concept for one in concepts.likeliest(concepts.only("milling")) if one.share] == ["milling"]
    assert not concepts.only("lost").any()


def test_a_concept_is_offered_when_somebody_does_it_or_something_narrower(concepts: Concepts) -> None:
    offered = {concept for concept in concepts.vocabulary.concepts if concepts.is_offered(concept)}
    assert offered == {"wire-edm", "die-sinking-edm", "edm", "milling", "machining"}


def test_a_label_is_told_in_the_language_asked_for(concepts: Concepts) -> None:
    assert (concepts.label("milling", "it"), concepts.label("milling", "en")) == ("milling it", "milling en")


@pytest.mark.parametrize(
    ("italian", "english", "concept"),
    [
        ("chi fa elettroerosione a filo?", "who does wire EDM?", "wire-edm"),
        ("stampaggio a iniezione", "injection moulding", "injection-moulding"),
        ("prove in galleria del vento", "wind tunnel testing", "wind-tunnel"),
    ],
)
def test_the_real_vocabulary_understands_both_languages(
    italian: str, english: str, concept: str, library: Library
) -> None:
    for text in (italian, english):
        meant = library.sources.concepts.meant(text, library.embedder.embed_query(text))
        assert concept in [meaning.concept.removesuffix("-testing") for meaning in meant[:2]]
