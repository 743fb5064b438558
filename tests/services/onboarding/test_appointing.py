"""Who is staff: added and removed by admins, told to whom it concerns; the settings' own stay."""

from __future__ import annotations

import pytest

from bot.errors import AdminsOnly, FromTheSettings, StaffOnly
from tests.services.onboarding.conftest import ADMIN, ANNA, BRUNO, CARLA, DAVIDE, EMMA, World


async def test_an_admin_adds_and_removes_and_the_person_hears_of_each_once(world: World) -> None:
    await world.office.appointing.appoint(ADMIN, EMMA, "staff")
    await world.office.appointing.appoint(ADMIN, EMMA, "staff")
    assert await world.people.role(EMMA) == "staff"
    await world.office.appointing.dismiss(ADMIN, EMMA)
    await world.office.appointing.dismiss(ADMIN, EMMA)
    assert await world.people.role(EMMA) == "guest"
    said = [row.content["html"] for row in await world.outbox(EMMA)]
    assert len(said) == 2 and "You are now staff" in said[0] and "no longer staff" in said[1]


async def test_somebody_who_never_wrote_can_be_named(world: World) -> None:
    await world.office.appointing.appoint(ADMIN, 777, "admin")
    assert await world.people.role(777) == "admin"
    assert (await world.office.appointing.look(777, ANNA)).role == "guest"


async def test_staff_look_and_only_admins_change(world: World) -> None:
    listed = await world.office.appointing.listing(CARLA)
    assert [(one.member_id, one.role, one.fixed) for one in listed] == [
        (ADMIN, "admin", True), (CARLA, "staff", True), (DAVIDE, "staff", True),
    ]  # fmt: skip
    with pytest.raises(StaffOnly):
        await world.office.appointing.listing(ANNA)
    for change in (
        world.office.appointing.appoint(CARLA, ANNA, "staff"),
        world.office.appointing.dismiss(CARLA, BRUNO),
    ):
        with pytest.raises(AdminsOnly):
            await change


async def test_who_is_named_in_the_settings_is_not_removed_in_the_chat(world: World) -> None:
    with pytest.raises(FromTheSettings):
        await world.office.appointing.dismiss(ADMIN, CARLA)
    with pytest.raises(FromTheSettings):
        await world.office.appointing.appoint(ADMIN, ADMIN, "staff")
    assert (await world.office.appointing.appoint(ADMIN, CARLA, "admin")).role == "admin"
