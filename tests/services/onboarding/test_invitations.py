"""Invitations: signed, counted, expiring, revocable; each refusal has its reason, and nothing is used up by looking."""

from __future__ import annotations

import asyncio
import re

import pytest

from bot.errors import AdminsOnly, InvitationUnfit, StaffOnly
from bot.services.onboarding import Hall, Onboarding
from bot.services.onboarding.invitations import MANY
from tests.services.onboarding.conftest import ADMIN, ANNA, BRUNO, CARLA, EMMA, World


async def reason(world: World, token: str, member: int) -> str:
    """Why the link lets nobody in; it says the same when looked at and when used."""
    with pytest.raises(InvitationUnfit) as looked:
        await world.office.invitations.look(token, member)
    with pytest.raises(InvitationUnfit) as used:
        await world.office.invitations.accept(token, member)
    assert looked.value.blanks == used.value.blanks
    return str(used.value.blanks["reason"])


async def test_a_link_fits_into_telegrams_start_parameter(world: World) -> None:
    invited = await world.office.invitations.make(CARLA, "cecomp", 1, 7)
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", f"j_{invited.token}")
    assert re.fullmatch(r"[a-z0-9-]{1,40}", invited.mac)  # and what proves it into a button


async def test_who_opens_and_confirms_stands_for_the_company(world: World) -> None:
    invited = await world.office.invitations.make(CARLA, "cecomp", 1, 7)
    assert not (await world.office.invitations.look(invited.token, ANNA)).already
    joined = await world.office.invitations.accept(invited.token, ANNA)
    row = await world.standing(ANNA)
    assert (row.state, row.decided_by, row.invited_by, row.id) == ("approved", CARLA, invited.number, joined.standing)
    assert await world.people.role(ANNA) == "member"


async def test_the_same_press_again_uses_up_nothing(world: World) -> None:
    invited = await world.office.invitations.make(CARLA, "cecomp", MANY, 7)
    await world.office.invitations.accept(invited.token, ANNA)
    again = await world.office.invitations.accept(invited.token, ANNA)
    assert again.already and again.uses_left == MANY - 1


async def test_the_last_use_has_one_taker(world: World) -> None:
    invited = await world.office.invitations.make(CARLA, "cecomp", 1, 7)
    said = await asyncio.gather(
        *(world.office.invitations.accept(invited.token, one) for one in (ANNA, BRUNO, EMMA)), return_exceptions=True
    )
    assert [one.blanks["reason"] for one in said if isinstance(one, InvitationUnfit)] == ["used", "used"]


async def test_an_expired_or_revoked_link_says_so(world: World) -> None:
    expired = await world.office.invitations.make(CARLA, "cecomp", 1, 7)
    revoked = await world.office.invitations.make(CARLA, "cecomp", 1, 30)
    await world.office.invitations.revoke(CARLA, revoked.number)
    world.later(days=7)
    assert await reason(world, expired.token, ANNA) == "expired"
    assert await reason(world, revoked.token, ANNA) == "revoked"
    assert await world.office.invitations.open_ones(CARLA) == ()


async def test_a_forged_link_lets_nobody_in(world: World) -> None:
    invited = await world.office.invitations.make(CARLA, "cecomp", 1, 7)
    other = await world.office.invitations.make(CARLA, "blue-engineering", 1, 7)
    last = "a" if invited.mac[-2] != "a" else "b"
    altered = f"{invited.number}_{invited.mac[:-2]}{last}{invited.mac[-1]}"
    for token in (altered, f"{other.number}_{invited.mac}", f"999_{invited.mac}", "", "1", invited.token.upper()):
        assert await reason(world, token, ANNA) == "forged"
    hall = world.hall
    strangers = Onboarding(Hall(hall.database, hall.clock, hall.people, hall.book, b"another secret"))
    with pytest.raises(InvitationUnfit):
        await strangers.invitations.accept(invited.token, ANNA)


async def test_a_company_that_is_gone_can_not_be_joined(world: World) -> None:
    invited = await world.office.invitations.make(CARLA, "cecomp", 1, 7)
    await world.fill("blue-engineering")
    assert await reason(world, invited.token, ANNA) == "gone"


async def test_who_was_turned_away_can_not_come_back_with_an_older_link_but_with_a_newer_one(world: World) -> None:
    old = await world.office.invitations.make(CARLA, "cecomp", MANY, 30)
    joined = await world.office.invitations.accept(old.token, ANNA)
    world.later(hours=1)
    await world.office.representing.end(CARLA, joined.standing or 0)
    assert await reason(world, old.token, ANNA) == "closed"
    assert not (await world.office.invitations.accept(old.token, BRUNO)).already
    world.later(hours=1)
    new = await world.office.invitations.make(CARLA, "cecomp", 1, 7)
    await world.office.invitations.accept(new.token, ANNA)
    assert (await world.standing(ANNA)).state == "approved"


async def test_who_left_by_themselves_may_come_back_with_the_same_link(world: World) -> None:
    invited = await world.office.invitations.make(CARLA, "cecomp", MANY, 30)
    joined = await world.office.invitations.accept(invited.token, ANNA)
    await world.office.representing.leave(ANNA, joined.standing or 0)
    await world.office.invitations.accept(invited.token, ANNA)
    assert await world.people.role(ANNA) == "member"


async def test_a_link_settles_a_request_that_waits(world: World) -> None:
    await world.office.representing.ask(ANNA, "cecomp", "Anna Rossi")
    await world.joins(ANNA)
    assert all("Anna" not in row.content["html"] for row in await world.outbox(CARLA))


async def test_only_staff_invite_and_only_admins_invite_staff(world: World) -> None:
    with pytest.raises(StaffOnly):
        await world.office.invitations.make(ANNA, "cecomp", 1, 7)
    with pytest.raises(AdminsOnly):
        await world.office.invitations.make_for_staff(CARLA)
    with pytest.raises(InvitationUnfit):
        await world.office.invitations.make(CARLA, "cecomp", 10_000, 7)


async def test_a_staff_link_makes_one_person_staff(world: World) -> None:
    invited = await world.office.invitations.make_for_staff(ADMIN)
    assert (await world.office.invitations.look(invited.token, ANNA)).company is None
    await world.office.invitations.accept(invited.token, ANNA)
    assert await world.people.role(ANNA) == "staff"
    assert await reason(world, invited.token, BRUNO) == "used"
    assert (await world.office.invitations.look(invited.token, ANNA)).already
