"""Persons and contacts are taken out before a text leaves; firms, places and words of the trade stay."""

from __future__ import annotations

import re

import pytest

from bot.config import ROOT
from rag.discretion import GONE, Discretion
from rag.documents import Document
from rag.loaders import load_folder


@pytest.fixture(scope="module")
def documents() -> list[Document]:
    return list(load_folder(ROOT / "data")[0])


def test_nobody_whom_the_data_names_is_named_in_any_sentence(discretion: Discretion, documents: list[Document]) -> None:
    people = {person.name for one in documents for person in one.people}
    texts = [text for one in documents for told in one.statements for text in told.text.values()]
    hidden = "\n".join(discretion.without_persons(text) for text in texts)
    assert len(people) > 50 and len(texts) > 1000
    assert [name for name in people if name in hidden] == []


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("Mi passi il telefono di Ottavio Neri di Cecomp?", "Ottavio Neri"),
        ("conosci mario rossi?", "mario rossi"),
        ("lo chiede la signora Verdi", "Verdi"),
        ("Ing. Bianchi mi ha detto di Cecomp", "Bianchi"),
        ("scrivi a luca.neri@example.it", "luca.neri@example.it"),
        ("scrivi a luca.neri (at) example.it", "example.it"),
        ("chiama lo 011 555 1234, grazie", "555"),
        ("+39 333 1234567", "1234567"),
        ("mi trovi come @lucaneri", "lucaneri"),
        ("https://example.it/luca?tel=1", "example.it"),
        ("parlami di Giovanni Forneris", "Forneris"),
        ("chi è mailander", "mailander"),
        ("Sono Zhang Wei, cerco stampi", "Zhang"),
    ],
)
def test_persons_and_contacts_go_however_they_are_written(discretion: Discretion, text: str, gone: str) -> None:
    hidden = discretion.without_persons(text)
    assert GONE in hidden and not re.search(re.escape(gone), hidden, re.IGNORECASE)


@pytest.mark.parametrize(
    "text",
    [
        "chi fa stampi a Cuneo?",
        "Cecomp e Danisi Engineering fanno prototipi",
        "dal 27/11/2025, 10.000 pezzi all'anno",
        "who does wind tunnel tests near Turin?",
        "Nel 2019 CNA Torino ha aperto un ufficio",
        "il 10 e l'11 settembre 2026",
    ],
)
def test_firms_places_dates_and_words_of_the_trade_stay(discretion: Discretion, text: str) -> None:
    assert discretion.without_persons(text) == text
