"""The note and what it rests on: over the real companies nothing is claimed that neither profile nor requester said."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy.ext.asyncio import AsyncSession

from bot.config import ROOT
from bot.db import schema
from bot.db.base import Database
from bot.db.events import Attendance
from bot.db.introductions import Introduction, Party
from bot.db.onboarding import Member
from bot.errors import NoContactsYet, NotAContact, TooLongHere
from bot.services import events, mirror
from bot.services.introductions.claims import unfounded
from bot.services.introductions.firms import compete, described, firm, sector
from bot.services.introductions.grounds import ground
from bot.services.introductions.notes import draft
from bot.services.introductions.scenes import Scene
from bot.services.introductions.words import NOTE_LINES, fitted, fitted_contact, fitted_minutes, fitted_note
from rag.loaders import load_folder
from tests.services.events.conftest import details
from tests.services.introductions.stage import BOOK, NOW

WHY, OFFER = "Cerchiamo chi lavori l'alluminio", "una visita in officina"
PAIRS = 75  # of each language and kind, and other ones for each


@pytest_asyncio.fixture(scope="module")
async def real(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Database]:
    """The real companies, events and press in tables of their own."""
    folder: Path = tmp_path_factory.mktemp("real")
    database = Database(f"sqlite+aiosqlite:///{folder / 'real.sqlite'}")
    await schema.upgrade(database.engine)
    documents, _ = load_folder(ROOT / "data")
    async with database.writing() as session:
        await mirror.fill(session, documents, NOW, keep=frozenset())
    yield database
    await database.close()


def request(**changes: object) -> Introduction:
    given = {"why": WHY, "offer": OFFER, "minutes": 30, "language": "it", "masked": False, "two_sided": False}
    return Introduction(**{**given, **changes})


async def named(session: AsyncSession) -> list[str]:
    """All companies' names."""
    return [(await firm(session, one)).name for one in (await BOOK.offers()).evidence]


async def written(
    session: AsyncSession, row: Introduction, first: str, second: str, names: list[str]
) -> tuple[str, list[str]]:
    """The note, and what of it is founded on nothing. `names`: of all companies."""
    offers = await BOOK.offers()
    common = await ground(session, row, first, second, offers, NOW)
    a, b = Party(side="a", company_id=first), Party(side="b", company_id=second)
    found = Scene(row, a, b, await firm(session, first), await firm(session, second), common)
    note = await draft(session, found, offers)
    sources = [WHY, OFFER, "30", (await firm(session, first)).name, (await firm(session, second)).name]
    sources += [*await described(session, first), *await described(session, second)]
    sources += list(common.about.values()) if common else []
    return note, unfounded(note, sources, names, offers.names)


@pytest.mark.parametrize(("language", "masked"), [("it", False), ("en", False), ("it", True), ("en", True)])
async def test_over_real_pairs_the_note_is_short_and_claims_nothing_unfounded(
    real: Database, language: str, masked: bool
) -> None:
    chance, companies = random.Random(f"{language} {masked}"), sorted((await BOOK.offers()).evidence)
    grounded = 0
    async with real.reading() as session:
        names = await named(session)
        for _ in range(PAIRS):
            first, second = chance.sample(companies, 2)
            note, faults = await written(session, request(language=language, masked=masked), first, second, names)
            assert faults == [], (first, second, note)
            assert 3 <= len(note.splitlines()) <= NOTE_LINES and len(note) <= 700, note
            one = await firm(session, first)
            assert not (masked and one.name.casefold() in note.casefold()), note
            grounded += len(note.splitlines()) == NOTE_LINES
    assert grounded, "what two have in common is said where there is something"


async def test_a_text_that_names_both_comes_with_its_source_and_never_for_the_masked(real: Database) -> None:
    offers = await BOOK.offers()
    pair = ("pininfarina", "vehicle-valley-piemonte")
    async with real.reading() as session:
        found = await ground(session, request(), *pair, offers, NOW)
        hidden = await ground(session, request(masked=True), *pair, offers, NOW)
    assert found is not None and found.kind == "press" and found.source is not None
    assert found.source.url.startswith("http")
    assert hidden is None or hidden.kind not in ("press", "event")


async def test_what_was_looked_for_is_documented_by_a_sentence_of_the_other(real: Database) -> None:
    async with real.reading() as session:
        row = request(topic="aluminium-bodies", masked=True)
        found = await ground(session, row, "granstudio", "cecomp", await BOOK.offers(), NOW)
    assert found is not None and found.kind == "need" and found.source is not None
    assert found.source.url.startswith("http") and found.sentence is not None and found.sentence["it"]


@pytest.mark.parametrize("language", ["it", "en"])
async def test_of_two_others_the_note_says_who_of_them_does_what_is_documented(real: Database, language: str) -> None:
    async with real.reading() as session:
        row = request(language=language, two_sided=True)
        found = await ground(session, row, "pininfarina", "cecomp", await BOOK.offers(), NOW)
        assert found is not None and found.kind == "complementary"
        note, faults = await written(session, row, "pininfarina", "cecomp", await named(session))
    [said] = [line for line in note.splitlines() if found.about[language] in line]  # type: ignore[index]
    assert "Cecomp" in said and faults == []


async def test_an_event_that_both_join_counts_only_where_both_let_themselves_be_seen(real: Database) -> None:
    offers = await BOOK.offers()
    async with real.writing() as session:
        event = await events.create(session, details(starts_at=NOW.replace(month=12)), author=90, now=NOW)
        await events.publish(session, event, NOW)
        for who, company in ((1, "cecomp"), (2, "granstudio")):
            session.add(Member(telegram_id=who, language="it", chosen=True, first_seen=NOW, last_seen=NOW))
            await session.flush()
            session.add(
                Attendance(
                    event_id=event.id, member_id=who, answer="going", answered_at=NOW, visible=who == 1, meets=False,
                    shown_as="x", company_id=company, remind_day=False, remind_hours=False,
                )
            )  # fmt: skip
        await session.flush()
        unseen = await ground(session, request(), "granstudio", "cecomp", offers, NOW)
        (await session.get_one(Attendance, (event.id, 2))).visible = True
        await session.flush()
        seen = await ground(session, request(), "granstudio", "cecomp", offers, NOW)
    assert seen is not None and seen.kind == "event" and seen.about["it"] == "Serata in officina"
    assert unseen is None or unseen.kind != "event"


async def test_numbers_names_companies_and_capabilities_from_nowhere_are_found() -> None:
    concepts = {"w": {"it": "galleria del vento", "en": "wind tunnel"}}
    said = ["Cerchiamo stampi per 20 pezzi", "Cecomp"]
    for claim, fault in (
        ("Ne servono 500.", "500"), ("Ci segue Fiat da anni.", "Fiat"), ("La nostra galleria del vento.", "galleria"),
        ("Ci vediamo il 12/03?", "12/03"), ("con pininfarina", "Pininfarina"),
    ):  # fmt: skip
        found = unfounded(f"Scriviamo a Cecomp. {claim}", said, ["Pininfarina", "Cecomp"], concepts)
        assert any(fault in one for one in found), (claim, found)
    assert unfounded("Cerchiamo stampi per 20 pezzi, a Cecomp.", said, ["Pininfarina", "Cecomp"], concepts) == []


async def test_competitors_are_those_of_whom_sources_document_much_the_same() -> None:
    offers = await BOOK.offers()
    assert compete("sabelt", "sparco", offers) and compete("pininfarina", "italdesign", offers)
    assert not compete("pininfarina", "teoresi", offers)


async def test_a_sector_never_names_its_company(real: Database) -> None:
    async with real.reading() as session:
        for one in (await BOOK.offers()).evidence:
            found = await firm(session, one)
            for language in ("it", "en"):
                said = sector(found, language)  # type: ignore[arg-type]
                assert found.name.casefold() not in said.casefold(), said


@pytest.mark.parametrize(
    "text",
    [
        "scrivi a a.b@c.it",
        "chiama +39 011 555 01 01",
        "cell 338 1234567",
        "vedi https://x.it",
        "sono @marco_rossi",
        "t.me/x",
    ],
)
def test_contacts_are_not_taken_before_a_yes(text: str) -> None:
    with pytest.raises(NoContactsYet):
        fitted("why", text)


def test_numbers_of_pieces_and_dates_are_no_contacts() -> None:
    for text in ("200 pezzi entro il 2027", "dal 12/03/2026 al 15/04/2026", "tolleranza 0,05 mm su 1.200.000 pezzi"):
        assert fitted("why", text) == text


def test_a_note_has_five_lines_and_a_contact_is_one() -> None:
    assert fitted_note(" uno \n\n due  tre ") == "uno\ndue tre"
    with pytest.raises(TooLongHere):
        fitted_note("1\n2\n3\n4\n5\n6")
    for contact in ("a@b.it", "011 5550101", "@marco_rossi", "Ufficio acquisti: +39 011 555 0101"):
        assert fitted_contact(contact) == contact
    for nothing in ("", "boh", "12"):
        with pytest.raises(NotAContact):
            fitted_contact(nothing)
    assert fitted_minutes("45 minuti") == 45
    with pytest.raises(TooLongHere):
        fitted_minutes("un'ora")
