"""Answers and seats: idempotent, fair, and the last seat has one taker, on both databases."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.db.base import Database
from bot.db.events import AnnouncedEvent, Attendance
from bot.db.outbox import Outgoing
from bot.errors import DeadlinePassed, EventCancelled, EventOver, NoSuchEvent, OfferLapsed
from bot.services import events
from bot.services.quiet_hours import Hours
from tests.services.events.conftest import NOW, ROME, STAFF, Desk, Publish, desk_of, details


async def answers(database: Database, event: AnnouncedEvent) -> dict[int, str]:
    async with database.reading() as session:
        query = select(Attendance).where(Attendance.event_id == event.id).order_by(Attendance.member_id)
        rows = await session.scalars(query)
        return {row.member_id: row.answer for row in rows}


async def told(database: Database, prefix: str = "") -> list[tuple[int, str]]:
    async with database.reading() as session:
        rows = await session.scalars(select(Outgoing).order_by(Outgoing.id))
        return [(row.chat_id, row.content["html"]) for row in rows if row.key.startswith(prefix)]


async def change(database: Database, event: AnnouncedEvent, **changes: Any) -> None:
    async with database.writing() as session:
        await events.change(session, await session.get_one(AnnouncedEvent, event.id), details(**changes), NOW)


async def test_the_same_answer_twice_is_one(desk: Desk, publish: Publish, database: Database) -> None:
    event = await publish()
    first = await desk(NOW).answer(event.id, 1, "go")
    again = await desk(NOW + timedelta(hours=1)).answer(event.id, 1, "go")
    assert first.seen == again.seen and first.seen.turnout.going == 1
    async with database.reading() as session:
        assert (await session.get_one(Attendance, (event.id, 1))).answered_at == NOW


async def test_of_five_who_press_at_once_one_gets_the_last_seat_and_the_others_wait(
    desk: Desk, publish: Publish, database: Database
) -> None:
    event = await publish(seats=1)
    await asyncio.gather(*(desk(NOW).answer(event.id, member, "go") for member in (1, 2, 3, 4, 5) for _ in range(2)))
    assert sorted((await answers(database, event)).values()) == ["going", *["waiting"] * 4]
    assert await told(database) == []


async def test_a_seat_that_comes_free_is_offered_in_order_and_once(
    desk: Desk, publish: Publish, database: Database
) -> None:
    event = await publish(seats=1)
    for minute, member in enumerate((1, 2, 3)):
        await desk(NOW + timedelta(minutes=minute)).answer(event.id, member, "go")
    assert (await desk(NOW).look(event.id, 3)).seen.place_in_line == 2
    for _ in range(2):
        await desk(NOW + timedelta(hours=1)).answer(event.id, 1, "decline")
    assert await answers(database, event) == {1: "declined", 2: "offered", 3: "waiting"}
    [(whom, html)] = await told(database, "offer")
    assert whom == 2 and "lunedì 23 novembre, 10:00" in html  # a day after ten o'clock on the 22nd
    taken = await desk(NOW + timedelta(hours=2)).answer(event.id, 2, "go")
    assert taken.seen.answer == "going" and taken.seen.turnout.left == 0


async def test_an_offered_seat_is_nobody_elses(desk: Desk, publish: Publish, database: Database) -> None:
    event = await publish(seats=1)
    for member in (1, 2):
        await desk(NOW).answer(event.id, member, "go")
    await desk(NOW).answer(event.id, 1, "decline")
    late = await desk(NOW).answer(event.id, 4, "go")
    assert (late.seen.answer, (await answers(database, event))[2]) == ("waiting", "offered")


async def test_an_offer_that_nobody_takes_passes_on(desk: Desk, publish: Publish, database: Database) -> None:
    event = await publish(seats=1)
    for minute, member in enumerate((1, 2, 3)):
        await desk(NOW + timedelta(minutes=minute)).answer(event.id, member, "go")
    await desk(NOW + timedelta(hours=1)).answer(event.id, 1, "decline")
    late = NOW + timedelta(hours=25)
    with pytest.raises(OfferLapsed):
        await desk(late).answer(event.id, 2, "go")
    for _ in range(2):
        await desk(late).sweep(late)
    assert await answers(database, event) == {1: "declined", 2: "declined", 3: "offered"}
    assert [whom for whom, _ in await told(database, "offer")] == [2, 3]
    assert [whom for whom, _ in await told(database, "lapsed")] == [2]


async def test_no_offer_lasts_beyond_the_deadline_and_none_is_made_after_it(
    desk: Desk, publish: Publish, database: Database
) -> None:
    event = await publish(seats=1, deadline=NOW + timedelta(hours=3))
    for member in (1, 2, 3):
        await desk(NOW).answer(event.id, member, "go")
    await desk(NOW + timedelta(hours=1)).answer(event.id, 1, "maybe")
    async with database.reading() as session:
        found = await session.scalar(select(Attendance.offered_until).where(Attendance.answer == "offered"))
    assert found == NOW + timedelta(hours=3)
    after = NOW + timedelta(hours=4)
    await desk(after).sweep(after)
    assert (await answers(database, event))[3] == "waiting" and len(await told(database, "offer")) == 1


@pytest.mark.parametrize(
    ("waiting", "deadline", "said"),
    [((2, 3), 100, "va a chi aspetta"), ((2,), 100, "nessun altro"), ((2, 3), 3, "le risposte sono chiuse")],
    ids=["somebody waits", "nobody waits", "answers are closed"],
)
async def test_who_let_an_offer_pass_is_told_what_becomes_of_the_seat(
    desk: Desk, publish: Publish, database: Database, waiting: tuple[int, ...], deadline: int, said: str
) -> None:
    event = await publish(seats=1, deadline=NOW + timedelta(hours=deadline))
    for member in (1, *waiting):
        await desk(NOW).answer(event.id, member, "go")
    await desk(NOW).answer(event.id, 1, "decline")
    later = NOW + timedelta(hours=25)
    await desk(later).sweep(later)
    [(whom, html)] = await told(database, "lapsed")
    assert whom == 2 and said in html


async def test_more_seats_are_offered_and_no_limit_offers_to_all_who_wait(
    desk: Desk, publish: Publish, database: Database
) -> None:
    event = await publish(seats=1)
    for minute, member in enumerate((1, 2, 3, 4)):
        await desk(NOW + timedelta(minutes=minute)).answer(event.id, member, "go")
    await change(database, event, seats=2)
    assert list((await answers(database, event)).values()) == ["going", "offered", "waiting", "waiting"]
    await change(database, event)
    assert list((await answers(database, event)).values()) == ["going", "offered", "offered", "offered"]


async def test_fewer_seats_throw_nobody_out(desk: Desk, publish: Publish, database: Database) -> None:
    event = await publish(seats=3)
    for member in (1, 2, 3):
        await desk(NOW).answer(event.id, member, "go")
    await change(database, event, seats=1)
    left = await desk(NOW).answer(event.id, 1, "decline")
    assert left.seen.turnout.going == 2 and left.seen.turnout.left == 0


async def test_who_comes_too_late_is_told_why(desk: Desk, publish: Publish, database: Database) -> None:
    event = await publish(deadline=datetime(2026, 12, 1, 12, tzinfo=ROME))
    after_deadline, after_end = datetime(2026, 12, 2, tzinfo=ROME), datetime(2026, 12, 3, 20, tzinfo=ROME)
    with pytest.raises(DeadlinePassed):
        await desk(after_deadline).answer(event.id, 1, "go")
    assert (await desk(after_deadline).answer(event.id, 1, "decline")).seen.answer == "declined"
    with pytest.raises(EventOver):
        await desk(after_end).answer(event.id, 1, "decline")
    async with database.writing() as session:
        await events.cancel(session, await session.get_one(AnnouncedEvent, event.id), NOW)
    with pytest.raises(EventCancelled):
        await desk(NOW).answer(event.id, 1, "go")
    assert "ANNULLATO" in (await desk(NOW).look(event.id, 1)).card.html


async def test_a_draft_is_nobodys_event(desk: Desk, database: Database, members: tuple[int, ...]) -> None:
    async with database.writing() as session:
        draft = await events.create(session, details(), author=STAFF, now=NOW)
    for attempt in (desk(NOW).answer(draft.id, 1, "go"), desk(NOW).look(draft.id, 1), desk(NOW).answer(999, 1, "go")):
        with pytest.raises(NoSuchEvent):
            await attempt
    assert await desk(NOW).coming(1) == ()


async def test_a_seat_that_comes_free_at_night_is_offered_in_the_morning_for_a_whole_day(
    night: Desk, publish: Publish, database: Database
) -> None:
    event = await publish(seats=1)
    for member in (1, 2):
        await night(NIGHT).answer(event.id, member, "go")
    await night(NIGHT).answer(event.id, 1, "decline")
    [row] = await waiting(database)
    assert (row.chat_id, row.due_at) == (2, MORNING)
    shown = await night(NIGHT).look(event.id, 2)
    assert shown.seen.offered_until == MORNING + timedelta(hours=24)
    assert "mercoledì 25 novembre, 8:00" in row.content["html"] or "25 novembre, 08:00" in row.content["html"]
    late = MORNING + timedelta(hours=24)
    await night(late).sweep(late)
    [lapsed] = [row for row in await waiting(database) if row.key.startswith("lapsed")]
    assert lapsed.due_at == late, "by day one hears of it at once"


async def test_a_seat_of_tomorrow_morning_is_offered_at_once(night: Desk, publish: Publish, database: Database) -> None:
    event = await publish(seats=1, starts_at=datetime(2026, 11, 24, 9, tzinfo=ROME))
    for member in (1, 2):
        await night(NIGHT).answer(event.id, member, "go")
    await night(NIGHT).answer(event.id, 1, "decline")
    [row] = await waiting(database)
    assert row.due_at == NIGHT


async def test_who_answers_before_the_morning_hears_no_more_of_the_offer(
    night: Desk, publish: Publish, database: Database
) -> None:
    event = await publish(seats=1)
    for member in (1, 2, 3):
        await night(NIGHT).answer(event.id, member, "go")
    await night(NIGHT).answer(event.id, 1, "decline")
    assert (await night(NIGHT).answer(event.id, 2, "go")).seen.answer == "going"
    assert await waiting(database) == []
    await night(NIGHT + timedelta(minutes=1)).answer(event.id, 2, "decline")
    assert [row.chat_id for row in await waiting(database)] == [3]
    async with database.writing() as session:
        await events.cancel(session, await session.get_one(AnnouncedEvent, event.id), NIGHT)
    assert await waiting(database) == []


async def test_an_offer_follows_the_event_where_it_changes(night: Desk, publish: Publish, database: Database) -> None:
    event = await publish(seats=1)
    for member in (1, 2):
        await night(NIGHT).answer(event.id, member, "go")
    await night(NIGHT).answer(event.id, 1, "decline")
    sooner = datetime(2026, 11, 24, 18, tzinfo=ROME)
    await change(database, event, seats=1, starts_at=sooner)
    [row] = await waiting(database)
    assert row.due_at == MORNING and "martedì 24 novembre 2026, 18:00" in row.content["html"]
    assert (await night(NIGHT).look(event.id, 2)).seen.offered_until == sooner


async def waiting(database: Database) -> list[Outgoing]:
    async with database.reading() as session:
        query = select(Outgoing).where(Outgoing.state == "pending").order_by(Outgoing.id)
        return list(await session.scalars(query))


NIGHT, MORNING = datetime(2026, 11, 23, 23, tzinfo=ROME), datetime(2026, 11, 24, 8, tzinfo=ROME)


@pytest.fixture
def night(database: Database) -> Desk:
    """The verbs of events where nights and Sundays are quiet."""
    return desk_of(database, Hours())
