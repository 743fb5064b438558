"""Who asks without a name stays unknown, and who wants to be forgotten leaves nothing behind, even half-way."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select, text
from structlog.testing import capture_logs

from bot.db.announcements import Follow
from bot.db.base import Database
from bot.db.needs import Addressee, Need
from bot.db.onboarding import Representation
from bot.errors import NeedMovedOn, NoSuchNeed
from tests.services.needs.conftest import (
    ASKER,
    FOLLOWER,
    NOW,
    OTHER_STAFF,
    PAINTER,
    STAFF,
    At_,
    all_sent,
    put,
    sent_to,
    settle,
)

CANARY = "canarini zincati al titanio verde"
WORDS = "prova dai canarini di Cecomp"


async def opened(needs: At_, database: Database, *, named: bool) -> int:
    """A need with the canary in it, open, put to the painter and the follower; all that waited has arrived."""
    await put(database, Follow(member_id=FOLLOWER, what="capability", which="powder-coating", since=NOW))
    await needs().drafting.begin_typed(ASKER, "it", f"{CANARY}, verniciati a polvere", 1)
    async with database.reading() as session:
        number = (await session.scalars(select(Need.id))).one()
    await needs().drafting.name(ASKER, "it", number, "yes" if named else "no")
    await needs().drafting.submit(ASKER, "it", number)
    await settle(database)
    await needs().deciding.approve(STAFF, "it", number)
    await needs().sweep()
    await settle(database)
    return number


async def knows(needs: At_, number: int) -> None:
    await needs().replying.know(FOLLOWER, "it", number)
    await needs().replying.typed(FOLLOWER, "it", number, WORDS, 2)
    await needs().replying.send(FOLLOWER, "it", number)


async def forget(needs: At_, database: Database, person: int) -> None:
    keeper = needs().keeper
    async with database.writing() as session:
        await keeper.withdraw(session, person, NOW)
        await keeper.erase(session, person)


async def everything(database: Database) -> str:
    """All rows of all tables that a need leaves traces in, as one text."""
    async with database.reading() as session:
        rows = [(await session.execute(text(f"SELECT * FROM {name}"))).all() for name in TABLES]
    return repr(rows)


TABLES = ("needs", "need_addressees", "outbox")


async def test_an_asker_without_a_name_is_in_no_message_to_others_and_in_no_log(needs: At_, network: Database) -> None:
    with capture_logs() as logs:
        number = await opened(needs, network, named=False)
        await needs().replying.help(PAINTER, "en", number)
        await knows(needs, number)
        await needs().ending.settle(ASKER, "it", number)
    others = [row for row in await all_sent(network) if row.chat_id != ASKER]
    assert {row.chat_id for row in others} == {STAFF, OTHER_STAFF, PAINTER, FOLLOWER}
    told = json.dumps([[row.key, row.batch, row.content] for row in others], ensure_ascii=False)
    assert CANARY in told
    for trace in ("Canarino", "Mole", "mole-urbana"):
        assert trace not in told
    assert all(CANARY not in repr(line) and "Canarino" not in repr(line) for line in logs)


async def test_who_replies_is_in_the_askers_messages_by_company_alone(needs: At_, network: Database) -> None:
    async with network.writing() as session:
        query = select(Representation).where(Representation.member_id == PAINTER)
        row = (await session.scalars(query)).one()
        row.shown_as, row.contact = "Petra Pittrice", "petra@officina.example"
    number = await opened(needs, network, named=True)
    await needs().replying.help(PAINTER, "en", number)
    await needs().ending.settle(ASKER, "it", number)
    told = json.dumps([row.content for row in await sent_to(network, ASKER)])
    assert "Sparco" in told and "Petra" not in told and "petra" not in told


@pytest.mark.parametrize("named", [True, False])
async def test_an_asker_who_is_forgotten_half_way_leaves_no_word_and_nobody_waiting(
    needs: At_, network: Database, named: bool
) -> None:
    number = await opened(needs, network, named=named)
    await needs().replying.help(PAINTER, "en", number)
    await settle(network)
    assert CANARY in await everything(network)
    await forget(needs, network, ASKER)
    left = await everything(network)
    assert "Canarino" not in left.replace("canarini", "") and CANARY not in left
    async with network.reading() as session:
        assert list(await session.scalars(select(Need))) == list(await session.scalars(select(Addressee))) == []
    neutral = [row.content["html"] for row in await sent_to(network, PAINTER) if row.state == "pending"]
    assert len(neutral) == 2 and all("not open any more" in html for html in neutral)
    for person in (STAFF, OTHER_STAFF, FOLLOWER):
        [edit] = [row for row in await sent_to(network, person) if row.state == "pending"]
        assert edit.edits and edit.content["buttons"] == []
    with pytest.raises(NoSuchNeed):
        await needs().replying.help(PAINTER, "en", number)
    with pytest.raises(NoSuchNeed):
        await needs().deciding.approve(OTHER_STAFF, "it", number)


async def test_an_asker_who_is_forgotten_after_the_end_leaves_no_word_either(needs: At_, network: Database) -> None:
    number = await opened(needs, network, named=True)
    await needs().ending.settle(ASKER, "it", number)
    await settle(network)
    await forget(needs, network, ASKER)
    assert CANARY not in await everything(network)


async def test_a_need_that_waits_for_staff_is_taken_back_when_its_asker_goes(needs: At_, network: Database) -> None:
    await needs().drafting.begin_typed(ASKER, "it", f"{CANARY}, verniciati a polvere", 1)
    await needs().drafting.submit(ASKER, "it", 1)
    await forget(needs, network, ASKER)
    assert CANARY not in await everything(network)
    with pytest.raises(NoSuchNeed):
        await needs().deciding.approve(STAFF, "it", 1)


async def test_somebody_who_replied_and_is_forgotten_is_told_of_neutrally(needs: At_, network: Database) -> None:
    number = await opened(needs, network, named=True)
    await knows(needs, number)
    await needs().replying.help(PAINTER, "en", number)
    await settle(network)
    assert "prova dai" in await everything(network)
    await forget(needs, network, FOLLOWER)
    assert "prova dai" not in await everything(network)
    [edit] = [row for row in await sent_to(network, ASKER) if row.state == "pending"]
    assert edit.edits and "non è più raggiungibile" in edit.content["html"] and "Blue" not in edit.content["html"]
    status = await needs().open(ASKER, "it", number)
    assert "Sparco" in status.html and "Blue" not in status.html
    await needs().ending.settle(ASKER, "it", number)
    with pytest.raises(NeedMovedOn):
        await needs().ending.settle(ASKER, "it", number)


async def test_what_is_held_is_shown_to_each_and_of_others_nothing(needs: At_, network: Database) -> None:
    number = await opened(needs, network, named=True)
    await knows(needs, number)
    async with network.reading() as session:
        own = await needs().keeper.export(session, ASKER)
        theirs = await needs().keeper.export(session, FOLLOWER)
    assert own["asked"][0]["text"].startswith(CANARY) and own["was_asked"] == []
    assert theirs["was_asked"][0]["words"] == WORDS and CANARY not in json.dumps(theirs)
