"""Quiet hours: nights, Sundays, holidays, by the clock of each reader, across both changes of the clocks."""

from __future__ import annotations

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from bot.services.quiet_hours import AWAKE, Hours

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


@pytest.mark.parametrize(
    ("at", "begins", "told"),
    [
        (rome(2026, 11, 24, 12), rome(2026, 11, 25, 9), rome(2026, 11, 24, 12)),  # by day: at once
        (rome(2026, 11, 24, 23), rome(2026, 11, 25, 18), rome(2026, 11, 25, 8)),
        (rome(2026, 11, 24, 23), rome(2026, 11, 25, 10), rome(2026, 11, 25, 8)),  # two hours are left: enough
        (rome(2026, 11, 24, 23), rome(2026, 11, 25, 9, 59), rome(2026, 11, 24, 23)),  # fewer: who comes is on the way
        (rome(2026, 11, 28, 21), rome(2026, 11, 29, 15), rome(2026, 11, 28, 21)),  # a Sunday is quiet to its end
        (rome(2026, 11, 24, 23), None, rome(2026, 11, 25, 8)),
        (rome(2026, 11, 24, 23), rome(2026, 11, 24, 18), rome(2026, 11, 25, 8)),  # it has begun: nothing to be late for
    ],
)
def test_what_begins_soon_is_told_at_once_and_all_else_in_the_morning(
    at: datetime, begins: datetime | None, told: datetime
) -> None:
    assert HOURS.in_time(at, begins) == told


@pytest.mark.parametrize(
    ("begins", "last"),
    [
        (rome(2026, 11, 25, 18), rome(2026, 11, 25, 16)),
        (rome(2026, 11, 25, 9), rome(2026, 11, 24, 19)),  # in the morning: the evening before
        (rome(2026, 11, 25, 23, 30), rome(2026, 11, 25, 19)),
        (rome(2026, 11, 30, 9), rome(2026, 11, 28, 19)),  # a Monday: on Saturday
        (rome(2026, 12, 28, 8), rome(2026, 12, 24, 19)),  # after Christmas
        (rome(2027, 3, 30, 8, 30), rome(2027, 3, 27, 19)),  # over Easter and the change of the clocks
    ],
)
def test_the_last_moment_to_announce_something_leaves_two_hours_and_disturbs_nobody(
    begins: datetime, last: datetime
) -> None:
    assert HOURS.last_allowed(begins) == last
    assert HOURS.quiet(last) is None


def test_hours_that_are_quiet_after_midnight_only_have_a_last_moment_too() -> None:
    owls = Hours(evening=time(1), morning=time(7), patron="none")
    assert owls.last_allowed(rome(2026, 11, 25, 8)) == rome(2026, 11, 25, 0)
    assert AWAKE.last_allowed(rome(2026, 11, 29, 8)) == rome(2026, 11, 29, 6)


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
