"""An announced event that changes or is called off: cards redrawn, those concerned told, and the report."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.db.announcements import Announcement
from bot.db.events import AnnouncedEvent, Attendance
from bot.errors import ButtonTooOld, EventCancelled, Overtaken, StaffOnly
from bot.services.announcements import changing, spreading
from bot.services.announcements.desk import draft_of
from bot.services.events import seats
from bot.services.events.details import local
from bot.services.outbox import Message
from tests.services.announcements.conftest import ANNA, BRUNO, CARLA, DAVIDE, EMMA, TEXT, World


async def announced(world: World) -> Announcement:
    """Sent to everybody and delivered."""
    await world.drafts()
    await world.sends()
    await world.delivers()
    await world.later(seconds=4)
    return await world.latest()


async def joins(world: World, member: int, answer: str = "going") -> None:
    row = await world.latest()
    async with world.database.writing() as session:
        session.add(
            Attendance(
                event_id=row.event_id, member_id=member, answer=answer, answered_at=world.clock.at, offered_until=None,
                visible=False, shown_as=None, company_id=None, meets=False, remind_day=False, remind_hours=False,
                attended_at=None,
            )
        )  # fmt: skip


async def changes(world: World, field: str, text: str) -> Message:
    await world.office.changing.begin(await world.press())
    await world.office.drafting.ask(await world.press(field))
    card = await world.office.typed(CARLA, "it", text)
    assert card is not None
    return card


async def test_only_what_changed_is_told_to_those_who_come_and_every_card_is_redrawn(world: World) -> None:
    await announced(world)
    await joins(world, ANNA)
    card = await changes(world, "start", "3 dicembre 2026 alle 18:30")
    assert "nuovo orario" in card.html and "(1)" in card.html
    await world.office.changing.apply(await world.press())
    await world.later(seconds=1)
    [notice] = await world.outbox("changed ")
    assert notice.chat_id == ANNA
    assert "nuovo orario: <b>giovedì 3 dicembre 2026, 18:30" in notice.content["html"]
    assert "luogo" not in notice.content["html"]
    await world.later(seconds=1)
    edits = {row.chat_id: row.content["html"] for row in await world.outbox() if row.edits}
    assert set(edits) >= {ANNA, BRUNO, EMMA}
    assert "18:30" in edits[ANNA] and "Ci vieni" in edits[ANNA]
    assert "because you use Raccordo" in edits[EMMA]


async def test_redrawing_goes_on_after_a_kill_and_ends(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changing, "PORTION", 2)
    monkeypatch.setattr(changing, "PORTIONS", 1)
    await announced(world)
    await changes(world, "place", "Castello del Valentino")
    await world.office.changing.apply(await world.press())
    for _ in range(5):
        await world.later(seconds=1)
    assert len([row for row in await world.outbox() if row.edits]) == 5
    await world.delivers()
    await world.later(seconds=1)
    assert len([row for row in await world.outbox() if row.edits]) == 5


async def test_those_who_come_are_told_in_portions_and_each_once_after_a_kill(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spreading, "PORTION", 2)
    monkeypatch.setattr(changing, "PORTIONS", 1)
    await announced(world)
    for member in (ANNA, BRUNO, EMMA, CARLA, DAVIDE):
        await joins(world, member)
    await changes(world, "place", "Castello del Valentino")
    await world.office.changing.apply(await world.press())
    told = []
    for _ in range(4):
        await world.later(seconds=1)
        told.append(len(await world.outbox("changed ")))
    assert told == [2, 4, 5, 5]


async def test_after_two_days_of_outage_those_who_come_are_told_still(world: World) -> None:
    await announced(world)
    await joins(world, ANNA)
    await changes(world, "place", "Castello del Valentino")
    await world.office.changing.apply(await world.press())
    await world.later(days=2)
    [notice] = await world.outbox("changed ")
    assert "Castello del Valentino" in notice.content["html"]


async def test_who_was_not_told_of_a_change_yet_hears_of_the_cancelling_alone(world: World) -> None:
    await announced(world)
    await joins(world, ANNA)
    await changes(world, "place", "Castello del Valentino")
    await world.office.changing.apply(await world.press())
    await world.office.changing.call_off(await world.press())
    for _ in range(3):
        await world.later(seconds=1)
    [notice] = await world.outbox("changed ")
    assert "Castello" not in notice.content["html"]


async def test_leaving_it_as_it_is_changes_nothing(world: World) -> None:
    await announced(world)
    await changes(world, "seats", "10")
    await world.office.changing.begin(await world.press())
    await world.office.changing.apply(await world.press())
    assert await world.outbox("changed ") == []


async def test_a_cancelled_event_is_told_stops_its_sending_and_can_not_be_changed(world: World) -> None:
    await world.drafts()
    await world.sends()
    await joins(world, BRUNO, "maybe")
    card = await world.office.changing.doubt(await world.press())
    assert "Non si torna indietro" in card.html
    await world.office.changing.call_off(await world.press())
    assert (await world.latest()).state == "stopped"
    assert {row.state for row in await world.outbox()} == {"dead"}
    await world.later(seconds=1)
    [notice] = await world.outbox("changed ")
    assert notice.chat_id == BRUNO and "annullato" in notice.content["html"]
    with pytest.raises(EventCancelled):
        await world.office.changing.begin(await world.press())


async def test_news_has_no_event_to_change(world: World) -> None:
    await world.drafts("Il nuovo catalogo è online\nLo trovate sul sito.")
    await world.office.drafting.become(await world.press("news"))
    await world.sends()
    with pytest.raises(ButtonTooOld):
        await world.office.changing.begin(await world.press())


async def test_the_report_counts_honestly_and_is_edited_in_place(world: World) -> None:
    await world.drafts()
    await world.sends()
    await world.delivers("blocked", "blocked", chat=ANNA)
    await world.delivers("blocked", "unknown", chat=BRUNO)
    await world.delivers("unknown", None, chat=EMMA)
    await world.delivers()
    await joins(world, CARLA)
    await world.later(seconds=4)
    report = (await world.outbox("report "))[-1]
    assert report.chat_id == CARLA and report.edits is not None
    html = report.content["html"]
    assert "Consegnati: <b>2</b> su 5" in html
    assert "Forse consegnati: 1" in html
    assert "Non raggiungibili: 1" in html
    assert "Non mi hanno mai scritto in privato: 1" in html
    assert "Vengono: <b>1</b>" in html
    assert (await world.latest()).state == "sent"


async def test_the_report_is_edited_at_most_every_three_seconds_and_only_when_it_changed(world: World) -> None:
    await world.drafts()
    await world.sends()
    await world.delivers()  # the report too
    await world.later(seconds=1)
    await world.later(seconds=1)
    assert len(await world.outbox("report ")) == 1
    await world.later(seconds=2)
    await world.delivers()
    await world.later(seconds=5)
    assert len(await world.outbox("report ")) == 2


async def test_the_live_report_leaves_its_place_to_what_is_done_under_it(world: World) -> None:
    await weekly(world)
    await world.delivers()
    await world.later(seconds=4)
    report = (await world.outbox("report "))[0]
    assert report.message_id is not None

    async def edits() -> int:
        member = 7000 + round(world.clock.at.timestamp()) % 1000
        await world.meets(member)
        await joins(world, member)
        await world.delivers()
        await world.later(seconds=4)
        return len(await world.outbox("report "))

    before = await edits()
    assert before > 1
    aimed = await world.press()
    await world.office.changing.begin(replace(aimed, message_id=report.message_id))
    assert await edits() == before, "what staff choose from was overwritten"
    await world.office.reports.show(CARLA, "it", aimed.number)
    again = await edits()
    assert again > before
    await world.office.reports.unreached(CARLA, "it", aimed.number, report.message_id)
    assert await edits() == again
    await world.office.reports.show(DAVIDE, "en", aimed.number)  # in a chat of his own
    assert await edits() == again
    await world.office.changing.begin(await world.press("all"))
    await world.office.drafting.ask(await world.press("place"))
    await world.office.typed(CARLA, "it", "Castello del Valentino")
    await world.office.changing.apply(replace(await world.press(), message_id=report.message_id + 50))
    assert await edits() > again, "it ended in another message, and the report stayed behind"


async def test_those_who_did_not_get_it_are_listed_with_what_is_known_of_them(world: World) -> None:
    await world.drafts()
    await world.sends()
    await world.delivers("blocked", "unknown", chat=BRUNO)
    await world.delivers()
    number = (await world.latest()).id
    card = await world.office.reports.unreached(CARLA, "it", number)
    assert f'<a href="tg://user?id={BRUNO}">id {BRUNO}</a> – non mi ha mai scritto' in card.html
    assert "solo l'identificativo Telegram" in card.html
    with pytest.raises(StaffOnly):
        await world.office.reports.unreached(ANNA, "it", number)


async def at_night(world: World, hour: int = 23) -> None:
    world.clock.at = world.clock.at.replace(hour=hour, minute=0)


async def test_a_change_in_the_evening_is_told_in_the_morning_with_all_that_changed_since(world: World) -> None:
    await announced(world)
    await joins(world, ANNA)
    await joins(world, EMMA)
    await joins(world, BRUNO)
    await at_night(world)
    await changes(world, "place", "Castello del Valentino")
    card = await world.office.changing.apply(await world.press())
    assert "A chi viene lo scrivo domani alle 08:00" in card.html
    await world.later(seconds=2)
    await changes(world, "start", "3 dicembre 2026 alle 18:30")
    await world.office.changing.apply(await world.press())
    await world.later(seconds=2)
    assert await world.outbox("changed ") == []
    await declines(world, BRUNO)
    await world.later(hours=9)
    told = await world.outbox("changed ")
    assert [row.chat_id for row in told] == [ANNA, EMMA]
    html = told[0].content["html"]
    assert "nuovo orario" in html and "Castello del Valentino" in html


async def declines(world: World, member: int) -> None:
    row = await world.latest()
    async with world.database.writing() as session:
        (await session.get_one(Attendance, (row.event_id, member))).answer = "declined"


async def test_who_lives_elsewhere_is_told_when_it_is_day_there(world: World) -> None:
    await world.meets(77, zone="America/New_York")
    await announced(world)
    await joins(world, ANNA)
    await joins(world, 77)
    await at_night(world)  # in New York it is five in the afternoon
    await changes(world, "place", "Castello del Valentino")
    await world.office.changing.apply(await world.press())
    await world.later(seconds=2)
    assert [row.chat_id for row in await world.outbox("changed ")] == [77]
    await world.later(hours=9)
    assert [row.chat_id for row in await world.outbox("changed ")] == [77, ANNA]


async def test_a_cancellation_is_told_at_once_where_the_morning_would_be_too_late(world: World) -> None:
    early = TEXT.replace("Giovedì 3 dicembre 2026, ore 18:00 - 20:00", "Mercoledì 25 novembre 2026, ore 8:30 - 10:00")
    await world.drafts(early)
    await world.sends()
    await world.delivers()
    await joins(world, ANNA)
    await at_night(world)
    await world.office.changing.doubt(await world.press())
    card = await world.office.changing.call_off(await world.press())
    assert "non disturbo" not in card.html
    await world.later(seconds=1)
    [told] = await world.outbox("changed ")
    assert "è stato annullato" in told.content["html"]


async def test_what_was_moved_from_tomorrow_morning_is_told_at_once_too(world: World) -> None:
    early = TEXT.replace("Giovedì 3 dicembre 2026, ore 18:00 - 20:00", "Mercoledì 25 novembre 2026, ore 8:30 - 10:00")
    await world.drafts(early)
    await world.sends()
    await joins(world, ANNA)
    await at_night(world)
    await changes(world, "start", "3 dicembre 2026 alle 18:30")
    await world.office.changing.apply(await world.press())
    await world.later(seconds=1)
    assert [row.chat_id for row in await world.outbox("changed ")] == [ANNA]


async def weekly(world: World) -> list[AnnouncedEvent]:
    """Three Thursdays, announced; the dates as rows."""
    await world.drafts(TEXT.replace("Posti: 40\n", ""))
    row = await world.latest()
    async with world.database.writing() as session:
        row = await session.get_one(Announcement, row.id)
        row.draft = draft_of(row).given("rule", "FREQ=WEEKLY;COUNT=3", 2).kept()
    await world.sends()
    await world.delivers()
    await world.later(minutes=5)
    return await world.dates()


async def answers(world: World, member: int, event: AnnouncedEvent) -> None:
    async with world.database.writing() as session:
        await seats.answer(session, event.id, member, "go", world.clock.at)


async def test_one_date_of_a_series_is_called_off_and_only_those_who_go_there_are_told(world: World) -> None:
    first, second, _ = await weekly(world)
    await answers(world, ANNA, first)
    await answers(world, BRUNO, second)
    asked = await world.office.changing.doubt(await world.press())
    assert "si ripete" in asked.html and len(asked.buttons) == 5
    asked = await world.office.changing.doubt(await world.press(str(second.id)))
    assert "solo la data di giovedì 10 dicembre" in asked.html and "(1)" in asked.html
    assert asked.buttons[0][0].text == "❌ Sì, annulla questa data"
    await world.office.changing.call_off(await world.press())
    await world.later(seconds=1)
    [told] = await world.outbox("changed ")
    assert (
        told.chat_id == BRUNO
        and "10 dicembre" in told.content["html"]
        and "Le altre date restano" in told.content["html"]
    )
    assert [one.state for one in await world.dates()] == ["announced", "cancelled", "announced"]
    assert (await world.latest()).state != "stopped"
    with pytest.raises(EventCancelled):
        await world.office.changing.doubt(await world.press(str(second.id)))


async def test_the_first_date_alone_is_called_off_and_the_series_goes_on(world: World) -> None:
    first, _, third = await weekly(world)
    await answers(world, ANNA, first)
    await answers(world, BRUNO, third)
    await world.office.changing.doubt(await world.press(str(first.id)))
    await world.office.changing.call_off(await world.press())
    await world.later(seconds=1)
    assert [row.chat_id for row in await world.outbox("changed ")] == [ANNA]
    found = await world.dates()
    assert [(one.state, one.rule) for one in found] == [
        ("cancelled", None), ("announced", "FREQ=WEEKLY;COUNT=3"), ("announced", None),
    ]  # fmt: skip
    report = await world.office.reports.show(CARLA, "it", (await world.latest()).id)
    assert "le altre restano" in report.html
    assert "Prossima data, giovedì 10 dicembre" in report.html and "Vengono: <b>0</b>" in report.html
    edited = [row for row in await world.outbox("announcement ") if row.edits and row.chat_id == ANNA]
    assert "ANNULLATO" in edited[-1].content["html"]
    # What is done with all dates afterwards is done with those that are left.
    await world.office.changing.doubt(await world.press("all"))
    await world.office.changing.call_off(await world.press())
    await world.later(seconds=1)
    assert {one.state for one in await world.dates()} == {"cancelled"}
    assert [row.chat_id for row in await world.outbox("changed ")] == [ANNA, BRUNO]


async def test_one_date_is_moved_and_the_whole_series_can_change_afterwards(world: World) -> None:
    first, second, _ = await weekly(world)
    for member, event in ((ANNA, first), (BRUNO, second)):
        await answers(world, member, event)
    await world.office.changing.begin(await world.press(str(first.id)))
    await world.office.drafting.ask(await world.press("start"))
    card = await world.office.typed(CARLA, "it", "4 dicembre 2026 alle 19:00")
    assert card is not None and "Solo la data di giovedì 3 dicembre" in card.html and "(1)" in card.html
    await world.office.changing.apply(await world.press())
    await world.later(seconds=1)
    assert [row.chat_id for row in await world.outbox("changed ")] == [ANNA]
    [told] = await world.outbox("changed ")
    assert "(prima: giovedì 3 dicembre" in told.content["html"]
    assert [f"{local(one, one.starts_at):%d %H}" for one in await world.dates()] == ["04 19", "10 18", "17 18"]
    await world.office.changing.begin(await world.press("all"))
    await world.office.drafting.ask(await world.press("place"))
    await world.office.typed(CARLA, "it", "Castello del Valentino")
    await world.office.changing.apply(await world.press())
    await world.later(seconds=1)
    assert [row.chat_id for row in await world.outbox("changed ")] == [ANNA, ANNA, BRUNO]
    found = await world.dates()
    assert [f"{local(one, one.starts_at):%d %H}" for one in found] == ["04 19", "10 18", "17 18"]
    assert {(one.place, one.state) for one in found} == {("Castello del Valentino", "announced")}


async def test_a_yes_to_one_date_is_none_to_another_that_somebody_chose_meanwhile(world: World) -> None:
    _, second, third = await weekly(world)
    await world.office.changing.doubt(await world.press(str(second.id)))
    sure = await world.press()
    await world.office.changing.begin(await world.press(str(third.id), staff=DAVIDE))
    with pytest.raises(Overtaken):
        await world.office.changing.call_off(sure)
    assert {one.state for one in await world.dates()} == {"announced"}


async def test_news_of_a_series_outlives_the_date_that_led_it(world: World) -> None:
    first, _, third = await weekly(world)
    await answers(world, BRUNO, third)
    await at_night(world)
    await world.office.changing.begin(await world.press("all"))
    await world.office.drafting.ask(await world.press("place"))
    await world.office.typed(CARLA, "it", "Castello del Valentino")
    await world.office.changing.apply(await world.press())
    await world.office.changing.doubt(await world.press(str(first.id)))
    await world.office.changing.call_off(await world.press())
    await world.later(hours=9)
    [told] = await world.outbox("changed ")
    assert told.chat_id == BRUNO and "Castello del Valentino" in told.content["html"]
