"""From the preview to the last recipient: audiences, consent, undo, quiet hours, pauses, digests, kills."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from bot.errors import ButtonTooOld, NobodyElse, NobodyToTell, NotByYourself, Overtaken
from bot.services.announcements import Announcements, sending
from bot.services.announcements.desk import Press
from bot.services.people import People, Staffing
from tests.services.announcements.conftest import ANNA, BRUNO, CARLA, DAVIDE, EMMA, ROME, TEXT, World

EVERYBODY = {CARLA, DAVIDE, ANNA, BRUNO, EMMA}


async def test_everyone_gets_it_once_with_the_reason_and_the_way_out(world: World) -> None:
    await world.drafts()
    await world.sends()
    await world.later(seconds=1)
    rows = {row.chat_id: row for row in await world.outbox()}
    assert set(rows) == EVERYBODY
    assert len(await world.outbox()) == len(EVERYBODY)
    assert "Lo ricevi perché usi Raccordo" in rows[ANNA].content["html"]
    assert rows[ANNA].content["buttons"][-1][0]["text"] == "🔕 Basta annunci di eventi"
    assert {row.kind for row in rows.values()} == {"announcement"}


async def test_readers_of_english_get_an_english_frame_and_are_told_that_the_text_is_italian(world: World) -> None:
    await world.drafts()
    await world.sends()
    [emma] = [row.content["html"] for row in await world.outbox() if row.chat_id == EMMA]
    assert "Thursday 3 December 2026" in emma
    assert "The text is in Italian" in emma
    assert "because you use Raccordo" in emma


async def test_the_preview_says_who_how_many_why_and_when(world: World) -> None:
    await world.follows(ANNA, "capability", "hot-stamping")
    await world.drafts()
    world.clock.at = datetime(2026, 11, 28, 21, 0, tzinfo=ROME)  # a Saturday evening
    card = await world.office.publishing.preview(await world.press())
    assert "<b>In italiano</b>" in card.html and "<b>In inglese</b>" in card.html
    assert "Thursday 3 December 2026" in card.html
    assert "<b>A chi:</b> tutti" in card.html
    assert "<b>Quanti:</b> 5" in card.html
    assert "lunedì 30 novembre 2026 alle 08:00, perché di notte non disturbo nessuno" in card.html


async def test_who_sends_the_draft_of_another_cannot_agree_to_it_too(world: World) -> None:
    await world.drafts(staff=CARLA)
    await world.office.addressing.hurry(await world.press(staff=DAVIDE))
    await world.office.publishing.send(await world.press(staff=DAVIDE))
    with pytest.raises(NotByYourself):
        await world.office.publishing.approve(await world.press(staff=DAVIDE))
    await world.office.publishing.approve(await world.press(staff=CARLA))
    assert (await world.latest()).state == "scheduled"


async def test_within_the_minute_it_is_taken_back(world: World) -> None:
    await world.drafts()
    await world.office.publishing.send(await world.press())
    await world.later(seconds=59)
    await world.office.publishing.undo(await world.press())
    await world.later(minutes=10)
    assert await world.outbox() == []
    assert (await world.latest()).state == "draft"


async def test_after_the_minute_it_is_too_late(world: World) -> None:
    await world.drafts()
    await world.office.publishing.send(await world.press())
    press = await world.press()
    await world.later(minutes=1)
    with pytest.raises(Overtaken) as refusal:
        await world.office.publishing.undo(press)
    assert refusal.value.blanks == {"state": "sending"}


async def test_an_urgent_one_needs_a_second_person_and_then_goes_at_night(world: World) -> None:
    world.clock.at = datetime(2026, 11, 24, 22, 0, tzinfo=ROME)
    await world.drafts()
    await world.office.addressing.hurry(await world.press())
    await world.office.publishing.send(await world.press())
    assert {row.chat_id for row in await world.outbox("review ")} == {DAVIDE}
    with pytest.raises(NotByYourself):
        await world.office.publishing.approve(await world.press(staff=CARLA))
    await world.office.publishing.approve(await world.press(staff=DAVIDE))
    await world.later(minutes=1)
    assert {row.chat_id for row in await world.outbox()} == EVERYBODY


async def test_more_than_the_set_number_need_a_second_person(world: World) -> None:
    world.office = with_policy(world, approval_from=4)
    await world.drafts()
    await world.office.publishing.send(await world.press())
    assert (await world.latest()).state == "review"
    await world.later(minutes=10)
    assert await world.outbox() == []


async def test_a_rejected_one_is_a_draft_again_and_its_author_hears_of_it(world: World) -> None:
    world.office = with_policy(world, approval_from=4)
    await world.drafts()
    await world.office.publishing.send(await world.press())
    await world.office.publishing.reject(await world.press(staff=DAVIDE))
    assert (await world.latest()).state == "draft"
    [told] = await world.outbox("rejected ")
    assert told.chat_id == CARLA


async def test_without_a_second_person_it_is_said(world: World) -> None:
    world.office = with_policy(world, approval_from=4, staff=frozenset({CARLA}))
    await world.drafts()
    with pytest.raises(NobodyElse):
        await world.office.publishing.send(await world.press())
    assert (await world.latest()).state == "draft"


def with_policy(
    world: World, *, approval_from: int, staff: frozenset[int] = frozenset({CARLA, DAVIDE})
) -> Announcements:
    desk = world.office.desk
    people = People(desk.database, desk.clock, Staffing(staff=staff))
    return Announcements(replace(desk, policy=replace(desk.policy, approval_from=approval_from), people=people))


async def test_of_two_who_decide_at_once_one_is_heard_and_the_other_is_told(world: World) -> None:
    third = 1005
    await world.meets(third)
    world.office = with_policy(world, approval_from=4, staff=frozenset({CARLA, DAVIDE, third}))
    await world.drafts()
    await world.office.publishing.send(await world.press())
    one, other = await world.press(staff=DAVIDE), await world.press(staff=third)
    await world.office.publishing.approve(one)
    with pytest.raises(Overtaken):
        await world.office.publishing.reject(other)
    assert (await world.latest()).state == "scheduled"
    [card] = [row for row in await world.outbox("review ") if row.chat_id == third]
    assert "approvato da un'altra persona" in card.content["html"]


async def test_followers_of_the_capability_of_a_narrower_and_of_a_broader_one_hear_of_it(world: World) -> None:
    words = await world.office.preferences.concept("stampaggio a caldo")
    assert words is not None
    await world.follows(ANNA, "capability", words)
    await world.follows(BRUNO, "company", "pininfarina")
    await world.drafts()
    await world.office.addressing.ask(await world.press("capability"))
    card = await world.office.typed(CARLA, "it", "stampaggio a caldo")
    assert card is not None and "<b>Quanti:</b> 1" in card.html
    await world.sends()
    [row] = await world.outbox()
    assert row.chat_id == ANNA
    assert "perché segui: " in row.content["html"]


async def test_followers_of_a_place_nearby_hear_of_it(world: World) -> None:
    await world.follows(ANNA, "place", "moncalieri")
    await world.follows(BRUNO, "place", "cuneo")
    await world.drafts()
    await world.office.addressing.ask(await world.press("place"))
    await world.office.typed(CARLA, "it", "Torino")
    await world.sends()
    assert [row.chat_id for row in await world.outbox()] == [ANNA]


async def test_an_audience_of_nobody_is_refused(world: World) -> None:
    await world.drafts()
    await world.office.addressing.ask(await world.press("place"))
    await world.office.typed(CARLA, "it", "Asti")
    with pytest.raises(NobodyToTell):
        await world.office.publishing.send(await world.press())


async def test_it_goes_at_the_chosen_time(world: World) -> None:
    await world.drafts()
    await world.office.addressing.ask(await world.press("when"))
    card = await world.office.typed(CARLA, "it", "domani alle 9")
    assert card is not None and "domani alle 09:00" in card.html
    await world.sends()
    assert await world.outbox() == []
    await world.later(days=1)
    assert len(await world.outbox()) == len(EVERYBODY)


async def test_a_reader_far_away_gets_it_in_their_own_morning(world: World) -> None:
    await world.meets(77, zone="America/Detroit")
    await world.drafts()
    await world.sends()
    assert 77 not in {row.chat_id for row in await world.outbox()}
    world.clock.at = datetime(2026, 11, 24, 14, 0, tzinfo=ROME)  # eight in the morning in Detroit
    await world.office.sweep(world.clock.at)
    assert 77 in {row.chat_id for row in await world.outbox()}


async def test_never_wins_over_whatever_staff_wish_even_after_sending_began(world: World) -> None:
    await world.office.preferences.prefer(ANNA, "event", "never")
    await world.meets(77, zone="America/Detroit")
    await world.drafts()
    await world.sends()
    await world.office.preferences.prefer(77, "event", "never")
    await world.office.preferences.prefer(BRUNO, "event", "never")  # his waits in the outbox
    await world.later(hours=8)
    rows = {row.chat_id: row for row in await world.outbox()}
    assert ANNA not in rows and 77 not in rows
    assert (rows[BRUNO].state, rows[BRUNO].error) == ("dead", "withdrawn")


async def test_a_stopped_kind_is_heard_again_after_an_undo(world: World) -> None:
    await world.drafts()
    await world.sends()
    number = (await world.latest()).id
    assert await world.office.preferences.mute(ANNA, number) == ("event", "now")
    assert (await world.office.preferences.wishes(ANNA, "it")).cadences["event"] == "never"
    await world.office.preferences.unmute(ANNA, number, "now")
    assert (await world.office.preferences.wishes(ANNA, "it")).cadences["event"] == "now"


async def test_the_weekly_digest_is_one_message_on_monday(world: World) -> None:
    for kind in ("event", "news"):
        await world.office.preferences.prefer(ANNA, kind, "weekly")
    await world.drafts()
    await world.sends()
    await world.drafts("Il nuovo catalogo è online\nLo trovate sul sito.")
    await world.office.drafting.become(await world.press("news"))
    await world.sends()
    assert ANNA not in {row.chat_id for row in await world.outbox()}
    world.clock.at = datetime(2026, 11, 30, 8, 59, tzinfo=ROME)
    await world.later(minutes=1)
    await world.later(minutes=1)
    [digest] = await world.outbox("digest ")
    assert digest.chat_id == ANNA
    assert "Serata sullo stampaggio a caldo" in digest.content["html"]
    assert "nuovo catalogo" in digest.content["html"]


async def test_the_weekly_digest_says_once_why_and_until_when_one_may_answer(world: World) -> None:
    await world.office.preferences.prefer(ANNA, "event", "weekly")
    for day in ("3 dicembre", "10 dicembre"):
        await world.drafts(TEXT.replace("3 dicembre", day) + "Si risponde entro il 2 dicembre 2026\n")
        await world.sends()
    world.clock.at = datetime(2026, 11, 30, 9, 0, tzinfo=ROME)
    await world.later(minutes=1)
    [digest] = await world.outbox("digest ")
    assert digest.content["html"].count("perché usi Raccordo") == 1
    assert digest.content["html"].count("⏰ Si risponde entro mercoledì 2 dicembre") == 2


async def test_of_a_stopped_one_nobody_is_said_to_get_it_or_not_to_want_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "BACKLOG", 2)
    await world.office.preferences.prefer(ANNA, "event", "weekly")
    await world.drafts()
    await world.sends()
    await world.office.sending.stop(await world.press())
    for monday in (24, 30):
        world.clock.at = datetime(2026, 11, monday, 11, 0, tzinfo=ROME)
        await world.later(minutes=1)
        report = (await world.office.reports.show(CARLA, "it", (await world.latest()).id)).html
        assert "Consegnati: <b>0</b> su 4" in report and "Fermati prima di partire: 4" in report
        assert "Tolti dal riepilogo del lunedì: 1" in report
        assert "Nel riepilogo" not in report and "Non vogliono" not in report


async def test_who_agrees_is_not_promised_the_report_that_its_author_gets(world: World) -> None:
    await world.office.preferences.prefer(ANNA, "event", "weekly")
    await world.drafts()
    await world.office.addressing.hurry(await world.press())
    await world.office.publishing.send(await world.press())
    card = await world.office.publishing.approve(await world.press(staff=DAVIDE))
    assert "Come va lo vedi in /annunci" in card.html and "di cui 1 nel riepilogo" in card.html
    [told] = [row for row in await world.outbox("scheduled ") if row.chat_id == CARLA]
    assert "Poi ti scrivo come va" in told.content["html"]


async def test_the_weekly_digest_leaves_out_what_is_over(world: World) -> None:
    await world.office.preferences.prefer(ANNA, "event", "weekly")
    await world.drafts(TEXT.replace("Giovedì 3 dicembre", "Venerdì 27 novembre"))
    await world.sends()
    world.clock.at = datetime(2026, 11, 30, 9, 0, tzinfo=ROME)
    await world.later(minutes=1)
    assert (await world.recipients())[ANNA].told_at is not None
    assert await world.outbox("digest ") == []


async def test_a_pause_holds_what_waits_and_a_stop_ends_it(world: World) -> None:
    await world.drafts()
    await world.sends()
    await world.office.sending.pause(await world.press())
    assert {row.held for row in await world.outbox()} == {True}
    await world.office.sending.resume(await world.press())
    assert {row.held for row in await world.outbox()} == {False}
    await world.office.sending.stop(await world.press())
    assert {row.state for row in await world.outbox()} == {"dead"}
    assert (await world.latest()).state == "stopped"


async def test_what_was_paused_before_the_night_is_not_sent_in_it(world: World) -> None:
    await world.meets(6, zone="America/New_York")
    await world.drafts()
    await world.sends()
    await world.later(hours=6)  # in the afternoon it is told in New York too
    await world.office.sending.pause(await world.press())
    world.clock.at = datetime(2026, 11, 24, 21, 0, tzinfo=ROME)
    await world.office.sending.resume(await world.press())
    due = {row.chat_id: row.due_at for row in await world.outbox()}
    assert due[ANNA] == datetime(2026, 11, 25, 8, 0, tzinfo=ROME)
    assert due[6] <= world.clock.at


async def test_what_an_outage_left_waiting_is_not_sent_at_night(world: World) -> None:
    await world.drafts()
    await world.sends()
    world.clock.at = datetime(2026, 11, 24, 23, 0, tzinfo=ROME)
    await world.later(seconds=1)
    assert {row.due_at for row in await world.outbox()} == {datetime(2026, 11, 25, 8, 0, tzinfo=ROME)}


async def test_it_is_finished_when_the_last_was_delivered(world: World) -> None:
    await world.drafts()
    await world.sends()
    await world.later(seconds=1)
    assert (await world.latest()).state == "sending"
    await world.delivers()
    await world.later(seconds=1)
    assert (await world.latest()).state == "sent"


async def test_sweeps_after_a_kill_in_between_double_and_lose_none(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.meets(*range(5000, 5045))
    await world.drafts()
    await world.office.publishing.send(await world.press())
    monkeypatch.setattr(sending, "PORTION", 7)
    killed = RuntimeError("killed")
    told = 0

    async def dies(*given: object) -> None:
        nonlocal told
        told += 1
        await whole(*given)  # type: ignore[arg-type]
        if told % 3 == 0:
            raise killed  # all is written, and nothing kept yet

    whole = world.office.sending._tell
    monkeypatch.setattr(world.office.sending, "_tell", dies)
    world.clock.at = datetime(2026, 11, 24, 10, 2, tzinfo=ROME)
    for _ in range(30):
        try:
            await world.office.sweep(world.clock.at)
        except RuntimeError as error:
            assert error is killed
    assert len(await world.outbox()) == 50
    assert told > 10, "nobody was killed"
    assert all(one.told_at for one in (await world.recipients()).values())


async def test_the_outbox_is_never_filled_by_one_announcement(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "BACKLOG", 3)
    await world.drafts()
    await world.sends()
    assert len(await world.outbox()) == 3
    await world.delivers()
    await world.later(seconds=1)
    assert len(await world.outbox()) == 5


async def test_an_unchanged_world_is_swept_without_effect(world: World) -> None:
    await world.drafts()
    await world.sends()
    before = [(row.key, row.state) for row in await world.outbox("")]
    await world.office.sweep(world.clock.at)
    assert [(row.key, row.state) for row in await world.outbox("")] == before


async def test_the_preview_warns_when_quiet_hours_push_it_past_the_events_start(world: World) -> None:
    await world.drafts(
        TEXT.replace("Giovedì 3 dicembre 2026, ore 18:00 - 20:00", "Domenica 29 novembre 2026, ore 15:00")
    )
    world.clock.at = datetime(2026, 11, 27, 10, 0, tzinfo=ROME)
    in_time = await world.office.publishing.preview(await world.press())
    assert "già cominciato" not in in_time.html
    world.clock.at = datetime(2026, 11, 28, 21, 0, tzinfo=ROME)  # Saturday evening: the next morning is Monday's
    late = await world.office.publishing.preview(await world.press())
    assert "Quando arriva, l'evento sarà già cominciato:" in late.html and "urgente" in late.html
    await world.office.addressing.hurry(await world.press())
    urgent = await world.office.publishing.preview(await world.press())
    assert "già cominciato" not in urgent.html


async def test_the_last_moment_before_the_event_is_offered_where_the_wished_one_is_too_late(world: World) -> None:
    await world.drafts(
        TEXT.replace("Giovedì 3 dicembre 2026, ore 18:00 - 20:00", "Lunedì 30 novembre 2026, ore 9:00 - 11:00")
    )
    await world.office.addressing.ask(await world.press("when"))
    late = await world.office.typed(CARLA, "it", "domenica 29 novembre alle 10")
    assert late is not None and "l'evento sarà già cominciato" not in late.html  # eight o'clock, an hour before
    await world.office.addressing.ask(await world.press("when"))
    late = await world.office.typed(CARLA, "it", "30 novembre alle 9:30")
    assert late is not None and "già cominciato" in late.html
    [offered] = [one for row in late.buttons for one in row if one.data and "at_last" in one.data]
    assert offered.text == "🕗 Manda sabato 28 novembre, 19:00"
    row = await world.office.addressing.at_last(await world.press())
    assert row.send_at == datetime(2026, 11, 28, 19, 0, tzinfo=ROME)
    shown = await world.office.publishing.preview(await world.press())
    assert "già cominciato" not in shown.html and "sabato 28 novembre 2026 alle 19:00" in shown.html
    assert "at_last" not in str(shown.buttons)


async def test_no_last_moment_is_offered_that_has_passed(world: World) -> None:
    await world.drafts(
        TEXT.replace("Giovedì 3 dicembre 2026, ore 18:00 - 20:00", "Mercoledì 25 novembre 2026, ore 7:30 - 9:00")
    )
    world.clock.at = datetime(2026, 11, 24, 21, 0, tzinfo=ROME)
    shown = await world.office.publishing.preview(await world.press())
    assert "già cominciato" in shown.html and "at_last" not in str(shown.buttons)
    with pytest.raises(ButtonTooOld):
        await world.office.addressing.at_last(await world.press())


async def edits(world: World, prefix: str) -> list[tuple[int, str, list[object]]]:
    rows = [row for row in await world.outbox(prefix) if row.edits is not None]
    return [(row.chat_id, row.content["html"], row.content["buttons"]) for row in rows]


async def test_when_sending_begins_nobodys_card_offers_to_undo_it_any_more(world: World) -> None:
    await world.drafts()
    await world.office.addressing.hurry(await world.press())
    await world.office.publishing.send(replace(await world.press(), message_id=11))
    await world.office.publishing.approve(replace(await world.press(staff=DAVIDE), message_id=22))
    await world.delivers()
    assert await edits(world, "scheduled ") == []
    await world.later(minutes=1)
    found = await edits(world, "scheduled ")
    assert [(chat, buttons) for chat, _, buttons in found] == [(DAVIDE, []), (CARLA, [])]
    assert all("l'invio è cominciato" in html for _, html, _ in found)


async def test_when_one_undoes_it_the_other_ones_card_says_so(world: World) -> None:
    await world.drafts()
    await world.office.addressing.hurry(await world.press())
    await world.office.publishing.send(replace(await world.press(), message_id=11))
    await world.office.publishing.approve(replace(await world.press(staff=DAVIDE), message_id=22))
    await world.delivers()
    await world.office.publishing.undo(replace(await world.press(staff=DAVIDE), message_id=22))
    [(chat, html, buttons)] = await edits(world, "scheduled ")
    assert chat == CARLA and "l'invio è stato annullato" in html and buttons == []


async def grows(world: World) -> None:
    """A hundred more members, while up to fifty are written to without a second person."""
    await world.meets(*range(200, 300))


async def test_an_audience_that_grew_too_large_waits_for_a_second_person_when_it_should_begin(world: World) -> None:
    await world.drafts()
    await world.office.publishing.send(await world.press())
    await grows(world)
    await world.later(minutes=1)
    assert (await world.latest()).state == "review"
    assert await world.outbox() == []
    [told] = await world.outbox("outgrown ")
    assert told.chat_id == CARLA and "(105)" in told.content["html"] and "Gliel'ho chiesto" in told.content["html"]
    [review] = await world.outbox("review ")
    assert review.chat_id == DAVIDE
    with pytest.raises(NotByYourself):
        await world.office.publishing.approve(await world.press())
    await world.office.publishing.approve(await world.press(staff=DAVIDE))
    await world.later(minutes=1)
    assert (await world.latest()).state == "sending"
    assert len(await world.recipients()) == 105


async def test_an_audience_that_grew_too_large_is_a_draft_again_where_nobody_else_can_agree(world: World) -> None:
    world.office.desk.people = People(world.database, world.office.desk.clock, Staffing(staff=frozenset({CARLA})))
    await world.drafts()
    await world.office.publishing.send(await world.press())
    await grows(world)
    await world.later(minutes=1)
    assert (await world.latest()).state == "draft"
    assert await world.outbox() == []
    [told] = await world.outbox("outgrown ")
    assert "nessun altro" in told.content["html"]


async def test_a_wished_time_outlives_being_taken_back(world: World) -> None:
    await world.drafts()
    await world.office.addressing.ask(await world.press("when"))
    await world.office.typed(CARLA, "it", "domani alle 22:00")
    wished = (await world.latest()).send_at
    await world.office.publishing.send(await world.press())
    assert (await world.latest()).send_at == datetime(2026, 11, 26, 8, 0, tzinfo=ROME)  # after the night
    await world.office.publishing.undo(await world.press())
    assert (await world.latest()).send_at == wished == datetime(2026, 11, 25, 22, 0, tzinfo=ROME)
    await world.office.addressing.at_once(await world.press())
    await world.office.publishing.send(await world.press())
    await world.office.publishing.undo(await world.press())
    assert (await world.latest()).send_at is None


async def test_a_group_gets_no_button_to_stop_and_a_link_into_private(world: World) -> None:
    from bot.db.outbox import Chat

    async with world.database.writing() as session:
        session.add(Chat(chat_id=-100, kind="supergroup", title="VVP Officina"))
    world.office.desk.username = "raccordo_bot"
    await world.drafts()
    await world.office.addressing.options(await world.press("chat"))
    await world.office.addressing.choose(await world.press("0"))
    preview = await world.office.publishing.preview(await world.press())
    assert "In un gruppo o in un canale: serve l'accordo" in preview.html
    await world.sends()
    await world.office.publishing.approve(await world.press(staff=DAVIDE))
    await world.later(minutes=1)
    [row] = await world.outbox()
    assert row.chat_id == -100
    assert row.content["buttons"][0][0]["url"] == "https://t.me/raccordo_bot?start=v_1"
    assert "🔕" not in str(row.content)


async def test_nobody_presses_for_an_announcement_that_is_not_there(world: World) -> None:
    from bot.errors import NoSuchAnnouncement

    with pytest.raises(NoSuchAnnouncement):
        await world.office.publishing.send(Press(CARLA, "it", 99, 1))


async def test_whoever_asked_for_consent_sees_on_that_card_what_was_decided(world: World) -> None:
    world.office.desk.policy = replace(world.office.desk.policy, approval_from=2)
    for decide, said in (("reject", "non approvato"), ("approve", "approvato da un'altra persona")):
        await world.drafts() if decide == "reject" else None
        await world.office.publishing.send(replace(await world.press(), message_id=31))
        await getattr(world.office.publishing, decide)(await world.press(staff=DAVIDE))
        [card] = [row for row in await world.outbox("submitted ") if row.edits and said in row.content["html"]]
        assert card.chat_id == CARLA and "n withdraw" not in str(card.content["buttons"])
