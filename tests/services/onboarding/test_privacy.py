"""Consent by purpose, kept with time and wording and heeded by every feature; all that is held, shown and erased."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import ColumnElement, Integer, Table, func, or_, select

from bot.config import ROOT
from bot.db import ask
from bot.db.announcements import Announcement, Follow, Preference, Recipient
from bot.db.base import Base, Database
from bot.db.events import AnnouncedEvent, Attendance, CalendarFeed, Opinion
from bot.db.inbox import Inbound
from bot.db.introductions import Block, Introduction, Outcome, Party, WordFirst
from bot.db.needs import Addressee, Need
from bot.db.onboarding import Invitation, Member, Role
from bot.db.outbox import Chat, Outgoing
from bot.db.privacy import Consent
from bot.db.tables import METADATA
from bot.db.wording import ModelSpending
from bot.errors import ButtonTooOld
from bot.services import events, introductions, needs, outbox
from bot.services.announcements import Desk, Policy
from bot.services.announcements.addressing import ways_of
from bot.services.announcements.drafts import Draft
from bot.services.events import EventDetails, seats
from bot.services.events.offers import OfferBook
from bot.services.outbox import Envelope, Message
from bot.services.people import who_refused
from bot.services.privacy import Privacy, wording
from bot.services.reading import ReadingRoom
from bot.wiring import keepers
from tests.services.onboarding.conftest import ADMIN, ANNA, BRUNO, CARLA, DAVIDE, World

CANARY = "zibibbo"  # written wherever a person's words go
# Columns that hold a Telegram id. A new table with a person in it belongs here, and its feature has a keeper.
PERSONS = {"member_id", "telegram_id", "asker", "chat", "chat_id", "author", "approver", "created_by", "given_by",
           "decided_by", "made_by", "lane", "starter", "staff_id", "marked_by"}  # fmt: skip


@pytest.fixture
def privacy(world: World) -> Privacy:
    hall, book = world.hall, OfferBook(ROOT / "data")
    desk = Desk(world.database, hall.clock, Policy(), world.people, ROOT / "data", Path("places.json"))
    rules = introductions.Policy()
    introducing = introductions.Introductions(introductions.Desk(world.database, hall.clock, world.people, book, rules))
    room = ReadingRoom(library_config_of_nobody)
    network = needs.Needs(needs.Desk(world.database, hall.clock, world.people, room, ROOT / "data", rules.hours))
    return Privacy(world.database, hall.clock, keepers(desk, hall, introducing, network))


def library_config_of_nobody() -> Any:
    raise AssertionError("nobody who is forgotten is looked up in the library")


async def announced(world: World, **changes: Any) -> int:
    details = EventDetails(
        title={"it": "Serata", "en": "Evening"}, description={"it": "", "en": ""},
        starts_at=world.hand.at + timedelta(days=9), **changes,
    )  # fmt: skip
    async with world.database.writing() as session:
        event = await events.create(session, details, author=CARLA, now=world.hand.at)
        await events.publish(session, event, world.hand.at)
        return event.id


# ------------------------------------------------------------------------------------------- consents


async def test_the_last_word_counts_and_every_word_is_kept_with_time_and_wording(
    world: World,
    privacy: Privacy,
) -> None:
    for given in (True, True, False):
        await privacy.agree(ANNA, "introductions", wording("privacy.purpose.introductions", "it", "…"), given=given)
        world.later(minutes=1)
    async with world.database.reading() as session:
        lines = list(await session.scalars(select(Consent).order_by(Consent.id)))
    assert [line.given for line in lines] == [True, False]
    assert lines[0].wording.startswith("privacy.purpose.introductions it ") and lines[0].at < lines[1].at
    words = await privacy.words(ANNA)
    assert (words["introductions"].given, words["directory"].given) == (False, None)


async def test_nothing_is_agreed_for_a_purpose_that_is_none(world: World, privacy: Privacy) -> None:
    with pytest.raises(ButtonTooOld):
        await privacy.agree(ANNA, "advertising", "x", given=True)


async def test_no_to_matching_ends_being_suggested_at_every_event(world: World, privacy: Privacy) -> None:
    number = await announced(world)
    async with world.database.writing() as session:
        _, mine = await seats.answer(session, number, ANNA, "go", world.hand.at)
        mine.visible = mine.meets = True
    await privacy.agree(ANNA, "matching", "x", given=False)
    async with world.database.reading() as session:
        assert (await session.get_one(Attendance, (number, ANNA))).meets is False


async def test_no_to_announcements_wins_over_every_preference_and_holds_back_what_waits(
    world: World,
    privacy: Privacy,
) -> None:
    at = world.hand.at
    await world.put(
        Preference(member_id=ANNA, kind="news", cadence="weekly", changed_at=at),
        Announcement(id=7, kind="news", state="sending", text={}, draft=Draft("it").kept(), audience={}, urgent=False,
                     author=CARLA, revision=1, created_at=at, changed_at=at),
    )  # fmt: skip
    async with world.database.writing() as session:
        await outbox.post(session, Envelope(f"announcement 7 {ANNA}", ANNA), Message("novità"), now=at)
        assert await ways_of(session, "news", {ANNA: 0, BRUNO: 0}) == {ANNA: "weekly", BRUNO: "now"}
    await privacy.agree(ANNA, "announcements", "x", given=False)
    async with world.database.reading() as session:
        assert await ways_of(session, "news", {ANNA: 0, BRUNO: 0}) == {ANNA: "never", BRUNO: "now"}
        assert await who_refused(session, "announcements") == {ANNA}
    assert [row.state for row in await world.outbox(ANNA)] == ["dead"]
    await privacy.agree(ANNA, "announcements", "x", given=True)
    async with world.database.reading() as session:
        assert await ways_of(session, "news", {ANNA: 0}) == {ANNA: "weekly"}


# ------------------------------------------------------------------------------------------- being forgotten


async def everywhere(world: World) -> None:
    """Anna, of the staff too, in every table that can hold a person; Bruno waits for her seat."""
    at = world.hand.at
    number = await announced(world, seats=1)
    await world.joins(BRUNO)
    await world.office.representing.ask(ANNA, "cecomp", f"Anna {CANARY}")
    standing = await world.joins(ANNA, "blue-engineering")
    await world.office.profiles.share(ANNA, standing, f"{CANARY}@example.org")
    await world.put(
        Role(member_id=ANNA, role="staff", given_by=CARLA, since=at),
        Role(member_id=555, role="staff", given_by=ANNA, since=at),
        Invitation(company_id="cecomp", uses_left=1, expires_at=at, made_by=ANNA, made_at=at),
        Consent(member_id=ANNA, purpose="directory", given=True, at=at, wording="x"),
        CalendarFeed(member_id=ANNA, secret=f"{CANARY}-calendar", created_at=at),
        Opinion(event_id=number, member_id=ANNA, worth="yes", given_at=at),
        Preference(member_id=ANNA, kind="news", cadence="weekly", changed_at=at),
        Follow(member_id=ANNA, what="place", which=CANARY, since=at),
        *(Announcement(id=one, kind="news", state=state, text={}, audience={}, urgent=False, author=ANNA,
                       draft=Draft("it", asker=ANNA).kept(), approver=ANNA, revision=1, created_at=at, changed_at=at)
          for one, state in ((1, "sent"), (2, "draft"), (3, "sending"))),
        Recipient(announcement_id=1, chat_id=ANNA, why={}, way="now"),
        Chat(chat_id=ANNA, kind="private"),
        Inbound(bot_id=9, update_id=1, lane=ANNA, raw=CANARY, state="dead", attempts=6, received_at=at),
        ask.Question(id=1, asked_at=at, asker=ANNA, chat=ANNA, place="private", text=CANARY, language="it",
                     intent="x", outcome="x", seconds=1.0),
        ask.StoredAnswer(question_id=1, body={"said": CANARY}),
        ask.Feedback(question_id=1, verdict="up", given_at=at),
        ModelSpending(day=at.date(), asker=0, calls=1, tokens=10),
        ModelSpending(day=at.date(), asker=ANNA, calls=1, tokens=10),
        Need(id=1, state="open", asker=ANNA, language="it", text=CANARY, context=CANARY, near={}, named=True, days=7,
             created_at=at, changed_at=at, opened_at=at, closes_at=at + timedelta(days=7)),
        Need(id=2, state="open", asker=BRUNO, language="it", text="x", context="", near={}, named=False, days=7,
             decided_by=ANNA, created_at=at, changed_at=at, opened_at=at, closes_at=at + timedelta(days=7)),
        Addressee(need_id=2, member_id=ANNA, number=1, company_id="cecomp", why={}, due_at=at, told_at=at,
                  reply="knows", words=CANARY, replied_at=at),
        *introduced(at),
    )  # fmt: skip
    async with world.database.writing() as session:
        await seats.answer(session, number, ANNA, "go", at)
        (await session.get_one(Attendance, (number, ANNA))).shown_as = CANARY
        await seats.answer(session, number, BRUNO, "go", at)
        (await session.get_one(AnnouncedEvent, number)).created_by = ANNA
        await outbox.post(session, Envelope("to anna", ANNA), Message(CANARY), now=at)
        for row in await session.scalars(select(Outgoing).where(Outgoing.chat_id == CARLA)):
            row.state, row.message_id = "sent", 5  # what staff were asked has reached them


def introduced(at: datetime) -> Iterator[Base]:
    """Anna asks, is asked, and sees to a case as one of the staff."""
    given: dict[str, Any] = {"two_sided": False, "note_typed": False, "language": "it", "created_at": at}
    given |= {"sent_at": at, "lapses_at": at + timedelta(days=9), "tell_at": at + timedelta(days=9)}
    for number, sides in enumerate(((ANNA, BRUNO, None), (BRUNO, ANNA, None), (BRUNO, None, ANNA)), start=1):
        first, second, staff = sides
        words = CANARY if first == ANNA else "x"
        yield Introduction(id=number, state="asked", starter=first, why=words, offer=words, note=words, **given)
        parties = {"a": (first, "yes", "cecomp"), "b": (second, "asked", "blue-engineering")}
        for side, (member, answer, company) in parties.items():
            yield Party(introduction_id=number, side=side, member_id=member, answer=answer, company_id=company,
                        staff_case=side == "b" and staff is not None, staff_id=staff if side == "b" else None,
                        shown_as=CANARY if member == ANNA else None, round=0, asked_at=at)  # fmt: skip
    yield Outcome(introduction_id=1, side="a", day=7, asked_at=at, said="met", said_at=at)
    yield WordFirst(what="company", first="cecomp", second="", marked_by=ANNA, marked_at=at)
    yield Block(member_id=ANNA, company_id="cecomp", since=at)


def persons(table: Table) -> Iterator[ColumnElement[bool]]:
    yield from (
        column == ANNA for column in table.columns if column.name in PERSONS and isinstance(column.type, Integer)
    )


async def held(database: Database) -> set[str]:
    """The tables in which Anna stands."""
    found = set()
    async with database.reading() as session:
        for table in METADATA.sorted_tables:
            mine = list(persons(table))
            if mine and await session.scalar(select(func.count()).select_from(table).where(or_(*mine))):
                found.add(table.name)
    return found


async def test_the_story_has_the_person_in_every_table_that_can_hold_one(world: World) -> None:
    await everywhere(world)
    with_persons = {table.name for table in METADATA.sorted_tables if list(persons(table))}
    assert await held(world.database) == with_persons


async def test_the_export_shows_every_table_that_holds_something(world: World, privacy: Privacy) -> None:
    await everywhere(world)
    told = json.loads(await privacy.export(ANNA))
    assert set(told) - {"member_id", "exported_at"} == {
        "events", "announcements", "ask", "outbox", "inbox", "onboarding", "introductions", "needs", "wording",
    }  # fmt: skip
    parts = [part for feature in told.values() if isinstance(feature, dict) for part in feature.values()]
    assert all(parts) and told["ask"][0]["answer"] == {"said": CANARY} and told["inbox"][0]["raw"] == CANARY
    assert {one["company_id"] for one in told["onboarding"]["representations"]} == {"cecomp", "blue-engineering"}
    assert BRUNO not in [one["member_id"] for one in told["events"]["answers"]]


async def test_forgotten_the_person_is_nowhere_and_a_stranger_again(world: World, privacy: Privacy) -> None:
    await everywhere(world)
    await privacy.forget(ANNA)
    assert await held(world.database) == set()
    assert await world.people.role(ANNA) == "guest"
    words = json.loads(await privacy.export(ANNA))
    assert not any(json.dumps(CANARY) in json.dumps(part) for part in words.values())
    async with world.database.reading() as session:
        for table in METADATA.sorted_tables:
            rows = (await session.execute(select(table))).all()
            assert CANARY not in str(rows), table.name


async def test_forgotten_the_words_are_not_in_the_file_either(world: World, privacy: Privacy) -> None:
    """Deleted rows stay readable in an SQLite file unless they are overwritten."""
    if world.database.engine.dialect.name != "sqlite":
        return
    await everywhere(world)
    file = Path(str(world.database.engine.url.database))
    files = [file, file.with_name(f"{file.name}-wal")]
    assert CANARY.encode() in b"".join(one.read_bytes() for one in files if one.exists())
    await privacy.forget(ANNA)
    assert CANARY.encode() not in b"".join(one.read_bytes() for one in files if one.exists())


async def test_forgotten_the_seat_goes_on_and_staff_learn_that_nothing_waits(
    world: World,
    privacy: Privacy,
) -> None:
    await everywhere(world)
    await privacy.forget(ANNA)
    async with world.database.reading() as session:
        [bruno] = await session.scalars(select(Attendance).where(Attendance.member_id == BRUNO))
        rows = {row.id: row for row in await session.scalars(select(Announcement))}
    assert bruno.answer == "offered"
    assert (rows[2].state, rows[3].state, rows[3].author, rows[1].author) == ("dropped", "sending", ADMIN, 0)
    carla = [row.content["html"] for row in await world.outbox(CARLA)]
    assert len(carla) == 2 and all("è stata ritirata" in said for said in carla)  # the card, and its edit
    assert len(await world.outbox(DAVIDE)) == 1


async def test_to_be_forgotten_twice_is_to_be_forgotten(world: World, privacy: Privacy) -> None:
    await privacy.forget(ANNA)
    await privacy.forget(ANNA)
    async with world.database.reading() as session:
        assert await session.get(Member, ANNA) is None and await session.get(Member, BRUNO) is not None
