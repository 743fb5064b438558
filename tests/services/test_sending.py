"""The outbox worked off: in order, within Telegram's limits, and with a final state for whatever may happen."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.clock import Clock
from bot.db.base import Database
from bot.db.duty import Duty
from bot.db.outbox import Chat, Outgoing
from bot.services import chats, outbox
from bot.services.chats import Chats
from bot.services.claiming import A_MINUTE_A_GROUP, A_SECOND, Room
from bot.services.outbox import Envelope, Message
from bot.services.parcels import Flood, Moved, NotSent, Outcome, Parcel, PerhapsSent, Refused, Sent, Unreachable
from bot.services.sending import BACKOFF, FLOODED_CHATS, MOST_TRIES, Sending

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


class Hands(Clock):
    """A clock that a test moves."""

    moment = NOON

    def now(self) -> datetime:
        return self.moment

    def on(self, **time: float) -> None:
        type(self).moment = self.moment + timedelta(**time)


@pytest.fixture
def clock() -> Hands:
    Hands.moment = NOON
    return Hands()


@pytest.fixture
def sending(database: Database, clock: Hands) -> Sending:
    return Sending(database, clock)


async def write(database: Database, key: str, chat_id: int = 1, html: str = "", **details: Any) -> None:
    async with database.writing() as session:
        await outbox.post(session, Envelope(key, chat_id, **details), Message(html or key), now=Hands.moment)


async def rows(database: Database) -> dict[str, Outgoing]:
    async with database.reading() as session:
        return {row.key: row for row in await session.scalars(select(Outgoing))}


async def states(database: Database) -> dict[str, str]:
    return {key: row.state for key, row in (await rows(database)).items()}


async def claimed(sending: Sending, room: Room | None = None) -> list[str]:
    return [parcel.content["html"] for parcel in await sending.exchange([], room or Room())]


async def deliver(sending: Sending, *outcomes: Outcome) -> list[Parcel]:
    """Claims once and says of each parcel in turn what became of it."""
    parcels = await sending.exchange([], Room())
    given = outcomes or [Sent(100 + parcel.row) for parcel in parcels]
    await sending.exchange(list(zip(parcels, given, strict=True)), Room(all=0))
    return parcels


async def test_answers_go_before_notices_and_announcements_last(database: Database, sending: Sending) -> None:
    for chat, kind in enumerate(("announcement", "notice", "answer")):
        await write(database, kind, chat + 1, kind=kind)
    assert await claimed(sending) == ["answer", "notice", "announcement"]


async def test_a_chat_gets_one_at_a_time_in_order_and_one_a_second(
    database: Database, sending: Sending, clock: Hands
) -> None:
    for key in ("first", "second"):
        await write(database, key)
    first = await sending.exchange([], Room())
    clock.on(seconds=5)
    assert await claimed(sending) == []  # the first is still on its way
    await sending.exchange([(first[0], Sent(7))], Room(all=0))
    assert await claimed(sending) == ["second"]


async def test_a_message_that_failed_goes_before_those_behind_it(
    database: Database, sending: Sending, clock: Hands
) -> None:
    for key in ("first", "second"):
        await write(database, key)
    await deliver(sending, NotSent("no connection"))
    clock.on(seconds=0.9)
    assert await claimed(sending) == []
    clock.on(seconds=BACKOFF[0])
    assert await claimed(sending) == ["first"]


async def test_only_what_is_due_and_not_held_leaves(database: Database, sending: Sending, clock: Hands) -> None:
    await write(database, "tomorrow", due=NOON + timedelta(days=1))
    await write(database, "held", 2, batch="b")
    async with database.writing() as session:
        await outbox.hold(session, "b")
    assert (await claimed(sending), await sending.any_due()) == ([], False)
    async with database.writing() as session:
        await outbox.hold(session, "b", held=False)
    assert await claimed(sending) == ["held"]
    clock.on(days=1)
    assert await claimed(sending) == ["tomorrow"]


async def test_no_more_are_on_their_way_than_may_come_twice(database: Database, sending: Sending) -> None:
    for chat in range(1, 10):
        await write(database, f"a{chat}", chat, kind="announcement")
        await write(database, f"n{chat}", 100 + chat)
    found = await claimed(sending, Room(all=6, announcements=2))
    assert found == [f"n{chat}" for chat in range(1, 7)]
    found = await claimed(sending, Room(all=6, announcements=2))
    assert found == ["n7", "n8", "n9", "a1", "a2"]


async def test_telegrams_limits_are_counted_in_the_table(database: Database, sending: Sending, clock: Hands) -> None:
    for chat in range(1, A_SECOND + 6):
        await write(database, f"n{chat}", chat)
    everything = Room(all=100, announcements=100)
    assert len(await claimed(sending, everything)) == A_SECOND
    assert await claimed(Sending(database, clock), everything) == []  # after a restart too
    clock.on(seconds=1)
    assert len(await claimed(sending, everything)) == 5


async def test_a_group_gets_fewer_a_minute(database: Database, sending: Sending, clock: Hands) -> None:
    for number in range(A_MINUTE_A_GROUP + 3):
        await write(database, f"g{number:02d}", -5)
    sent = 0
    for _ in range(40):
        sent += len(await deliver(sending))
        clock.on(seconds=1)
    assert sent == A_MINUTE_A_GROUP
    clock.on(seconds=30)
    assert len(await deliver(sending)) == 1


async def test_what_perhaps_arrived_is_sent_again_unless_it_was_to_be_sent_once(
    database: Database, sending: Sending, clock: Hands
) -> None:
    await write(database, "again", 1, kind="announcement")
    await write(database, "once", 2, once=True)
    await deliver(sending, PerhapsSent("cut"), PerhapsSent("cut"))
    assert await states(database) == {"again": "pending", "once": "unknown"}
    clock.on(seconds=BACKOFF[0])
    await deliver(sending)
    assert (await rows(database))["again"].attempts == 2


async def test_what_perhaps_arrived_is_given_up_in_the_end_and_what_surely_did_not_is_tried_for_a_day(
    database: Database, sending: Sending, clock: Hands
) -> None:
    await write(database, "perhaps", 1)
    await write(database, "surely", 2)
    async with database.writing() as session:
        await session.execute(update(Outgoing).values(attempts=len(BACKOFF)))
    await deliver(sending, PerhapsSent("cut"), NotSent("no connection"))
    assert await states(database) == {"perhaps": "unknown", "surely": "pending"}
    async with database.writing() as session:
        await session.execute(update(Outgoing).values(attempts=MOST_TRIES - 1))
    clock.on(hours=1)
    await deliver(sending, NotSent("no connection"))
    assert (await states(database))["surely"] == "dead"


async def test_what_a_process_that_is_gone_was_sending_is_taken_up(
    database: Database, sending: Sending, clock: Hands
) -> None:
    await write(database, "again", 1, kind="announcement")
    await write(database, "once", 2, once=True)
    await write(database, "withdrawn", 3, batch="b")
    await sending.exchange([], Room())
    async with database.writing() as session:
        await outbox.withdraw(session, "b", now=NOON)
    assert await Sending(database, clock).recover() == 3
    assert await states(database) == {"again": "pending", "once": "unknown", "withdrawn": "dead"}


async def test_what_was_settled_a_year_ago_is_forgotten_with_its_edits(
    database: Database, sending: Sending, clock: Hands
) -> None:
    await write(database, "old", 1)
    [parcel] = await sending.exchange([], Room())
    await sending.exchange([(parcel, Sent(7))], Room())
    async with database.writing() as session:
        await outbox.revise(session, "old", Message("edited"), now=NOON)
    await write(database, "waits", 2, due=NOON + timedelta(days=800))
    clock.on(days=364)
    assert await sending.forget() == 0
    clock.on(days=2)
    assert await sending.forget() == 1
    assert set(await states(database)) == {"waits"}


async def test_what_was_withdrawn_on_its_way_is_not_tried_again(database: Database, sending: Sending) -> None:
    await write(database, "a", 1, batch="b")
    parcels = await sending.exchange([], Room())
    async with database.writing() as session:
        await outbox.withdraw(session, "b", now=NOON)
    await sending.exchange([(parcels[0], NotSent("no connection"))], Room())
    assert await states(database) == {"a": "dead"}


async def test_a_flood_limit_silences_its_chat_to_the_moment_and_no_other(
    database: Database, sending: Sending, clock: Hands
) -> None:
    await write(database, "flooded", 1)
    await deliver(sending, Flood(30))
    await write(database, "later", 1)
    await write(database, "other", 2)
    assert [parcel.chat_id for parcel in await deliver(Sending(database, clock))] == [2]
    clock.on(seconds=29.9)
    assert await claimed(sending) == []
    clock.on(seconds=0.1)
    assert await claimed(sending) == ["flooded"]
    assert (await rows(database))["flooded"].attempts == 1


async def test_when_chat_after_chat_is_flooded_the_bot_as_a_whole_is_silent(
    database: Database, sending: Sending, clock: Hands
) -> None:
    for chat in range(1, FLOODED_CHATS + 1):
        await write(database, f"f{chat}", chat)
        await deliver(sending, Flood(5))
    await write(database, "other", 99)
    assert (await claimed(sending), await sending.any_due()) == ([], False)
    clock.on(seconds=5)
    assert "other" in await claimed(sending, Room(all=20))


async def test_who_blocked_us_is_not_tried_again_until_telegram_says_otherwise(
    database: Database, sending: Sending, clock: Hands
) -> None:
    await write(database, "first", 1, batch="b")
    await deliver(sending, Unreachable("blocked"))
    for number in range(20):
        await write(database, f"more{number}", 1, batch="b")
    clock.on(seconds=1)
    assert await claimed(sending) == []
    assert set((await states(database)).values()) == {"blocked"}
    async with database.reading() as session:
        assert await outbox.reasons(session, "b") == {"blocked": [1] * 21}
        assert await outbox.chats_in(session, "b", "blocked") == [1]
    await Chats(database, clock).heard_from(1)
    clock.on(seconds=1)
    await write(database, "welcome back", 1)
    assert await claimed(sending) == ["welcome back"]


async def test_what_waits_follows_a_group_that_moved(database: Database, sending: Sending, clock: Hands) -> None:
    await Chats(database, clock).open(chats.Place(-5, "group", "Officina"))
    await write(database, "first", -5)
    await deliver(sending, Moved(-1_000_000_000_005))
    await write(database, "to the old one", -5)
    for _ in range(3):
        await deliver(sending)
        clock.on(seconds=1)
    assert {row.chat_id for row in (await rows(database)).values()} == {-1_000_000_000_005}
    assert set((await states(database)).values()) == {"sent"}
    assert await Chats(database, clock).groups() == [chats.Place(-1_000_000_000_005, "supergroup", "Officina")]


async def test_a_message_that_telegram_refuses_is_set_aside_with_its_words(
    database: Database, sending: Sending
) -> None:
    await write(database, "bad")
    await deliver(sending, Refused("Bad Request: message is too long"))
    row = (await rows(database))["bad"]
    assert (row.state, row.error) == ("dead", "Bad Request: message is too long")


async def test_an_edit_waits_for_its_message_and_knows_its_number(
    database: Database, sending: Sending, clock: Hands
) -> None:
    await write(database, "card")
    [card] = await sending.exchange([], Room())
    async with database.writing() as session:
        assert await outbox.revise(session, "card", Message("new"), now=NOON)
    clock.on(seconds=2)
    assert await claimed(sending) == []
    await sending.exchange([(card, Sent(77))], Room(all=0))
    [edit] = await sending.exchange([], Room())
    assert (edit.edits, edit.content["html"]) == (77, "new")


async def test_a_storm_of_edits_is_one_edit_a_moment(database: Database, sending: Sending, clock: Hands) -> None:
    await write(database, "report")
    await deliver(sending)
    edits = []
    for number in range(100):
        clock.on(seconds=0.1)
        async with database.writing() as session:
            await outbox.revise(session, "report", Message(f"{number}"), now=clock.now())
        edits += await deliver(sending)
    clock.on(seconds=2)
    edits += await deliver(sending)
    assert len(edits) <= 8
    assert edits[-1].content["html"] == "99"


async def test_an_edit_of_what_never_arrived_is_set_aside(database: Database, sending: Sending, clock: Hands) -> None:
    await write(database, "card", once=True)
    [card] = await sending.exchange([], Room())
    async with database.writing() as session:
        await outbox.revise(session, "card", Message("new"), now=NOON)
    await sending.exchange([(card, PerhapsSent("cut"))], Room(all=0))
    clock.on(seconds=2)
    assert await claimed(sending) == []
    assert await states(database) == {"card": "unknown", "card edit 1": "dead"}


async def test_two_who_claim_at_once_share_and_repeat_nothing(database: Database, clock: Hands) -> None:
    for chat in range(1, 9):
        await write(database, f"n{chat}", chat)
    both = await asyncio.gather(*(claimed(Sending(database, clock), Room(all=4)) for _ in range(2)))
    found = [key for keys in both for key in keys]
    assert len(found) == len(set(found)) > 0


async def test_one_of_two_processes_has_the_duty_and_the_other_takes_it_over(database: Database) -> None:
    one, other = Duty(database), Duty(database)
    assert await one.held() and await one.held()
    assert not await other.held()
    await one.give_back()
    assert await other.held()
    await other.give_back()


async def test_a_chat_row_is_kept_for_who_is_lost(database: Database, sending: Sending) -> None:
    await write(database, "first", 1)
    await deliver(sending, Unreachable("gone"))
    async with database.reading() as session:
        row = await session.get_one(Chat, 1)
    assert (row.kind, row.unreachable, row.unreachable_since) == ("private", "gone", NOON)
