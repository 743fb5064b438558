"""Being seen: only after a yes, under the name that was chosen, until it is taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.db.base import Database
from bot.db.directory import Company, Record
from bot.db.events import Attendance
from bot.errors import ButtonTooOld, UnfitName
from bot.services.events import Guest
from bot.services.events.own import fit_name
from bot.services.listening import Listening
from tests.services.events.conftest import NOW, Desk, Publish


async def add_company(database: Database, company_id: str, name: str) -> None:
    words = {"it": "", "en": ""}
    async with database.writing() as session:
        session.add(Record(id=company_id, kind="company", digest="", read_at=NOW))
        await session.flush()
        session.add(
            Company(
                id=company_id, name=name, legal_name=words, trade=words, city=words, founded=words, size=words,
                note=words, old_source=False,
            )
        )  # fmt: skip


async def test_nobody_is_shown_who_did_not_agree(desk: Desk, publish: Publish) -> None:
    event = await publish()
    for member in (1, 2):
        await desk(NOW).answer(event.id, member, "go")
    shown = await desk(NOW).appear(event.id, 2, "  Anna\n Rossi ")
    assert shown.seen.guests == (Guest("Anna Rossi"),)
    assert "Vengono in 2: Anna Rossi e un'altra persona." in shown.card.html
    assert (await desk(NOW).answer(event.id, 2, "decline")).seen.guests == ()


async def test_what_is_taken_back_is_forgotten(desk: Desk, publish: Publish, database: Database) -> None:
    await add_company(database, "leva", "Leva")
    event = await publish()
    await desk(NOW).answer(event.id, 1, "go")
    await desk(NOW).appear(event.id, 1, "Anna")
    assert (await desk(NOW).represent(event.id, 1, "leva")).seen.guests == (Guest("Anna", "Leva"),)
    await desk(NOW).let_meet(event.id, 1, on=True)
    assert (await desk(NOW).disappear(event.id, 1)).seen.guests == ()
    async with database.reading() as session:
        row = await session.get_one(Attendance, (event.id, 1))
    assert (row.shown_as, row.company_id, row.visible, row.meets) == (None, None, False, False)


async def test_a_company_that_is_withdrawn_is_not_named_any_more(
    desk: Desk, publish: Publish, database: Database
) -> None:
    await add_company(database, "leva", "Leva")
    event = await publish()
    await desk(NOW).answer(event.id, 1, "go")
    await desk(NOW).appear(event.id, 1, "Anna")
    await desk(NOW).represent(event.id, 1, "leva")
    async with database.writing() as session:
        (await session.get_one(Record, "leva")).withdrawn_at = NOW
    assert (await desk(NOW).look(event.id, 1)).seen.guests == (Guest("Anna"),)


async def test_company_and_suggestions_come_after_being_seen_and_all_of_it_after_an_answer(
    desk: Desk, publish: Publish
) -> None:
    event = await publish()
    with pytest.raises(ButtonTooOld):
        await desk(NOW).appear(event.id, 1, "Anna")
    await desk(NOW).answer(event.id, 1, "go")
    for attempt in (desk(NOW).represent(event.id, 1, None), desk(NOW).let_meet(event.id, 1, on=True)):
        with pytest.raises(ButtonTooOld):
            await attempt


async def test_what_was_asked_for_is_awaited_for_ten_minutes(desk: Desk, publish: Publish) -> None:
    event = await publish()
    await desk(NOW).answer(event.id, 1, "go")
    await desk(NOW).ask_for(event.id, 1, "name")
    assert await desk(NOW + timedelta(minutes=9)).asked(1) == (event.id, "name")
    assert await desk(NOW + timedelta(minutes=11)).asked(1) is None
    await desk(NOW).ask_no_more(event.id, 1)
    assert await desk(NOW).asked(1) is None


@pytest.mark.parametrize("name", ["", " \n", "12345", "x" * 61, "anna@leva.it", "https://x.it", "t.me/anna", "!"])
def test_what_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(UnfitName):
        fit_name(name)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [("Anna", "Anna"), ("  D'Angelo\tSimone ", "D'Angelo Simone"), ("Ng\u202eo", "Ng o"), ("Zoë 2", "Zoë 2")],
)
def test_a_name_is_shown_on_one_line(typed: str, shown: str) -> None:
    assert fit_name(typed) == shown


async def test_what_was_typed_is_taken_once_and_known_when_its_update_comes_again(desk: Desk, publish: Publish) -> None:
    event = await publish()
    await desk(NOW).answer(event.id, 1, "go")
    await desk(NOW).ask_for(event.id, 1, "name")
    assert await desk(NOW).heard(1, 70) is None and await desk(NOW).heard(1, None) is None
    await desk(NOW).appear(event.id, 1, "Anna", 70)
    assert await desk(NOW).asked(1) is None
    assert await desk(NOW).heard(1, 70) == event.id and await desk(NOW).heard(2, 70) is None
    await desk(NOW).ask_for(event.id, 1, "company")
    await desk(NOW).represent(event.id, 1, None, 71)
    assert (await desk(NOW).heard(1, 70), await desk(NOW).heard(1, 71)) == (None, event.id)


async def test_an_update_that_was_taken_is_no_question_when_it_comes_again(
    desk: Desk, publish: Publish, database: Database
) -> None:
    event = await publish()
    await desk(NOW).answer(event.id, 1, "go")
    await desk(NOW).appear(event.id, 1, "Anna", 70)
    listening = Listening(database)
    assert await listening.awaits(1, 70) and not await listening.awaits(1, 71)
