"""Introductions over HTTP, several people at once: yes, no, silence, masked, staff, two-sided, withdrawn, blocked.

One bot plays all stories, each with companies of its own; days pass by starting it again on a later one.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio

from bot.config import Settings
from bot.db.base import Database
from bot.db.onboarding import Representation
from bot.db.privacy import Consent
from bot.simulator import client
from bot.simulator.client import Message, Person, Simulator
from tests.conftest import start_bot, stop_bot
from tests.processes import Running

TUESDAY, TEN_DAYS_LATER, LATER_STILL = "2026-11-24", "2026-12-04", "2026-12-11"
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


class Town:
    """A Telegram of its own, and the bot on a day of one's choice; the database goes on."""

    def __init__(self, telegram: Simulator, settings: Settings, log: Path) -> None:
        self.telegram = telegram
        self._settings = settings
        self._process: Running | None = None
        self.log = log

    async def on(self, day: str) -> None:
        await self.off()
        settings = Settings.model_validate({**self._settings.model_dump(), "today": day, "log_level": "DEBUG"})
        self._process = await start_bot(settings, self.telegram, self.log)

    async def off(self) -> None:
        if self._process is not None:
            await stop_bot(self._process)

    async def somebody(self, name: str, company: str = "", language: str = "it", contact: str | None = None) -> Person:
        """Somebody who spoke to the bot, and stands for the company with the staff's word."""
        person = await self.telegram.add_person(name, language=language)
        await person.starts()
        await person.sees("Raccordo")
        if company:
            database = Database(self._settings.database)
            async with database.writing() as session:
                session.add(
                    Representation(
                        member_id=person.id, company_id=company, shown_as=name, topics=[], contact=contact,
                        state="approved", asked_at=NOW, decided_by=1003, decided_at=NOW,
                    )
                )  # fmt: skip
                session.add(Consent(member_id=person.id, purpose="introductions", given=True, at=NOW, wording="1"))
            await database.close()
        return person


@pytest_asyncio.fixture(scope="module")
async def town(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    """Awake at any hour; Carla and Davide are staff."""
    folder = tmp_path_factory.mktemp("town")
    for entry in settings.state_dir.iterdir():
        if ".sqlite" not in entry.name:
            (folder / entry.name).symlink_to(entry)
    changes = {"state_dir": folder, "today": TUESDAY, "staff_ids": "1003,1004", "quiet_hours": "none"}
    own = Settings.model_validate({**settings.model_dump(), **changes})
    async with client.start() as telegram:
        made = Town(telegram, own, folder / "log.txt")
        await made.on(TUESDAY)
        for one in (telegram.carla, telegram.person("Davide")):
            await one.starts()
            await one.sees("Raccordo")
        yield made
        await made.off()


async def press(person: Person, label: str, then: str = "") -> Message:
    await person.presses(label)
    return await person.sees(then, within=20)


async def answers(person: Person, why: str, *, contact: str = "", masked: bool = False) -> Message:
    """Answers all questions in Italian; the preview."""
    await person.says(why)
    await person.sees("Che cosa puoi offrire")
    await press(person, "Niente in particolare", "Quanto tempo")
    await press(person, "30 minuti", "Diciamo subito chi siete")
    wanted = "Che contatto do" if contact else "Così lo leggerà"
    card = await press(person, "Senza nome, fino al sì" if masked else "Con il nome dell'azienda", wanted)
    if contact:
        await person.says(contact)
        card = await person.sees("Così lo leggerà")
    return card


async def asks(person: Person, company: str, why: str, *, contact: str = "", masked: bool = False) -> None:
    await person.says(f"/presentami {company}")
    await person.sees("Perché vuoi conoscerli?")
    await answers(person, why, contact=contact, masked=masked)
    await press(person, "✅ Manda la richiesta", "Fatto, è partita")


async def texts(person: Person) -> str:
    return "\n".join(message.text for message in await person.chat() if message.from_bot)


async def test_from_a_card_to_a_meeting_between_two_languages(town: Town) -> None:
    anna = await town.somebody("Anna Rossi", "pininfarina")
    emma = await town.somebody("Emma Verdi", "cecomp", "en", "emma@cecomp.example")
    await anna.says("/azienda cecomp")
    await anna.sees("Cecomp")
    await press(anna, "Presentami", "Perché vuoi conoscerli?")
    preview = await answers(anna, "Cerchiamo scocche in alluminio per una piccola serie", contact="anna@pf.example")
    assert "Documentato: preserie" in preview.text and "anna@pf.example" in preview.text
    await press(anna, "✏️ Messaggio", "Ecco il messaggio")
    await anna.says("Siamo Pininfarina. Cerchiamo scocche in alluminio: ci vediamo?")
    await anna.sees("ci vediamo?")
    sent = await press(anna, "✅ Manda la richiesta", "Fatto, è partita")
    asked = await emma.sees("Pininfarina would like to meet you", within=20)
    assert "ci vediamo?" in asked.text and "Rossi" not in asked.text and "anna@" not in asked.text
    assert "Cecomp makes style models" in asked.text, "the source is quoted in her language"
    stolen = await (await anna.forges("i yes 1", sent)).answered()
    assert "per un'altra persona" in stolen.text
    await press(emma, "I have a question", "Type the question")
    await emma.says("How many pieces a year?")
    await emma.sees("Passed on")
    await anna.sees("How many pieces a year?", within=20)
    await press(anna, "Rispondi", "Scrivimi la risposta")
    await anna.says("Circa duecento")
    await anna.sees("Inoltrata")
    await emma.sees("Circa duecento", within=20)
    confirm = await press(emma, "Yes, introduce us", "If you confirm")
    assert "Emma Verdi" in confirm.text and "emma@cecomp.example" in confirm.text
    await anna.sees_nothing(0.5, text="Verdi")
    await press(emma, "✅ I confirm", "Done: the introduction is out")
    told = await anna.sees("Pininfarina, ecco Cecomp", within=20)
    assert "Emma Verdi" in told.text and "emma@cecomp.example" in told.text and "ci vediamo?" in told.text
    assert "anna@pf.example" in (await emma.sees("Cecomp, meet Pininfarina", within=20)).text
    late = await (await emma.forges("i no 1", asked)).answered()
    assert "you have been introduced" in late.text
    await anna.says("/presentazioni")
    assert "Cecomp: presentati" in (await anna.sees("Le tue presentazioni")).text


async def test_a_masked_no_and_silence_are_told_alike(town: Town) -> None:
    bruno = await town.somebody("Bruno Neri", "italdesign", contact="bruno@id.example")
    asked = await town.somebody("Ada Blu", "podium-advanced-technologies", contact="ada@podium.example")
    silent = await town.somebody("Ugo Gialli", "dumarey-automotive-italia", contact="ugo@dumarey.example")
    await asks(bruno, "podium", "Vogliamo capire la vostra prova motori", masked=True)
    card = await asked.sees("Un'azienda della rete vorrebbe conoscervi", within=20)
    assert "Italdesign" not in card.text and "Bruno" not in card.text
    await press(asked, "No, grazie", "Chi ha chiesto non saprà che hai detto di no")
    await asks(bruno, "dumarey", "Vogliamo capire la vostra prova motori")
    await silent.sees("Italdesign vorrebbe conoscervi", within=20)
    await bruno.says("/presentazioni")
    listed = (await bruno.sees("Le tue presentazioni")).text
    assert listed.count("in attesa di risposta") == 2
    await bruno.sees_nothing(1, text="non si è fatta")


async def test_a_company_nobody_stands_for_is_reached_by_the_staff(town: Town) -> None:
    gina = await town.somebody("Gina Viola", "marelli-venaria", contact="gina@marelli.example")
    carla, davide = town.telegram.carla, town.telegram.person("Davide")
    await asks(gina, "eltek", "Ci serve una diagnosi per flotte")
    await carla.sees("non ha nessuno su Raccordo", within=20)
    await davide.sees("non ha nessuno su Raccordo", within=20)
    script = await press(carla, "Me ne occupo io", "E-mail pronta")
    assert "Al telefono" in script.text and "diagnosi per flotte" in script.text
    await davide.sees("si occupa un'altra persona", within=20)
    await press(carla, "Fatto: dicono di sì", "Scrivi il nome")
    await carla.says("Ezio Bruni")
    await carla.sees("Che contatto")
    await carla.says("011 555 0199")
    await carla.sees("Se confermi")
    await press(carla, "✅ Confermo", "la presentazione è partita")
    assert "011 555 0199" in (await gina.sees("ecco", within=20)).text
    assert "gina@marelli.example" in (await carla.sees("Giralo", within=20)).text


async def test_staff_bring_two_together_in_words_and_both_are_asked(town: Town) -> None:
    carla = town.telegram.carla
    one = await town.somebody("Lia Rosa", "sparco", contact="lia@sparco.example")
    two = await town.somebody("Max White", "danisi-engineering", "en", "max@danisi.example")
    await carla.says("presenta Sparco e Danisi")
    await carla.sees("le presento, se tutte e due dicono di sì", within=20)
    await carla.says("Lavorate tutti e due per le corse")
    await carla.sees("Quanto tempo")
    await press(carla, "20 minuti", "Così lo leggerà")
    await press(carla, "✅ Manda la richiesta", "Fatto, è partita")
    await one.sees("Vi presentiamo Danisi", within=20)
    await two.sees("Shall we introduce you to Sparco", within=20)
    await press(one, "Sì, presentaci", "Se confermi")
    await press(one, "✅ Confermo", "Manca l'altra azienda")
    await two.sees_nothing(0.5, text="Lia")
    await press(two, "Yes, introduce us", "If you confirm")
    await press(two, "✅ I confirm", "Done")
    assert "max@danisi.example" in (await one.sees("ecco Danisi", within=20)).text
    assert "lia@sparco.example" in (await two.sees("meet Sparco", within=20)).text
    assert "@" not in (await carla.sees("Grazie di averle presentate", within=20)).text


async def test_withdrawn_is_told_neutrally_and_a_blocked_bot_passes_it_on(town: Town) -> None:
    tea = await town.somebody("Tea Grigi", "comau", contact="tea@comau.example")
    leo = await town.somebody("Leo Ocra", "teoresi", contact="leo@teoresi.example")
    zoe = await town.somebody("Zoe Lilla", "teoresi", contact="zoe@teoresi.example")
    await leo.blocks()
    await asks(tea, "teoresi", "Cerchiamo chi faccia software di bordo")
    card = await zoe.sees("Comau vorrebbe conoscervi", within=30)
    await tea.presses("Ritira la richiesta")
    await tea.sees("Ritirata")
    await zoe.sees("è stata ritirata", within=20)
    old = await (await zoe.forges("i yes 99999", card)).answered()
    assert "non vale più" in old.text


async def test_who_is_forgotten_half_way_leaves_no_request_and_the_other_hears_neutrally(town: Town) -> None:
    ora = await town.somebody("Ora Bianchi", "sabelt", contact="ora@sabelt.example")
    kim = await town.somebody("Kim Red", "bitron", "en", "kim@bitron.example")
    pia = await town.somebody("Pia Blu", "vigel", contact="pia@vigel.example")
    await asks(ora, "vigel", "Vorremmo vedere le vostre macchine")
    await pia.sees("Sabelt vorrebbe conoscervi", within=20)
    await forgotten(ora)
    await pia.sees("è stata ritirata", within=20)
    await kim.says("can you introduce me to Vigel?")
    await kim.sees("Why would you like to meet them?", within=20)
    await kim.says("We would like to see your machines")
    await kim.sees("What can you offer")
    await press(kim, "Nothing in particular", "How long")
    await press(kim, "20 minutes", "Shall we say at once who you are?")
    await press(kim, "With the company's name", "This is what Vigel will read")
    await press(kim, "✅ Send the request", "Done, it is on its way")
    await pia.sees("Bitron vorrebbe conoscervi", within=20)
    await forgotten(pia)
    await kim.says("/introductions")
    assert "Vigel: waiting for an answer" in (await kim.sees("Your introductions")).text


async def forgotten(person: Person) -> None:
    await person.says("/dimenticami")
    await person.sees()
    await press(person, "Sì, dimenticami")


async def test_guests_are_told_kindly_what_to_do_first_and_capabilities_lead_to_candidates(town: Town) -> None:
    guest = await town.somebody("Ivo Ospite")
    await guest.says("can you introduce me to whoever does wind tunnel tests?")
    offered = await guest.sees("To whom shall I introduce you?", within=20)
    assert offered.buttons and offered.buttons[0].startswith("1. ")
    await guest.presses(offered.buttons[0], offered)
    assert (await guest.sees("/rappresento")).buttons == ["Lavoro in un'azienda: chiedi allo staff"]


async def test_later_a_no_and_silence_have_become_the_same_words_and_outcomes_are_asked(town: Town) -> None:
    await town.on(TEN_DAYS_LATER)
    anna, bruno = town.telegram.person("Anna Rossi"), town.telegram.person("Bruno Neri")
    asked = await anna.sees("Com'è andata con Cecomp", within=30)
    await anna.presses("Ordine", asked)
    await anna.sees("segnato, grazie")
    await press(anna, "10–100.000 €", "Se ti va")
    await town.on(LATER_STILL)
    first = await bruno.sees("Capita:", within=30)  # not the edit of the card under which it was sent
    second = await bruno.sees("Capita:", within=30)
    assert _name(first) != _name(second)
    assert first.text.replace(_name(first), "") == second.text.replace(_name(second), "")
    seen = await texts(bruno)
    assert not any(name in seen for name in ("Ada", "Ugo", "ada@", "ugo@"))
    assert "has not come about" in (await town.telegram.person("Kim Red").sees("not come about", within=30)).text


async def test_neither_names_nor_contacts_nor_words_are_in_the_logs(town: Town) -> None:
    """After all that was said in this file."""
    logged = town.log.read_text(encoding="utf-8")
    assert '"i" ' not in logged and "update" in logged
    for said in ("Rossi", "Verdi", "Neri", "Ezio", "@cecomp", "anna@", "555 0199", "alluminio", "Circa duecento"):
        assert said not in logged, said


def _name(message: Message) -> str:
    return message.text.partition("presentazione a ")[2].partition(" per ora")[0]
