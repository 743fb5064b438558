"""The index: what is stored is found, what is withdrawn is gone, and what is broken says what to run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from rag.documents import Grain, Language, Passage
from rag.index import Index, IndexProblem, Reading, wipe

MODEL = "prova@1/3"
STAMPI, VERNICI, TORNIO = [1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]


def passage(
    document: str, text: str = "testo", *, grain: Grain = "statement", language: Language = "it", number: int = 1
) -> Passage:
    return Passage(document, "company", grain, language, number, text)


def reading(document: str, vector: list[float], *passages: Passage, digest: str = "1", held: bool = False) -> Reading:
    held_passages = passages or (passage(document),)
    return Reading(document, digest, held_passages, [vector] * len(held_passages), held)


@pytest.fixture(autouse=True, params=["looked through", "searched by Chroma"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Few passages are looked through, many are Chroma's to search: both ways keep the same promises."""
    if request.param == "searched by Chroma":
        monkeypatch.setattr("rag.index.FEW", -1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def index(folder: Path) -> Index:
    opened = Index(folder, MODEL)
    opened.store([reading("stampista", STAMPI), reading("verniciatore", VERNICI)])
    return opened


def found(index: Index, vector: list[float], most: int = 10) -> list[str]:
    hits = index.search(vector, "company", "statement", most)
    return [hit.document_id for hit in sorted(hits, key=lambda hit: -hit.cosine)]


def test_the_nearest_passage_is_found_with_its_cosine(index: Index) -> None:
    hits = {hit.document_id: hit.cosine for hit in index.search([0.8, 0.6, 0.0], "company", "statement", 10)}
    assert hits == pytest.approx({"stampista": 0.8, "verniciatore": 0.6}, abs=1e-5)


def test_no_more_are_found_than_were_asked_for_in_each_language(index: Index) -> None:
    index.store([reading("english", STAMPI, passage("english", language="en"))])
    assert found(index, STAMPI, most=1) == ["stampista", "english"]


def test_groups_and_grains_are_searched_apart(index: Index) -> None:
    index.store([reading("tornitore", TORNIO, passage("tornitore", grain="capability"))])
    assert found(index, TORNIO, most=1) != ["tornitore"]
    assert [hit.document_id for hit in index.search(TORNIO, "company", "capability", 5)] == ["tornitore"]
    assert index.search(TORNIO, "press", "statement", 5) == []


def test_of_one_document_the_better_language_of_each_sentence_counts(index: Index) -> None:
    pair = [passage("doppia", number=1), passage("doppia", number=1, language="en"), passage("doppia", number=2)]
    index.store([Reading("doppia", "1", pair, [VERNICI, STAMPI, TORNIO], False)])
    assert index.within(STAMPI, "company", "statement", "doppia") == pytest.approx({1: 1, 2: 0}, abs=1e-5)
    assert index.within(STAMPI, "company", "statement", "nobody") == {}


def test_passages_come_back_as_they_were_stored_in_a_stable_order(index: Index) -> None:
    parts = [Passage("lunga", "company", "statement", "it", 12, f"parte {part}", part) for part in (0, 1)]
    index.store([Reading("lunga", "1", parts, [STAMPI, STAMPI], False)])
    held = list(index.passages("company"))
    assert {one.id: one for one in held if one.document_id == "lunga"} == {one.id: one for one in parts}
    assert held == list(index.passages("company"))
    assert list(index.passages("event")) == []


def test_digests_tell_what_was_read(index: Index) -> None:
    assert index.digests() == {"stampista": "1", "verniciatore": "1"}


def test_storing_again_replaces_all_that_was_held_on_a_document(index: Index) -> None:
    index.store([reading("stampista", TORNIO, passage("stampista", number=9), digest="2", held=True)])
    assert index.digests()["stampista"] == "2"
    assert index.within(TORNIO, "company", "statement", "stampista") == pytest.approx({9: 1}, abs=1e-5)


def test_what_is_withdrawn_is_found_no_more(index: Index) -> None:
    index.withdraw(["stampista"])
    assert found(index, STAMPI) == ["verniciatore"]
    assert [one.document_id for one in index.passages("company")] == ["verniciatore"]
    assert "stampista" not in index.digests()


def test_withdrawing_nothing_or_a_stranger_harms_nothing(index: Index) -> None:
    index.withdraw([])
    index.withdraw(["nobody"])
    assert set(index.digests()) == {"stampista", "verniciatore"}


def test_the_stamp_changes_with_what_is_held_and_only_then(index: Index) -> None:
    before = index.stamp()
    assert index.stamp() == before
    index.store([reading("stampista", STAMPI, digest="2", held=True)])
    changed = index.stamp()
    index.withdraw(["stampista"])
    assert len({before, changed, index.stamp()}) == 3


def test_what_was_stored_is_there_when_opened_again(index: Index, folder: Path) -> None:
    again = Index(folder, MODEL)
    assert again.digests() == index.digests()
    assert found(again, VERNICI)[0] == "verniciatore"


def test_an_index_of_another_model_is_refused_with_what_to_run(index: Index, folder: Path) -> None:
    with pytest.raises(IndexProblem) as refused:
        Index(folder, "altro@2/3")
    for words in (MODEL, "altro@2/3", "EMBEDDING_MODEL", "raccordo ingest --rebuild"):
        assert words in str(refused.value)
    assert Index(folder, MODEL).digests() == index.digests()


def test_a_wiped_index_takes_any_model(index: Index, folder: Path) -> None:
    wipe(folder)
    assert Index(folder, "altro@2/3").digests() == {}


class Killed(BaseException):
    """Stands for a kill: nothing in the library catches it."""


@dataclass
class Dying:
    """A reading whose passages can be stored, but which kills the storing when its ledger row is written."""

    id: str
    passages: list[Passage]
    vectors: list[list[float]]
    held: bool = False

    @property
    def digest(self) -> str:
        raise Killed


def _storing(index: Index, document: str) -> None:
    pair = [passage(document), passage(document, language="en")]
    with pytest.raises(Killed):
        index.store([Dying(document, pair, [STAMPI, STAMPI])])  # type: ignore[list-item]
    assert document in found(index, STAMPI)


def _withdrawing(index: Index, document: str) -> None:
    """Another way to be half-way: the change was begun, its document's row is gone, the rest is not."""
    index.store([reading(document, STAMPI)])
    index._mark_open()
    index._ledger.delete(ids=[document])


@pytest.mark.parametrize("killed", [_storing, _withdrawing])
def test_what_a_kill_left_half_done_is_unread_and_removed_by_the_repair(
    killed: Callable[[Index, str], None], index: Index, folder: Path
) -> None:
    killed(index, "mezza")
    again = Index(folder, MODEL)
    assert "mezza" not in again.digests()
    again.repair()
    assert "mezza" not in found(again, STAMPI)
    assert set(found(again, STAMPI)) == {"stampista", "verniciatore"}
    assert again.digests() == {"stampista": "1", "verniciatore": "1"}


def test_a_repair_of_a_whole_index_changes_nothing(index: Index) -> None:
    before = (index.stamp(), list(index.passages("company")))
    index.repair()
    assert (index.stamp(), list(index.passages("company"))) == before


@pytest.mark.parametrize("raw", [b"this is no database" * 500, b"SQLite format 3\x00" + b"\xff" * 5_000])
def test_a_corrupt_index_says_where_it_is_and_what_to_run(raw: bytes, folder: Path) -> None:
    folder.mkdir()
    (folder / "chroma.sqlite3").write_bytes(raw)
    with pytest.raises(IndexProblem) as broken:
        Index(folder, MODEL)
    assert str(folder) in str(broken.value)
    assert "raccordo ingest --rebuild" in str(broken.value)


def test_a_server_that_does_not_answer_says_which_setting_to_check() -> None:
    with pytest.raises(IndexProblem, match=r"http://127\.0\.0\.1:9 cannot be used.*CHROMA_URL"):
        Index("http://127.0.0.1:9", MODEL)
