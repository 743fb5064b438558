"""After an event: two questions to those who were there, once, the next morning; counts for staff."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.db.base import Database
from bot.db.events import AnnouncedEvent
from bot.db.outbox import Outgoing
from bot.errors import NotThere
from bot.services.events import Seen, Turnout
from bot.services.events.afterwards import Opinions, due
from bot.services.events.telling import opinion_card
from bot.services.quiet_hours import Hours
from bot.texts import say
from rag.documents import LANGUAGES, Language
from tests.services.events.conftest import NOW, ROME, STAFF, Desk, Publish, desk_of, details
from tests.services.events.test_seats import told

START = datetime(2026, 12, 3, 18, tzinfo=ROME)
MORNING = datetime(2026, 12, 4, 10, tzinfo=ROME)


def test_the_morning_after_is_that_of_the_last_day() -> None:
    whole = details(starts_at=datetime(2026, 12, 3, tzinfo=ROME), ends_at=None, whole_day=True)
    late = details(ends_at=datetime(2026, 12, 4, 1, tzinfo=ROME))
    assert due(AnnouncedEvent(**details().columns())) == MORNING
    assert due(AnnouncedEvent(**whole.columns())) == MORNING
    assert due(AnnouncedEvent(**late.columns())) == MORNING + timedelta(days=1)


async def test_those_who_were_there_are_asked_once(desk: Desk, publish: Publish, database: Database) -> None:
    event = await publish()
    for member in (1, 2, 5):
        await desk(NOW).answer(event.id, member, "go")
    secret = await desk(NOW).code(event.id, STAFF)
    for member in (1, 5):
        await desk(START).check_in(secret, member)
    for moment in (START + timedelta(hours=6), MORNING, MORNING, MORNING + timedelta(days=1)):
        await desk(moment).sweep(moment)
    [(first, italian), (second, english)] = await told(database, "after")
    assert (first, second) == (1, 5) and "Ne è valsa la pena?" in italian and "Would you go again?" in english


async def test_where_nobody_was_checked_in_those_who_go_are_asked(
    desk: Desk, publish: Publish, database: Database
) -> None:
    event = await publish()
    await desk(NOW).answer(event.id, 1, "go")
    await desk(NOW).answer(event.id, 2, "maybe")
    await desk(MORNING).sweep(MORNING)
    assert [whom for whom, _ in await told(database, "after")] == [1]


async def test_a_week_later_it_is_too_late_to_ask(desk: Desk, publish: Publish, database: Database) -> None:
    event = await publish()
    await desk(NOW).answer(event.id, 1, "go")
    await desk(NOW).sweep(MORNING + timedelta(days=7))
    assert await told(database, "after") == []


async def test_staff_see_how_many_said_what_and_the_last_press_counts(desk: Desk, publish: Publish) -> None:
    event = await publish()
    for member in (1, 2):
        await desk(NOW).answer(event.id, member, "go")
    for member, said in ((1, "no"), (1, "yes"), (2, "yes")):
        await desk(MORNING).judge(event.id, member, "worth", said)  # type: ignore[arg-type]
    assert await desk(MORNING).judge(event.id, 2, "again", "partly") == {"worth": "yes", "again": "partly"}
    assert await desk(MORNING).opinions(event.id, STAFF) == Opinions(answered=2)
    with pytest.raises(NotThere):
        await desk(MORNING).judge(event.id, 3, "worth", "yes")


async def test_of_fewer_than_five_answers_staff_see_only_how_many_there_were(desk: Desk, publish: Publish) -> None:
    event = await publish()
    for member in (1, 2, 3, 4, 5):
        await desk(NOW).answer(event.id, member, "go")
    for member in (1, 2, 3, 4):
        await desk(MORNING).judge(event.id, member, "worth", "no" if member == 1 else "yes")
        await desk(MORNING).judge(event.id, member, "again", "partly")
    few = await desk(MORNING).opinions(event.id, STAFF)
    assert (few.worth, few.again, few.answered) == ({}, {}, 4)
    await desk(MORNING).judge(event.id, 5, "worth", "partly")
    some = await desk(MORNING).opinions(event.id, STAFF)
    assert (some.worth, some.again, some.answered) == ({"no": 1, "yes": 3, "partly": 1}, {}, 5)
    await desk(MORNING).judge(event.id, 5, "again", "yes")
    assert (await desk(MORNING).opinions(event.id, STAFF)).again == {"partly": 4, "yes": 1}


async def test_members_and_staff_are_told_from_how_many_answers_on(desk: Desk, publish: Publish) -> None:
    event = await publish()
    asked = {language: opinion_card(event, language).html for language in LANGUAGES}
    assert "in meno di 5, nemmeno che cosa" in asked["it"] and "fewer than 5" in asked["en"]
    few, mixed = Opinions(answered=1), Opinions({"yes": 4, "no": 1}, answered=6)
    assert "Com'è andata l'ha detto una persona." in for_staff(event, few, "it")
    assert "One person said how it was." in for_staff(event, few, "en")
    for said in (few, mixed):
        assert "da 5 risposte in su" in for_staff(event, said, "it")
        assert "from 5 answers on" in for_staff(event, said, "en")
    assert "Ne è valsa la pena? Sì 4, in parte 0, no 1" in for_staff(event, mixed, "it")
    assert "Ci tornerebbero" not in for_staff(event, mixed, "it")
    assert "6 people said how it was." in for_staff(event, mixed, "en") and "go again?" not in for_staff(
        event, mixed, "en"
    )
    assert "risposte in su" not in for_staff(event, Opinions({"yes": 5}, {"yes": 5}, 5), "it")
    assert "detto una" not in for_staff(event, Opinions(), "it")


async def test_before_the_end_staff_see_who_comes_and_after_it_who_had_said_yes(publish: Publish) -> None:
    event = await publish()
    assert "Vengono: 2" in for_staff(event, Opinions(), "it", over=False)
    assert "Going: 2" in for_staff(event, Opinions(), "en", over=False)
    assert "Avevano detto sì: 2" in for_staff(event, Opinions(), "it")
    assert "Had said yes: 2" in for_staff(event, Opinions(), "en")


def for_staff(event: AnnouncedEvent, said: Opinions, language: Language, *, over: bool = True) -> str:
    seen = Seen(Turnout(going=2))
    return say("events.staff", language, event=event, seen=seen, said=said, over=over)


async def test_after_a_saturday_one_is_asked_on_monday(publish: Publish, database: Database) -> None:
    saturday = datetime(2026, 12, 5, 18, tzinfo=ROME)
    event = await publish(starts_at=saturday)
    made = desk_of(database, Hours())
    await made(NOW).answer(event.id, 1, "go")
    sunday = datetime(2026, 12, 6, 10, tzinfo=ROME)
    await made(sunday).sweep(sunday)
    async with database.reading() as session:
        row = await session.scalar(select(Outgoing))
    assert row is not None and row.due_at == datetime(2026, 12, 7, 8, tzinfo=ROME)
