"""Events, press and the association: answered from their records, with dates that know what day it is."""

from __future__ import annotations

import pytest

from bot.simulator.client import Person


async def test_events_to_come_are_listed_by_command_and_in_words(anna: Person, emma: Person) -> None:
    """On 22 November 2026 only an event known by its year may still be to come: told as that, with its source."""
    await anna.says("/eventi")
    listed = await anna.sees()
    assert "Annunciati, senza un giorno" in listed.text and "VTM Torino 2026" in listed.text
    assert "newsbiella.it, 23 aprile 2025" in listed.text
    await emma.says("any events coming?")
    assert "Announced, without a day" in (await emma.sees()).text


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("quando è il Salone Auto 2026?", "settembre 2026"),
        ("How many companies and buyers were at VTM Torino 2022?", "210"),
        ("Chi presiede Vehicle Valley Piemonte?", "Monica Mailander"),
        ("What does a new VVP member receive?", "plaque"),
        ("what happened at Pininfarina in November 2025?", "15"),
    ],
)
async def test_events_press_and_association_are_answered_from_their_records(
    anna: Person, question: str, words: str
) -> None:
    await anna.says(question)
    answer = await anna.sees()
    assert words in answer.text
    assert any(entity["type"] == "text_link" for entity in answer.entities)


async def test_an_event_opens_in_place_and_leads_back(anna: Person) -> None:
    await anna.says("quando è il Salone Auto 2026?")
    answer = await anna.sees()
    title = next(label for label in answer.buttons if "Salone" in label)
    await anna.presses(title, answer)
    detail = await anna.sees()
    assert detail.id == answer.id and detail.text.startswith(title)
    await anna.presses("‹ Torna alla risposta", detail)
    assert (await anna.sees()).text == answer.text
