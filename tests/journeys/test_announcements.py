"""Announcements over HTTP: from a text that staff paste to the card that a member gets."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio

from bot.config import Settings
from bot.simulator import client
from bot.simulator.client import Message, Person, Simulator
from tests.conftest import start_bot, stop_bot

TEXT = """Serata sullo stampaggio a caldo
Giovedì 3 dicembre 2026, ore 18:00 - 20:00
Luogo: Museo dell'Automobile, Torino
Posti: 40
Racconti di chi lo fa ogni giorno.
"""
NEWS = "Il nuovo catalogo delle lavorazioni è online\nLo trovate sul sito dell'associazione."
STAFF = frozenset({1003, 1004})
TUESDAY = "2026-11-24"


@pytest.fixture(scope="module")
def own_settings(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A database of its own, beside the session's index; awake at any hour, and two seconds to change one's mind.

    Not a copy of the session's: a new Telegram counts its updates from the start, and those are known there.
    """
    changes = {"today": TUESDAY, "staff_ids": STAFF, "quiet_hours": "none", "undo_seconds": 2}
    folder = beside_the_index(settings, tmp_path_factory.mktemp("announcing"))
    return Settings.model_validate({**settings.model_dump(), **changes, "state_dir": folder})


def beside_the_index(settings: Settings, folder: Path) -> Path:
    for entry in settings.state_dir.iterdir():
        if ".sqlite" not in entry.name:
            (folder / entry.name).symlink_to(entry)
    return folder


@pytest_asyncio.fixture(scope="module")
async def shared() -> AsyncIterator[Simulator]:
    """A Telegram of this module's own: what goes to everyone shall go to nobody else's people."""
    async with client.start() as running:
        yield running


@pytest_asyncio.fixture(scope="module")
async def bot(shared: Simulator, own_settings: Settings) -> AsyncIterator[None]:
    process = await start_bot(own_settings, shared)
    try:
        for person in everybody(shared):
            await person.starts()
            await person.sees("Raccordo")
        yield
    finally:
        await stop_bot(process)


def everybody(telegram: Simulator) -> list[Person]:
    return [telegram.anna, telegram.bruno, telegram.carla, telegram.person("Davide")]


@pytest_asyncio.fixture
async def telegram(shared: Simulator, bot: None) -> Simulator:
    """With a bot, and people who have seen what earlier stories told them. Each story announces something else."""
    await shared.heal()
    for person in everybody(shared):
        await person.looks_away()
    return shared


async def press(person: Person, label: str, then: str = "") -> Message:
    """Presses the newest button of that label, and what she sees then."""
    await person.presses(label)
    return await person.sees(then)


def evening(about: str) -> str:
    return TEXT.replace("sullo stampaggio a caldo", about)


async def announces(staff: Person, about: str) -> Message:
    await staff.says(f"/annuncia {evening(about)}")
    return await staff.sees("Bozza")


async def sends(staff: Person) -> Message:
    await press(staff, "👁 Anteprima", "Anteprima")
    return await press(staff, "✅ Manda", "Parte")


async def test_a_pasted_text_becomes_a_card_in_every_members_chat(telegram: Simulator) -> None:
    carla, anna = telegram.carla, telegram.anna
    draft = await announces(carla, "sullo stampaggio a caldo")
    assert "Quando: giovedì 3 dicembre 2026, 18:00 (riga 2)" in draft.text
    preview = await press(carla, "👁 Anteprima", "Anteprima")
    assert "A chi: tutti" in preview.text and "Quanti: 4" in preview.text
    assert "Thursday 3 December 2026" in preview.text
    await press(carla, "✅ Manda", "Parte")
    card = await anna.sees("Serata sullo stampaggio a caldo")
    assert "Lo ricevi perché usi Raccordo" in card.text
    assert "🔕 Basta annunci di eventi" in card.buttons
    report = await carla.sees("Consegnati: 4 su 4")
    assert "Finito" in report.text or "In corso" in report.text
    await anna.presses("Vengo", card)
    after = await anna.sees("Ci vieni")
    assert "Lo ricevi perché usi Raccordo" in after.text, "the redrawn card keeps its reason"
    await press(carla, "🔄 Rendiconto", "Vengono: 1")


async def test_a_forwarded_text_and_an_uploaded_file_become_drafts(telegram: Simulator) -> None:
    carla = telegram.carla
    [written] = await telegram.anna.says(TEXT, chat=telegram.group)
    await carla.forwards(written)
    assert "Serata sullo stampaggio" in (await carla.sees("Bozza")).text
    html = f"<html><body>{''.join(f'<p>{line}</p>' for line in TEXT.splitlines())}</body></html>"
    await carla.sends_document("serata.html", html.encode(), mime_type="text/html")
    assert "da serata.html" in (await carla.sees("Bozza")).text


async def test_a_file_that_is_too_large_or_unknown_is_refused_in_words(telegram: Simulator) -> None:
    carla = telegram.carla
    await carla.sends_document("film.pdf", b"%PDF-1.7" + b" " * (21 * 1024 * 1024))
    assert "troppo grande" in (await carla.sees()).text
    await carla.sends_document("programma.exe", b"MZ\x90\x00" + b"\x00" * 200)
    assert "non lo leggo" in (await carla.sees()).text


async def test_staffs_questions_are_answered_and_a_long_text_is_asked_about(telegram: Simulator) -> None:
    carla = telegram.carla
    await carla.says("la scheda di Cecomp")
    assert "Cecomp" in (await carla.sees()).text
    await carla.says("chi può verniciare duecento coperchi? " + "È un lavoro che facciamo ogni anno. " * 9)
    await carla.sees("È un annuncio da mandare ai soci?")
    await carla.presses("💬 No, è una domanda")
    answer = await carla.sees("Cerco:", within=20)
    assert "Bozza" not in answer.text and "annuncio" not in answer.text


async def test_what_is_missing_is_asked_and_a_question_in_between_is_answered(telegram: Simulator) -> None:
    carla = telegram.carla
    await carla.says("/annuncia Aperitivo dei soci\nGiovedì 3 dicembre 2026")
    assert "A che ora comincia?" in (await carla.sees("Bozza")).text
    await carla.says("chi è Cecomp?")
    await carla.sees("Cecomp", within=20)
    await carla.sees("La bozza è al sicuro")
    await carla.says("/annunci")
    await carla.sees("Gli ultimi annunci")
    await press(carla, "1. Aperitivo dei soci", "A che ora comincia?")
    await carla.says("tra le otto e le nove di sera, credo")
    await carla.sees("Non ho capito")
    await carla.says("alle 18:30")
    assert "Dove?" in (await carla.sees("Bozza")).text


async def test_an_urgent_one_goes_only_when_a_second_person_agrees(telegram: Simulator) -> None:
    carla, davide, anna = telegram.carla, telegram.person("Davide"), telegram.anna
    await announces(carla, "sullo stampaggio a freddo")
    await press(carla, "👁 Anteprima", "Anteprima")
    await press(carla, "⚡ È urgente", "serve l'accordo di una seconda persona")
    await press(carla, "✅ Chiedi l'accordo", "Ho chiesto a un'altra persona")
    review = await davide.sees("aspetta il tuo accordo")
    await anna.sees_nothing(3, text="stampaggio a freddo")
    await davide.presses("✅ Approva", review)
    await davide.sees("Parte")
    await carla.sees("Parte")
    await anna.sees("Serata sullo stampaggio a freddo")


async def test_of_two_who_press_at_once_one_counts_and_the_other_is_told(telegram: Simulator) -> None:
    carla, davide = telegram.carla, telegram.person("Davide")
    await announces(carla, "sulla tornitura")
    await press(carla, "👁 Anteprima", "Anteprima")
    await press(carla, "⚡ È urgente", "seconda persona")
    await press(carla, "✅ Chiedi l'accordo", "Ho chiesto")
    review = await davide.sees("aspetta il tuo accordo")
    approved, rejected = await asyncio.gather(
        davide.presses("✅ Approva", review), davide.presses("✋ Non approvo", review)
    )
    toasts = [(await approved.answered()).text, (await rejected.answered()).text]
    assert sorted(bool(toast) for toast in toasts) == [False, True], toasts


async def test_it_is_taken_back_within_the_minute(telegram: Simulator) -> None:
    carla, anna = telegram.carla, telegram.anna
    await announces(carla, "sulla fresatura")
    await sends(carla)
    await press(carla, "↩️ Annulla l'invio", "non è partito nulla")
    await anna.sees_nothing(4, text="fresatura")


async def test_a_member_stops_a_kind_and_may_undo_it(telegram: Simulator) -> None:
    carla, anna, bruno = telegram.carla, telegram.anna, telegram.bruno
    await announces(carla, "sulla pressofusione")
    await sends(carla)
    card = await anna.sees("Serata sulla pressofusione")
    stopped = await anna.presses("🔕 Basta annunci di eventi", card)
    assert "niente annunci di questo tipo" in (await stopped.answered()).text
    await anna.says("/preferenze")
    assert "Eventi: mai" in (await anna.sees("Che cosa ti scrivo")).text
    await bruno.sees("pressofusione")
    await announces(carla, "sulla prototipazione rapida")
    await sends(carla)
    await bruno.sees("prototipazione rapida", within=15)
    await anna.sees_nothing(2, text="prototipazione rapida")
    await anna.presses("↩️ Ripristina")
    await anna.says("/preferenze")
    assert "Eventi: subito" in (await anna.sees("Che cosa ti scrivo")).text


async def test_news_reaches_those_who_follow_the_company(telegram: Simulator) -> None:
    carla, anna, bruno = telegram.carla, telegram.anna, telegram.bruno
    await anna.says("/azienda Cecomp")
    await anna.sees("Cecomp")
    followed = await anna.presses("🔔 Segui")
    assert "Segui: Cecomp" in (await followed.answered()).text
    await carla.says(f"/annuncia {NEWS}")
    await carla.sees("Non mi sembra un evento")
    await press(carla, "📰 È una notizia", "Bozza · notizia")
    await press(carla, "👁 Anteprima", "Anteprima")
    await press(carla, "👥 A chi", "A chi va?")
    await press(carla, "Azienda", "quale azienda")
    await carla.says("Cecomp")
    assert "Quanti: 1" in (await carla.sees("Anteprima")).text
    await press(carla, "✅ Manda", "a 1 persona")
    assert "perché segui: Cecomp" in (await anna.sees("catalogo")).text
    await bruno.sees_nothing(1, text="catalogo")


async def test_a_changed_event_is_told_and_every_card_shows_it(telegram: Simulator) -> None:
    carla, anna, bruno = telegram.carla, telegram.anna, telegram.bruno
    await announces(carla, "sulla verniciatura")
    await sends(carla)
    card = await anna.sees("Serata sulla verniciatura")
    await bruno.sees("Serata sulla verniciatura")
    await anna.presses("Vengo", card)
    await anna.sees("Ci vieni")
    # Edits of one chat go 1.5 s apart, and on a slow machine those of all the stories before wait here.
    await carla.sees("verniciatura\n✅ Finito", within=60)
    await press(carla, "✏️ Cambia l'evento", "Che cosa cambia?")
    await press(carla, "✏️ Quando", "Quando comincia?")
    await carla.says("3 dicembre alle 17:30")
    await carla.sees("nuovo orario")
    await press(carla, "✅ Cambia e avvisa", "Fatto")
    edited = await bruno.sees("17:30")
    assert edited.id == next(one for one in await bruno.chat() if "verniciatura" in one.text).id
    assert "17:30" in (await anna.sees("nuovo orario", within=15)).text


async def is_held_up_at(telegram: Simulator, person: Person, about: str) -> None:
    """Carla's announcement is being sent, and this person's copy waits for Telegram."""
    await telegram.fault("429", "sendMessage", share=1.0, chat_id=person.id, retry_after=1)
    await announces(telegram.carla, about)
    await sends(telegram.carla)
    await telegram.carla.sees("In corso")


async def test_a_paused_sending_goes_on_when_it_is_resumed(telegram: Simulator) -> None:
    carla, anna = telegram.carla, telegram.anna
    await is_held_up_at(telegram, anna, "sulla saldatura")
    await press(carla, "⏸ Pausa", "In pausa")
    await telegram.heal()
    await anna.sees_nothing(3, text="saldatura")
    await press(carla, "▶️ Riprendi", "In corso")
    await anna.sees("Serata sulla saldatura", within=20)


async def test_a_stopped_sending_reaches_nobody_else(telegram: Simulator) -> None:
    carla, anna = telegram.carla, telegram.anna
    await is_held_up_at(telegram, anna, "sulla rettifica")
    await press(carla, "⏹ Ferma", "Fermato")
    await telegram.heal()
    await anna.sees_nothing(4, text="rettifica")


async def test_in_quiet_hours_the_preview_says_when_it_goes_and_why(
    own_settings: Settings, settings: Settings, tmp_path: Path
) -> None:
    hour = datetime.now(ZoneInfo("Europe/Rome")).hour
    quiet = f"{hour}-{(hour + 2) % 24}"
    folder = beside_the_index(settings, tmp_path)
    async with client.start() as telegram:
        process = await start_bot(own_settings, telegram, quiet_hours=quiet, state_dir=folder)
        try:
            carla = telegram.carla
            await carla.starts()
            await announces(carla, "sullo stampaggio a caldo")
            preview = await press(carla, "👁 Anteprima", "Anteprima")
            assert "perché di notte non disturbo nessuno" in preview.text
            assert f"alle {(hour + 2) % 24:02d}:00" in preview.text
            await press(carla, "✅ Manda", "Parte")
            await carla.sees_nothing(4, text="Consegnati")
        finally:
            await stop_bot(process)


async def test_members_are_told_that_only_staff_announce(telegram: Simulator) -> None:
    anna = telegram.anna
    await anna.says(f"/annuncia {TEXT}")
    assert "solo lo staff" in (await anna.sees()).text
    assert "/annuncia" not in [command["command"] for command in await anna.commands()]
    assert "annuncia" in [command["command"] for command in await telegram.carla.commands()]
