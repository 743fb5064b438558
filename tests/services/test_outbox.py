"""What is written into the outbox: once a key, split where too long, revised in place or by an edit."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from bot.db.base import Database
from bot.db.outbox import Outgoing
from bot.services import outbox
from bot.services.outbox import Attachment, Button, Envelope, Message, Tally

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
LONG = "<b>" + "parola " * 1500 + "</b>"


async def post(database: Database, envelope: Envelope, message: Message | str = "ciao") -> bool:
    async with database.writing() as session:
        return await outbox.post(session, envelope, Message(message) if isinstance(message, str) else message, now=NOW)


async def rows(database: Database) -> list[Outgoing]:
    async with database.reading() as session:
        return list(await session.scalars(select(Outgoing).order_by(Outgoing.id)))


async def test_a_key_is_written_once(database: Database) -> None:
    assert await post(database, Envelope("k", 1))
    assert not await post(database, Envelope("k", 2), LONG)
    assert [(row.chat_id, row.content["html"]) for row in await rows(database)] == [(1, "ciao")]


async def test_what_was_written_is_made_known_when_it_is_kept_and_not_before(database: Database) -> None:
    async with database.writing() as session:
        await outbox.post(session, Envelope("k", 1), Message("ciao"), now=NOW)
        assert not database.outgoing.is_set()
    assert database.outgoing.is_set()


async def test_a_long_message_becomes_several_and_the_buttons_stand_under_the_last(database: Database) -> None:
    await post(database, Envelope("k", 1, batch="b"), Message(LONG, ((Button("Sì", data="y"),),)))
    found = await rows(database)
    assert [row.key for row in found] == ["k", "k part 2", "k part 3"]
    assert [bool(row.content["buttons"]) for row in found] == [False, False, True]
    assert all(row.content["html"].startswith("<b>") and row.content["html"].endswith("</b>") for row in found)


async def test_many_at_once_are_written_as_one_by_one(database: Database) -> None:
    letters = [
        (Envelope("a", 1, "announcement", "b"), Message("ciao")),
        (Envelope("long", 2, due=NOW + timedelta(hours=1)), Message(LONG, ((Button("Sì", data="y"),),))),
        (Envelope("k", 3), Message("di nuovo", file=Attachment("a.csv", "1"))),
    ]
    for envelope, message in letters:
        await post(database, replace(envelope, key=f"{envelope.key} alone"), message)
    await post(database, Envelope("k", 3), "ciao")
    database.outgoing.clear()
    async with database.writing() as session:
        await outbox.post_all(session, letters, now=NOW)
    assert database.outgoing.is_set()
    found = {row.key: row for row in await rows(database)}
    assert found.pop("k").content["html"] == "ciao", "what was written before stays"
    assert found.pop("k alone")
    for key in ("a", "long", "long part 2", "long part 3"):
        one, alone = kept(found.pop(key)), kept(found.pop(lone(key)))
        assert one == alone
    assert not found
    async with database.writing() as session:
        await outbox.post_all(session, [], now=NOW)


def lone(key: str) -> str:
    """`long part 2` is `long alone part 2` of the one written by itself."""
    first, *part = key.split(" ", 1)
    return " ".join([f"{first} alone", *part])


def kept(row: Outgoing) -> dict[str, Any]:
    names = {column.name for column in Outgoing.__table__.columns} - {"id", "key"}
    return {name: getattr(row, name) for name in names}


async def test_what_does_not_fit_under_a_file_stands_above_it(database: Database) -> None:
    await post(database, Envelope("k", 1), Message("parola " * 250, file=Attachment("a.csv", "1")))
    assert [row.content["file"] is not None for row in await rows(database)] == [False, True]


async def test_what_waits_is_revised_in_place_and_what_left_by_one_edit(database: Database) -> None:
    await post(database, Envelope("k", 1))
    async with database.writing() as session:
        assert await outbox.revise(session, "k", Message("due"), now=NOW)
        row = await session.scalar(select(Outgoing))
        assert row is not None and row.content["html"] == "due"
        row.state, row.message_id = "sent", 5
    for words in ("tre", "quattro"):
        async with database.writing() as session:
            assert await outbox.revise(session, "k", Message(words), now=NOW)
    assert [(row.key, row.content["html"]) for row in await rows(database)] == [("k", "due"), ("k edit 1", "quattro")]


async def test_what_never_arrived_is_not_revised(database: Database) -> None:
    await post(database, Envelope("k", 1))
    async with database.writing() as session:
        row = await session.scalar(select(Outgoing))
        assert row is not None
        row.state = "blocked"
    async with database.writing() as session:
        assert not await outbox.revise(session, "k", Message("due"), now=NOW)
        assert not await outbox.revise(session, "unknown", Message("due"), now=NOW)


async def test_a_shorter_wording_takes_back_the_parts_that_wait(database: Database) -> None:
    await post(database, Envelope("k", 1), LONG)
    async with database.writing() as session:
        await outbox.revise(session, "k", Message("breve"), now=NOW)
    assert [(row.key, row.state) for row in await rows(database)] == [
        ("k", "pending"), ("k part 2", "dead"), ("k part 3", "dead"),
    ]  # fmt: skip


async def test_a_batch_is_counted_and_withdrawn(database: Database) -> None:
    for chat in (1, 2, 3):
        await post(database, Envelope(f"k{chat}", chat, batch="b", due=NOW + timedelta(hours=1)))
    async with database.writing() as session:
        row = await session.scalar(select(Outgoing))
        assert row is not None
        row.state = "sent"
    async with database.writing() as session:
        await outbox.withdraw(session, "b", now=NOW)
        found = await outbox.tally(session, "b")
        assert (found, found.settled, found.total) == (Tally(sent=1, dead=2), 3, 3)
        assert await outbox.reasons(session, "b") == {"withdrawn": [2, 3]}
