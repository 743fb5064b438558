"""The one way to open the database: engine, sessions for reading and for writing, and column types."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Integer, MetaData, event, literal
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

from bot.db.sqlite import connect

# Telegram ids need 64 bits; SQLite numbers its rows by itself only in a column called INTEGER.
RowId = BigInteger().with_variant(Integer, "sqlite")
Json = JSON().with_variant(JSONB, "postgresql")

SQLITE_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=5000", "secure_delete=ON")

OUTGOING = "outgoing"  # in a session's `info`: it wrote what is to be sent


class Base(DeclarativeBase):
    """Names for all constraints, so that a migration can drop them on every database."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Moment(TypeDecorator[datetime]):
    """A point in time, kept in UTC. SQLite forgets time zones, so they are put back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.replace(tzinfo=value.tzinfo or UTC) if value else None


class Database:
    """An engine and its two doors: `reading()` and `writing()`, each one transaction.

    `outgoing` is set after a commit that left something to be sent, so that nobody needs to look for it all the time.
    """

    def __init__(self, url: str) -> None:
        self.engine = _open(url)
        self.outgoing = asyncio.Event()
        self._readers = self.engine.execution_options(raccordo_reads=True)
        # SQLite lets one write and has the others try again and again, in no order: one that is out of luck waits
        # for seconds, and in vain. Within this process they stand in line.
        self._turn = asyncio.Lock() if self.engine.dialect.name == "sqlite" else nullcontext()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        async with AsyncSession(self._readers, expire_on_commit=False) as session, session.begin():
            yield session

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncSession]:
        async with self._turn, AsyncSession(self.engine, expire_on_commit=False) as session:
            async with session.begin():
                yield session
            if session.info.get(OUTGOING):
                self.outgoing.set()

    async def scrub(self) -> None:
        """What was just erased leaves the write-ahead log of SQLite too; `secure_delete` has zeroed it in the file.

        Where somebody still reads an older state the log is emptied later, by itself.
        """
        if self.engine.dialect.name == "sqlite":
            async with self._turn, self._readers.connect() as connection:
                driver = (await connection.get_raw_connection()).driver_connection
                assert driver is not None
                await driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # not within a transaction

    async def close(self) -> None:
        await self.engine.dispose()


async def add_if_absent(session: AsyncSession, noun: type[Base], **values: object) -> bool:
    """Inserts the row unless its key is taken; whether it did. Of two at once, one inserts and none fails."""
    query = _insert(session, noun).values(**values).on_conflict_do_nothing().returning(literal(1))
    return await session.scalar(query) is not None


async def add_all_if_absent(session: AsyncSession, noun: type[Base], rows: Sequence[dict[str, Any]]) -> None:
    """The same for many, in one go and without telling which were new. All rows have the same columns."""
    connection = await session.connection()
    await connection.execute(_insert(session, noun).on_conflict_do_nothing(), rows)


def _insert(session: AsyncSession, noun: type[Base]) -> postgresql.Insert | sqlite.Insert:
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    return insert(noun)


def _open(url: str) -> AsyncEngine:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_async_engine(url, pool_pre_ping=True)
    if parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    # Without isolation_level=None the driver opens transactions by itself, lazily and as readers: two of them
    # that read and then write overwrite each other's work in silence.
    engine = create_async_engine(url, connect_args={"isolation_level": None, "async_creator_fn": connect})
    event.listen(engine.sync_engine, "connect", _set_pragmas)
    event.listen(engine.sync_engine, "begin", _begin)
    return engine


def _set_pragmas(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    for pragma in SQLITE_PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    # A writer queues for the lock at once instead of finding out at its first write that it lost the race.
    reads = connection.get_execution_options().get("raccordo_reads")
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")
