"""A draft that is a known event already is told, with the reasons."""

from __future__ import annotations

from datetime import date

from bot.config import Settings
from rag.drafts import Draft
from rag.loaders import load_folder
from rag.notices import read
from rag.twins import Known, twins
from tests.rag import golden

VTM = Known("vtm-2022", "VTM Torino 2022", date(2022, 3, 30), date(2022, 3, 31), "OGR, Torino")
MESAP = Known("mesap", "Assemblea e 15 anni del Polo MESAP", date(2024, 11, 20), None, "MAUTO, Torino")
TODAY = date(2022, 2, 1)


def _day(partial: str | None) -> date | None:
    return date.fromisoformat(partial) if partial and len(partial) == 10 else None


def _draft(*lines: str) -> Draft:
    return read(lines, TODAY)


def test_the_same_title_on_the_same_day_is_a_likely_duplicate() -> None:
    found = twins(_draft("VTM Torino", "30-31 marzo 2022", "OGR, Torino"), [MESAP, VTM])
    assert [(twin.known.id, twin.reasons) for twin in found] == [("vtm-2022", ("title", "day", "place"))]


def test_another_edition_is_no_duplicate() -> None:
    assert twins(_draft("VTM Torino 2024", "26 marzo 2024", "OGR, Torino"), [VTM]) == []


def test_an_event_that_was_moved_by_a_week_is_told_by_its_title_alone() -> None:
    assert [twin.reasons for twin in twins(_draft("VTM Torino 2022", "6 aprile 2022"), [VTM])] == [("title",)]


def test_other_events_of_the_same_day_are_none() -> None:
    assert twins(_draft("Cena sociale CNA Torino", "30 marzo 2022"), [VTM]) == []


def test_nothing_is_like_a_draft_without_title_and_day() -> None:
    assert twins(_draft("ok grazie"), [VTM, MESAP]) == []


def test_every_announcement_finds_the_record_that_it_was_made_from() -> None:
    events = [
        Known(one.id, one.title, _day(one.start), _day(one.end), one.place.get("it"))
        for one in load_folder(Settings().data_dir)[0]
        if one.kind == "event"
    ]
    ids = {event.id for event in events}
    missed = []
    for item in golden.items():
        if item["id"] in ids and "expected" in item:
            found = [twin.known.id for twin in twins(golden.drafted(item), events)]
            if found[:1] != [item["id"]]:
                missed.append((item["id"], found))
    assert len(missed) <= 4, missed
