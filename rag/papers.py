"""Files that people hand in become lines of text; content tells what they are, a process of its own opens them."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any, Literal

from rag.refusing import LONGEST, tidy
from rag.signatures import Sort, decoded, kind_of

__all__ = ["Paper", "Sort", "Unreadable", "of_text", "read"]

LARGEST = 20 * 1024 * 1024  # bytes; what Telegram lets a bot fetch
SECONDS = 20  # for the process that opens a file
COMPUTING = 15  # seconds of computing time after which that process is ended, busy machine or not

Reason = Literal[
    "empty",  # no bytes, or nothing but blanks
    "too_large",  # more bytes than LARGEST
    "too_long",  # more text than LONGEST
    "too_many_pages",
    "unknown",  # no sort of file that is read here: pictures, archives, programs
    "misnamed",  # the name promises another sort than the content is
    "old_word",  # .doc of before 2007
    "macros",  # a document that carries programs
    "encrypted",
    "no_text",  # a scanned page: a picture of a text
    "bomb",  # it would unpack to far more than it is, or has more parts than any announcement
    "unsafe",  # names that lead out of the archive, XML that defines entities
    "broken",
    "too_slow",
    "too_heavy",  # more memory than it may take
]
# What a name may end in where the content is told apart; other endings promise nothing.
_PROMISES: Mapping[str, Sort] = {
    ".pdf": "pdf", ".docx": "docx", ".ics": "calendar", ".html": "html", ".htm": "html",
}  # fmt: skip


class Unreadable(Exception):
    """A file that is not read; `reason` says why in one word."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Paper:
    """What a file says: its lines in order, blank ones kept, without control characters.

    `entries` are a calendar's events: property (small letters) -> [value, number of its line, counted from 1].
    """

    sort: Sort
    lines: tuple[str, ...]
    entries: tuple[Mapping[str, Any], ...] = ()


def read(content: bytes, name: str = "") -> Paper:
    """The text of a file; `name` is only compared with what the content is. Takes SECONDS at the most.

    Raises Unreadable.
    """
    if len(content) > LARGEST:
        raise Unreadable("too_large")
    if not content.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise Unreadable("empty")
    sort = kind_of(content)
    if sort == "text":
        return of_text(decoded(content) or "", name)
    if sort == "unknown" or sort == "old_word" or sort == "encrypted":
        raise Unreadable(sort)
    promised = _PROMISES.get(PurePath(name).suffix.casefold(), sort)
    if promised != sort:
        raise Unreadable("misnamed")
    return _held(_opened(content, sort), sort)


def of_text(text: str, name: str = "") -> Paper:
    """A message, or a plain text file, as lines. Raises Unreadable."""
    if PurePath(name).suffix.casefold() in _PROMISES and not name.casefold().endswith((".html", ".htm")):
        raise Unreadable("misnamed")
    return _held({"lines": text.splitlines()}, "text")


def _held(told: Mapping[str, Any], sort: Sort) -> Paper:
    lines = tuple(tidy(line) for line in told["lines"])
    if not any(lines):
        raise Unreadable("no_text" if sort == "pdf" else "empty")
    if sum(map(len, lines)) > LONGEST:
        raise Unreadable("too_long")
    return Paper(sort, lines, tuple(told.get("entries", ())))


def _opened(content: bytes, sort: Sort) -> Mapping[str, Any]:
    """Opened in a process without our secrets, that limits its own memory and time before it looks at the file."""
    root = str(Path(__file__).resolve().parent.parent)
    command = [sys.executable, "-P", "-m", "rag.opening", sort, str(COMPUTING)]
    environment = {"PYTHONPATH": root, "LANG": "C.UTF-8", "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(
            command, input=content, capture_output=True, cwd="/", env=environment, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise Unreadable("too_slow") from None
    if done.returncode:
        raise Unreadable(_died(done.returncode, done.stderr))
    told: Mapping[str, Any] = json.loads(done.stdout)
    if "reason" in told:
        raise Unreadable(told["reason"])
    return told


def _died(code: int, said: bytes) -> Reason:
    """The system ended it at its limit of computing time (SIGXCPU, SIGKILL), or a parser brought it down."""
    if code in (-9, -24):
        return "too_slow"
    return "too_heavy" if b"MemoryError" in said else "broken"
