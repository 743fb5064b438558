"""A question is part of a talk: "e a Cuneo?", "which of these also paint?", "no, intendevo stampi", "altri?".

Only what can't stand alone is taken for a follow-up. A whole question begins anew, whatever was asked before it.
"""

from __future__ import annotations

import re
from dataclasses import replace

from rag import conditions, places
from rag.conditions import Read
from rag.places import Place
from rag.text import fold, key_words, words
from rag.understanding import Understood
from rag.wishes import Change, Conditions, Wish, changed

LONGEST = 14  # words of a follow-up; more say enough to stand alone
_MORE = re.compile(
    r"(?:e )?(?:ci sono |ce ne sono |ne conosci |ne hai |c'e |mostrami(?:ne)? |dammi(?:ne)? |are there |do you have |"
    r"show me |know )?(?:(?:di |degli |any |some )?altr[ie](?: aziende| nomi| risultati| ancora)?|"
    r"qualcun altro|qualche altr[oa](?: azienda)?|nessun altro|chi altr[oi]|"
    r"(?:any |some |the )?(?:others?|more)(?: companies| ones)?|(?:anyone|anybody|who|somebody) else)"
)
_ANYWHERE = re.compile(
    r"(?:e |and |anche )?(?:ovunque|dappertutto|altrove|fuori zona|da qualsiasi parte|non importa dove|"
    r"in qualsiasi zona|anywhere(?: else)?|everywhere|elsewhere|no matter where)"
)
_AMONG = re.compile(
    r"\b(?:di|tra|fra|of|among|from) (?:quest[aeio]|loro|ess[ei]|quell[aei]|these|them|those)"
    r"(?: (?:aziende|companies|firms))?\b",
    re.IGNORECASE,
)
_CORRECTION = re.compile(
    r"\W*(?:no\b[\s,.!:;]*)?(?:(?:io )?(?:intendevo|volevo dire|cercavo|dicevo|mi serviva(?:no)?)|"
    r"i (?:meant|mean|was looking for|was asking for)|(?:ma|but) (?:cerco|volevo|i need|i want(?:ed)?))\b[\s,:]*"
    r"|\W*no\s*[,.!:;]\s*(?:non .{0,40}?,\s*(?:ma\s+)?)?",
    re.IGNORECASE,
)
_CONTINUES = re.compile(
    r"\W*(?:(?:e|ed|and)\b(?: (?:per|for|invece|anche|also|chi fa|who does)\b)?|what about\b|how about\b|"
    r"anche\b|also\b|invece\b)",
    re.IGNORECASE,
)
# Words that say how a place or a company is meant, not what it does.
_FILLERS = frozenset(
    "fornitori fornitore suppliers supplier "
    "solo soltanto solamente only just magari invece instead about vicino vicini vicine vicinanze zona provincia "
    "dintorni near nearby area around parti quelle quelli quella ones those province citta lontano troppo not too far "
    "close based stanno trovano located grazie "
    "please ok allora then ci sono ce ne there e' c'e sapresti dirmi no si yes "
    "preferibilmente".split()
)


# Nothing more is needed to look for "companies around Cuneo".
_WHOLE = re.compile(
    r"(?!\W*(?:e|ed|and|solo|soltanto|only|just|ma|but|invece|what about|how about)\b)"
    r".*\b(?:aziend\w+|impres\w+|ditt\w+|fornitor\w+|compan\w+|firms?|suppliers?|"
    r"chi c'|chi ci|chi (?:e|è)\b|who(?:'s| is))",
    re.IGNORECASE,
)


def is_whole(text: str) -> bool:
    """Whether a text without a trade is a whole question all the same: "companies around Cuneo"."""
    return bool(_WHOLE.match(text))


def alone(text: str, place: Place | None) -> bool:
    """Whether a text says only where, or of which sort, and not what is looked for."""
    said = conditions.without_sorts(conditions.read(text).rest)
    if place:
        said = places.without(said, place)
    return not set(key_words(said)) - _FILLERS and len(words(text)) <= LONGEST


def without_pronouns(text: str) -> str:
    """ "Di questi quali sono a Cuneo?" without what refers to the companies told."""
    return re.sub(r"\b(?:sono|siano|stanno|are)\b", " ", _AMONG.sub(" ", text), flags=re.IGNORECASE)


def asks_for_more(text: str) -> bool:
    """Whether a text asks for other companies than those told."""
    return bool(_MORE.fullmatch(_plain(text)))


def follow(asked: Understood, before: Wish, focus: tuple[str, ...], *, of_trade: bool) -> Wish | None:
    """The wish before with what the text changes in it; None for a text that stands alone.

    `focus`: the companies told last. `of_trade`: the text names something that companies do.
    """
    text, plain = asked.text, _plain(asked.text)
    if len(words(text)) > LONGEST:
        return None
    if asks_for_more(text):
        return replace(before, told=(*before.told, *focus), among=())
    if _ANYWHERE.fullmatch(plain):
        return changed(before, Change("anywhere"))
    if _AMONG.search(text):
        rest = _CONTINUES.sub("", _AMONG.sub(" ", text), count=1)
        return _topic(rest, asked.place, replace(before, among=focus, conditions=Conditions()))
    correction = _CORRECTION.match(text)
    rest = text[correction.end() :] if correction else text
    found = conditions.read(rest)
    if (asked.place or found.conditions) and alone(rest, asked.place) and not is_whole(rest):
        return _with_conditions(before, found, asked.place)
    continues = _CONTINUES.match(rest)
    told_again = correction and (of_trade or asked.intent in ("find_companies", "help", "other"))
    before = replace(before, among=())
    if told_again or (continues and not asked.refusal and (of_trade or asked.intent == "find_companies")):
        return _topic(rest[continues.end() :] if continues else rest, asked.place, before)
    return None


def _with_conditions(before: Wish, found: Read, place: Place | None) -> Wish:
    newer = replace(found.conditions, place=place.name if place else None, reach=place.reach if place else None)
    return replace(before, conditions=before.conditions.with_changes(newer), told=())


def _topic(text: str, place: Place | None, before: Wish) -> Wish:
    """Something else that is looked for, under the conditions before; without words for it the same as before."""
    found = conditions.read(text)
    wish = _with_conditions(before, found, place)
    topic = places.without(found.rest, place) if place else found.rest
    if not set(key_words(topic)) - _FILLERS:
        return wish
    # Another trade: of the conditions only where and those just said still hold.
    stated = replace(found.conditions, place=wish.conditions.place, reach=wish.conditions.reach)
    return replace(
        wish, topic=" ".join(topic.split()).strip(" ,.;:?!"), concept=None, conditions=stated, everyone=False
    )


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^\w' ]+", " ", fold(text)).split())
