"""Profiles: by command, by name in a question with typos, and which one is meant."""

from __future__ import annotations

import pytest

from bot.simulator.client import Person


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("/azienda cecomp", "Cecomp"),
        ("/azienda cecom", "Cecomp"),
        ("/company pinin farina", "Pininfarina"),
        ("fammi vedere la scheda di Leva", "Leva"),
        ("show me the profile of Sabelt", "Sabelt"),
    ],
)
async def test_a_profile_opens_by_name_despite_typos(anna: Person, said: str, name: str) -> None:
    await anna.says(said)
    profile = await anna.sees()
    assert profile.text.startswith(f"{name} · ")


async def test_a_profile_tells_each_statement_with_its_source(emma: Person) -> None:
    await emma.says("/company cecomp")
    profile = await emma.sees()
    assert "What it does" in profile.text and "What the sources say" in profile.text
    assert "Summed up from: autodesignmagazine.com, September 2018" in profile.text
    assert "VVP" not in profile.text
    kinds = {entity["type"] for entity in profile.entities}
    assert "expandable_blockquote" in kinds or "blockquote" in kinds


async def test_the_longest_name_works_by_button_too(anna: Person) -> None:
    await anna.says("/azienda ITS Academy")
    profile = await anna.sees("ITS Academy")
    await anna.presses("Presentami", profile)
    assert "/rappresento" in (await anna.sees("Per presentarti a ITS")).text


async def test_an_ambiguous_name_asks_which_and_never_guesses(anna: Person) -> None:
    await anna.says("/azienda camera")
    asked = await anna.sees()
    if "Quale intendi?" not in asked.text:
        await anna.says("/azienda torino")
        asked = await anna.sees()
    assert "Quale intendi?" in asked.text and len(asked.buttons) > 1
    chosen = asked.buttons[1]
    await anna.presses(chosen, asked)
    assert (await anna.sees()).text.startswith(f"{chosen} · ")


async def test_an_unknown_name_is_said_to_be_unknown(anna: Person, emma: Person) -> None:
    await anna.says("/azienda Zorblax")
    assert "«Zorblax» non è nella mia rubrica" in (await anna.sees()).text
    await emma.says("/company Zorblax")
    assert "“Zorblax” is not in my directory" in (await emma.sees()).text


async def test_the_command_without_a_name_asks_for_one(anna: Person) -> None:
    await anna.says("/azienda")
    assert "Di quale azienda?" in (await anna.sees()).text


async def test_a_deep_link_opens_a_profile(anna: Person) -> None:
    await anna.starts("c_cecomp")
    assert (await anna.sees()).text.startswith("Cecomp · ")
