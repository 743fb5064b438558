"""Where Alembic starts: on the connection it is given, or (from its own command line) on DATABASE_URL's."""

from __future__ import annotations

import asyncio
from typing import Any, Literal

from alembic import context
from sqlalchemy.engine import Connection

from bot.config import read_settings
from bot.db.base import Database, Moment
from bot.db.tables import METADATA


def in_plain_types(kind: str, value: Any, _context: Any) -> str | Literal[False]:
    """Migrations outlive our column types, so they name what the database sees."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(value, Moment) else False


def migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=METADATA,
        render_as_batch=True,
        compare_type=True,
        render_item=in_plain_types,
    )
    with context.begin_transaction():
        context.run_migrations()


async def migrate_by_address() -> None:
    database = Database(read_settings().database)
    async with database.engine.begin() as connection:
        await connection.run_sync(migrate)
    await database.close()


given = context.config.attributes.get("connection")
if given is None:
    asyncio.run(migrate_by_address())
else:
    migrate(given)
