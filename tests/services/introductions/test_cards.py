"""What cards say is true for who reads them: of two others, through the staff, in the reader's language, once over."""

from __future__ import annotations

from dataclasses import replace

from bot.services.introductions import cards
from bot.services.introductions.grounds import Ground
from bot.services.introductions.scenes import scene
from rag.documents import LANGUAGES, Bilingual, Source
from tests.services.introductions.stage import ANNA, BRUNO, EMMA, NOW, OTHER_STAFF, STAFF, Stage


async def test_between_two_others_the_staff_are_given_no_words_that_one_of_them_asked(stage: Stage) -> None:
    number = await stage.suggested(STAFF, "bylogix", "pininfarina")
    case = next(text for text in await stage.read(OTHER_STAFF) if "Bylogix" in text)
    taken = await stage.press(OTHER_STAFF, "take", number, "a")
    for text in (case, taken.html):
        assert "Pininfarina" in text and "chiede una presentazione" not in text and "vorrebbe conoscervi" not in text
    await stage.press(ANNA, "yes", number)
    confirmed = await stage.press(ANNA, "yes", number)
    assert "di chi ha chiesto" not in confirmed.html and "Se dicono di sì anche loro" in confirmed.html
    closed = await stage.press(OTHER_STAFF, "unreached", number)
    assert "Chiusa senza risposta" in closed.html


async def test_a_yes_brought_by_the_staff_does_not_claim_that_the_company_has_the_same_message(stage: Stage) -> None:
    number = await stage.sent(company="bylogix")
    await stage.press(STAFF, "take", number, "b")
    await stage.press(STAFF, "yes", number)
    await stage.types(STAFF, "Ugo Zeta")
    await stage.types(STAFF, "+39 011 555 0102")
    await stage.press(STAFF, "confirm", number)
    told = (await stage.read(ANNA))[0]
    assert "lo stesso messaggio" not in told and "ha parlato lo staff" in told and "📞 +39 011 555 0102" in told


async def test_what_documents_it_is_read_in_the_readers_language(stage: Stage) -> None:
    number = await stage.sent(ANNA, "italdesign")
    source = Source("one.example", "https://one.example/1", None)
    words: Bilingual = {"it": "Italdesign fa prototipi.", "en": "Italdesign makes prototypes."}
    common = Ground("need", {"it": "prototipi", "en": "prototypes"}, words, source)
    async with stage.database.reading() as session:
        found = replace(await scene(session, stage.desk, await stage.row(number)), ground=common)
    read = {language: cards.ask(found, found.b, language, NOW.date()).html for language in LANGUAGES}
    assert all(words[one] in read[one] and words[other] not in read[one] for one, other in (("it", "en"), ("en", "it")))


async def test_a_yes_that_waits_for_the_other_company_is_listed_and_can_be_taken_back(stage: Stage) -> None:
    number = await stage.suggested(STAFF, "pininfarina", "italdesign", "Lavorate tutte e due a un concorso")
    await stage.agrees(ANNA, number)
    card = await stage.service.listing(stage.person(ANNA))
    assert "Hai detto di sì" in card.html
    shown = await stage.taps(ANNA, card, "Il tuo sì: Italdesign")
    assert "Va bene" in (await stage.taps(ANNA, shown, "ripensato")).html
    asker = await stage.service.listing(stage.person(STAFF))
    assert "Ritira: Pininfarina · Italdesign" in str(asker.buttons)


async def test_after_a_withdrawal_the_senders_card_says_withdrawn(stage: Stage) -> None:
    number = await stage.drafted()
    await stage.service.press(stage.person(ANNA, message_id=9), "send", number, "")
    card = await stage.press(ANNA, "withdraw", number)
    [edit] = [row for row in await stage.outbox(ANNA) if row.edits is not None]
    assert "Ritirata" in card.html and edit.content["html"] == card.html


async def test_an_answer_to_a_question_is_not_told_to_wait_for_an_answer(stage: Stage) -> None:
    number = await stage.sent()
    await stage.press(BRUNO, "question", number)
    await stage.types(BRUNO, "Che spessore?")
    await stage.press(ANNA, "reply", number, "b")
    card = await stage.types(ANNA, "Un millimetro")
    assert card is not None and "Se dicono di sì" in card.html


async def test_a_note_in_another_language_is_shown_as_written_and_says_whose_words_it_is_in(stage: Stage) -> None:
    number = await stage.sent(EMMA, "cecomp", why="We look for aluminium bodies")
    [card] = await stage.read(BRUNO)
    assert "<i>In inglese, come l'ha scritto Italdesign:</i>" in card and "We look for aluminium bodies" in card
    assert "<b>Italdesign vorrebbe conoscervi.</b>" in card and "Rispondi come vuoi" in card
    await stage.agrees(BRUNO, number)
    assert "<i>In inglese, come l'ha scritto Italdesign:</i>" in (await stage.read(BRUNO))[-1]
    assert "as Italdesign wrote it" not in "".join(await stage.read(EMMA))


async def test_the_other_way_round_and_where_both_read_the_same_language_nothing_is_labelled(stage: Stage) -> None:
    await stage.sent(ANNA, "italdesign")
    [card] = await stage.read(EMMA)
    assert "<i>In Italian, as Pininfarina wrote it:</i>" in card and "Cerchiamo chi lavori" in card
    await stage.sent(ANNA, "cecomp")
    assert "come l'ha scritto" not in "".join(await stage.read(BRUNO))


async def test_whoever_asks_without_a_name_is_not_named_by_the_label(stage: Stage) -> None:
    number = await stage.sent(EMMA, "cecomp", masked=True, why="We look for aluminium bodies")
    [card] = await stage.read(BRUNO)
    assert "<i>In inglese, come l'ha scritto chi lo chiede:</i>" in card and "Italdesign" not in card
    await stage.agrees(BRUNO, number)
    assert "come l'ha scritto Italdesign" in (await stage.read(BRUNO))[-1]


async def test_between_two_others_it_is_whoever_suggests_it(stage: Stage) -> None:
    await stage.suggested(STAFF, "cecomp", "italdesign")
    assert "In Italian, as whoever suggests it wrote it" in "".join(await stage.read(EMMA))


async def test_staff_read_in_which_language_a_company_outside_writes(stage: Stage) -> None:
    number = await stage.sent(EMMA, "bylogix", why="We look for aluminium bodies")
    [case] = [text for text in await stage.read(STAFF) if "Bylogix" in text]
    assert "In inglese, come l'ha scritto Italdesign" in case
    taken = await stage.press(STAFF, "take", number, "b")
    assert "vorrebbe conoscervi. Ci scrive in inglese:" in taken.html


async def test_a_note_that_was_typed_in_the_readers_language_is_not_said_to_be_in_another(stage: Stage) -> None:
    number = await stage.drafted(EMMA, "cecomp")
    await stage.press(EMMA, "edit", number, "note")
    await stage.types(EMMA, "Siamo Italdesign e cerchiamo chi ci faccia le scocche: ci vediamo con voi alla fiera?")
    await stage.press(EMMA, "send", number)
    assert "come l'ha scritto" not in "".join(await stage.read(BRUNO))
