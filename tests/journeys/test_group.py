"""In a group: heard when addressed, brief, no names of persons, and a way on in private."""

from __future__ import annotations

import pytest

from bot.simulator.client import Group, Person, Simulator

BOT = "@raccordo_demo_bot"


async def test_a_mention_is_answered_briefly_with_a_button_that_goes_on_in_private(
    anna: Person, workshop: Group
) -> None:
    asked = (await anna.says(f"{BOT} chi può misurare l'aerodinamica in galleria del vento?", chat=workshop))[0]
    brief = await anna.sees(chat=workshop)
    assert brief.reply_to == asked.id
    assert "Pininfarina" in brief.text and len(brief.text) < 700
    assert "In sintesi" not in brief.text
    assert brief.buttons == ["Continua in privato"]
    await anna.opens(brief.button("Continua in privato").url)
    whole = await anna.sees()
    assert "In sintesi" in whole.text and "Scheda: Pininfarina" in whole.buttons


async def test_a_reply_to_the_bot_is_a_question_too(anna: Person, workshop: Group) -> None:
    await anna.says(f"{BOT} ciao", chat=workshop)
    said = await anna.sees(chat=workshop)
    await anna.says("Who makes wheel hub bearings?", chat=workshop, reply_to=said)
    assert "SKF" in (await anna.sees(chat=workshop)).text


async def test_talk_among_people_is_neither_answered_nor_followed(
    anna: Person, workshop: Group, simulator: Simulator
) -> None:
    await anna.says("chi fa prototipazione?", chat=workshop)
    await anna.says("/prenota", chat=workshop)
    await anna.says("@qualcun_altro chi fa prototipazione?", chat=workshop)
    await simulator.drained()
    await anna.sees_nothing(chat=workshop)


@pytest.mark.parametrize("question", ["Chi presiede VVP?", "Who chairs VVP?"])
async def test_no_persons_name_is_written_in_a_group(anna: Person, workshop: Group, question: str) -> None:
    await anna.says(f"{BOT} {question}", chat=workshop)
    brief = await anna.sees(chat=workshop)
    assert "Mailander" not in brief.text
    await anna.opens(brief.keyboard[0][0].url)
    assert "Mailander" in (await anna.sees()).text


async def test_a_company_comes_with_its_proof_and_what_asks_for_persons_leads_to_private(
    anna: Person, workshop: Group
) -> None:
    await anna.says(f"{BOT} chi ha fondato Cecomp?", chat=workshop)
    brief = await anna.sees(chat=workshop)
    assert "in privato" in brief.text and brief.buttons == ["Continua in privato"]
    await anna.says(f"{BOT} cecomp", chat=workshop)
    brief = await anna.sees(chat=workshop)
    assert "fonte, settembre 2018" in brief.text and "nei gruppi non scrivo nomi di persone" in brief.text


async def test_a_time_without_events_is_said_in_a_group_too(anna: Person, workshop: Group) -> None:
    await anna.says(f"{BOT} eventi a dicembre 2026", chat=workshop)
    brief = await anna.sees(chat=workshop)
    assert brief.text.startswith("In dicembre 2026 non conosco eventi")
    assert (
        "VTM Torino 2026" in brief.text
        and "giorno non indicato" in brief.text
        and "fonte, 23 aprile 2025" in brief.text
    )


async def test_commands_work_in_a_group(anna: Person, workshop: Group) -> None:
    await anna.says("/azienda cecomp", chat=workshop)
    brief = await anna.sees(chat=workshop)
    assert brief.text.startswith("• Cecomp, La Loggia (TO)")
    await anna.opens(brief.keyboard[0][0].url)
    assert (await anna.sees()).text.startswith("Cecomp · ")
    await anna.says(f"/help{BOT}", chat=workshop)
    assert "Menzionatemi" in (await anna.sees(chat=workshop)).text
    await anna.says(f"/eventi{BOT}", chat=workshop)
    assert await anna.sees(chat=workshop)


async def test_an_answer_in_a_group_is_its_askers_and_others_are_told_kindly(
    anna: Person, emma: Person, workshop: Group
) -> None:
    await anna.says(f"{BOT} chi può misurare l'aerodinamica in galleria del vento?", chat=workshop)
    brief = await anna.sees(chat=workshop)
    await emma.opens(brief.keyboard[0][0].url)
    assert "Write me your own question" in (await emma.sees()).text


async def test_taken_into_a_group_the_bot_says_what_it_is(anna: Person, simulator: Simulator) -> None:
    group = await simulator.add_group("Nuova officina", [anna], bot_status="left")
    await group.adds_bot(by=anna)
    hello = await anna.sees(chat=group)
    assert "un programma" in hello.text and BOT in hello.text


async def test_a_mention_without_a_question_says_how_to_ask(anna: Person, workshop: Group) -> None:
    await anna.says(BOT, chat=workshop)
    assert "Menzionatemi" in (await anna.sees(chat=workshop)).text
