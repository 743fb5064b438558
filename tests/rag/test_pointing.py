"""A model points at words of a notice: what does not stand there, word for word, is no field."""

from __future__ import annotations

import json
from datetime import date

import pytest

from rag.discretion import Discretion
from rag.pointing import Pointing

TODAY = date(2026, 11, 22)
TEXT = """cari soci,
il gruppo stampi ci apre le porte: una serata sui materiali leggeri
giovedì 3 dicembre, alle 18, da noi in Officina Grande
scrivere a Ottavio Neri, info@example.it"""


@pytest.fixture
def work(discretion: Discretion) -> Pointing:
    return Pointing.of(TEXT, ("title", "start", "place", "organiser"), TODAY, discretion)


def said(**fields: tuple[int, str]) -> str:
    return json.dumps({name: {"line": line, "words": words} for name, (line, words) in fields.items()})


def test_what_stands_in_its_line_is_taken_and_the_date_is_the_codes_reading(work: Pointing) -> None:
    marks = {piece: f"[[{number}]]" for number, piece in enumerate(work.masked.aside, start=1)}
    place = "Officina Grande" if "Officina Grande" in work.hidden[2] else marks["Officina Grande"]
    found = work.read(
        said(title=(2, "una serata sui materiali leggeri"), start=(3, "giovedì 3 dicembre, alle 18"), place=(3, place))
    )
    assert {name: (one.value, one.line) for name, one in found.items()} == {
        "title": ("una serata sui materiali leggeri", 2), "start": ("2026-12-03T18:00", 3),
        "place": ("Officina Grande", 3),
    }  # fmt: skip


@pytest.mark.parametrize(
    "reply",
    [
        said(title=(2, "una serata sui materiali pesanti")),
        said(title=(1, "una serata sui materiali leggeri")),
        said(title=(99, "una serata")),
        said(title=(2, "erata sui mater")),
        said(place=(3, "Museo dell'Automobile")),
        said(place=(3, "https://zarbetti.it")),
        said(start=(3, "4 dicembre alle 18")),
        said(start=(2, "una serata")),
        said(seats=(3, "18")),
        '{"title": "una serata"}', '{"title": {"line": "2", "words": "una serata"}}',
        "Certo! Ecco:", "[]", "", '{"title',
    ],
)  # fmt: skip
def test_what_does_not_stand_there_is_left_out(reply: str, work: Pointing) -> None:
    assert work.read(reply) == {}


def test_a_day_that_is_over_is_no_beginning(discretion: Discretion) -> None:
    work = Pointing.of("il 3 dicembre 2020 alle 18", ("start",), TODAY, discretion)
    assert work.read(said(start=(1, "3 dicembre 2020 alle 18"))) == {}


def test_nobody_and_no_contact_is_in_what_the_model_is_told(work: Pointing) -> None:
    told = work.prompt.system + work.prompt.human
    assert not any(word in work.prompt.human for word in ("Ottavio", "Neri", "info@example.it"))
    assert "serata sui materiali" in told and '"n": 3' in told
