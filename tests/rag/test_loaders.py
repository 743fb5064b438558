"""Files become documents; a file that breaks the format is told by name and line, and the rest is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.config import ROOT
from rag.documents import Capability, Document, Offer, Source
from rag.loaders import DataProblem, Problem, load_folder
from tests.rag import corpus

WHOLE_FILE = ""
TEXT = """---
id: officina-prova
kind: company
name: Officina Prova
aliases: [OP]
trade: {it: saldatura di telai, en: frame welding}
city: Torino
vvp: {relation: ecosystem, source: 'https://prova.it'}
capabilities:
- {it: saldatura, en: welding, evidence: 2}
offers:
- {concept: welding, degree: partial, evidence: 1}
---

# Officina Prova

## In italiano

Officina Prova salda telai.[^1]

Officina Prova ha 12 dipendenti.[^2]

## In English

Officina Prova welds frames.[^1]

Officina Prova has a staff of 12.[^2]

[^1]: gazzetta.it, 2024-05, <https://gazzetta.it/articolo>
[^2]: officina-prova.it, senza data / undated (sito proprio / own site), <https://officina-prova.it>
"""
FAULTS = {  # what is changed in TEXT, into what, how the line that is told begins, and words of the message
    "no front matter": ("---\nid:", "id:", "id: officina-prova", "no front matter"),
    "no YAML": ("city: Torino", "city: Torino: centro", "city: Torino: centro", "YAML"),
    "front matter that is a sentence": (TEXT[: TEXT.rindex("\n---\n")], "---\nciao", "---", "front matter"),
    "an unknown field": ("city: Torino", "city: Torino\ncolour: red", "colour: red", "colour"),
    "an unknown field deeper down": ("degree: partial", "degree: partial, price: 3", "offers:", "price"),
    "an unknown kind": ("kind: company", "kind: spaceship", "kind: spaceship", "kind"),
    "an unknown degree": ("degree: partial", "degree: almost", "offers:", "degree"),
    "an unknown relation": ("relation: ecosystem", "relation: friend", "vvp:", "relation"),
    "an id that no link could carry": ("id: officina-prova", "id: Officina Prova", "id: Officina Prova", "id"),
    "an id that is not the file's name": ("id: officina-prova", "id: officina", "id: officina", "file's name"),
    "a missing name": ("name: Officina Prova\n", "", "---", "name"),
    "a missing trade": ("trade: {it: saldatura di telai, en: frame welding}\n", "", "---", "trade"),
    "one language of a field": ("{it: saldatura, en: welding,", "{it: saldatura,", "capabilities:", "en"),
    "evidence out of range": ("evidence: 2", "evidence: 3", "---", "evidence 3"),
    "evidence zero": ("evidence: 2", "evidence: 0", "capabilities:", "evidence"),
    "a sentence without footnote": ("salda telai.[^1]", "salda telai.", "Officina Prova salda telai.", "[^n]"),
    "a sentence above the languages": ("## In italiano", "Ciao.[^1]\n\n## In italiano", "Ciao.[^1]", "language"),
    "a footnote without address": (" <https://gazzetta.it/articolo>", "", "[^1]: gazzetta.it, 2024-05,", "[^n]"),
    "an impossible day": ("city: Torino", "city: Torino\nnewest_source: 2023-13-45", "newest_source", "YAML"),
    "an impossible day in quotes": ("city: Torino", "city: Torino\nstart: '2026-02-30'", "start", "day"),
    "an impossible month in quotes": ("city: Torino", "city: Torino\ndate: '2026-13'", "date", "month"),
    "a source of no date": ("it, 2024-05,", "it, recently,", "[^1]: gazzetta.it, recently", "YYYY-MM-DD"),
    "a source of an impossible date": ("it, 2024-05,", "it, 2024-02-30,", "[^1]: gazzetta.it, 2024-02-30", "YYYY"),
    "a source that is no web page": ("<https://gazzetta", "<javascript:gazzetta", "[^1]: gazzetta.it", "http"),
    "a source without host": ("<https://gazzetta.it/articolo>", "<https:///articolo>", "[^1]: gazzetta.it", "http"),
    "an unknown footnote": ("[^2]: officina", "[^3]: officina", "Officina Prova ha 12 dipendenti.[^2]", "[^2]"),
    "sources that differ": ("staff of 12.[^2]", "staff of 12.[^1]", "Officina Prova ha 12 dipendenti.[^2]", "source 2"),
    "languages that differ": ("Officina Prova has a staff of 12.[^2]\n", "", WHOLE_FILE, "2 Italian sentences but 1"),
    "no sentence": (TEXT[TEXT.index("Officina Prova salda") :], "", WHOLE_FILE, "no sentence"),
}  # fmt: skip


def _load(data_dir: Path, text: str | bytes, name: str = "officina-prova") -> tuple[list[Document], list[Problem]]:
    """Loads the text beside a record without fault."""
    corpus.write(data_dir, "vicina")
    path = data_dir / "companies" / f"{name}.md"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return load_folder(data_dir)


def _line_of(beginning: str, text: str) -> int:
    return next(number for number, line in enumerate(text.splitlines(), 1) if line.startswith(beginning))


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_told_by_file_name_and_line_and_the_rest_is_read(fault: str, tmp_path: Path) -> None:
    old, new, line, words = FAULTS[fault]
    text = TEXT.replace(old, new, 1)
    documents, problems = _load(tmp_path, text)
    assert [document.id for document in documents] == ["vicina"]
    assert [problem.path for problem in problems] == ["companies/officina-prova.md"]
    assert problems[0].line == (_line_of(line, text) if line else 0)
    assert words in problems[0].message
    assert str(problems[0]).startswith(f"companies/officina-prova.md:{problems[0].line}: ")


@pytest.mark.parametrize("raw", [TEXT.encode("utf-16"), TEXT.replace("salda", "perché").encode("latin-1"), b"\xff\xfe"])
def test_a_file_that_is_not_utf_8_is_told_and_the_rest_is_read(raw: bytes, tmp_path: Path) -> None:
    documents, problems = _load(tmp_path, raw)
    assert [document.id for document in documents] == ["vicina"]
    assert [(problem.path, problem.line) for problem in problems] == [("companies/officina-prova.md", 0)]
    assert "UTF-8" in problems[0].message


def test_a_folder_with_the_name_of_a_record_is_told_and_the_rest_is_read(tmp_path: Path) -> None:
    corpus.write(tmp_path, "vicina")
    (tmp_path / "press" / "cartella.md").mkdir(parents=True)
    documents, problems = load_folder(tmp_path)
    assert [document.id for document in documents] == ["vicina"]
    assert [problem.path for problem in problems] == ["press/cartella.md"]


def test_an_id_in_two_folders_is_told_with_both_files_and_the_second_is_left_out(tmp_path: Path) -> None:
    corpus.write(tmp_path, "alfa")
    corpus.write(tmp_path, "alfa", kind="press")
    documents, problems = load_folder(tmp_path)
    assert [(document.id, document.kind) for document in documents] == [("alfa", "company")]
    assert [problem.path for problem in problems] == ["press/alfa.md"]
    assert "companies/alfa.md" in problems[0].message


@pytest.mark.parametrize("raw", [TEXT.replace("\n", "\r\n").encode(), TEXT.encode("utf-8-sig")])
def test_line_ends_of_windows_and_a_byte_order_mark_change_nothing(raw: bytes, tmp_path: Path) -> None:
    assert _load(tmp_path, raw) == _load(tmp_path, TEXT)


def test_several_faults_are_told_one_a_file(tmp_path: Path) -> None:
    for record in ("prima", "seconda", "terza"):
        path = corpus.write(tmp_path, record)
        path.write_text(path.read_text().replace("kind: company", "kind: spaceship"))
    documents, problems = load_folder(tmp_path)
    assert documents == []
    assert [problem.path for problem in problems] == [f"companies/{name}.md" for name in ("prima", "seconda", "terza")]


def test_a_record_keeps_what_its_file_says(tmp_path: Path) -> None:
    documents, problems = _load(tmp_path, TEXT)
    company = documents[0]
    assert problems == []
    assert (company.id, company.kind, company.name["it"], company.aliases) == (
        "officina-prova",
        "company",
        "Officina Prova",
        ("OP",),
    )
    assert company.trade == {"it": "saldatura di telai", "en": "frame welding"}
    assert company.city == {"it": "Torino", "en": "Torino"}
    assert company.capabilities == (Capability({"it": "saldatura", "en": "welding"}, 2),)
    assert company.offers == (Offer("welding", "partial", 1),)
    assert (company.relation, company.relation_source) == ("ecosystem", "https://prova.it")


def test_a_sentence_stands_word_for_word_in_both_languages_with_its_source(tmp_path: Path) -> None:
    documents, _ = _load(tmp_path, TEXT)
    first, second = documents[0].statements
    assert first.text == {"it": "Officina Prova salda telai.", "en": "Officina Prova welds frames."}
    assert first.source == Source("gazzetta.it", "https://gazzetta.it/articolo", "2024-05")
    assert documents[0].statement(2) is second


def test_an_undated_page_has_no_date_and_a_companys_own_page_is_told_apart(tmp_path: Path) -> None:
    documents, _ = _load(tmp_path, TEXT)
    declared = documents[0].statement(2).source
    assert (declared.date, declared.declared) == (None, True)
    assert not documents[0].statement(1).source.declared


def test_events_and_press_need_no_trade_but_an_address(tmp_path: Path) -> None:
    corpus.write(tmp_path, "fiera", kind="event", start="2026-12")
    corpus.write(tmp_path, "notizia", kind="press", url=None)
    documents, problems = load_folder(tmp_path)
    assert [(document.id, document.start) for document in documents] == [("fiera", "2026-12")]
    assert [(problem.path, "url" in problem.message) for problem in problems] == [("press/notizia.md", True)]


def test_the_digest_changes_with_the_file_and_only_then(tmp_path: Path) -> None:
    before = _load(tmp_path, TEXT)[0][0].digest
    again = _load(tmp_path, TEXT)[0][0].digest
    after = _load(tmp_path, TEXT + "\n")[0][0].digest
    assert before == again != after


def test_documents_come_by_id_whatever_their_folder(tmp_path: Path) -> None:
    for record, kind in (("zeta", "company"), ("mela", "press"), ("alfa", "event")):
        corpus.write(tmp_path, record, kind=kind)
    assert [document.id for document in load_folder(tmp_path)[0]] == ["alfa", "mela", "zeta"]


@pytest.mark.parametrize("made", [(), ("companies", "events", "press")])
def test_a_missing_or_empty_data_folder_says_what_to_do(made: tuple[str, ...], tmp_path: Path) -> None:
    for folder in made:
        (tmp_path / "data" / folder).mkdir(parents=True)
    with pytest.raises(DataProblem, match=r"No records in .*data.*DATA_DIR"):
        load_folder(tmp_path / "data")


def test_every_file_of_data_is_read_without_a_fault() -> None:
    documents, problems = load_folder(ROOT / "data")
    files = [path for folder in ("companies", "events", "press") for path in (ROOT / "data" / folder).glob("*.md")]
    assert [str(problem) for problem in problems] == []
    assert len(documents) == len({document.id for document in documents}) == len(files)
