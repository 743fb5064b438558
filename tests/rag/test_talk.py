"""Follow-ups: what a text that can't stand alone changes in the question before it."""

from __future__ import annotations

import pytest

from rag.answers import Library
from rag.documents import Answer, Language, Question
from rag.wishes import changed
from tests.conftest import TODAY


def say(library: Library, *texts: str, language: Language | None = None) -> Answer:
    """The answer to the last of several texts said in one talk."""
    before: Answer | None = None
    for text in texts:
        question = Question(text, TODAY, language)
        if before is not None:
            shown = tuple(hit.id for hit in before.companies)
            question = Question(text, TODAY, before.language, focus=shown, before=before.wish)
        before = library.answer(question)
    assert before is not None
    return before


def ids(answer: Answer) -> list[str]:
    return [hit.id for hit in answer.companies]


@pytest.mark.parametrize(
    ("first", "then", "place"),
    [
        ("chi fa stampi?", "e a Cuneo?", "cuneo"),
        ("chi fa stampi a Torino?", "e a Cuneo?", "cuneo"),
        ("chi fa stampi?", "solo a torino", "torino"),
        ("chi fa stampi?", "e in provincia di Asti?", "asti"),
        ("who makes moulds?", "and near Ivrea?", "ivrea"),
        ("who makes moulds?", "only in Cuneo", "cuneo"),
        ("chi fa stampi?", "no, intendevo a Cuneo", "cuneo"),
        ("chi fa stampi a Torino?", "ovunque", None),
    ],
)
def test_a_place_alone_asks_the_same_there(first: str, then: str, place: str | None, library: Library) -> None:
    answer = say(library, first, then)
    assert answer.intent == "find_companies"
    assert (answer.place, answer.wish and answer.wish.topic.strip(" ?")) == (
        place, "chi fa stampi" if answer.language == "it" else "who makes moulds"
    )  # fmt: skip
    assert answer.question == then


def test_nobody_in_a_place_is_said_with_two_elsewhere(library: Library) -> None:
    answer = say(library, "chi fa prototipazione?", "e in provincia di Asti?")
    assert (answer.outcome, answer.refusal) == ("nothing_found", "unmet")
    assert len(answer.companies) == 2 and {hit.kind for hit in answer.companies} == {"neighbour"}


@pytest.mark.parametrize(
    ("first", "then"),
    [("chi fa sedili?", "e chi di questi fa anche verniciatura?"), ("who makes seats?", "which of these also paint?")],
)
def test_which_of_these_keeps_to_the_companies_told(first: str, then: str, library: Library) -> None:
    before, answer = say(library, first), say(library, first, then)
    assert answer.outcome == "answered"
    assert "sparco" in ids(answer) and set(ids(answer)) <= set(ids(before))


@pytest.mark.parametrize("then", ["altri?", "ce ne sono altri?", "chi altro?"])
def test_others_are_those_not_told_yet(then: str, library: Library) -> None:
    before, answer = say(library, "chi fa prototipazione?"), say(library, "chi fa prototipazione?", then)
    assert answer.companies and not set(ids(before)) & set(ids(answer))


def test_when_all_were_told_it_says_so(library: Library) -> None:
    answer = say(library, "who does injection moulding?", "anyone else?")
    assert (answer.outcome, answer.refusal) == ("nothing_found", "no_more")


@pytest.mark.parametrize(
    ("first", "then", "company"),
    [
        ("chi fa stampi?", "no, intendevo stampaggio plastica", "mopla"),
        ("who makes moulds?", "I meant seats", "lear-grugliasco-fipa"),
    ],
)  # fmt: skip
def test_a_correction_is_a_new_search(first: str, then: str, company: str, library: Library) -> None:
    assert company in ids(say(library, first, then))


def test_a_topic_that_follows_keeps_the_place_and_a_whole_question_does_not(library: Library) -> None:
    assert say(library, "chi fa stampi a Torino?", "e per la lamiera?").place == "torino"
    assert say(library, "chi fa stampi a Torino?", "chi fa sedili?").place is None


@pytest.mark.parametrize(
    ("then", "intent"),
    [("che eventi ci sono?", "list_events"), ("grazie mille", "thanks"), ("Provel", "profile"), ("ciao", "greeting")],
)
def test_what_is_no_follow_up_is_answered_for_itself(then: str, intent: str, library: Library) -> None:
    assert say(library, "chi fa stampi a Cuneo?", then).intent == intent


@pytest.mark.parametrize("text", ["e a Cuneo?", "solo a torino", "and near Ivrea?", "altri?", "anyone else?"])
def test_a_follow_up_to_nothing_asks_what_is_looked_for(text: str, library: Library) -> None:
    assert say(library, text).refusal == "incomplete"


@pytest.mark.parametrize("text", ["chi c'è a Cuneo?", "companies around Cuneo"])
def test_everybody_in_a_place_can_be_asked_for(text: str, library: Library) -> None:
    answer = say(library, text)
    assert answer.outcome == "answered"
    assert "kimera-automobili" in ids(answer)


@pytest.mark.parametrize("text", ["chi fa sedili tranne Sparco?", "who makes seats except Sparco?"])
def test_who_is_excepted_is_not_listed(text: str, library: Library) -> None:
    answer = say(library, text)
    assert answer.outcome == "answered"
    assert "sparco" not in ids(answer) and answer.excluded == ("Sparco",)


def test_an_hour_away_is_not_too_far(library: Library) -> None:
    near, far = (
        say(library, "chi fa stampi vicino a Ivrea?"),
        say(library, "chi fa stampi non troppo lontano da Ivrea?"),
    )
    assert near.wish and far.wish
    assert (near.wish.conditions.reach, far.wish.conditions.reach) == (None, 60)


def test_the_changes_offered_give_answers(library: Library) -> None:
    answer = say(library, "chi fa prototipazione?")
    assert answer.wish and {change.kind for change in answer.changes} >= {"narrow"}
    for change in answer.changes:
        wish = changed(answer.wish, change)
        after = library.answer(Question(answer.question, TODAY, "it", wish=wish))
        assert after.outcome == "answered", change


@pytest.mark.parametrize(
    "text", ["mi serve un preventivo per 100 staffe in lamiera", "I need a quote for 100 sheet metal brackets"]
)
def test_who_needs_a_quote_gets_those_who_could_give_it(text: str, library: Library) -> None:
    answer = say(library, text)
    assert (answer.outcome, answer.aside) == ("answered", "price")
    assert "cornaglia-group" in ids(answer)


@pytest.mark.parametrize(
    "text",
    ["scheda di Bosch", "avete Bosch?", "do you have Bosch?", "show me the profile of Bosch",
     "cosa fa Rossi Meccanica srl?", "what does Brembo do?", "conosci la ditta Bianchi Meccanica?",
     "is Ferrari in your directory?"],
)  # fmt: skip
def test_a_firm_that_nobody_here_knows_is_not_taken_for_another(text: str, library: Library) -> None:
    answer = say(library, text)
    assert (answer.outcome, answer.refusal, answer.companies) == ("nothing_found", "unknown_company", ())


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        ("hai sbagliato tutto", "complaint"), ("non hai capito", "complaint"), ("that's wrong", "complaint"),
        ("sei un umano?", "machine"), ("are you ChatGPT?", "machine"),
        ("voglio parlare con una persona", "person"), ("can I talk to a human?", "person"),
    ],
)  # fmt: skip
def test_complaints_and_wishes_for_a_person_are_heard(text: str, reply: str, library: Library) -> None:
    answer = say(library, text)
    assert (answer.outcome, answer.reply) == ("smalltalk", reply)
