"""Whether we hear from Telegram: a bot whose process lives may still be deaf."""

from __future__ import annotations

import time

from bot import observability

LONGEST_SILENCE = 60.0  # seconds


class Pulse:
    """Beats whenever Telegram answers that what it has for us reaches us."""

    def __init__(self) -> None:
        self._last = time.monotonic()

    def beat(self) -> None:
        self._last = time.monotonic()
        observability.polled()

    @property
    def silent_for(self) -> float:
        """Seconds since the last beat."""
        return time.monotonic() - self._last

    @property
    def is_good(self) -> bool:
        return self.silent_for <= LONGEST_SILENCE
