"""Facts: the sentence that answers comes first and mostly alone; what no sentence says is not answered."""

from __future__ import annotations

import pytest

from rag.answers import Library
from rag.documents import Answer, Question
from tests.conftest import TODAY


def ask(library: Library, text: str) -> Answer:
    return library.answer(Question(text, TODAY))


def told(answer: Answer) -> list[str]:
    return [*answer.details, *(snippet.text for snippet in answer.facts)]


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("chi presiede VVP?", "Mailander"),
        ("Who chairs VVP?", "Mailander"),
        ("quando è nata Comau?", "1973"),
        ("When was Comau founded?", "1973"),
        ("quanti dipendenti ha tecnocad", "450"),
        ("chi può entrare in VVP?", "università"),
        ("Who can join VVP?", "universities"),
        ("chi è il presidente di Sparco", "Bellazzini"),
        ("quanti dipendenti ha cecomp", "450"),
        ("sede di vvp", "Torino"),
        ("mi dai l'elenco dei soci fondatori di VVP?", "Italdesign, Pininfarina"),
        ("a list of the founding members of VVP", "Italdesign, Pininfarina"),
    ],
)
def test_the_sentence_that_answers_comes_first(text: str, fact: str, library: Library) -> None:
    answer = ask(library, text)
    assert answer.outcome == "answered"
    assert fact in told(answer)[0]
    assert len(told(answer)) <= 3


@pytest.mark.parametrize(
    ("text", "company"),
    [
        ("quanti dipendenti ha Danisi Engineering?", "danisi-engineering"),
        ("When was Danisi Engineering founded?", "danisi-engineering"),
        ("che fatturato ha Granstudio?", "granstudio"),
        ("Who founded Teoresi?", "teoresi"),
        ("is Cecomp a member?", "cecomp"),
        ("Leva ha aderito a VVP?", "leva"),
        ("chi siede nel consiglio di amministrazione di Comau?", "comau"),
        ("Who are the board members of Comau?", "comau"),
    ],
)
def test_what_no_sentence_says_of_a_known_company_is_an_honest_no(text: str, company: str, library: Library) -> None:
    answer = ask(library, text)
    assert (answer.outcome, answer.refusal) == ("nothing_found", "undocumented")
    assert [hit.id for hit in answer.companies] == [company]
    assert not told(answer)


@pytest.mark.parametrize("text", ["quanti soci ha oggi Vehicle Valley?", "How many members does VVP have today?"])
def test_how_many_founded_it_does_not_tell_how_many_belong_to_it_today(text: str, library: Library) -> None:
    assert not told(ask(library, text))


@pytest.mark.parametrize(
    "text", ["cosa è successo a Prima Industrie nel gennaio 2026?", "What happened at Prima Industrie in January 2026?"]
)
def test_an_ordinary_word_is_no_companys_name(text: str, library: Library) -> None:
    assert not any("Salon" in sentence for sentence in told(ask(library, text)))


@pytest.mark.parametrize("text", ["Comau", "la scheda di Comau", "chi è Comau?", "parlami di Comau"])
def test_who_asks_for_a_company_as_a_whole_still_gets_its_profile(text: str, library: Library) -> None:
    answer = ask(library, text)
    assert (answer.intent, answer.outcome, answer.targets) == ("profile", "answered", ("comau",))


@pytest.mark.parametrize("text", ["quanto guadagna l'ad di Comau?", "Can I have Monica Mailander's mobile number?"])
def test_what_is_private_stays_so(text: str, library: Library) -> None:
    assert ask(library, text).outcome == "nothing_found"


def test_what_answers_can_be_hidden_as_if_nobody_had_written_it(library: Library) -> None:
    asked = library.understand(Question("quando è nata Comau?", TODAY))
    teller = library.composer.teller
    whole, without = teller.told(asked), teller.told(asked, lambda saying: "1973" in saying.statement.text["it"])
    assert "1973" in whole.facts[0].statement.text["it"]
    assert without.facts
    assert not any("1973" in fact.statement.text["it"] for fact in without.facts)
    assert teller.answers(whole)
    assert not teller.answers(without)


@pytest.mark.parametrize(
    "text",
    [
        "quanti brevetti ha Tecnocad?",
        "How many patents does Tecnocad hold?",
        "quanto guadagna il presidente di Sparco?",
        "che cosa ha detto il presidente di Sparco degli scioperi?",
    ],
)
def test_an_attribute_that_no_sentence_of_the_record_speaks_of_is_not_told_from_another(
    text: str, library: Library
) -> None:
    assert not told(ask(library, text))
