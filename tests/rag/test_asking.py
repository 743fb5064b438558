"""What a question wants and what a sentence offers: kinds of answers, relations in any words, the counted thing."""

from __future__ import annotations

import pytest

from rag.asking import listed, offered, said, wanted

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
    ],
)
def test_the_form_of_a_question_tells_the_kind_of_its_answer(text: str, kind: str | None) -> None:
    assert wanted(text, text).kind == kind


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("quanti addetti ha?", "In 2020 it had 32 staff."),
        ("chi presiede l'ente?", "Monica Rossi is the president of the body."),
        ("chi guida la ditta?", "Pietro Verdi è l'amministratore delegato."),
        ("chi ha comprato la ditta?", "Nel 2018 è stata acquisita da un gruppo canadese."),
        ("chi può entrare?", "It is open to firms and universities."),
    ],
)
def test_a_relation_is_recognised_in_other_words_and_the_other_language(question: str, sentence: str) -> None:
    terms = [term for term in wanted(question, question).terms if term.relation]
    assert terms
    assert all(term.forms & said(sentence) for term in terms)


def test_words_of_asking_and_periods_are_no_part_of_what_is_asked() -> None:
    assert wanted("che cosa è successo il mese scorso?", "che cosa è successo il mese scorso?").terms == ()


def test_the_first_thing_after_the_question_word_is_what_it_is_about() -> None:
    text = "al workshop quanti espositori c'erano?"
    focus = wanted(text, text).focus
    assert focus is not None
    assert focus.relation == "exhibit"


def test_who_is_new_in_a_role_asks_for_more_than_who_is_in_it() -> None:
    assert wanted("Who is the new CEO?", "Who is the new CEO?").new
    assert not wanted("Who is the CEO?", "Who is the CEO?").new


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
    ],
)
def test_a_sentence_offers_the_kinds_of_answer_that_it_holds(sentence: str, kind: str) -> None:
    assert kind in offered(sentence, "Officina Prova", FIRMS)


def test_a_year_is_no_number_and_a_company_no_person() -> None:
    assert offered("Officina Prova was founded in Turin in 1987.", "Officina Prova", FIRMS) == {"date", "place"}


def test_a_list_is_as_long_as_the_names_in_it() -> None:
    assert listed("Its guests were Alfa, Beta Stampi, Gamma and Delta.") == 4
    assert listed("It is led by Monica Rossi and held in Turin.") == 0
