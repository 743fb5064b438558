"""Puts an Answer together from what the searches found, one way for each intent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from rag.agenda import Agenda
from rag.changes import Changes
from rag.companies import CompanySearch
from rag.concepts import Concepts
from rag.deciding import Decider
from rag.documents import Answer, Choice, CompanyHit, Coverage, Document, Question, Snippet, Topic
from rag.facts import FactFinder
from rag.finding import Finder
from rag.names import Names
from rag.oneself import on_joining, on_membership, topic
from rag.particular import after_one_thing
from rag.ranking import Models
from rag.records import RecordSearch
from rag.seeking import asks_for_firms, seeks
from rag.telling import ASSOCIATION, Teller, Told, details, named, snippets, split
from rag.text import fold
from rag.understanding import WHO_DOES, WHOEVER, Understood

MOST_PROFILES = 3
MOST_ON_JOINING = 2
MOST_NEAR = 2
_SURE = 0.5
_SOUGHT = 0.8  # share of searches for companies from which a fact that no sentence tells is looked for among them
_FITS = 0.4  # how much of a question a sentence must answer where a search for companies was expected


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
        self._names = sources.names
        self._models = sources.models
        self._coverage = sources.coverage
        self.teller = Teller(sources.documents, sources.records, sources.facts, sources.models)
        self._agenda = Agenda(sources.records, sources.coverage)
        self._finder = Finder(
            sources.companies, sources.records, sources.concepts, sources.changes, sources.models, sources.coverage
        )
        self._decider = Decider(self._finder, self.teller)

    def compose(self, asked: Understood, question: Question) -> Answer:
        """The answer to a question that was taken apart; what is upcoming depends on the question's `today`."""
        today = date.fromisoformat(question.today)
        if meant := topic(asked.text):
            return self._about_us(asked, meant)
        if asked.stranger and asked.refusal not in ("private", "price", "off_topic"):
            return self._unknown(asked)
        if not asked.refusal and on_membership(asked.text) and (unknown := self._not_founders(asked)):
            return self._finder.nothing(asked, unknown, "association", refusal="undocumented")
        if asked.whether:
            return self._finder.whether(asked)
        if answer := self._if_told(asked, self._decider.abroad(asked), today):
            return answer
        if self._decider.is_sought(asked):
            return self._finder.find(replace(asked, intent="find_companies", refusal=None), today)
        match asked.intent:
            case "greeting" | "thanks" | "help" | "announce" | "unsubscribe":
                return self._plain(asked)
            case "other" if asked.refusal in ("private", "price", "off_topic"):
                return self._published(asked, today) or self._refusal(asked)
            case "other":
                return self._refusal(asked) if asked.refusal else self._plain(asked)
            case "profile":
                return self._profile(asked, today)
            case "introduce" | "introduce_two":
                return self._introduction(asked, today)
            case "list_events":
                return self._agenda.events(asked, today)
            case "event" | "press" | "association":
                return self._agenda.told(asked, today) or self._told(asked, today)
        return self._fact_after_all(asked, today) or self._known(asked, today) or self._sought(asked, today)

    def _sought(self, asked: Understood, today: date) -> Answer:
        """Companies; where none documents it, or something is named, the sentence that says just what was asked, if
        there is one."""
        found = self._finder.find(asked, today)
        if found.outcome != "nothing_found" and not self._decider.names(asked):
            return found
        return self._if_told(asked, self._decider.said(asked), today) or found

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

    def _not_founders(self, asked: Understood) -> tuple[CompanyHit, ...]:
        """The companies named, if no source says of any of them whether it belongs to the association."""
        firms = [self._documents[key] for key in asked.targets if self._documents[key].kind != ASSOCIATION]
        told = any(firm.relation in ("founder", "member") for firm in firms)
        return () if told else tuple(self._named(firm.id, asked, match=False) for firm in firms)

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

    def _profile(self, asked: Understood, today: date) -> Answer:
        if not asked.mentions:
            return self._unknown(asked)
        doubtful = next((mention for mention in asked.mentions if len(mention.ids) > 1), None)
        if doubtful:
            return self._which(asked, doubtful.ids)
        if answer := self._detail(asked, today):
            return answer
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

    def _introduction(self, asked: Understood, today: date) -> Answer:
        doubtful = next((mention for mention in asked.mentions if len(mention.ids) > 1), None)
        if doubtful:
            return self._which(asked, doubtful.ids)
        targets, hits = asked.targets, tuple(self._named(key, asked, match=True) for key in asked.targets)
        understood: tuple[str, ...] = ()
        if not targets:  # "introduce me to whoever does wind tunnel tests"
            search = self._companies.search(asked)
            # An unknown name reads like a need that nothing meets: only a sure find is taken for what was meant.
            if search.answerable >= self._models.thresholds["answerable"] and search.candidates[0].score >= _SURE:
                listed = self._companies.listed(search)
                hits = tuple(self._companies.hit(one, search, asked.language, match=True) for one in listed)
                hits = tuple(hit for hit in hits if hit.likely)
                targets, understood = tuple(hit.id for hit in hits[:1]), self._finder.understood(asked, search)
        is_need = WHOEVER.search(fold(asked.text)) or asks_for_firms(asked.text)
        if not targets and is_need:  # not a name: who does it, or that nobody does
            return self._finder.find(replace(asked, intent="find_companies"), today)
        if not targets:
            return self._unknown(asked)
        return Answer(
            asked.text, asked.language, asked.intent, "action", targets=targets, companies=hits, understood=understood
        )

    def _told(self, asked: Understood, today: date) -> Answer:
        """An answer from events, press and the companies named: the sentences that say it, with their sources."""
        told = self.teller.told(asked)
        if not self.teller.answers(told):
            dated = self.teller.dated(told)
            return self._telling(asked, dated, today) if dated else self._not_told(asked, told, today)
        return self._telling(asked, told, today)

    def _detail(self, asked: Understood, today: date) -> Answer | None:
        """What is asked about a company, where it is more than the profile: the fact, or that it is not documented."""
        want = self.teller.wanted(asked)
        if not want.terms or not (want.kind or after_one_thing(asked.text, asked.mentions)):
            return self._if_told(asked, self._decider.known(asked), today) if want.terms else None
        return self._told(replace(asked, intent="press"), today)

    def _published(self, asked: Understood, today: date) -> Answer | None:
        """What sounds private, foreign or like a price, but is published."""
        return self._if_told(asked, self._decider.published(asked), today)

    def _fact_after_all(self, asked: Understood, today: date) -> Answer | None:
        """A question by its form about a fact ("how many", "since when"): a sentence, or no; companies only if sure."""
        if not self.teller.wanted(asked).factual or WHO_DOES.match(fold(asked.text)):
            return None
        fact = replace(asked, intent="press", refusal=None)
        told = self.teller.told(fact)
        if told.features["fits"] >= _FITS and self.teller.answers(told):
            return self._telling(fact, told, today)
        found = self._companies.search(asked).candidates
        sought = asked.share("find_companies") >= _SOUGHT or (found and found[0].score >= _SURE)
        return None if sought else self._not_told(fact, told, today)

    def _known(self, asked: Understood, today: date) -> Answer | None:
        """Who is after a company by what is told of it ("which began as a spin-off?") and not by what it does."""
        conditional = asked.wish and (asked.wish.conditions or asked.wish.concept)
        if conditional or seeks(asked.text) or self._companies.search(asked).candidates[0].score >= _SURE:
            return None
        return self._if_told(asked, self._decider.known(asked), today)

    def _if_told(self, asked: Understood, told: Told | None, today: date) -> Answer | None:
        return self._telling(replace(asked, intent="press", refusal=None), told, today) if told else None

    def _telling(self, asked: Understood, told: Told, today: date) -> Answer:
        events, press = split(told.chosen, asked, today)
        about = self.teller.about(told)
        firms = tuple(self._named(key, asked, match=True, number=number) for key, number in about.items())
        return Answer(
            asked.text, asked.language, asked.intent, "answered", targets=asked.targets, events=events, press=press,
            companies=firms, facts=snippets(told, asked), details=details(told, asked), coverage=self._coverage,
        )  # fmt: skip

    def _not_told(self, asked: Understood, told: Told, today: date) -> Answer:
        """The honest no: whom it is about is known, what was asked is not; the nearest is shown as such."""
        best = self.teller.about(told)
        near = tuple(self._named(key, asked, match=False, number=best.get(key, 1)) for key in asked.targets[:MOST_NEAR])
        nothing = self._finder.nothing(asked, near)
        if near:
            return nothing
        nearest = [one for one in told.chosen[:1] if one.score >= _SURE]
        events, press = split(nearest, asked, today)
        return replace(nothing, events=events, press=press)

    def _named(self, key: str, asked: Understood, *, match: bool, number: int = 1) -> CompanyHit:
        return named(self._documents[key], asked, match=match, number=number)
