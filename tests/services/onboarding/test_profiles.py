"""How people are shown: name, topics that sources document, contact; and when they are away."""

from __future__ import annotations

from datetime import date

import pytest

from bot.db.privacy import Consent
from bot.errors import ButtonTooOld, UnfitContact, UnfitDay, UnfitName
from bot.services.directory import Directory
from bot.services.onboarding.profiles import typed_day
from tests.services.onboarding.conftest import ANNA, BRUNO, World


async def test_name_contact_and_topics_are_the_persons_choice(world: World) -> None:
    number = await world.joins(ANNA, "blue-engineering")
    profiles = world.office.profiles
    offered = (await profiles.standing(ANNA, number)).topics
    assert offered and not any(topic.chosen for topic in offered)
    await profiles.show_as(ANNA, number, " Anna  Rossi ")
    await profiles.share(ANNA, number, "anna@example.org")
    for _ in range(2):
        await profiles.toggle_topic(ANNA, number, offered[1].id, on=True)
    shown = await profiles.standing(ANNA, number)
    assert (shown.shown_as, shown.contact) == ("Anna Rossi", "anna@example.org")
    assert [topic.id for topic in shown.chosen] == [offered[1].id]
    await profiles.toggle_topic(ANNA, number, offered[1].id, on=False)
    await profiles.share(ANNA, number, None)
    shown = await profiles.standing(ANNA, number)
    assert (shown.chosen, shown.contact) == ((), None)


async def test_nobody_chooses_for_another_and_only_who_stands_for_the_company(world: World) -> None:
    number = await world.joins(ANNA)
    with pytest.raises(ButtonTooOld):
        await world.office.profiles.show_as(BRUNO, number, "Bruno")
    await world.office.representing.leave(ANNA, number)
    with pytest.raises(ButtonTooOld):
        await world.office.profiles.share(ANNA, number, "anna@example.org")


async def test_a_topic_that_no_source_documents_is_not_to_be_chosen(world: World) -> None:
    number = await world.joins(ANNA)
    with pytest.raises(ButtonTooOld):
        await world.office.profiles.toggle_topic(ANNA, number, "wine-making", on=True)


@pytest.mark.parametrize("said", ["", "@", "x" * 121, "?!"])
async def test_what_is_no_contact_is_not_kept(world: World, said: str) -> None:
    number = await world.joins(ANNA)
    with pytest.raises(UnfitContact):
        await world.office.profiles.share(ANNA, number, said)
    with pytest.raises(UnfitName):
        await world.office.profiles.show_as(ANNA, number, "t.me/x")


async def test_what_was_asked_to_be_typed_is_waited_for_ten_minutes(world: World) -> None:
    number = await world.joins(ANNA)
    await world.office.profiles.ask_for(ANNA, number, "contact")
    assert await world.office.profiles.asked(ANNA) == (number, "contact")
    assert await world.office.profiles.asked(BRUNO) is None
    world.later(minutes=11)
    assert await world.office.profiles.asked(ANNA) is None


async def test_away_up_to_and_including_the_last_day(world: World) -> None:
    await world.office.profiles.go_away(ANNA, date(2026, 12, 10))
    assert (await world.office.profiles.look(ANNA)).back_on == date(2026, 12, 11)
    world.hand.at = world.hand.at.replace(month=12, day=10, hour=23)
    assert (await world.office.profiles.look(ANNA)).back_on == date(2026, 12, 11)
    world.hand.at = world.hand.at.replace(day=11, hour=0)
    assert (await world.office.profiles.look(ANNA)).back_on is None
    for day in (date(2026, 12, 10), date(2028, 1, 1)):
        with pytest.raises(UnfitDay):
            await world.office.profiles.go_away(ANNA, day)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("10/12", date(2026, 12, 10)),
        ("10.12.2027", date(2027, 12, 10)),
        ("2026-12-10", date(2026, 12, 10)),
        ("1/2", date(2027, 2, 1)),
        ("22/11", date(2026, 11, 22)),
    ],
)
def test_a_day_is_read_day_first(said: str, meant: date) -> None:
    assert typed_day(said, date(2026, 11, 22)) == meant


@pytest.mark.parametrize("said", ["", "domani", "31/2", "2026-13-01", "10/12/26"])
def test_what_is_no_day_is_refused(said: str) -> None:
    with pytest.raises(UnfitDay):
        typed_day(said, date(2026, 11, 22))


async def test_a_name_stands_on_the_companys_profile_only_with_a_yes_to_that(world: World) -> None:
    number = await world.joins(ANNA)
    await world.office.profiles.show_as(ANNA, number, "Anna Rossi")
    directory = Directory(world.database, world.hall.clock)
    at, shown = world.hand.at, []
    for given in (None, True, False):
        if given is not None:
            await world.put(Consent(member_id=ANNA, purpose="directory", given=given, at=at, wording="x"))
        shown.append((await directory.profile("cecomp")).representatives)
    assert shown == [(), ("Anna Rossi",), ()]
    await world.put(Consent(member_id=ANNA, purpose="directory", given=True, at=at, wording="x"))
    await world.office.representing.leave(ANNA, number)
    assert (await directory.profile("cecomp")).representatives == ()
