"""The journal: every call of the Bot API with its parameters, answer and time."""

from collections import deque
from dataclasses import asdict, dataclass
from typing import Any

from bot.simulator.shapes import Json

MOST = 200_000


@dataclass(frozen=True)
class Entry:
    number: int
    at: float
    seconds: float
    method: str
    parameters: Json
    status: int
    answer: Any
    fault: str
    applied: bool

    def shown(self) -> Json:
        return asdict(self)


class Journal:
    def __init__(self) -> None:
        self._entries: deque[Entry] = deque(maxlen=MOST)
        self._last = 0

    @property
    def last(self) -> int:
        return self._last

    def write(self, **call: Any) -> None:
        """Numbered when it is finished, so that a reader who goes by number misses none."""
        self._last += 1
        self._entries.append(Entry(number=self._last, **call))

    def since(self, number: int, method: str = "") -> list[Entry]:
        """Without a method the endless getUpdates are left out."""
        return [entry for entry in self._entries if entry.number > number and _asked(entry, method)]

    def first(self, method: str, number: int, chat_id: int | None) -> Entry | None:
        for entry in self.since(number, method):
            if chat_id is None or str(entry.parameters.get("chat_id")) == str(chat_id):
                return entry
        return None

    def clear(self) -> None:
        self._entries.clear()


def _asked(entry: Entry, method: str) -> bool:
    return entry.method.lower() == method.lower() if method else entry.method.lower() != "getupdates"
