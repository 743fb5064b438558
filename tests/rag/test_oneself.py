"""Questions about Raccordo itself are told from questions about the world."""

from __future__ import annotations

import pytest

from rag.answers import Library
from rag.documents import Question
from rag.oneself import on_joining, on_membership, topic
from tests import factories


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("come mi iscrivo?", "joining"),
        ("siamo la Rossi Srl e facciamo stampi, come ci registriamo?", "joining"),
        ("come si diventa soci?", "joining"),
        ("quanto costa iscriversi?", "joining"),
        ("how do I join?", "joining"),
        ("how can our company join the network?", "joining"),
        ("we are Rossi Ltd and make moulds, how do we register?", "joining"),
        ("quante aziende conosci?", "scope"),
        ("how many companies do you know?", "scope"),
        ("privacy", "privacy"),
        ("che dati conservi di me?", "privacy"),
        ("what do you keep about me?", "privacy"),
    ],
)
def test_what_is_asked_about_raccordo_is_recognised(text: str, meant: str) -> None:
    assert topic(text) == meant


@pytest.mark.parametrize(
    "text",
    [
        "how to join steel and aluminium?", "come si registrano le valvole?", "chi può entrare in VVP?",
        "quante aziende fanno stampi?", "how many companies were at VTM Torino 2022?", "chi fa raccolta dati?",
        "quanti dipendenti ha Cecomp?", "come unire due lamiere?", "",
    ],
)  # fmt: skip
def test_questions_about_the_world_are_not_taken_for_it(text: str) -> None:
    assert topic(text) is None


@pytest.mark.parametrize(
    "text",
    ["is Cecomp a member?", "Cecomp fa parte della rete?", "Has Leva joined VVP?", "è associata a VVP Sparco?"],
)
def test_whether_a_company_belongs_to_the_association_is_recognised(text: str) -> None:
    assert on_membership(text)


@pytest.mark.parametrize(
    "text",
    ["chi sono i soci?", "Who are the members of VVP?", "is SPEA part of Bosch?", "Is Leva a founding member of VVP?"],
)
def test_other_questions_about_members_are_left_to_the_sources(text: str) -> None:
    assert not on_membership(text)


def test_of_joining_the_sentences_about_it_are_told() -> None:
    said = [
        factories.statement(1, "L'associazione è nata nel 2025.", "The association was born in 2025."),
        factories.statement(2, "Chi aderisce versa una quota.", "Whoever joins pays a fee."),
        factories.statement(3, "È aperta alle imprese.", "It is open to firms."),
    ]
    assert [one.number for one in on_joining(said, 2)] == [2, 3]


@pytest.mark.parametrize("text", ["confronta italdesign e pininfarina", "italdesign o pininfarina?"])
def test_two_names_give_both_profiles(library: Library, text: str) -> None:
    answer = library.answer(Question(text, "2026-11-22"))
    assert (answer.intent, answer.targets) == ("profile", ("italdesign", "pininfarina"))
    assert [hit.id for hit in answer.companies] == ["italdesign", "pininfarina"]


@pytest.mark.parametrize("text", ["mi parli di cecom?", "parlami di Cecomp", "tell me about cecom"])
def test_one_name_with_a_slip_gives_its_profile(library: Library, text: str) -> None:
    assert library.answer(Question(text, "2026-11-22")).targets == ("cecomp",)


def test_how_much_is_known_counts_companies_apart_from_institutions(library: Library) -> None:
    known = library.answer(Question("quante aziende conosci?", "2026-11-22")).coverage
    assert known is not None
    assert 0 < known.companies < known.known
    assert known.events and known.press and known.until
