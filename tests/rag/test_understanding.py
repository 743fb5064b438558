"""What is asked: in which language, with which intent, about whom, when and where."""

from __future__ import annotations

import pytest

from rag.answers import Library
from rag.documents import Question
from rag.periods import Period
from rag.understanding import Understood, language_of
from tests.conftest import TODAY


def read(library: Library, text: str, **given: object) -> Understood:
    return library.understand(Question(text, TODAY, **given))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("chi fa prototipazione?", "it"),
        ("who does prototyping?", "en"),
        ("ciao", "it"),
        ("hello", "en"),
        ("grazie mille", "it"),
        ("thanks a lot", "en"),
        ("cerco uno stampista vicino a Ivrea", "it"),
        ("looking for a mould maker near Ivrea", "en"),
        ("mi serve qualcuno che faccia CAD", "it"),
        ("verniciatura", "it"),
        ("upcoming events", "en"),
        ("eventi", "it"),
    ],
)
def test_the_language_is_that_of_the_words(text: str, language: str) -> None:
    assert language_of(text) == language


def test_where_there_are_no_words_the_default_language_holds() -> None:
    assert (language_of("123 🙂"), language_of("123 🙂", "en")) == ("it", "en")


def test_an_address_has_no_language() -> None:
    for address in ("www.pininfarina.it", "https://example.com/who/is/it?what=the", "pininfarina.it"):
        assert (language_of(address), language_of(address, "en")) == ("it", "en")
    assert language_of("what does www.cecomp.it do?") == "en"


def test_the_askers_usual_language_counts_where_the_words_tell_none(library: Library) -> None:
    assert read(library, "chi fa prototipazione?", language="en").language == "it"
    assert read(library, "crash test", language="it").language == "it"
    assert read(library, "crash test", language="en").language == "en"


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("ciao", "greeting"),
        ("Buongiorno!", "greeting"),
        ("hello", "greeting"),
        ("grazie", "thanks"),
        ("Thank you!", "thanks"),
        ("aiuto", "help"),
        ("what can you do?", "help"),
        ("eventi", "list_events"),
        ("upcoming events", "list_events"),
        ("stop", "unsubscribe"),
        ("unsubscribe", "unsubscribe"),
        ("Cecomp", "profile"),
        ("cecom", "profile"),
        ("pinin farina", "profile"),
        ("chi fa prototipazione?", "find_companies"),
        ("who does prototyping?", "find_companies"),
        ("introduce Cecomp to Pininfarina", "introduce_two"),
        ("presenta Cecomp a Pininfarina", "introduce_two"),
        ("chi presiede VVP?", "association"),
    ],
)
def test_the_intent_is_understood(text: str, intent: str, library: Library) -> None:
    assert read(library, text).intent == intent


def test_a_question_is_taken_apart_into_whom_when_and_where(library: Library) -> None:
    asked = read(library, "cosa è successo da Pininfarina a novembre 2025?")
    assert asked.targets == ("pininfarina",)
    assert asked.period is not None
    assert asked.period.meets(Period(asked.period.first, asked.period.last))
    assert (asked.period.first.isoformat(), asked.period.last.isoformat()) == ("2025-11-01", "2025-11-30")
    assert "pininfarina" not in asked.topic
    place = read(library, "chi salda vicino a Ivrea?").place
    assert place is not None
    assert (place.name, place.outside) == ("ivrea", False)


def test_only_a_name_without_doubt_is_a_target(library: Library) -> None:
    asked = read(library, "presenta Cecomp a Pininfarina")
    assert asked.targets == ("cecomp", "pininfarina")
    assert all(len(mention.ids) == 1 for mention in asked.mentions)


def test_the_odds_of_all_intents_and_refusals_add_up(library: Library) -> None:
    asked = read(library, "chi fa prototipazione?")
    assert sum(asked.odds.values()) == pytest.approx(1, abs=1e-4)
    assert asked.share("find_companies", "event") == pytest.approx(asked.share("find_companies") + asked.share("event"))
    assert asked.share("no such intent") == 0


@pytest.mark.parametrize(
    "text",
    ["a" * 100_000, "\ud800\x00", "\ufdfa" * 100, "<b>ciao</b>", "%s {0} ${x}"],
    ids=["100,000 letters", "surrogate", "U+FDFA", "markup", "templates"],
)
def test_hostile_words_are_taken_apart_without_harm(text: str, library: Library) -> None:
    assert read(library, text).language in ("it", "en")
