"""Asking in private: companies with proof, honest noes, small talk, and the buttons under an answer."""

from __future__ import annotations

import pytest

from bot.simulator.client import Message, Person, Simulator

WIND = "chi può misurare l'aerodinamica in galleria del vento?"
BEARINGS = "Who makes wheel hub bearings?"


async def asked(person: Person, question: str) -> Message:
    await person.says(question)
    return await person.sees()


async def test_who_does_it_gives_a_company_with_its_city_proof_link_and_date(anna: Person) -> None:
    answer = await asked(anna, WIND)
    assert "Pininfarina · Cambiano (TO)" in answer.text
    assert "tra i fondatori di VVP" in answer.text
    assert "«" not in answer.text and "In sintesi da" in answer.text and "fa)" in answer.text
    assert "blockquote" in {entity["type"] for entity in answer.entities}
    links = [entity["url"] for entity in answer.entities if entity["type"] == "text_link"]
    assert links and all(link.startswith("http") for link in links)
    for label in ("Scheda: Pininfarina", "Presentami", "Non c'entra", "👍", "👎"):
        assert label in answer.buttons


async def test_the_answer_comes_in_the_language_of_the_question(anna: Person, emma: Person) -> None:
    english = await asked(anna, BEARINGS)
    assert "SKF" in english.text and "Summed up from" in english.text
    assert "Introduce me" in english.buttons
    italian = await asked(emma, WIND)
    assert "Presentami" in italian.buttons


async def test_several_companies_are_numbered_and_the_buttons_follow_the_chosen_one(anna: Person) -> None:
    answer = await asked(anna, "chi fa prototipazione?")
    assert answer.text.index("1. ") < answer.text.index("2. ")
    first = next(label for label in answer.buttons if label.startswith("Scheda: "))
    press = await anna.presses("2", answer)
    assert (await press.answered()).text == ""
    changed = await anna.sees()
    assert changed.id == answer.id and changed.text == answer.text
    second = next(label for label in changed.buttons if label.startswith("Scheda: "))
    assert second != first and second.removeprefix("Scheda: ") in changed.text.split("2. ")[1]


async def test_the_profile_opens_in_place_and_leads_back(anna: Person) -> None:
    answer = await asked(anna, WIND)
    await anna.presses("Scheda: Pininfarina", answer)
    profile = await anna.sees("Che cosa fa")
    assert profile.id == answer.id and profile.edited
    assert "22 maggio 1930" in profile.text
    await anna.presses("‹ Torna alla risposta", profile)
    assert (await anna.sees()).text == answer.text


async def test_who_stands_for_no_company_is_told_how_to_before_being_introduced(anna: Person, emma: Person) -> None:
    answer = await asked(anna, WIND)
    await anna.presses("Presentami", answer)
    told = await anna.sees("/rappresento")
    assert "Pininfarina" in told.text and told.buttons == ["Lavoro in un'azienda: chiedi allo staff"]
    said = await asked(emma, "Can you introduce me to Danisi?")
    assert "To introduce you to Danisi Engineering" in said.text and "/represent" in said.text


async def test_introducing_by_words_names_the_company(anna: Person) -> None:
    said = await asked(anna, "mi presenti a Danisi?")
    assert "Per presentarti a Danisi Engineering" in said.text


async def test_not_this_takes_the_company_out_and_it_stays_out(anna: Person) -> None:
    answer = await asked(anna, "chi fa prototipazione?")
    first = next(label for label in answer.buttons if label.startswith("Scheda: ")).removeprefix("Scheda: ")
    press = await anna.presses("Non c'entra", answer)
    assert first in (await press.answered()).text
    rest = await anna.sees()
    assert rest.id == answer.id and f"{first} ·" not in rest.text
    await anna.presses("👍", rest)
    assert f"{first} ·" not in (await anna.sees()).text


async def test_taking_out_every_company_ends_in_a_next_step(anna: Person) -> None:
    answer = await asked(anna, WIND)
    while "Non c'entra" in answer.buttons:
        await anna.presses("Non c'entra", answer)
        answer = await anna.sees()
    assert "Prova a dirmelo con altre parole" in answer.text


async def test_thumbs_are_kept_and_can_be_changed(anna: Person) -> None:
    answer = await asked(anna, WIND)
    press = await anna.presses("👍", answer)
    assert "utile" in (await press.answered()).text
    marked = await anna.sees()
    assert "👍 ✓" in marked.buttons
    await anna.presses("👎", marked)
    changed = await anna.sees()
    assert "👎 ✓" in changed.buttons and "👍" in changed.buttons


async def test_a_thumb_stays_marked_when_a_company_is_chosen_opened_or_taken_out(anna: Person) -> None:
    await anna.presses("👎", await asked(anna, "chi fa prototipazione?"))
    marked = await anna.sees()
    await anna.presses("2", marked)
    chosen = await anna.sees()
    await anna.presses(next(label for label in chosen.buttons if label.startswith("Scheda: ")), chosen)
    await anna.presses("‹ Torna alla risposta", await anna.sees())
    back = await anna.sees()
    await anna.presses("Non c'entra", back)
    rest = await anna.sees()
    assert all("👎 ✓" in message.buttons for message in (chosen, back, rest))


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("chi fa parabrezza su misura?", "nessuno lo documenta"),
        ("Which firm in Biella supplies car fabrics?", "I have sourced profiles of"),
    ],
)
async def test_what_nobody_documents_gets_an_honest_no_with_coverage(anna: Person, question: str, words: str) -> None:
    answer = await asked(anna, question)
    assert words in answer.text
    assert "Presentami" not in answer.buttons and "Introduce me" not in answer.buttons


async def test_a_price_a_private_fact_and_the_weather_get_different_noes(anna: Person) -> None:
    price = await asked(anna, "quanto costa un'ora nella galleria del vento di Pininfarina?")
    private = await asked(anna, "Mi passi il telefono dell'ufficio acquisti di Italdesign?")
    weather = await asked(anna, "che tempo fa domani a Moncalieri?")
    assert "li può dire solo l'azienda" in price.text
    assert "contatti" in private.text
    assert "Qui non ti so aiutare" in weather.text


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("ciao!", "Sono Raccordo"),
        ("grazie, gentilissimo", "Di niente"),
        ("come funzioni?", "Scrivimi che cosa cerchi"),
        ("hello", "I'm Raccordo"),
        ("thank you!", "You're welcome"),
        ("how do you work?", "Write me what you are looking for"),
        ("basta messaggi, cancellami", "li fermi, tutti o in parte, con /preferenze"),
    ],
)
async def test_small_talk_and_wishes_get_a_fitting_short_reply(anna: Person, said: str, words: str) -> None:
    assert words in (await asked(anna, said)).text


async def test_typing_is_shown_while_the_answer_is_made_and_never_after_it(anna: Person, simulator: Simulator) -> None:
    await asked(anna, WIND)
    typing = (await simulator.journal("sendChatAction"))[-1]
    sent = (await simulator.journal("sendMessage"))[-1]
    assert typing.chat_id == sent.chat_id == anna.id
    assert typing.number < sent.number


async def test_an_edited_question_is_answered_again(anna: Person) -> None:
    sent = (await anna.says("ciao"))[0]
    await anna.sees()
    await anna.edits(sent, WIND)
    assert "Pininfarina" in (await anna.sees()).text


async def test_somebody_elses_button_is_answered_kindly_and_does_nothing(anna: Person, emma: Person) -> None:
    answer = await asked(anna, WIND)
    press = await emma.forges(answer.button("Non c'entra").data, answer)
    told = await press.answered()
    assert told.show_alert and "belong to whoever asked" in told.text
    await anna.sees_nothing()
    own = await asked(emma, BEARINGS)
    press = await emma.forges(answer.button("👍").data, own)
    assert "belong to whoever asked" in (await press.answered()).text


@pytest.mark.parametrize(
    "data",
    ["", "a", "a up 999999999", "a not 1 ../../", "x y 1", "c show 0 no-such-company", "e show 1 x", "l fr 0",
     "a explode 1", "a up 99999999999999999999", "\u0000", "ﷺ" * 21],
)  # fmt: skip
async def test_a_forged_button_is_answered_and_does_nothing(anna: Person, data: str) -> None:
    answer = await asked(anna, WIND)
    press = await anna.forges(data, answer)
    assert (await press.answered()).text
    await anna.sees_nothing(0.2)
