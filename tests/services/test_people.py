"""Who is who: roles from the settings and the chat, who stands for a company, and whose word is the last."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.clock import ROME, Clock
from bot.db.base import Base, Database
from bot.db.onboarding import Member, Representation, Role
from bot.db.outbox import Chat
from bot.db.privacy import Consent
from bot.errors import StaffOnly
from bot.services.directory import Directory
from bot.services.people import People, Staffing, who_refused
from tests import factories

NOW = datetime(2026, 11, 22, 9, tzinfo=ROME)
SETTLED = {"state": "approved", "topics": [], "asked_at": NOW}


@pytest.fixture
async def people(database: Database) -> People:
    """Admin 90 and staff 91 of the settings; members 1 to 3, two companies."""
    await Directory(database, Clock()).fill([factories.company("cecomp"), factories.company("blue")])
    await put(database, *(member(number) for number in (1, 2, 3)))
    return People(database, Clock(), Staffing(frozenset({90}), frozenset({91})))


def member(number: int, **changes: object) -> Member:
    given = {"language": "it", "chosen": True, "first_seen": NOW, "last_seen": NOW, **changes}
    return Member(telegram_id=number, **given)


def stands(number: int, company: str = "cecomp", **changes: object) -> Representation:
    given = {**SETTLED, "decided_at": NOW + timedelta(minutes=number), **changes}
    return Representation(member_id=number, company_id=company, **given)


def said(number: int, purpose: str, *, given: bool) -> Consent:
    return Consent(member_id=number, purpose=purpose, given=given, at=NOW, wording="privacy.x it 0")


async def put(database: Database, *rows: Base) -> None:
    async with database.writing() as session:
        for row in rows:
            session.add(row)
            await session.flush()


async def who(people: People, database: Database, topic: str | None = None) -> list[int]:
    async with database.reading() as session:
        return [one.member_id for one in await people.representatives(session, "cecomp", now=NOW, topic=topic)]


async def test_the_highest_role_counts(people: People, database: Database) -> None:
    await put(
        database,
        Role(member_id=2, role="staff", given_by=90, since=NOW),
        Role(member_id=3, role="admin", given_by=90, since=NOW),
        stands(1),
        stands(2),
    )
    assert [await people.role(one) for one in (90, 91, 1, 2, 3, 4)] == [
        "admin", "staff", "member", "staff", "admin", "guest",
    ]  # fmt: skip


async def test_staff_are_those_of_the_settings_and_those_of_the_chat(people: People, database: Database) -> None:
    await put(database, Role(member_id=5, role="staff", given_by=90, since=NOW))
    async with database.reading() as session:
        assert await people.staff(session) == [5, 90, 91]
        assert [await people.is_staff(session, one) for one in (5, 90, 91, 1)] == [True, True, True, False]
    with pytest.raises(StaffOnly):
        await people.only_staff(1)


@pytest.mark.parametrize("state", ["asked", "declined", "ended"])
async def test_only_staffs_word_makes_a_member(people: People, database: Database, state: str) -> None:
    await put(database, stands(1, state=state), said(1, "introductions", given=True))
    assert await people.role(1) == "guest"
    assert await who(people, database) == []


async def test_who_did_not_agree_or_took_it_back_is_not_asked_to_meet(people: People, database: Database) -> None:
    await put(database, *(stands(one) for one in (1, 2, 3)))
    await put(
        database,
        said(2, "introductions", given=True),
        said(3, "introductions", given=True),
        said(3, "introductions", given=False),
        said(1, "directory", given=True),
    )
    assert await who(people, database) == [2]
    async with database.reading() as session:
        assert await who_refused(session, "introductions") == {3}
        assert [await people.agreed(session, one, "introductions") for one in (1, 2, 3)] == [False, True, False]


async def test_who_is_away_or_out_of_reach_is_not_asked(people: People, database: Database) -> None:
    await put(database, *(stands(one) for one in (1, 2, 3)))
    await put(database, *(said(one, "introductions", given=True) for one in (1, 2, 3)))
    async with database.writing() as session:
        (await session.get_one(Member, 1)).away_until = NOW + timedelta(days=1)
        (await session.get_one(Member, 2)).away_until = NOW
        session.add(Chat(chat_id=3, kind="private", unreachable="blocked", unreachable_since=NOW))
    assert await who(people, database) == [2]


async def test_those_who_stand_for_the_topic_come_first(people: People, database: Database) -> None:
    await put(database, stands(1), stands(2, topics=["welding"]), stands(3, topics=["painting", "welding"]))
    await put(database, *(said(one, "introductions", given=True) for one in (1, 2, 3)))
    assert await who(people, database) == [1, 2, 3]
    assert await who(people, database, "welding") == [2, 3, 1]
    assert await who(people, database, "painting") == [3, 1, 2]


async def test_a_company_that_may_not_be_shown_has_nobody(people: People, database: Database) -> None:
    await put(database, stands(1), stands(1, "blue"), said(1, "introductions", given=True))
    await Directory(database, Clock()).fill([factories.company("blue")])
    async with database.reading() as session:
        assert await people.companies_of(session, 1) == ["blue"]
    assert await who(people, database) == []
