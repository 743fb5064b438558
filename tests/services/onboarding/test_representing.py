"""Standing for a company: asked of staff, decided once, told to all whom it concerns, taken back."""

from __future__ import annotations

import asyncio

import pytest

from bot.errors import ButtonTooOld, DecidedAlready, NoSuchCompany, StaffOnly, UnfitName
from tests.services.onboarding.conftest import ADMIN, ANNA, BRUNO, CARLA, DAVIDE, World


async def test_all_staff_are_asked_once_each_in_their_language_with_the_name(world: World) -> None:
    first = await world.office.representing.ask(ANNA, "cecomp", "Anna Rossi")
    again = await world.office.representing.ask(ANNA, "cecomp", "Anna Rossi")
    assert (first.state, first.fresh, again.fresh) == ("asked", True, False)
    asked = {row.chat_id: row.content["html"] for row in await world.outbox()}
    assert set(asked) == {ADMIN, CARLA, DAVIDE}
    assert "Anna Rossi" in asked[CARLA] and "chiede di rappresentare" in asked[CARLA]
    assert "asks to stand for" in asked[DAVIDE]


async def test_of_two_who_decide_at_once_one_counts_and_the_other_is_told(world: World) -> None:
    case = await world.office.representing.ask(ANNA, "cecomp", "Anna Rossi")
    said = await asyncio.gather(
        world.office.representing.decide(CARLA, case.number, yes=True),
        world.office.representing.decide(DAVIDE, case.number, yes=False),
        return_exceptions=True,
    )
    late = [one for one in said if isinstance(one, DecidedAlready)]
    state = (await world.standing(ANNA)).state
    assert len(late) == 1 and state in ("approved", "declined") and late[0].blanks == {"state": state}
    told = await world.outbox(ANNA)
    assert len(told) == 1 and ("ha confermato" in told[0].content["html"]) is (state == "approved")


async def test_the_others_cards_say_what_became_of_it_and_name_nobody(world: World) -> None:
    case = await world.office.representing.ask(ANNA, "cecomp", "Anna Rossi")
    await world.office.representing.decide(CARLA, case.number, yes=True)
    cards = {row.chat_id: row.content for row in await world.outbox() if row.chat_id in (ADMIN, DAVIDE)}
    assert all("Anna" not in card["html"] and card["buttons"] == [] for card in cards.values())
    assert "it is confirmed" in cards[DAVIDE]["html"]


async def test_only_staff_decide_and_only_the_person_takes_back(world: World) -> None:
    case = await world.office.representing.ask(ANNA, "cecomp", "Anna Rossi")
    with pytest.raises(StaffOnly):
        await world.office.representing.decide(ANNA, case.number, yes=True)
    with pytest.raises(ButtonTooOld):
        await world.office.representing.leave(BRUNO, case.number)
    with pytest.raises(ButtonTooOld):
        await world.office.representing.decide(CARLA, 999, yes=True)
    assert (await world.standing(ANNA)).state == "asked"


async def test_what_was_taken_back_can_be_decided_no_more_and_asked_again(world: World) -> None:
    case = await world.office.representing.ask(ANNA, "cecomp", "Anna Rossi")
    await world.office.representing.leave(ANNA, case.number)
    with pytest.raises(DecidedAlready):
        await world.office.representing.decide(CARLA, case.number, yes=True)
    world.later(minutes=1)
    assert (await world.office.representing.ask(ANNA, "cecomp", "Anna Rossi")).fresh
    assert len([row for row in await world.outbox(CARLA) if row.content["buttons"]]) == 1


async def test_staff_end_it_and_the_person_hears_of_it(world: World) -> None:
    number = await world.joins(ANNA)
    await world.office.representing.end(CARLA, number)
    assert await world.people.role(ANNA) == "guest"
    assert "non rappresenti più" in (await world.outbox(ANNA))[-1].content["html"]


async def test_nothing_is_asked_for_a_company_that_is_not_there_or_under_no_name(world: World) -> None:
    with pytest.raises(NoSuchCompany):
        await world.office.representing.ask(ANNA, "nobody", "Anna Rossi")
    with pytest.raises(UnfitName):
        await world.office.representing.ask(ANNA, "cecomp", "@x")
    assert await world.outbox() == []


async def test_staff_see_which_companies_nobody_stands_for_and_who_waits(world: World) -> None:
    await world.joins(BRUNO, "blue-engineering")
    await world.office.representing.ask(ANNA, "cecomp", "Anna Rossi")
    gaps = await world.office.representing.gaps(CARLA)
    assert [one for one, _ in gaps.missing] == ["cecomp"] and gaps.represented == 1
    assert [(case.company, name) for case, name in gaps.waiting] == [("Cecomp", "Anna Rossi")]
    with pytest.raises(StaffOnly):
        await world.office.representing.gaps(ANNA)


async def test_staff_see_who_stands_for_a_company_and_ending_it_twice_is_told_once(world: World) -> None:
    number = await world.joins(ANNA)
    await world.joins(BRUNO)
    assert await world.office.representing.represented(CARLA) == [("cecomp", "Cecomp")]
    found = await world.office.representing.present(CARLA, "cecomp")
    assert [(case.member_id, name) for case, name, _ in found.people] == [(ANNA, ""), (BRUNO, "")]
    for _ in range(2):
        assert (await world.office.representing.end(CARLA, number)).state == "ended"
    assert len(await world.outbox(ANNA)) == 1 and await world.people.role(ANNA) == "guest"
    assert len((await world.office.representing.present(CARLA, "cecomp")).people) == 1
    for verb in (world.office.representing.represented(ANNA), world.office.representing.present(ANNA, "cecomp")):
        with pytest.raises(StaffOnly):
            await verb


async def test_the_button_under_the_request_ends_nothing_once_staff_agreed(world: World) -> None:
    case = await world.office.representing.ask(ANNA, "cecomp", "Anna Rossi")
    with pytest.raises(ButtonTooOld):
        await world.office.representing.leave(BRUNO, case.number, only_asked=True)
    await world.office.representing.decide(CARLA, case.number, yes=True)
    late = await world.office.representing.leave(ANNA, case.number, only_asked=True)
    assert (late.state, late.fresh, (await world.standing(ANNA)).state) == ("approved", False, "approved")
    other = await world.office.representing.ask(BRUNO, "cecomp", "Bruno Neri")
    taken = await world.office.representing.leave(BRUNO, other.number, only_asked=True)
    assert taken.fresh and taken.state != "asked"
