"""What the courier is handed, and what it can say became of it."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Parcel:
    """One message or edit on its way. `edits` is the message to change, `captioned` whether that one is a file's."""

    row: int
    chat_id: int
    kind: str
    content: dict[str, Any]
    attempts: int = 1
    once: bool = False
    edits: int | None = None
    captioned: bool = False


@dataclass(frozen=True, slots=True)
class Sent:
    """Telegram has it; the message's number."""

    message_id: int | None = None


@dataclass(frozen=True, slots=True)
class NotSent:
    """It surely did not arrive: it may be sent again."""

    reason: str


@dataclass(frozen=True, slots=True)
class PerhapsSent:
    """It left and no answer came."""

    reason: str


@dataclass(frozen=True, slots=True)
class Flood:
    """Not sent: Telegram wants silence in this chat for so many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Unreachable:
    """Not sent, and nothing will be until Telegram says otherwise: blocked, gone, left, muted or unknown."""

    why: str


@dataclass(frozen=True, slots=True)
class Moved:
    """Not sent: the group is a supergroup now."""

    chat_id: int


@dataclass(frozen=True, slots=True)
class Refused:
    """Telegram does not take this message, and never will."""

    reason: str


Outcome = Sent | NotSent | PerhapsSent | Flood | Unreachable | Moved | Refused
Carry = Callable[[Parcel], Coroutine[Any, Any, Outcome]]
