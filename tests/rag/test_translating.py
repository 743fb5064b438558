"""Drafts in the other language: what must not leave stands aside, what can be compared is compared."""

from __future__ import annotations

import json

import pytest

from rag.discretion import Discretion
from rag.translating import Translation

TEXT = {
    "title": "Visita da Cecomp",
    "description": "Ci vediamo il 3 dicembre 2026 alle 17:30 a La Loggia: 40 posti. Parla Ottavio Neri, "
    "scrivere a info@example.it o su https://example.it/x",
}
GOOD = "We meet on 3 December 2026 at 17:30 in La Loggia: 40 seats. {0} speaks, write to {1} or on {2}"


@pytest.fixture
def work(discretion: Discretion) -> Translation:
    return Translation.of(TEXT, "en", discretion)


def reply(work: Translation, description: str = GOOD, title: str = "A visit to Cecomp") -> str:
    marks = {piece: f"[[{number}]]" for number, piece in enumerate(work.masked.aside, start=1)}
    mail, link = marks["info@example.it"], marks["https://example.it/x"]
    person = next(mark for piece, mark in marks.items() if "Neri" in piece)
    return json.dumps({"title": title, "description": description.format(person, mail, link)})


def test_persons_and_contacts_do_not_leave_and_come_back_in_their_places(work: Translation) -> None:
    assert work.is_possible
    told = work.prompt.human
    assert not any(word in told for word in ("Neri", "example.it")) and "La Loggia" in told
    made = work.read(reply(work))
    assert made["title"] == "A visit to Cecomp"
    assert made["description"].endswith("Ottavio Neri speaks, write to info@example.it or on https://example.it/x")


@pytest.mark.parametrize(
    "wrong",
    [
        GOOD.replace("40", "50"),
        GOOD.replace("40", "fifty"),
        GOOD.replace("3 December", "4 December"),
        GOOD.replace("December", "November"),
        GOOD.replace("17:30", "18:30"),
        GOOD.replace("La Loggia", "Milano"),
        GOOD.replace("{1}", "evil@example.it"),
        GOOD.replace("{1} or on {2}", "{1}"),
        GOOD + " {1}",
        GOOD + " See www.evil.example.",
        GOOD + " <b>now</b>",
        GOOD
        + " Come and bring many friends and colleagues, and everybody whom you know and like, and more and more." * 3,
        "Ci vediamo il 3 dicembre 2026 alle 17:30 a La Loggia: 40 posti. Parla {0}, scrivere a {1} o su {2}",
    ],
)
def test_what_does_not_agree_with_the_original_is_no_draft(work: Translation, wrong: str) -> None:
    assert work.read(reply(work, wrong)) == {}


@pytest.mark.parametrize("broken", ["", "Sure!", "[]", '{"title": "A visit"}', '{"title": 1, "description": 2}'])
def test_what_is_no_translation_is_no_draft(work: Translation, broken: str) -> None:
    assert work.read(broken) == {}


def test_too_long_a_text_is_not_given_away(discretion: Discretion) -> None:
    assert not Translation.of({"title": "x" * 4000}, "en", discretion).is_possible
    assert not Translation.of({"title": " "}, "en", discretion).is_possible
