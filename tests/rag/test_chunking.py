"""Documents become passages: the whole, each capability, each sentence, in both languages, never too long."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.config import ROOT
from rag.chunking import LONGEST, group, passages, split
from rag.documents import Capability, Document
from rag.loaders import load_folder
from tests import factories

LONG_IT = "Questa frase parla di stampi. " * 60
LONG_EN = "This sentence is about moulds. " * 60


def company(**changes: object) -> Document:
    trade = {"it": "stampi", "en": "moulds"}
    return factories.company("officina-prova", **{"trade": trade, **changes})


def test_a_company_is_searched_as_a_whole_by_capability_and_by_sentence_in_both_languages() -> None:
    said = {(passage.language, passage.grain, passage.number): passage.text for passage in passages(company())}
    assert set(said) == {
        (language, grain, number)
        for language in ("it", "en")
        for grain, number in (("document", 0), ("capability", 1), ("capability", 2), ("statement", 1))
    }
    assert said["it", "capability", 1] == "saldatura"
    assert said["en", "capability", 2] == "moulds"  # the trade stands after the capabilities
    assert said["en", "statement", 1] == "Officina Prova welds frames."


def test_the_whole_of_a_company_names_it_its_trade_its_town_and_what_it_does() -> None:
    whole = next(p.text for p in passages(company()) if p.grain == "document" and p.language == "en")
    assert all(word in whole for word in ("Officina Prova", "moulds", "Turin", "welding"))


@pytest.mark.parametrize("record", [factories.event("fiera", start="2026-09"), factories.press("notizia")])
def test_an_event_or_press_item_is_searched_by_its_title_in_both_languages(record: Document) -> None:
    titles = {p.language: p.text for p in passages(record) if p.grain == "capability"}
    assert titles == dict(record.name)


def test_companies_organisations_and_the_association_are_searched_together() -> None:
    kinds = ("company", "organisation", "association")
    assert {group(company(kind=kind)) for kind in kinds} == {"company"}
    assert (group(factories.event("fiera")), group(factories.press("notizia"))) == ("event", "press")


def test_a_long_sentence_is_cut_in_parts_that_keep_its_number() -> None:
    document = company(
        statements=(factories.statement(1, "Breve.", "Short."), factories.statement(2, LONG_IT, LONG_EN))
    )
    for language, text in (("it", LONG_IT), ("en", LONG_EN)):
        parts = [p for p in passages(document) if p.language == language and p.grain == "statement" and p.number == 2]
        assert len(parts) > 1
        assert all(len(part.text) <= LONGEST for part in parts)
        assert " ".join(part.text for part in parts).split() == text.split()


def test_a_long_list_of_capabilities_is_cut_too() -> None:
    many = tuple(Capability({"it": f"lavorazione {n}", "en": f"machining {n}"}, 1) for n in range(100))
    assert max(len(passage.text) for passage in passages(company(capabilities=many))) <= LONGEST


@given(st.text(st.characters(codec="utf-8", categories=["L", "N", "Zs", "Po"]), max_size=4000))
@settings(max_examples=40)
def test_cutting_keeps_every_letter_in_order(text: str) -> None:
    assert "".join("".join(split(text)).split()) == "".join(text.split())


def test_a_short_text_is_left_as_it_is() -> None:
    assert split("  Breve. ") == ["  Breve. "]


def test_every_passage_of_all_data_has_an_id_of_its_own_and_a_bearable_length() -> None:
    found = [passage for document in load_folder(ROOT / "data")[0] for passage in passages(document)]
    assert len({passage.id for passage in found}) == len(found)
    assert max(len(passage.text) for passage in found) <= LONGEST
    assert [passage.id for passage in found if not passage.text.strip()] == []


def test_every_sentence_of_all_data_is_searched_in_both_languages() -> None:
    for document in load_folder(ROOT / "data")[0]:
        numbers = {(p.language, p.number) for p in passages(document) if p.grain == "statement"}
        assert numbers == {(language, one.number) for language in ("it", "en") for one in document.statements}
