"""The picture of a need's states is the table in the code."""

from __future__ import annotations

import re

from bot.config import ROOT
from bot.services.needs.states import LIVE, STATES, TRANSITIONS

PICTURE = (ROOT / "docs" / "flows" / "needs.mmd").read_text(encoding="utf-8")


def test_the_picture_shows_the_table_and_nothing_else() -> None:
    drawn = set(re.findall(r"^ {4}(\w+) --> (\w+): (\w+)$", PICTURE, re.MULTILINE))
    table = {(before, after, verb) for verb, (befores, after) in TRANSITIONS.items() for before in befores}
    assert drawn == table


def test_the_picture_ends_where_no_verb_leads_on() -> None:
    ends = set(re.findall(r"^ {4}(\w+) --> \[\*\]$", PICTURE, re.MULTILINE))
    assert ends == STATES - {before for befores, _ in TRANSITIONS.values() for before in befores} == STATES - set(LIVE)
