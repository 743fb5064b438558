"""Dates in questions: by name, relative to today, in both languages; and what partial dates can stand for."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st

from rag.periods import Period, asked, of_partial

TODAY = date(2026, 11, 22)  # a Sunday
DAYS = st.dates(date(2001, 1, 1), date(2098, 12, 31))


def span(first: str, last: str) -> Period:
    return Period(date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("cosa è successo da Pininfarina a novembre 2025?", "2025-11-01", "2025-11-30"),
        ("what happened at Pininfarina in November 2025?", "2025-11-01", "2025-11-30"),
        ("il 27 novembre 2025", "2025-11-27", "2025-11-27"),
        ("on 27th of November 2025", "2025-11-27", "2025-11-27"),
        ("November 27, 2025", "2025-11-27", "2025-11-27"),
        ("nel febbraio del 2024", "2024-02-01", "2024-02-29"),
        ("in May 2025", "2025-05-01", "2025-05-31"),
        ("eventi di SETTEMBRE 2026", "2026-09-01", "2026-09-30"),
        ("che è successo nel 2024?", "2024-01-01", "2024-12-31"),
        ("events between 2023 and 2025", "2023-01-01", "2025-12-31"),
        ("dal 2018 al 2020", "2018-01-01", "2020-12-31"),
    ],
)
def test_a_date_in_words_becomes_the_days_it_names(text: str, first: str, last: str) -> None:
    assert asked(text, TODAY) == span(first, last)


@pytest.mark.parametrize(
    ("italian", "english", "first", "last"),
    [
        ("il mese scorso", "last month", "2026-10-01", "2026-10-31"),
        ("questo mese", "this month", "2026-11-01", "2026-11-30"),
        ("il mese prossimo", "next month", "2026-12-01", "2026-12-31"),
        ("la settimana scorsa", "last week", "2026-11-09", "2026-11-15"),
        ("questa settimana", "this week", "2026-11-16", "2026-11-22"),
        ("la prossima settimana", "next week", "2026-11-23", "2026-11-29"),
        ("l'anno scorso", "last year", "2025-01-01", "2025-12-31"),
        ("quest'anno", "this year", "2026-01-01", "2026-12-31"),
        ("l'anno prossimo", "next year", "2027-01-01", "2027-12-31"),
        ("ieri", "yesterday", "2026-11-21", "2026-11-21"),
        ("oggi", "today", "2026-11-22", "2026-11-22"),
        ("domani", "tomorrow", "2026-11-23", "2026-11-23"),
    ],
)
def test_what_is_relative_counts_from_today_in_both_languages(
    italian: str, english: str, first: str, last: str
) -> None:
    assert asked(f"che eventi ci sono {italian}?", TODAY) == span(first, last)
    assert asked(f"which events are there {english}?", TODAY) == span(first, last)


@pytest.mark.parametrize(
    ("italian", "english", "first", "last"),
    [
        ("questo weekend", "this weekend", "2026-11-21", "2026-11-22"),
        ("nel prossimo fine settimana", "next week-end", "2026-11-28", "2026-11-29"),
        ("nel weekend scorso", "last weekend", "2026-11-14", "2026-11-15"),
        ("l'altro ieri", "the day before yesterday", "2026-11-20", "2026-11-20"),
        ("dopodomani", "the day after tomorrow", "2026-11-24", "2026-11-24"),
        ("negli ultimi 6 mesi", "in the last six months", "2026-05-22", "2026-11-22"),
        ("nelle ultime due settimane", "in the past 2 weeks", "2026-11-08", "2026-11-22"),
        ("negli ultimi giorni", "in the last days", "2026-11-15", "2026-11-22"),
        ("nei prossimi tre mesi", "in the next three months", "2026-11-22", "2027-02-22"),
        ("tre mesi fa", "three months ago", "2026-08-01", "2026-08-31"),
        ("un anno fa", "a year ago", "2025-01-01", "2025-12-31"),
        ("la scorsa estate", "last summer", "2026-06-01", "2026-09-21"),
        ("l'estate scorsa", "this past summer", "2026-06-01", "2026-09-21"),
        ("quest'autunno", "this autumn", "2026-09-01", "2026-12-22"),
        ("la prossima primavera", "next spring", "2027-03-01", "2027-06-21"),
        ("lo scorso novembre", "last November", "2025-11-01", "2025-11-30"),
        ("il prossimo marzo", "next March", "2027-03-01", "2027-03-31"),
        ("venerdì scorso", "last Friday", "2026-11-20", "2026-11-20"),
        ("lo scorso trimestre", "last quarter", "2026-07-01", "2026-09-30"),
        ("nel terzo trimestre 2025", "in Q3 2025", "2025-07-01", "2025-09-30"),
        ("nel 1° trimestre del 2026", "in the first quarter of 2026", "2026-01-01", "2026-03-31"),
        ("nel primo semestre 2025", "in the first half of 2025", "2025-01-01", "2025-06-30"),
        ("dal 10 al 12 settembre 2026", "from 10 to 12 September 2026", "2026-09-10", "2026-09-12"),
        ("tra il 10 e il 12 settembre 2026", "on September 10-12, 2026", "2026-09-10", "2026-09-12"),
        ("dal 28 agosto al 3 settembre 2026", "from August 28 to September 3, 2026", "2026-08-28", "2026-09-03"),
        ("da maggio 2026 in poi", "since May 2026", "2026-05-01", "2026-11-22"),
    ],
)
def test_stretches_seasons_quarters_and_ranges_are_understood_in_both_languages(
    italian: str, english: str, first: str, last: str
) -> None:
    assert asked(f"che cosa è successo {italian}?", TODAY) == span(first, last)
    assert asked(f"what happened {english}?", TODAY) == span(first, last)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("eventi dal 10 al 12 settembre", "2027-09-10"),
        ("eventi in primavera", "2027-03-01"),
        ("eventi Q1", "2027-01-01"),
    ],
)
def test_without_a_year_what_is_to_come_is_meant_where_one_looks_ahead(text: str, first: str) -> None:
    period = asked(text, TODAY, ahead=True)
    assert period is not None
    assert period.first == date.fromisoformat(first)


def test_a_question_in_the_past_tense_never_looks_ahead() -> None:
    assert asked("che cosa è successo a marzo?", TODAY, ahead=True) == span("2026-03-01", "2026-03-31")
    assert asked("che cosa è successo a dicembre?", TODAY, ahead=True) == span("2025-12-01", "2025-12-31")


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        ("2026-12-01", "2026-12-31", ("2026-12", "2026-12")),
        ("2025-07-01", "2025-09-30", ("2025-07", "2025-09")),
        ("2025-01-01", "2025-12-31", ("2025", "2025")),
        ("2026-09-10", "2026-09-12", ("2026-09-10", "2026-09-12")),
    ],
)
def test_a_period_of_whole_months_is_told_by_its_months(first: str, last: str, told: tuple[str, str]) -> None:
    assert span(first, last).partial() == told


@pytest.mark.parametrize("season", ["nell'autunno 2024", "in autumn 2024", "autunno del 2024", "fall of 2024"])
def test_a_season_of_a_year_holds_its_months(season: str) -> None:
    period = asked(f"cosa è successo {season}?", TODAY)
    assert period is not None
    assert period.meets(span("2024-10-15", "2024-10-15"))
    assert not period.meets(span("2024-06-15", "2024-06-15"))
    assert not period.meets(span("2025-10-15", "2025-10-15"))


@pytest.mark.parametrize(
    "text",
    [
        "chi fa prototipazione?",
        "who may help me?",
        "un set di stampi",
        "500 pezzi",
        "",
        "CEI EN 60204",
        "serie 3",
        "chi fa molle? spring maker",
        "the second half of the mould",
        "h2 storage",
        "la prima metà",
        "sei stampi",
    ],
)
def test_a_question_without_a_date_names_no_period(text: str) -> None:
    assert asked(text, TODAY) is None


@given(DAYS, st.sampled_from(["it", "en"]))
def test_any_day_spelt_out_is_that_day(day: date, language: str) -> None:
    assert asked(format_date(day, "d MMMM yyyy", locale=language), TODAY) == Period(day, day)


@given(DAYS)
def test_last_this_and_next_month_follow_each_other_without_gap(today: date) -> None:
    last, this, following = (asked(text, today) for text in ("last month", "this month", "next month"))
    assert last and this and following
    assert this.first <= today <= this.last
    assert last.last + timedelta(days=1) == this.first
    assert this.last + timedelta(days=1) == following.first


@given(DAYS)
def test_a_week_begins_on_monday_and_has_seven_days(today: date) -> None:
    week = asked("this week", today)
    assert week is not None
    assert week.first.weekday() == 0
    assert week.first <= today <= week.last == week.first + timedelta(days=6)


@given(st.text(max_size=80), DAYS)
def test_no_text_is_too_odd(text: str, today: date) -> None:
    period = asked(text, today)
    assert period is None or period.first <= period.last


@pytest.mark.parametrize("text", ["31 febbraio 2025", "il 99 maggio 2025", "0 maggio 2025", "29 febbraio 2025"])
def test_a_day_that_does_not_exist_is_read_as_its_month(text: str) -> None:
    period = asked(text, TODAY)
    assert period is not None
    assert (period.first.day, period.last.day >= 28) == (1, True)


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2025", None, ("2025-01-01", "2025-12-31")),
        ("2024-02", None, ("2024-02-01", "2024-02-29")),
        ("2025-11-27", None, ("2025-11-27", "2025-11-27")),
        ("2026-09-11", "2026-09-13", ("2026-09-11", "2026-09-13")),
        ("2025", "2026-03", ("2025-01-01", "2026-03-31")),
        (None, "2026-03", ("2026-03-01", "2026-03-31")),
    ],
)
def test_a_partial_date_stands_for_all_its_days(start: str | None, end: str | None, expected: tuple[str, str]) -> None:
    assert of_partial(start, end) == span(*expected)


def test_no_date_is_no_period() -> None:
    assert of_partial(None, None) is None


@given(DAYS, DAYS, DAYS, DAYS)
def test_two_periods_meet_when_they_share_a_day(one: date, two: date, three: date, four: date) -> None:
    first, second = Period(min(one, two), max(one, two)), Period(min(three, four), max(three, four))
    shared = max(first.first, second.first) <= min(first.last, second.last)
    assert first.meets(second) == second.meets(first) == shared
