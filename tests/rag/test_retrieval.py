"""Documents are found by vectors and words together, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import chunking
from rag.answers import Library
from rag.documents import Document
from rag.embeddings import Embedder
from rag.index import Index, Reading
from rag.ingest import LibraryConfig
from rag.retrieval import Retriever, Shelf, Signals, shelve
from tests import factories


def firm(company_id: str, italian: str, english: str) -> Document:
    return factories.company(
        company_id, trade={"it": italian, "en": english}, capabilities=(),
        statements=(factories.statement(1, f"La ditta fa {italian}.", f"The firm does {english}."),),
    )  # fmt: skip


FIRMS = [
    firm("stampista", "stampi per materie plastiche", "moulds for plastics"),
    firm("verniciatore", "verniciatura di carrozzerie", "painting of car bodies"),
    firm("tornitore", "tornitura di alberi", "turning of shafts"),
]


def retriever_of(folder: Path, embedder: Embedder) -> Retriever:
    """A retriever over the three firms."""
    index = Index(folder / "index", embedder.identity)
    for document in FIRMS:
        held = chunking.passages(document)
        index.store([Reading(document.id, "1", held, embedder.embed_documents([one.text for one in held]), False)])
    return Retriever.open(index, shelve(index, folder / "shelves"), "company")


@pytest.fixture(scope="module")
def by_bytes(tiny_model: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Retriever, Embedder]:
    """Firms in an index of the tiny model, which understands nothing: words must do the work."""
    embedder = Embedder(str(tiny_model), Path())
    return retriever_of(tmp_path_factory.mktemp("tiny"), embedder), embedder


@pytest.fixture(scope="module")
def by_meaning(embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> tuple[Retriever, Embedder]:
    """Firms in an index of the real model."""
    return retriever_of(tmp_path_factory.mktemp("real"), embedder), embedder


def search(within: tuple[Retriever, Embedder], text: str) -> dict[str, Signals]:
    retriever, embedder = within
    return retriever.search(text, embedder.embed_query(text))


def best(within: tuple[Retriever, Embedder], text: str) -> str:
    found = search(within, text)
    return max(found, key=lambda key: found[key].fused)


@pytest.mark.parametrize(
    ("italian", "english", "company"),
    [
        ("chi fa stampi?", "who makes moulds?", "stampista"),
        ("verniciatura", "car painting", "verniciatore"),
        ("tornitura di un albero", "turning a shaft", "tornitore"),
    ],
)
def test_words_find_their_document_in_both_languages(
    italian: str, english: str, company: str, by_bytes: tuple[Retriever, Embedder]
) -> None:
    assert best(by_bytes, italian) == best(by_bytes, english) == company


@pytest.mark.parametrize(
    ("text", "company"),
    [
        ("devo dare il colore a un cofano", "verniciatore"),
        ("I need somebody to put colour on a bonnet", "verniciatore"),
        ("lavorazione al tornio", "tornitore"),
        ("somebody who works on a lathe", "tornitore"),
        ("attrezzatura per iniettare polimeri", "stampista"),
    ],
)
def test_meaning_finds_what_shares_no_word(text: str, company: str, by_meaning: tuple[Retriever, Embedder]) -> None:
    assert best(by_meaning, text) == company


def test_a_misspelt_word_is_found_by_its_letters(by_bytes: tuple[Retriever, Embedder]) -> None:
    found = search(by_bytes, "tornittura")
    assert found["tornitore"].words == 0
    assert found["tornitore"].spelling > max(found["stampista"].spelling, found["verniciatore"].spelling)


def test_the_best_passage_of_each_grain_is_told_by_number(by_meaning: tuple[Retriever, Embedder]) -> None:
    signals = search(by_meaning, "stampi per materie plastiche")["stampista"]
    assert {grain: number for grain, (_, number) in signals.best.items()} == {
        "document": 0,
        "capability": 1,
        "statement": 1,
    }
    assert signals.best["capability"][0] == pytest.approx(signals.capability)


def test_cosines_and_word_scores_stay_in_their_ranges(by_meaning: tuple[Retriever, Embedder]) -> None:
    for signals in search(by_meaning, "stampi e vernici").values():
        assert min(signals.document, signals.capability, signals.statement) >= -1.01
        assert max(signals.document, signals.capability, signals.statement) <= 1.01
        assert 0 <= signals.words <= 2.5


def test_more_of_any_signal_never_lowers_the_fused_score() -> None:
    plain = Signals(document=0.5, capability=0.5, statement=0.4, words=0.2, passage_words=0.1, spelling=0.1)
    for name in ("document", "capability", "words", "spelling"):
        more = Signals(
            plain.document, plain.capability, plain.statement, plain.words, plain.passage_words, plain.spelling
        )
        setattr(more, name, getattr(plain, name) + 0.3)
        assert more.fused > plain.fused


@pytest.mark.parametrize("text", ["🙂", "\ud800", "chi che cosa", "\ufdfa" * 100])
def test_a_question_without_words_finds_by_meaning_alone(text: str, by_bytes: tuple[Retriever, Embedder]) -> None:
    assert {signals.words for signals in search(by_bytes, text).values()} == {0.0}


def test_a_shelf_that_was_kept_finds_the_same(by_bytes: tuple[Retriever, Embedder], tmp_path: Path) -> None:
    passages = [passage for document in FIRMS for passage in chunking.passages(document)]
    made = Shelf.of(passages)
    made.save(tmp_path / "shelf")
    kept = Shelf.load(tmp_path / "shelf")
    assert kept.documents == made.documents
    assert kept.rows.tolist() == made.rows.tolist()
    for text in ("stampi", "who does painting?", "tornittura"):
        assert kept.by_stem.scores(text).tolist() == made.by_stem.scores(text).tolist()
        assert kept.whole.scores(text).tolist() == made.whole.scores(text).tolist()
        assert kept.by_gram.scores(text).tolist() == made.by_gram.scores(text).tolist()


def test_shelves_are_made_once_and_anew_when_the_index_changes(tmp_path: Path) -> None:
    index = Index(tmp_path / "index", "prova@1/2")
    held = chunking.passages(FIRMS[0])
    index.store([Reading("stampista", "1", held, [[1.0, 0.0]] * len(held), False)])
    first = shelve(index, tmp_path / "shelves")
    made = (first / "company" / "documents.json").stat().st_mtime_ns
    assert shelve(index, tmp_path / "shelves") == first
    assert (first / "company" / "documents.json").stat().st_mtime_ns == made
    index.withdraw(["stampista"])
    second = shelve(index, tmp_path / "shelves")
    assert Shelf.load(second / "company").documents == ()
    assert [folder.name for folder in (tmp_path / "shelves").iterdir()] == [second.name]


def test_all_companies_of_the_library_are_kept_on_its_shelf(library: Library, library_config: LibraryConfig) -> None:
    found = library.sources.companies.signals("stampi", library.embedder.embed_query("stampi"))
    assert set(found) <= {key for key, document in library.documents.items() if document.is_company}
    assert found["mopla"].words > 0
