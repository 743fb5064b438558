"""Companies for "who does X?", the honest no, and the no that knows where else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from rag.changes import Changes
from rag.companies import MOST_LISTED, Candidate, CompanySearch, Search
from rag.concepts import Concepts
from rag.documents import Answer, CompanyHit, Coverage, Intent, Refusal
from rag.ranking import Models
from rag.records import FoundRecord, RecordSearch
from rag.telling import split
from rag.text import key_words
from rag.understanding import Understood
from rag.wishes import Change, Conditions, Wish

_SURE = 0.3  # score from which a company may be named for what it was not quite asked for
_DOES, _OFFERS = 0.5, 0.3  # score, or kinship of what it offers, from which a company does what was asked
_IN_FULL = 0.95  # how much of a question the name of a capability takes up, for a plain yes
_OF_THE_TRADE, _CALLED = 0.6, 0.4  # belief, and share of a question, from which it calls a thing of the trade by name
_BEYOND_DOUBT = 0.9  # belief in a concept that a question sounding private or like a price is for all the same
_BELIEVED, _LOOKED_FOR = 0.5, 0.3  # belief in a concept, and share of searches, from which companies are meant
_ON_RECORD = 0.09  # probability of an event or the press being meant from which they are searched too
_SURELY_UNDERSTOOD, _UNDERSTOOD = 0.35, 0.25  # belief from which the first concept, and others, are told


class Finder:
    """Makes answers of companies."""

    def __init__(
        self,
        companies: CompanySearch,
        records: RecordSearch,
        concepts: Concepts,
        changes: Changes,
        models: Models,
        coverage: Coverage,
    ) -> None:
        self._companies = companies
        self._records = records
        self._concepts = concepts
        self._changes = changes
        self._models = models
        self._coverage = coverage

    def find(self, asked: Understood, today: date) -> Answer:
        """The companies that do it under the conditions given, or why there are none."""
        if asked.wish and asked.wish.everyone and not (asked.place and asked.place.outside):
            return self._everyone(asked, asked.wish)
        if asked.refusal == "incomplete" or not any(len(word) > 2 for word in key_words(asked.text)):
            return self.nothing(asked, intent="find_companies")  # "a b", "?!": nothing that could be looked for
        search = self._companies.search(asked)
        if asked.place and asked.place.outside:
            return self._no(asked, search, "elsewhere")
        listed = self._listed(search)
        if not listed:
            return self._unmet(asked) or self._no(asked, search, "undocumented")
        hits = [self._companies.hit(one, search, asked.language, match=True) for one in listed]
        hits[0] = replace(hits[0], likely=True)  # the best of all is what there is to tell
        hits.sort(key=lambda hit: not hit.likely)
        events, press = split(self._related(asked), asked, today)
        return Answer(
            asked.text, asked.language, "find_companies", "answered", targets=asked.targets,
            companies=tuple(hits), events=events, press=press, coverage=self._coverage, aside=asked.aside,
            changes=self._changes.of(search, listed, asked.wish or Wish(asked.text), asked.language),
            **self._wanted(asked, search),
        )  # fmt: skip

    def _related(self, asked: Understood) -> list[FoundRecord]:
        """Events and press on the very thing; looked for, which takes time, where the question may be after them."""
        if asked.share("event", "press", "list_events") < _ON_RECORD:
            return []
        return [r for r in self._records.search(asked)[:2] if r.score >= self._models.thresholds["related"]]

    def _everyone(self, asked: Understood, wish: Wish) -> Answer:
        """Whoever meets the conditions, when no trade was named: surely before perhaps, the nearest first."""
        search = replace(self._companies.search(asked), meant=())
        fitting = [one for one in search.candidates if one.fits]
        fitting.sort(key=lambda one: self._companies.name(one.id, asked.language).casefold())
        fitting.sort(key=lambda one: (bool(one.untold), round(self._companies.kilometres(one.id, asked.place))))
        wanted = self._wanted(asked, search)
        if not fitting:
            wanted["refusal"] = "no_more" if wish.told else "undocumented"
            return self.nothing(asked, intent="find_companies", **wanted)
        hits = [self._companies.hit(one, search, asked.language, match=True) for one in fitting[:MOST_LISTED]]
        hits = [replace(hit, capability=None) for hit in hits]  # what they do by trade: nothing was asked for
        return Answer(
            asked.text, asked.language, "find_companies", "answered", companies=tuple(hits), coverage=self._coverage,
            changes=self._changes.of(search, fitting[:MOST_LISTED], wish, asked.language), **wanted,
        )  # fmt: skip

    def whether(self, asked: Understood) -> Answer:
        """Whether the company named does what was asked: what a source says of it, or that none says so.

        A plain yes only to a capability and nothing more: that it makes bearings says nothing of those for lorries.
        """
        search = self._companies.search(asked)
        one = next(candidate for candidate in search.candidates if candidate.id in asked.targets)
        does = one.score >= _DOES or one.kinship.exact + one.kinship.narrower >= _OFFERS
        hit = self._companies.hit(one, search, asked.language, match=does)
        wanted = self._wanted(asked, search)
        concept = search.meant[0].concept
        others = self._concepts.offered_by(concept) > int(does)
        changes = (Change("who", concept, self._concepts.label(concept, asked.language)),) if others else ()
        if not does:
            return self.nothing(asked, (replace(hit, capability=None),), changes=changes, **wanted)
        aside = "said" if self._concepts.named(asked.text) >= _IN_FULL else "said_near"
        return Answer(
            asked.text, asked.language, "find_companies", "answered", targets=asked.targets, changes=changes,
            companies=(replace(hit, likely=True),), coverage=self._coverage, aside=aside, **wanted,
        )  # fmt: skip

    def knows(self, asked: Understood) -> bool:
        """Whether the vocabulary knows what is asked as a thing of the trade, with at least that belief."""
        meant = self._companies.search(asked).meant
        return bool(meant) and meant[0].share >= _OF_THE_TRADE and not self._concepts.foreign(meant)

    def documents_trade(self, asked: Understood) -> bool:
        """Whether a capability is meant beyond doubt, and companies surely have it."""
        search = self._companies.search(asked)
        believed = bool(search.meant) and search.meant[0].share >= _BEYOND_DOUBT
        return believed and search.candidates[0].score >= _SURE and bool(self._listed(search))

    def called(self, asked: Understood) -> bool:
        """Whether it calls a thing of the trade by its name, and says little else."""
        return self._concepts.named(asked.text) >= _CALLED and self.knows(asked)

    def surely(self, asked: Understood) -> bool:
        """Whether companies answer it, by themselves and by what the vocabulary or the intents make of it."""
        search = self._companies.search(asked)
        meant = bool(search.meant) and search.meant[0].share >= _BELIEVED
        sought = meant or asked.share("find_companies") >= _LOOKED_FOR
        return sought and any(one.score >= _SURE for one in search.candidates) and bool(self._listed(search))

    def says_trade(self, asked: Understood, least: float) -> bool:
        """Whether the names of things of the trade take up that share of it."""
        return self._concepts.named(asked.text) >= least

    def could_tell(self, asked: Understood) -> tuple[CompanyHit, ...]:
        """Companies to put a question to that only they can answer, as what something costs."""
        search = self._companies.search(asked)
        surely = [one for one in self._listed(search) if one.score >= _SURE]
        return tuple(self._companies.hit(one, search, asked.language, match=False) for one in surely[:2])

    def nothing(
        self, asked: Understood, near: tuple[CompanyHit, ...] = (), intent: Intent | None = None, **more: Any
    ) -> Answer:
        """A no, with its reason and what is near."""
        given = {"place": asked.place.name if asked.place else None, "refusal": asked.refusal or "undocumented"}
        return Answer(
            asked.text, asked.language, intent or asked.intent, "nothing_found", targets=asked.targets, companies=near,
            coverage=self._coverage, **given | more,
        )  # fmt: skip

    def _listed(self, search: Search) -> list[Candidate]:
        sure = search.answerable >= self._models.thresholds["answerable"] and not self._concepts.foreign(search.meant)
        return self._companies.listed(search) if sure else []

    def _no(self, asked: Understood, search: Search, refusal: Refusal) -> Answer:
        chosen = [] if self._concepts.foreign(search.meant) else self._companies.neighbours(search)
        near = tuple(self._companies.hit(one, search, asked.language, match=False) for one in chosen)
        changes = self._changes.of(search, (), asked.wish or Wish(asked.text), asked.language)
        return self.nothing(
            asked, near, "find_companies", refusal=refusal, changes=changes, **self._wanted(asked, search)
        )

    def _unmet(self, asked: Understood) -> Answer | None:
        """Nobody meets the conditions: who does it all the same, if anybody; None where no condition stood."""
        wish = asked.wish
        if wish is None or not (wish.conditions or wish.among or wish.told):
            return None
        free = replace(asked, place=None, wish=Wish(wish.topic, concept=wish.concept))
        search = self._companies.search(free)
        others = [one for one in self._listed(search) if one.id not in wish.told and one.score >= _SURE]
        if not others and not wish.told:
            return None
        near = tuple(self._companies.hit(one, search, asked.language, match=False) for one in others[:2])
        refusal: Refusal = "unmet" if others and not (wish.told and not wish.conditions) else "no_more"
        changes = self._changes.of(search, (), wish, asked.language)
        return self.nothing(
            asked, near if refusal == "unmet" else (), "find_companies", refusal=refusal, changes=changes,
            **self._wanted(asked, search),
        )  # fmt: skip

    def _wanted(self, asked: Understood, search: Search) -> dict[str, Any]:
        """What was understood, for the words of the answer and for the next question."""
        return {
            "understood": self.understood(asked, search),
            "excluded": self._excluded(asked.wish.conditions if asked.wish else Conditions(), asked),
            "wish": asked.wish,
            "place": asked.place.name if asked.place else None,
        }

    def understood(self, asked: Understood, search: Search) -> tuple[str, ...]:
        """The capabilities that were surely meant, as the answer names them."""
        sure = [meaning for meaning in search.meant[:3] if meaning.share >= _UNDERSTOOD]
        if not sure or sure[0].share < _SURELY_UNDERSTOOD:
            sure = []
        return tuple(self._concepts.label(meaning.concept, asked.language) for meaning in sure)

    def _excluded(self, conditions: Conditions, asked: Understood) -> tuple[str, ...]:
        firms = tuple(self._companies.name(key, asked.language) for key in conditions.not_companies)
        return (*firms, *conditions.not_said)
