"""Answers in words: with proof, honest about age, kinship and what nobody documents."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, get_args

import pytest

from bot.config import ROOT
from bot.services.directory import Profile
from bot.simulator.markup import parse
from bot.texts import plain, say_answer, say_profile, say_record, split, units
from rag.documents import LANGUAGES, Choice, Coverage, Document, Language, RecordHit, Refusal, Reply, Snippet, Source
from rag.loaders import load_folder
from rag.wishes import Conditions, Wish
from tests import factories

TODAY = date(2026, 11, 22)
PRESS = Source("torinoggi.it", "https://torinoggi.it/a?b=1&c=2", "2024-09-03")
OWN = Source("leva.it", "https://leva.it", None, declared=True)


def snippet(text: str = "Leva riveste plance in Alcantara.", source: Source = PRESS) -> Snippet:
    return Snippet(text, "it", source)


def told(**changes: Any) -> str:
    return plain(say_answer(factories.answer(**changes), TODAY))


def test_a_company_comes_with_city_capability_summary_source_link_date_and_age() -> None:
    hit = factories.hit("leva", capability="rivestimento plance", snippets=(snippet(),))
    text = told(companies=(hit,), understood=("rivestimenti",))
    for part in (
        "Cerco: rivestimenti",
        "Leva · Torino",
        "rivestimento plance",
        "\nLeva riveste plance in Alcantara.\n",
    ):
        assert part in text
    assert "torinoggi.it (https://torinoggi.it/a?b=1&c=2), 3 settembre 2024 (2 anni fa)" in text


def test_what_the_company_declares_and_what_others_document_are_told_apart() -> None:
    declared = told(companies=(factories.hit("leva", snippets=(snippet(source=OWN),)),))
    documented = told(companies=(factories.hit("leva", snippets=(snippet(),)),))
    assert "In sintesi da quello che dichiara sul proprio sito: leva.it" in declared and "senza data" in declared
    assert "In sintesi da: torinoggi.it" in documented


def test_a_long_list_begins_with_its_names_for_the_first_screen_of_a_phone() -> None:
    three = tuple(factories.hit(name) for name in ("alfa", "beta", "gamma"))
    assert "il più adatto per primo.\nAlfa · Beta · Gamma\n" in told(companies=three)
    assert "Alfa · Beta" not in told(companies=three[:2])


def test_companies_that_are_less_likely_come_after_a_word_that_says_so() -> None:
    sure, perhaps = factories.hit("alfa"), factories.hit("beta", likely=False)
    text = told(companies=(sure, perhaps, factories.hit("gamma", likely=False)))
    assert "Ho trovato un risultato." in text
    assert text.index("Alfa") < text.index("Da sentire anche") < text.index("2. Beta") < text.index("3. Gamma")
    assert text.count("Da sentire anche") == 1
    assert "Da sentire anche" not in told(companies=(sure,))
    alone = told(companies=(perhaps,))  # the sure one was taken out
    assert "Da sentire anche" in alone and "Ho trovato" not in alone


def test_what_a_site_only_repeats_is_told_as_reported() -> None:
    repeated = Source("ru24.pro", "https://ru24.pro/x", "2024", reported=True)
    given = {"companies": (factories.hit("leva", snippets=(snippet(source=repeated),)),)}
    assert "Segnalato da: ru24.pro" in told(**given) and "In sintesi" not in told(**given)
    assert "Reported by: ru24.pro" in told(**given, language="en")


@pytest.mark.parametrize(
    ("relation", "words"),
    [("founder", "tra i fondatori di VVP"), ("participant", "ha partecipato a iniziative di VVP")],
)
def test_kinship_with_the_association_is_told_as_documented(relation: str, words: str) -> None:
    assert words in told(companies=(factories.hit("leva", relation=relation),))


@pytest.mark.parametrize("relation", ["ecosystem", None])
def test_a_company_of_the_ecosystem_is_never_shown_as_a_member(relation: str | None) -> None:
    assert "VVP" not in told(companies=(factories.hit("leva", relation=relation),))


def test_old_sources_are_said_to_be_old() -> None:
    assert "Fonti non recenti" in told(companies=(factories.hit("leva", old_source=True),))
    assert "Fonti non recenti" not in told(companies=(factories.hit("leva"),))


def test_markup_in_a_source_is_shown_and_not_obeyed() -> None:
    evil = snippet('<b>x</b> & "y" <a href="https://evil.it">z</a>')
    html = say_answer(factories.answer(companies=(factories.hit("leva", snippets=(evil,)),)), TODAY)
    text, entities = parse(html)
    assert '\n<b>x</b> & "y" <a href="https://evil.it">z</a>\n' in text
    assert [entity["url"] for entity in entities if "url" in entity] == [PRESS.url]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_for_a_no_has_words_of_its_own(language: Language) -> None:
    said = {
        reason: told(outcome="nothing_found", refusal=reason, language=language, intent="other")
        for reason in get_args(Refusal)
    }
    assert len(set(said.values())) == len(said)
    assert all(text for text in said.values())


def test_an_honest_no_says_how_much_is_known_and_labels_neighbours() -> None:
    near = factories.hit("cecomp", kind="neighbour", snippets=(snippet(),))
    text = told(
        outcome="nothing_found", refusal="undocumented", companies=(near,), coverage=Coverage(80, 84),
        understood=("pressofusione",),
    )  # fmt: skip
    assert "Cerco: pressofusione" in text and "nessuno lo documenta" in text
    assert "non è la stessa cosa" in text.split("Cecomp")[0]
    assert "80 aziende, enti e associazioni su 84 che conosco" in text


def event(**changes: object) -> RecordHit:
    given: dict[str, object] = {
        "id": "salone", "kind": "event", "title": "Salone Auto", "score": 1.0, "snippets": (),
        "start": "2027-09-11", "end": "2027-09-13", "place": "Torino", "upcoming": True, **changes,
    }  # fmt: skip
    return RecordHit(**given)  # type: ignore[arg-type]


def test_events_are_listed_with_dates_and_place_what_is_to_come_before_what_was() -> None:
    past = event(id="vtm", title="VTM 2022", start="2022-03-30", end="2022-03-31", upcoming=False)
    text = told(intent="list_events", events=(past, event()))
    assert text.index("In programma") < text.index("Salone Auto") < text.index("Già svolti")
    assert "11–13 settembre 2027 (tra 10 mesi) · Torino" in text
    assert "30–31 marzo 2022 (4 anni fa)" in text


def test_no_event_to_come_is_said_plainly() -> None:
    assert "nessun evento in programma" in told(intent="list_events", events=())


def test_an_event_without_a_day_is_told_as_announced_with_its_source_and_a_warning_late_in_the_year() -> None:
    vague = event(start="2026", end=None, snippets=(snippet("La fiera è annunciata."),))
    text = told(intent="list_events", events=(vague,))
    assert "In programma" not in text
    assert text.index("senza un giorno") < text.index("2026, giorno non indicato · Torino")
    assert text.index("La fiera è annunciata.") < text.index("torinoggi.it") < text.index("L'anno sta per finire")
    early = plain(say_answer(factories.answer(intent="list_events", events=(vague,)), date(2026, 3, 1)))
    assert "L'anno sta per finire" not in early


@pytest.mark.parametrize(
    ("period", "italian", "english"),
    [
        (("2026-12", "2026-12"), "In dicembre 2026 non conosco eventi.", "In December 2026 I know of no events."),
        (("2027", "2027"), "Nel 2027 non", "In 2027 I"),
        (("2026-12-01", "2026-12-01"), "Il 1 dicembre 2026 non", "On 1 December 2026 I"),
        (("2026-12-08", "2026-12-08"), "L'8 dicembre 2026 non", "On 8 December 2026 I"),
        (("2026-12-05", "2026-12-06"), "Nel periodo 5–6 dicembre 2026 non", "In the period 5–6 December 2026 I"),
    ],
)
def test_a_time_without_events_is_named(period: tuple[str, str], italian: str, english: str) -> None:
    given = {"intent": "list_events", "outcome": "nothing_found", "period": period}
    assert told(**given).startswith(italian)
    assert told(**given, language="en").startswith(english)


def test_where_nothing_is_known_of_a_time_the_latest_news_before_it_is_shown() -> None:
    article = RecordHit("a", "press", "Articolo", 1.0, (snippet(),), date="2026-03-12")
    text = told(intent="press", outcome="nothing_found", period=("2026-11-21", "2026-11-21"), press=(article,))
    assert text.startswith("Il 21 novembre 2026 non ho né eventi né notizie.")
    assert text.index("L'ultima notizia") < text.index("Articolo · 12 marzo 2026 (8 mesi fa)")


def test_of_a_time_beyond_the_newest_source_it_is_said_how_far_the_sources_reach() -> None:
    known = {"intent": "event", "events": (event(upcoming=False),), "coverage": Coverage(80, 84, until="2026-03-12")}
    assert "L'ultima notizia che ho è del 12 marzo 2026." in told(**known, period=("2026", "2026"))
    assert "ultima notizia" not in told(**known, period=("2025", "2025"))


def test_an_edition_that_is_over_is_said_to_be_with_no_date_for_the_next() -> None:
    last = event(start="2026-09-11", end="2026-09-13", upcoming=False)
    text = told(intent="event", events=(last,), no_next=True)
    assert text.startswith("Salone Auto è già passato: 11–13 settembre 2026 (2 mesi fa).")
    assert "prossima edizione nessuna fonte" in text


def test_a_fact_is_told_with_its_source() -> None:
    fact = snippet("La presidente di VVP è Monica Mailander.")
    text = told(intent="association", facts=(fact,))
    assert text.startswith("La presidente di VVP è Monica Mailander.\n")
    assert "torinoggi.it" in text


def test_sentences_of_one_source_are_told_together_with_the_source_once() -> None:
    facts = (snippet("Uno."), snippet("Tre.", source=OWN), snippet("Due."))
    text = told(intent="press", facts=facts)
    assert text.count("torinoggi.it,") == 0 and text.count("3 settembre 2024") == 1
    assert text.index("Uno.") < text.index("Due.") < text.index("In sintesi da: torinoggi") < text.index("Tre.")


@pytest.mark.parametrize(("language", "ways"), [("it", "/presentami"), ("en", "/introduce_me")])
def test_where_to_ask_for_an_introduction_is_told_outside_the_chat(language: Language, ways: str) -> None:
    assert ways in told(intent="introduce", outcome="action", language=language)


@pytest.mark.parametrize("intent", ["announce"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_raccordo_can_not_do_yet_it_says(intent: str, language: Language) -> None:
    text = told(intent=intent, outcome="action", language=language)
    words = {"it": ("ancora non posso",), "en": ("i can't", "yet")}
    assert all(part in text.lower() for part in words[language])


@pytest.mark.parametrize(("language", "ways"), [("it", "/preferenze /dimenticami"), ("en", "/preferences /forget_me")])
def test_who_wants_to_leave_is_told_how(language: Language, ways: str) -> None:
    text = told(intent="unsubscribe", outcome="action", language=language)
    assert all(way in text for way in ways.split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_profile_of_the_corpus_is_valid_and_fits_a_message_or_is_split(language: Language) -> None:
    documents, _ = load_folder(Path(ROOT / "data"))
    for document in documents:
        if document.is_company:
            for part in split(say_profile(profile(document), language, TODAY)):
                assert units(parse(part)[0]) <= 4096


def test_every_statement_of_a_profile_stands_in_it_with_its_source() -> None:
    documents, _ = load_folder(Path(ROOT / "data"))
    cecomp = next(document for document in documents if document.id == "cecomp")
    text = plain(say_profile(profile(cecomp), "it", TODAY))
    for statement in cecomp.statements:
        assert statement.text["it"] in text
        assert statement.source.url in text


def profile(document: Document) -> Profile:
    return Profile(
        document.id, document.kind, document.title, document.legal_name, document.trade, document.city,
        document.founded, document.size, document.note, document.relation, document.relation_source,
        document.newest_source, document.old_source, document.capabilities, document.statements,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("newest", "italian", "english"),
    [
        ("2019", "la più nuova è del 2019.", "the newest is from 2019."),
        ("2019-10", "la più nuova è di ottobre 2019.", "the newest is from October 2019."),
        ("2019-10-25", "la più nuova è del 25 ottobre 2019.", "the newest is from 25 October 2019."),
        ("2019-10-08", "la più nuova è dell'8 ottobre 2019.", "the newest is from 8 October 2019."),
    ],
)
def test_how_old_the_newest_source_is_reads_well_at_any_precision(newest: str, italian: str, english: str) -> None:
    old = profile(factories.company(newest_source=newest, old_source=True))
    assert italian in plain(say_profile(old, "it", TODAY))
    assert english in plain(say_profile(old, "en", TODAY))


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_of_ours_stand_in_block_quotes_and_never_between_quotation_marks(language: Language) -> None:
    hit = factories.hit("leva", snippets=(snippet(),))
    article = RecordHit("a", "press", "Articolo", 0.9, (snippet(),))
    said = [
        say_answer(factories.answer(companies=(hit,), language=language), TODAY),
        say_answer(factories.answer(intent="press", press=(article,), language=language), TODAY),
        say_answer(factories.answer(intent="press", facts=(snippet(),), language=language), TODAY),
        say_profile(profile(factories.company()), language, TODAY),
        say_record(article, language, TODAY),
    ]
    assert all("<blockquote" in html and not set("«»“”") & set(html) for html in said)


def test_how_many_go_by_a_name_is_said() -> None:
    two = (Choice("a", "Alfa Uno", "Torino"), Choice("b", "Alfa Due", "Ivrea"))
    assert told(outcome="clarify", choices=two).startswith("Con questo nome ne trovo 2. Quale intendi?\n• Alfa Uno")
    assert told(outcome="clarify", choices=two, language="en").startswith("I find 2 by that name.")
    assert "Intendi questa?\n• Alfa Uno" in told(outcome="clarify", choices=two[:1])


# ------------------------------------------------------------------------------------------------- what was understood


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("it", "Cerco: prototipi, alluminio · zona Valle d'Aosta · solo aziende · niente case auto · "
               "al massimo 49 persone · nate dal 2010 · tranne: Provel"),
        ("en", "Looking for: prototipi, alluminio · near Valle d'Aosta · companies only · no car makers · "
               "at most 49 people · founded since 2010 · except: Provel"),
    ],
)  # fmt: skip
def test_an_answer_says_what_it_looked_for(language: Language, words: str) -> None:
    asked = Conditions("valle d'aosta", sort="company", not_sorts=("car_maker",), most=49, since=2010)
    text = told(
        language=language, companies=(factories.hit("leva"),), understood=("prototipi", "alluminio"),
        place="valle d'aosta", excluded=("Provel",), wish=Wish("prototipi", asked),
    )  # fmt: skip
    assert text.startswith(words + "\n")


def test_whose_size_no_source_says_is_not_claimed_to_meet_the_condition() -> None:
    text = told(companies=(factories.hit("leva", untold=("size", "founded")), factories.hit("cecomp")))
    first, second = text.split("2. ")
    assert "Le fonti non dicono quante persone ci lavorano" in first and "quando è nata" in first
    assert "Le fonti non dicono" not in second


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        (Wish("stampi", Conditions("asti")), "Zona Asti: nessuna, nelle mie fonti. Altrove sì:"),
        (Wish("stampi", Conditions("asti", most=49)), "Con queste condizioni nessuna"),
        (Wish("stampi", among=("leva",)), "Di quelle di prima, nessuna fonte lo documenta"),
    ],
)
def test_a_condition_that_nobody_meets_is_named_before_those_who_do_it_without(wish: Wish, words: str) -> None:
    near = factories.hit("cecomp", kind="neighbour")
    text = told(outcome="nothing_found", refusal="unmet", companies=(near,), wish=wish, place=wish.conditions.place)
    assert words in text
    assert text.index(words) < text.index("Cecomp")
    assert "non è la stessa cosa" not in text


@pytest.mark.parametrize("language", ["it", "en"])
def test_complaints_and_questions_about_the_machine_get_a_short_reply_of_their_own(language: Language) -> None:
    replies = {
        reply: told(language=language, outcome="smalltalk", intent="help", reply=reply) for reply in get_args(Reply)
    }
    assert len(set(replies.values())) == len(replies)
    assert max(map(len, replies.values())) < 300


def test_who_needs_a_quote_reads_that_only_the_company_can_give_it() -> None:
    text = told(companies=(factories.hit("leva"),), aside="price")
    assert "Prezzi, preventivi e tempi li può dire solo l'azienda" in text
