"""A question that looks for somebody who does a thing is no small talk, whatever it sounds like."""

from __future__ import annotations

import pytest

from rag.answers import Library
from rag.documents import Question
from rag.seeking import seeks

SEEKING = (
    "chi fa modelli di stile?", "chi fa modelli?", "chi fa design?", "chi fa software?", "chi fa assistenza?",
    "chi fa intelligenza artificiale?", "cerco chi fa modelli di stile", "chi sa fare modelli di stile?",
    "ciao, conosci qualcuno che fa stampi?", "qualcuno che fa modelli di stile?", "who makes models?",
    "who does machine learning?", "who builds machines?", "anyone who does style models?", "hi, who can do help desks?",
    "who does die tryout?", "who does tax and accounting?",
)  # fmt: skip
OF_US = (
    "chi fa questo bot?", "chi ti ha fatto?", "chi fa il tuo lavoro?", "who made you?", "who does this bot?",
    "who does your job?", "chi fa cosa?", "who does what?", "chi sei?", "ciao", "grazie, chi è il responsabile?",
)  # fmt: skip


@pytest.mark.parametrize("text", SEEKING)
def test_whoever_looks_for_somebody_who_does_a_thing_is_never_answered_with_small_talk(
    text: str, library: Library
) -> None:
    answer = library.answer(Question(text, "2026-11-22"))
    assert answer.outcome != "smalltalk" and answer.intent == "find_companies"


BY_NAME = (
    "chi vernicia?", "uno che vernicia", "who does painting?", "cerco uno che fa verniciatura", "someone who paints",
)  # fmt: skip


@pytest.mark.parametrize("text", BY_NAME)
def test_who_is_named_by_a_trade_alone_is_looked_for(text: str, library: Library) -> None:
    answer = library.answer(Question(text, "2026-11-22"))
    assert (answer.intent, answer.outcome) == ("find_companies", "answered")
    assert {"sparco", "sgf-industriali-imr-group"} <= {hit.id for hit in answer.companies}
    assert not {hit.id for hit in answer.companies if hit.likely} & {"api-torino", "anfia"}


@pytest.mark.parametrize("text", OF_US)
def test_what_is_asked_of_us_is_still_small_talk(text: str, library: Library) -> None:
    assert not seeks(text)
    assert library.answer(Question(text, "2026-11-22")).outcome == "smalltalk"


def test_no_capability_asked_for_with_who_does_is_read_as_small_talk(library: Library) -> None:
    asked = [
        f"{form} {concept.labels(language)[0]}?"
        for concept in list(library.sources.concepts.vocabulary.concepts.values())[::9]
        for language, form in (("it", "chi fa"), ("en", "who does"))
    ]
    read = {text: library.understand(Question(text, "2026-11-22")) for text in asked}
    assert len(read) > 100
    talk = ("greeting", "thanks", "help", "other")
    assert [text for text, one in read.items() if one.intent in talk and one.refusal != "off_topic"] == []
