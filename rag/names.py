"""Whom a question names: companies by name, alias or a near spelling.

Identity is never guessed: doubt gives choices.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process
from rapidfuzz.distance import DamerauLevenshtein

from rag.documents import LANGUAGES, Document
from rag.text import STOP_WORDS, fold, words

# Words of names that many firms share, or that are words of the trade: alone they name nobody.
_COMMON = frozenset(
    "torino turin piemonte piedmont group gruppo italia italy italian engineering design designs studio studios "
    "industrie industriali automotive automobili auto car cars systems system tecnologie technologies advanced "
    "center centre centro europe academy mobilita sostenibile fondazione istituto innovation lab works srl spa "
    "industrial vehicles vehicle service services solutions software sistemi model project lighting fuel mobile "
    "electric microcar camera commercio regione unione associazione polo thermal blue brand safety research "
    "officine prima mole urbana competence chamber commerce valley union unions automation test way golden "
    "manifattura magna kit fiat factory".split()
)
_LONG = 9  # letters from which two slips are allowed instead of one
_SHORTEST_FUZZY = 5  # shorter names must be spelled right: one letter off is another word


@dataclass(frozen=True, slots=True)
class Mention:
    """A company found in a text. `ids` has more than one entry when the words fit several."""

    ids: tuple[str, ...]
    words: str
    exact: bool


class Names:
    """All names and aliases of the companies."""

    def __init__(self, documents: Iterable[Document], ordinary: frozenset[str] = frozenset()) -> None:
        """`ordinary`: folded words of the trade's everyday language, which no near spelling may turn into a name."""
        self._ordinary = ordinary
        self._aliases: dict[str, set[str]] = defaultdict(set)
        companies = [document for document in documents if document.is_company]
        for company in companies:
            for alias in _aliases(company):
                self._aliases[alias].add(company.id)
        self._add_first_words(companies)
        self._longest = max((len(alias.split()) for alias in self._aliases), default=1)
        self._fuzzy = [alias for alias in self._aliases if len(alias.replace(" ", "")) >= _SHORTEST_FUZZY]
        self._squeezed = {alias.replace(" ", ""): alias for alias in self._fuzzy}
        self._alike: dict[tuple[str, int], list[str]] = defaultdict(list)  # by first letter and length
        for squeezed in self._squeezed:
            self._alike[squeezed[0], len(squeezed)].append(squeezed)

    def _add_first_words(self, companies: Sequence[Document]) -> None:
        """ "Danisi" for Danisi Engineering: a name's distinctive words, where no common word and not shared."""
        towns = {word for company in companies for word in words(company.city["it"])}
        seen = Counter(word for company in companies for word in set(words(company.name["it"])))
        for company in companies:
            for word in set(words(company.name["it"])) - towns:
                if len(word) >= 3 and not self._everyday(word) and seen[word] <= 3:
                    self._aliases[word].add(company.id)

    def find(self, text: str) -> list[Mention]:
        """Companies named in the text, in its order; longest names first, exact spellings before near ones.

        A name that is also an everyday word ("Leva", a gear lever) counts only with a capital or by itself.
        """
        tokens = words(text)
        proud = {fold(word) for word in re.findall(r"\b[A-ZÀ-Ý][\w'-]*", text)}
        free = [True] * len(tokens)
        found: list[tuple[int, Mention]] = []
        for exact in (True, False):
            for size in range(min(self._longest, len(tokens)), 0, -1):
                for start in range(len(tokens) - size + 1):
                    if all(free[start : start + size]) and (
                        mention := self._match(tokens[start : start + size], exact)
                    ):
                        if len(tokens) > 1 and self._everyday(mention.words) and mention.words not in proud:
                            continue
                        found.append((start, mention))
                        free[start : start + size] = [False] * size
        return [mention for _, mention in sorted(found, key=lambda entry: entry[0])]

    def _match(self, tokens: Sequence[str], exact: bool) -> Mention | None:
        said = " ".join(tokens)
        if exact:
            ids = self._aliases.get(said) or self._aliases.get(self._squeezed.get(said.replace(" ", ""), ""))
            return Mention(tuple(sorted(ids)), said, True) if ids else None
        squeezed = said.replace(" ", "")
        if len(squeezed) < _SHORTEST_FUZZY - 1 or all(self._everyday(word) for word in tokens):
            return None
        slips = 1 if len(squeezed) < _LONG else 2
        # A slip in the first letter makes another name; one in the length is one of the slips.
        sizes = range(len(squeezed) - slips, len(squeezed) + slips + 1)
        alike = [alias for size in sizes for alias in self._alike.get((squeezed[0], size), ())]
        close = process.extractOne(squeezed, alike, scorer=DamerauLevenshtein.distance, score_cutoff=slips)
        if close is None:
            return None
        return Mention(tuple(sorted(self._aliases[self._squeezed[close[0]]])), said, False)

    def _everyday(self, word: str) -> bool:
        return word in _COMMON or word in STOP_WORDS or word in self._ordinary or word.isdigit()

    def nearest(self, text: str, most: int = 3) -> list[str]:
        """Ids of the companies whose names resemble a text, best first: choices to offer, never an answer."""
        squeezed = "".join(words(text))
        close = process.extract(squeezed, self._squeezed.keys(), scorer=fuzz.WRatio, score_cutoff=75.0, limit=most * 2)
        ids = [key for alias, _, _ in close for key in sorted(self._aliases[self._squeezed[alias]])]
        return list(dict.fromkeys(ids))[:most]


def _aliases(company: Document) -> set[str]:
    name = company.name["it"]
    bare = re.sub(r"\(.*?\)", " ", name)
    spoken = {name, bare, company.id.replace("-", " "), *(company.name[language] for language in LANGUAGES)}
    spoken |= {part for part in bare.split("/") if part.strip()}
    spoken |= set(company.aliases)
    return {" ".join(words(alias)) for alias in spoken if words(alias)}
