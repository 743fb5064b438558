"""Which edition of an event is spoken of by its number: what is told of the first says nothing of the second."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rag.text import fold

# Folded beginnings of the ordinals, Italian and English, from the first on.
_ORDINALS = (
    ("prim[ao]", "first"), ("second[ao]", "second"), ("terz[ao]", "third"), ("quart[ao]", "fourth"),
    ("quint[ao]", "fifth"), ("sest[ao]", "sixth"), ("settim[ao]", "seventh"), ("ottav[ao]", "eighth"),
    ("non[ao]", "ninth"), ("decim[ao]", "tenth"),
)  # fmt: skip
_BY_WORD = tuple(re.compile(rf"\b(?:{it}|{en})\W+(?:\w+\W+)?edi(?:zione|tion)\b") for it, en in _ORDINALS)
_BY_FIGURE = re.compile(
    r"\b(\d{1,2})(?:[aª°^]|st|nd|rd|th)?\W{0,2}edi(?:zione|tion)\b|\bedizione (?:numero )?(\d{1,2})\b"
)
# English sources say "the first TADA" as well; in Italian "secondo" is also "according to".
_IN_ENGLISH = tuple(re.compile(rf"\b{en}\b") for _, en in _ORDINALS)


def asked(text: str) -> int | None:
    """The number of the edition that a question asks for ("la seconda edizione", "the 3rd edition"); None: of none."""
    folded = fold(text)
    if found := _BY_FIGURE.search(folded):
        return int(found[1] or found[2])
    return next((number for number, form in enumerate(_BY_WORD, 1) if form.search(folded)), None)


def told(english: Iterable[str]) -> frozenset[int]:
    """The ordinals that these English sentences say, from 1 to 10, and the figures beside "edition"."""
    text = fold("\n".join(english))
    words = {number for number, form in enumerate(_IN_ENGLISH, 1) if form.search(text)}
    return frozenset(words | {int(one[0] or one[1]) for one in _BY_FIGURE.findall(text)})
