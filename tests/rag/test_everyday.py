"""Everyday trades: known, so that a question for one meets a no and not its nearest namesake in the trade."""

from __future__ import annotations

import pytest

from bot.config import ROOT
from rag.answers import Library
from rag.documents import Answer, Question
from rag.vocabulary import load_vocabulary
from tests.conftest import TODAY

KNOWN = load_vocabulary(ROOT / "data" / "capabilities")[0]


def ask(library: Library, text: str) -> Answer:
    return library.answer(Question(text, TODAY))


def test_no_company_is_said_to_offer_what_lies_outside_the_trade(library: Library) -> None:
    outside = {concept.id for concept in KNOWN.concepts.values() if concept.outside}
    assert outside
    offered = {offer.concept for document in library.documents.values() for offer in document.offers}
    assert not outside & offered


@pytest.mark.parametrize(
    "text",
    [
        "chi fa i mobili?",
        "who makes furniture?",
        "who makes coffee?",
        "chi ci porta i panini per la riunione?",
        "somebody to cut the grass in front of the plant",
        "ci serve un idraulico, si allaga il bagno",
    ],
)
def test_an_everyday_trade_is_an_honest_no_without_neighbours(text: str, library: Library) -> None:
    answer = ask(library, text)
    assert (answer.outcome, answer.companies) == ("nothing_found", ())


@pytest.mark.parametrize(
    ("text", "company"),
    [
        ("chi si occupa di mobilità?", "5t"),
        ("chi fa scarpe per piloti?", "sparco"),
        ("riscaldamento per l'abitacolo di un furgone", "denso-thermal-systems"),
        ("chi cuce la pelle dei volanti?", "leva"),
    ],
)
def test_what_resembles_an_everyday_trade_and_is_a_vehicles_is_still_found(
    text: str, company: str, library: Library
) -> None:
    assert company in [hit.id for hit in ask(library, text).companies if hit.kind == "match"]


@pytest.mark.parametrize("text", ["chi vende fiori freschi?", "who sells fresh flowers?"])
def test_what_sounds_foreign_stays_so_though_the_vocabulary_knows_it(text: str, library: Library) -> None:
    answer = ask(library, text)
    assert (answer.outcome, answer.companies) == ("nothing_found", ())


def test_nobody_adjoins_an_everyday_trade(library: Library) -> None:
    assert not library.adjacent(Question("chi fa i mobili?", TODAY)).companies
