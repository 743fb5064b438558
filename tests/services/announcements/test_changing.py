"""An announced event that changes or is called off: cards redrawn, those concerned told, and the report."""

from __future__ import annotations

import pytest

from bot.db.announcements import Announcement
from bot.db.events import Attendance
from bot.errors import ButtonTooOld, EventCancelled, StaffOnly
from bot.services.announcements import changing
from bot.services.outbox import Message
from tests.services.announcements.conftest import ANNA, BRUNO, CARLA, DAVIDE, EMMA, World


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
    monkeypatch.setattr(changing, "PORTION", 2)
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
