"""A language model's words in a chat: they grow while they are checked, and the member never waits for an error."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot.config import Settings
from bot.db.base import Database
from bot.db.onboarding import Representation
from bot.db.privacy import Consent
from bot.simulator import client
from bot.simulator.client import Message, Person, Simulator
from tests import models
from tests.conftest import start_bot, stop_bot
from tests.models import Stub

PROTOTYPES = "chi fa prototipazione?"
WIND = "chi può misurare l'aerodinamica in galleria del vento?"
TEXT = """Serata sullo stampaggio
Giovedì 3 dicembre 2026, ore 18:00
Luogo: Museo dell'Automobile, Torino
Racconti di chi lo fa ogni giorno. Scrivere a info@example.it.
"""


@pytest_asyncio.fixture(scope="module")
async def stub() -> AsyncIterator[Stub]:
    async with models.serve() as running:
        yield running


@pytest_asyncio.fixture(scope="module")
async def telegram() -> AsyncIterator[Simulator]:
    async with client.start() as running:
        yield running


@pytest.fixture(scope="module")
def own_settings(settings: Settings, stub: Stub, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A database of its own beside the session's index, and the stand-in for a model."""
    folder = tmp_path_factory.mktemp("wording")
    for entry in settings.state_dir.iterdir():
        if ".sqlite" not in entry.name:
            (folder / entry.name).symlink_to(entry)
    changes: dict[str, Any] = {"state_dir": folder, "llm": "openai:stub", "llm_url": stub.url, "llm_seconds": 4}
    return Settings.model_validate({**settings.model_dump(), **changes})


async def asks(person: Person, question: str) -> Message:
    await person.says(question)
    return await person.sees(within=30)


async def test_words_grow_in_the_chat_and_stand_above_what_was_found(
    telegram: Simulator, own_settings: Settings, stub: Stub, tmp_path: Path
) -> None:
    bot = await start_bot(own_settings, telegram)
    anna = telegram.anna
    try:
        await anna.starts()
        await anna.sees("Raccordo")
        await _right(telegram, anna, stub)
        await _wrong(telegram, anna, stub)
        await _slow(anna, stub)
        await _staff_translate(telegram, stub)
        await _staff_read(telegram, stub)
        await _introduced(telegram, own_settings, stub)
        await _begun(telegram, anna, stub)
    finally:
        bot.kill()
        await bot.wait()
    stub.behaves()
    bot = await start_bot(own_settings, telegram)
    try:
        answer = await anna.sees("Ho trovato", within=30)
        assert "In breve" not in answer.text and "Presentami" in answer.buttons
        assert stub.heard == []  # what was begun before the machine died is told plainly, and only once
    finally:
        await stop_bot(bot)


async def _right(telegram: Simulator, anna: Person, stub: Stub) -> None:
    stub.behaves(after_a_line=1.3)
    answer = await asks(anna, PROTOTYPES)
    drafts = await telegram.journal("sendMessageDraft")
    assert drafts and "In breve" in json.dumps(drafts[0].parameters, ensure_ascii=False)
    assert answer.text.startswith("In breve\n") and "Parole di un modello linguistico" in answer.text
    assert answer.text.index("In breve") < answer.text.index("Ho trovato")
    assert "Presentami" in answer.buttons and "👍" in answer.buttons
    links = [entity["url"] for entity in answer.entities if entity["type"] == "text_link"]
    assert links and all(link.startswith("http") for link in links)
    first = next(label for label in answer.buttons if label.startswith("Scheda: "))
    await anna.presses(first, answer)
    await anna.presses("‹ Torna alla risposta", await anna.sees())
    assert (await anna.sees()).text == answer.text
    await _narrowed(anna, answer, stub)
    assert str(anna.id) not in stub.everything() and "Anna" not in stub.everything()


async def _narrowed(anna: Person, answer: Message, stub: Stub) -> None:
    """A button's answer stands plain at once, and has its words when they are there."""
    stub.behaves(seconds=1)
    narrower = next(label for label in answer.buttons if label.startswith("Solo "))
    await anna.presses(narrower, answer)
    plain = await anna.sees()
    assert plain.id == answer.id and "In breve" not in plain.text and plain.text.startswith("Cerco: ")
    worded = await anna.sees()
    assert worded.id == answer.id and worded.text.startswith("In breve\n") and plain.text.split("\n")[0] in worded.text
    assert worded.buttons == plain.buttons
    stub.behaves(models.lying)
    await anna.presses("‹ Risposta di prima", worded)
    assert (await anna.sees()).text == answer.text and stub.heard == []


async def _wrong(telegram: Simulator, anna: Person, stub: Stub) -> None:
    wrong = {
        "chi fa stampa 3D?": models.lying, "chi fa scocche?": models.injected, WIND: models.refusing,
        "chi fa modelli di stile?": models.broken,
    }  # fmt: skip
    for question, reply in wrong.items():
        stub.behaves(reply)
        answer = await asks(anna, question)
        assert len(stub.heard) == 1 and "In breve" not in answer.text and "Presentami" in answer.buttons
    said = json.dumps([call.parameters for call in await telegram.journal()], ensure_ascii=False)
    assert not any(lie in said for lie in ("Zarbetti", "Stoccarda", "555", "zarbetti"))


async def _slow(anna: Person, stub: Stub) -> None:
    stub.behaves(status=500)
    assert "In breve" not in (await asks(anna, "chi fa verniciatura?")).text and len(stub.heard) == 1
    stub.behaves(seconds=30)
    answer = await asks(anna, "chi fa stampi per plastica?")
    assert "In breve" not in answer.text and "Presentami" in answer.buttons
    stub.behaves()
    told = await asks(anna, "/privacy")
    assert "modello linguistico" in told.text


async def _staff_translate(telegram: Simulator, stub: Stub) -> None:
    def translates(system: str, human: str) -> str:
        fields = json.loads(human.splitlines()[-1])
        mark = "[[1]]" if "[[1]]" in fields.get("description", "") else ""
        words = {
            "title": "An evening on moulding",
            "description": f"Stories of those who do it every day. Write to {mark}.",
        }
        return json.dumps({name: words[name] for name in fields})

    stub.behaves(translates)
    carla = telegram.carla
    await carla.starts()
    await carla.sees("Raccordo")
    await carla.says("/annuncia")
    await carla.sees("Mandami l'annuncio")
    await carla.says(TEXT)
    card = await carla.sees("Bozza")
    await carla.presses("🌐 Bozza in inglese", card)
    shown = await carla.sees("An evening on moulding")
    assert "🌐 Bozza in inglese" not in shown.buttons and "info@example.it" not in stub.everything()
    await carla.presses("👁 Anteprima", shown)
    assert "An evening on moulding" in (await carla.sees()).text


async def _staff_read(telegram: Simulator, stub: Stub) -> None:
    """Where the code finds no title and no place, a model may point at them; not at what does not stand there."""
    carla = telegram.carla
    told = "ciao a tutti, il 10 dicembre 2026 alle 17:30 ci si vede per due chiacchiere, giù al capannone blu"

    def points(system: str, human: str) -> str:
        place = {"line": 1, "words": "capannone blu"}
        return json.dumps({"place": place, "organiser": {"line": 1, "words": "Meccanica Zarbetti"}})

    stub.behaves(points)
    await carla.says("/annuncia")
    await carla.sees("Mandami l'annuncio")
    await carla.says(told)
    card = await carla.sees("Bozza", within=20)
    assert len(stub.heard) == 1 and "capannone blu" in card.text and "Zarbetti" not in card.text
    stub.behaves(models.broken)
    await carla.says("/annuncia")
    await carla.sees("Mandami l'annuncio")
    await carla.says(told.replace("17:30", "18:30"))
    assert "Zarbetti" not in (await carla.sees("Bozza", within=20)).text and len(stub.heard) == 1


async def _introduced(telegram: Simulator, own_settings: Settings, stub: Stub) -> None:
    """The note of a request in the model's words; of a liar's nothing, and nothing of the person goes to either."""
    emma = await telegram.add_person("Emma", language="en")
    await emma.starts()
    await emma.sees("Raccordo")
    database = Database(own_settings.database)
    at = datetime(2026, 11, 20, tzinfo=UTC)
    async with database.writing() as session:
        stands = {"member_id": emma.id, "company_id": "pininfarina", "shown_as": "Emma Verdi", "topics": []}
        session.add(
            Representation(
                **stands, contact="emma@x.example", state="approved", asked_at=at, decided_by=1, decided_at=at
            )
        )
        session.add(Consent(member_id=emma.id, purpose="introductions", given=True, at=at, wording="1"))
    await database.close()
    await emma.says("/introduce_me cecomp")
    await emma.sees()
    await emma.says("Mario Rossi told us of you: we look for 40 aluminium bodies")
    for label in ("Nothing in particular", "30 minutes", "With the company's name"):
        asked = await emma.sees()
        await emma.presses(next(one for one in asked.buttons if one.startswith(label[:9])), asked)
    preview = await emma.sees()
    stub.behaves(models.lying)
    refused = await emma.presses("✨ In other words", preview)
    assert "no better words" in (await refused.answered()).text
    stub.behaves()
    await emma.presses("✨ In other words", preview)
    better = await emma.sees("What we read of you", within=20)
    assert better.id == preview.id and "Cecomp" in better.text and "40 aluminium bodies" in better.text
    assert not any(word in stub.everything() for word in ("Mario", "Rossi", "Emma", "x.example", str(emma.id)))


async def _begun(telegram: Simulator, anna: Person, stub: Stub) -> None:
    """A question whose words have begun to come when the machine dies."""
    before = (await telegram.journal("sendMessageDraft"))[-1].number
    stub.behaves(after_a_line=30)
    await anna.says("chi costruisce scocche in alluminio?")
    await telegram.sees_call("sendMessageDraft", since=before)
    await asyncio.sleep(0.2)
