"""Whether a company meets conditions, and what of them no source tells.

Sorts are read from the trade that a profile states, sizes and years from its own words ("circa 450 persone (2023)"):
where these say nothing, nothing is claimed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from rag.documents import Document
from rag.places import Place, Towns
from rag.text import fold
from rag.wishes import Conditions, Sort, Wish

Untold = Literal["size", "founded"]
NOTHING: tuple[Untold, ...] = ()

_SORTS: dict[Sort, str] = {
    "university": r"universita",
    "school": r"\bscuola|universita",
    "design_studio": r"(studio|casa|servizi) di design|centro stile",
    "research": r"ricerca|universita|competence center|polo di innovazione",
    "association": r"associa|camera di commercio|polo di innovazione|ente pubblico|agenzia",
    "car_maker": r"costruttore",
}
_NO_COMPANY = re.compile(r"universita|\bscuola|fondazione|incubatore|competence center")
_PEOPLE = re.compile(
    r"([\d.]+)\s+(?:persone|addetti|dipendenti|designer|creativi|ingegneri|operatori)\b(?! previste)|"
    r"^(?:circa |oltre |quasi )?([\d.]+) (?:a|in) [A-Z]"
)
_TEN = re.compile(r"\buna decina di (?:persone|ingegneri|addetti)")
_YEAR = re.compile(r"\b(1[89]\d\d|20\d\d)\b|\banni '(\d\d)\b")


@dataclass(frozen=True, slots=True)
class Fit:
    """Whether a company may be listed, and which conditions it may or may not meet as no source tells."""

    fits: bool = True
    untold: tuple[Untold, ...] = NOTHING


_NO_CONDITIONS = Conditions()


class Fitting:
    """Judges companies by what their records say."""

    def __init__(self, companies: Mapping[str, Document], towns: Towns) -> None:
        self._companies = companies
        self._towns = towns
        self._people = {key: people(one) for key, one in companies.items()}
        self._founded = {key: founded(one) for key, one in companies.items()}
        self._sorts = {key: sorts(one) for key, one in companies.items()}

    def judge(self, company: str, place: Place | None, wish: Wish | None) -> Fit:
        """How the company stands to the place and to the wish's other conditions."""
        if place and not place.outside and not self._towns.fits(company, place):
            return Fit(False)
        if wish is None:
            return Fit()
        if (wish.among and company not in wish.among) or company in wish.told:
            return Fit(False)
        return self._conditions(company, wish.conditions)

    def takes_all(self, place: Place | None, wish: Wish | None) -> bool:
        """Whether nothing was asked that a company might not meet: then nobody need be judged."""
        if place and not place.outside and not place.whole:
            return False
        return wish is None or not (wish.among or wish.told or wish.conditions != _NO_CONDITIONS)

    def _conditions(self, company: str, asked: Conditions) -> Fit:
        is_of = self._sorts[company]
        if (asked.sort and asked.sort not in is_of) or is_of & set(asked.not_sorts) or company in asked.not_companies:
            return Fit(False)
        offered = {offer.concept for offer in self._companies[company].offers}
        if offered & set(asked.not_concepts):
            return Fit(False)
        untold: list[Untold] = []
        for name, value, low, high in (
            ("size", self._people[company], asked.least, asked.most),
            ("founded", self._founded[company], asked.since, asked.until),
        ):
            if low is None and high is None:
                continue
            if value is None and "company" not in is_of:
                return Fit(False)  # an association has members, a school has students
            if value is None:
                untold.append("size" if name == "size" else "founded")
            elif (low is not None and value < low) or (high is not None and value > high):
                return Fit(False)
        return Fit(True, tuple(untold))

    def kilometres(self, company: str, place: Place | None) -> float:
        """How far it is from the place that was asked for."""
        return self._towns.kilometres(company, place) if place else 0.0

    def provinces(self, company: str) -> tuple[str, ...]:
        """Codes of the provinces where it is."""
        return self._towns.provinces(company)


def sorts(document: Document) -> frozenset[Sort]:
    """What sort of organisation a record describes; a company may be of several."""
    trade = fold(document.trade.get("it", ""))
    found: set[Sort] = {sort for sort, pattern in _SORTS.items() if re.search(pattern, trade)}
    if document.kind == "association":
        found.add("association")
    if document.kind == "company" and not _NO_COMPANY.search(trade):
        found.add("company")
    return frozenset(found)


def people(document: Document) -> int | None:
    """How many people work there, as its record says; None where no source does."""
    told = document.size.get("it", "")
    if document.kind != "company":  # an association's figures are its members'
        return None
    match = _PEOPLE.search(told)
    if match:
        return int((match[1] or match[2]).replace(".", ""))
    return 10 if _TEN.search(told) else None


def founded(document: Document) -> int | None:
    """The year in which it was founded, as its record says."""
    match = _YEAR.search(document.founded.get("it", ""))
    if match is None:
        return None
    return int(match[1]) if match[1] else 1900 + int(match[2])
