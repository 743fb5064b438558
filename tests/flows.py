"""The arrows of a picture in docs/flows, as a transition table has them."""

from __future__ import annotations

import re

from bot.config import ROOT

Arrow = tuple[str, str, str]


def drawn(name: str) -> dict[str, set[Arrow]]:
    """(state before, deed, state after) of each arrow, by the part of the picture that it stands in."""
    picture = (ROOT / "docs" / "flows" / f"{name}.mmd").read_text(encoding="utf-8")
    parts = re.findall(r'state "[^"]+" as (\w+) \{\n(.*?)\n    \}', picture, re.DOTALL)
    return {part: {_arrow(line) for line in body.splitlines()} for part, body in parts}


def _arrow(line: str) -> Arrow:
    found = re.fullmatch(r"\s+(\S+) --> (\S+): (\S+)", line)
    assert found, line
    return found[1].replace("[*]", ""), found[3], found[2]
