"""Events that are known already: whether a draft seems to be one of them, and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from rapidfuzz import fuzz

from rag.days import Period
from rag.drafts import Draft
from rag.listings import title_words
from rag.text import fold, key_words

Reason = Literal["title", "day", "place"]
SAME_TITLE = 0.85  # likeness from which two titles are one, wherever their days lie close
LIKE_TITLE = 0.55  # from which they are, on the same day
HINTED_TITLE = 0.35  # from which they may be, on the same day at the same place
MOVED = 45  # days by which an event with the same title may have been moved; further on it is another edition


@dataclass(frozen=True, slots=True)
class Known:
    """An event that is held already; days and place where known."""

    id: str
    title: str
    first: date | None = None
    last: date | None = None
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Twin:
    """A known event that the draft may be; `likeness` of the titles is between 0 and 1."""

    known: Known
    likeness: float
    reasons: tuple[Reason, ...]


def twins(draft: Draft, known: Iterable[Known]) -> list[Twin]:
    """The known events that the draft may be, likeliest first."""
    found = [twin for one in known if (twin := _twin(draft, one))]
    return sorted(found, key=lambda twin: (-len(twin.reasons), -twin.likeness, twin.known.id))


def _twin(draft: Draft, known: Known) -> Twin | None:
    likeness = _likeness(draft.title.value, known.title) if draft.title else 0.0
    apart, here = _apart(draft, known), _same_place(draft, known)
    together = apart == 0
    near = apart is None or apart <= MOVED
    if not (
        (likeness >= SAME_TITLE and near)
        or (likeness >= LIKE_TITLE and together)
        or (likeness >= HINTED_TITLE and together and here)
    ):
        return None
    reasons: dict[Reason, bool] = {"title": likeness >= LIKE_TITLE, "day": together, "place": here}
    return Twin(known, likeness, tuple(reason for reason, holds in reasons.items() if holds))


def _likeness(one: str, two: str) -> float:
    """By the words that tell events apart, whatever their order; years and towns are none."""
    first, second = (" ".join(title_words(title)) or fold(title) for title in (one, two))
    return max(fuzz.token_sort_ratio(first, second), 0.95 * fuzz.token_set_ratio(first, second)) / 100


def _apart(draft: Draft, known: Known) -> int | None:
    """Days between them, 0 if they share one; None where a day is not known."""
    first, last = known.first or known.last, known.last or known.first
    if draft.start is None or first is None or last is None:
        return None
    day = draft.start.value.day
    own = Period(day, max(day, draft.end.value.day if draft.end else day))
    held = Period(first, max(first, last))
    if own.meets(held):
        return 0
    return (held.first - own.last).days if held.first > own.last else (own.first - held.last).days


def _same_place(draft: Draft, known: Known) -> bool:
    """One of the two names all words of the other: "MAUTO" and "MAUTO, Torino"; a town alone is no venue."""
    own = {word for told in (draft.place, draft.address) if told for word in key_words(told.value)}
    held = set(key_words(known.place or ""))
    return bool(own and held) and (own <= held or held <= own)
