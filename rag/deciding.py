"""Which way a question is answered where what was found says more of it than how it sounds.

Statistics of intents know few words of the trade: "who's into hydrogen?" sounds like one about the association, "has
anyone an office in Lyon?" like a private one. What the records hold goes before that.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from rag.asking import Wanted
from rag.finding import Finder
from rag.relations import ROLES
from rag.seeking import after_somebody, asks_openly, of_another, seeks
from rag.telling import Teller, Told
from rag.text import fold
from rag.understanding import Understood, on_association

_CHAT = ("greeting", "thanks", "help", "other")
_RECORDED = ("event", "press", "association")
_OF_SOMEBODY = (None, "name", "place")  # kinds of answer that a company can be
_MEASURED = frozenset({"speed", "distance", "power", "area"})  # of things: neither a price nor private
_SUMS = ("money", "number", "person")
_ASKED_SO, _THE_SAME = 0.08, 0.12  # how much nearer than usual a known question must be to ask that, or be the same
_SOUGHT = 0.15  # share of searches for companies among the intents from which it may be one
_SAID = 0.15  # how much of what sounds foreign must be a word of the trade
_FITS = 0.6  # how well a sentence must fit to be preferred to companies
_IN_FULL = 0.95  # … and to answer what sounds private or like a price
_MEASURED_SO = 0.7  # probability that the sentences tell a measure: only things have one
_SURELY = 0.8  # probability that the sentences answer such a question


@dataclass(frozen=True, slots=True)
class Decider:
    """Asks both ways."""

    finder: Finder
    teller: Teller

    def is_sought(self, asked: Understood) -> bool:
        """Whether companies are looked for though it was taken for something else."""
        return self._by_its_words(asked) or self._by_what_is_found(asked) or self._of_the_trade(asked)

    def abroad(self, asked: Understood) -> Told | None:
        """Sentences that tell who is at a place where no company is looked for ("chi ha una sede a Dubai?")."""
        if asked.place is None or not asked.place.outside or asked.targets or asked.refusal == "price":
            return None
        told = self._told(asked)
        name = fold(asked.place.name)
        there = all(any(name in text for text in fact.saying.folded) for fact in told.best)
        fits, believed = told.features["fits"], self.teller.belief(told)
        sure = (fits >= _FITS and believed >= _SURELY) or (fits >= _IN_FULL and self.teller.answers(told))
        return told if there and sure and not told.wanted.personal else None

    def known(self, asked: Understood) -> Told | None:
        """What is surely told to one who asks just that, whatever it sounds like: a question is known that asks the
        same, and the sentence that answers it."""
        if self.teller.nearest_question(asked) < _least(asked):  # most: what would say so need not be looked for
            return None
        told = self._told(asked)
        return told if self._is_known(asked, told) else None

    def names(self, asked: Understood) -> bool:
        """Whether something is called by its name ("la EVO38"), of which a sentence may say just what is asked."""
        return any(term.proper for term in self.teller.wanted(asked).terms)

    def said(self, asked: Understood) -> Told | None:
        """What a sentence surely says, word for word or nearly, to one who is not after somebody to do it."""
        if seeks(asked.text) or after_somebody(asked.text) or asked.place:
            return None
        told = self._told(asked)
        sure = told.features["fits"] >= _FITS and self.teller.belief(told) >= _SURELY
        return told if sure and self.teller.answers(told) else None

    def _is_known(self, asked: Understood, told: Told) -> bool:
        least = _least(asked)
        so = told.features["question"] >= least and told.features["question_behind"] <= 0.0
        return so and self.teller.belief(told) >= _SURELY and self.teller.answers(told)

    def _told(self, asked: Understood) -> Told:
        """What the sentences say, whatever it sounds like."""
        return self.teller.told(replace(asked, intent="press", refusal=None))

    def published(self, asked: Understood) -> Told | None:
        """What sources publish for a question that sounds private, foreign or like a price: staff, turnover, who owns a
        company, how fast a thing goes, or a sentence that says just what is asked."""
        want = self.teller.wanted(asked)
        measured = want.kind in _MEASURED
        if want.personal or (asked.refusal == "off_topic" and not (measured or want.public)):
            return None
        if asked.refusal == "price" and not (measured or want.public):
            return None if want.kind == "money" else self.known(asked)  # free entry is no price of an hour's hire
        told = self._told(asked)
        if want.public and asked.targets:
            return told if self.teller.answers(told) else None
        in_full = _says_whose(want, asked) and told.features["fits"] >= _IN_FULL
        least = _MEASURED_SO if measured else _SURELY
        surely = (in_full or measured) and self.teller.belief(told) >= least
        return told if surely or self._is_known(asked, told) else None

    def _of_the_trade(self, asked: Understood) -> bool:
        """Sounds private or like a price, and asks for nobody's contact and no sum: a capability is beyond doubt, or
        called by its name ("ki lucida stampi in giornata")."""
        if asked.refusal not in ("private", "price") or asked.targets:
            return False
        want = self.teller.wanted(asked)
        if want.kind in _SUMS or want.personal:
            return False
        return self.finder.documents_trade(asked) or (after_somebody(asked.text) and self.finder.called(asked))

    def _by_its_words(self, asked: Understood) -> bool:
        """Taken for small talk ("chi vernicia?") or for what is foreign ("chi fa parabrezza?"): statistics of intents
        know few words of the trade, the vocabulary knows them."""
        if asked.intent not in _CHAT or asked.refusal not in (None, "off_topic"):
            return False
        sought = seeks(asked.text) or asked.share("find_companies") >= _SOUGHT
        if asked.refusal and sought and self.finder.knows(asked):
            return True
        return not asked.targets and after_somebody(asked.text) and self.finder.called(asked)

    def _by_what_is_found(self, asked: Understood) -> bool:
        """Asks openly who there is, and companies surely do it, while no sentence says just that."""
        if asked.intent not in (*_CHAT, *_RECORDED) or asked.refusal == "injection":
            return False
        if asked.targets or asked.period or not asks_openly(asked.text) or on_association(asked.text):
            return False
        if asked.intent in _CHAT and of_another(asked.text):
            return False
        if not _may_be_firms(self.teller.wanted(asked)) or not self.finder.surely(asked):
            return False
        if asked.refusal == "off_topic":
            return self.finder.says_trade(asked, _SAID)
        told = self.teller.told(replace(asked, refusal=None))
        outside = asked.place is not None and asked.place.outside
        return told.features["fits"] < (_IN_FULL if outside else _FITS)


def _least(asked: Understood) -> float:
    return _THE_SAME if asked.refusal in ("private", "price") else _ASKED_SO


def _says_whose(want: Wanted, asked: Understood) -> bool:
    """What something costs is told of one that is named: what "a prototype" costs only who makes it can say."""
    named = bool(asked.targets) or any(term.proper for term in want.terms)
    return bool(want.terms) and (named or want.kind not in ("money", "number"))


def _may_be_firms(want: Wanted) -> bool:
    return want.kind in _OF_SOMEBODY and not want.personal and all(term.relation not in ROLES for term in want.terms)
