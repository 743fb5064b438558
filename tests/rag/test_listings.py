"""Which questions ask for a list and nothing else, and which for the next edition of an event."""

from __future__ import annotations

import pytest

from rag.listings import edition, listing, only_press, title_words


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("che eventi ci sono?", "list_events"),
        ("eventi a dicembre 2026", "list_events"),
        ("which events are there next spring?", "list_events"),
        ("che è successo ieri?", "press"),
        ("what happened from 10 to 12 September?", "press"),
        ("rassegna stampa di marzo 2026", "press"),
        ("novità negli ultimi 6 mesi", "press"),
        ("latest news", "press"),
        ("c'è qualcosa di nuovo?", "press"),
    ],
)
def test_a_question_of_nothing_but_time_asks_for_a_list(text: str, kind: str) -> None:
    assert listing(text) == kind


@pytest.mark.parametrize(
    "text",
    [
        "novità su Pininfarina", "cosa è successo a Mirafiori ieri?", "eventi sull'idrogeno", "chi fa stampi?",
        "what happened at Comau in 2025?", "chi organizza eventi?", "new moulds", "press brake", "", "ciao",
    ],
)  # fmt: skip
def test_whatever_names_a_subject_is_a_question_about_it(text: str) -> None:
    assert listing(text) is None


@pytest.mark.parametrize(("text", "printed"), [("rassegna stampa di marzo", True), ("che è successo a marzo?", False)])
def test_what_was_printed_is_told_from_what_happened(text: str, printed: bool) -> None:
    assert only_press(text) is printed


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("quando è il prossimo Salone dell'auto?", ("salone", "auto")),
        ("when is the next Turin car show?", ("salone", "auto")),
        ("prossimo VTM", ("vtm",)),
        ("quando si tiene la prossima edizione di A&T Automation & Testing?", ("automation", "testing")),
        ("quando è il Salone Auto 2026?", None),
        ("prossimi eventi a Torino", None),
        ("eventi del prossimo mese", None),
    ],
)
def test_the_next_edition_is_asked_for_by_the_name_of_the_event(text: str, named: tuple[str, ...] | None) -> None:
    assert edition(text) == named


def test_a_title_is_told_by_what_no_other_edition_or_place_shares() -> None:
    assert title_words("VTM Torino 2026 (quinta edizione)") == ("vtm",)
