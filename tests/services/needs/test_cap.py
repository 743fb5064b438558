"""Nobody gets more requests of others in a week than they can bear; whoever is passed over gets later ones."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from bot.db.base import Database
from bot.db.needs import Addressee, Need
from bot.db.onboarding import Representation
from bot.errors import NobodyNear, NoSuchNeed
from bot.services.needs.hearing import MOST_A_WEEK
from tests.services.needs.conftest import (
    ASKER,
    NOW,
    OTHER_STAFF,
    PAINTER,
    QUESTION,
    STAFF,
    WELDER,
    At_,
    member,
    put,
    said,
    sent_to,
    settle,
    stands,
)

OTHER_PAINTER = 7
THIRD_PAINTER = 8


async def sent(needs: At_, database: Database, number: int, after: timedelta) -> int:
    """Another need, asked for and approved; closed at once, so that the asker may have the next one."""
    at = needs(NOW + after)
    await at.drafting.begin_typed(ASKER, "it", f"{QUESTION} Lotto {number}", number)
    async with database.reading() as session:
        made = int((await session.scalars(select(Need.id).order_by(Need.id.desc()).limit(1))).one())
    await at.drafting.submit(ASKER, "it", made)
    await at.deciding.approve(STAFF, "it", made)
    await at.sweep()
    await at.ending.settle(ASKER, "it", made)
    return made


async def got(database: Database, number: int) -> set[int]:
    query = select(Addressee.member_id).where(Addressee.need_id == number, Addressee.told_at.is_not(None))
    async with database.reading() as session:
        return set(await session.scalars(query))


async def test_whose_week_is_full_is_passed_over_for_the_next_and_gets_later_ones(
    needs: At_, network: Database
) -> None:
    for number in range(MOST_A_WEEK):
        made = await sent(needs, network, number, timedelta(hours=number))
        assert await got(network, made) == {PAINTER}
    for extra in (OTHER_PAINTER, THIRD_PAINTER):
        await put(network, member(extra), stands(extra, "sparco", decided_at=NOW + timedelta(hours=1)))
        await put(network, said(extra, "introductions"))
    made = await sent(needs, network, 50, timedelta(hours=9))
    assert await got(network, made) == {OTHER_PAINTER, THIRD_PAINTER}, "the next of the company"
    made = await sent(needs, network, 51, timedelta(days=7, hours=MOST_A_WEEK))
    assert PAINTER in await got(network, made)


async def test_where_every_week_is_full_staff_see_why_and_it_can_go_later(needs: At_, network: Database) -> None:
    for number in range(MOST_A_WEEK):
        await sent(needs, network, number, timedelta(hours=number))
    at = needs(NOW + timedelta(hours=5))
    await at.drafting.begin_typed(ASKER, "it", QUESTION, 77)
    number = MOST_A_WEEK + 1
    await at.drafting.submit(ASKER, "it", number)
    assert "Una persona ha già avuto abbastanza" in (await sent_to(network, STAFF))[-1].content["html"]
    with pytest.raises(NobodyNear):
        await at.deciding.approve(STAFF, "it", number)
    later = needs(NOW + timedelta(days=8))
    assert "Va a una persona" in (await later.deciding.approve(STAFF, "it", number)).html


async def test_staff_see_how_many_got_it_and_how_many_can_help_and_never_who(needs: At_, network: Database) -> None:
    await needs().drafting.begin_typed(ASKER, "it", QUESTION, 1)
    await needs().drafting.submit(ASKER, "it", 1)
    card = await needs().deciding.approve(STAFF, "it", 1)
    assert "Va a una persona, finora l'hanno avuta 0" in card.html
    await settle(network)
    await needs().sweep()
    await needs().replying.help(PAINTER, "en", 1)
    card = await needs().deciding.review(STAFF, "it", 1)
    assert "finora l'ha avuta una; una risposta utile" in card.html and "Sparco" not in card.html
    await needs().ending.settle(ASKER, "it", 1)
    assert "L'ha avuta una persona; una risposta utile" in (await sent_to(network, STAFF))[-1].content["html"]


async def leaves(database: Database, who: int) -> None:
    async with database.writing() as session:
        await session.execute(update(Representation).where(Representation.member_id == who).values(state="ended"))


async def test_who_stands_for_no_company_any_more_neither_asks_nor_answers(needs: At_, network: Database) -> None:
    await needs().drafting.begin_typed(ASKER, "it", QUESTION, 1)
    await needs().drafting.submit(ASKER, "it", 1)
    await needs().deciding.approve(STAFF, "it", 1)
    await needs().sweep()
    await leaves(network, PAINTER)
    with pytest.raises(NoSuchNeed):
        await needs().replying.help(PAINTER, "en", 1)
    await leaves(network, ASKER)
    await needs().sweep()
    async with network.reading() as session:
        assert (await session.get_one(Need, 1)).state == "withdrawn"


async def test_two_approvals_at_once_do_not_fill_a_week_beyond_its_measure(needs: At_, network: Database) -> None:
    for number in range(MOST_A_WEEK - 1):
        await sent(needs, network, number, timedelta(hours=number))
    askers = (ASKER, WELDER)
    at = needs(NOW + timedelta(hours=5))
    made: list[int] = []
    for number, asker in enumerate(askers, start=60):
        await at.drafting.begin_typed(asker, "it", QUESTION, number)
        async with network.reading() as session:
            made.append(int((await session.scalars(select(Need.id).order_by(Need.id.desc()).limit(1))).one()))
        await at.drafting.submit(asker, "it", made[-1])
    pairs = zip((STAFF, OTHER_STAFF), made, strict=True)
    await asyncio.gather(*(at.deciding.approve(who, "it", one) for who, one in pairs), return_exceptions=True)
    async with network.reading() as session:
        counted = select(func.count()).select_from(Addressee).where(Addressee.member_id == PAINTER)
        assert await session.scalar(counted) == MOST_A_WEEK
