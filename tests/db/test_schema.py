"""Migrations lead to the tables that the code knows, and back."""

from __future__ import annotations

from sqlalchemy import inspect

from bot.db import schema
from bot.db.base import Database
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


async def test_upgrading_twice_is_upgrading_once(database: Database) -> None:
    await schema.upgrade(database.engine)
    assert await schema.is_current(database.engine)


async def test_an_empty_database_is_not_current(empty_database: Database) -> None:
    assert not await schema.is_current(empty_database.engine)
