"""Whether a company does something: a source says so, none says so, or nobody knows that company."""

from __future__ import annotations

import pytest

from rag import whether
from rag.answers import Library
from rag.documents import Answer, Question
from rag.names import Mention
from rag.wishes import changed
from tests.conftest import TODAY


def ask(library: Library, text: str) -> Answer:
    return library.answer(Question(text, TODAY))


@pytest.mark.parametrize(
    ("text", "sought"),
    [
        ("Sparco fa sedili?", "sedili"),
        ("ma la Sparco fa anche sedili da corsa?", "sedili da corsa"),
        ("sapete se Sparco produce tute?", "tute"),
        ("Does Sparco make seats?", "seats"),
        ("do you know whether Sparco sells overalls?", "sells overalls"),
        ("is Sparco making helmets too?", "helmets"),
        ("can Sparco also paint carbon parts?", "paint carbon parts"),
        ("Sparco può verniciare il carbonio?", "verniciare il carbonio"),
        ("Sparco sa fare il carbonio?", "il carbonio"),
        ("Sparco restaura auto?", "restaura auto"),
    ],
)
def test_what_is_asked_of_one_company_is_read_from_the_form_of_the_question(text: str, sought: str) -> None:
    found = whether.sought(text, [Mention(("sparco",), "sparco", True)])
    assert found == whether.Sought(sought, owned=False)


@pytest.mark.parametrize(
    "text", ["cosa fa Sparco?", "chi fa sedili come Sparco?", "Sparco", "quanti sedili fa Sparco?", "presentami Sparco"]
)
def test_other_questions_on_a_company_are_none_of_these(text: str) -> None:
    assert whether.sought(text, [Mention(("sparco",), "sparco", True)]) is None


def test_what_a_company_has_is_told_from_what_it_does() -> None:
    found = whether.sought("Sparco ha una galleria del vento?", [Mention(("sparco",), "sparco", True)])
    assert found == whether.Sought("una galleria del vento", owned=True)


@pytest.mark.parametrize(
    ("text", "company", "word"),
    [
        ("Sparco produce sedili?", "sparco", "sedili"),
        ("does Cecomp make aluminium bodies?", "cecomp", "aluminium"),
        ("Pininfarina ha una galleria del vento?", "pininfarina", "galleria"),
        ("Is Denso making heat exchangers?", "denso-thermal-systems", "radiators"),
    ],
)
def test_yes_is_said_with_the_sentence_that_says_so(text: str, company: str, word: str, library: Library) -> None:
    answer = ask(library, text)
    assert (answer.outcome, answer.aside) == ("answered", "said")
    [hit] = answer.companies
    assert hit.id == company
    assert word in hit.snippets[0].text


@pytest.mark.parametrize(
    ("text", "company"),
    [
        ("Comau fa verniciatura?", "comau"),
        ("does Italdesign have a wind tunnel?", "italdesign"),
        ("ma Bitron fa anche stampaggio plastica?", "bitron"),
    ],
)
def test_what_no_source_says_of_a_company_is_not_affirmed(text: str, company: str, library: Library) -> None:
    answer = ask(library, text)
    assert (answer.outcome, answer.refusal, answer.intent) == ("nothing_found", "undocumented", "profile")
    assert [(hit.id, hit.kind) for hit in answer.companies] == [(company, "neighbour")]
    assert answer.understood


def test_who_does_it_is_one_button_further(library: Library) -> None:
    answer = ask(library, "Comau fa verniciatura?")
    [change] = [change for change in answer.changes if change.kind == "who"]
    assert answer.wish is not None
    others = library.answer(Question("Comau fa verniciatura?", TODAY, wish=changed(answer.wish, change)))
    assert others.outcome == "answered"
    assert "comau" not in {hit.id for hit in others.companies}


def test_who_else_is_not_offered_where_nobody_else_does_it(library: Library) -> None:
    assert [change.kind for change in ask(library, "Sparco produce sedili?").changes] == ["who"]
    assert ask(library, "does Cornaglia do rotational moulding?").changes == ()


@pytest.mark.parametrize("text", ["Metalresine vernicia il carbonio?", "can Metalresine paint carbon fibre parts?"])
def test_the_work_that_is_asked_for_is_not_passed_over_for_its_material(text: str, library: Library) -> None:
    assert ask(library, text).aside == "said_near"


@pytest.mark.parametrize("text", ["Comau ha un nuovo amministratore delegato?", "Pininfarina ha chiuso?"])
def test_what_is_no_capability_is_not_answered_as_one(text: str, library: Library) -> None:
    assert ask(library, text).aside != "said"


@pytest.mark.parametrize("text", ["Reynaldi fa stampi?", "la Brembo produce freni?", "does Brembo make brakes?"])
def test_a_company_that_nobody_here_knows_is_said_to_be_unknown(text: str, library: Library) -> None:
    answer = ask(library, text)
    assert (answer.outcome, answer.refusal) == ("nothing_found", "unknown_company")


@pytest.mark.parametrize(
    "text", ["Nessuno fa stampi a Cuneo?", "Qualcuno produce stampi?", "Does anybody make moulds?"]
)
def test_nobody_in_particular_is_no_company(text: str, library: Library) -> None:
    assert ask(library, text).refusal != "unknown_company"


def test_others_than_a_company_are_asked_for_without_it(library: Library) -> None:
    answer = ask(library, "chi altro fa sedili oltre a Sparco?")
    assert answer.outcome == "answered"
    assert "sparco" not in {hit.id for hit in answer.companies}
