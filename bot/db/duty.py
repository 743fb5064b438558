"""Of several processes on one database, one has the duty to deliver; the others stand by until it is free."""

from __future__ import annotations

import fcntl
from contextlib import suppress
from pathlib import Path
from typing import IO

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.db.base import Database

KEY = 0x7ACC0  # of PostgreSQL's advisory lock; any number of ours


class Duty:
    """Held by a lock that the operating system or the database takes back when its process dies.

    On SQLite a lock on a file beside the database, on PostgreSQL an advisory lock of a connection kept for it.
    """

    def __init__(self, database: Database) -> None:
        self._engine = database.engine
        self._file: IO[str] | None = None
        self._connection: AsyncConnection | None = None

    async def held(self) -> bool:
        """Whether this process has the duty, which it takes where it is free."""
        if self._engine.dialect.name == "sqlite":
            return self._file is not None or self._lock_file()
        return await self._is_connected() or await self._lock_connection()

    async def give_back(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
        if self._connection is not None:
            connection, self._connection = self._connection, None
            with suppress(SQLAlchemyError, OSError):
                await connection.invalidate()  # closed for good: only that frees the lock
                await connection.close()

    def _lock_file(self) -> bool:
        path = Path(f"{self._engine.url.database}.duty")
        file = path.open("w")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            return False
        self._file = file
        return True

    async def _is_connected(self) -> bool:
        if self._connection is None:
            return False
        try:
            await self._connection.execute(text("SELECT 1"))
            await self._connection.commit()
        except (SQLAlchemyError, OSError):
            await self.give_back()
            return False
        return True

    async def _lock_connection(self) -> bool:
        connection = await self._engine.connect()
        taken = bool(await connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": KEY}))
        await connection.commit()
        if taken:
            self._connection = connection
        else:
            await connection.close()
        return taken
