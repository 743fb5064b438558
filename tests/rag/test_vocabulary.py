"""The vocabulary of capabilities: the real one is whole, and a fault of a theme is told while the rest is read."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from bot.config import ROOT
from rag.documents import LANGUAGES
from rag.vocabulary import Concept, Vocabulary, load_vocabulary, passages
from rag.yamls import load_yaml
from tests.rag import corpus

FOLDER = ROOT / "data" / "capabilities"
LEAST = 3  # labels and needs a language


@cache
def real() -> Vocabulary:
    return load_vocabulary(FOLDER)[0]


def concepts() -> list[Concept]:
    return list(real().concepts.values())


def small(tmp_path: Path) -> Vocabulary:
    """Machining, with EDM below it, wire and die-sinking EDM below that, and milling as EDM's sister."""
    corpus.write_theme(
        tmp_path,
        corpus.concept("machining"),
        corpus.concept("edm", broader=["machining"]),
        corpus.concept("milling", broader=["machining"]),
        corpus.concept("wire-edm", broader=["edm"], related=["die-sinking-edm"]),
        corpus.concept("die-sinking-edm", broader=["edm"]),
    )
    vocabulary, problems = load_vocabulary(tmp_path / "capabilities")
    assert problems == []
    return vocabulary


# ---------------------------------------------------------------------------------------------- the real one


def test_the_real_vocabulary_is_read_without_a_fault() -> None:
    assert [str(problem) for problem in load_vocabulary(FOLDER)[1]] == []


def test_no_id_stands_twice_in_all_files() -> None:
    ids = [entry["id"] for path in FOLDER.glob("*.yaml") for entry in load_yaml(path.read_text("utf-8"))["concepts"]]
    assert [concept for concept, count in Counter(ids).items() if count > 1] == []
    assert len(ids) == len(concepts())


def test_every_reference_leads_to_another_concept() -> None:
    wrong = [
        (concept.id, other)
        for concept in concepts()
        for other in (*concept.broader, *concept.related)
        if other == concept.id or other not in real().concepts
    ]
    assert wrong == []


def test_no_concept_is_broader_than_itself() -> None:
    assert [concept.id for concept in concepts() if concept.id in real().ancestors(concept.id)] == []


def test_nothing_related_is_broader_or_narrower_at_once() -> None:
    both = [
        (concept.id, other)
        for concept in concepts()
        for other in concept.related
        if other in real().ancestors(concept.id)
    ]
    assert both == []


def test_only_the_roots_of_themes_stand_alone() -> None:
    """What has nothing broader has something narrower: no concept hangs in the air."""
    broader = {other for concept in concepts() for other in concept.broader}
    assert [concept.id for concept in concepts() if not concept.broader and concept.id not in broader] == []


def test_every_theme_has_few_roots() -> None:
    roots = Counter(concept.theme for concept in concepts() if not concept.broader)
    assert {theme: count for theme, count in roots.items() if count > 3} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_concept_has_labels_needs_and_a_definition_in_each_language(language: str) -> None:
    thin = [
        concept.id
        for concept in concepts()
        if len(set(concept.labels(language))) < LEAST  # type: ignore[arg-type]
        or len(set(concept.needs[language])) < LEAST  # type: ignore[index]
        or not concept.definition[language].strip()  # type: ignore[index]
    ]
    assert thin == []


def test_no_label_or_need_is_empty() -> None:
    said = [(concept.id, text) for concept in concepts() for language in LANGUAGES
            for text in (*concept.labels(language), *concept.needs[language])]  # fmt: skip
    assert [key for key, text in said if not text.strip()] == []


def test_no_two_concepts_have_the_same_name() -> None:
    for language in LANGUAGES:
        names = Counter(concept.pref[language].casefold() for concept in concepts())
        assert [name for name, count in names.items() if count > 1] == []


# ---------------------------------------------------------------------------------------------- a small one


def test_narrower_is_what_names_it_as_broader(tmp_path: Path) -> None:
    vocabulary = small(tmp_path)
    assert sorted(vocabulary.narrower("machining")) == ["edm", "milling"]
    assert sorted(vocabulary.narrower("edm")) == ["die-sinking-edm", "wire-edm"]
    assert vocabulary.narrower("milling") == []


def test_ancestors_come_with_their_distance_in_steps(tmp_path: Path) -> None:
    vocabulary = small(tmp_path)
    assert vocabulary.ancestors("wire-edm") == {"edm": 1, "machining": 2}
    assert vocabulary.ancestors("machining") == {}


def test_of_two_ways_up_the_shorter_counts(tmp_path: Path) -> None:
    corpus.write_theme(
        tmp_path,
        corpus.concept("top"),
        corpus.concept("middle", broader=["top"]),
        corpus.concept("low", broader=["middle", "top"]),
    )
    assert load_vocabulary(tmp_path / "capabilities")[0].ancestors("low") == {"middle": 1, "top": 1}


def test_a_circle_ends(tmp_path: Path) -> None:
    corpus.write_theme(tmp_path, corpus.concept("hen", broader=["egg"]), corpus.concept("egg", broader=["hen"]))
    assert "egg" in load_vocabulary(tmp_path / "capabilities")[0].ancestors("hen")


def test_the_everyday_words_of_the_trade_are_those_of_labels_needs_and_definitions(tmp_path: Path) -> None:
    said = small(tmp_path).words
    assert {"milling", "altro", "serve", "cosa"} <= said
    assert "torino" not in said


def test_a_concept_is_searched_by_definition_labels_and_needs_in_both_languages(tmp_path: Path) -> None:
    found = passages(small(tmp_path).concepts["milling"])
    said = {(passage.language, passage.grain, passage.text) for passage in found}
    assert said == {
        ("it", "document", "milling it: cosa sia milling"),
        ("it", "capability", "milling it"),
        ("it", "capability", "altro milling"),
        ("it", "statement", "mi serve milling"),
        ("en", "document", "milling en: what milling is"),
        ("en", "capability", "milling en"),
        ("en", "capability", "other milling"),
        ("en", "statement", "I need milling"),
    }
    assert len({passage.id for passage in found}) == len(found)
    assert {passage.group for passage in found} == {"concept"}


# ---------------------------------------------------------------------------------------------------- faults


@pytest.mark.parametrize(
    "broken",
    [
        "theme: prova\nconcepts: [",
        "theme: prova",
        "ciao",
        "",
        "theme: prova\ntitle: {it: a, en: b}\nconcepts: [{id: Maiuscola}]",
        "theme: prova\ntitle: {it: a}\nconcepts: []",
    ],
)
def test_a_broken_theme_is_told_by_name_and_the_others_are_read(broken: str, tmp_path: Path) -> None:
    corpus.write_theme(tmp_path, corpus.concept("milling"), theme="whole")
    (tmp_path / "capabilities" / "broken.yaml").write_text(broken)
    vocabulary, problems = load_vocabulary(tmp_path / "capabilities")
    assert list(vocabulary.concepts) == ["milling"]
    assert [problem.path for problem in problems] == ["capabilities/broken.yaml"]


def test_a_theme_that_is_not_utf_8_is_told(tmp_path: Path) -> None:
    corpus.write_theme(tmp_path, corpus.concept("milling"), theme="whole")
    (tmp_path / "capabilities" / "broken.yaml").write_bytes("è".encode("latin-1"))
    assert [problem.path for problem in load_vocabulary(tmp_path / "capabilities")[1]] == ["capabilities/broken.yaml"]


def test_an_unknown_reference_and_a_doubled_id_are_told(tmp_path: Path) -> None:
    corpus.write_theme(tmp_path, corpus.concept("milling", broader=["nothing"]), theme="one")
    corpus.write_theme(tmp_path, corpus.concept("milling"), corpus.concept("edm", related=["nowhere"]), theme="two")
    problems = load_vocabulary(tmp_path / "capabilities")[1]
    assert [(problem.path, problem.message) for problem in problems] == [
        ("capabilities/two.yaml", "concept milling stands twice"),
        ("capabilities/two.yaml", "edm names the unknown concept nowhere"),
    ]


def test_a_folder_without_themes_is_an_empty_vocabulary(tmp_path: Path) -> None:
    vocabulary, problems = load_vocabulary(tmp_path / "missing")
    assert (dict(vocabulary.concepts), problems) == ({}, [])
