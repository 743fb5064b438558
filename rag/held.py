"""What one passage holds, ready to be compared with: words, names, numbers, dates, and how its names stand."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from rag.documents import Language
from rag.plainwords import alike, joining
from rag.qualifiers import uprooted
from rag.quantities import MONTH_WORDS, Day, Quantity, days, quantities
from rag.roles import standings, tokens
from rag.text import fold, stem

TOKEN = re.compile(r"[A-Za-zÀ-ÖØ-öø-ž0-9]+(?:[.,](?=\d)\d+)*")
FOLDED = re.compile(r"[a-z0-9]+(?:[.,]\d+)*")
_NAME_GOES_ON = re.compile(r"[ '’-][A-ZÀ-Ö0-9]")
YEARS = range(1800, 2101)


@dataclass(frozen=True, slots=True)
class Passage:
    """What may be cited. `record`: the id of what it is of; `head`: how that is called; `named`: a sentence on it must
    name it, since "the company" could be any.
    """

    record: str
    head: str
    text: str
    named: bool = False


@dataclass(frozen=True)
class Held:
    """What one passage holds, ready to be compared with."""

    passage: Passage
    language: Language

    @cached_property
    def whole(self) -> str:
        return f"{self.passage.head} . {self.passage.text}"

    @cached_property
    def words(self) -> tuple[str, ...]:
        return tuple(FOLDED.findall(fold(self.whole)))

    @cached_property
    def stems(self) -> frozenset[str]:
        own = {stem(word, self.language) for word in self.words}
        same = alike(self.language)
        return frozenset(own.union(*(same.get(one, frozenset()) for one in own)))

    @cached_property
    def proper(self) -> frozenset[str]:
        """Words that it writes with a capital."""
        return frozenset(fold(word) for word in TOKEN.findall(self.whole) if word[:1].isupper())

    @cached_property
    def own(self) -> tuple[str, ...]:
        """The words of what its record is called."""
        return tuple(word for word in tokens(self._called) if word.isalnum())

    @cached_property
    def names(self) -> list[tuple[str, ...]]:
        """What it writes with a capital, and its record's name."""
        found = (tuple(run) for run in runs(self.parted(self.passage.text), self.language))
        named = (run for run in found if MONTH_WORDS.isdisjoint(run) and not set(self.own[1:]).issuperset(run))
        return list(dict.fromkeys([*([self.own] if self.own else []), *named]))

    @property
    def _called(self) -> str:
        return self.passage.head.split(" · ")[0]

    def parted(self, text: str) -> str:
        """The text with its record's name set apart from names beside it: "A Cuneo Alfa Prove …"."""
        return text.replace(self._called, f"|{self._called}|") if self._called else text

    @cached_property
    def numbers(self) -> list[Quantity]:
        return quantities(self.whole)

    @cached_property
    def days(self) -> list[Day]:
        return days(self.whole)


def strayed(sentence: str, held: Held) -> bool:
    """Whether a year, or a place, stands beside another thing than in the passage."""
    firm = set(held.own)
    said, there = ([word for word in tokens(text) if word not in firm] for text in (sentence, held.passage.text))
    names = [name for name in held.names if firm.isdisjoint(name)]
    placed = any(one.stand in ("in", "at") for name in names for text in (said, there) for one in standings(name, text))
    places = frozenset(name[0] for name in names) if placed else frozenset()
    years = frozenset(word for word in there if word.isdigit() and int(word) in YEARS)

    def telling(word: str) -> str | None:
        if not word[:1].isalpha() or word in joining(held.language) or word in MONTH_WORDS:
            return None
        own = stem(word, held.language)
        return min({own} | alike(held.language).get(own, frozenset()))

    return any(uprooted(said, there, one, telling) for one in (years, places))


def runs(sentence: str, language: Language) -> list[list[str]]:
    """Words with a capital that follow one another. An ordinary word that opens the sentence is none of them."""
    found: list[list[str]] = []
    end = -9
    for match in TOKEN.finditer(sentence):
        word, opens = match.group(), not sentence[: match.start()].strip(" \"'«“(")
        if not word[:1].isupper() or (opens and fold(word) in joining(language)):
            continue
        if opens and not _NAME_GOES_ON.match(sentence, match.end()) and word[1:] == word[1:].lower():
            continue
        if found and sentence[end : match.start()] in (" ", "-", "'", "’", "&", " & "):
            found[-1].append(fold(word))
        else:
            found.append([fold(word)])
        end = match.end()
    return found
