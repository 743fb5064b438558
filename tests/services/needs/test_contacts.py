"""Contacts of persons are known when they are seen, and figures of the trade are not taken for them."""

from __future__ import annotations

import pytest

from bot.services.needs.contacts import has_contact


@pytest.mark.parametrize(
    "words",
    [
        "scrivete a mario.rossi@officina-prova.it",
        "mario chiocciola officina punto it",
        "mario (at) officina.it",
        "mario at officina dot it",
        "chiamami: 011 555 01 23",
        "+39 333 5550123",
        "333-555.01.23",
        "sono @mario_prova su Telegram",
        "t.me/mario_prova",
        "https://www.linkedin.com/in/mario-prova",
    ],
)
def test_a_way_to_reach_a_person_is_seen(words: str) -> None:
    assert has_contact(words)


@pytest.mark.parametrize(
    "words",
    [
        "200 coperchi 1200x800x300 mm in alluminio 6082-T6",
        "UNI EN ISO 9001:2015 e IATF 16949",
        "entro il 15/12/2026, 10.000 pezzi",
        "look at anecdotes of powder coating at 200 degrees",
        "Metalresine, www.esempio.it",
        "tolleranza ±0,02 @ 20 °C",
    ],
)
def test_the_trades_figures_are_no_contacts(words: str) -> None:
    assert not has_contact(words)
