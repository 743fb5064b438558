"""All that the records say, one Saying each: their sentences, and what stands in their heads (dates, places, roles)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rag.asking import said, still_open
from rag.documents import LANGUAGES, Bilingual, Document, Language, Source, Statement
from rag.kinds import offered
from rag.periods import Period, of_partial
from rag.text import fold, key_words

HEAD = 0  # the number of what no sentence says but the record's head
_YEAR = re.compile(r"\b((?:19|20)\d\d)\b")
_LISTING = "Le fonti raccolte su "
_NO_PAGE = Source("", "", None)
_MONTHS = "January February March April May June July August September October November December".split()
_MONTH = re.compile(rf"\b({'|'.join(_MONTHS)}) ((?:19|20)\d\d)\b")
# Said of what was still to come when it was written.
_PLANS = (
    r"will|would|(?:is|are|was|were) to|to be|due|expect\w*|plan(?:s|ned|ning)?|schedul\w*|announce\w*|aims?|"
    r"by (?:19|20)\d\d|foresee\w*|forecast\w*|target\w*|pledge\w*|promise\w*|set for"
)
_PLANNED = re.compile(rf"\b(?:{_PLANS}|from (?:(?:early|mid|late)[ -])?20\d\d)\b", re.IGNORECASE)
_AHEAD = re.compile(rf"\b(?:{_PLANS}|from|until|by the|next)\b", re.IGNORECASE)
_SAID_OF: dict[str, Bilingual] = {
    "founded": {"it": "fondazione", "en": "founded"},
    "size": {"it": "dimensioni", "en": "size"},
    "city": {"it": "sede", "en": "based in"},
}


_ANSWERS = {"founded": frozenset({"date"}), "size": frozenset({"number"}), "city": frozenset({"place"})}


@dataclass(frozen=True, slots=True)
class Saying:
    """One thing that a record says, with all that a question is compared to."""

    document: Document
    statement: Statement
    terms: frozenset[str]  # that it says itself
    around: frozenset[str]  # that its record's title, place or organiser say for it
    offers: frozenset[str]  # the kinds of answer it holds
    years: frozenset[int]
    months: tuple[Period, ...]  # and days that it names
    folded: tuple[str, ...]  # its text in each language
    when: Period | None  # of its record
    listing: bool  # a mere list of capabilities
    open: bool  # it says that something is not settled yet
    planned: bool  # it tells what was announced, not what came of it
    field: str | None = None  # of the record's head: "founded", "size", "city", "event", "person"

    @property
    def of_head(self) -> bool:
        """Whether it stands in the record's head and not in a sentence."""
        return self.statement.number == HEAD


def looks_ahead(english: str) -> bool:
    """Whether a sentence speaks of what was still to come."""
    return _AHEAD.search(english) is not None


def sayings(documents: Iterable[Document]) -> list[Saying]:
    """Everything that the documents say, in their order."""
    known = list(documents)
    firms = frozenset(word for one in known if one.is_company for word in key_words(" ".join([*one.name.values()])))
    return [
        _saying(document, *said_so, firms, around)
        for document in known
        for around in [_around(document)]
        for said_so in _statements(document)
    ]


def _around(document: Document) -> frozenset[str]:
    """What every sentence of a document says besides, because its head says so."""
    return said(
        " ".join([*document.name.values(), *document.aliases, *document.place.values(), *document.organiser.values()])
    )


def _statements(document: Document) -> Iterator[tuple[Statement, str | None]]:
    yield from ((statement, None) for statement in document.statements)
    if document.is_company:
        for field, of in _SAID_OF.items():
            held: Bilingual = getattr(document, field)
            if held:
                text = {one: f"{document.name[one]}, {of[one]}: {held[one]}" for one in LANGUAGES}
                yield Statement(HEAD, text, _NO_PAGE), field
    elif document.kind == "event":
        yield Statement(HEAD, {one: _head_of_event(document, one) for one in LANGUAGES}, _NO_PAGE), "event"
    source = document.statements[0].source if document.statements else _NO_PAGE
    for person in document.people:
        yield Statement(HEAD, {one: f"{person.name}: {person.role[one]}" for one in LANGUAGES}, source), "person"


def _head_of_event(document: Document, language: Language) -> str:
    held = [document.name[language], document.start, document.end, document.place.get(language)]
    by = {"it": "organizzato da", "en": "organised by"}[language]
    if organiser := document.organiser.get(language):
        held.append(f"{by} {organiser}")
    return ", ".join(part for part in held if part)


def _months(english: str) -> tuple[Period, ...]:
    found = [f"{year}-{_MONTHS.index(month) + 1:02}" for month, year in _MONTH.findall(english)]
    return tuple(period for one in found if (period := of_partial(one)))


def _without(aliases: Iterable[str], english: str) -> str:
    """A subject by another name of its own names nobody."""
    for alias in aliases:
        english = re.sub(rf"\b{re.escape(alias)}\b(?! [A-Z])", "It", english)
    return english


def _saying(
    document: Document, statement: Statement, field: str | None, firms: frozenset[str], around: frozenset[str]
) -> Saying:
    english = statement.text["en"]
    both = " ".join(statement.text.values())
    name = document.name["en"]
    own = offered(_without(document.aliases, english), name if document.is_company else "", firms)
    own = own | _ANSWERS.get(field or "", frozenset())
    if field == "event":
        own = own | {kind for kind, held in (("place", document.place), ("name", document.organiser)) if held}
    when = of_partial(document.start, document.end) if document.kind == "event" else of_partial(document.date)
    return Saying(
        document, statement, said(both), around, own,
        frozenset(int(year) for year in _YEAR.findall(both)), _months(english),
        tuple(fold(text) for text in statement.text.values()), when,
        statement.number > HEAD and statement.text["it"].startswith(_LISTING), still_open(english),
        _PLANNED.search(english) is not None, field,
    )  # fmt: skip
