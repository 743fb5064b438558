"""A sheet of text that can be searched as a whole, and says of every find on which line it stands."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Collection, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import TypeVar

from rag.drafts import Told

Value = TypeVar("Value")
_SHAPES = {"’": "'", "‘": "'", "`": "'", "–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-", "“": '"', "”": '"'}
_EDGES = ' \t,;:-–—|*_#>•·()[]"“”«»'


@lru_cache(maxsize=8192)
def _plain(letter: str) -> str:
    if letter in _SHAPES:
        return _SHAPES[letter]
    base = unicodedata.normalize("NFKD", letter)[0]
    lower = base.lower()
    return lower if len(lower) == 1 and not unicodedata.combining(base) else letter


def plain(text: str) -> str:
    """Small letters without accents, letter for letter: a place in it is the same place in the text."""
    return "".join(map(_plain, text))


class Sheet:
    """Lines as one text (`whole`) and folded (`folded`), in which lines that do not speak for themselves are blank."""

    def __init__(self, lines: Sequence[str], silent: Collection[int] = ()) -> None:
        self.lines = tuple(" " * len(line) if at in silent else line for at, line in enumerate(lines))
        self.whole = "\n".join(self.lines)
        self.folded = plain(self.whole)
        self.starts = [0, *accumulate(len(line) + 1 for line in self.lines)][: len(self.lines)] or [0]

    def line_at(self, place: int) -> int:
        """The index of the line, from 0, on which a place in the text lies."""
        return bisect_right(self.starts, place) - 1

    def span(self, line: int) -> tuple[int, int]:
        """Where a line, by its index, begins and ends."""
        return self.starts[line], self.starts[line] + len(self.lines[line])

    def told(self, start: int, end: int, value: Value) -> Told[Value]:
        """The value with the words between two places, as far as they stand on one line."""
        begin = start + len(self.whole[start:end]) - len(self.whole[start:end].lstrip())
        words = self.whole[begin:end].split("\n")[0].strip()
        return Told(value, self.line_at(begin) + 1, words)

    def text(self, start: int, end: int) -> Told[str]:
        """What stands there, without marks at its edges, is itself the value."""
        said = self.whole[start:end]
        first = len(said) - len(said.lstrip(_EDGES.replace("(", "").replace("[", "") + "\n"))
        told = self.told(start + first, end, "")
        return Told(trimmed(told.words), told.line, trimmed(told.words))

    def before(self, place: int, most: int = 60) -> str:
        """The folded text before a place, on as many letters."""
        return self.folded[max(0, place - most) : place]

    def after(self, place: int, most: int = 60) -> str:
        return self.folded[place : place + most]


def trimmed(said: str) -> str:
    """Without marks, emojis and blanks at its edges; brackets that belong to it stay."""
    said = re.sub(r"^[^\w\"«“(]+", "", said)
    said = re.sub(r"[^\w\"»”).!?'’°%]+$", "", said).rstrip(" .")
    if said.count("(") != said.count(")"):
        said = said.strip("()")
    return said.strip()
