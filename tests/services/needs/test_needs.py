"""A need from its question to its end, on both databases: who hears it, who decides, who replies."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.clock import ROME
from bot.db.announcements import Follow, Preference
from bot.db.base import Database
from bot.db.introductions import Block
from bot.db.needs import Addressee, Need
from bot.db.onboarding import Member, Representation
from bot.db.outbox import Chat
from bot.errors import (
    ButtonTooOld,
    MembersOnly,
    NeedMovedOn,
    NobodyNear,
    NoSuchNeed,
    NotYours,
    StaffOnly,
    TooManyNeeds,
    UnfitNeed,
)
from bot.services.needs.office import Lead
from bot.services.outbox import Message
from tests.services.needs.conftest import (
    ASKER,
    COLLEAGUE,
    FOLLOWER,
    GUEST,
    NOW,
    OTHER_STAFF,
    PAINTER,
    QUESTION,
    STAFF,
    WELDER,
    At_,
    all_sent,
    asked,
    put,
    said,
    sent_to,
    settle,
)

TO_SPARCO = Lead("sparco", QUESTION, "powder-coating", PAINTER)


def labels(card: Message) -> list[str]:
    return [button.text for row in card.buttons for button in row]


async def the_need(database: Database) -> Need:
    async with database.reading() as session:
        return (await session.scalars(select(Need).order_by(Need.id.desc()))).first()  # type: ignore[return-value]


async def people_of(database: Database, number: int) -> dict[int, Addressee]:
    async with database.reading() as session:
        rows = await session.scalars(select(Addressee).where(Addressee.need_id == number))
        return {row.member_id: row for row in rows}


async def submitted(needs: At_, database: Database, *, named: bool = True) -> int:
    await needs().drafting.begin(ASKER, "it", await asked(database))
    number = (await the_need(database)).id
    await needs().drafting.name(ASKER, "it", number, "yes" if named else "no")
    await needs().drafting.submit(ASKER, "it", number)
    return number


async def opened(needs: At_, database: Database, *, named: bool = True) -> int:
    number = await submitted(needs, database, named=named)
    await needs().deciding.approve(STAFF, "it", number)
    await needs().sweep()
    return number


# ------------------------------------------------------------------ the draft


async def test_a_question_becomes_a_draft_once_and_only_its_askers(needs: At_, network: Database) -> None:
    question = await asked(network)
    card = await needs().drafting.begin(ASKER, "it", question)
    assert QUESTION in card.html and "● 7 giorni" in labels(card) and "Anna Canarino, Mole Urbana" in card.html
    again = await needs().drafting.begin(ASKER, "it", question)
    assert again == card
    with pytest.raises(NotYours):
        await needs().drafting.begin(WELDER, "it", question)
    with pytest.raises(ButtonTooOld):
        await needs().drafting.begin(ASKER, "it", 999)
    with pytest.raises(MembersOnly):
        await needs().drafting.begin(GUEST, "it", await asked(network, GUEST))


async def test_an_update_that_comes_twice_makes_one_draft_and_is_taken_once(needs: At_, network: Database) -> None:
    for _ in range(2):
        await needs().drafting.begin_typed(ASKER, "it", "", 501)
    number = (await the_need(network)).id
    assert await needs().drafting.asking(ASKER) == (number, "text")
    for _ in range(2):
        card = await needs().drafting.typed(ASKER, "it", "verniciatura a polvere su alluminio", 502)
        assert card is not None and "su alluminio" in card.html
    assert await needs().drafting.typed(ASKER, "it", "tutt'altro, e niente di chiesto", 503) is None
    async with network.reading() as session:
        assert len(list(await session.scalars(select(Need)))) == 1
    later = needs(NOW + timedelta(minutes=11))
    await needs().drafting.write(ASKER, "it", number, "context")
    assert await later.drafting.asking(ASKER) is None


@pytest.mark.parametrize(
    ("words", "reason"), [("boh", "short"), ("x" * 301, "long"), ("scrivi a a.b@officina.it per favore", "contact")]
)
async def test_words_that_cannot_be_put_to_members_are_refused(
    needs: At_, network: Database, words: str, reason: str
) -> None:
    with pytest.raises(UnfitNeed) as refused:
        await needs().drafting.begin_typed(ASKER, "it", words, 1)
    assert refused.value.blanks["reason"] == reason


async def test_the_preview_tells_how_many_and_why_and_shows_what_they_read(needs: At_, network: Database) -> None:
    await put(network, Follow(member_id=FOLLOWER, what="capability", which="powder-coating", since=NOW))
    await needs().drafting.begin(ASKER, "it", await asked(network))
    number = (await the_need(network)).id
    card = await needs().drafting.preview(ASKER, "it", number)
    assert "Arriva a <b>2 persone</b>" in card.html
    assert "1: la loro azienda fa verniciatura, che lo comprende" in card.html
    assert "1: seguono verniciatura a polvere" in card.html
    assert "<b>Anna Canarino, Mole Urbana cerca</b>" in card.html and "&lt;" not in card.html
    assert "Sparco" not in card.html and "Blue" not in card.html  # who is here is not told before they reply
    await needs().drafting.name(ASKER, "it", number, "no")
    hidden = await needs().drafting.preview(ASKER, "it", number)
    assert "Un socio della rete cerca" in hidden.html and "Mole" not in hidden.html


async def test_what_nobody_is_near_to_goes_to_nobody(needs: At_, network: Database) -> None:
    await needs().drafting.begin_typed(ASKER, "it", "biglietti per il concerto", 7)
    number = (await the_need(network)).id
    card = await needs().drafting.preview(ASKER, "it", number)
    assert "Oggi non saprei a chi chiederlo" in card.html and "📨 Manda allo staff" not in labels(card)
    with pytest.raises(NobodyNear):
        await needs().drafting.submit(ASKER, "it", number)
    assert (await the_need(network)).state == "draft"
    assert await all_sent(network) == []


async def test_a_fourth_need_waits_until_one_of_three_is_over(needs: At_, network: Database) -> None:
    numbers = [await submitted(needs, network) for _ in range(3)]
    with pytest.raises(TooManyNeeds):
        await submitted(needs, network)
    await needs().ending.withdraw(ASKER, "it", numbers[0])
    await submitted(needs, network)


# ------------------------------------------------------------------ who hears it


async def reached(needs: At_, database: Database) -> set[int]:
    number = await opened(needs, database)
    return set(await people_of(database, number))


async def test_the_near_hear_it_and_neither_the_asker_nor_colleagues_nor_the_far(needs: At_, network: Database) -> None:
    await put(network, Follow(member_id=FOLLOWER, what="capability", which="painting", since=NOW))
    async with network.writing() as session:
        for row in await session.scalars(select(Representation)):
            row.topics = ["powder-coating"] if row.member_id in (WELDER, COLLEAGUE) else []
    number = await opened(needs, network)
    people = await people_of(network, number)
    assert {one: row.why["how"] for one, row in people.items()} == {
        PAINTER: "broader", FOLLOWER: "follow", WELDER: "topic",
    }  # fmt: skip
    [card] = await sent_to(network, PAINTER)
    assert "sources say that Sparco does painting, which includes it" in card.content["html"]


@pytest.mark.parametrize(
    "silence", ["refused", "stopped", "away", "blocked", "wants nothing of them", "no introductions"]
)
async def test_who_does_not_want_it_or_cannot_be_asked_does_not_hear_it(
    needs: At_, network: Database, silence: str
) -> None:
    await put(network, Follow(member_id=FOLLOWER, what="capability", which="powder-coating", since=NOW))
    match silence:
        case "refused":
            await put(network, said(PAINTER, "announcements", given=False))
        case "stopped":
            await put(network, Preference(member_id=PAINTER, kind="need", cadence="never", changed_at=NOW))
        case "away":
            async with network.writing() as session:
                (await session.get_one(Member, PAINTER)).away_until = NOW + timedelta(days=1)
        case "blocked":
            await put(network, Chat(chat_id=PAINTER, kind="private", unreachable="blocked", unreachable_since=NOW))
        case "wants nothing of them":
            await put(network, Block(member_id=PAINTER, company_id="mole-urbana", since=NOW))
        case _:
            await put(network, said(PAINTER, "introductions", given=False))
    assert await reached(needs, network) == {FOLLOWER}


async def test_at_night_nothing_leaves_and_who_stopped_meanwhile_is_spared(needs: At_, network: Database) -> None:
    await put(network, Follow(member_id=FOLLOWER, what="capability", which="powder-coating", since=NOW))
    night = datetime(2026, 11, 23, 23, tzinfo=ROME)
    number = await submitted(needs, network)
    await needs(night).deciding.approve(STAFF, "it", number)
    await needs(night + timedelta(minutes=1)).sweep()
    assert await sent_to(network, PAINTER) == [] == await sent_to(network, FOLLOWER)
    await put(network, said(FOLLOWER, "announcements", given=False))
    await needs(datetime(2026, 11, 24, 8, 1, tzinfo=ROME)).sweep()
    assert len(await sent_to(network, PAINTER)) == 1
    assert await sent_to(network, FOLLOWER) == []
    assert set(await people_of(network, number)) == {PAINTER}


async def test_nights_are_those_of_whoever_is_asked(needs: At_, network: Database) -> None:
    async with network.writing() as session:
        (await session.get_one(Member, PAINTER)).zone = "America/Detroit"
    await opened(needs, network)  # ten o'clock in Turin is four there
    assert await sent_to(network, PAINTER) == []
    await needs(datetime(2026, 11, 23, 14, 0, 30, tzinfo=ROME)).sweep()
    assert len(await sent_to(network, PAINTER)) == 1


async def test_a_bot_that_was_away_all_day_does_not_wake_anybody(needs: At_, network: Database) -> None:
    number = await submitted(needs, network)
    await needs().deciding.approve(STAFF, "it", number)
    await needs(datetime(2026, 11, 23, 22, tzinfo=ROME)).sweep()
    assert await sent_to(network, PAINTER) == []
    await needs(datetime(2026, 11, 24, 8, 1, tzinfo=ROME)).sweep()
    assert len(await sent_to(network, PAINTER)) == 1


async def test_the_sweep_tells_everybody_once(needs: At_, network: Database) -> None:
    await opened(needs, network)
    await asyncio.gather(needs().sweep(), needs().sweep())
    await needs().sweep()
    assert len(await sent_to(network, PAINTER)) == 1


# ------------------------------------------------------------------ the staff


async def test_all_staff_are_asked_and_of_two_at_once_one_decides(needs: At_, network: Database) -> None:
    number = await submitted(needs, network)
    await settle(network)
    decisions = await asyncio.gather(
        needs().deciding.approve(STAFF, "it", number),
        needs().deciding.decline(OTHER_STAFF, "it", number, "vague"),
        needs().deciding.approve(OTHER_STAFF, "it", number),
        return_exceptions=True,
    )
    assert sorted(type(one).__name__ for one in decisions) == ["Message", "NeedMovedOn", "NeedMovedOn"]
    need = await the_need(network)
    assert need.state in ("open", "declined")
    answers = [row.key for row in await sent_to(network, ASKER)]
    assert answers == [f"need {number} {'approved' if need.state == 'open' else 'declined'}"]
    other = OTHER_STAFF if need.decided_by == STAFF else STAFF
    edits = [row.content for row in await sent_to(network, other) if row.edits]
    buttons = [one["data"] for row in edits[0]["buttons"] for one in row]
    assert len(edits) == 1 and buttons == ([f"q review {number}"] if need.state == "open" else [])


async def test_a_no_tells_its_reason_and_reaches_nobody_else(needs: At_, network: Database) -> None:
    number = await submitted(needs, network)
    card = await needs().deciding.why_not(STAFF, "it", number)
    assert "Troppo generica" in labels(card)
    await needs().deciding.decline(STAFF, "it", number, "vague")
    [told] = await sent_to(network, ASKER)
    assert "troppo generica" in told.content["html"]
    assert await sent_to(network, PAINTER) == []
    again = await needs().drafting.again(ASKER, "it", number)
    assert await needs().drafting.again(ASKER, "it", number) == again
    assert QUESTION in again.html and (await the_need(network)).state == "draft"
    with pytest.raises(ButtonTooOld):
        await needs().deciding.decline(STAFF, "it", number, "whim")


async def test_only_staff_decide_and_only_the_asker_drafts(needs: At_, network: Database) -> None:
    number = await submitted(needs, network)
    for verb in (needs().deciding.approve, needs().deciding.review, needs().deciding.why_not):
        with pytest.raises(StaffOnly):
            await verb(PAINTER, "it", number)
    for own in (needs().drafting.preview, needs().ending.withdraw, needs().ending.settle, needs().open):
        with pytest.raises(NoSuchNeed):
            await own(WELDER, "it", number)


# ------------------------------------------------------------------ replies


async def test_i_can_help_tells_the_company_once_and_no_person(needs: At_, network: Database) -> None:
    number = await opened(needs, network)
    for _ in range(2):
        card = await needs().replying.help(PAINTER, "en", number)
        assert "knows that Sparco can help" in card.html
    told = [row for row in await sent_to(network, ASKER) if "reply" in row.key]
    assert len(told) == 1 and "<b>Sparco</b> può aiutare" in told[0].content["html"]
    assert told[0].content["buttons"][0][0]["data"] == f"q meet {number} sparco"
    assert await needs().lead(ASKER, number, "sparco") == TO_SPARCO
    with pytest.raises(NoSuchNeed):
        await needs().lead(ASKER, number, "cecomp")
    with pytest.raises(NoSuchNeed):
        await needs().lead(WELDER, number, "sparco")


async def test_only_who_was_asked_can_reply_and_only_while_it_is_open(needs: At_, network: Database) -> None:
    number = await opened(needs, network)
    for verb in (needs().replying.help, needs().replying.know, needs().replying.refuse, needs().replying.stop):
        with pytest.raises(NoSuchNeed):
            await verb(WELDER, "it", number)
    await needs().ending.settle(ASKER, "it", number)
    for verb in (needs().replying.help, needs().replying.know, needs().replying.refuse, needs().replying.send):
        with pytest.raises(NeedMovedOn):
            await verb(PAINTER, "en", number)
    assert [row for row in await sent_to(network, ASKER) if "reply" in row.key] == []


async def test_i_know_who_is_read_again_before_it_goes_and_carries_no_contact(needs: At_, network: Database) -> None:
    number = await opened(needs, network)
    await needs().replying.know(PAINTER, "en", number)
    assert await needs().replying.asking(PAINTER) == number
    with pytest.raises(UnfitNeed):
        await needs().replying.typed(PAINTER, "en", number, "call Mario, 333 5550123", 70)
    card = await needs().replying.typed(PAINTER, "en", number, "Try Cecomp, they have a line <for> it", 71)
    assert "&lt;for&gt;" in card.html and "You speak of <b>Cecomp</b>" in card.html
    assert await needs().replying.heard_before(PAINTER, "en", 71) == card
    assert [row for row in await sent_to(network, ASKER) if "reply" in row.key] == []
    assert await needs().replying.asking(PAINTER) is None  # what is typed now is a question again
    for _ in range(2):
        await needs().replying.send(PAINTER, "en", number)
    [told] = [row for row in await sent_to(network, ASKER) if "reply" in row.key]
    assert "Da <b>Sparco</b>: «Try Cecomp" in told.content["html"]
    assert told.content["buttons"][0][0]["data"] == f"q meet {number} cecomp"


async def test_not_for_me_hurts_nobody_and_can_be_thought_over(needs: At_, network: Database) -> None:
    number = await opened(needs, network)
    await needs().replying.refuse(PAINTER, "en", number)
    status = await needs().open(ASKER, "it", number)
    assert "Ancora nessuna risposta" in status.html
    again = await needs().replying.leave(PAINTER, "en", number)
    assert "🙋 I can help" in labels(again)
    await needs().replying.help(PAINTER, "en", number)
    assert "<b>Sparco</b> può aiutare" in (await needs().open(ASKER, "it", number)).html


async def test_who_stops_such_requests_gets_no_more_of_them(needs: At_, network: Database) -> None:
    await put(network, Follow(member_id=FOLLOWER, what="capability", which="powder-coating", since=NOW))
    number = await opened(needs, network)
    for _ in range(2):
        await needs().replying.stop(PAINTER, "en", number)
    assert await reached(needs, network) == {FOLLOWER}


# ------------------------------------------------------------------ its end


async def test_at_the_deadline_the_asker_and_those_who_replied_get_a_word(needs: At_, network: Database) -> None:
    await put(network, Follow(member_id=FOLLOWER, what="capability", which="powder-coating", since=NOW))
    number = await opened(needs, network)
    await settle(network)
    await needs().replying.help(PAINTER, "en", number)
    need = await the_need(network)
    assert need.closes_at == NOW + timedelta(days=7)
    await needs(need.closes_at - timedelta(seconds=1)).sweep()
    assert (await the_need(network)).state == "open"
    for _ in range(2):
        await needs(need.closes_at).sweep()
    assert (await the_need(network)).state == "closed"
    summary = [row for row in await sent_to(network, ASKER) if row.key.endswith("closed")]
    assert len(summary) == 1 and "<b>Sparco</b> può aiutare" in summary[0].content["html"]
    told = await sent_to(network, PAINTER)
    assert [row.key for row in told if row.key.endswith("ended")] == [f"need {number} to 1 ended"]
    last = (await sent_to(network, FOLLOWER))[-1]
    assert last.edits and "non è più aperta" in last.content["html"] and last.content["buttons"] == []
    assert await needs().lead(ASKER, number, "sparco") == Lead(
        "sparco", QUESTION, "powder-coating", PAINTER
    )  # the answer still leads somewhere


async def test_what_is_taken_back_before_it_left_never_leaves(needs: At_, network: Database) -> None:
    number = await opened(needs, network)
    await needs().ending.withdraw(ASKER, "it", number)
    [card] = await sent_to(network, PAINTER)
    assert (card.state, card.error) == ("dead", "withdrawn")
    with pytest.raises(NeedMovedOn):
        await needs().ending.withdraw(ASKER, "it", number)


async def test_what_is_taken_back_from_the_staff_leaves_no_button_behind(needs: At_, network: Database) -> None:
    number = await submitted(needs, network)
    await settle(network)
    await needs().ending.withdraw(ASKER, "it", number)
    for staff in (STAFF, OTHER_STAFF):
        edit = (await sent_to(network, staff))[-1]
        assert edit.edits and edit.content["buttons"] == [] and "Ritirata" in edit.content["html"]
    with pytest.raises(NeedMovedOn):
        await needs().deciding.approve(STAFF, "it", number)


async def test_what_ended_a_year_ago_is_forgotten(needs: At_, network: Database) -> None:
    number = await opened(needs, network)
    await needs().ending.settle(ASKER, "it", number)
    await needs(NOW + timedelta(days=364)).sweep()
    assert (await the_need(network)).id == number
    await needs(NOW + timedelta(days=366)).sweep()
    assert await the_need(network) is None
    assert await people_of(network, number) == {}
