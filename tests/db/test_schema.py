"""Migrations lead to the tables that the code knows, and back."""

from __future__ import annotations

from sqlalchemy import inspect, text

from bot.db import schema
from bot.db.base import Database
from bot.db.events import AnnouncedEvent
from bot.db.tables import METADATA


async def tables_of(database: Database) -> set[str]:
    async with database.engine.connect() as connection:
        return set(await connection.run_sync(lambda sync: inspect(sync).get_table_names()))


async def test_tables_and_models_agree(database: Database) -> None:
    await schema.check(database.engine)


async def test_up_down_and_up_again_ends_with_all_tables(empty_database: Database) -> None:
    await schema.upgrade(empty_database.engine)
    await schema.downgrade(empty_database.engine)
    assert await tables_of(empty_database) == {"alembic_version"}
    await schema.upgrade(empty_database.engine)
    assert await tables_of(empty_database) == {*METADATA.tables, "alembic_version"}


async def test_answers_to_events_outlive_the_migration_of_their_events(empty_database: Database) -> None:
    """On SQLite a table that is rebuilt is dropped first, and what refers to it goes with it."""
    await schema.upgrade(empty_database.engine, "0008")
    async with empty_database.writing() as session:
        moment = "2026-12-03 17:00:00+00:00"
        await session.execute(text(
            "INSERT INTO members (telegram_id, language, chosen, zone, first_seen, last_seen)"
            f" VALUES (1, 'it', true, 'Europe/Rome', '{moment}', '{moment}')"
        ))  # fmt: skip
        await session.execute(text(
            "INSERT INTO announced_events (id, state, title, description, starts_at, whole_day, zone, rule, revision,"
            " check_in, created_by, created_at, changed_at) VALUES (1, 'announced', '{}', '{}',"
            f" '{moment}', false, 'Europe/Rome', 'FREQ=WEEKLY', 0, 'x', 9, '{moment}', '{moment}')"
        ))  # fmt: skip
        await session.execute(text(
            "INSERT INTO attendances (event_id, member_id, answer, answered_at, visible, meets, remind_day,"
            f" remind_hours) VALUES (1, 1, 'going', '{moment}', false, false, true, false)"
        ))  # fmt: skip
    await schema.upgrade(empty_database.engine)
    async with empty_database.reading() as session:
        event = await session.get_one(AnnouncedEvent, 1)
        assert (event.rule, event.counted_from, event.left_out, event.added) == ("FREQ=WEEKLY", None, [], [])
    await schema.downgrade(empty_database.engine, "0008")
    async with empty_database.reading() as session:
        assert await session.scalar(text("SELECT answer FROM attendances")) == "going"


async def test_upgrading_twice_is_upgrading_once(database: Database) -> None:
    await schema.upgrade(database.engine)
    assert await schema.is_current(database.engine)


async def test_an_empty_database_is_not_current(empty_database: Database) -> None:
    assert not await schema.is_current(empty_database.engine)
