"""Inline: `@bot words` in any chat offers companies with their proof, and keeps nothing."""

from __future__ import annotations

from bot.simulator.client import Group, Person, Simulator


async def test_words_typed_inline_offer_companies_to_send(anna: Person, workshop: Group) -> None:
    offered = await anna.asks_inline("galleria del vento", chat=workshop)
    assert "Pininfarina" in offered.titles
    sent = await anna.chooses(offered, offered.titles.index("Pininfarina"), chat=workshop)
    assert "Pininfarina · Cambiano (TO)" in sent.text and "In sintesi da" in sent.text


async def test_too_few_letters_offer_only_a_hint(anna: Person, emma: Person) -> None:
    hint = await anna.asks_inline("p")
    assert not hint.results and hint.button and "Scrivi che cosa cerchi" in hint.button["text"]
    hint = await emma.asks_inline("")
    assert hint.button and "Write what you look for" in hint.button["text"]


async def test_what_nobody_documents_offers_nothing_and_leads_to_private(anna: Person) -> None:
    nothing = await anna.asks_inline("chi fa parabrezza su misura?")
    assert not nothing.results
    assert nothing.button and "privato" in nothing.button["text"]


async def test_a_fact_asked_inline_offers_the_sentence_and_no_companies(anna: Person, workshop: Group) -> None:
    offered = await anna.asks_inline("chi presiede VVP?", chat=workshop)
    assert offered.titles[0] == "chi presiede VVP?"
    assert not {"ANFIA", "Ceipiemonte", "CNA Torino", "API Torino"} & set(offered.titles)
    sent = await anna.chooses(offered, 0, chat=workshop)
    assert "Monica Mailander" in sent.text and "ansa.it, 27 marzo 2025" in sent.text


async def test_suggestions_are_labelled_in_the_askers_language(anna: Person, emma: Person, workshop: Group) -> None:
    offered = await emma.asks_inline("carbon fibre parts", chat=workshop)
    assert "Summed up from" in (await emma.chooses(offered, 0, chat=workshop)).text


async def test_a_suggestion_sent_to_the_bot_itself_is_left_alone(anna: Person, simulator: Simulator) -> None:
    offered = await anna.asks_inline("galleria del vento")
    await anna.chooses(offered, offered.titles.index("Pininfarina"))
    await simulator.drained()
    await anna.sees_nothing(0.3)
    await anna.says("ciao")
    await anna.sees("Raccordo")
