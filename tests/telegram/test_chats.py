"""What Telegram tells of chats is kept: blocks and their end, groups that take us in, throw us out and move."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast

import pytest
from telegram import Update

from bot.clock import Clock
from bot.db.base import Database
from bot.db.outbox import Chat
from bot.services.chats import Chats, Place
from bot.telegram import chats
from bot.telegram.context import Context

BOT = {"id": 7, "is_bot": True, "first_name": "Raccordo"}
ANNA = {"id": 1, "is_bot": False, "first_name": "Anna"}
PRIVATE: dict[str, Any] = {"id": 1, "type": "private", "first_name": "Anna"}
GROUP: dict[str, Any] = {"id": -5, "type": "group", "title": "Officina"}


@pytest.fixture
def kept(database: Database) -> Chats:
    return Chats(database, Clock())


async def hear(kept: Chats, **content: Any) -> None:
    update = Update.de_json({"update_id": 1, **content}, None)
    await chats.notice(update, cast("Context", SimpleNamespace(services=SimpleNamespace(chats=kept))))


async def becomes(kept: Chats, chat: dict[str, Any], status: str, **details: Any) -> None:
    now = int(datetime.now(UTC).timestamp())
    new = {"user": BOT, "status": status, **({"until_date": 0} if status == "kicked" else {}), **details}
    change = {"chat": chat, "from": ANNA, "date": now, "old_chat_member": {"user": BOT, "status": "member"}}
    await hear(kept, my_chat_member={**change, "new_chat_member": new})


async def message(kept: Chats, chat: dict[str, Any], **content: Any) -> None:
    now = int(datetime.now(UTC).timestamp())
    await hear(kept, message={"message_id": 1, "date": now, "chat": chat, "from": ANNA, **content})


async def unreachable(database: Database, chat_id: int) -> str | None:
    async with database.reading() as session:
        row = await session.get(Chat, chat_id)
    return row.unreachable if row else None


async def test_a_block_is_kept_until_it_ends(database: Database, kept: Chats) -> None:
    await becomes(kept, PRIVATE, "kicked")
    assert await unreachable(database, 1) == "blocked"
    await becomes(kept, PRIVATE, "member")
    assert await unreachable(database, 1) is None


async def test_who_presses_start_can_be_reached(database: Database, kept: Chats) -> None:
    await kept.close(Place(1, "private"), "unknown")
    await message(kept, PRIVATE, text="/start")
    assert await unreachable(database, 1) is None


async def test_groups_that_took_us_in_are_known_by_title_and_forgotten_when_they_throw_us_out(kept: Chats) -> None:
    await becomes(kept, GROUP, "member")
    assert await kept.groups() == [Place(-5, "group", "Officina")]
    await becomes(kept, GROUP, "kicked")
    assert await kept.groups() == []


async def test_a_group_that_moves_takes_its_title_along(kept: Chats) -> None:
    await becomes(kept, GROUP, "member")
    await message(kept, GROUP, migrate_to_chat_id=-1_000_000_000_005)
    assert await kept.groups() == [Place(-1_000_000_000_005, "supergroup", "Officina")]
