"""Files of an event are called by its title and its day, in the reader's language, in letters that every disk knows."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.services.events import files
from tests.services.events.conftest import NOW, STAFF, Desk, Publish
from tests.services.events.test_calendars import row


def test_a_file_is_called_by_title_and_day_in_the_readers_language() -> None:
    event = row()
    assert files.calendar(event, "it") == "serata-in-officina-2026-12-03.ics"
    assert files.calendar(event, "en") == "an-evening-at-the-workshop-2026-12-03.ics"
    assert files.participants(event, "it") == "serata-in-officina-2026-12-03-partecipanti.csv"
    assert files.participants(event, "en") == "an-evening-at-the-workshop-2026-12-03-participants.csv"
    assert files.code(event, "it") == "serata-in-officina-2026-12-03-codice.png"
    assert files.all_dates(event, "en") == "an-evening-at-the-workshop-all-dates.ics"


@pytest.mark.parametrize(
    ("title", "called"),
    [
        ("Perché l'idrogeno? Caffè & “stampi”", "perche-l-idrogeno-caffe-stampi"),
        ("L’officina del Città-Straße", "l-officina-del-citta-strasse"),
        ("../../etc/passwd\r\nX: y", "etc-passwd-x-y"),
        ("parola " * 20, "-".join(["parola"] * 8)),
        ("a" * 90, "a" * 60),
        ("汽车 🚗", "evento"),
        ("", "evento"),
    ],
)
def test_a_title_becomes_words_that_every_disk_knows(title: str, called: str) -> None:
    assert files.calendar(row(title={"it": title}), "it") == f"{called}-2026-12-03.ics"


def test_without_a_title_it_is_called_event_in_english_and_one_that_is_known_in_italian_alone_stays_so() -> None:
    assert files.calendar(row(title={}), "en") == "event-2026-12-03.ics"
    assert files.calendar(row(title={"it": "Cena"}), "en") == "cena-2026-12-03.ics"


def test_the_day_is_that_of_the_place() -> None:
    assert files.calendar(row(starts_at=datetime(2026, 12, 2, 23, 30, tzinfo=UTC)), "it").endswith("-2026-12-03.ics")


async def test_the_desk_hands_them_out_under_these_names(desk: Desk, publish: Publish) -> None:
    event = await publish(rule="FREQ=WEEKLY;COUNT=2")
    assert (await desk(NOW).calendar(event.id, "en"))[0] == "an-evening-at-the-workshop-2026-12-03.ics"
    assert (await desk(NOW).all_dates(event.id, "it"))[0] == "serata-in-officina-tutte-le-date.ics"
    assert (await desk(NOW).participants(event.id, STAFF, "it"))[0] == "serata-in-officina-2026-12-03-partecipanti.csv"
