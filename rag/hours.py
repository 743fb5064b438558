"""Hours in an announcement: "ore 18.00-20.30", "dalle 9 alle 13", "at 6 pm", "20h30", "a mezzogiorno"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time

_NUMBER = r"(?:2[0-4]|[01]?\d)"
_CLOCK = rf"{_NUMBER}(?:[:.,h]\s?[0-5]\d)?(?!\d)"
_HALF = r"\s?(?:[ap]\.?m\b\.?)"
_NAMED = r"mezzogiorno|mezzanotte|noon|midnight|midday"
_TO = (
    r"\s{0,2}(?:-|/|alle(?:\sore)?|all'|(?:fino\s)?(?:ad?|alle)(?:\sle)?(?:\sore)?|to|until|till|e\sle|e\sl'|and)\s{0,2}"
    r"(?:ore\s|h\.?\s?)?"
)
_CUE = (
    r"(?:\b(?:(?:dalle|alle|delle|le|per\sle|verso\sle|tra\sle|fra\sle|entro\sle)(?:\sore)?|ore|ora|orario|inizio|h\.?|hr?s?\.?|at|from|"
    r"between|dall'|all'|time|start|starts|until|till|by|before)[\s:]{1,3}|\bh\.?(?=\d))"
)
_ONE = rf"(?:{_CLOCK}(?:{_HALF}|\s?h\b)?|{_NAMED})"
_FIND = re.compile(
    rf"(?P<cue>{_CUE})?(?<![\d/.,€$:-])\b(?P<one>{_ONE})(?:{_TO}(?P<two>{_ONE}))?(?!\s?(?:%|€|euro\b|\d))"
)
_PARTS = re.compile(rf"(?P<hour>{_NUMBER})(?:[:.,h]\s?(?P<minute>[0-5]\d))?\s?(?P<half>[ap])?")
_SURE = re.compile(r"\d:\d\d|\d\s?[ap]\.?m|\dh|noon|midday|midnight|mezz")
_BRACKETED = re.compile(r"\(\d{1,2}\s?-\s?\d{1,2}\)")
_RANGE = re.compile(r"\d[.:]\d\d\s{0,2}-\s{0,2}\d{1,2}[.:]\d\d")
# What is counted, where a figure is no hour: "alle 15 aziende", "at 40 companies", "ore 8 crediti".
_COUNTED = re.compile(
    r"\s(?:aziend|impres|person|partecipant|soci|compan|participant|people|memb|posti|seats|euro|credit|giorn|days|settiman|weeks|"
    r"mes[ie]|month|ann[io]|year|km|min|pagin|pages|student|espositor|relator|startup|buyer|edizion|edition|%)"
)
_BARE_CUE = re.compile(
    r"\b(?:ore|ora|orario|inizio|h|at|time|dalle|alle|from|between|entro\sle|tra\sle|fra\sle|delle|le|dall'|all')"
)


@dataclass(frozen=True, slots=True)
class Hours:
    """An hour, or a span of hours, and where in the text it stands. `sure`: written so that it can be nothing else."""

    first: time
    last: time | None
    start: int
    end: int
    sure: bool


def hours_in(folded: str) -> Iterator[Hours]:
    """All hours of a folded text, in order."""
    for match in _FIND.finditer(folded):
        said, cue = match[0], match["cue"] or ""
        bracketed = _BRACKETED.match(folded, match.start() - 1) if match.start() else None
        sure = bool(bracketed) or bool(
            _SURE.search(said) or _RANGE.search(said) or re.search(r"\d[.,h]\d\d", match["one"])
        )
        if not (cue and _BARE_CUE.search(cue)) and not sure:
            continue
        if sure and not cue and not _SURE.search(said) and not _RANGE.search(said) and not _placed(folded, match):
            continue
        if not sure and _COUNTED.match(folded, match.end()):
            continue
        if found := _read(match):
            yield found


def _placed(folded: str, match: re.Match[str]) -> bool:
    """ "10.00" alone is an hour where a line, a cell or a comma sets it off."""
    before, after = folded[: match.start()].rstrip(" "), folded[match.end() : match.end() + 2].lstrip(" ")
    if not before or before[-1] == "\n":  # an item of a programme: "09.30 Saluti"
        return True
    return (before[-1] in ",-\n\t|:;)" or ord(before[-1]) > 0x2000) and (not after or not after[0].isalnum())


def _read(match: re.Match[str]) -> Hours | None:
    two = match["two"]
    second_half = _half(two) if two else None
    first = _time(match["one"], _half(match["one"]), second_half, two)
    last = _time(two, second_half, None, None) if two else None
    if first is None:
        return None
    return Hours(first, last, match.start(), match.end(), bool(_SURE.search(match[0])))


def _half(said: str) -> str | None:
    found = re.search(r"([ap])\.?m", said)
    return found[1] if found else None


def _time(said: str, half: str | None, later_half: str | None, later: str | None) -> time | None:
    if named := re.match(_NAMED, said):
        return time(0) if named[0] in ("mezzanotte", "midnight") else time(12)
    match = _PARTS.match(said)
    if not match:
        return None
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    half = half or _inherited(hour, later_half, later)
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    return time(hour % 24, minute) if hour <= 24 else None


def _inherited(hour: int, later_half: str | None, later: str | None) -> str | None:
    """ "6 to 8 pm" begins at six in the evening, "11 to 1 pm" in the morning."""
    if later_half is None or later is None:
        return None
    found = _PARTS.match(later)
    ends = int(found["hour"]) % 12 if found else 0
    return later_half if hour % 12 <= ends else ("a" if later_half == "p" else "p")
