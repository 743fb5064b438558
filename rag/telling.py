"""Answers to questions about what is or was: the sentences that say it, the records and companies they stand in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from rag.asking import Wanted
from rag.companies import snippet
from rag.documents import CompanyHit, Document, RecordHit, Snippet
from rag.facts import Fact, FactFinder, Hides, features
from rag.latest import Latest
from rag.ranking import Models
from rag.records import FoundRecord, RecordSearch, as_named, record_hit, told_of
from rag.relations import BOUNDS
from rag.retrieval import alike
from rag.sayings import looks_ahead
from rag.understanding import Understood

ASSOCIATION = "association"
MOST_FACTS = 3
MOST_RECORDS = 3
MOST_SAYING = 4  # sentences whose records are shown, told or not: they may say the same
MOST_ABOUT = 5
_NAMED_IS_SURE = 1.0
_NEXT = 0.5  # share of the best sentence's probability that a second one needs to be told beside it
_LEAST = 0.2  # … and the least of it
_ALL = 0.95  # how well a sentence must fit to say all that was asked
_BESIDE = 0.8  # share of its probability that another needs to be told beside it
_WHEN_AND_WHERE = ("date", "day", "place")
_MEANT = 0.7  # probability from which a record is surely the one that is asked about
_TO_THE_DAY = len("2026-01-31")
_SAME = 0.6  # share of their words that two sentences have in common when the second adds nothing


@dataclass(frozen=True, slots=True)
class Told:
    """What was found for a question about what is or was."""

    found: Sequence[FoundRecord]  # all, best first
    chosen: Sequence[FoundRecord]  # good enough to show
    subjects: Sequence[Document]  # the companies asked about
    facts: Sequence[Fact]  # all, best first
    best: Sequence[Fact]  # those to tell
    wanted: Wanted
    features: Mapping[str, float]


class Teller:
    """Finds what answers a question about what is or was, and whether it does."""

    def __init__(
        self, documents: Mapping[str, Document], records: RecordSearch, facts: FactFinder, models: Models
    ) -> None:
        self._documents = documents
        self._records = records
        self._facts = facts
        self._models = models
        self._latest: Latest[Told] = Latest()

    def told(self, asked: Understood, hides: Hides | None = None) -> Told:
        """The records and sentences for a question, and what speaks for them.

        `hides`: which sayings to leave out, as if nobody had written them; calibration learns from that what a question
        looks like whose topic is there and whose fact is not.
        """
        return self._latest.of((asked, hides), lambda: self._find(asked, hides))

    def _find(self, asked: Understood, hides: Hides | None) -> Told:
        found, subjects = self._records.search(asked), self._subjects(asked)
        facts = self._facts.find(asked, subjects, found, hides)
        best, want = _telling(facts, {one.id for one in subjects}), self._facts.wanted(asked)
        chosen = list(as_named(self._chosen(found, facts), asked.text))
        if best and best[0].document.is_company:
            named = told_of(found, best[0].statement.text["it"])
            chosen += [one for one in named if one not in chosen][: MOST_RECORDS - len(chosen)]
        strange = self._facts.strange(facts[0], want, hides) if facts else 1.0
        unsaid = self._facts.unsaid(best, want, hides)
        return Told(found, chosen, subjects, facts, best, want, features(facts, want, strange, unsaid))

    def nearest_question(self, asked: Understood) -> float:
        """How much nearer than usual the nearest question is that any sentence answers."""
        return alike(self._facts.nearest_question(asked))

    def wanted(self, asked: Understood) -> Wanted:
        """What kind of answer about what."""
        return self._facts.wanted(asked)

    def answers(self, told: Told) -> bool:
        """Whether the best sentences surely enough answer the question: when it will be, none that only tells of what
        was."""
        if told.wanted.ahead and not any(_of_what_comes(fact) for fact in told.best):
            return False
        return self.belief(told) >= self._models.thresholds["told"]

    def dated(self, told: Told) -> Told | None:
        """For when and where an event began or ended, in whatever words: the event that all else which is said
        names; its head tells it."""
        first = told.found[0] if told.found else None
        if told.wanted.kind not in _WHEN_AND_WHERE or first is None or first.score < _MEANT:
            return None
        head = next((one for one in told.facts if one.document is first.document and one.saying.field == "event"), None)
        if head is None or (told.wanted.kind == "day" and len(first.document.start or "") < _TO_THE_DAY):
            return None
        known = head.saying.terms | head.saying.around
        met = [term for term in told.wanted.terms if not known.isdisjoint(term.forms | term.close)]
        rest = {term.relation for term in told.wanted.terms if term not in met}
        named = any(term.relation is None for term in met) and rest <= BOUNDS
        return replace(told, best=(), chosen=[first]) if named else None

    def belief(self, told: Told) -> float:
        """The probability of that."""
        return self._models.told.probability(told.features)

    def _subjects(self, asked: Understood) -> list[Document]:
        keys = list(asked.targets)
        if asked.intent == "association":
            keys += [key for key, document in self._documents.items() if document.kind == ASSOCIATION]
        return [self._documents[key] for key in dict.fromkeys(keys)]

    def _chosen(self, found: Sequence[FoundRecord], facts: Sequence[Fact]) -> list[FoundRecord]:
        """The records to show: those that the best sentences stand in, then those that the question is about."""
        limit = self._models.thresholds
        floor = max(limit["record"], (found[0].score if found else 0.0) * limit["record_share"])
        of_best = [fact.document.id for fact in facts[:MOST_SAYING] if fact.score >= _NEXT * facts[0].score]
        said = [one for key in dict.fromkeys(of_best) for one in found if one.document.id == key]
        likely = [one for one in found[:MOST_RECORDS] if one.score >= floor and one not in said]
        return [*said, *likely][:MOST_RECORDS]

    def about(self, told: Told) -> dict[str, int]:
        """The companies that the answer is about, each with the number of its best sentence."""
        keys = [document.id for document in told.subjects]
        keys += [fact.document.id for fact in told.best]
        keys += [key for one in told.chosen[:1] for key in one.document.mentions]
        firms = [key for key in dict.fromkeys(keys) if key in self._documents and self._documents[key].is_company]
        best = {fact.document.id: fact.statement.number for fact in reversed(told.facts) if not fact.saying.of_head}
        return {key: best.get(key, 1) for key in firms[:MOST_ABOUT]}


def snippets(told: Told, asked: Understood) -> tuple[Snippet, ...]:
    """The sentences to tell."""
    return tuple(
        Snippet(fact.statement.text[asked.language], asked.language, fact.statement.source)
        for fact in told.best
        if not fact.saying.of_head
    )


def details(told: Told, asked: Understood) -> tuple[str, ...]:
    """What stands in the heads of records; an event's is told with the event itself."""
    heads = [fact for fact in told.best if fact.saying.of_head and fact.saying.field != "event"]
    return tuple(fact.statement.text[asked.language] for fact in heads)


def split(
    found: Sequence[FoundRecord], asked: Understood, today: date
) -> tuple[tuple[RecordHit, ...], tuple[RecordHit, ...]]:
    """What to show of the records: the events, and the press items."""
    hits: list[RecordHit] = []
    for one in found:
        count = len(one.document.statements)
        best = one.signals.best.get("statement", (0.0, 1))[1]
        numbers = list(dict.fromkeys([best, *range(1, count + 1)]))[:2]
        hits.append(record_hit(one.document, one.score, asked.language, today, numbers))
    return tuple(h for h in hits if h.kind == "event"), tuple(h for h in hits if h.kind == "press")


def named(document: Document, asked: Understood, *, match: bool, number: int = 1) -> CompanyHit:
    """A company that was named, with the sentence of that number."""
    language = asked.language
    return CompanyHit(
        id=document.id, name=document.name[language], city=document.city[language], trade=document.trade[language],
        relation=document.relation, score=_NAMED_IS_SURE, kind="match" if match else "neighbour", capability=None,
        snippets=(snippet(document, number, language),), old_source=document.old_source,
    )  # fmt: skip


def _telling(facts: Sequence[Fact], subjects: set[str]) -> list[Fact]:
    """The sentences to tell: the best one, and the next as far as they are nearly as good and add something."""
    if not facts:
        return []
    least = max(_LEAST, _NEXT * facts[0].score)
    likely = [fact for fact in facts[: 4 * MOST_FACTS] if fact is facts[0] or fact.score >= least]
    # What says all that was asked goes first, and of that what the record of those who were asked about says.
    likely.sort(key=lambda fact: (not _says_all(fact), fact.document.id not in subjects))
    told = likely[:1]
    for fact in likely[1:]:
        alone = _says_all(told[0]) and fact.score < _BESIDE * told[0].score
        if not alone and not any(_same(fact, one) for one in told):
            told.append(fact)
    return told[:MOST_FACTS]


def _of_what_comes(fact: Fact) -> bool:
    return fact.saying.field == "event" or looks_ahead(fact.statement.text["en"])


def _says_all(fact: Fact) -> bool:
    return fact.features["fits"] >= _ALL


def _same(one: Fact, other: Fact) -> bool:
    mine, others = one.saying.terms, other.saying.terms
    return len(mine & others) >= _SAME * min(len(mine), len(others))
