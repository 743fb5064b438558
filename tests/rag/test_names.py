"""Whom a question names: by name, alias or a near spelling; doubt gives choices, never a guess."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.documents import Document
from rag.names import Names
from rag.text import words
from tests import factories


def firm(company_id: str, name: str, *aliases: str, city: str = "Torino") -> Document:
    return factories.company(company_id, name=name, aliases=aliases, city={"it": city, "en": city})


FIRMS = [
    firm("cecomp", "Cecomp", "Cecomp SpA"),
    firm("pininfarina", "Pininfarina"),
    firm("italdesign", "Italdesign", "Italdesign Giugiaro"),
    firm("icona-design", "Icona Design"),
    firm("danisi-engineering", "Danisi Engineering"),
    firm("golden-car", "Golden Car"),
    firm("leva", "Leva"),
    firm("xev", "XEV"),
    firm("prima-industrie", "Prima Industrie"),
    firm("recaro", "Recaro Automotive (Proma Group)"),
    firm("lear", "Lear Grugliasco / FIPA", city="Grugliasco (TO)"),
    firm("rossi-stampi", "Rossi Stampi"),
    firm("rossi-vernici", "Rossi Vernici"),
]
NAMES = Names(FIRMS, ordinary=frozenset({"leva", "stampi", "vernici", "icona"}))


def found(text: str) -> list[tuple[str, ...]]:
    return [mention.ids for mention in NAMES.find(text)]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("cosa fa Cecomp?", "cecomp"),
        ("CECOMP SPA", "cecomp"),
        ("Pininfarína", "pininfarina"),
        ("tell me about Italdesign Giugiaro", "italdesign"),
        ("pinin farina", "pininfarina"),
        ("ital design", "italdesign"),
        ("Danisi", "danisi-engineering"),
        ("danisi-engineering", "danisi-engineering"),
        ("Recaro Automotive", "recaro"),
        ("FIPA", "lear"),
        ("Lear Grugliasco", "lear"),
        ("xev", "xev"),
    ],
)
def test_a_company_is_named_by_its_names_parts_and_aliases(text: str, meant: str) -> None:
    assert found(text) == [(meant,)]
    assert NAMES.find(text)[0].exact


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("cecom", "cecomp"),
        ("cecompp", "cecomp"),
        ("ceocmp", "cecomp"),
        ("chi è italdesing?", "italdesign"),
        ("pininfarinna", "pininfarina"),
        ("pinin farinna", "pininfarina"),
        ("danisi enginering", "danisi-engineering"),
    ],
)
def test_a_slip_of_the_pen_still_names_it_and_says_that_it_is_not_exact(text: str, meant: str) -> None:
    assert found(text) == [(meant,)]


@pytest.mark.parametrize("text", ["cecomp", "Pininfarina"])
def test_a_right_spelling_is_exact_and_a_near_one_is_not(text: str) -> None:
    assert NAMES.find(text)[0].exact
    assert not NAMES.find(text[:-1])[0].exact


@pytest.mark.parametrize(
    "text",
    [
        "Ferrari",
        "xex",  # three letters: one off is another word
        "farina",
        "design torino",
        "engineering",
        "prima di tutto",
        "una car",
        "chi fa prototipazione a Grugliasco?",
        "",
        "🙂",
        "%_'; DROP TABLE companies",
    ],
)
def test_other_words_name_nobody(text: str) -> None:
    assert found(text) == []


def test_a_word_that_several_companies_share_gives_all_of_them() -> None:
    assert found("mi parli di Rossi?") == [("rossi-stampi", "rossi-vernici")]


def test_the_whole_name_settles_it() -> None:
    assert found("mi parli di Rossi Vernici?") == [("rossi-vernici",)]


@pytest.mark.parametrize(("text", "named"), [
    ("una leva del cambio", False), ("la Leva di Torino", True), ("leva", True), ("Leva", True),
])  # fmt: skip
def test_an_everyday_word_is_a_name_only_with_a_capital_or_by_itself(text: str, named: bool) -> None:
    assert (("leva",) in found(text)) == named


def test_an_everyday_word_is_never_taken_for_a_misspelt_name() -> None:
    assert Names([firm("stampa", "Stampa")], ordinary=frozenset({"stampi"})).find("chi fa stampi?") == []


def test_companies_come_in_the_order_of_the_text() -> None:
    assert found("presenta Pininfarina a Cecomp e a Golden Car") == [("pininfarina",), ("cecomp",), ("golden-car",)]
    assert found("presenta cecom a Pininfarina") == [("cecomp",), ("pininfarina",)]


def test_the_longest_name_wins_over_its_parts() -> None:
    both = Names([firm("prova", "Prova"), firm("prova-stampi", "Prova Stampi")])
    assert [mention.ids for mention in both.find("chiama Prova Stampi domani")] == [("prova-stampi",)]


def test_only_companies_have_names() -> None:
    assert Names([factories.event("fiera")]).find("Evento fiera") == []


def test_the_words_of_a_mention_are_those_that_were_said() -> None:
    assert [mention.words for mention in NAMES.find("presenta pinin farina a CECOM")] == ["pinin farina", "cecom"]


def test_the_nearest_names_are_offered_when_none_is_right() -> None:
    assert NAMES.nearest("cecompe srl")[0] == "cecomp"
    assert NAMES.nearest("qzxwk") == []
    assert len(NAMES.nearest("rossi", most=1)) == 1


def test_without_companies_nobody_is_named() -> None:
    nobody = Names([])
    assert (nobody.find("Cecomp"), nobody.nearest("Cecomp")) == ([], [])


@given(st.text(max_size=60))
def test_whatever_is_found_stands_in_the_text(text: str) -> None:
    said = " ".join(words(text))
    known = {company.id for company in FIRMS}
    for mention in NAMES.find(text):
        assert mention.words in said
        assert set(mention.ids) <= known


@given(st.lists(st.sampled_from(["Cecomp", "Pininfarina", "Danisi", "e", "poi", "la"]), max_size=8))
def test_no_word_is_counted_for_two_companies(said: list[str]) -> None:
    names = [word for word in said if word in ("Cecomp", "Pininfarina", "Danisi")]
    assert len(NAMES.find(" ".join(said))) == len(names)
