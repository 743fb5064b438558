"""A question is part of a talk: follow-ups, buttons that narrow and widen, and replies to complaints."""

from __future__ import annotations

import pytest

from bot.simulator.client import Message, Person


async def asked(person: Person, question: str) -> Message:
    await person.says(question)
    return await person.sees()


async def test_an_answer_says_what_it_looked_for_and_a_place_alone_follows_on_it(anna: Person, emma: Person) -> None:
    first = await asked(anna, "chi fa prototipazione?")
    assert first.text.startswith("Cerco: prototipazione\n")
    there = await asked(anna, "e in provincia di Asti?")
    assert there.text.startswith("Cerco: prototipazione · zona Asti\n")
    assert "Zona Asti: nessuna" in there.text and "Altrove sì" in there.text
    await asked(emma, "who does injection moulding?")
    near = await asked(emma, "and near Ivrea?")
    assert near.text.startswith("Looking for: injection moulding · near Ivrea\n")
    assert "Near Ivrea: none" in near.text


async def test_which_of_these_is_about_the_companies_just_told(anna: Person) -> None:
    await asked(anna, "chi fa sedili?")
    answer = await asked(anna, "e chi di questi fa anche verniciatura?")
    assert "verniciatura · tra quelle di prima" in answer.text
    assert "Sparco" in answer.text


async def test_the_talk_of_somebody_else_changes_nothing(anna: Person, emma: Person) -> None:
    await asked(anna, "chi fa sedili?")
    assert "what are you looking for there" in (await asked(emma, "and near Ivrea?")).text


async def test_a_press_narrows_the_answer_in_place_and_another_leads_back(anna: Person) -> None:
    answer = await asked(anna, "chi fa prototipazione?")
    narrower = next(label for label in answer.buttons if label.startswith("Solo "))
    await anna.presses(narrower, answer)
    changed = await anna.sees()
    assert changed.id == answer.id and changed.edited
    assert changed.text.startswith(f"Cerco: {narrower.removeprefix('Solo ')}")
    await anna.presses("‹ Risposta di prima", changed)
    assert (await anna.sees()).text == answer.text


async def test_a_place_that_found_nobody_is_dropped_by_a_press(anna: Person, emma: Person) -> None:
    none = await asked(anna, "chi fa sedili a Novara?")
    await anna.presses("Ovunque", none)
    everywhere = await anna.sees()
    assert everywhere.id == none.id and "Sparco" in everywhere.text
    none = await asked(emma, "who makes seats near Novara?")
    await emma.presses("Anywhere", none)
    assert "Sparco" in (await emma.sees()).text


async def test_thumbs_and_companies_work_under_a_changed_answer(anna: Person) -> None:
    await anna.presses("Ovunque", await asked(anna, "chi fa sedili a Novara?"))
    changed = await anna.sees()
    await anna.presses("2", changed)
    chosen = await anna.sees()
    assert "‹ Risposta di prima" in chosen.buttons
    await anna.presses("👍", chosen)
    assert "👍 ✓" in (await anna.sees()).buttons


@pytest.mark.parametrize("verb", ["narrow", "widen", "place", "anywhere", "free"])
async def test_a_forged_change_is_answered_and_does_nothing(verb: str, anna: Person, emma: Person) -> None:
    answer = await asked(anna, "chi fa una galleria del vento?")
    number = answer.button("👍").data.split()[2]
    press = await anna.forges(f"a {verb} {number} no-such-concept", answer)
    assert "non vale più" in (await press.answered()).text
    own = await asked(emma, "hello")
    press = await emma.forges(f"a {verb} {number}", own)
    assert "belong to whoever asked" in (await press.answered()).text
    await anna.sees_nothing(0.2)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("hai sbagliato tutto", "Mi dispiace: ho capito male"),
        ("that's wrong", "I'm sorry: I misunderstood"),
        ("sei un umano?", "Sono un programma"),
        ("are you ChatGPT?", "I'm a program"),
        ("voglio parlare con una persona", "chiedi alla segreteria"),
        ("avete Bosch?", "Questo nome non è nella mia rubrica (Bosch)"),
        ("mi serve un preventivo per 100 staffe in lamiera", "Prezzi, preventivi e tempi li può dire solo l'azienda"),
        ("e a Cuneo?", "Cuneo, va bene: ma che cosa cerchi lì?"),
    ],
)
async def test_what_is_no_search_gets_a_reply_that_helps_on(anna: Person, said: str, words: str) -> None:
    assert words in (await asked(anna, said)).text


async def test_a_correction_after_a_complaint_still_belongs_to_the_talk(anna: Person) -> None:
    await asked(anna, "chi fa stampi a Torino?")
    await asked(anna, "hai sbagliato")
    answer = await asked(anna, "intendevo sedili")
    assert answer.text.startswith("Cerco: sedili auto · zona Torino")
