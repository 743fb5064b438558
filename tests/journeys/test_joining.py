"""Joining in the chat: invited or with staff's word, consent by consent, staff added and removed, being forgotten."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.config import Settings
from bot.simulator import client
from bot.simulator.client import Message, Person, Simulator
from tests.conftest import start_bot, stop_bot

LINK = re.compile(r"https://t[.]me/\w+[?]start=(j_[0-9]+_[a-z2-7]{26})")


@pytest_asyncio.fixture(scope="module")
async def telegram() -> AsyncIterator[Simulator]:
    """A Telegram of its own: what is asked of staff shall not reach other stories."""
    async with client.start() as running:
        yield running


@pytest_asyncio.fixture(scope="module")
async def bot(telegram: Simulator, settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[None]:
    """One for all stories, none of which leaves anybody behind whom another counts. Carla is admin, Davide staff."""
    tmp_path: Path = tmp_path_factory.mktemp("joining")
    for entry in settings.state_dir.iterdir():
        if ".sqlite" not in entry.name:
            (tmp_path / entry.name).symlink_to(entry)
    changes = {"state_dir": tmp_path, "admin_ids": "1003", "staff_ids": "1004"}
    process = await start_bot(Settings.model_validate({**settings.model_dump(), **changes}), telegram)
    try:
        for person in (telegram.anna, telegram.bruno, telegram.carla, telegram.person("Davide")):
            await person.starts()
            await person.sees("Raccordo")
        yield
    finally:
        await stop_bot(process)


async def press(person: Person, label: str, then: str = "") -> Message:
    """Presses the newest button of that label, and what is seen then."""
    await person.presses(label)
    return await person.sees(then)


async def invited(staff: Person, company: str, term: str = "1 persona · 7 giorni") -> str:
    """The payload of a new link."""
    await staff.says(f"/invita {company}")
    await staff.sees("Per quante persone")
    await staff.presses(term)
    assert "Invito per" in (await staff.sees()).text
    italian, english = await staff.sees("entri come referente"), await staff.sees("you join as somebody of")
    found, same = LINK.search(italian.text), LINK.search(english.text)
    assert found and same and found[1] == same[1]
    return found[1]


async def says_yes_four_times(person: Person, yes: str = "Sì, va bene") -> Message:
    for _ in range(3):
        await press(person, yes)
    return await press(person, yes)


async def test_invited_somebody_joins_agrees_and_is_forgotten(telegram: Simulator, bot: None) -> None:
    anna, bruno, carla = telegram.anna, telegram.bruno, telegram.carla
    link = await invited(carla, "cecom")
    await anna.starts(link)
    assert "per chi lavora in Cecomp" in (await anna.sees()).text
    await anna.presses("Sì, lavoro in Cecomp")
    assert "Domanda 1 di 4" in (await anna.sees("Domanda")).text
    await press(anna, "Sì, va bene", "Domanda 2 di 4")
    await press(anna, "No, grazie", "Domanda 3 di 4")
    await press(anna, "Sì, va bene", "Domanda 4 di 4")
    card = await press(anna, "No, grazie", "Contatto: nessuno")
    assert "Nome: non l'hai ancora scelto" in card.text
    await press(anna, "Scrivo un contatto", "Scrivimi il contatto")
    await anna.says("anna@example.org")
    assert "anna@example.org" in (await anna.sees("Contatto")).text
    await press(anna, "Di che cosa rispondo", "Di che cosa rispondi per Cecomp")

    await bruno.starts(link)
    assert "già servito" in (await bruno.sees()).text
    await bruno.starts(link[:-1])
    assert "non lo riconosco" in (await bruno.sees()).text

    await anna.says("/privacy")
    page = await anna.sees("A che cosa hai detto di sì")
    assert page.text.count("→ Sì, dal") == 2 and page.text.count("→ No, dal") == 2
    page = await press(anna, "Annunci: dico sì", "A che cosa hai detto di sì")
    assert page.text.count("→ Sì, dal") == 3
    await anna.says("/assente 10/12")
    assert "11 dicembre 2026" in (await anna.sees("Il tuo profilo")).text

    await anna.says("/miei_dati")
    held = json.loads(await anna.downloads(await anna.sees("formato JSON")))
    assert held["onboarding"]["representations"][0]["contact"] == "anna@example.org"
    assert len(held["onboarding"]["consents"]) == 5
    await anna.says("/dimenticami")
    await anna.sees("Cancello tutto")
    await press(anna, "Sì, dimenticami", "di te non so più nulla")
    await anna.says("ciao")
    assert "Piacere: sono Raccordo" in (await anna.sees()).text


async def test_without_a_link_staff_are_asked_and_one_of_two_decides(telegram: Simulator, bot: None) -> None:
    bruno, carla, davide = telegram.bruno, telegram.carla, telegram.person("Davide")
    emma = await telegram.add_person("Emma", language="en")
    await emma.starts()
    await emma.sees("Raccordo")
    await emma.says("I represent Cecomp")
    assert "your name on Telegram, “Emma”" in (await emma.sees()).text
    await press(emma, "Yes, ask", "I asked the staff about Cecomp")
    card = await carla.sees("Emma")
    await davide.sees("Emma")
    await press(carla, "Sì, confermo", "confermato")
    assert "Emma" not in (await davide.sees("non aspetta più")).text
    assert card.buttons == ["Sì, confermo", "No, non è così"]
    await emma.sees("The staff confirmed")
    await press(emma, "Go on", "Question 1 of 4")
    assert "Name: Emma" in (await says_yes_four_times(emma, "Yes, fine")).text

    await carla.says("/chi_manca")
    assert "Aziende con qualcuno: 1." in (await carla.sees("Chi rappresenta chi")).text
    await press(carla, "Chi c'è già, azienda per azienda", "Scegline una")
    page = await press(carla, "Cecomp", "Chi rappresenta Cecomp")
    assert "1. Emma" in page.text
    await press(carla, "La persona 1 non la rappresenta più", "Glielo scrivo con garbo")
    await press(carla, "Sì, non la rappresenta più", "gliel'ho scritto")
    assert "thank you for the time you gave it" in (await emma.sees("no longer stand for Cecomp")).text
    assert "Ancora nessuno" in (await press(carla, "‹ Cecomp", "Chi rappresenta Cecomp")).text

    await bruno.says("/invita cecomp")
    assert "solo lo staff" in (await bruno.sees()).text
    await bruno.says("/chi_manca")
    assert "solo lo staff" in (await bruno.sees()).text


async def test_a_guest_who_wants_to_be_introduced_is_led_to_the_staff(telegram: Simulator, bot: None) -> None:
    """By a message that stays, its button, and the company's name as a reply."""
    ivo = await telegram.add_person("Ivo", language="it")
    await ivo.starts()
    await ivo.sees("Raccordo")
    await ivo.says("/presentami pininfarina")
    told = await ivo.sees("Per presentarti a Pininfarina")
    await ivo.presses("Lavoro in un'azienda: chiedi allo staff", told)
    asked = await ivo.sees("Come si chiama la tua azienda?")
    await ivo.says("cecomp", reply_to=asked)
    assert "rappresenti Cecomp" in (await ivo.sees("Chiedo allo staff di confermare")).text
    await press(ivo, "No, lascia stare", "non cambia nulla")
    await ivo.says("/chi_rappresenta cecomp")
    assert "solo lo staff" in (await ivo.sees()).text


async def test_an_admin_makes_somebody_staff_by_link_and_removes_them(telegram: Simulator, bot: None) -> None:
    bruno, carla, davide = telegram.bruno, telegram.carla, telegram.person("Davide")
    await davide.says("/staff")
    assert (await davide.sees("Lo staff")).buttons == []
    await carla.says("/staff")
    await carla.sees("Lo staff")
    await carla.presses("Link che vale una volta")
    link = LINK.search((await carla.sees("Con questo link entri nello staff")).text)
    assert link is not None
    await bruno.starts(link[1])
    await bruno.sees("fa entrare nello staff")
    await press(bruno, "Sì, entro nello staff", "Ora fai parte dello staff")
    assert "invita" in [one["command"] for one in await bruno.commands()]
    await bruno.says("/annunci")
    assert "solo lo staff" not in (await bruno.sees()).text
    await carla.says("/staff 1002")
    await carla.sees("1002: fa parte dello staff")
    await press(carla, "Togli dallo staff", "Tolgo 1002")
    await press(carla, "Sì, togli", "Lo staff")
    assert "Non fai più parte dello staff" in (await bruno.sees()).text
    assert "invita" not in [one["command"] for one in await bruno.commands()]
    await bruno.says("/annunci")
    assert "solo lo staff" in (await bruno.sees()).text
