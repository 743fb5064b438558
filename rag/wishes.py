"""What a search for companies looks for, kept with its answer so that a follow-up or a button can change part of it."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Literal

Sort = Literal["company", "university", "school", "design_studio", "research", "association", "car_maker"]
ChangeKind = Literal["narrow", "widen", "place", "anywhere", "free", "who"]


@dataclass(frozen=True, slots=True)
class Conditions:
    """What a company must be, beside doing what was asked. Nothing given, nothing asked."""

    place: str | None = None  # folded, as said: the gazetteer knows it
    reach: int | None = None  # kilometres that are still near
    sort: Sort | None = None
    not_sorts: tuple[Sort, ...] = ()
    least: int | None = None  # people who work there
    most: int | None = None
    since: int | None = None  # year of foundation, inclusive
    until: int | None = None
    not_companies: tuple[str, ...] = ()
    not_concepts: tuple[str, ...] = ()  # capabilities that it must not offer
    not_said: tuple[str, ...] = ()  # these capabilities in the asker's words

    def __bool__(self) -> bool:
        return self != Conditions()

    def with_changes(self, newer: Conditions) -> Conditions:
        """These conditions, with what the newer ones say put in its place; what must not be adds up."""
        said = {field.name: getattr(newer, field.name) for field in fields(newer)}
        both = {name: (*getattr(self, name), *said[name]) for name in said if name.startswith("not_")}
        given = {name: value for name, value in said.items() if value is not None}
        where = {"reach": newer.reach} if newer.place else {}
        return replace(self, **given | both | where)


@dataclass(frozen=True, slots=True)
class Wish:
    """A search as understood. `concept`: searched instead of the words, after a button named it."""

    topic: str  # the words of the search without its conditions
    conditions: Conditions = Conditions()
    concept: str | None = None
    among: tuple[str, ...] = ()  # only these companies: "which of these…"
    told: tuple[str, ...] = ()  # not these, told before: "any others?"
    everyone: bool = False  # no trade was named: whoever meets the conditions, as in "companies around Cuneo"


@dataclass(frozen=True, slots=True)
class Change:
    """One way to narrow or widen an answer. `id`: a concept or the code of a province; `label`: how it is called."""

    kind: ChangeKind
    id: str = ""
    label: str = ""


def changed(wish: Wish, change: Change) -> Wish:
    """The wish with that change. Narrowing keeps the conditions; what was told before may be told again."""
    conditions = wish.conditions
    match change.kind:
        case "narrow" | "widen" | "who":
            return replace(wish, concept=change.id, told=(), among=())
        case "place":
            return replace(wish, conditions=replace(conditions, place=change.id, reach=None), told=(), among=())
        case "anywhere":
            return replace(wish, conditions=replace(conditions, place=None, reach=None), told=(), among=())
        case "free":
            return replace(wish, conditions=Conditions(), told=(), among=())
