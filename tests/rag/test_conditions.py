"""Conditions that a question states, and the words that are left to search with."""

from __future__ import annotations

from typing import Any

import pytest

from rag import conditions
from rag.fitting import Fitting, founded, people, sorts
from rag.places import Gazetteer, Place, Towns
from rag.wishes import Conditions, Wish
from tests import factories


@pytest.mark.parametrize(
    ("text", "stated", "rest"),
    [
        ("chi fa stampi, ma non case auto?", {"not_sorts": ("car_maker",)}, "chi fa stampi ?"),
        ("who designs interiors, not an OEM?", {"not_sorts": ("car_maker",)}, "who designs interiors ?"),
        ("aziende che verniciano, escluse le grandi", {"most": 249}, "aziende che verniciano"),
        ("cerco una piccola officina che saldi", {"most": 49}, "officina che saldi"),
        ("looking for a small workshop that welds", {"most": 49}, "workshop that welds"),
        ("sotto i 50 addetti, stampaggio", {"most": 50}, "stampaggio"),
        ("firms with fewer than 1,000 employees that weld", {"most": 1000}, "firms that weld"),
        ("almeno 100 dipendenti per la saldatura", {"least": 100}, "per la saldatura"),
        ("10-50 people, 3D printing", {"least": 10, "most": 50}, "3D printing"),
        ("aziende fondate dopo il 2010 che saldano", {"since": 2010}, "aziende che saldano"),
        ("founded before 1970, sheet metal", {"until": 1969}, "sheet metal"),
        ("quale università studia batterie?", {"sort": "university"}, "quale università studia batterie?"),
        ("solo aziende: chi salda?", {"sort": "company"}, ": chi salda?"),
        ("which design studio draws campers?", {"sort": "design_studio"}, "which design studio draws campers?"),
    ],
)
def test_a_condition_is_heard_and_taken_out_of_the_words_that_are_searched_with(
    text: str, stated: dict[str, Any], rest: str
) -> None:
    read = conditions.read(text)
    assert (read.conditions, read.excluded, read.rest) == (Conditions(**stated), (), rest)


@pytest.mark.parametrize(
    "text",
    [
        "chi fa prototipazione?",
        "il portellone non chiude, chi lo ripara?",
        "chi fa prove, ma non so come si chiamano?",
        "siamo una piccola officina: chi ci aiuta con la ISO 9001?",
        "who helps small firms with grants?",
        "chi ha una scuola interna di saldatura?",
        "dipendiamo da un solo costruttore",
        "stampi non troppo lontano da Ivrea",
        "piccole serie di scocche",
        "a small part in steel",
    ],
)
def test_what_only_sounds_like_a_condition_changes_nothing(text: str) -> None:
    read = conditions.read(text)
    assert (read.conditions, read.excluded, read.rest) == (Conditions(), (), text)


@pytest.mark.parametrize(
    ("text", "language", "excluded"),
    [
        ("chi taglia i tessuti ma non cuce", "it", ("cuce",)),
        ("chi fa sedili tranne Sparco", "it", ("Sparco",)),
        ("who makes seats except for Lear?", "en", ("Lear",)),
        ("a hollow part, no seams", "en", ()),
    ],
)
def test_what_is_excluded_in_words_is_told(text: str, language: Any, excluded: tuple[str, ...]) -> None:
    assert conditions.read(text, language).excluded == excluded


@pytest.mark.parametrize(
    ("size", "count"),
    [
        ("circa 450 persone, fatturato oltre 70 milioni di euro (2023)", 450),
        ("circa 1.800 persone, 427 milioni di euro (2019)", 1800),
        ("circa 11.000 a Mirafiori (2025)", 11_000),
        ("una decina di ingegneri", 10),
        ("fatturato inferiore a 5 milioni di euro (2024)", None),
        ("30 assunzioni previste entro il 2024", None),
        ("", None),
    ],
)
def test_a_size_is_read_from_the_records_words_or_is_not_known(size: str, count: int | None) -> None:
    assert people(factories.company(size={"it": size})) == count


@pytest.mark.parametrize(
    ("told", "year"), [("1978 (10 aprile)", 1978), ("primi anni '90", 1990), ("2009 circa", 2009), ("", None)]
)
def test_a_year_of_foundation_is_read_from_the_records_words(told: str, year: int | None) -> None:
    assert founded(factories.company(founded={"it": told})) == year


@pytest.mark.parametrize(
    ("trade", "sort"),
    [("università", "university"), ("scuola di design", "school"), ("studio di design", "design_studio"),
     ("costruttore di auto", "car_maker"), ("stampaggio", "company")],
)  # fmt: skip
def test_a_sort_is_read_from_the_trade(trade: str, sort: str) -> None:
    found = sorts(factories.company(trade={"it": trade}))
    assert sort in found
    assert ("company" in found) == (sort not in ("university", "school"))


def fitting(**firms: dict[str, Any]) -> Fitting:
    companies = {key: factories.company(key, **changes) for key, changes in firms.items()}
    return Fitting(companies, Towns(companies.values(), Gazetteer({"torino": (45.07, 7.69, 1, 870_000)})))


def test_who_is_too_large_fails_and_whose_size_is_not_told_may_fit() -> None:
    judged = fitting(small={"size": {"it": "30 persone"}}, large={"size": {"it": "900 persone"}}, unknown={})
    wish = Wish("saldatura", Conditions(most=49))
    fits = {key: judged.judge(key, None, wish) for key in ("small", "large", "unknown")}
    assert [fits[key].fits for key in fits] == [True, False, True]
    assert fits["small"].untold == () and fits["unknown"].untold == ("size",)


def test_companies_named_told_or_not_among_those_meant_fail() -> None:
    judged = fitting(alfa={}, beta={})
    for wish in (Wish("x", Conditions(not_companies=("alfa",))), Wish("x", told=("alfa",)), Wish("x", among=("beta",))):
        assert not judged.judge("alfa", None, wish).fits
        assert judged.judge("beta", None, wish).fits


def test_a_place_is_a_condition_like_the_others() -> None:
    judged = fitting(alfa={}, beta={"city": {"it": "Cuneo", "en": "Cuneo"}})
    torino = Place("torino", outside=False, province="TO", at=(45.07, 7.69))
    assert [judged.judge(key, torino, None).fits for key in ("alfa", "beta")] == [True, False]
