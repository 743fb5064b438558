"""Which events and press items answer a question about what happened, when, who said so; and what is coming."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from rag.companies import snippet
from rag.documents import Document, Language, RecordHit
from rag.listings import title_words
from rag.periods import Period, of_partial
from rag.ranking import Models
from rag.retrieval import Retriever, Signals, alike
from rag.text import stems, words
from rag.understanding import Understood

MOST_RECORDS = 4
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


@dataclass(frozen=True, slots=True)
class FoundRecord:
    """An event or press item with the probability that the question is about it."""

    document: Document
    signals: Signals
    features: Mapping[str, float]
    score: float


class RecordSearch:
    """Searches events and press together."""

    def __init__(self, documents: Mapping[str, Document], retrievers: Sequence[Retriever], models: Models) -> None:
        self._records = {key: document for key, document in documents.items() if not document.is_company}
        self._names = _by_first_word(document for document in documents.values() if document.is_company)
        self._subjects: dict[str, frozenset[str]] = {}  # filled as questions come
        self._retrievers = retrievers
        self._models = models

    def with_models(self, models: Models) -> RecordSearch:
        """The same search, ranked by other models."""
        other = copy(self)
        other._models = models
        return other

    def search(self, asked: Understood) -> list[FoundRecord]:
        """All records that any signal speaks for, best first."""
        rows: list[tuple[Document, Signals]] = []
        for retriever in self._retrievers:
            found = retriever.search(asked.text, asked.vector)
            rows += [(self._records[key], signals) for key, signals in found.items() if key in self._records]
        if not rows:
            return []
        best, nearest = (max(getattr(one, name) for _, one in rows) for name in ("fused", "question"))
        scored = [
            FoundRecord(document, signals, features, self._models.record.probability(features))
            for document, signals in rows
            for features in [self._features(document, signals, best, nearest, asked)]
        ]
        return sorted(scored, key=lambda found: (-found.score, found.document.id))

    def _features(
        self, document: Document, signals: Signals, best: float, nearest: float, asked: Understood
    ) -> dict[str, float]:
        days = when(document)
        named = [company for company in asked.targets if company in self._about(document)]
        return {
            "document": signals.document,
            "title": signals.capability,
            "statement": signals.statement,
            "question": alike(signals.question),
            "question_behind": nearest - signals.question,
            "words": signals.words,
            "passage_words": signals.passage_words,
            "spelling": signals.spelling,
            "behind": best - signals.fused,
            "named": float(bool(named)),
            "not_named": float(bool(asked.targets) and not named),
            "in_period": float(_meets(days, asked.period)),
            "out_of_period": float(bool(asked.period and days) and not _meets(days, asked.period)),
            "exact_period": float(bool(asked.period and asked.period.days <= 31) and _meets(days, asked.period)),
            "event": float(document.kind == "event"),
            "asked_event": asked.share("event") * float(document.kind == "event"),
            "asked_press": asked.share("press") * float(document.kind == "press"),
        }

    def _about(self, document: Document) -> frozenset[str]:
        """The companies that a record mentions or names."""
        if document.id not in self._subjects:
            told = set(words(" ".join([*document.name.values(), *(s.text["it"] for s in document.statements)])))
            by_name = {key for word in told for key, name in self._names.get(word, ()) if name <= told}
            self._subjects[document.id] = frozenset({*by_name, *document.mentions})
        return self._subjects[document.id]

    def within(self, period: Period) -> list[Document]:
        """Events and press of a period, by date."""
        return [d for d in self._dated(self._records.values()) if _meets(when(d), period)]

    def press(self, today: date) -> list[Document]:
        """All press items until that day that bear a date, the newest first."""
        dated = self._dated(self._records.values())
        return [d for d in dated if d.kind == "press" and (w := when(d)) and w.first <= today][::-1]

    def editions(self, named: Sequence[str]) -> list[Document]:
        """The events whose titles have all these words (in one of their forms), by date."""
        asked = [set(stems(word)) for word in named]
        events = (d for d in self._dated(self._records.values()) if d.kind == "event")
        return [
            d for d in events if (told := set(stems(" ".join(d.name.values())))) and all(one & told for one in asked)
        ]

    def upcoming(self, today: date) -> list[Document]:
        """Events that are not over yet; a day that is not known counts as the last one possible."""
        coming = []
        for document in self._dated(self._records.values()):
            days = when(document)
            if document.kind == "event" and days and days.last >= today:
                coming.append(document)
        return coming

    def latest(self, today: date, most: int) -> list[Document]:
        """The events that were held last."""
        over = [
            d for d in self._dated(self._records.values()) if d.kind == "event" and (w := when(d)) and w.last < today
        ]
        return over[-most:][::-1]

    @staticmethod
    def _dated(documents: Iterable[Document]) -> list[Document]:
        dated = [document for document in documents if when(document)]
        return sorted(dated, key=lambda d: (d.start or d.end or d.date or "", d.id))


def as_named(found: Sequence[FoundRecord], text: str) -> Sequence[FoundRecord]:
    """Without the events that only resemble the one whose name the text gives; press items stay."""
    said = set(stems(text))
    named = [one for one in found if one.document.kind == "event" and _is_named(one.document, said)]
    return [one for one in found if one.document.kind != "event" or one in named] if named else found


def named_events(found: Sequence[FoundRecord], text: str) -> dict[str, frozenset[str]]:
    """The events whose name the text gives, each with the words that tell it; where it gives a year too, of that year
    if there are any."""
    said, years = set(stems(text)), set(_YEAR.findall(text))
    named = [one.document for one in found if one.document.kind == "event" and _is_named(one.document, said)]
    named = [one for one in named if (one.start or "")[:4] in years] or named
    return {one.id: frozenset(title_words(one.name["it"])) for one in named}


def told_of(found: Sequence[FoundRecord], sentence: str) -> list[FoundRecord]:
    """The events that a sentence names, of the year that it names."""
    said, years = set(stems(sentence)), set(_YEAR.findall(sentence))
    events = [one for one in found if one.document.kind == "event" and _is_named(one.document, said)]
    return [one for one in events if (one.document.start or "")[:4] in years]


def _is_named(event: Document, said: set[str]) -> bool:
    telling = _told_by(event.name["it"])
    return bool(telling) and all(not said.isdisjoint(forms) for forms in telling)


@lru_cache(maxsize=8192)  # of the same events at every question
def _told_by(title: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(stems(word)) for word in title_words(title))


def _by_first_word(companies: Iterable[Document]) -> dict[str, list[tuple[str, frozenset[str]]]]:
    """First word of a name -> the companies whose names begin with it, with all words of the name."""
    names: dict[str, list[tuple[str, frozenset[str]]]] = {}
    for company in companies:
        if name := words(company.name["it"]):
            names.setdefault(name[0], []).append((company.id, frozenset(name)))
    return names


def record_hit(
    document: Document, score: float, language: Language, today: date, numbers: Sequence[int] = ()
) -> RecordHit:
    """A record as shown on the day `today`, with the statements of these numbers (counted from 1)."""
    days = when(document)
    return RecordHit(
        id=document.id,
        kind="event" if document.kind == "event" else "press",
        title=document.name[language],
        score=score,
        snippets=tuple(snippet(document, number, language) for number in numbers),
        start=document.start,
        end=document.end,
        place=document.place.get(language),
        organiser=document.organiser.get(language),
        date=document.date,
        url=document.url,
        upcoming=bool(document.kind == "event" and days and days.last >= today),
        note=document.note.get(language),
    )


def when(document: Document) -> Period | None:
    """The days on which an event may be, or the day of a press item; None where no source says."""
    return of_partial(document.start, document.end) if document.kind == "event" else of_partial(document.date)


def _meets(days: Period | None, period: Period | None) -> bool:
    return bool(days and period and days.meets(period))
