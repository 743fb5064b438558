"""Left-overs of an earlier process: what needs tables alone is done early, and what kills is found all the same."""

from __future__ import annotations

import asyncio
import json
from typing import Any, cast

import pytest
from sqlalchemy import select
from telegram import Update
from telegram.ext import ExtBot

from bot.clock import Clock
from bot.db.base import Database
from bot.db.inbox import Inbound
from bot.services.inbox import Inbox, Letter
from bot.services.people import People, Staffing
from bot.telegram.application import App
from bot.telegram.handling import AT_ONCE, Handling
from bot.telegram.tables_alone import needs_tables_alone

BOT = 7_000_000_001
SOON = 15.0


class Desk:
    """In the place of the application: notes what it is given, and hangs on the update that kills."""

    def __init__(self, deadly: int = 0) -> None:
        self.bot: ExtBot[None] = ExtBot("7000000001:A")
        self.done: list[int] = []
        self.begun: list[int] = []
        self._deadly = deadly

    async def process_update(self, update: Update) -> None:
        self.begun.append(update.update_id)
        if update.update_id == self._deadly:
            await asyncio.Event().wait()
        self.done.append(update.update_id)


def person(number: int) -> dict[str, Any]:
    return {"id": number, "is_bot": False, "first_name": "Anna"}


def said(number: int, chat: int, text: str) -> Letter:
    message = {"message_id": 1, "date": 1, "chat": {"id": chat, "type": "private"}, "from": person(chat), "text": text}
    return Letter(number, chat, json.dumps({"update_id": number, "message": message}))


def pressed(number: int, chat: int, data: str = "ev go 7") -> Letter:
    query = {"id": str(number), "from": person(chat), "chat_instance": "1", "data": data}
    return Letter(number, chat, json.dumps({"update_id": number, "callback_query": query}))


class Lives:
    """One bot after the other on one database; none of them has its library yet, unless it is said."""

    def __init__(self, database: Database) -> None:
        people = People(database, Clock(), Staffing())
        self.database = database
        self.inbox = Inbox(database, Clock(), BOT, people)
        self._running: list[Handling] = []

    async def start(self, desk: Desk) -> tuple[Handling, asyncio.Event]:
        loaded = asyncio.Event()
        handling = Handling(cast(App, desk), self.inbox, Clock(), loaded)
        await handling.start()
        self._running.append(handling)
        return handling, loaded

    async def die(self, handling: Handling) -> None:
        """At once, as by a kill: nothing more is written."""
        for task in list(handling._lanes._running):
            task.cancel()
        await asyncio.gather(*handling._lanes._running, return_exceptions=True)

    async def tries(self) -> dict[int, int]:
        async with self.database.reading() as session:
            rows = await session.scalars(select(Inbound).where(Inbound.state == "new"))
            return {row.update_id: row.attempts for row in rows}

    async def left_with(self, numbers: set[int]) -> None:
        async with asyncio.timeout(SOON):
            while set(await self.tries()) != numbers:  # noqa: ASYNC110 - nothing tells when
                await asyncio.sleep(0.01)


@pytest.fixture
def lives(database: Database) -> Lives:
    return Lives(database)


async def until(desk: Desk, numbers: set[int], *, begun: bool = False) -> None:
    async with asyncio.timeout(SOON):
        while not numbers <= set(desk.begun if begun else desk.done):  # noqa: ASYNC110 - nothing tells when
            await asyncio.sleep(0.01)


async def test_presses_are_done_before_all_is_loaded_and_questions_wait_without_holding_anybody_up(
    lives: Lives,
) -> None:
    questions = [said(number, 100 + number, "chi fa stampi?") for number in range(1, AT_ONCE + 9)]
    await lives.inbox.keep([*questions, pressed(50, 900), said(51, 901, "/privacy")])
    desk = Desk()
    handling, loaded = await lives.start(desk)
    await until(desk, {50, 51})
    handling.take(await lives.inbox.keep([said(60, 902, "ciao")]))  # what comes now waits for none of them
    await until(desk, {60})
    assert set(desk.begun) == {50, 51, 60}
    loaded.set()
    await until(desk, {letter.update_id for letter in questions})
    await handling.stop()


async def test_in_one_chat_a_press_does_not_overtake_the_question_before_it(lives: Lives) -> None:
    await lives.inbox.keep([said(1, 100, "chi fa stampi?"), pressed(2, 100), pressed(3, 200)])
    desk = Desk()
    handling, loaded = await lives.start(desk)
    await until(desk, {3})
    assert desk.begun == [3]
    loaded.set()
    await until(desk, {1, 2})
    assert desk.begun == [3, 1, 2]
    await handling.stop()


async def test_a_press_that_kills_is_counted_alone_and_does_not_stop_the_others_in_the_next_life(lives: Lives) -> None:
    await lives.inbox.keep([pressed(1, 100), *[pressed(number, 100 + number) for number in range(2, 20)]])
    desk = Desk(deadly=1)
    handling, _ = await lives.start(desk)
    await until(desk, {1}, begun=True)
    await lives.die(handling)
    # Chats are worked side by side: some may have been through before it.
    assert await lives.tries() == {1: 1, **dict.fromkeys(set(range(2, 20)) - set(desk.done), 0)}
    for _ in range(3):  # lives that end before all is loaded
        desk = Desk(deadly=1)
        handling, _ = await lives.start(desk)
        await lives.left_with({1})
        await lives.die(handling)
        assert 1 not in desk.begun, "it waits for a life in which it is tried alone"
    assert await lives.tries() == {1: 1}


async def test_once_all_is_loaded_what_kills_is_set_aside_after_its_tries(lives: Lives) -> None:
    await lives.inbox.keep([pressed(1, 100), said(2, 200, "chi fa stampi?")])
    for life in range(6):
        desk = Desk(deadly=1)
        handling, loaded = await lives.start(desk)
        loaded.set()
        await until(desk, {1}, begun=True)
        await lives.die(handling)
        assert (await lives.tries())[1] == life + 1
    desk = Desk(deadly=1)
    handling, loaded = await lives.start(desk)
    loaded.set()
    await lives.left_with(set())
    assert desk.begun in ([], [2])
    await handling.stop()


@pytest.mark.parametrize(
    ("letter", "alone"),
    [
        (pressed(1, 5, "ev maybe 7"), True), (pressed(1, 5, "p yes 0 matching"), True), (pressed(1, 5, "l it"), True),
        (pressed(1, 5, "ev meet 7"), False), (pressed(1, 5, "ev introduce 7 x"), False),
        (pressed(1, 5, "a more 7"), False), (pressed(1, 5, "i yes 7"), False), (pressed(1, 5, ""), False),
        (said(1, 5, "/privacy"), True), (said(1, 5, "/Presenze@raccordo_bot"), True), (said(1, 5, "/eventi"), False),
        (said(1, 5, "/start v_7"), False), (said(1, 5, "privacy"), False), (said(1, -5, "ciao"), False),
        (Letter(1, 5, '{"update_id": 1}'), False), (Letter(1, 5, '{"update_id": 1, "callback_query": 3}'), False),
    ],
)  # fmt: skip
def test_what_needs_the_library_is_told_from_what_does_not(letter: Letter, alone: bool) -> None:
    assert needs_tables_alone(letter.raw) is alone
