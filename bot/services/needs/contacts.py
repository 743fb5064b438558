"""Whether words hold a way to reach a person: those leave only by an introduction, with a yes."""

from __future__ import annotations

import re

MAIL = re.compile(
    r"[\w.+-]+\s?(?:@|\[at\]|\(at\)| at |chiocciola)\s?[\w-]+(?:\.|\s(?:dot|punto)\s)\s?[a-z]{2,}", re.IGNORECASE
)
HANDLE = re.compile(r"(?<![\w.])@[A-Za-z]\w{3,}")
PERSONAL = re.compile(r"(?:t|wa|telegram)\.me/|linkedin\.com/in/|facebook\.com/|instagram\.com/", re.IGNORECASE)
NUMBER = re.compile(r"(?<![\w.])(?:\+|00)?\d[\d\s./()-]{6,}\d(?!\w)")
DIGITS = range(9, 16)  # of a telephone number, with or without the country


def has_contact(words: str) -> bool:
    """An e-mail address, a telephone number, a username or a link to a person's page."""
    if MAIL.search(words) or HANDLE.search(words) or PERSONAL.search(words):
        return True
    return any(len(re.sub(r"\D", "", found[0])) in DIGITS for found in NUMBER.finditer(words))
