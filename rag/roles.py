"""Who does what to whom, as far as the order of names and the words between tell: nobody is turned from giver to taker.

No grammar is needed for it: each name stands bare ("Alfa builds"), as a doer ("by Alfa", "da Alfa"), as an owner ("of
Alfa") or behind another preposition ("for Alfa"). A summary may move what has its preposition about, and turn the
active into the passive, if the order of the names turns with it. Anything else is not told.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from rag.documents import Language
from rag.text import fold, stem

Stand = Literal["bare", "by", "of", "in", "at", "to"]
_TOKEN = re.compile(r"[a-z0-9]+(?:[.,]\d+)*|'s\b|[.,;:()]")
_BY = frozenset("da dal dallo dalla dai dagli dalle dall by".split())
_OF = frozenset("di del dello della dei degli delle dell of s su sul sullo sulla on".split())
_IN = frozenset("in nel nello nella nei negli nelle nell presso near vicino inside within".split())
_AT = frozenset("a ad al allo alla ai agli alle all at".split())  # of places, and of whom something is given to
_TO = frozenset(
    "per con tra fra contro verso senza to for with from against between without among towards onto into".split()
)
_PREPOSITIONS = _BY | _OF | _IN | _AT | _TO
_ARTICLES = frozenset("il lo la i gli le l un uno una the an".split())
_CALLED = frozenset(
    "gruppo societa azienda fondo ente marchio casa costruttore cliente stabilimento agenzia group company brand fund "
    "firm maker customer plant agency manufacturer".split()
)
_COORDINATING = frozenset("e ed and o or ,".split())
_GOES_ON = [[word] for word in _COORDINATING]
_BE = frozenset(
    "e' sono era erano fu furono viene vengono venne vennero stato stata stati state essere essendo is are was were be "
    "been being e gets got".split()
)
_HAVE = frozenset("ha hanno aveva avevano ebbe avendo has have had having".split())
_DOING = ("bare", "by")
# What two organisations do to one another: to be on the other side of it is to be told the contrary.
_BETWEEN = {
    "it": "scegliere scelto scelta sceglie acquistare acquistato acquistata acquista acquisto acquisire acquisito "
    "acquisita rilevare rilevato rilevata rileva comprare comprato compra vendere venduto venduta vende ceduto ceduta "
    "cede controllare controllato controllata controlla possedere posseduto posseduta possiede finanziare finanziato "
    "finanziata finanzia sostenere sostenuto sostenuta sostiene premiare premiato premiata premia selezionare "
    "selezionato selezionata seleziona guidare guidato guidata guida incaricare incaricato incaricata incarica "
    "assorbire assorbito assorbita invitare invitato invitata invita sostituire sostituito sostituita classificare "
    "classificato classificata fondare fondato fondata fonda assumere assunto assunta citare citato citata cita "
    "chiamare affidare affidato affidata affida fornire fornito fornita fornisce",
    "en": "choose chooses chose chosen buy buys bought acquire acquires acquired purchase purchased sell sells sold "
    "control controls controlled own owns owned finance financed fund funded support supports supported award awarded "
    "select selects selected lead leads led commission commissioned absorb absorbed invite invited replace replaced "
    "rank ranked name named found founded hire hired quote quoted entrust entrusted supply supplied supplies take "
    "taken took",
}
_FORMS = (
    "chose chosen choose chooses", "buy buys bought", "sell sells sold", "lead leads led", "take takes took taken",
    "sceglie scelto scelta scelse scegliere scelti scelte", "compra comprato comprata",
    "vende venduto venduta vendette",
    "possiede posseduto posseduta", "acquista acquisto acquistato acquistata",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Standing:
    """A name in a text: where (by tokens), and how it stands there."""

    at: int
    stand: Stand


def tokens(text: str) -> list[str]:
    """Folded words and the marks that part them; of what was taken out ("…") nothing is left."""
    return _TOKEN.findall(fold(text.replace("…", " ")))


def standings(name: Sequence[str], held: Sequence[str], known: frozenset[str] = frozenset()) -> list[Standing]:
    """Each place where the name (folded words) stands among the tokens; `known`: words of names, to see lists by."""
    size = len(name)
    found = (at for at in range(len(held) - size + 1) if list(held[at : at + size]) == list(name))
    return [Standing(at, _stand(held, _first(held, at, at + size, known), at + size)) for at in found]


def _first(held: Sequence[str], start: int, end: int, known: frozenset[str]) -> int:
    """Where the list begins that a name is one of ("for Alfa, Beta and Gamma"): all of it stands as its first."""
    while start > 1 and held[start - 1] in _COORDINATING:
        if held[start - 1] == "," and held[end : end + 1] not in _GOES_ON:
            break  # "With Alfa, Beta builds …"
        before = start - 2
        if held[before] in _PREPOSITIONS:
            return start - 1  # of whoever stood first nothing is left: "for …, Beta and Gamma"
        while before > 0 and held[before] in known and held[before - 1] in known:
            before -= 1
        if held[before] not in known and held[before - 1] not in _PREPOSITIONS:
            break
        start, end = before, start - 1
    return start


def _stand(held: Sequence[str], start: int, end: int) -> Stand:
    if end < len(held) and held[end] == "'s":
        return "of"
    before = start - 1
    while before >= 0 and held[before] in _ARTICLES:
        before -= 1
    if before >= 1 and (held[before] in _CALLED or held[before - 1] in _CALLED) and held[before].isalpha():
        before -= 1 if held[before] in _CALLED else 2
        while before >= 0 and held[before] in _ARTICLES:
            before -= 1
    word = held[before] if before >= 0 else ""
    kinds: tuple[tuple[frozenset[str], Stand], ...] = (
        (_BY, "by"), (_OF, "of"), (_IN, "in"), (_AT, "at"), (_TO, "to"),
    )  # fmt: skip
    return next((stand for words, stand in kinds if word in words), "bare")


def turned(sentence: str, passage: str, names: Iterable[Sequence[str]], own: Sequence[str], language: Language) -> bool:
    """Whether a name of the sentence stands in it otherwise than in the passage; `own`: the name of its record."""
    said, there = tokens(sentence), tokens(passage)
    pairs = []
    changed = 0
    called = list(names)
    known = frozenset(word for name in called for word in name)
    for name in called:
        here, held = standings(name, said, known), standings(name, there, known)
        if not here or not (held or list(name) == list(own)):
            continue
        is_own = tuple(name) == tuple(own)[: len(name)]
        if held and not any(_same(one.stand, other.stand) for one in here for other in held):
            changed += not any(one.stand in ("in", "at") for one in here)
            if not any(_may(one.stand, other.stand, is_own) for one in here for other in held):
                return True
        pairs.append((here, held))
    if changed > 1 or any(_swapped(first, second) for first, second in combinations(pairs, 2)):
        return True
    return any(_other_side(said, there, here, held, language) for here, held in pairs if held)


def _same(said: Stand, held: Stand) -> bool:
    return said == held or {said, held} == {"in", "at"}


def _may(said: Stand, held: Stand, is_own: bool) -> bool:
    """Whether one who stood so there may be told so: "In Alfa presses …" is what Alfa does, "Cuneo presses …" is done

    in Cuneo, "built by Alfa" is "Alfa built"; but "for Alfa" is never "Alfa" or "by Alfa".
    """
    doing = ("bare", "by", "of")
    if is_own:
        return (said in doing and held in doing) or (said in ("bare", "of") and held == "in")
    return (said in doing and held in ("bare", "by")) or (said in ("in", "at") and held in ("bare", "of"))


def _swapped(first: tuple[list[Standing], list[Standing]], second: tuple[list[Standing], list[Standing]]) -> bool:
    """Whether two names that stand bare, or as doers, changed places without a change of voice, or the other way."""
    for one in first[0]:
        for other in second[0]:
            if not first[1] or not second[1]:
                # The passage leaves one of them unsaid: who it is to the other cannot be seen.
                return one.stand in _DOING and other.stand in _DOING
            if any(_agree(one, other, x, y) for x in first[1] for y in second[1]):
                return False
    return True


def _agree(one: Standing, other: Standing, x: Standing, y: Standing) -> bool:
    kept = (one.at < other.at) == (x.at < y.at)
    if {one.stand, other.stand, x.stand, y.stand} <= set(_DOING):
        return kept == ((one.stand != x.stand) + (other.stand != y.stand) != 1)
    # Of two behind the same kind of preposition neither takes the other's place.
    return kept or not (_same(one.stand, other.stand) and _same(x.stand, y.stand) and _same(one.stand, x.stand))


def _other_side(
    said: Sequence[str], there: Sequence[str], here: list[Standing], held: list[Standing], language: Language
) -> bool:
    """Whether a name does in the sentence what is done to it in the passage, or the other way."""
    for verb in _verbs(said, language):
        sides = {_side(said, verb, one) for one in here}
        same = [at for at in _verbs(there, language) if _alike(said[verb], there[at], language)]
        known = {_side(there, at, one) for at in same for one in held}
        if same and not sides & known and "" not in known | sides:
            return True
    return False


def _side(held: Sequence[str], verb: int, name: Standing) -> str:
    """ "does", "undergoes", or "" where the name is neither."""
    if name.stand == "by":
        return "does"
    if name.stand != "bare":
        return ""
    before = held[max(0, verb - 3) : verb]
    passive = bool(_BE & set(before)) and not _HAVE & set(before)
    follows_by = any(word in _BY for word in held[verb + 1 : verb + 3])
    participle = passive or (follows_by and not _HAVE & set(before)) or held[verb - 1 : verb] == [","]
    return ("undergoes" if participle else "does") if name.at < verb else ("does" if passive else "undergoes")


def _verbs(held: Sequence[str], language: Language) -> list[int]:
    known = _stems(language)
    return [at for at, word in enumerate(held) if stem(word, language) in known]


def _stems(language: Language) -> frozenset[str]:
    return frozenset(stem(word, language) for word in _BETWEEN[language].split())


def _alike(one: str, other: str, language: Language) -> bool:
    return stem(one, language) == stem(other, language) or any({one, other} <= set(forms.split()) for forms in _FORMS)
