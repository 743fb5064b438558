"""How sites are rated: those that only repeat what others wrote are marked, whatever their subdomain."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.config import ROOT
from rag.documents import LANGUAGES, Source
from rag.loaders import load_folder
from rag.standing import FILE, Standing
from rag.yamls import load_yaml
from tests.rag import corpus

DATA = ROOT / "data"


@pytest.mark.parametrize(
    ("url", "reported"),
    [
        ("https://ru24.pro/foreign/it/384295332", True),
        ("https://de.m.wikipedia.org./wiki/GFG_Progetti", True),
        ("https://www.zazoom.it/2020-04-15/x", True),
        ("https://www.torinoggi.it/2024/03/26/x", False),
        ("https://notwikipedia.org/x", False),
        ("https://torinoggi.it/wikipedia.org", False),
    ],
)
def test_a_source_is_rated_by_its_site(url: str, reported: bool) -> None:
    assert Standing.load(DATA).rate(Source("x", url, None)).reported is reported


def test_without_the_list_no_site_is_rated(tmp_path: Path) -> None:
    assert not Standing.load(tmp_path).rate(Source("x", "https://ru24.pro/x", None)).reported


@pytest.mark.parametrize("text", ["reported: [", "reported: [{why: x}]", "", "\x00"])
def test_a_list_that_can_not_be_read_is_reported_and_stops_nothing(tmp_path: Path, text: str) -> None:
    corpus.write(tmp_path, "officina-prova")
    (tmp_path / FILE).write_text(text)
    documents, problems = load_folder(tmp_path)
    assert [document.id for document in documents] == ["officina-prova"]
    assert [problem.path for problem in problems] == [FILE]


def test_every_site_of_the_list_is_one_of_the_corpus_and_says_why_in_both_languages() -> None:
    entries = load_yaml((DATA / FILE).read_text("utf-8"))["reported"]
    sources = {statement.source for document in load_folder(DATA)[0] for statement in document.statements}
    for entry in entries:
        assert all(entry["why"][language] for language in LANGUAGES)
        assert any(Standing(frozenset({entry["site"]})).rate(source).reported for source in sources), entry["site"]
    assert {source.title for source in sources if source.reported} >= {"ru24.pro", "123dok.org"}
