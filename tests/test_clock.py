"""The clock: Turin's day, or the one it is frozen on."""

from __future__ import annotations

from datetime import date

from bot.clock import ROME, Clock


def test_a_frozen_clock_keeps_the_day_and_lets_the_hours_go_on() -> None:
    clock = Clock(date(2026, 11, 22))
    first, second = clock.now(), clock.now()
    assert clock.today() == date(2026, 11, 22)
    assert first <= second


def test_the_time_is_turins() -> None:
    assert Clock().now().tzinfo is ROME
