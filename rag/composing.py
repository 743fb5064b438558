"""Puts an Answer together from what the searches found, one way for each intent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from rag.agenda import Agenda
from rag.changes import Changes
from rag.companies import CompanySearch, snippet
from rag.concepts import Concepts
from rag.documents import Answer, Choice, CompanyHit, Coverage, Document, Question, Snippet, Topic
from rag.facts import Fact, FactFinder, features
from rag.finding import Finder, split
from rag.names import Names
from rag.oneself import on_joining, topic
from rag.ranking import Models
from rag.records import FoundRecord, RecordSearch, as_named
from rag.text import fold
from rag.understanding import WHO_DOES, Understood

ASSOCIATION = "association"
MOST_FACTS = 4
MOST_ABOUT = 5
MOST_PROFILES = 3
MOST_ON_JOINING = 2
MOST_RECORDS = 3
_NAMED_IS_SURE = 1.0
_SURE = 0.5
_OF_THE_TRADE = 0.6
_SOUGHT = 0.15


@dataclass(frozen=True, slots=True)
class Told:
    """What was found for a question about what is or was."""

    found: Sequence[FoundRecord]  # all, best first
    chosen: Sequence[FoundRecord]  # good enough to show
    subjects: Sequence[Document]  # the companies asked about
    facts: Sequence[Fact]
    features: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Sources:
    """All that an answer is put together from."""

    documents: Mapping[str, Document]
    companies: CompanySearch
    records: RecordSearch
    facts: FactFinder
    names: Names
    concepts: Concepts
    changes: Changes
    models: Models
    coverage: Coverage


class Composer:
    """One method an intent; each gives a whole Answer."""

    def __init__(self, sources: Sources) -> None:
        self._documents = sources.documents
        self._companies = sources.companies
        self._records = sources.records
        self._facts = sources.facts
        self._names = sources.names
        self._models = sources.models
        self._coverage = sources.coverage
        self._agenda = Agenda(sources.records, sources.coverage)
        self._finder = Finder(
            sources.companies, sources.records, sources.concepts, sources.changes, sources.models, sources.coverage
        )

    def compose(self, asked: Understood, question: Question) -> Answer:
        """The answer to a question that was taken apart; what is upcoming depends on the question's `today`."""
        today = date.fromisoformat(question.today)
        if meant := topic(asked.text):
            return self._about_us(asked, meant)
        if asked.stranger and asked.refusal not in ("private", "price", "off_topic"):
            return self._unknown(asked)
        match asked.intent:
            case "greeting" | "thanks" | "help" | "announce" | "unsubscribe":
                return self._plain(asked)
            case "other" if asked.refusal == "off_topic":
                return self._off_topic(asked, today)
            case "other":
                return self._refusal(asked) if asked.refusal else self._plain(asked)
            case "profile":
                return self._profile(asked)
            case "introduce" | "introduce_two":
                return self._introduction(asked)
            case "list_events":
                return self._agenda.events(asked, today)
            case "event" | "press" | "association":
                return self._agenda.told(asked, today) or self._told(asked, today)
        return self._finder.find(asked, today)

    def _about_us(self, asked: Understood, meant: Topic) -> Answer:
        """What no source says, told in words of its own; of joining also what sources say of the association."""
        if meant != "joining":
            return Answer(asked.text, asked.language, "help", "smalltalk", topic=meant, coverage=self._coverage)
        said = (
            one for document in self._documents.values() if document.kind == ASSOCIATION for one in document.statements
        )
        chosen = on_joining(said, MOST_ON_JOINING)
        facts = tuple(Snippet(one.text[asked.language], asked.language, one.source) for one in chosen)
        return Answer(asked.text, asked.language, "association", "answered", facts=facts, topic=meant)

    def _plain(self, asked: Understood) -> Answer:
        action = asked.intent in ("announce", "unsubscribe")
        return Answer(
            asked.text,
            asked.language,
            asked.intent,
            "action" if action else "smalltalk",
            targets=asked.targets,
            reply=asked.reply,
        )

    def _refusal(self, asked: Understood) -> Answer:
        near = tuple(self._named(key, asked, match=False) for key in asked.targets[:2])
        if asked.refusal == "price":
            near = near or self._finder.could_tell(asked)
        return self._finder.nothing(asked, near)

    def _off_topic(self, asked: Understood, today: date) -> Answer:
        """What sounds foreign is looked up all the same when the vocabulary surely knows it ("chi fa parabrezza?")."""
        sought = WHO_DOES.match(fold(asked.text)) or asked.share("find_companies") >= _SOUGHT
        if sought and self._finder.surely(asked, _OF_THE_TRADE):
            return self._finder.find(replace(asked, intent="find_companies", refusal=None), today)
        return self._refusal(asked)

    def _profile(self, asked: Understood) -> Answer:
        if not asked.mentions:
            return self._unknown(asked)
        doubtful = next((mention for mention in asked.mentions if len(mention.ids) > 1), None)
        if doubtful:
            return self._which(asked, doubtful.ids)
        ids = asked.targets[:MOST_PROFILES]
        hits = tuple(self._named(key, asked, match=True) for key in ids)
        return Answer(asked.text, asked.language, "profile", "answered", targets=ids, companies=hits)

    def _unknown(self, asked: Understood) -> Answer:
        near = self._names.nearest(asked.stranger or asked.text)
        if near:
            return self._which(asked, near)
        return Answer(
            asked.text,
            asked.language,
            "profile" if asked.stranger else asked.intent,
            "nothing_found",
            refusal="unknown_company",
            understood=(asked.stranger,) if asked.stranger else (),
            coverage=self._coverage,
        )

    def _which(self, asked: Understood, ids: Sequence[str]) -> Answer:
        choices = tuple(
            Choice(key, self._documents[key].name[asked.language], self._documents[key].city[asked.language])
            for key in ids
        )
        return Answer(asked.text, asked.language, asked.intent, "clarify", choices=choices)

    def _introduction(self, asked: Understood) -> Answer:
        doubtful = next((mention for mention in asked.mentions if len(mention.ids) > 1), None)
        if doubtful:
            return self._which(asked, doubtful.ids)
        targets, hits = asked.targets, tuple(self._named(key, asked, match=True) for key in asked.targets)
        if not targets:  # "introduce me to whoever does wind tunnel tests"
            search = self._companies.search(asked)
            # An unknown name reads like a need that nothing meets: only a sure find is taken for what was meant.
            if search.answerable >= self._models.thresholds["answerable"] and search.candidates[0].score >= _SURE:
                listed = self._companies.listed(search)
                hits = tuple(self._companies.hit(one, search, asked.language, match=True) for one in listed)
                targets = tuple(hit.id for hit in hits[:1])
        if not targets:
            return self._unknown(asked)
        return Answer(asked.text, asked.language, asked.intent, "action", targets=targets, companies=hits)

    def _told(self, asked: Understood, today: date) -> Answer:
        """An answer from events, press and the companies named: the sentences that say it, with their sources."""
        told = self.told(asked)
        if self._models.told.probability(told.features) < self._models.thresholds["told"]:
            return self._finder.nothing(asked, tuple(self._named(key, asked, match=False) for key in asked.targets[:2]))
        events, press = split(told.chosen, asked, today)
        facts = tuple(Snippet(f.statement.text[asked.language], asked.language, f.statement.source) for f in told.facts)
        return Answer(
            asked.text, asked.language, asked.intent, "answered", targets=asked.targets, events=events, press=press,
            companies=self._about(asked, told), facts=facts[:MOST_FACTS], coverage=self._coverage,
        )  # fmt: skip

    def told(self, asked: Understood, without: frozenset[str] = frozenset()) -> Told:
        """The records and sentences for a question about what is or was, and what speaks for them.

        `without`: documents to be left out, as if nobody had written them; calibration learns from that what an
        unanswerable question looks like.
        """
        found = [one for one in self._records.search(asked) if one.document.id not in without]
        limit = self._models.thresholds
        floor = max(limit["record"], (found[0].score if found else 0.0) * limit["record_share"])
        chosen = as_named([one for one in found[:MOST_RECORDS] if one.score >= floor], asked.text)
        keys = list(asked.targets)
        if asked.intent == "association":
            keys += [key for key, document in self._documents.items() if document.kind == ASSOCIATION]
        subjects = [self._documents[key] for key in dict.fromkeys(keys) if key not in without]
        facts = self._facts.find(asked, [*subjects, *(one.document for one in chosen)])
        return Told(found, chosen, subjects, facts, features(asked, facts, found))

    def _about(self, asked: Understood, told: Told) -> tuple[CompanyHit, ...]:
        """The companies that the answer is about: those asked about, those of the best sentences and records."""
        keys = [document.id for document in told.subjects]
        keys += [fact.document.id for fact in told.facts[:MOST_FACTS]]
        keys += [key for one in told.chosen[:1] for key in one.document.mentions]
        firms = [key for key in dict.fromkeys(keys) if key in self._documents and self._documents[key].is_company]
        best = {fact.document.id: fact.statement.number for fact in reversed(told.facts)}
        return tuple(self._named(key, asked, match=True, number=best.get(key, 1)) for key in firms[:MOST_ABOUT])

    def _named(self, key: str, asked: Understood, *, match: bool, number: int = 1) -> CompanyHit:
        document = self._documents[key]
        language = asked.language
        return CompanyHit(
            id=key, name=document.name[language], city=document.city[language], trade=document.trade[language],
            relation=document.relation, score=_NAMED_IS_SURE, kind="match" if match else "neighbour", capability=None,
            snippets=(snippet(document, number, language),), old_source=document.old_source,
        )  # fmt: skip
