"""The wish behind a question: read from its words, from the talk before it, or from a button."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from rag import conditions, places, talk, whether
from rag.concepts import Concepts
from rag.conditions import Read
from rag.documents import Question
from rag.names import Mention, Names
from rag.places import Gazetteer, Place
from rag.text import fold, key_words, words
from rag.understanding import Understood
from rag.wishes import Conditions, Wish

_SURE, _LIKELY = 0.3, 0.1  # belief in the first concept, and in others, from which "but not…" excludes them
_KNOWN = 0.9  # belief in a concept, or in two ("paints carbon"), from which "does X do it?" asks for it
_NAMED = 0.5  # share of a text that the name of a concept takes up
_BARE = 4  # words of a text that may be nothing but a place
_LEAD = re.compile(r"^\W*(?:(?:e|ed|and|solo|only|invece)\b\W*)?", re.IGNORECASE)
# "I need a quote for 200 brackets" asks who makes brackets; what the quote will be only they can say.
_QUOTE = re.compile(
    r"(?:\b(?:mi|ci)\s+serv\w+|\bcerc\w+|\bvorr\w+|\bho bisogno di|\babbiamo bisogno di|"
    r"\b(?:i|we)(?:'d)?\s+(?:need|want|like)|\blooking for)\s+(?:un['oa]?\s*|an?\s+|dei\s+|some\s+)?"
    r"(?:preventiv[oi]|quotazion[ei]|offert[ae]|quotes?|"
    r"quotations?|rfq)\s+(?:per|for|di|on)\s+(?:(?:circa\s+|about\s+)?\d[\d.,]*\s+)?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Wanting:
    """Finds what is wanted; `embed` gives the vector of a text that is searched with."""

    names: Names
    gazetteer: Gazetteer
    concepts: Concepts
    embed: Callable[[str], Sequence[float]]
    understand: Callable[[Question], Understood]

    def of(self, asked: Understood, question: Question) -> Understood:
        """The question with its wish and the words that are searched with; unchanged where no company is wanted."""
        if question.wish:
            language = question.language or asked.language
            return self._searched(replace(asked, language=language, stranger=None), question.wish)
        if one := self._whether(asked):
            return one
        asked = self._without_excepted(asked, question)
        place = asked.place or self._bare_place(asked)
        if question.before:
            place = place or self.gazetteer.asked(talk.without_pronouns(asked.text))
            of_trade = self._is_of_trade(asked)
            wish = talk.follow(replace(asked, place=place), question.before, question.focus, of_trade=of_trade)
            if wish and not self._is_somebody(asked):
                return self._searched(asked, wish)
        if not asked.mentions and self._lacks_a_trade(asked, place):
            if talk.is_whole(asked.text):
                return self._everyone(asked, place)
            return replace(asked, intent="find_companies", refusal="incomplete", place=place)
        if quote := _QUOTE.search(asked.text) if asked.refusal in (None, "price") else None:
            rest = f"{asked.text[: quote.start()]} {asked.text[quote.end() :]}".strip()
            return self._read(replace(asked, intent="find_companies", refusal=None, aside="price", text=rest), asked)
        if asked.intent == "find_companies" or asked.refusal in ("off_topic", "price"):
            return self._read(asked, asked)
        return asked

    def _whether(self, asked: Understood) -> Understood | None:
        """The question as one for a capability of the company that it names, where the vocabulary knows that one."""
        if asked.stranger:
            name = fold(asked.stranger)
            is_one = whether.sought(asked.text, [Mention((name,), name, exact=True)])
            return replace(asked, intent="profile", refusal=None) if is_one else None
        sought = whether.sought(asked.text, asked.mentions)
        if not sought or (sought.owned and self.concepts.named(sought.text) < _NAMED):
            return None
        vector = self.embed(sought.text)
        meant = self.concepts.meant(sought.text, vector)
        if sum(one.share for one in meant[:2]) < _KNOWN:
            return None
        wish = Wish(sought.text)
        return replace(asked, intent="profile", refusal=None, text=wish.topic, vector=vector, whether=True, wish=wish)

    def _lacks_a_trade(self, asked: Understood, place: Place | None) -> bool:
        conditional = bool(place) or (talk.is_whole(asked.text) and bool(conditions.read(asked.text).conditions))
        return talk.asks_for_more(asked.text) or (conditional and talk.alone(asked.text, place))

    def _everyone(self, asked: Understood, place: Place | None) -> Understood:
        """ "Companies around Cuneo": all that the sources know there."""
        found = self._read(replace(asked, place=place), asked)
        wish = replace(found.wish, everyone=True) if found.wish else None
        return replace(found, intent="find_companies", refusal=None, text=asked.text, vector=asked.vector, wish=wish)

    def _without_excepted(self, asked: Understood, question: Question) -> Understood:
        """ "Chi fa sedili tranne Sparco?" is not about Sparco: understood anew without the name."""
        read = conditions.read(asked.text)
        named = [one for said in read.excluded for one in self.names.find(said) if one.exact]
        if not named or {one.words for one in asked.mentions} - {one.words for one in named}:
            return asked
        rest = self.understand(replace(question, text=read.rest))
        return replace(rest, text=asked.text, language=asked.language) if rest.intent == "find_companies" else asked

    def _read(self, asked: Understood, original: Understood) -> Understood:
        read = conditions.read(asked.text, asked.language)
        stated, known = read.conditions, [self._excluded(said) for said in read.excluded]
        if all(known):
            for one in known:
                stated = stated.with_changes(one)
        else:  # a "but not…" that says nothing of a company stays part of the question
            read = Read(stated, (), asked.text)
        text = read.rest if stated else asked.text
        if not key_words(text):
            text = asked.text
        mentions = tuple(one for one in asked.mentions if not set(one.ids) & set(stated.not_companies))
        place = asked.place
        stated = replace(stated, place=place.name if place else None, reach=place.reach if place else None)
        wish = Wish(places.without(text, place) if place else text, stated)
        if asked.refusal == "off_topic" and not (place and place.outside):
            text = wish.topic  # whether it is of the trade, the trade alone must say
        vector = asked.vector if text == original.text else self.embed(text)
        return replace(asked, text=text, vector=vector, mentions=mentions, wish=wish)

    def _searched(self, asked: Understood, wish: Wish) -> Understood:
        """The question as one for the companies of a wish."""
        wish = self._with_exclusions(wish)
        text = self.concepts.label(wish.concept, asked.language) if wish.concept else wish.topic
        place = self.gazetteer.named(wish.conditions.place) if wish.conditions.place else None
        place = replace(place, reach=wish.conditions.reach) if place else None
        return replace(
            asked, intent="find_companies", refusal=None, mentions=(), stranger=None, text=text,
            vector=self.embed(text), place=place, wish=wish,
        )  # fmt: skip

    def _with_exclusions(self, wish: Wish) -> Wish:
        """A follow-up's "but not…" is still in its topic."""
        read = conditions.read(wish.topic)
        known = [self._excluded(said) for said in read.excluded]
        if not known or not all(known):
            return wish
        stated = wish.conditions
        for one in known:
            stated = stated.with_changes(one)
        return replace(wish, topic=read.rest or wish.topic, conditions=stated)

    def _excluded(self, said: str) -> Conditions:
        """What a "but not…" excludes: companies that it names, or a capability. Nothing when neither is sure."""
        firms = [mention.ids[0] for mention in self.names.find(said) if len(mention.ids) == 1 and mention.exact]
        if firms:
            return Conditions(not_companies=tuple(dict.fromkeys(firms)))
        meant = self.concepts.meant(said, self.embed(said))
        if not meant or meant[0].share < _SURE or self.concepts.named(said) < _NAMED:
            return Conditions()
        likely = [meaning.concept for meaning in meant if meaning.share >= _LIKELY]
        all_of_them = [one for concept in likely for one in (concept, *self.concepts.below(concept))]
        return Conditions(not_concepts=tuple(dict.fromkeys(all_of_them)), not_said=(said,))

    def _is_of_trade(self, asked: Understood) -> bool:
        return self.concepts.named(asked.text) >= _NAMED

    def _is_somebody(self, asked: Understood) -> bool:
        """Whether a company is asked about by name: that is no follow-up."""
        return asked.intent in ("profile", "introduce", "introduce_two") and bool(asked.mentions)

    def _bare_place(self, asked: Understood) -> Place | None:
        if asked.mentions or len(words(asked.text)) > _BARE:
            return None
        return self.gazetteer.asked(f"a {_LEAD.sub('', asked.text)}")
