"""Concepts: what a question may mean, and how nearly a company's offers meet it."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.answers import Library
from rag.concepts import Concepts, Kinship, Meaning
from rag.documents import Document, Offer
from rag.embeddings import Embedder
from rag.examples import Examples
from rag.index import Index, Reading
from rag.meanings import MeaningModel
from rag.retrieval import Retriever, shelve
from rag.vocabulary import Vocabulary, load_vocabulary, passages
from tests import factories
from tests.rag import corpus


def offering(company_id: str, *concepts: str, degree: str = "full") -> Document:
    return factories.company(company_id, offers=tuple(Offer(concept, degree, 1) for concept in concepts))  # type: ignore[arg-type]


FIRMS = [
    offering("filo", "wire-edm"),
    offering("tuffo", "die-sinking-edm"),
    offering("officina", "edm"),
    offering("fresa", "milling"),
    offering("incerta", "wire-edm", degree="partial"),
    offering("tutto", "wire-edm", "milling", "die-sinking-edm"),
    factories.company("niente"),
]


def vocabulary(data_dir: Path) -> Vocabulary:
    """Machining over EDM and milling, EDM over wire and die-sinking EDM; water-jet cutting is nobody's."""
    corpus.write_theme(
        data_dir,
        corpus.concept("machining"),
        corpus.concept("edm", broader=["machining"]),
        corpus.concept("milling", broader=["machining"]),
        corpus.concept("wire-edm", broader=["edm"]),
        corpus.concept("die-sinking-edm", broader=["edm"]),
        corpus.concept("water-jet-cutting", related=["wire-edm"]),
    )
    return load_vocabulary(data_dir / "capabilities")[0]


@pytest.fixture(scope="module")
def small_embedder(tiny_model: Path) -> Embedder:
    return Embedder(str(tiny_model), Path())


@pytest.fixture(scope="module")
def concepts(small_embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> Concepts:
    folder = tmp_path_factory.mktemp("concepts")
    known = vocabulary(folder)
    index = Index(folder / "index", small_embedder.identity)
    for concept in known.concepts.values():
        held = passages(concept)
        vectors = small_embedder.embed_documents([one.text for one in held])
        index.store([Reading(f"concept:{concept.id}", "1", held, vectors, False)])
    retriever = Retriever.open(index, shelve(index, folder / "shelves"), "concept")
    documents, vectors = index.vectors("concept")
    ids = [key.partition(":")[2] for key in documents]
    learnt, examples = MeaningModel.learn(ids, vectors, "key"), Examples.of(ids, vectors, "key")
    weights = {"learnt": 0.1, "near": 0.0, "words": 10.0, "spelling": 5.0, "label": 0.0, "offered": 0.0}
    return Concepts(known, retriever, FIRMS, learnt, examples, weights)


def kin(concepts: Concepts, company: str, **shares: float) -> Kinship:
    return concepts.kinship(company, near(concepts, **shares))


def near(concepts: Concepts, **shares: float) -> dict[str, Kinship]:
    return concepts.near([Meaning(concept.replace("_", "-"), share) for concept, share in shares.items()])


def test_the_very_concept_counts_as_exact(concepts: Concepts) -> None:
    assert kin(concepts, "filo", wire_edm=0.8) == Kinship(exact=0.8)


def test_a_partial_offer_counts_for_less(concepts: Concepts) -> None:
    assert 0 < kin(concepts, "incerta", wire_edm=0.8).exact < kin(concepts, "filo", wire_edm=0.8).exact


def test_who_offers_something_more_specific_is_narrower_and_less_so_the_farther_down(concepts: Concepts) -> None:
    child, grandchild = kin(concepts, "filo", edm=0.8), kin(concepts, "filo", machining=0.8)
    assert (child.exact, grandchild.exact) == (0, 0)
    assert child.narrower > grandchild.narrower > 0


def test_who_offers_the_more_general_thing_is_broader(concepts: Concepts) -> None:
    kinship = kin(concepts, "officina", wire_edm=0.8)
    assert kinship.broader > 0
    assert (kinship.exact, kinship.narrower) == (0, 0)


@pytest.mark.parametrize(("company", "asked"), [("tuffo", "wire_edm"), ("filo", "water_jet_cutting")])
def test_a_sibling_or_a_related_concept_is_akin_and_nothing_more(company: str, asked: str, concepts: Concepts) -> None:
    assert kin(concepts, company, **{asked: 0.8}) == Kinship(akin=0.8)


def test_those_who_offer_the_nearest_concepts_come_first(concepts: Concepts) -> None:
    offering = list(dict.fromkeys(concepts.offering(near(concepts, wire_edm=0.8, milling=0.1))))
    assert set(offering[:3]) == {"filo", "incerta", "tutto"}
    assert "niente" not in offering


def test_cousins_are_no_kin(concepts: Concepts) -> None:
    assert kin(concepts, "fresa", wire_edm=0.8) == Kinship()


@pytest.mark.parametrize("company", ["niente", "nobody"])
def test_who_offers_nothing_is_no_kin(company: str, concepts: Concepts) -> None:
    assert kin(concepts, company, wire_edm=0.8, milling=0.2) == Kinship()


def test_the_best_offer_counts_and_not_their_number(concepts: Concepts) -> None:
    assert kin(concepts, "tutto", wire_edm=0.8).exact == kin(concepts, "filo", wire_edm=0.8).exact


def test_a_concept_that_the_vocabulary_lost_harms_nothing(concepts: Concepts) -> None:
    assert kin(concepts, "filo", lost=0.9) == Kinship()


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
