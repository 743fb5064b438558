"""The network as answer over HTTP: asked, agreed to, put to the near, answered, and led to an introduction.

One bot plays the stories of both languages; days pass by starting it again on a later one.
"""

from __future__ import annotations

from asyncio import gather
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest
import pytest_asyncio

from bot.config import Settings
from bot.db.base import Database
from bot.db.onboarding import Representation
from bot.db.privacy import Consent
from bot.simulator import client
from bot.simulator.client import Message, Person, Simulator
from tests.conftest import start_bot, stop_bot

MONDAY, TEN_DAYS_LATER = "2026-11-23", "2026-12-03"
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


class Network:
    """A Telegram of its own with two of the staff, and whoever a story needs."""

    def __init__(self, telegram: Simulator, settings: Settings) -> None:
        self.telegram = telegram
        self.settings = settings

    async def somebody(self, name: str, company: str = "", language: str = "it") -> Person:
        """Somebody who spoke to the bot; stands for the company with the staff's word, and agreed to introductions."""
        person = await self.telegram.add_person(name, language=language)
        await person.starts()
        await person.sees("Raccordo")
        if company:
            database = Database(self.settings.database)
            async with database.writing() as session:
                session.add(
                    Representation(
                        member_id=person.id, company_id=company, shown_as=name, topics=[], state="approved",
                        asked_at=NOW, decided_by=1003, decided_at=NOW,
                    )
                )  # fmt: skip
                session.add(Consent(member_id=person.id, purpose="introductions", given=True, at=NOW, wording="1"))
            await database.close()
        return person

    @asynccontextmanager
    async def on(self, day: str) -> AsyncIterator[None]:
        """The bot on that day; the database goes on."""
        process = await start_bot(self.settings, self.telegram, today=day)
        try:
            yield
        finally:
            await stop_bot(process)


@pytest_asyncio.fixture(scope="module")
async def network(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Network]:
    """Awake at any hour; Carla and Davide are staff."""
    folder = tmp_path_factory.mktemp("network")
    for entry in settings.state_dir.iterdir():
        if ".sqlite" not in entry.name:
            (folder / entry.name).symlink_to(entry)
    changes = {"state_dir": folder, "today": MONDAY, "staff_ids": "1003,1004", "quiet_hours": "none"}
    async with client.start() as telegram:
        made = Network(telegram, Settings.model_validate({**settings.model_dump(), **changes}))
        yield made


async def press(person: Person, label: str, then: str, message: Message | None = None) -> Message:
    await person.presses(label, message)
    return await person.sees(then, within=20)


async def texts(person: Person) -> str:
    return "\n".join(message.text for message in await person.chat() if message.from_bot)


async def test_stories_of_two_languages_and_of_the_staff(network: Network) -> None:
    carla, davide = network.telegram.carla, network.telegram.person("Davide")
    async with network.on(MONDAY):
        for one in (carla, davide):
            await one.starts()
            await one.sees("Raccordo")
        anna = await network.somebody("Anna Canarino", "mole-urbana")
        emma = await network.somebody("Emma Green", "sparco", "en")
        ugo = await network.somebody("Ugo Verdi", "sgf-industriali-imr-group")
        await _anonymous_in_italian(network, anna, emma, ugo)
        await _named_in_english(network, emma, anna)
        await _how_it_goes(carla, anna)
        await _a_guest_is_shown_the_way_in(network)
    async with network.on(TEN_DAYS_LATER):
        closed = await emma.sees("The time of your request is over", within=30)
        assert "Nobody answered this time" in closed.text


async def _a_guest_is_shown_the_way_in(network: Network) -> None:
    guest = await network.somebody("Ivo Bianchi")
    await guest.says("/chiedi_alla_rete chi anodizza l'alluminio?")
    told = await guest.sees("/rappresento")
    await guest.presses("chiedi allo staff", told)


async def _anonymous_in_italian(network: Network, anna: Person, emma: Person, ugo: Person) -> None:
    await anna.says("chi fa verniciatura a polvere?")
    answer = await anna.sees("nessuno lo documenta", within=30)
    draft = await press(anna, "🙋 Chiedi alla rete", "Resta aperta 7 giorni", answer)
    assert "Anna Canarino, Mole Urbana" in draft.text
    await press(anna, "3 giorni", "Resta aperta 3 giorni")
    await press(anna, "🕶 Senza nome", "Senza nome")
    await press(anna, "➕ Una riga in più", "Una riga in più")
    await anna.says("telai in alluminio, chiamatemi al 333 555 01 23")
    await anna.sees("c'è un contatto")
    await anna.says("Telai in alluminio, venti pezzi al mese")
    await anna.sees("venti pezzi al mese")
    preview = await press(anna, "Anteprima ›", "Arriva a 2 persone")
    assert "Un socio della rete cerca" in preview.text and "Mole" not in preview.text
    await press(anna, "📨 Manda allo staff", "È allo staff")
    await _agreed_and_answered(network, anna, emma, ugo, preview)


async def _agreed_and_answered(network: Network, anna: Person, emma: Person, ugo: Person, preview: Message) -> None:
    carla, davide = network.telegram.carla, network.telegram.person("Davide")
    waiting = [await one.sees("aspetta un sì", within=20) for one in (carla, davide)]
    pressed = await gather(carla.presses("✅ Manda", waiting[0]), davide.presses("✅ Manda", waiting[1]))
    toasts = sorted([(await one.answered()).text for one in pressed])
    assert toasts == ["", "Nel frattempo è già stata approvata."]
    await anna.sees("La richiesta va a 2 persone", within=20)
    asked = await emma.sees("A member of the network is looking for", within=30)
    assert "Sparco does painting, which includes it" in asked.text
    assert "Mole" not in asked.text and "Anna" not in asked.text
    await ugo.sees("Un socio della rete cerca", within=30)
    stolen = await (await anna.forges(asked.button("🙋 I can help").data, preview)).answered()
    assert "Questa richiesta non c'è" in stolen.text
    for one in await gather(emma.presses("🙋 I can help", asked), emma.presses("🙋 I can help", asked)):
        await one.answered()
    await emma.sees("knows that Sparco can help")
    told = await anna.sees("Sparco può aiutare", within=20)
    assert "Emma" not in told.text
    await press(ugo, "💡 So chi può", "Chi può?")
    await ugo.says("Prova Cecomp, hanno una linea")
    await ugo.sees("Lo mando così")
    await press(ugo, "📨 Manda", "L'ho portato a chi ha chiesto")
    await anna.sees("Prova Cecomp, hanno una linea", within=20)
    assert (await texts(anna)).count("Sparco può aiutare") == 1
    await press(anna, "🤝 Presentami: Sparco", "Che cosa puoi offrire", told)
    await anna.says("/chiedi_alla_rete")
    listing = await anna.sees("Le tue richieste alla rete")
    opened = await press(anna, listing.buttons[0], "È arrivata a 2 persone", listing)
    await press(anna, "✅ Ho trovato", "trovato", opened)
    await emma.sees("has found what they needed", within=20)
    for person in (emma, ugo, carla, davide):
        assert "Canarino" not in await texts(person) and "Mole" not in await texts(person)


async def _named_in_english(network: Network, emma: Person, anna: Person) -> None:
    carla = network.telegram.carla
    guest = await network.somebody("Gus", language="en")
    await guest.says("/ask_the_network who does gold plating of frames?")
    await guest.sees("for those who represent a company")
    await emma.says("/ask_the_network")
    await emma.sees("Ask the network")
    await press(emma, "🙋 New request", "What are you looking for?")
    await emma.says("a tiny electric quadricycle to show at our stand")
    draft = await emma.sees("Emma Green, Sparco", within=20)
    await press(emma, "Preview ›", "It reaches", draft)
    await press(emma, "📨 Send to the staff", "The staff has it")
    waiting = await carla.sees("Emma Green, Sparco cerca", within=20)
    await press(carla, "🚫 No, e perché", "Perché no?", waiting)
    await press(carla, "‹ Torna", "aspetta un sì")
    await press(carla, "✅ Manda", "Approvata")
    await emma.sees("The staff said yes", within=20)
    asked = await anna.sees("Emma Green, Sparco cerca", within=30)
    await press(anna, "Non fa per me", "grazie di averci guardato", asked)
    await press(anna, "‹ Ripensaci", "Emma Green, Sparco cerca")
    await press(anna, "🔕 Basta richieste così", "Niente più richieste così")
    await anna.says("/preferenze")
    assert "Richieste di altri soci: mai" in (await anna.sees("Che cosa ti scrivo")).text


async def _how_it_goes(carla: Person, anna: Person) -> None:
    await anna.says("/andamento")
    await anna.sees("solo lo staff")
    await carla.says("/andamento")
    chart = await carla.sees("Presentazioni", within=60)
    assert "photo" in chart.raw and "meno di 5" in chart.text
    lacks = await press(carla, "Che cosa manca alla rete", "nessuna fonte documenta", chart)
    assert "verniciatura a polvere: <5" in lacks.text and "Anna" not in lacks.text
