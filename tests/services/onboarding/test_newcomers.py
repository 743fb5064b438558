"""Who writes to us: met once, remembered by id and language, and never overruled."""

from __future__ import annotations

import asyncio
from datetime import date

import pytest
from sqlalchemy import event, inspect

from bot.clock import Clock
from bot.config import ROOT
from bot.db import onboarding as tables
from bot.db.base import Database
from bot.services.events.offers import OfferBook
from bot.services.onboarding import Hall, Newcomer, Onboarding
from bot.services.people import People


@pytest.fixture
def onboarding(database: Database) -> Onboarding:
    return made(database, Clock())


def made(database: Database, clock: Clock) -> Onboarding:
    return Onboarding(Hall(database, clock, People(database, clock), OfferBook(ROOT / "data")))


async def test_only_the_first_meeting_is_the_first(onboarding: Onboarding) -> None:
    first = await onboarding.meet(Newcomer(1001, "it"))
    second = await onboarding.meet(Newcomer(1001, "it"))
    assert (first.first_time, second.first_time) == (True, False)


@pytest.mark.parametrize(
    ("code", "language"),
    [("it", "it"), ("it-IT", "it"), ("en", "en"), ("de", "en"), (None, "it"), ("", "it")],
)
async def test_the_language_of_the_app_decides_at_first(
    onboarding: Onboarding, code: str | None, language: str
) -> None:
    assert (await onboarding.meet(Newcomer(1001, code))).language == language


async def test_a_language_that_was_chosen_stays_whatever_the_app_says(onboarding: Onboarding) -> None:
    await onboarding.meet(Newcomer(1001, "it"))
    await onboarding.choose_language(1001, "en")
    member = await onboarding.meet(Newcomer(1001, "it"))
    assert (member.language, member.chosen) == ("en", True)


async def test_a_language_that_was_not_chosen_follows_the_app(onboarding: Onboarding) -> None:
    await onboarding.meet(Newcomer(1001, "it"))
    assert (await onboarding.meet(Newcomer(1001, "en"))).language == "en"


async def test_two_first_messages_at_once_make_one_member(onboarding: Onboarding, database: Database) -> None:
    met = await asyncio.gather(*(onboarding.meet(Newcomer(1001, "it")) for _ in range(5)))
    assert sorted(member.first_time for member in met) == [False] * 4 + [True]


async def test_last_seen_moves_and_first_seen_does_not(database: Database) -> None:
    await made(database, Clock(date(2026, 1, 15))).meet(Newcomer(7))
    await made(database, Clock(date(2026, 2, 15))).meet(Newcomer(7))
    async with database.reading() as session:
        row = await session.get_one(tables.Member, 7)
    assert (row.first_seen.month, row.last_seen.month) == (1, 2)


async def test_who_is_known_costs_no_write(database: Database) -> None:
    clock = Clock()
    onboarding = made(database, clock)
    await onboarding.meet(Newcomer(7, "it"))
    written: list[str] = []
    event.listen(database.engine.sync_engine, "before_cursor_execute", lambda *call: written.append(call[2]))
    assert (await onboarding.meet(Newcomer(7, "it"))).first_time is False
    assert [text for text in written if text.split()[0] in ("INSERT", "UPDATE")] == []
    assert (await onboarding.meet(Newcomer(7, "en"))).language == "en"
    assert [text.split()[0] for text in written if "members" in text][-1] == "UPDATE"


async def test_nothing_but_id_language_and_days_is_kept(database: Database) -> None:
    async with database.engine.connect() as connection:
        columns = await connection.run_sync(lambda sync: inspect(sync).get_columns("members"))
    assert {column["name"] for column in columns} == {
        "telegram_id", "language", "chosen", "zone", "first_seen", "last_seen", "away_until",
    }  # fmt: skip
