"""The kinds of answer: what asks for each, and what in a sentence is one."""

from __future__ import annotations

import pytest

from rag.answers import Library
from rag.asking import wanted
from rag.documents import Question
from rag.kinds import asks_whether_done, listed, offered

FIRMS = frozenset({"officina", "prova"})


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("quando è nata Comau?", "date"),
        ("In which year was it founded?", "date"),
        ("dove si terrà VTM?", "place"),
        ("sede di vvp", "place"),
        ("quanti soci ha VVP?", "number"),
        ("How many people work there?", "number"),
        ("quanto costa una Runabout?", "money"),
        ("What is the turnover?", "money"),
        ("What share did Stellantis keep?", "share"),
        ("chi presiede VVP?", "person"),
        ("Who is the CEO of Comau?", "person"),
        ("chi ha comprato comau?", "name"),
        ("perché ha detto di no?", "reason"),
        ("mi dai l'elenco degli espositori?", "names"),
        ("in che giorni si tiene la fiera?", "day"),
        ("On which days was the fair?", "day"),
        ("in quale padiglione stanno?", "hall"),
        ("A che piano si entra?", "hall"),
        ("che piano industriale ha Comau?", None),
        ("What is the wheel made of?", "material"),
        ("che cosa ha detto il sindaco?", "words"),
        ("What did the mayor say about the plant?", "words"),
        ("Che regole chiedeva Angori quando guidava Pininfarina?", None),
        ("da dove viene il nome Sabelt?", None),
        ("chi può entrare in VVP?", None),
        ("che percentuale ne ha preso?", "percent"),
        ("Which nine schools sent a juror?", "names"),
        ("Seventeen brands came: can you name them all?", "names"),
        ("voglio i nomi dei clienti", "names"),
        ("chi ha parlato a nome degli altri?", "name"),
        ("Which manufacturer built the shuttle?", "name"),
        ("con quali clienti lavora?", "name"),
        ("What would the coupé set me back?", "money"),
        ("Which tools name a part?", None),
        ("Which town is it based in?", "place"),
        ("in quale stabilimento le monta?", "place"),
        ("a che ora chiude il salone?", "hour"),
        ("Until what time is it open?", "hour"),
        ("in che lingua è il corso?", "tongue"),
        ("Which edition was it?", "edition"),
        ("quanto prendono gli stagisti?", "money"),
        ("how often does it meet?", "number"),
        ("come si chiama la ditta che la fornisce?", "name"),
        ("con chi collabora?", "name"),
    ],
)
def test_the_form_of_a_question_tells_the_kind_of_its_answer(text: str, kind: str | None) -> None:
    assert wanted(text, text).kind == kind


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("It was opened in November 2025.", "date"),
        ("About 450 people work there.", "number"),
        ("The plan is worth 23.8 million euro.", "money"),
        ("It exports 90% of what it makes.", "share"),
        ("Its president is Monica Rossi.", "person"),
        ("Minister Tajani attended.", "person"),
        ("Its guests were Alfa, Beta Stampi and Gamma.", "names"),
        ("More than a dozen meetings were held.", "number"),
        ("It holds a third of the shares.", "percent"),
        ("The show was open from 9 to 23, free of charge.", "hour"),
        ("The workshop is in English.", "tongue"),
        ("It was the fourth edition.", "edition"),
    ],
)
def test_a_sentence_offers_the_kinds_of_answer_that_it_holds(sentence: str, kind: str) -> None:
    assert kind in offered(sentence, "Officina Prova", FIRMS)


def test_a_year_is_no_number_and_a_company_no_person() -> None:
    assert offered("Officina Prova was founded in Turin in 1987.", "Officina Prova", FIRMS) == {"date", "place"}


def test_a_list_is_as_long_as_the_names_in_it() -> None:
    assert listed("Its guests were Alfa, Beta Stampi, Gamma and Delta.") == 4
    assert listed("It is led by Monica Rossi and held in Turin.") == 0


def test_days_and_prices_are_no_hours() -> None:
    assert "hour" not in offered("It is held from 22 to 24 March and costs 12.50 euro.", "", FIRMS)


def test_most_of_it_is_no_percentage() -> None:
    assert "percent" not in offered("It sold the majority to a group.", "", FIRMS)


@pytest.mark.parametrize(
    ("text", "done"),
    [
        ("is the plant still open", True),
        ("has it really started building cars", True),
        ("la nuova linea e gia in funzione", False),  # no question by its form
        ("e ancora aperta la sede", True),
        ("quanti fornitori sono poi venuti", True),
        ("quanti fornitori erano attesi", False),
        ("when was it announced", False),
        ("was it already named as a founder then", False),
    ],
)
def test_whether_it_came_about_is_more_than_that_it_was_announced(text: str, done: bool) -> None:
    assert asks_whether_done(text) == done


@pytest.mark.parametrize(
    "text",
    [
        "quanti fornitori sono poi venuti davvero all'Heritage Hub?",  # what was expected is told
        "Which thirty companies used the Pininfarina wind tunnel in 2022?",  # that they were thirty is told
        "Che percentuale di Italdesign si è presa UST, di preciso?",  # that it was most of it is told
    ],
)
def test_what_was_planned_counted_or_told_roughly_is_no_answer_to_what_was_asked(text: str, library: Library) -> None:
    assert library.answer(Question(text, "2026-03-20")).outcome == "nothing_found"
