"""Limits, conditions, whose word it is, and which of several years and places goes with what: none is left behind."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from rag.text import fold

# Of each group: where a passage has one, a summary has one too.
_LIMITS = tuple(
    re.compile(rf"\b(?:{words})\b")
    for words in (
        r"sol[oaie]|soltanto|solamente|esclusivamente|unicamente|unic[oaie]|only|solely|sole|exclusively|just",
        r"se|qualora|purche|a (?:condizione|patto) (?:che|di)|salvo|tranne|eccetto|if|unless|provided|except",
        r"in parte|parzialmente|partly|partially",
        r"su richiesta|su ordinazione|on request|on demand|to order",
    )
)
_ITS_WORD = re.compile(
    r"\b(?:dichiar\w+|sostien\w+|afferm\w+|a suo dire|claim\w*|says? (?:that|it|to)|presunt\w+|alleg\w+)\b"
)
_JOINED = frozenset((",", "e", "ed", "and"))
_BOAST = re.compile(
    r"\d|\b(?:prim[oaie]|unic[oaie]|maggior\w*|leader|miglior\w*|piu|first|only|largest|biggest|best|most|leading|world)\b"
)


def loosened(sentence: str, passage: str) -> bool:
    """Whether a limit, a condition or whose word it is was left out."""
    said, there = fold(sentence), fold(passage)
    if _ITS_WORD.search(there) and _BOAST.search(said) and not _ITS_WORD.search(said):
        return True
    return any(limit.search(there) and not limit.search(said) for limit in _LIMITS)


def uprooted(
    said: Sequence[str], there: Sequence[str], anchors: frozenset[str], telling: Callable[[str], str | None]
) -> bool:
    """Whether one of several anchors (years, places) went from what it stands beside to something else.

    `telling` gives the stem of a word that means something, None for others. Each anchor of the sentence is compared by
    the telling word beside it: of the passage's anchors none may be nearer to that word.
    """
    if len({word for word in there if word in anchors}) < 2:
        return False
    spots = [(at, word) for at, word in enumerate(there) if word in anchors]
    for at, anchor in enumerate(said):
        if anchor not in anchors:
            continue
        if _renamed(said[max(0, at - 2) : at], anchor, anchors, there):
            return True
        beside = _beside(said, at, anchors, telling)
        held = [place for place, word in enumerate(there) if telling(word) in beside and word not in anchors]
        if held and not any(_belongs(place, anchor, spots, there) for place in held):
            return True
    return False


def _renamed(before: Sequence[str], anchor: str, anchors: frozenset[str], there: Sequence[str]) -> bool:
    """Whether another anchor follows the same two words in the passage: "Salone Auto 2025" for "Salone Auto 2024"."""
    size = len(before)
    follow = {there[at + size] for at in range(len(there) - size) if list(there[at : at + size]) == list(before)}
    return size == 2 and bool(follow & anchors) and anchor not in follow


def _beside(said: Sequence[str], at: int, anchors: frozenset[str], telling: Callable[[str], str | None]) -> set[str]:
    """The telling words next to an anchor, up to the next anchor on either side."""
    found: set[str] = set()
    for way in (1, -1):
        place = at + way
        while 0 <= place < len(said) and said[place] not in anchors and said[place] not in ",;:.()":
            if (one := telling(said[place])) is not None:
                found.add(one)
                break
            place += way
    return found


def _belongs(place: int, anchor: str, spots: Sequence[tuple[int, str]], there: Sequence[str]) -> bool:
    """Whether the anchor is among the nearest to that place; a comma between counts as six words."""

    def far(spot: int) -> int:
        low, high = sorted((spot, place))
        return high - low + 5 * sum(there[one] in ",;:.()" for one in range(low, high))

    lists = _lists(spots, there)
    distances = [min(far(spot) for spot, _ in one) for one in lists]
    return any(
        anchor in {word for _, word in one} and distance <= min(distances) + 1
        for one, distance in zip(lists, distances, strict=True)
    )


def _lists(spots: Sequence[tuple[int, str]], there: Sequence[str]) -> list[list[tuple[int, str]]]:
    """Anchors that follow one another with nothing but commas and "and" between: what is said of one is said of all."""
    lists: list[list[tuple[int, str]]] = []
    for spot in spots:
        between = there[lists[-1][-1][0] + 1 : spot[0]] if lists else ()
        if lists and len(between) <= 2 and _JOINED & set(between):
            lists[-1].append(spot)
        else:
            lists.append([spot])
    return lists
