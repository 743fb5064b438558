"""Events and press by date: what is coming, what is over, what a period holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from rag.calibration import blank
from rag.documents import Document
from rag.periods import Period
from rag.records import RecordSearch, record_hit
from tests import factories

TODAY = date(2026, 11, 22)
RECORDS = [
    factories.event("ieri", start="2026-11-21"),
    factories.event("oggi", start="2026-11-22"),
    factories.event("in-corso", start="2026-11-20", end="2026-11-25"),
    factories.event("questo-mese", start="2026-11"),
    factories.event("quest-anno", start="2026"),
    factories.event("domani", start="2026-11-23"),
    factories.event("tanto-fa", start="2018"),
    factories.event("senza-data"),
    factories.press("notizia-futura", date="2027-01"),
    factories.press("notizia", date="2025-11-27"),
    factories.company("ditta"),
]


def search(records: list[Document] = RECORDS) -> RecordSearch:
    return RecordSearch({document.id: document for document in records}, [], blank())


def ids(documents: list[Document]) -> list[str]:
    return [document.id for document in documents]


def test_what_is_not_over_is_upcoming_and_the_soonest_comes_first() -> None:
    """A day that is not known counts as the last one possible."""
    assert ids(search().upcoming(TODAY)) == ["quest-anno", "questo-mese", "in-corso", "oggi", "domani"]


def test_nothing_is_upcoming_when_all_is_over() -> None:
    assert search().upcoming(date(2030, 1, 1)) == []


def test_the_latest_are_those_that_were_over_last() -> None:
    assert ids(search().latest(TODAY, 2)) == ["ieri", "tanto-fa"]
    assert ids(search().latest(TODAY, 1)) == ["ieri"]


def test_a_period_holds_events_and_press_that_share_a_day_with_it() -> None:
    november = Period(date(2025, 11, 1), date(2025, 11, 30))
    assert ids(search().within(november)) == ["notizia"]
    assert "in-corso" in ids(search().within(Period(date(2026, 11, 24), date(2026, 12, 31))))


def test_without_records_nothing_is_found() -> None:
    assert (search([]).upcoming(TODAY), search([]).latest(TODAY, 3)) == ([], [])


@pytest.mark.parametrize("language", ["it", "en"])
def test_a_hit_tells_the_record_in_the_language_asked_for(language: str) -> None:
    event = replace(RECORDS[5], place={"it": "Torino", "en": "Turin"})
    hit = record_hit(event, 0.5, language, TODAY, [1])  # type: ignore[arg-type]
    assert (hit.title, hit.place) == (event.name[language], event.place[language])  # type: ignore[index]
    assert [snippet.text for snippet in hit.snippets] == [event.statement(1).text[language]]  # type: ignore[index]
    assert hit.upcoming


def test_neither_what_is_over_nor_press_is_upcoming() -> None:
    assert not record_hit(RECORDS[0], 0.5, "it", TODAY).upcoming
    assert not record_hit(RECORDS[8], 0.5, "it", TODAY).upcoming
