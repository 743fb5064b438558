"""The engine: what is posted is delivered at once, what is due is swept, and one thing that fails stops no other."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import structlog
from sqlalchemy import text

from bot.clock import Clock
from bot.config import Settings
from bot.db.base import Database
from bot.jobs import engine
from bot.jobs.deliver import Delivery
from bot.jobs.engine import Engine, Sweep
from bot.services import outbox
from bot.services.claiming import Room
from bot.services.outbox import Envelope, Message
from bot.services.parcels import Outcome, Parcel, Sent
from bot.services.sending import Done, NotNow, Sending

PATIENCE = 30.0


class Hand:
    """A courier that keeps what it was given; one that it is told to drop, it fails at."""

    def __init__(self) -> None:
        self.given: list[str] = []
        self.seconds = 0.0

    async def carry(self, parcel: Parcel) -> Outcome:
        await asyncio.sleep(self.seconds)
        html = parcel.content["html"]
        if html == "bad":
            raise KeyError(html)
        self.given.append(html)
        return Sent(parcel.row)

    async def has(self, *wanted: str) -> None:
        async with asyncio.timeout(PATIENCE):
            while not set(wanted) <= set(self.given):  # noqa: ASYNC110 - nothing tells when
                await asyncio.sleep(0.01)


@pytest.fixture(autouse=True)
def plain_logs() -> Iterator[None]:
    """As the bot logs; structlog's own way would draw every traceback for seconds."""
    structlog.configure(processors=[structlog.processors.format_exc_info, structlog.processors.JSONRenderer()])
    yield
    structlog.reset_defaults()


@pytest.fixture
def settings(database: Database, tmp_path: Path) -> Settings:
    url = database.engine.url.render_as_string(hide_password=False)
    return Settings(state_dir=tmp_path, database_url=url)


@asynccontextmanager
async def working(
    database: Database,
    settings: Settings,
    hand: Hand,
    sweeps: Sequence[Sweep] = (),
    quiet: Callable[[], Awaitable[None]] | None = None,
) -> AsyncIterator[Sending]:
    stop, sending = asyncio.Event(), Sending(database, Clock())
    made = Engine(settings, Delivery(sending, hand.carry), sending.posted, sweeps, quiet)
    running = asyncio.create_task(made.run(stop))
    try:
        yield sending
    finally:
        stop.set()
        await running
        await sending.close()


async def post(database: Database, key: str, chat_id: int = 1) -> None:
    async with database.writing() as session:
        await outbox.post(session, Envelope(key, chat_id, batch="b"), Message(key), now=Clock().now())


async def tally(database: Database) -> outbox.Tally:
    async with database.reading() as session:
        return await outbox.tally(session, "b")


async def test_what_is_posted_is_delivered_at_once(
    database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "LOOK", 20.0)
    hand = Hand()
    async with working(database, settings, hand):
        await post(database, "first", 1)
        await hand.has("first")
        started = time.monotonic()
        await post(database, "second", 2)
        await hand.has("second")
        assert time.monotonic() - started < engine.LOOK
    assert (await tally(database)).sent == 2


async def test_a_message_that_nobody_foresaw_is_set_aside_and_the_others_go_on(
    database: Database, settings: Settings
) -> None:
    hand = Hand()
    async with working(database, settings, hand):
        await post(database, "bad", 1)
        await post(database, "good", 2)
        await hand.has("good")
    assert await tally(database) == outbox.Tally(sent=1, dead=1)


async def test_what_was_left_in_the_middle_is_taken_up_at_the_start(database: Database, settings: Settings) -> None:
    await post(database, "left", 1)
    await Sending(database, Clock()).exchange([], Room())
    hand = Hand()
    async with working(database, settings, hand):
        await hand.has("left")


async def test_only_one_of_two_engines_delivers(database: Database, settings: Settings) -> None:
    first, second = Hand(), Hand()
    async with working(database, settings, first):
        sending = Sending(database, Clock())
        standing_by = Delivery(sending, second.carry)
        await post(database, "a", 1)
        await first.has("a")
        assert not await standing_by.is_wanted()
        assert await standing_by.run(1) == 0
    assert await standing_by.is_wanted() is False
    await post(database, "b", 2)
    assert await standing_by.is_wanted()
    await standing_by.run(1)
    await sending.close()
    assert (first.given, second.given) == (["a"], ["b"])


async def test_a_question_that_is_being_answered_is_no_obstacle_to_the_start(
    database: Database, settings: Settings
) -> None:
    """The engine's own tables are made off the event loop: indexes that PostgreSQL makes wait for open readers."""
    hand = Hand()
    async with database.reading() as session:
        await session.execute(text("SELECT 1"))
        reader = asyncio.create_task(asyncio.sleep(4))
        async with working(database, settings, hand):
            await post(database, "early", 1)
            await reader
            await session.rollback()
            await hand.has("early")


async def test_sweeps_run_again_and_again_and_one_that_fails_stops_no_other(
    database: Database, settings: Settings
) -> None:
    ran: list[str] = []

    async def well() -> int:
        ran.append("well")
        return 1

    async def badly() -> int:
        ran.append("badly")
        raise ValueError("nothing to be alarmed at")

    sweeps = [Sweep("badly", 0.1, badly), Sweep("well", 0.1, well)]
    async with working(database, settings, Hand(), sweeps), asyncio.timeout(PATIENCE):
        while ran.count("well") < 2 or ran.count("badly") < 2:  # noqa: ASYNC110 - nothing tells when
            await asyncio.sleep(0.05)


async def test_sweeps_make_way_for_an_answer_but_not_for_ever(
    database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "MAKE_WAY", 0.6)
    answered, swept = asyncio.Event(), asyncio.Event()

    async def sweep() -> int:
        swept.set()
        return 0

    async def quiet() -> None:
        await answered.wait()

    async with working(database, settings, Hand(), [Sweep("sweep", 0.1, sweep)], quiet):
        asked = time.monotonic()
        await asyncio.wait_for(swept.wait(), PATIENCE)
        assert time.monotonic() - asked > 0.5
        answered.set()
        swept.clear()
        await asyncio.wait_for(swept.wait(), PATIENCE)


async def test_who_is_told_to_stop_lets_calls_under_way_end(database: Database, settings: Settings) -> None:
    hand = Hand()
    hand.seconds = 1.0
    async with working(database, settings, hand):
        await post(database, "slow", 1)
        async with asyncio.timeout(PATIENCE):
            while not (await tally(database)).sending:  # noqa: ASYNC110 - nothing tells when
                await asyncio.sleep(0.01)
    assert (await tally(database)).sent == 1


async def test_a_call_that_does_not_end_holds_up_no_stop(
    database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.jobs.deliver.LAST_CALLS", 0.2)
    hand = Hand()
    hand.seconds = 60.0
    started = time.monotonic()
    async with working(database, settings, hand):
        await post(database, "endless", 1)
        async with asyncio.timeout(PATIENCE):
            while not (await tally(database)).sending:  # noqa: ASYNC110 - nothing tells when
                await asyncio.sleep(0.01)
    assert time.monotonic() - started < 30
    assert (await tally(database)).sending == 1


async def test_what_is_finished_is_forgotten(
    database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dbos import DBOS

    monkeypatch.setattr(engine, "KEPT", engine.KEPT * 0)
    hand = Hand()
    async with working(database, settings, hand):
        await post(database, "a", 1)
        await hand.has("a")
        async with asyncio.timeout(PATIENCE):
            while await DBOS.list_workflows_async(status=["PENDING"]):  # noqa: ASYNC110 - nothing tells when
                await asyncio.sleep(0.05)
        await asyncio.sleep(0.01)
        assert await DBOS.list_workflows_async()
        await engine._forget_finished()
        assert await DBOS.list_workflows_async() == []


async def test_what_was_claimed_though_the_commit_seemed_to_fail_is_delivered(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    sending, hand = Sending(database, Clock()), Hand()
    claims = sending.exchange

    async def cut(done: Done, room: Room) -> list[Parcel]:
        monkeypatch.setattr(sending, "exchange", claims)
        await claims(done, room)
        raise NotNow("connection lost while committing")

    monkeypatch.setattr(sending, "exchange", cut)
    async with database.writing() as session:
        await outbox.post(session, Envelope("one", 1), Message("one"), now=Clock().now())
    delivery = Delivery(sending, hand.carry)
    async with asyncio.timeout(PATIENCE):
        while not hand.given:
            if await delivery.is_wanted():
                await delivery.run(1)
            await asyncio.sleep(0.1)
    assert hand.given == ["one"]
    await sending.close()
