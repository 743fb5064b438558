"""The pace: never more in a second than Telegram takes, answers before announcements."""

from __future__ import annotations

import asyncio
import time

import pytest

from bot.telegram import pace
from bot.telegram.pace import Pace


async def take(one: Pace, seconds: float, seen: list[float]) -> None:
    """A call that Telegram sees at its very end."""
    async with one.turn():
        await asyncio.sleep(seconds)
        seen.append(time.monotonic())


async def take_patiently(one: Pace, seen: list[float]) -> None:
    pace.patient.set(True)
    await take(one, 0, seen)


def most_in_a_second(seen: list[float]) -> int:
    return max(sum(at <= other < at + 1 for other in seen) for at in seen)


@pytest.mark.parametrize("seconds", [0.0, 0.05, 0.3])
async def test_no_second_sees_more_calls_than_telegram_takes_however_long_they_travel(seconds: float) -> None:
    one, seen = Pace(a_second=10), list[float]()
    await asyncio.gather(*(take(one, seconds, seen) for _ in range(25)))
    assert most_in_a_second(seen) <= 10


async def test_announcements_are_spread_evenly_and_leave_room() -> None:
    one, seen = Pace(a_second=10, evenly=0.11), list[float]()
    waiting = [asyncio.create_task(take_patiently(one, seen)) for _ in range(12)]
    await asyncio.sleep(0.6)
    started = time.monotonic()
    await take(one, 0, [])
    assert time.monotonic() - started < 0.1
    await asyncio.gather(*waiting)
    assert most_in_a_second(seen) <= 10


async def test_answers_go_first() -> None:
    one, order = Pace(a_second=5), list[str]()

    async def call(name: str, *, is_patient: bool) -> None:
        pace.patient.set(is_patient)
        async with one.turn():
            order.append(name)

    await asyncio.gather(*(call("first", is_patient=False) for _ in range(5)))
    await asyncio.gather(call("announcement", is_patient=True), call("answer", is_patient=False))
    assert order[5:] == ["answer", "announcement"]


async def test_calls_that_hang_do_not_hold_up_the_others_for_good(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "STUCK", 0.2)
    one, seen = Pace(a_second=3), list[float]()
    hanging = [asyncio.create_task(take(one, 60, [])) for _ in range(3)]
    await asyncio.wait_for(take(one, 0, seen), 2)
    for task in hanging:
        task.cancel()
    await asyncio.gather(*hanging, return_exceptions=True)


def test_only_messages_and_edits_count() -> None:
    calls = ["sendMessage", "editMessageText", "copyMessage", "sendChatAction", "getMe", "answerCallbackQuery"]
    assert [name for name in calls if pace.counts(f"https://api.telegram.org/bot1:x/{name}")] == calls[:3]
