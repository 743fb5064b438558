"""Whole stories of introductions on both databases: yes, no, silence, masked, passed on, withdrawn, erased."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update

from bot.db.introductions import AskedPair, Block
from bot.db.onboarding import Member, Representation
from bot.db.outbox import Chat, Outgoing
from bot.db.privacy import Consent
from bot.errors import (
    AskedLately,
    ButtonTooOld,
    IntroductionSettled,
    NamedWhileMasked,
    NoContactsYet,
    NotForYou,
    NotRepresenting,
    OwnCompany,
    StaffOnly,
    StillUnsaid,
    TooManyOpen,
)
from bot.services.introductions import funnel, keeping
from tests.services.introductions.stage import (
    ANNA,
    BEA,
    BRUNO,
    CONTACTS,
    EMMA,
    GUEST,
    NAMES,
    NOW,
    OTHER_STAFF,
    STAFF,
    Stage,
)  # fmt: skip


def secret(*who: int) -> list[str]:
    return [word for one in who for word in (NAMES[one], CONTACTS[one])]


def holds(texts: list[str], *words: str) -> bool:
    """Whether the newest of the texts has all the words."""
    return all(word in texts[-1] for word in words)


async def test_a_yes_gives_both_the_name_the_contact_and_the_reason(stage: Stage) -> None:
    number = await stage.sent()
    [asked] = await stage.read(BRUNO)
    assert "Pininfarina vorrebbe conoscervi" in asked and "20 telai" in asked
    assert not any(word in asked for word in secret(ANNA))
    confirm = await stage.press(BRUNO, "yes", number)
    assert NAMES[BRUNO] in confirm.html and CONTACTS[BRUNO] in confirm.html, "what leaves is shown before it leaves"
    assert await stage.read(ANNA) == []
    await stage.press(BRUNO, "confirm", number)
    [told] = await stage.read(ANNA)
    assert all(word in told for word in secret(BRUNO)) and "20 telai" in told
    assert holds(await stage.read(BRUNO), *secret(ANNA))
    for side in "ab":
        assert (await stage.side(number, side)).contact is None, "from now on only the two know the contacts"


async def test_a_no_a_silence_and_a_block_read_the_same_at_the_same_moment(stage: Stage) -> None:
    told: list[list[tuple[str, float]]] = []
    for end in ("no", "later", "silence", "block"):
        other = Stage(stage.database, seed=7)  # the same chances, so that moments can be compared
        async with stage.database.writing() as session:
            await session.execute(delete(AskedPair))
            await session.execute(delete(Block))
        number = await other.sent()
        if end != "silence":
            await other.press(BRUNO, end, number)
        before = len(await other.outbox(ANNA))
        for _ in range(30):
            await other.passes(hours=12)
        rows = (await other.outbox(ANNA))[before:]
        row = await other.row(number)
        assert row.state == "closed" and row.tell_at is not None and row.sent_at is not None
        told.append([(one.content["html"], (row.tell_at - row.sent_at).total_seconds()) for one in rows])
    assert told[0] and all(one == told[0] for one in told)


async def test_until_it_is_told_all_that_a_starter_can_do_answers_the_same(stage: Stage) -> None:
    seen = []
    for end in ("silence", "no"):
        number = await stage.sent(EMMA if end == "no" else ANNA, "cecomp")
        starter = EMMA if end == "no" else ANNA
        await stage.press(BRUNO, "question", number)
        await stage.types(BRUNO, "Quanti pezzi all'anno?")
        if end == "no":
            await stage.press(BRUNO, "no", number)
        listed = await stage.service.listing(stage.person(starter, language="it"))
        replying = await stage.press(starter, "reply", number, "b")
        replied = await stage.types(starter, "Circa duecento")
        assert replied is not None
        with pytest.raises(AskedLately):
            await stage.service.begin(None, stage.person(starter), "cecomp")
        gone = await stage.service.press(stage.person(starter, language="it"), "withdraw", number, "")
        cards = (listed, replying, replied, gone)
        seen.append([len(one.buttons) for one in cards] + [listed.html, gone.html])
    assert seen[0] == seen[1]


async def test_who_is_asked_is_reminded_once_after_three_working_days_and_it_lapses_after_seven(stage: Stage) -> None:
    number = await stage.sent()
    await stage.passes(days=2, hours=23)
    assert len(await stage.read(BRUNO)) == 1
    await stage.passes(hours=2)
    assert len(await stage.read(BRUNO)) == 2 and "una volta sola" in (await stage.read(BRUNO))[-1]
    await stage.passes(days=5)
    assert (await stage.row(number)).state == "asked"
    row = await stage.row(number)
    assert row.lapses_at == NOW + timedelta(days=9), "two weekend days lie between"
    await stage.passes(days=1, hours=1)
    assert (await stage.row(number)).state == "quiet" and await stage.read(ANNA) == []
    with pytest.raises(IntroductionSettled):
        await stage.press(BRUNO, "yes", number)


async def test_not_now_is_not_reminded_and_may_still_become_a_yes(stage: Stage) -> None:
    number = await stage.sent()
    card = await stage.press(BRUNO, "later", number)
    assert "senza altri promemoria" in card.html
    await stage.passes(days=6)
    assert len(await stage.read(BRUNO)) == 1
    await stage.agrees(BRUNO, number)
    assert (await stage.row(number)).state == "introduced"


async def test_who_is_on_holiday_is_neither_asked_nor_reminded(stage: Stage) -> None:
    async with stage.database.writing() as session:
        await session.execute(
            update(Member).where(Member.telegram_id == BRUNO).values(away_until=NOW + timedelta(days=30))
        )
    number = await stage.sent()
    assert (await stage.side(number)).member_id == BEA and await stage.read(BRUNO) == []
    async with stage.database.writing() as session:
        await session.execute(
            update(Member).where(Member.telegram_id == BEA).values(away_until=NOW + timedelta(days=6))
        )
    await stage.passes(days=4)
    assert len(await stage.read(BEA)) == 1
    await stage.passes(days=3)
    assert len(await stage.read(BEA)) == 2


async def test_the_one_for_the_topic_is_asked_first_and_another_where_the_bot_is_blocked(stage: Stage) -> None:
    number = await stage.sent(topic="aluminium-bodies")
    assert (await stage.side(number)).member_id == BEA
    async with stage.database.writing() as session:
        session.add(Chat(chat_id=BEA, kind="private", unreachable="blocked", unreachable_since=NOW))
    await stage.passes(minutes=1)
    assert (await stage.side(number)).member_id == BRUNO and len(await stage.read(BRUNO)) == 1
    with pytest.raises(NotForYou):
        await stage.press(BEA, "yes", number)
    async with stage.database.writing() as session:
        session.add(Chat(chat_id=BRUNO, kind="private", unreachable="blocked", unreachable_since=NOW))
    await stage.passes(minutes=1)
    assert (await stage.side(number)).staff_case and len(await stage.read(STAFF)) == 1


async def test_masked_says_sector_and_reason_and_the_name_only_after_a_yes(stage: Stage) -> None:
    number = await stage.sent(masked=True)
    await stage.press(BRUNO, "question", number)
    await stage.types(BRUNO, "Di dove siete?")
    assert "Di dove siete?" in (await stage.read(ANNA))[-1]
    await stage.press(ANNA, "reply", number, "b")
    with pytest.raises(NamedWhileMasked):
        await stage.types(ANNA, "Siamo la Pininfarina di Cambiano")
    await stage.types(ANNA, "Vicino a Torino")
    shown = [*await stage.read(BRUNO), (await stage.press(BRUNO, "show", number)).html]
    shown += [(await stage.press(BRUNO, "yes", number)).html]
    shown += [(await stage.service.listing(stage.person(BRUNO))).html]
    assert "Vicino a Torino" in shown[1]
    assert not any(word in text for text in shown for word in ("Pininfarina", *secret(ANNA)))
    await stage.press(BRUNO, "confirm", number)
    assert "Pininfarina" in (await stage.read(BRUNO))[-1]


async def test_the_name_can_be_hidden_only_where_the_words_do_not_give_it_away(stage: Stage) -> None:
    number = await stage.drafted(why="Pininfarina cerca stampi")
    with pytest.raises(NamedWhileMasked):
        await stage.press(ANNA, "masked", number, "yes")
    await stage.press(ANNA, "edit", number, "note")
    with pytest.raises(NoContactsYet):
        await stage.types(ANNA, "Scrivetemi a anna@alfa.example")
    card = await stage.types(ANNA, "Poche parole, mie.")
    assert card is not None and "Poche parole, mie." in card.html
    await stage.press(ANNA, "send", number)
    assert "Poche parole, mie." in (await stage.read(BRUNO))[0]


async def test_a_company_without_anybody_goes_to_the_staff_who_bring_the_yes(stage: Stage) -> None:
    number = await stage.sent(company="bylogix")
    assert "Me ne occupo" in str((await stage.outbox(STAFF))[0].content) and len(await stage.read(OTHER_STAFF)) == 1
    card = await stage.press(STAFF, "take", number, "b")
    assert "E-mail pronta" in card.html and "Al telefono" in card.html
    with pytest.raises(IntroductionSettled):
        await stage.press(OTHER_STAFF, "take", number, "b")
    with pytest.raises(NotForYou):
        await stage.press(OTHER_STAFF, "yes", number)
    await stage.press(STAFF, "yes", number)
    await stage.types(STAFF, "Ugo Zeta")
    await stage.types(STAFF, "ugo@bylogix.example")
    await stage.press(STAFF, "confirm", number)
    assert "Ugo Zeta" in (await stage.read(ANNA))[0] and "ugo@bylogix.example" in (await stage.read(ANNA))[0]
    assert holds(await stage.read(STAFF), *secret(ANNA))


async def test_nobody_reached_looks_like_silence(stage: Stage) -> None:
    number = await stage.sent(company="bylogix")
    await stage.press(STAFF, "take", number, "b")
    await stage.press(STAFF, "unreached", number)
    assert await stage.read(ANNA) == []
    await stage.until_told(number)
    assert "per ora non si è fatta" in (await stage.read(ANNA))[0]


async def test_marked_pairs_wait_for_the_staffs_word(stage: Stage) -> None:
    await stage.service.mark(stage.person(STAFF), ["cecomp", "pininfarina"])
    with pytest.raises(StaffOnly):
        await stage.service.mark(stage.person(ANNA), [])
    number = await stage.sent()
    assert await stage.read(BRUNO) == [] and len(await stage.read(STAFF)) == 1
    await stage.press(STAFF, "approve", number)
    assert len(await stage.read(BRUNO)) == 1
    with pytest.raises(IntroductionSettled):
        await stage.press(OTHER_STAFF, "refuse", number)
    refused = await stage.sent(EMMA, "pininfarina")
    assert (await stage.row(refused)).state == "asked", "other pairs are not marked"


async def test_competitors_can_be_made_to_wait_and_a_refusal_is_silent(stage: Stage) -> None:
    await stage.press(STAFF, "unmark", 0, "competitors")
    number = await stage.sent(ANNA, "italdesign")
    assert (await stage.row(number)).state == "checking", "Pininfarina and Italdesign do much the same"
    await stage.press(STAFF, "refuse", number)
    assert await stage.read(ANNA) == [] and await stage.read(EMMA) == []
    await stage.until_told(number)
    assert "per ora non si è fatta" in (await stage.read(ANNA))[0] and await stage.read(EMMA) == []


async def test_two_others_are_both_asked_and_the_one_who_said_yes_hears_only_that_nothing_came_of_it(
    stage: Stage,
) -> None:
    number = await stage.suggested(STAFF, "pininfarina", "italdesign", "Lavorate tutte e due a un concorso")
    assert "Italdesign" in (await stage.read(ANNA))[0] and "Pininfarina" in (await stage.read(EMMA))[0]
    card = await stage.agrees(ANNA, number)
    assert "Manca l'altra azienda" in card.html and len(await stage.read(EMMA)) == 1
    await stage.press(EMMA, "no", number)
    assert len(await stage.read(ANNA)) == 1
    await stage.until_told(number)
    assert "per ora non si è fatta" in (await stage.read(ANNA))[-1]
    assert "per ora non si è fatta" in (await stage.read(STAFF))[-1]
    texts = await stage.read(EMMA)
    assert not any(word in text for text in texts for word in secret(ANNA))


async def test_of_two_the_one_who_did_not_answer_yet_can_not_tell_the_others_no(stage: Stage) -> None:
    seen = []
    for end in ("silence", "no"):
        first, second = ("pininfarina", "italdesign") if end == "no" else ("italdesign", "pininfarina")
        number = await stage.suggested(BRUNO, first, second)
        before = len(await stage.outbox(ANNA))
        if end == "no":
            await stage.press(EMMA, "no", number)
        cards = [await stage.press(ANNA, verb, number) for verb in ("show", "later", "yes", "confirm", "show", "no")]
        await stage.passes(days=4)
        seen.append(([len(card.buttons) for card in cards], len(await stage.outbox(ANNA)) - before))
        await stage.press(BRUNO, "withdraw", number)
        async with stage.database.writing() as session:
            await session.execute(delete(AskedPair))
    assert seen[0] == seen[1]


async def test_who_takes_back_their_consent_is_asked_no_more_and_the_next_one_is(stage: Stage) -> None:
    number = await stage.sent()
    async with stage.database.writing() as session:
        session.add(Consent(member_id=BRUNO, purpose="introductions", given=False, at=NOW, wording="1"))
        assert stage.service.keeper.heed is not None
        await stage.service.keeper.heed(session, BRUNO, "introductions", False, NOW)
    assert (await stage.side(number)).member_id == BEA and await stage.read(BRUNO) == []


async def test_ones_own_name_is_not_written_before_a_yes_nor_is_a_draft_shown_to_whom_it_is_for(stage: Stage) -> None:
    await stage.service.begin(None, stage.person(ANNA), "cecomp", wanted=BRUNO)
    with pytest.raises(NamedWhileMasked):
        await stage.types(ANNA, "Sono Anna Alfa e vorrei vedervi")
    with pytest.raises(NotForYou):
        await stage.press(BRUNO, "show", await stage.newest())


async def test_two_others_meet_and_whoever_connected_them_is_thanked(stage: Stage) -> None:
    number = await stage.suggested(BRUNO, "pininfarina", "italdesign")
    await stage.agrees(EMMA, number)
    await stage.agrees(ANNA, number)
    assert holds(await stage.read(ANNA), *secret(EMMA))
    assert "Grazie di averle presentate" in (await stage.read(BRUNO))[-1]
    texts = await stage.read(BRUNO)
    assert not any(word in text for text in texts for word in secret(ANNA, EMMA))
    await stage.passes(days=8)
    await stage.press(ANNA, "outcome", number, "7-met")
    assert "è servita" in (await stage.read(BRUNO))[-1] and len(await stage.read(BRUNO)) == 2


async def test_once_they_met_the_cards_of_both_yeses_say_so_and_have_no_button(stage: Stage) -> None:
    number = await stage.suggested(BRUNO, "pininfarina", "italdesign")
    async with stage.database.writing() as session:
        await session.execute(update(Outgoing).values(state="sent", message_id=5, settled_at=NOW))
    for one in (EMMA, ANNA):
        await stage.agrees(one, number)
    async with stage.database.reading() as session:
        edits = select(Outgoing).where(Outgoing.edits.is_not(None), Outgoing.chat_id.in_((EMMA, ANNA)))
        found = {row.chat_id: row.content for row in await session.scalars(edits.order_by(Outgoing.id))}
    assert [("ecco" in one["html"], one["buttons"]) for one in found.values()] == [(False, [])] * 2
    assert "la presentazione è partita" in found[ANNA]["html"] and "introduction is out" in found[EMMA]["html"]


async def test_one_who_stands_for_one_of_the_two_asks_for_themselves(stage: Stage) -> None:
    await stage.service.begin_two(stage.person(ANNA), "pininfarina", "cecomp")
    row = await stage.row(await stage.newest())
    assert not row.two_sided and (await stage.side(row.id)).company_id == "cecomp"


async def test_withdrawn_says_so_neutrally_and_old_buttons_say_so_too(stage: Stage) -> None:
    number = await stage.sent()
    async with stage.database.writing() as session:
        await session.execute(update(Outgoing).values(state="sent", message_id=5, settled_at=NOW))
    await stage.press(ANNA, "withdraw", number)
    await stage.press(ANNA, "withdraw", number)
    assert "è stata ritirata" in (await stage.read(BRUNO))[-1]
    for verb in ("yes", "no", "later", "question", "confirm"):
        with pytest.raises(IntroductionSettled):
            await stage.press(BRUNO, verb, number)


async def test_what_was_not_sent_yet_is_never_sent_after_a_withdrawal(stage: Stage) -> None:
    number = await stage.sent()
    await stage.press(ANNA, "withdraw", number)
    assert await stage.read(BRUNO) == []


async def test_a_button_works_only_for_whom_it_was_sent_to(stage: Stage) -> None:
    number = await stage.sent()
    for stranger in (ANNA, BEA, EMMA, GUEST, STAFF):
        for verb in ("yes", "confirm", "no", "later", "question", "show", "block", "unreached"):
            with pytest.raises(NotForYou):
                await stage.press(stranger, verb, number)
    for stranger in (BRUNO, BEA, GUEST):
        for verb, key in (("send", ""), ("withdraw", ""), ("reply", "b"), ("edit", "why"), ("outcome", "7-met")):
            own = (stranger, verb) == (BRUNO, "outcome")  # theirs, but nobody asked for it yet
            with pytest.raises(ButtonTooOld if own else NotForYou):
                await stage.press(stranger, verb, number, key)


async def test_two_presses_count_once_and_an_update_handled_twice_changes_nothing(stage: Stage) -> None:
    number = await stage.drafted()
    await stage.press(ANNA, "send", number)
    await stage.press(ANNA, "send", number)
    assert len(await stage.outbox(BRUNO)) == 1
    question = stage.person(BRUNO)
    await stage.press(BRUNO, "question", number)
    first = await stage.service.typed(question, "Che lega?")
    again = await stage.service.typed(question, "Che lega?")
    assert first == again and len(await stage.outbox(ANNA)) == 1
    await stage.agrees(BRUNO, number)
    await stage.press(BRUNO, "confirm", number)
    assert len(await stage.outbox(ANNA)) == 2
    typed = stage.person(EMMA)
    await stage.service.begin(None, stage.person(EMMA), "cecomp")
    one = await stage.service.typed(typed, "We need bodies")
    two = await stage.service.typed(typed, "We need bodies")
    assert one == two and (await stage.row(await stage.newest())).offer is None


async def test_the_same_pair_is_not_asked_again_for_six_months(stage: Stage) -> None:
    number = await stage.sent()
    await stage.press(BRUNO, "no", number)
    await stage.until_told(number)
    await stage.passes(days=120)
    with pytest.raises(AskedLately):
        await stage.service.begin(None, stage.person(ANNA), "cecomp")
    await stage.passes(days=60)
    await stage.sent()


async def test_a_draft_begun_before_a_colleague_asked_is_refused_when_it_is_sent(stage: Stage) -> None:
    async with stage.database.writing() as session:
        await session.execute(
            update(Representation).where(Representation.member_id == EMMA).values(company_id="pininfarina")
        )
    mine = await stage.drafted(ANNA)
    theirs = await stage.drafted(EMMA)
    await stage.press(ANNA, "send", mine)
    with pytest.raises(AskedLately):
        await stage.press(EMMA, "send", theirs)
    assert len(await stage.outbox(BRUNO)) == 1


async def test_a_company_has_a_quota_that_a_silent_no_does_not_free(stage: Stage) -> None:
    stage.desk.policy = type(stage.desk.policy)(most_open=1)
    number = await stage.sent()
    await stage.press(BRUNO, "no", number)
    with pytest.raises(TooManyOpen):
        await stage.service.begin(None, stage.person(ANNA), "italdesign")
    await stage.until_told(number)
    await stage.service.begin(None, stage.person(ANNA), "italdesign")


async def test_guests_and_ones_own_company_are_told_so(stage: Stage) -> None:
    with pytest.raises(NotRepresenting):
        await stage.service.begin(None, stage.person(GUEST), "cecomp")
    with pytest.raises(OwnCompany):
        await stage.service.begin(None, stage.person(BRUNO), "cecomp")
    await stage.service.begin(None, stage.person(ANNA), "cecomp")
    with pytest.raises(StillUnsaid):
        await stage.press(ANNA, "send", await stage.newest())


async def test_a_member_who_wants_nothing_of_a_company_is_passed_over(stage: Stage) -> None:
    number = await stage.sent()
    await stage.press(BRUNO, "block", number)
    async with stage.database.writing() as session:
        await session.execute(delete(AskedPair))
    again = await stage.sent()
    assert (await stage.side(again)).member_id == BEA
    await stage.service.press(stage.person(BRUNO), "unblock", 0, "")
    assert "Non ricevi" not in (await stage.service.listing(stage.person(BRUNO))).html


async def test_erasing_the_requester_withdraws_and_erasing_the_asked_is_a_silent_end(stage: Stage) -> None:
    number = await stage.sent()
    await stage.leaves(ANNA)
    assert (await stage.row(number)).state == "withdrawn" and await stage.read(BRUNO) == []
    second = await stage.sent(EMMA, "cecomp")
    await stage.leaves(BRUNO)
    assert (await stage.row(second)).state == "quiet" and await stage.read(EMMA) == []
    await stage.until_told(second)
    assert "has not come about for now" in (await stage.read(EMMA))[0]
    async with stage.database.reading() as session:
        for who in (ANNA, BRUNO):
            held = await keeping.export(session, who)
            assert held == {"requests": [], "asked": [], "outcomes": [], "blocks": []}


async def test_after_an_erasure_no_copy_of_a_message_holds_the_name_or_the_contact(stage: Stage) -> None:
    number = await stage.sent()
    await stage.agrees(BRUNO, number)
    async with stage.database.writing() as session:
        await session.execute(update(Outgoing).values(state="sent", message_id=5, settled_at=NOW))
    await stage.leaves(ANNA)
    kept = str([row.content for row in await stage.outbox()])
    assert not any(word in kept for word in secret(ANNA))
    assert (await stage.row(number)).why is None


async def test_what_came_of_it_is_asked_three_times_and_counted(stage: Stage) -> None:
    number = await stage.sent()
    stage.clock.put(NOW + timedelta(hours=6))
    await stage.agrees(BRUNO, number)
    await stage.passes(days=8)
    assert "Com'è andata con <b>Cecomp</b>" in (await stage.read(ANNA))[-1]
    card = await stage.press(ANNA, "outcome", number, "7-order")
    assert "✓ Ordine" in str(card.buttons)
    await stage.press(ANNA, "worth", number, "7-large")
    await stage.press(BRUNO, "outcome", number, "7-stop")
    before = len(await stage.outbox())
    await stage.passes(days=90)
    assert len(await stage.outbox()) == before, "after an order, or a stop, nothing more is asked"
    async with stage.database.reading() as session:
        found = await funnel(session)
    assert (found.asked, found.yes, found.met, found.order, found.to_yes) == (1, 1, 1, 1, timedelta(hours=6))


async def test_the_export_has_ones_own_words_and_not_the_silent_no(stage: Stage) -> None:
    number = await stage.sent()
    await stage.press(BRUNO, "no", number)
    async with stage.database.reading() as session:
        mine = await keeping.export(session, ANNA)
        theirs = await keeping.export(session, BRUNO)
    assert mine["requests"][0]["state"] == "asked" and "telai" in mine["requests"][0]["why"]
    assert theirs["asked"][0]["answer"] == "no"


@pytest.mark.parametrize("how", ["no", "silence", "yes"])
async def test_the_senders_card_loses_its_button_with_the_word_that_it_is_over_and_never_before(
    stage: Stage, how: str
) -> None:
    number = await stage.drafted()
    await stage.service.press(stage.person(ANNA, message_id=9), "send", number, "")

    async def edits() -> list[Outgoing]:
        kept = [row for row in await stage.outbox(ANNA) if row.key == f"introduction {number} sent"]
        assert [row.message_id for row in kept] == [9]
        return [row for row in await stage.outbox(ANNA) if row.edits == kept[0].id]

    if how == "no":
        await stage.press(BRUNO, "no", number)
    if how == "yes":
        await stage.agrees(BRUNO, number)
    else:
        await stage.passes(hours=1)
        assert await edits() == [], "a no must not show before its moment"
        await stage.until_told(number)
    [edit] = await edits()
    assert edit.content["buttons"] == []
