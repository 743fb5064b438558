"""What a question asks of a company beside its trade: its sort, size and age, and what it must not be.

Phrases are read by rules: they are few, and a rule can be read by whoever wonders why a condition was (not) heard.
Places are the gazetteer's (rag/places.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from rag.documents import Language
from rag.wishes import Conditions, Sort

SMALL, LARGE = 49, 250  # people: the European definitions of a small and of a large enterprise

_ITSELF = (
    r"(?=\s*(?:$|[?!.,;:]|(?:che|ch[ei]|ke|di|del\w*|per|x|a|in|qui|vicino|that|which|who|for|of|on|near|here)\b))"
)
_SORTS: dict[Sort, str] = {
    "car_maker": r"(?:cas[ae] (?:auto\w*|madr[ei]|costruttric[ei])|costruttor[ei](?: (?:di )?aut\w+)?|oems?|"
    r"(?:big )?(?:car ?makers?|auto ?makers?|car manufacturers?))",
    "university": r"(?:universit(?:a|à|y|ies)|politecnic[oi]|atene[oi])",
    "school": r"(?:scuol[ae]|accademi[ae]|schools?|academ(?:y|ies))",
    "design_studio": r"(?:studi?[oi]? di design|centr[oi] stile|design (?:studios?|houses?|cent(?:er|re)s?))",
    "research": r"(?:(?:centr[oi]|ent[ei]|istitut[oi]) di ricerca|research (?:cent(?:er|re)s?|institutes?))",
    "association": r"(?:associazion[ei]|associations?|enti pubblici|public bodies)",
    "company": r"(?:aziend[ae]|impres[ae]|ditt[ae]|compan(?:y|ies)|firms?|businesse?s?)",
}
_ONLY = (
    r"(?<!\bun )(?<!\ba )(?<!\bthe )\b(?:solo|soltanto|solamente|esclusivamente|only|just)\s+"
    r"(?:una?\s+|uno\s+|le\s+|gli\s+|an?\s+|the\s+)?"
)
_SOUGHT = (  # a sort that is looked for, not one that is spoken of: "quale scuola…", "cerco un'università che…"
    r"(?:^\W*(?:e\s+|and\s+)?|\b(?:qual[ei]|which|what|cerc\w+|c'è|ci sono|esist\w+|conosc\w+|serv\w+|vorre\w+|"
    r"looking for|need|is there|are there|know(?: of)?)\s+)(?:una\s+|uno\s+|un\s+|un'|an?\s+|any\s+)?"
)
_SOUGHT_SORTS = ("university", "school", "design_studio", "association", "research")  # not only with "only"
_NOT = (
    r"(?:[,;]\s*)?(?:\b(?:ma|e|però|but|and)\s+)?(?:\bche\s+|\bthat\s+|\bwhich\s+)?"
    r"\b(?:non|no|not|tranne|eccetto|a parte|esclus[aoie]|escludendo|escludi|except(?: for)?|excluding|other than|"
    r"apart from|aren't|isn't)\s+(?:(?:sia|siano|è|sono|is|are|being)\s+)?(?:nessuna?\s+)?"
    r"(?:(?:le|gli|i|la|il|lo|un|una|uno|an|a|the|any|di)\s+|un'|l')?"
)
_LARGE_ONES = (
    r"(?:grandi?(?:ssim[ei])?|grosse|grossi|multinazional[ei]|big|large|huge|multinationals?|giants?)"
    r"(?:\s+(?:aziend[ae]|grupp[oi]|impres[ae]|ones?|compan(?:y|ies)|groups?|firms?|players?|corporations?))?"
)
_NOUNS = (
    r"(?:officin[ae]|aziend[ae]|ditt[ae]|impres[ae]|botteg\w+|studi?o?|realtà|fornitor[ei]|carrozzeri[ae]|"
    r"compan(?:y|ies)|firms?|workshops?|shops?|suppliers?|business(?:es)?|outfits?)"
)
_PEOPLE = r"(?:addett[oi]|dipendent[ei]|persone|lavorator[ei]|employees|people|staff|workers|heads)"
_BELOW = (
    r"(?:sotto (?:i|le|ai|alle)|meno di|al massimo|massimo|max|fino a|non più di|under|below|fewer than|less than|"
    r"up to|at most|no more than)"
)
_ABOVE = r"(?:sopra (?:i|le|ai|alle)|più di|oltre|almeno|minimo|over|above|more than|at least)"
_FOUNDED = r"\b(?:che sono |che è |that were |that was )?(?:fondat|nat|costituit|founded|established|set up|born)\w*"
# A "not" that speaks of the asker or of something else: "non troppo lontano", "ma non so", "non c'è".
_NO_CONDITION = re.compile(
    r"(?:troppo|solo|soltanto|so\b|sappiamo|ho\b|abbiamo|trov\w+|riesc\w+|c'|ci\b|mi\b|si\b|ne\b|lo\b|è\b|e'|siamo|sono\b|"
    r"hanno\b|vogli\w+|poss\w+|serv\w+|funzion\w+|molto|proprio|only|just|too|sure|know|have|find|necessarily|yet|far)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Read:
    """A text taken apart: its conditions, what it excludes in words, and the rest, which says the trade."""

    conditions: Conditions
    excluded: tuple[str, ...]
    rest: str


def read(text: str, language: Language = "it") -> Read:
    """The conditions that a text states. `excluded`: the words after a "but not…" that name no sort or size."""
    found, rest = Conditions(), text
    for rule in _RULES:
        match = rule.pattern.search(rest)
        if match:
            found = found.with_changes(rule.condition(match))
            rest = rest if rule.stays else f"{rest[: match.start()]} {rest[match.end() :]}"
    rest, excluded = _exclusions(rest, language)
    return Read(found, excluded, " ".join(rest.split()).strip(" ,;"))


def without_sorts(text: str) -> str:
    """The text without the words for sorts of organisations."""
    return re.sub("|".join(rf"\b{words}\b" for words in _SORTS.values()), " ", text, flags=re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Rule:
    """`stays`: the words say the trade too, so the search goes on with them."""

    pattern: re.Pattern[str]
    condition: Callable[[re.Match[str]], Conditions]
    stays: bool = False


def _rule(pattern: str, condition: Callable[[re.Match[str]], Conditions], *, stays: bool = False) -> _Rule:
    return _Rule(re.compile(pattern, re.IGNORECASE), condition, stays)


def _always(conditions: Conditions) -> Callable[[re.Match[str]], Conditions]:
    return lambda match: conditions


def _sort_rules() -> Iterator[_Rule]:
    yield _rule(rf"{_NOT}{_LARGE_ONES}\b", _always(Conditions(most=LARGE - 1)))
    for sort, words in _SORTS.items():
        yield _rule(rf"{_NOT}{words}\b", _always(Conditions(not_sorts=(sort,))))
    for sort, words in _SORTS.items():
        yield _rule(rf"{_ONLY}{words}\b", _always(Conditions(sort=sort)))
        if sort in _SOUGHT_SORTS:
            itself = _ITSELF if sort in ("university", "school") else ""
            yield _rule(rf"{_SOUGHT}{words}\b{itself}", _always(Conditions(sort=sort)), stays=True)
            yield _rule(rf"\b(?:qual[ei]|which|what)\s+{words}\b", _always(Conditions(sort=sort)), stays=True)


def _size_rules() -> Iterator[_Rule]:
    yield _rule(rf"{_SOUGHT}(?:piccol[aoie]|small(?:er)?)\s+(?={_NOUNS}\b)", _always(Conditions(most=SMALL)))
    yield _rule(rf"{_ONLY}(?:piccol[aoie]|small(?: ones)?)\b", _always(Conditions(most=SMALL)))
    yield _rule(
        r"^\W*(?:e |and )?(?:di )?(?:più |any )?(?:piccol[aei]|smaller)(?: ones)?\W*$", _always(Conditions(most=SMALL))
    )
    yield _rule(rf"{_SOUGHT}(?:grand[ei]|gross[aoie]|large|big)\s+(?={_NOUNS}\b)", _always(Conditions(least=LARGE)))
    yield _rule(
        rf"(?:\b(?:con|with|tra|between|from)\s+)?\b(\d+)\s*(?:-|–|a|e|to|and)\s*(\d+)\s*{_PEOPLE}\b",
        lambda match: Conditions(least=int(match[1]), most=int(match[2])),
    )
    with_, number = r"(?:\b(?:con|with|da|of)\s+)?\b", r"\s*(\d[\d.,]*)"
    yield _rule(rf"{with_}{_BELOW}{number}\s*{_PEOPLE}\b", lambda match: Conditions(most=_number(match[1])))
    yield _rule(rf"{with_}{_ABOVE}{number}\s*{_PEOPLE}\b", lambda match: Conditions(least=_number(match[1])))


def _age_rules() -> Iterator[_Rule]:
    year = r"\s+(\d{4})\b"
    yield _rule(rf"{_FOUNDED} (?:dopo il|after|since|dal){year}", lambda match: Conditions(since=int(match[1])))
    yield _rule(rf"{_FOUNDED} (?:prima del|before){year}", lambda match: Conditions(until=int(match[1]) - 1))
    yield _rule(rf"{_FOUNDED} (?:nel|in){year}", lambda match: Conditions(since=int(match[1]), until=int(match[1])))


def _number(figure: str) -> int:
    return int(re.sub(r"\D", "", figure))


_RULES = (*_sort_rules(), *_size_rules(), *_age_rules())
_LONGEST = 5  # words that say what is excluded
_OTHERWISE = re.compile(
    r"\b(?:ma non|però non|but not|but doesn't|but don't|but do not|but does not|tranne|eccetto|a parte|"
    r"esclus[aoie]|escludendo|except(?: for)?|excluding|other than|apart from|(?<=, )not?|(?<=, )non|"
    r"(?:oltre ad?|oltre al(?:la)?|besides)(?= (?-i:[A-ZÀ-Ý])))\s+"  # "oltre a Sparco", not "oltre a volanti"
    r"(?P<what>[^,;.?!]+)",
    re.IGNORECASE,
)


def _exclusions(text: str, language: Language) -> tuple[str, tuple[str, ...]]:
    """What is left without the "but not…" that say something of a company, and what these exclude."""
    excluded: list[str] = []

    def taken(match: re.Match[str]) -> str:
        # In English ", no holes" tells of the part; Italian says ", no sedili" of whom it does not want.
        of_part = language == "en" and re.match(r"no\s", match[0], re.IGNORECASE)
        if of_part or _NO_CONDITION.match(match["what"]) or len(match["what"].split()) > _LONGEST:
            return match[0]
        excluded.append(match["what"].strip())
        return " "

    rest = _OTHERWISE.sub(taken, text)
    return rest, tuple(excluded)
