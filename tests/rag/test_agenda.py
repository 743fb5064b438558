"""Lists by date: what is coming, what a period held, the next edition; and the honest word where nothing is known."""

from __future__ import annotations

import pytest

from rag.answers import Library
from rag.documents import Answer, Question


def asked(library: Library, text: str, today: str = "2026-11-22") -> Answer:
    return library.answer(Question(text, today))


def ids(answer: Answer) -> list[str]:
    return [hit.id for hit in (*answer.events, *answer.press)]


@pytest.mark.parametrize("text", ["che è successo ieri?", "what happened yesterday?", "novità della settimana scorsa"])
def test_of_days_that_no_source_reaches_nothing_is_told_but_the_latest_news(library: Library, text: str) -> None:
    answer = asked(library, text)
    assert answer.outcome == "nothing_found"
    assert answer.period is not None
    assert ids(answer) == ["stellantis-safety-centre-turns-50"]


@pytest.mark.parametrize("text", ["rassegna stampa di marzo 2026", "press review of March 2026"])
def test_the_press_of_a_month_is_listed_and_nothing_else(library: Library, text: str) -> None:
    answer = asked(library, text)
    assert (answer.intent, answer.outcome, answer.events) == ("press", "answered", ())
    assert all((hit.date or "").startswith("2026-03") for hit in answer.press)
    assert answer.press


@pytest.mark.parametrize("text", ["cosa è successo dal 10 al 12 settembre?", "what happened last summer?"])
def test_what_a_period_held_are_its_events(library: Library, text: str) -> None:
    answer = asked(library, text)
    assert answer.outcome == "answered"
    assert "salone-auto-torino-2026" in ids(answer)
    assert "vtm-torino-2026-quinta-edizione" not in ids(answer)  # its day is not known: it may have been at any time


def test_without_a_time_the_newest_press_comes_first(library: Library) -> None:
    dates = [hit.date or "" for hit in asked(library, "ultime notizie").press]
    assert dates[0] == "2026-03-12"
    assert dates == sorted(dates, reverse=True)


@pytest.mark.parametrize("text", ["eventi a dicembre 2026", "events in December 2026", "eventi questo weekend"])
def test_a_time_without_events_says_so_and_shows_what_may_still_come(library: Library, text: str) -> None:
    answer = asked(library, text)
    assert (answer.intent, answer.outcome) == ("list_events", "nothing_found")
    assert ids(answer) == ["vtm-torino-2026-quinta-edizione"]


def test_a_time_that_goes_on_shows_what_comes_and_what_was(library: Library) -> None:
    answer = asked(library, "eventi di settembre 2026", today="2026-09-20")
    assert ids(answer) == ["salone-auto-torino-2026"]
    assert not answer.events[0].upcoming


@pytest.mark.parametrize("text", ["quando è il prossimo Salone dell'auto?", "when is the next Turin car show?"])
def test_a_next_edition_that_nobody_dates_is_told_with_the_last_one(library: Library, text: str) -> None:
    answer = asked(library, text)
    assert (answer.no_next, ids(answer)) == (True, ["salone-auto-torino-2026"])
    before = asked(library, text, today="2026-06-01")
    assert (before.no_next, ids(before)) == (False, ["salone-auto-torino-2026"])


def test_an_event_asked_for_by_name_comes_without_those_that_sound_alike(library: Library) -> None:
    assert [hit.id for hit in asked(library, "quando è il Salone Auto 2026?").events] == ["salone-auto-torino-2026"]
