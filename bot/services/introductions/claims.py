"""The check that a note claims nothing: every number, name and capability in it stands in the profiles or was typed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from bot.services.introductions.firms import named_in
from bot.services.names import words
from rag.documents import Bilingual

APART = re.compile(r"[().,;:\n]+")  # "IED Torino (design school)" does not name "Torino Design"
NUMBER = re.compile(r"\d+(?:[.,:/-]\d+)*")
CAPITAL = re.compile(r"(?<![.!?:»\"] )(?<!^)(?<!\n)(?<!\w)[^\W\d_a-zà-ÿ][\w'’&-]*", re.MULTILINE)


def unfounded(note: str, sources: Iterable[str], known: Iterable[str], concepts: Mapping[str, Bilingual]) -> list[str]:
    """What the note states that no source says, as it is written there; empty: it may be shown.

    `known`: the names of all companies; `concepts`: those of all capabilities.
    """
    said = "\n".join(sources)
    numbers = set(NUMBER.findall(said))
    found = [number for number in NUMBER.findall(note) if number not in numbers]
    found += [name for name in CAPITAL.findall(note) if not named_in(said, [name])]
    there, founded = "|".join(_padded(part) for part in APART.split(note)), _padded(said)
    labels = [*known, *(label for pref in concepts.values() for label in pref.values())]
    folded = note.casefold()
    for label in labels:
        # Most labels begin with a word that the note does not have: that is seen without taking them apart.
        if label[:4].casefold() in folded and _padded(label) in there and _padded(label) not in founded:
            found.append(label)
    return found


def _padded(text: str) -> str:
    return f" {' '.join(words(text))} "
