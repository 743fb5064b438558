"""The directory: filled from documents, asked by name, and silent about what was withdrawn."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import func, select

from bot.clock import Clock
from bot.db import directory as tables
from bot.db.base import Database
from bot.errors import NoSuchCompany, NoSuchRecord
from bot.services.directory import Directory
from bot.services.mirror import Filled
from rag.documents import Capability, Document, Source
from tests import factories

OWN_PAGE = Source("officina-prova.it", "https://officina-prova.it", None, declared=True)


@pytest.fixture
def directory(database: Database) -> Directory:
    return Directory(database, Clock(date(2026, 11, 22)))


def workshop(**changes: object) -> Document:
    statements = (
        factories.statement(1, "Officina Prova salda telai.", "Officina Prova welds frames."),
        factories.statement(2, "Officina Prova vernicia.", "Officina Prova paints.", OWN_PAGE),
    )
    abilities = (
        Capability({"it": "saldatura", "en": "welding"}, 1),
        Capability({"it": "verniciatura", "en": "painting"}, 2),
    )
    return factories.company("officina-prova", **{"statements": statements, "capabilities": abilities, **changes})


async def test_a_profile_has_every_statement_with_its_source(directory: Directory) -> None:
    document = workshop()
    await directory.fill([document])
    profile = await directory.profile("officina-prova")
    assert profile.statements == document.statements
    assert profile.capabilities == document.capabilities
    assert profile.evidence(profile.capabilities[1]).source == OWN_PAGE


async def test_an_unknown_company_is_refused_by_name(directory: Directory) -> None:
    with pytest.raises(NoSuchCompany) as refusal:
        await directory.profile("nessuno")
    assert refusal.value.blanks == {"name": "nessuno"}


async def test_filling_again_changes_nothing(directory: Directory) -> None:
    documents = [workshop(), factories.event("fiera", start="2026-12"), factories.press("articolo")]
    assert await directory.fill(documents) == Filled(added=3, changed=0, withdrawn=0, unchanged=0)
    assert await directory.fill(documents) == Filled(added=0, changed=0, withdrawn=0, unchanged=3)


async def test_a_changed_document_replaces_its_words(directory: Directory) -> None:
    await directory.fill([workshop()])
    shorter = workshop(statements=workshop().statements[:1], capabilities=workshop().capabilities[:1])
    assert (await directory.fill([shorter])).changed == 1
    assert (await directory.profile("officina-prova")).statements == shorter.statements


async def test_a_withdrawn_company_is_shown_nowhere(directory: Directory) -> None:
    await directory.fill([workshop(), factories.company("altra")])
    assert (await directory.fill([factories.company("altra")])).withdrawn == 1
    with pytest.raises(NoSuchCompany):
        await directory.profile("officina-prova")
    assert await directory.find("officina prova") == ()
    assert await directory.shown(["officina-prova", "altra"]) == {"altra"}
    assert await directory.names(["officina-prova", "altra"]) == ("Altra",)
    assert (await directory.coverage()).known == 1


async def test_a_withdrawn_company_leaves_no_words_behind(directory: Directory, database: Database) -> None:
    await directory.fill([workshop()])
    await directory.fill([])
    async with database.reading() as session:
        for noun in (tables.Statement, tables.Capability):
            assert await session.scalar(select(func.count()).select_from(noun)) == 0


async def test_a_company_that_comes_back_is_shown_again(directory: Directory) -> None:
    await directory.fill([workshop()])
    await directory.fill([])
    await directory.fill([workshop()])
    assert len((await directory.profile("officina-prova")).statements) == 2


async def test_a_file_that_can_not_be_read_withdraws_nobody(directory: Directory) -> None:
    await directory.fill([workshop()])
    filled = await directory.fill([], keep=frozenset({"officina-prova"}))
    assert filled.withdrawn == 0
    assert await directory.find("officina prova")


async def test_coverage_counts_companies_with_a_sourced_statement(directory: Directory) -> None:
    silent = factories.company("muta", statements=(), capabilities=())
    body = factories.company("ente", kind="organisation")
    await directory.fill([workshop(), silent, body, factories.press("articolo")])
    coverage = await directory.coverage()
    assert (coverage.documented, coverage.known) == (2, 3)


async def test_one_page_is_one_source_however_often_it_is_cited(directory: Directory, database: Database) -> None:
    await directory.fill([factories.company("una"), factories.company("due")])
    async with database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(tables.Source)) == 1


async def test_upcoming_events_are_those_not_over_today_soonest_first(directory: Directory) -> None:
    days = {
        "ieri": "2026-11-21", "oggi": "2026-11-22", "mese": "2026-11", "anno": "2026", "dopo": "2027-01-10",
        "senza": None,
    }  # fmt: skip
    running = factories.event("in-corso", start="2026-11-20", end="2026-11-23")
    await directory.fill([running, *(factories.event(name, start=day) for name, day in days.items())])
    assert [event.id for event in await directory.upcoming()] == ["anno", "mese", "in-corso", "oggi", "dopo"]


async def test_a_record_is_told_in_the_language_asked_for(directory: Directory) -> None:
    await directory.fill([factories.event("fiera", place={"it": "Torino", "en": "Turin"}), factories.press("notizia")])
    assert (await directory.record("fiera", "en")).place == "Turin"
    notice = await directory.record("notizia", "it")
    assert (notice.kind, notice.title, notice.snippets[0].text) == (
        "press",
        "Articolo notizia",
        "Se ne parla.",
    )


async def test_an_unknown_record_is_refused(directory: Directory) -> None:
    with pytest.raises(NoSuchRecord):
        await directory.record("mai-sentito")
