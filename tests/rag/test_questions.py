"""Judged questions: read with names turned into ids; what is unknown or missing is refused by name."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bot.config import ROOT
from rag.loaders import load_folder
from rag.questions import QuestionProblem, load_questions
from tests import factories

DOCUMENTS = [
    factories.company("cecomp", name="Cecomp"),
    factories.event("fiera", title="La fiera"),
    factories.press("notizia", title="The news"),
]
ENTRY = {
    "id": "q1",
    "lang": "it",
    "text": "chi salda?",
    "kind": "capability",
    "literal": True,
    "relevant": {"Cecomp": 2},
}


def file_of(folder: Path, **changes: object) -> Path:
    path = folder / "set.yaml"
    entry = {key: value for key, value in {**ENTRY, **changes}.items() if value is not None}
    path.write_text(yaml.safe_dump({"questions": [entry]}), encoding="utf-8")
    return path


def test_names_and_titles_become_ids(tmp_path: Path) -> None:
    path = file_of(
        tmp_path, events=["La fiera"], press=["notizia"], press_ok=["The news"], near=["Cecomp"], targets=["cecomp"]
    )
    (question,) = load_questions(path, DOCUMENTS)
    assert (question.relevant, question.events, question.press) == ({"cecomp": 2}, ("fiera",), ("notizia",))
    assert (question.press_ok, question.near, question.targets) == (("notizia",), ("cecomp",), ("cecomp",))


def test_what_is_not_given_is_empty(tmp_path: Path) -> None:
    (question,) = load_questions(file_of(tmp_path, relevant={}, events=[], literal=None), DOCUMENTS)
    assert (question.relevant, question.events, question.expected_facts, question.intent) == ({}, (), (), None)
    assert not question.literal


def test_expected_facts_are_words_even_where_they_are_figures(tmp_path: Path) -> None:
    assert load_questions(file_of(tmp_path, expected_facts=[23, "4,6"]), DOCUMENTS)[0].expected_facts == ("23", "4,6")


@pytest.mark.parametrize(
    ("kind", "has"),
    [("capability", True), ("event", True), ("unanswerable", False), ("smalltalk", False), ("action", False)],
)
def test_only_some_kinds_have_an_answer(kind: str, has: bool, tmp_path: Path) -> None:
    assert load_questions(file_of(tmp_path, kind=kind), DOCUMENTS)[0].has_answer == has


@pytest.mark.parametrize("field", ["relevant", "events", "press", "press_ok", "near", "targets"])
def test_an_unknown_name_is_refused_with_file_question_and_field(field: str, tmp_path: Path) -> None:
    value = {"Nessuno": 2} if field == "relevant" else ["Nessuno"]
    with pytest.raises(QuestionProblem) as refused:
        load_questions(file_of(tmp_path, **{field: value}), DOCUMENTS)
    for words in ("set.yaml", "q1", field, "Nessuno"):
        assert words in str(refused.value)


@pytest.mark.parametrize("field", ["lang", "text", "kind"])
def test_a_missing_field_is_refused_with_question_and_field(field: str, tmp_path: Path) -> None:
    with pytest.raises(QuestionProblem, match=f"q1 lacks the field '{field}'"):
        load_questions(file_of(tmp_path, **{field: None}), DOCUMENTS)


@pytest.mark.parametrize("text", ["", "ciao", "questions: [", "answers: []", "- 1"])
def test_a_file_that_is_no_question_set_is_refused_by_name(text: str, tmp_path: Path) -> None:
    path = tmp_path / "set.yaml"
    path.write_text(text)
    with pytest.raises(QuestionProblem, match=r"set\.yaml: no question set"):
        load_questions(path, DOCUMENTS)


@pytest.mark.parametrize("name", ["missing.yaml", "."])
def test_a_file_that_cannot_be_opened_is_refused_by_name(name: str, tmp_path: Path) -> None:
    with pytest.raises(QuestionProblem, match="no question set"):
        load_questions(tmp_path / name, DOCUMENTS)


@pytest.mark.parametrize("path", sorted((ROOT / "data" / "evaluation").glob("*.yaml")), ids=lambda path: path.stem)
def test_every_set_of_data_is_read_and_its_pairs_are_pairs(path: Path) -> None:
    questions = {question.id: question for question in load_questions(path, load_folder(ROOT / "data")[0])}
    assert {question.language for question in questions.values()} == {"it", "en"}
    assert {grade for question in questions.values() for grade in question.relevant.values()} <= {1, 2}
    for question in questions.values():
        if question.pair:
            assert questions[question.pair].pair == question.id
            assert questions[question.pair].language != question.language
