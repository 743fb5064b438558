"""Questions that the records' sentences answer: read from data/questions, searched, never told."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.config import ROOT
from rag.answers import Library
from rag.documents import LANGUAGES, Question
from rag.hypothetical import load_hypothetical
from rag.loaders import load_folder
from tests import factories

DATA = ROOT / "data"
FIRM = factories.company("officina-prova")


def problems(folder: Path, name: str, text: str) -> list[str]:
    (folder / "questions").mkdir(exist_ok=True)
    (folder / "questions" / name).write_text(text, encoding="utf-8")
    return [str(problem) for problem in load_hypothetical(folder, [FIRM])[1]]


def test_the_questions_of_the_data_are_read_without_a_fault_and_belong_to_sentences() -> None:
    documents, _ = load_folder(DATA)
    found, faults = load_hypothetical(DATA, documents)
    assert faults == []
    told = {document.id: len(document.statements) for document in documents if document.statements}
    lacking = [key for key, count in told.items() if set(found[key].asked) != set(range(1, count + 1))]
    assert lacking == [], "write what members may ask of these records, or take out what is gone"


def test_each_is_a_passage_of_its_own_with_the_number_of_the_sentence_that_answers(tmp_path: Path) -> None:
    assert (
        problems(tmp_path, "officina-prova.yaml", "1: {it: [chi fa stampi?, stampi?], en: [who makes moulds?]}") == []
    )
    asked = load_hypothetical(tmp_path, [FIRM])[0]["officina-prova"]
    assert [(one.id, one.text) for one in asked.passages(FIRM)] == [
        ("officina-prova:it:question:1", "chi fa stampi?"),
        ("officina-prova:it:question:1.1", "stampi?"),
        ("officina-prova:en:question:1", "who makes moulds?"),
    ]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("nessuno.yaml", "1: {it: [a], en: [b]}", "no record has this id"),
        ("officina-prova.yaml", "9: {it: [a], en: [b]}", "there is no sentence 9"),
        ("officina-prova.yaml", "1: {it: [a]}", "1 validation error"),
        ("officina-prova.yaml", "1: [", "while parsing"),
    ],
)
def test_a_file_with_a_fault_is_named_and_left_out(name: str, text: str, said: str, tmp_path: Path) -> None:
    (told,) = problems(tmp_path, name, text)
    assert told.startswith(f"questions/{name}:") and said in told
    assert load_hypothetical(tmp_path, [FIRM])[0] == {}


@pytest.mark.parametrize(
    ("text", "firm", "said"),
    [
        ("Which company started as a university spin-off?", "beond", "spin-off"),
        ("how Italian is Mole Urbana's supply chain?", "mole-urbana", "99"),
        ("chi ha una sede a Dubai?", "icona-design", "Dubai"),
    ],
)
def test_what_shares_hardly_a_word_with_its_sentence_is_told_by_it(
    text: str, firm: str, said: str, library: Library
) -> None:
    answer = library.answer(Question(text, "2026-11-22"))
    assert answer.outcome == "answered" and firm in {hit.id for hit in answer.companies}
    told = [one.text for one in answer.facts] + [one.text for hit in answer.companies for one in hit.snippets]
    assert any(said in one for one in told)


def test_no_answer_quotes_a_question(library: Library) -> None:
    known, _ = load_hypothetical(DATA, library.documents.values())
    asked = {text for one in known.values() for text in one.texts}
    for text in sorted(asked)[::400]:
        answer = library.answer(Question(text, "2026-11-22"))
        told = {one.text for one in answer.facts} | {one.text for hit in answer.companies for one in hit.snippets}
        held = {
            sentence.text[language]
            for document in library.documents.values()
            for sentence in document.statements
            for language in LANGUAGES
        }
        assert told <= held and not told & asked
