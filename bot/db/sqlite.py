"""SQLite connections for an event loop, with one change of threads a statement.

aiosqlite does each step in the connection's thread: making a cursor, executing, fetching, closing it. SQLAlchemy takes
all four for every statement, and rolls back after every commit, so that a look at one row changes threads nine times,
which is most of what it costs. Here a statement is executed, fetched and closed in one go: all its rows are taken at
once, as SQLAlchemy does anyway.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Self

import aiosqlite

Parameters = Sequence[Any] | None


class Cursor:
    """What SQLAlchemy asks of a cursor; what a statement brought is held here."""

    arraysize = 1

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._rows: list[Any] = []
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None

    async def __aenter__(self) -> Self:
        return self

    async def execute(self, operation: str, parameters: Parameters = None) -> Self:
        await self._connection.in_its_thread(partial(self._execute, operation, parameters or ()))
        return self

    async def executemany(self, operation: str, parameters: Iterable[Sequence[Any]]) -> Self:
        await self._connection.in_its_thread(partial(self._execute_many, operation, parameters))
        return self

    async def fetchall(self) -> list[Any]:
        rows, self._rows = self._rows, []
        return rows

    async def close(self) -> None:
        """It is closed already."""

    def _execute(self, operation: str, parameters: Sequence[Any], raw: sqlite3.Connection) -> None:
        self._take(raw.execute(operation, parameters))

    def _execute_many(self, operation: str, parameters: Iterable[Sequence[Any]], raw: sqlite3.Connection) -> None:
        self._take(raw.executemany(operation, parameters))

    def _take(self, done: sqlite3.Cursor) -> None:
        self.description = done.description
        self._rows = done.fetchall() if done.description else []
        self.rowcount, self.lastrowid = done.rowcount, done.lastrowid  # after the rows: only then is it counted
        done.close()


class Connection(aiosqlite.Connection):
    """aiosqlite's, with cursors that change threads once a statement."""

    def cursor(self) -> Cursor:  # type: ignore[override]
        return Cursor(self)

    async def in_its_thread(self, work: Any) -> None:
        await self._execute(work, self._conn)  # type: ignore[no-untyped-call]

    async def rollback(self) -> None:
        if self.in_transaction:  # else there is nothing that could be rolled back
            await super().rollback()


def connect(database: str | Path, **options: Any) -> Connection:
    """As `aiosqlite.connect`; a process that ends does not wait for its thread."""
    connection = Connection(partial(sqlite3.connect, database, **options), iter_chunk_size=64)
    connection._thread.daemon = True
    return connection
