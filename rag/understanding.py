"""What is asked: language, intent, companies named, capability concepts, place and dates."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import get_args

import py3langid

from rag.documents import Intent, Language, Question, Refusal, Reply
from rag.intents import IntentModel, mask
from rag.listings import listing
from rag.names import Mention, Names
from rag.periods import Period, asked
from rag.places import Gazetteer, Place
from rag.seeking import asks_for_firms, seeks
from rag.strangers import Strangers
from rag.text import clean, fold, words
from rag.tongues import by_small_words, without_addresses
from rag.wishes import Wish

# Words that settle the language of a short message better than letter statistics.
_ACTIONS: dict[str, Intent] = {
    "introduce": "introduce",
    "introduce_two": "introduce_two",
    "announce": "announce",
    "unsubscribe": "unsubscribe",
}
_SMALLTALK: dict[str, Intent] = {
    "greeting": "greeting", "thanks": "thanks", "help": "help", "other": "other",
    "complaint": "other", "machine": "help", "person": "help",
}  # fmt: skip
_REPLIES: dict[str, Reply] = {reply: reply for reply in get_args(Reply)}
_FACTS: dict[str, Intent] = {
    "event": "event",
    "press": "press",
    "association": "association",
    "profile": "profile",
}
_REFUSED: dict[str, Refusal] = {
    "private": "private",
    "price": "price",
    "off_topic": "off_topic",
    "injection": "injection",
}
_CARD = re.compile(
    r"\W*(mostrami |fammi vedere |dammi |apri |show me |open |vorrei )?(la |il |the )?(scheda|profilo|profile|card)\b"
)
_COMPARE = re.compile(r"\b(confront\w+|paragon\w+|compar\w+|differenz\w+|difference\w*|versus|vs|meglio|better)\b")
_AND = frozenset("e ed o od oppure and or vs versus".split())  # between names
WHOEVER = re.compile(  # somebody known by what they do: "mi presenti a qualcuno che…", "to whoever…"
    r"\b(?:chi|(?:qualcun[oa]?|un[oa]?|un'?(?: ?azienda| ?impresa| ?ditta| ?officina)) che)\b"
    r"|\b(?:whoever|(?:some(?:one|body)|a company|a firm|one) (?:who|that|which))\b"
)
WHO_DOES = re.compile(r"\W*(chi|ki) (fa|produce|costruisce|vende|ripara)\b|\W*who (does|makes|builds|sells|repairs)\b")
_ASSOCIATION = re.compile(
    r"\b(vvp|vehicle valley|associazione|association|rete|network|presiden\w+|statut\w+|quota|fee)\b"
)
# One of many, not ours.
_ANY_ASSOCIATION = re.compile(
    r"\b(?:which|what|any|another|an?|qual[ei]|che|una?|qualche) ?'?\s*(?:associazione|association|rete|network)\b"
)
# Attempts to make Raccordo speak as somebody else or show its insides. A rule, because a miss is worse than a slip.
_INJECTION = re.compile(
    r"\b(pretend|fai finta|fingi|role ?play|jailbreak|system prompt|prompt di sistema|developer mode|"
    r"(ignore|forget|disregard|ignora|dimentica) (all |tutte |le |the |your |previous |any )*"
    r"(rules|instructions|regole|istruzioni)|"
    r"act as|comportati come|d'ora in poi sei|da adesso sei|you are now)\b"
)
_HARDLY = 0.15  # probability below which a message asks for nothing that we could tell
LONGEST = 2_000  # characters that are read: what lies beyond says nothing more about what is wanted
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,80}>")  # markup is not meant; the words in it are
# Said so plainly that no statistics are needed; each matches the whole message (folded, without punctuation).
_PLAIN: tuple[tuple[str, Intent], ...] = (
    (r"(ciao|salve|buongiorno|buon giorno|buonasera|buondi|hey|hi|hello|good (morning|evening|afternoon))"
     r"( a tutti| raccordo| all)?", "greeting"),
    (r"(grazie|thanks|thank you|thx|ti ringrazio|many thanks|grazie mille|mille grazie|grazie tante)( .{0,30})?",
     "thanks"),
    (r"(aiuto|help|come funzioni|how do you work|cosa sai fare|what can you do|chi sei|who are you)", "help"),
    (r"(stop|basta|cancellami|unsubscribe)", "unsubscribe"),
    (r"(eventi|events|calendario|agenda|prossimi eventi|upcoming events)", "list_events"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Understood:
    """A question taken apart. `odds` are the probabilities of all intents and kinds of refusal."""

    text: str
    language: Language
    vector: Sequence[float]
    odds: dict[str, float]
    intent: Intent
    refusal: Refusal | None = None
    mentions: tuple[Mention, ...] = ()
    period: Period | None = None
    place: Place | None = None
    wish: Wish | None = None  # of a search for companies: its conditions, and what the talk before adds
    aside: str | None = None  # something to be told beside the answer
    reply: Reply | None = None  # small talk that has a text of its own
    stranger: str | None = None  # a firm asked about by a name that nobody here bears
    whether: bool = False  # asked is whether the one company named does what the text says
    topic: str = field(default="")  # the text without the names of companies: what is asked about them

    @property
    def targets(self) -> tuple[str, ...]:
        """Companies named without doubt."""
        return tuple(dict.fromkeys(mention.ids[0] for mention in self.mentions if len(mention.ids) == 1))

    def share(self, *intents: str) -> float:
        """The probabilities of these intents and kinds of refusal together."""
        return sum(self.odds.get(intent, 0.0) for intent in intents)


def on_association(text: str) -> bool:
    """Whether it speaks of the association, or of what only that has."""
    return _ASSOCIATION.search(_ANY_ASSOCIATION.sub(" ", fold(text))) is not None


def language_of(text: str, usual: Language | None = None) -> Language:
    """Italian or English: by function words; where they are even the asker's usual one, else letter statistics."""
    if told := by_small_words(text) or usual:
        return told
    text = without_addresses(text)
    if not any(letter.isalpha() for letter in text):
        return "it"
    py3langid.set_languages(["it", "en"])
    guess, score = py3langid.classify(text)
    # For a text that tells nothing ("ok") the first language comes back with the lowest number there is.
    return "en" if guess == "en" and score > -1e30 else "it"


class Understanding:
    """Takes questions apart with the names, the gazetteer and the intents that it was given."""

    def __init__(self, names: Names, gazetteer: Gazetteer, intents: IntentModel, strangers: Strangers) -> None:
        self._names = names
        self._gazetteer = gazetteer
        self._intents = intents
        self._strangers = strangers

    def read(self, question: Question, vector: Sequence[float]) -> Understood:
        """Takes a question apart; `vector` is the embedded question.

        A bare name has no language of its own: it is the asker's usual one, else Italian.
        """
        text = clean(_TAG.sub(" ", question.text))[:LONGEST]
        mentions = tuple(self._names.find(text))
        language = (
            (question.language or "it") if _is_bare_name(text, mentions) else language_of(text, question.language)
        )
        stranger = None if mentions or _INJECTION.search(fold(text)) else self._strangers.name(text)
        masked = mask(text, [*(mention.words for mention in mentions), *([fold(stranger)] if stranger else [])])
        odds = self._intents.predict(masked, vector)
        intent, refusal = _decide(text, odds, mentions)
        if intent not in ("introduce", "introduce_two", "profile"):
            mentions = tuple(mention for mention in mentions if mention.exact or len(mention.words) > 5)
        return Understood(
            text=text,
            language=language,
            vector=vector,
            odds=odds,
            intent=intent,
            refusal=refusal,
            mentions=mentions,
            reply=_REPLIES.get(next(iter(odds))) if intent in _SMALLTALK and not (refusal or _plain(text)) else None,
            stranger=stranger,
            period=asked(text, date.fromisoformat(question.today), ahead=intent == "list_events"),
            place=self._gazetteer.asked(text),
            topic=masked.replace("_azienda_", " "),
        )


def _decide(text: str, odds: dict[str, float], mentions: Sequence[Mention]) -> tuple[Intent, Refusal | None]:
    if plain := _plain(text) or listing(text):
        return plain, None
    if _is_bare_name(text, mentions) or (len(mentions) > 1 and _COMPARE.search(fold(text))):
        return "profile", None
    best, share = next(iter(odds.items()))
    if _INJECTION.search(fold(text)):
        return "other", "injection"
    if best == "profile" and _CARD.match(fold(text)):
        return "profile", None  # also of a company that is not in the directory
    no = {kind: odds.get(kind, 0.0) for kind in _REFUSED}
    named = {company for mention in mentions for company in mention.ids}
    # Statistics take "chi fa modelli?" for a question about our own model, "who does die tryout?" for one about money.
    searching = not named and seeks(text)
    if sum(no.values()) >= 0.5:
        kind = max(no, key=lambda kind: no[kind])
        return ("find_companies", None) if searching and kind == "private" else ("other", _REFUSED[kind])
    if best == "introduce_two" and len(mentions) < 2:
        best = "introduce" if mentions else "find_companies"
    if best in ("introduce", "announce", "unsubscribe", "introduce_two") and share >= 0.4:
        return _ACTIONS[best], None
    if sum(odds.get(kind, 0.0) for kind in _SMALLTALK) >= 0.5 and not named:
        kind = max(_SMALLTALK, key=lambda kind: odds.get(kind, 0.0))
        return ("find_companies" if searching and best in _SMALLTALK else _SMALLTALK[kind]), None
    if best == "list_events" and share >= 0.5:
        return "list_events", None
    facts = {intent: odds.get(intent, 0.0) for intent in _FACTS if intent != "profile" or named}
    if not (named or on_association(text)):
        # "which members…" and "who does…" ask for companies, unless the association itself is named.
        facts["association"] *= 0.1 if WHO_DOES.match(fold(text)) else 0.5
    open_to_any = named or searching or WHO_DOES.match(fold(text)) or asks_for_firms(text)
    if max(sum(facts.values()), odds.get("find_companies", 0.0)) < _HARDLY and not open_to_any:
        return "other", None
    likely = max(facts, key=lambda intent: facts[intent])
    if sum(facts.values()) > odds.get("find_companies", 0.0):
        return _FACTS[likely], None
    return "find_companies", None


def _is_bare_name(text: str, mentions: Sequence[Mention]) -> bool:
    """Whether the text is nothing but names of companies."""
    said = [word for word in words(text) if len(mentions) < 2 or word not in _AND]
    return bool(mentions) and len(said) <= sum(len(mention.words.split()) for mention in mentions)


def _plain(text: str) -> Intent | None:
    said = re.sub(r"[^\w' ]+", " ", fold(text))
    said = " ".join(said.split())
    return next((intent for pattern, intent in _PLAIN if re.fullmatch(pattern, said)), None)
