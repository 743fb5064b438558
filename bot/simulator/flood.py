"""Flood limits, when switched on: one message a second a chat, thirty overall, twenty a minute a group."""

import math
import time
from collections import deque

from bot.simulator import limits
from bot.simulator.refusals import too_many_requests
from bot.simulator.settings import Settings

COUNTED = ("send", "edit", "copy", "forward")
FREE = {"sendchataction", "sendmessagedraft", "sendrichmessagedraft"}


class Flood:
    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._all: deque[float] = deque()
        self._groups: dict[int, deque[float]] = {}
        self._tokens: dict[int, tuple[float, float]] = {}

    def check(self, method: str, chat_id: int) -> None:
        """Raises 429 when this call is one too many; a refused call counts for nothing."""
        counted = method.startswith(COUNTED) and method not in FREE
        if not self._settings.strict_limits or not counted:
            return
        now = time.monotonic()
        group = self._groups.setdefault(chat_id, deque()) if chat_id < 0 else deque()
        waits = (
            _window(self._all, now, 1.0, limits.MESSAGES_A_SECOND),
            _window(group, now, 60.0, limits.MESSAGES_A_MINUTE_A_GROUP),
            self._chat_wait(chat_id, now),
        )
        if max(waits) > 0:
            raise too_many_requests(max(1, math.ceil(max(waits))))
        self._all.append(now)
        group.append(now)
        left, _ = self._bucket(chat_id, now)
        self._tokens[chat_id] = (left - 1, now)

    def _bucket(self, chat_id: int, now: float) -> tuple[float, float]:
        full = self._settings.chat_burst
        left, at = self._tokens.get(chat_id, (full, now))
        return min(full, left + (now - at) * limits.MESSAGES_A_SECOND_A_CHAT), now

    def _chat_wait(self, chat_id: int, now: float) -> float:
        left, _ = self._bucket(chat_id, now)
        return 0.0 if left >= 1 else (1 - left) / limits.MESSAGES_A_SECOND_A_CHAT


def _window(times: deque[float], now: float, seconds: float, most: int) -> float:
    """How long until one more fits into the window."""
    while times and times[0] <= now - seconds:
        times.popleft()
    return 0.0 if len(times) < most else times[0] + seconds - now
