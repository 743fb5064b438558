"""Drafts: read from what staff hand in, asked for what is missing, corrected, and kept over a restart."""

from __future__ import annotations

from typing import Any

import pytest

from bot.errors import ButtonTooOld, NotTranslated, NotUnderstood, Overtaken, StaffOnly
from bot.services.announcements import Announcements, links
from bot.services.announcements.desk import draft_of
from bot.services.announcements.drafts import Draft, Piece, moment_of
from bot.services.outbox import Message
from tests.services.announcements.conftest import ANNA, CARLA, DAVIDE, TEXT, World


def labels(card: Message) -> list[str]:
    return [button.text for row in card.buttons for button in row]


def test_who_may_answer_until_a_day_may_do_so_all_that_day() -> None:
    draft = Draft(pieces={"start": Piece("2026-12-03"), "deadline": Piece("2026-12-01")})
    start, deadline = moment_of(draft, "start"), moment_of(draft, "deadline")
    assert start is not None and deadline is not None
    assert (start.isoformat(), deadline.isoformat()) == ("2026-12-03T00:00:00+01:00", "2026-12-01T23:59:00+01:00")


async def test_a_text_becomes_a_draft_that_says_where_each_field_stood(world: World) -> None:
    card = await world.office.hand_in(CARLA, "it", TEXT)
    assert "Serata sullo stampaggio a caldo</b>" not in card.html
    assert "<b>Titolo:</b> Serata sullo stampaggio a caldo <i>(riga 1)</i>" in card.html
    assert "<b>Quando:</b> giovedì 3 dicembre 2026, 18:00 <i>(riga 2)</i>" in card.html
    assert "Posti:</b> 40 <i>(riga 4)</i>" in card.html
    assert "❓" not in card.html


async def test_what_is_missing_is_asked_one_at_a_time(world: World) -> None:
    card = await world.office.hand_in(CARLA, "it", "Aperitivo dei soci\nGiovedì 3 dicembre 2026")
    assert "A che ora comincia?" in card.html
    assert "Tutto il giorno" in labels(card)
    card = await said(world, "alle 18.30")
    assert "giovedì 3 dicembre 2026, 18:30" in card.html
    assert "Dove?" in card.html
    card = await said(world, "Castello del Valentino, Torino")
    assert "❓" not in card.html


async def said(world: World, text: str) -> Message:
    card = await world.office.typed(CARLA, "it", text)
    assert card is not None
    return card


async def test_a_restart_forgets_neither_draft_nor_question(world: World) -> None:
    await world.office.hand_in(CARLA, "it", "Aperitivo dei soci\nGiovedì 3 dicembre 2026")
    world.office = Announcements(world.office.desk)
    assert await world.office.drafting.asking(CARLA) == "hour"
    assert "18:30" in (await said(world, "18:30")).html


async def test_a_text_that_comes_again_does_not_answer_the_next_question_too(world: World) -> None:
    office = world.office
    assert await office.heard_before(CARLA, "it", 7) is None
    await office.hand_in(CARLA, "it", "Aperitivo dei soci\nGiovedì 3 dicembre 2026", 7)
    assert (await office.heard_before(CARLA, "it", 7)) is not None
    card = await office.typed(CARLA, "it", "18", 8)
    assert card is not None and "Dove?" in card.html
    assert await office.heard_before(CARLA, "it", 8) == card
    assert await office.heard_before(CARLA, "it", 9) is None
    draft = draft_of(await world.latest())
    assert (draft.get("start"), draft.get("place")) == ("2026-12-03T18:00", "")


async def test_a_calendar_whose_rule_cannot_be_followed_is_announced_once(world: World) -> None:
    event = (
        "UID:1\r\nDTSTAMP:20261101T000000Z\r\nSUMMARY:Caffè dei soci\r\nLOCATION:Torino\r\nDTSTART:20261203T180000Z\r\n"
    )
    rule = "RRULE:FREQ=HOURLY;INTERVAL=2\r\n"
    file = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\n{event}{rule}END:VEVENT\r\nEND:VCALENDAR\r\n"
    card = await world.office.hand_in_file(CARLA, "it", file.encode(), "caffe.ics")
    assert "lo annuncio una volta sola" in card.html
    await world.office.publishing.send(await world.press())
    assert (await world.latest()).state == "scheduled"


async def test_something_else_ends_the_asking_and_the_draft_stays(world: World) -> None:
    await world.office.hand_in(CARLA, "it", "Aperitivo dei soci\nGiovedì 3 dicembre 2026")
    assert await world.office.drafting.leave_asking(CARLA)
    assert not await world.office.drafting.leave_asking(CARLA)
    assert await world.office.typed(CARLA, "it", "chi fa stampaggio?") is None
    assert (await world.latest()).state == "draft"


async def test_an_invitation_that_nobody_followed_leaves_no_draft(world: World) -> None:
    await world.office.drafting.invite(CARLA, "it")
    assert await world.office.drafting.leave_asking(CARLA)
    assert (await world.latest()).state == "dropped"


async def test_the_command_alone_takes_the_next_text(world: World) -> None:
    await world.office.drafting.invite(CARLA, "it")
    assert "Serata sullo stampaggio" in (await said(world, TEXT)).html
    assert (await world.latest()).id == 1


async def test_a_field_is_corrected_and_a_wrong_answer_is_asked_again(world: World) -> None:
    await world.drafts()
    await world.office.drafting.ask(await world.press("seats"))
    with pytest.raises(NotUnderstood):
        await world.office.typed(CARLA, "it", "molti")
    card = await said(world, "60 posti")
    assert "Posti:</b> 60\n" in card.html


async def test_a_past_date_an_early_end_and_a_late_deadline_are_pointed_out(world: World) -> None:
    await world.drafts()
    for field, text in (("start", "3 novembre 2026 alle 18"), ("end", "alle 17"), ("deadline", "5 novembre 2026")):
        await world.office.drafting.ask(await world.press(field))
        card = await said(world, text)
    assert "già passata" in card.html
    assert "Finisce prima di cominciare" in card.html
    assert "Si può rispondere dopo che è cominciato" in card.html
    card = await world.office.drafting.wave(await world.press("past"))
    assert "già passata" not in card.html


async def test_a_weekday_that_contradicts_its_date_is_pointed_out_until_the_date_is_corrected(world: World) -> None:
    card = await world.office.hand_in(CARLA, "it", TEXT.replace("Giovedì", "Venerdì"))
    assert "giorno della settimana non torna" in card.html
    await world.office.drafting.ask(await world.press("start"))
    assert "non torna" not in (await said(world, "4 dicembre 2026 alle 18")).html


async def test_an_event_that_was_announced_already_is_recognised(world: World) -> None:
    await world.drafts()
    await world.sends()
    card = await world.office.hand_in(CARLA, "it", TEXT)
    assert "Forse lo conosco già: «Serata sullo stampaggio a caldo»" in card.html
    card = await world.office.drafting.wave(await world.press("duplicate"))
    assert "Forse lo conosco" not in card.html


async def test_what_is_no_event_may_be_news_an_opportunity_or_nothing(world: World) -> None:
    text = "Il nuovo catalogo delle lavorazioni è online\nLo trovate sul sito dell'associazione."
    card = await world.office.hand_in(CARLA, "it", text)
    assert "Non mi sembra un evento" in card.html
    card = await world.office.drafting.become(await world.press("news"))
    assert "<b>Bozza</b> · notizia" in card.html
    await world.office.drafting.drop(await world.press())
    assert (await world.latest()).state == "dropped"


async def test_a_long_text_is_asked_about_and_given_back_when_it_was_a_question(world: World) -> None:
    card = await world.office.hand_in(CARLA, "it", TEXT, sure=False)
    assert "È un annuncio da mandare ai soci?" in card.html
    press = await world.press()
    for _ in range(2):  # the second time as after a crash before the answer
        assert await world.office.drafting.as_question(press, 77) == TEXT.strip()
    assert (await world.latest()).state == "dropped"
    with pytest.raises(Overtaken):
        await world.office.drafting.as_question(press, 78)


async def test_a_drafts_card_has_seven_buttons_and_the_others_stand_behind_one(world: World) -> None:
    doubtful = TEXT.replace("Giovedì", "Lunedì").replace("Luogo: Museo dell'Automobile, Torino\n", "")
    card = await world.office.hand_in(CARLA, "it", doubtful)
    seen = [button.data.split()[1] for row in card.buttons for button in row if button.data]
    assert len(seen) <= 7 and {"skip", "wave", "preview", "fields", "drop"} <= set(seen)
    whole = await world.office.drafting.fields(await world.press())
    behind = {button.data for row in whole.buttons for button in row}
    row = await world.latest()
    for field in ("title", "start", "end", "place", "organiser", "url", "seats", "deadline", "description", "xtitle"):
        assert f"n ask {row.id} {row.revision}-{field}" in behind
    assert f"n become {row.id} {row.revision}-news" in behind and f"n show {row.id} {row.revision}" in behind
    assert f"n wave {row.id} {row.revision}-weekday" in behind


@pytest.mark.parametrize("said", ["https://vvp.example/serata", "www.vvp.example", " vvp.example/serata?x=1 "])
async def test_a_link_alone_is_not_opened_but_kept_for_the_text_that_follows(world: World, said: str) -> None:
    card = await world.office.hand_in(CARLA, "it", said, 5, sure=False)
    assert "le pagine del web non le apro" in card.html and await world.office.announces(said)
    assert await world.office.drafting.asking(CARLA) == ""
    again = await world.office.heard_before(CARLA, "it", 5)
    assert again is not None and again.html == card.html
    before = await world.press()
    await world.office.drafting.fill(before)
    draft = await world.office.typed(CARLA, "it", TEXT, 6)
    row = await world.latest()
    assert draft is not None and "vvp.example" in draft.html and draft_of(row).get("url").startswith("http")
    assert draft_of(row).get("place") == "Museo dell'Automobile, Torino"
    for verb in (world.office.drafting.fill, world.office.drafting.drop):  # of the card that spoke of the link alone
        with pytest.raises(Overtaken):
            await verb(before)


async def test_a_text_pasted_after_a_link_takes_it_along_and_a_question_does_not(world: World) -> None:
    await world.office.hand_in(CARLA, "it", "https://vvp.example/serata", 5, sure=False)
    await world.office.hand_in(CARLA, "it", TEXT, 6, sure=False)
    assert draft_of(await world.latest()).get("url") == "https://vvp.example/serata"
    assert links.only_link("guarda https://vvp.example") == links.only_link("serata.") == ""


@pytest.mark.parametrize(
    ("text", "announces"),
    [
        ("Serata di networking giovedì 3 dicembre 2026 alle 18, Via Vela 17 Torino, 2 posti. Organizza VVP.", True),
        ("Workshop on hot stamping, Thursday 3 December 2026 at 6 pm, Politecnico di Torino", True),
        ("C'è posto alla serata di giovedì 3 dicembre 2026 alle 18, Via Vela 17 Torino?", False),
        ("Cerco chi fa stampaggio a caldo entro il 3 dicembre, anche fuori Torino, per una piccola serie", False),
        ("eventi di dicembre 2026 a Torino, quelli di Vehicle Valley Piemonte", False),
        ("Serata soci il 3 dicembre alle 18", False),
    ],
)
async def test_a_short_text_with_an_hour_and_a_place_is_asked_about(world: World, text: str, announces: bool) -> None:
    assert await world.office.announces(text) is announces


async def test_the_other_language_is_typed_or_the_original_stays_and_says_so(world: World) -> None:
    await world.drafts()
    await world.office.drafting.ask(await world.press("xtitle"))
    card = await said(world, "An evening on hot forming")
    assert "An evening on hot forming" in card.html
    draft = draft_of(await world.latest())
    assert draft.words("title") == {"it": "Serata sullo stampaggio a caldo", "en": "An evening on hot forming"}


async def test_while_one_types_another_may_look_and_who_types_is_heard(world: World) -> None:
    await world.drafts()
    await world.office.drafting.ask(await world.press("seats"))
    looked = await world.press(staff=DAVIDE)
    await world.office.publishing.preview(looked)
    card = await world.office.typed(CARLA, "it", "50")
    assert card is not None and "50" in card.html
    with pytest.raises(Overtaken):
        await world.office.publishing.send(looked)
    await world.office.drafting.ask(await world.press("seats"))
    await world.office.publishing.send(await world.press(staff=DAVIDE))
    [told] = await world.outbox("meanwhile ")
    assert told.chat_id == CARLA and "intanto un'altra persona dello staff" in told.content["html"]
    assert await world.office.typed(CARLA, "it", "60") is None


async def test_a_press_on_an_old_card_changes_nothing(world: World) -> None:
    await world.drafts()
    old = await world.press("news")
    await world.office.drafting.become(old)
    with pytest.raises(Overtaken):
        await world.office.drafting.become(old)


async def test_only_staff_announce(world: World) -> None:
    with pytest.raises(StaffOnly):
        await world.office.hand_in(ANNA, "it", TEXT)
    await world.drafts()
    with pytest.raises(StaffOnly):
        await world.office.publishing.send(await world.press(staff=ANNA))


async def test_a_draft_in_the_other_language_is_shown_to_staff_and_overwrites_nothing(world: World) -> None:
    asked: list[dict[str, str]] = []

    async def translate(fields: Any, target: str, staff: int) -> dict[str, str]:
        asked.append(dict(fields))
        assert (target, staff) == ("en", CARLA)
        return {"title": "An evening on hot stamping", "description": "Stories of those who do it."} if told else {}

    told = True
    world.office.desk.translate = translate
    await world.drafts()
    press = await world.press()
    card = await world.office.drafting.translate(press)
    assert "An evening on hot stamping" in card.html and set(asked[0]) == {"title", "description"}
    assert "🌐" not in str(card.buttons)
    with pytest.raises(Overtaken):  # pressed twice, or somebody else was quicker
        await world.office.drafting.translate(press)
    told = False
    with pytest.raises(NotTranslated):
        await world.office.drafting.translate(await world.press())
    world.office.desk.translate = None
    with pytest.raises(ButtonTooOld):
        await world.office.drafting.translate(await world.press())
