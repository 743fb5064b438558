"""The first meeting, help, languages, menus and deep links."""

from __future__ import annotations

import pytest

from bot.simulator.client import Person, Simulator


async def test_the_first_message_says_that_this_is_a_machine_and_what_it_keeps(
    newcomer: Person, simulator: Simulator
) -> None:
    await newcomer.starts()
    welcome = await newcomer.sees()
    assert "Sono un programma, non una persona" in welcome.text
    assert "Che cosa conservo" in welcome.text


async def test_whoever_begins_with_a_question_is_told_first_and_then_answered(newcomer: Person) -> None:
    await newcomer.says("chi può misurare l'aerodinamica in galleria del vento?")
    assert "un programma e non una persona" in (await newcomer.sees()).text
    assert "Pininfarina" in (await newcomer.sees()).text
    await newcomer.says("ciao")
    assert "un programma e non" not in (await newcomer.sees()).text


async def test_help_is_there_in_both_languages(anna: Person, emma: Person) -> None:
    await anna.says("/help")
    assert "con parole tue" in (await anna.sees()).text
    await emma.says("/help")
    assert "in your own words" in (await emma.sees()).text


async def test_a_chosen_language_stays_whatever_the_app_says(anna: Person) -> None:
    await anna.says("/lingua")
    await anna.presses("English", await anna.sees())
    assert "menus and notices in English" in (await anna.sees()).text
    await anna.says("/azienda")
    assert "Which company?" in (await anna.sees()).text
    await anna.speaks("it")
    await anna.says("/help")
    assert "in your own words" in (await anna.sees()).text


async def test_an_unknown_command_names_those_that_exist(anna: Person, emma: Person) -> None:
    await anna.says("/prenota <b>x</b>")
    said = await anna.sees()
    assert "/prenota" in said.text and "/azienda" in said.text
    await emma.says("/book")
    assert "/company" in (await emma.sees()).text


async def test_menus_are_published_in_both_languages_and_by_kind_of_chat(
    anna: Person, emma: Person, simulator: Simulator
) -> None:
    await simulator.sees_call("setMyShortDescription")
    names = [command["command"] for command in await anna.commands()]
    offered = ["azienda", "eventi", "presentazioni", "presentami", "chiedi_alla_rete", "profilo", "preferenze"]
    assert names == [*offered, "lingua", "privacy", "help", "start"]
    names = [command["command"] for command in await emma.commands()]
    offered = ["company", "events", "introductions", "introduce_me", "ask_the_network", "profile", "preferences"]
    assert names == [*offered, "language", "privacy", "help", "start"]
    in_groups = await simulator.call("getMyCommands", scope={"type": "all_group_chats"}, language_code="en")
    assert [command["command"] for command in in_groups] == ["company", "events", "help"]
    described = await simulator.call("getMyDescription", language_code="en")
    assert "not a person" in described["description"]


async def test_an_unknown_deep_link_is_welcomed_all_the_same(anna: Person) -> None:
    for payload in ("xyz", "q0", "q999999999", "c_no-such-company", "-" * 64):
        await anna.starts(payload)
        assert (await anna.sees()).text


@pytest.mark.parametrize("command", ["/privacy", "/stop"])
async def test_what_is_kept_and_who_can_erase_it_is_told_in_the_askers_language(
    anna: Person, emma: Person, command: str
) -> None:
    await anna.says(command)
    told = (await anna.sees()).text
    assert "/miei_dati" in told and "/dimenticami" in told
    await emma.says(command)
    told = (await emma.sees()).text
    assert "/my_data" in told and "/forget_me" in told


async def test_two_companies_named_together_are_both_shown(anna: Person) -> None:
    await anna.says("sabelt o sparco?")
    shown = await anna.sees()
    assert "Sabelt · Moncalieri" in shown.text and "Sparco · Volpiano" in shown.text
    assert {"· 1 ·", "2"} <= set(shown.buttons)
