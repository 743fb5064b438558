"""Quiet hours: nights, Sundays, holidays, by the clock of each reader, across both changes of the clocks."""

from __future__ import annotations

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from bot.services.announcements.calendar import Hours

ROME = ZoneInfo("Europe/Rome")
HOURS = Hours()


def rome(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=ROME)  # type: ignore[misc, arg-type]


@pytest.mark.parametrize(
    ("at", "goes"),
    [
        (rome(2026, 11, 24, 8, 0), rome(2026, 11, 24, 8, 0)),  # eight sharp is allowed
        (rome(2026, 11, 24, 19, 59), rome(2026, 11, 24, 19, 59)),
        (rome(2026, 11, 24, 20, 0), rome(2026, 11, 25, 8, 0)),
        (rome(2026, 11, 25, 3, 0), rome(2026, 11, 25, 8, 0)),
        (rome(2026, 11, 28, 20, 30), rome(2026, 11, 30, 8, 0)),  # Saturday evening: Monday
        (rome(2026, 12, 24, 21, 0), rome(2026, 12, 28, 8, 0)),  # Christmas, St Stephen's Day, Sunday
        (rome(2027, 3, 28, 12, 0), rome(2027, 3, 30, 8, 0)),  # Easter and Easter Monday
        (rome(2027, 6, 23, 22, 0), rome(2027, 6, 25, 8, 0)),  # San Giovanni, in Turin
    ],
)
def test_what_is_due_in_quiet_hours_goes_out_on_the_next_morning_that_is_none(at: datetime, goes: datetime) -> None:
    assert HOURS.next_allowed(at) == goes


def test_the_patron_saint_of_turin_is_an_option() -> None:
    assert HOURS.quiet(rome(2027, 6, 24, 12, 0)) == "holiday"
    assert Hours(patron="none").quiet(rome(2027, 6, 24, 12, 0)) is None


@pytest.mark.parametrize("day", [22, 24])  # a Sunday and a Tuesday
def test_without_quiet_hours_it_goes_at_any_hour_of_any_day(day: int) -> None:
    hours = Hours(evening=time(0), morning=time(0))
    for at in (rome(2026, 11, day, 0, 0), rome(2026, 11, day, 3, 17), rome(2026, 12, 25, 12, 0)):
        assert hours.quiet(at) is None
        assert hours.next_allowed(at) == at


def test_the_reasons_are_told_apart() -> None:
    assert HOURS.quiet(rome(2026, 11, 24, 23, 0)) == "night"
    assert HOURS.quiet(rome(2026, 11, 22, 12, 0)) == "sunday"
    assert HOURS.quiet(rome(2026, 12, 8, 12, 0)) == "holiday"
    assert HOURS.quiet(rome(2026, 12, 9, 12, 0)) is None


@pytest.mark.parametrize(
    ("evening", "morning"),
    [
        # Clocks go forward in the night to Sunday 28 March 2027, back in that to Sunday 25 October 2026.
        (datetime(2027, 3, 27, 20, 0, tzinfo=UTC), datetime(2027, 3, 30, 6, 0, tzinfo=UTC)),
        (datetime(2026, 10, 24, 20, 0, tzinfo=UTC), datetime(2026, 10, 26, 7, 0, tzinfo=UTC)),
    ],
)
def test_eight_o_clock_is_eight_o_clock_on_both_sides_of_a_change_of_the_clocks(
    evening: datetime, morning: datetime
) -> None:
    goes = HOURS.next_allowed(evening)
    assert goes == morning
    assert goes.astimezone(ROME).time() == time(8)


def test_the_night_is_the_readers_own() -> None:
    noon_in_turin = rome(2026, 11, 24, 12, 0)
    assert HOURS.next_allowed(noon_in_turin, "Europe/Rome") == noon_in_turin
    assert HOURS.next_allowed(noon_in_turin, "America/Detroit") == rome(2026, 11, 24, 14, 0)


def test_an_unknown_time_zone_is_that_of_the_association() -> None:
    assert HOURS.quiet(rome(2026, 11, 24, 12, 0), "Mars/Olympus") is None


@pytest.mark.parametrize(
    ("at", "goes"),
    [
        (rome(2026, 11, 24, 10, 0), rome(2026, 11, 30, 9, 0)),
        (rome(2026, 11, 30, 8, 59), rome(2026, 11, 30, 9, 0)),
        (rome(2026, 11, 30, 9, 1), rome(2026, 12, 7, 9, 0)),
        (rome(2027, 3, 26, 10, 0), rome(2027, 3, 30, 8, 0)),  # the Monday is Easter Monday
        (rome(2026, 10, 20, 10, 0), rome(2026, 10, 26, 9, 0)),  # the clocks go back in between
        (rome(2027, 3, 22, 10, 0), rome(2027, 3, 30, 8, 0)),
    ],
)
def test_the_digest_comes_on_monday_at_nine(at: datetime, goes: datetime) -> None:
    assert HOURS.next_digest(at) == goes
