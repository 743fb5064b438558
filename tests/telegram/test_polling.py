"""Polling goes on after what nobody foresaw, without hurry; what Telegram refuses is tried in the journeys."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from bot.services.inbox import Letter
from bot.telegram import polling
from bot.telegram.pulse import Pulse

UPDATE = {"update_id": 7, "message": {"chat": {"id": 1, "type": "private"}}}


class Telegram:
    """Gives the same update until it is told that it arrived."""

    def __init__(self) -> None:
        self.asked: list[int] = []

    async def delete_webhook(self) -> bool:
        return True

    async def _post(self, method: str, data: dict[str, Any], **rest: object) -> list[Any]:
        self.asked.append(data["offset"])
        await asyncio.sleep(0)
        return [UPDATE] if data["offset"] <= UPDATE["update_id"] else []  # type: ignore[operator]


async def test_updates_that_could_not_be_kept_are_asked_for_again_after_a_pause(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(polling, "BACKOFF", (0.05,))
    telegram, stop, kept = Telegram(), asyncio.Event(), []

    async def keep(letters: Sequence[Letter]) -> None:
        if len(telegram.asked) == 1:
            raise KeyError("unforeseen")
        kept.extend(one.update_id for one in letters)
        stop.set()

    bot: Any = telegram
    running = asyncio.create_task(polling.Polling(bot, keep, Pulse()).run(stop))
    await asyncio.sleep(0.02)
    assert telegram.asked == [0]
    async with asyncio.timeout(15):
        await running
    assert kept == [7]
