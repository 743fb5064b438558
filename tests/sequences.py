"""What random sequences run on: one database for all of them, quick, and set back to its beginning for each."""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
from collections.abc import Awaitable, Callable, Generator
from pathlib import Path
from typing import Any

import aiosqlite
from sqlalchemy import event

from bot.db.base import Base, Database

MEMORY = Path("/dev/shm")


class Slate:
    """A file in memory, opened once: what SQLAlchemy has learnt of the statements is kept from sequence to sequence."""

    def __init__(self, prepare: Callable[[Database], Awaitable[None]]) -> None:
        self._folder = tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None)
        self._loop = asyncio.new_event_loop()
        file = Path(self._folder.name) / "slate.sqlite"
        self.database = Database(f"sqlite+aiosqlite:///{file}")
        event.listen(self.database.engine.sync_engine, "do_connect", _without_thread)
        self.run(self._make(prepare))
        self._own, self._clean = sqlite3.connect(file), sqlite3.connect(":memory:")
        self._own.backup(self._clean)

    def run(self, work: Any) -> Any:
        return self._loop.run_until_complete(work)

    def wipe(self) -> None:
        """As it was at first."""
        self._clean.backup(self._own)

    def version(self) -> int:
        """Another number where something was written since."""
        return int(self._own.execute("PRAGMA data_version").fetchone()[0])

    def rows(self, *tables: str) -> list[list[Any]]:
        """All that is in the tables, to be compared."""
        return [self._own.execute(f"SELECT * FROM {one} ORDER BY rowid").fetchall() for one in tables]

    def close(self) -> None:
        self.run(self.database.close())
        self._own.close()
        self._clean.close()
        self._loop.close()
        self._folder.cleanup()

    async def _make(self, prepare: Callable[[Database], Awaitable[None]]) -> None:
        async with self.database.engine.begin() as connection:
            await connection.run_sync(Base.metadata.create_all)
        await prepare(self.database)


class AtOnce(aiosqlite.Connection):
    """The driver without its thread, whose hand-overs would take most of the time: one sequence has one task."""

    async def _execute(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        return fn(*args, **kwargs)

    async def _connect(self) -> AtOnce:
        self._connection = self._connector()
        return self

    def __await__(self) -> Generator[Any, None, AtOnce]:
        return self._connect().__await__()

    def stop(self) -> None:
        self._running = False
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _without_thread(_dialect: Any, _record: Any, _args: Any, given: dict[str, Any]) -> None:
    given["async_creator_fn"] = _connect


def _connect(database: str, **given: Any) -> AtOnce:
    return AtOnce(lambda: sqlite3.connect(database, **given), iter_chunk_size=64)
