"""What every opener of files shares: the refusal that it raises, and lines made tidy."""

from __future__ import annotations

import re

LONGEST = 300_000  # characters of text: more is a book, not an announcement
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_BLANKS = re.compile(r"[^\S\t]+")


class Refused(Exception):
    """A file is not read; the word says why (rag.papers.Reason)."""


def tidy(line: str) -> str:
    """A line without control characters, lone surrogates and repeated blanks; tabs part cells and stay."""
    whole = line.encode("utf-8", "replace").decode("utf-8")
    return _BLANKS.sub(" ", _CONTROL.sub("", whole)).strip()
