"""What a button carries: `kind verb number key`, 64 bytes at most, and believed by nobody.

`number` is the question's row, whose asker is checked at every press; `key` begins a record's id.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple, Protocol, TypeVar

from telegram import InlineKeyboardButton

from bot.errors import ButtonTooOld

KEY_LENGTH = 40
SHAPE = re.compile(r"([a-z]+) ([a-z_]+) ([0-9]{1,9})(?: ([a-z0-9-]{1,40}))?")


class Identified(Protocol):
    @property
    def id(self) -> str: ...


One = TypeVar("One", bound=Identified)


class Press(NamedTuple):
    kind: str
    verb: str
    number: int = 0
    key: str = ""


def key(record_id: str) -> str:
    """As much of an id as a button and a deep link have room for."""
    return record_id[:KEY_LENGTH]


def button(text: str, kind: str, verb: str, *, number: int = 0, of: str = "") -> InlineKeyboardButton:
    """A button about the record with the id `of`, under the answer with that number."""
    return InlineKeyboardButton(text, callback_data=f"{kind} {verb} {number} {key(of)}".rstrip())


def read(data: str | None) -> Press:
    """What was pressed. Raises ButtonTooOld for anything that no button of ours carries."""
    found = SHAPE.fullmatch(data or "")
    if found is None:
        raise ButtonTooOld
    return Press(found[1], found[2], int(found[3]), found[4] or "")


def pick(press: Press, records: Iterable[One]) -> One | None:
    """The record that the press is about, if it is among these."""
    meant = [record for record in records if press.key and key(record.id) == press.key]
    return meant[0] if len(meant) == 1 else None
