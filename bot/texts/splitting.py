"""A long message in parts that Telegram takes: cut at paragraphs, each part with its tags balanced."""

from __future__ import annotations

import re
from html import unescape

LIMIT = 4000  # UTF-16 units after parsing; Telegram takes 4,096
TAG = re.compile(r"<[^<>]*>")
PIECE = re.compile(TAG.pattern + r"|&#?\w+;|[^<&]|[<&]", re.DOTALL)
NAME = re.compile(r"</?\s*([\w-]+)")


def units(text: str) -> int:
    """The length as Telegram counts it: an emoji is two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def split(html: str, limit: int = LIMIT) -> list[str]:
    """The message in few parts, cut at paragraphs; a tag open at a cut is closed and opened again."""
    if units(visible := _visible(html)) <= limit:  # nearly all do, and piece by piece would take milliseconds
        return [(html + _closing(_still_open([], TAG.findall(html)))).strip("\n")] if visible.strip() else []
    parts: list[str] = []
    pieces = PIECE.findall(html)
    open_tags: list[str] = []
    while pieces:
        count = _cut(pieces, limit)
        part = "".join(open_tags) + "".join(pieces[:count])
        open_tags = _still_open(open_tags, pieces[:count])
        parts.append((part + _closing(open_tags)).strip("\n"))
        pieces = pieces[count:]
    return [part for part in parts if _visible(part).strip()]


def _cut(pieces: list[str], limit: int) -> int:
    """How many pieces fit, stepping back to an empty line, a line end or a blank of the second half."""
    used = 0
    best = {"paragraph": 0, "line": 0, "word": 0}
    for index, piece in enumerate(pieces):
        used += 0 if piece.startswith("<") and len(piece) > 1 else units(unescape(piece))
        if used > limit:
            return best["paragraph"] or best["line"] or best["word"] or index
        if used * 2 < limit:
            continue
        if piece == "\n":
            paragraph = index > 0 and pieces[index - 1] == "\n"
            best["paragraph" if paragraph else "line"] = index + 1
        elif piece == " ":
            best["word"] = index + 1
    return len(pieces)


def _still_open(before: list[str], pieces: list[str]) -> list[str]:
    tags = list(before)
    for piece in pieces:
        if piece.startswith("</"):
            tags.pop()
        elif piece.startswith("<") and len(piece) > 1:
            tags.append(piece)
    return tags


def _closing(tags: list[str]) -> str:
    return "".join(f"</{_name(tag)}>" for tag in reversed(tags))


def _name(tag: str) -> str:
    found = NAME.match(tag)
    return found[1] if found else ""


def _visible(html: str) -> str:
    return unescape(TAG.sub("", html))
