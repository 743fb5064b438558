"""Questions that by their form are after one particular of a company ("which certificate does X hold?"), not after all
that is known of it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.names import Mention
from rag.text import fold

_NAME = "\x00"  # stands where the company's name stood
_BEFORE = r"^\W*(?:(?:ma|e|ed|scusa|senti|ciao|so|and|but|hi|sorry)\W+)*"
_WHICH = re.compile(
    rf"{_BEFORE}(?:(?:a|con|da|di|in|per|su|tra|at|by|for|from|in|of|on|with)\s+)?"
    r"(?:qual(?:e|i)\s+(?!e\b)|che\s+(?!cosa\b|fa\b|fann|dic|mi\b|ne\b|tipo\b|genere\b|azienda\b|ditta\b|roba\b)|which\s+|"
    r"what\s+(?!do\b|does\b|did\b|is\b|are\b|about\b|can\b|kind\b|sort\b|type\b|exactly\b|you\b|we\b))\w+"
)
_YES_OR_NO = re.compile(
    rf"{_BEFORE}(?:(?:la|il|lo|l'|i|gli)\s*)?{_NAME}.{{0,25}}?\s(?:e|ha|sono|hanno|era|aveva)\s\w|"
    rf"{_BEFORE}(?:is|are|was|were|has|have|did)\s+(?:the\s+)?{_NAME}\W"
)


def after_one_thing(text: str, mentions: Sequence[Mention]) -> bool:
    """Whether a question that names companies asks which, or whether, something of theirs is so."""
    plain = fold(text)
    for mention in sorted(mentions, key=lambda one: -len(one.words)):
        loose = r"[\W_]+".join(re.escape(word) for word in mention.words.split())
        plain = re.sub(rf"(?<!\w){loose}(?!\w)", _NAME, plain, count=1)
    return bool(_WHICH.match(plain) or _YES_OR_NO.match(plain))
