"""The database's own promises: writers lose nothing to one another, moments keep their zone."""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import aiosqlite
import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from bot.db.base import Database
from bot.db.directory import Capability
from bot.db.onboarding import Member

WRITERS = 8
TURNS = 10


def member(telegram_id: int, at: datetime) -> Member:
    return Member(telegram_id=telegram_id, language="it", chosen=False, first_seen=at, last_seen=at)


async def test_writers_who_read_before_they_write_lose_no_update(tmp_path: object) -> None:
    database = Database(f"sqlite+aiosqlite:///{tmp_path}/counter.sqlite")
    async with database.writing() as session:
        await session.execute(text("CREATE TABLE counter (n INTEGER)"))
        await session.execute(text("INSERT INTO counter VALUES (0)"))

    async def count() -> None:
        for _ in range(TURNS):
            async with database.writing() as session:
                n = await session.scalar(text("SELECT n FROM counter"))
                await session.execute(text("UPDATE counter SET n = :n"), {"n": n + 1})

    await asyncio.gather(*(count() for _ in range(WRITERS)))
    async with database.reading() as session:
        assert await session.scalar(text("SELECT n FROM counter")) == WRITERS * TURNS
    await database.close()


async def test_a_reader_is_not_held_up_by_a_writer(tmp_path: object) -> None:
    database = Database(f"sqlite+aiosqlite:///{tmp_path}/both.sqlite")
    async with database.writing() as session:
        await session.execute(text("CREATE TABLE note (words TEXT)"))
    async with database.writing() as writer:
        await writer.execute(text("INSERT INTO note VALUES ('not yet')"))
        async with asyncio.timeout(15), database.reading() as reader:
            assert await reader.scalar(text("SELECT count(*) FROM note")) == 0
    await database.close()


async def test_sqlite_writes_ahead_and_waits_for_the_disk(tmp_path: object) -> None:
    database = Database(f"sqlite+aiosqlite:///{tmp_path}/pragmas.sqlite")
    async with database.reading() as session:
        found = [
            await session.scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        ]
    assert found == ["wal", 2, 1, 5000]
    await database.close()


async def test_a_moment_comes_back_as_the_same_point_in_time(database: Database) -> None:
    noon_in_turin = datetime(2026, 7, 1, 12, tzinfo=ZoneInfo("Europe/Rome"))
    async with database.writing() as session:
        session.add(member(1, noon_in_turin))
    async with database.reading() as session:
        found = await session.get_one(Member, 1)
    assert found.first_seen == noon_in_turin


async def test_what_fails_half_way_leaves_nothing(database: Database) -> None:
    now = datetime.now(ZoneInfo("UTC"))
    with pytest.raises(ZeroDivisionError):
        async with database.writing() as session:
            session.add(member(2, now))
            await session.flush()
            raise ZeroDivisionError
    async with database.reading() as session:
        assert (await session.scalars(select(Member))).all() == []


async def test_a_row_that_points_nowhere_is_refused(database: Database) -> None:
    with pytest.raises(IntegrityError):
        async with database.writing() as session:
            session.add(Capability(company_id="nobody", position=1, name={"it": "x"}, evidence=1))


async def test_a_statement_changes_threads_once_and_a_look_three_times(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    changes: list[object] = []
    real = aiosqlite.Connection._execute

    async def counted(self: aiosqlite.Connection, work: Any, *given: Any, **named: Any) -> Any:
        changes.append(work)
        return await real(self, work, *given, **named)  # type: ignore[no-untyped-call]

    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'base.sqlite'}")
    async with database.writing() as session:
        await session.execute(text("CREATE TABLE things (name TEXT)"))
    monkeypatch.setattr(aiosqlite.Connection, "_execute", counted)
    async with database.reading() as session:
        assert list(await session.scalars(text("SELECT name FROM things"))) == []
    await database.close()
    assert len(changes) <= 3 + 1, "begin, select, commit; and the file is closed"
