"""Dates in words, no more precise than their source, and how long ago they are."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bot.texts.dates import Distance, ago, moment, span, when

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("partial", "italian", "english"),
    [
        ("2018", "2018", "2018"),
        ("2018-09", "settembre 2018", "September 2018"),
        ("2025-11-27", "27 novembre 2025", "27 November 2025"),
    ],
)
def test_a_date_is_told_as_precisely_as_the_source_does(partial: str, italian: str, english: str) -> None:
    assert when(partial, "it") == italian
    assert when(partial, "en") == english


@pytest.mark.parametrize(
    ("start", "end", "told"),
    [
        ("2022-03-30", "2022-03-31", "30–31 marzo 2022"),
        ("2026-09-30", "2026-10-02", "30 settembre – 2 ottobre 2026"),
        ("2025-12-30", "2026-01-02", "30 dicembre 2025 – 2 gennaio 2026"),
        ("2026-09", None, "settembre 2026"),
        ("2026-09-11", "2026-09-11", "11 settembre 2026"),
        ("2025", "2026", "2025 – 2026"),
    ],
)
def test_a_span_says_month_and_year_once_where_both_ends_share_them(start: str, end: str | None, told: str) -> None:
    assert span(start, end, "it") == told


@pytest.mark.parametrize(
    ("partial", "distance"),
    [
        ("2026-11-22", Distance("day", 0, False)),
        ("2026-11-21", Distance("day", 1, False)),
        ("2026-12-01", Distance("day", 9, True)),
        ("2026-06-01", Distance("month", 6, False)),
        ("2026-11", Distance("month", 0, False)),
        ("2025-11-27", Distance("month", 12, False)),
        ("2023-05-27", Distance("year", 3, False)),
        ("2018-09", Distance("year", 8, False)),
        ("2018", Distance("year", 8, False)),
        ("2026", Distance("year", 0, False)),
        ("2027", Distance("year", 1, True)),
    ],
)
def test_age_is_told_in_the_unit_that_the_sources_precision_allows(partial: str, distance: Distance) -> None:
    assert ago(partial, TODAY) == distance


def test_a_days_last_minute_is_told_as_the_day() -> None:
    assert moment(datetime(2026, 12, 1, 22, 59, tzinfo=UTC), "Europe/Rome", "it") == "martedì 1 dicembre"
    assert moment(datetime(2026, 12, 1, 17, 0, tzinfo=UTC), "Europe/Rome", "en") == "Tuesday 1 December, 18:00"
