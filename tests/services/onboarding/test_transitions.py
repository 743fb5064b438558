"""The table of what may become of standing for a company, and the picture of it."""

from __future__ import annotations

import re

from bot.config import ROOT
from bot.services.onboarding.transitions import STANDING, moved


def drawn() -> set[tuple[str, str, str]]:
    picture = (ROOT / "docs/flows/onboarding.mmd").read_text(encoding="utf-8")
    arrows = re.findall(r"^ +(\S+) --> (\S+): (\S+)$", picture, re.MULTILINE)
    assert len(arrows) == picture.count("-->")
    return {(before.replace("[*]", ""), verb, after) for before, after, verb in arrows}


def test_the_picture_shows_the_table_arrow_by_arrow() -> None:
    assert drawn() == {(before, verb, after) for (before, verb), after in STANDING.items()}


def test_only_an_invitation_or_staffs_word_leads_to_standing_for_a_company() -> None:
    assert {verb for (_, verb), after in STANDING.items() if after == "approved"} == {"join", "approve"}


def test_what_was_decided_is_not_decided_again() -> None:
    for state in ("approved", "declined", "ended"):
        assert moved(state, "approve") is None and moved(state, "decline") is None
