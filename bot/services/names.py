"""Which company a written name means: exact, by its words, or despite typos. Ambiguity is never guessed."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz

TYPO_SCORE = 82  # of 100; "pinin farina", "cecom" and "italdesing" pass, "farina" alone does not
CLOSE = 6  # candidates this near the best one are as good: ask
MOST_CHOICES = 6


@dataclass(frozen=True, slots=True)
class Named:
    """A company by its name, and the other names it goes by (legal names, its id)."""

    id: str
    name: str
    other_names: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name, *self.other_names)


def resolve(written: str, companies: Iterable[Named]) -> list[str]:
    """Ids that the written name may mean, best first; one: certain enough; several: ask; none: unknown."""
    asked = words(written)
    if not asked:
        return []
    everyone = list(companies)
    found = _exact(asked, everyone) or _by_words(asked, everyone) or _despite_typos(asked, everyone)
    return found[:MOST_CHOICES]


def words(text: str) -> tuple[str, ...]:
    """The text as bare lower-case words: no accents, no punctuation, no legal forms."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return tuple(word for word in letters.replace(" s p a", " spa").replace(" s r l", " srl").split()
                 if word not in {"spa", "srl", "srls", "sas", "snc", "ltd", "gmbh", "the"})  # fmt: skip


def _exact(asked: tuple[str, ...], companies: list[Named]) -> list[str]:
    joined = "".join(asked)
    return [c.id for c in companies if any("".join(words(name)) == joined for name in c.names)]


def _by_words(asked: tuple[str, ...], companies: list[Named]) -> list[str]:
    """All written words begin words of a name ("camera commercio"); other names count when no name fits."""
    by_name = [c.id for c in companies if _begin_words(asked, words(c.name))]
    return by_name or [c.id for c in companies if any(_begin_words(asked, words(n)) for n in c.other_names)]


def _begin_words(asked: tuple[str, ...], name: tuple[str, ...]) -> bool:
    return all(any(len(part) > 2 and word.startswith(part) for word in name) for part in asked)


def _despite_typos(asked: tuple[str, ...], companies: list[Named]) -> list[str]:
    joined = "".join(asked)
    scored = [(max(fuzz.ratio(joined, "".join(words(name))) for name in c.names), c.id) for c in companies]
    best = max(scored, default=(0.0, ""))[0]
    near = sorted((pair for pair in scored if pair[0] >= max(TYPO_SCORE, best - CLOSE)), reverse=True)
    return [company_id for _, company_id in near]
