"""The inbox: each update kept once, settled once, tried again with patience, forgotten in the end."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError, OperationalError

from bot.clock import Clock
from bot.db.base import Database
from bot.db.inbox import Inbound
from bot.db.onboarding import Member
from bot.db.outbox import Outgoing
from bot.services.inbox import KEPT, MOST_TRIES, PAUSES, Complaint, Inbox, Letter, Opened, Ticket, may_pass
from bot.services.people import People, Staffing

BOT = 7_000_000_001
STAFF = (1003, 1004)
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def inbox_on(database: Database, bot_id: int = BOT) -> Inbox:
    return Inbox(database, Clock(), bot_id, People(database, Clock(), Staffing(staff=frozenset(STAFF))))


def letter(number: int, lane: int = 1001, text: str = "ciao") -> Letter:
    return Letter(number, lane, json.dumps({"update_id": number, "message": {"text": text}}))


async def row(database: Database, number: int) -> Inbound:
    async with database.reading() as session:
        return await session.get_one(Inbound, (BOT, number))


async def posted(database: Database) -> list[Outgoing]:
    async with database.reading() as session:
        return list(await session.scalars(select(Outgoing).order_by(Outgoing.id)))


async def opened(inbox: Inbox, number: int) -> Opened:
    found = await inbox.open(Ticket(number, 1001))
    assert found is not None
    return found


async def test_what_comes_twice_is_kept_once_within_a_poll_and_across_polls(database: Database) -> None:
    inbox = inbox_on(database)
    assert [ticket.update_id for ticket in await inbox.keep([letter(5), letter(6), letter(5)])] == [5, 6]
    assert [ticket.update_id for ticket in await inbox.keep([letter(6), letter(7)])] == [7]
    assert [ticket.update_id for ticket in await inbox.unfinished()] == [5, 6, 7]
    assert await inbox.keep([]) == []


async def test_bots_share_no_numbers(database: Database) -> None:
    assert await inbox_on(database).keep([letter(5)]) == await inbox_on(database, 8).keep([letter(5)])


@pytest.mark.parametrize(
    "text", ["mezzo \ud83d", "nullo \0", "a" * 2**20, "\udc00"], ids=["half", "NUL", "1 MB", "low"]
)
async def test_any_text_comes_out_as_it_went_in(database: Database, text: str) -> None:
    inbox = inbox_on(database)
    await inbox.keep([letter(5, text=text)])
    assert json.loads((await opened(inbox, 5)).raw)["message"]["text"] == text


async def test_what_was_kept_just_now_is_read_again_only_at_the_second_try(database: Database) -> None:
    inbox = inbox_on(database)
    [ticket] = await inbox.keep([letter(5), letter(5, text="the second of one number is not kept")])
    first = await inbox.open(ticket)
    assert first is not None
    assert (json.loads(first.raw), first.attempt) == (json.loads(letter(5).raw), 1)
    await inbox.failed(first, "TimedOut")
    second = await inbox.open(ticket)
    assert second is not None
    assert (second.raw, second.attempt) == (first.raw, 2)


async def test_done_forgets_the_body_and_remembers_the_number(database: Database) -> None:
    inbox = inbox_on(database)
    [ticket] = await inbox.keep([letter(5)])
    await inbox.done(ticket)
    assert ((await row(database, 5)).state, (await row(database, 5)).raw) == ("done", None)
    assert await inbox.open(ticket) is None
    assert await inbox.keep([letter(5)]) == []
    assert await inbox.unfinished() == []


async def test_numbers_that_begin_anew_are_handled_in_the_order_in_which_they_came(database: Database) -> None:
    """After an idle week Telegram's numbers go on anywhere, below the former ones too."""
    inbox = inbox_on(database)
    with time_machine.travel(NOW, tick=False):
        await inbox.keep([letter(900), letter(901)])
    with time_machine.travel(NOW + timedelta(days=8), tick=False):
        await inbox.keep([letter(17)])
    assert [ticket.update_id for ticket in await inbox.unfinished()] == [900, 901, 17]


async def test_a_failure_is_tried_again_with_growing_pauses_and_then_no_more(database: Database) -> None:
    inbox = inbox_on(database)
    await inbox.keep([letter(5)])
    pauses = [await inbox.failed(await opened(inbox, 5), "NotSent") for _ in range(MOST_TRIES)]
    assert pauses == [*PAUSES, None]


async def test_telegrams_own_wait_is_kept_to(database: Database) -> None:
    inbox = inbox_on(database)
    await inbox.keep([letter(5)])
    wait = timedelta(seconds=90)
    assert await inbox.failed(await opened(inbox, 5), "RetryAfter", wait) == wait


async def test_what_waits_for_its_next_try_is_found_at_the_next_start_with_its_time(database: Database) -> None:
    inbox = inbox_on(database)
    await inbox.keep([letter(5)])
    with time_machine.travel(NOW, tick=False):
        await inbox.failed(await opened(inbox, 5), "NotSent")
        [found] = await inbox.unfinished()
    assert (found.due, found.again) == (NOW + PAUSES[0], True)


async def test_an_update_that_ends_the_process_each_time_does_not_do_so_for_ever(database: Database) -> None:
    """Whoever is killed reports no failure: what is found at a start is counted before it is tried."""
    inbox = inbox_on(database)
    await inbox.keep([letter(5)])
    attempts = []
    for _ in range(MOST_TRIES + 1):
        [ticket] = await inbox.unfinished()
        found = await inbox.open(ticket)
        assert found is not None
        attempts.append(found.attempt)
    assert attempts == list(range(1, MOST_TRIES + 2))


async def test_what_was_begun_before_the_process_ended_is_under_suspicion_and_what_only_waited_is_not(
    database: Database,
) -> None:
    inbox = inbox_on(database)
    await inbox.keep([letter(5), letter(6)])
    begun, _ = await inbox.unfinished()
    await inbox.open(begun)
    assert [(ticket.update_id, ticket.suspect) for ticket in await inbox.unfinished()] == [(5, True), (6, False)]


async def test_what_is_set_aside_is_owed_an_apology_and_staff_a_word(database: Database) -> None:
    inbox = inbox_on(database)
    async with database.writing() as session:
        session.add(Member(telegram_id=1001, language="en", chosen=False, first_seen=NOW, last_seen=NOW))
    [ticket] = await inbox.keep([letter(5)])
    await inbox.set_aside(ticket, Complaint("KeyError", chat=1001))
    sorry, *alerts = await posted(database)
    assert (sorry.chat_id, "sorry" in sorry.content["html"]) == (1001, True)
    assert [alert.chat_id for alert in alerts] == list(STAFF)
    assert "KeyError" in alerts[0].content["html"]
    assert (await row(database, 5)).state == "dead"
    assert await inbox.unfinished() == []


async def test_each_of_the_staff_hears_of_trouble_in_their_language(database: Database) -> None:
    async with database.writing() as session:
        session.add(Member(telegram_id=STAFF[0], language="en", chosen=True, first_seen=NOW, last_seen=NOW))
    inbox = inbox_on(database)
    [ticket] = await inbox.keep([letter(5)])
    await inbox.set_aside(ticket, Complaint("KeyError"))
    english, italian = await posted(database)
    assert "was left without an answer" in english.content["html"]
    assert "è rimasto senza risposta" in italian.content["html"]


async def test_staff_hear_of_one_kind_of_trouble_once_an_hour(database: Database) -> None:
    inbox = inbox_on(database)
    with time_machine.travel(NOW, tick=False):
        for ticket in await inbox.keep([letter(number) for number in range(30)]):
            await inbox.set_aside(ticket, Complaint("KeyError"))
    assert len(await posted(database)) == len(STAFF)
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        [ticket] = await inbox.keep([letter(31)])
        await inbox.set_aside(ticket, Complaint("KeyError"))
    assert len(await posted(database)) == 2 * len(STAFF)


async def test_the_sweep_forgets_what_is_settled_and_old_and_nothing_else(database: Database) -> None:
    inbox = inbox_on(database)
    with time_machine.travel(NOW, tick=False):
        done, dead, _ = await inbox.keep([letter(5), letter(6), letter(7)])
        await inbox.done(done)
        await inbox.set_aside(dead, Complaint("KeyError"))
    with time_machine.travel(NOW + timedelta(days=8), tick=False):
        assert await inbox.sweep() == 0
    with time_machine.travel(NOW + KEPT + timedelta(seconds=1), tick=False):
        assert await inbox.sweep() == 2
    assert [ticket.update_id for ticket in await inbox.unfinished()] == [7]


def test_a_lock_may_pass_and_a_wrong_row_does_not() -> None:
    assert may_pass(OperationalError("", {}, Exception("database is locked")))
    assert may_pass(ConnectionRefusedError())
    assert not may_pass(IntegrityError("", {}, Exception()))
    assert not may_pass(KeyError())
