"""Bad input: a clear answer each time, and the next question is answered as ever."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from bot.simulator.client import Person, Simulator

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


async def sends_raw(simulator: Simulator, person: Person, **content: Any) -> None:
    """A message as no well-behaved app would send it."""
    who = {"id": person.id, "is_bot": False, "first_name": person.first_name, "language_code": "it"}
    chat = {"id": person.id, "type": "private", "first_name": person.first_name}
    message = {"message_id": 900_000, "date": 1_700_000_000, "chat": chat, "from": who, **content}
    await simulator.update({"message": message})


async def still_answers(person: Person) -> None:
    await person.looks_away()
    await person.says("chi può misurare l'aerodinamica in galleria del vento?")
    await person.sees("Pininfarina")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Non ci ho trovato parole"),
        (" \n\t ", "Non ci ho trovato parole"),
        ("🚗🔧🏎️", "Non ci ho trovato parole"),
        ("?!…", "Non ci ho trovato parole"),
        ("a" * 100_000, "È troppo lungo"),
        ("ﷺ" * 100, ""),
        ("\ud800\udc00\ud800 chi fa prototipazione?", ""),
        ("\0\0", "Non ci ho trovato parole"),
        ("chi fa\0 prototipazione?", ""),
        ("<b>grassetto</b> & <script>alert(1)</script>", ""),
        ("*_[Markdown](https://evil.example)_*", ""),
        ("'; DROP TABLE members; --", ""),
        ("👩‍👩‍👧‍👦" * 1000, ""),
        ("‮ותיב" * 50, ""),
    ],
    ids=["empty", "blanks", "emoji", "punctuation", "100,000 characters", "100 U+FDFA", "lone surrogate",
         "NULs", "NUL inside", "HTML", "Markdown", "SQL", "4,000 joined emoji", "right to left"],
)  # fmt: skip
async def test_strange_text_gets_a_clear_answer(anna: Person, simulator: Simulator, text: str, words: str) -> None:
    await sends_raw(simulator, anna, text=text)
    answer = await anna.sees()
    assert words in answer.text and "storto" not in answer.text
    links = [entity.get("url", "") for entity in answer.entities]
    assert not any("evil.example" in link for link in links)
    await still_answers(anna)


async def test_emoji_alone_are_answered_in_the_language_of_the_person(emma: Person) -> None:
    await emma.says("🚗🔧")
    assert "I found no words there" in (await emma.sees()).text


async def test_a_pasted_book_is_answered_clearly_though_the_app_cuts_it(anna: Person) -> None:
    await anna.says("parola " * 2_000)
    assert (await anna.sees()).text
    await still_answers(anna)


async def test_photos_voices_documents_and_places_get_told_what_can_be_done(anna: Person, emma: Person) -> None:
    await anna.sends_photo(PIXEL)
    assert "le foto non le so guardare" in (await anna.sees()).text
    await anna.sends_voice()
    assert "i messaggi vocali non li so ascoltare" in (await anna.sees()).text
    await emma.sends_document("offer.pdf", b"%PDF-1.4")
    assert "I can't open documents yet" in (await emma.sees()).text
    await emma.sends_location(45.07, 7.68)
    assert "Write me the place in words" in (await emma.sees()).text
    await anna.sends_contact("+390110000000", "Carla")
    assert "i contatti non li conservo" in (await anna.sees()).text


async def test_a_sticker_and_a_kind_not_yet_invented_are_answered(anna: Person, simulator: Simulator) -> None:
    size = {"file_id": "x", "file_unique_id": "x", "width": 1, "height": 1}
    sticker = {**size, "type": "regular", "is_animated": False, "is_video": False}
    await sends_raw(simulator, anna, sticker=sticker)
    assert "gli sticker" in (await anna.sees()).text
    await sends_raw(simulator, anna, hologram={"depth": 3})
    assert "questo tipo di messaggio" in (await anna.sees()).text


async def test_a_caption_is_still_a_question(anna: Person) -> None:
    await anna.sends_photo(PIXEL, "chi può misurare l'aerodinamica in galleria del vento?")
    await anna.sees("Pininfarina")
    await anna.sees("le foto non le so guardare")


async def test_an_album_is_told_once(anna: Person, simulator: Simulator) -> None:
    size = {"file_id": "x", "file_unique_id": "x", "width": 1, "height": 1}
    for _ in range(5):
        await sends_raw(simulator, anna, photo=[size], media_group_id="77")
    await anna.sees("le foto")
    await simulator.drained()
    await anna.sees_nothing(0.3)


@pytest.mark.parametrize("name", ["<b>x</b>", "\ud800", "\0", "x" * 4000, "💥"])
async def test_a_strange_name_for_a_profile_is_answered(anna: Person, simulator: Simulator, name: str) -> None:
    command = [{"type": "bot_command", "offset": 0, "length": 8}]
    await sends_raw(simulator, anna, text=f"/azienda {name}", entities=command)
    assert "storto" not in (await anna.sees()).text
    await still_answers(anna)
