"""What was found last, for whoever asks for the same again while one question is answered.

A question is looked at from several sides (is it known? who does it? is anything told of it?), and the sides begin with
the same search. One result is kept; questions that are answered beside each other only miss it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Latest(Generic[T]):
    """The last result of one costly step; it must not be changed by those who get it."""

    def __init__(self) -> None:
        self._held: tuple[object, T] | None = None

    def of(self, key: object, make: Callable[[], T]) -> T:
        """What was made last if it was for this key, else what `make` gives now."""
        held = self._held  # read once: another thread may put its own there
        if held is not None and held[0] == key:
            return held[1]
        made = make()
        self._held = key, made
        return made
