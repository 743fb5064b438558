"""Questions that ask for nothing but a list: of events, of the press, of what a period held; or for a next edition."""

from __future__ import annotations

import re

from rag.documents import Intent
from rag.relative import MONTHS, NUMERALS, SEASONS, WEEKDAYS
from rag.text import STOP_WORDS, fold, words

_EVENTS = frozenset(
    "evento eventi event events fiera fiere fair fairs appuntamento appuntamenti manifestazione manifestazioni "
    "calendario calendar agenda".split()
)
_PRESS = frozenset(
    "notizia notizie news novita rassegna stampa press review articolo articoli article articles comunicato "
    "comunicati headlines giornali newspapers media stories nuovo nuove new".split()
)
_HAPPENED = frozenset(
    "successo successe accaduto accadute capitato avvenuto happened happening happens accade succede".split()
)
# What such questions are made of besides: the time meant, and words of courtesy.
_CALENDAR = frozenset(
    "giorno giorni day days settimana settimane week weeks weekend end fine mese mesi month months trimestre "
    "trimestri quarter quarters semestre semestri half anno anni year years ieri yesterday oggi today domani "
    "tomorrow stasera tonight altro l quest d nell dell all c'e q1 q2 q3 q4 h1 h2 primo secondo terzo quarto first "
    "second third fourth scorso scorsa scorsi scorse ultimo ultima ultimi ultime passato passata passati passate "
    "prossimo prossima prossimi prossime futuro futuri last past previous recent latest next coming upcoming "
    "following corso corrente current poi partire since onwards ago fa between before after dopodomani avantieri "
    "up programma programme program there's s e i ii iii iv tenuti tenuto".split()
)
_TALK = frozenset(
    "dimmi dammi mostrami fammi vedere elenco lista elencami list show tell give about raccontami parlami qualche "
    "stati stata state happen please favore grazie thanks zona area mondo settore sector mobilita mobility auto "
    "automotive raccordo hai avete say said dice dicono c'era c'erano c'e' tutti all".split()
)
_FILLING = _CALENDAR | _TALK | STOP_WORDS | frozenset((*MONTHS, *SEASONS, *WEEKDAYS, *NUMERALS))
_PRINTED = _PRESS - frozenset("novita nuovo nuove new media stories".split())
_CALLED = re.compile(r"\b(motor|car|auto) show\b")  # what the English call a salone dell'auto
_NUMBER = re.compile(r"\d+(st|nd|rd|th|o)?")
_NEXT = re.compile(
    r"\b(prossim[oaie]|next|upcoming|coming|futur[oaie])\b(?!\s+(mes|ann|settiman|giorn|trimestr|week|month|year|day|quarter))"
)
# Words that ask about an edition, and places: they do not tell one event from another.
_OF_ANY_EDITION = frozenset(
    "torino turin piemonte piedmont "
    "edizione edizioni edition editions quando when data date dates giorni giorno terra tiene tengono sara saranno "
    "held place take takes happen svolge svolgera".split()
)


def listing(text: str) -> Intent | None:
    """What kind of list is asked for: "list_events" or "press"; None where anything particular is asked."""
    said = set(re.split(r"[\s']+", re.sub(r"[^\w' ]+", " ", fold(text)))) - {""}
    asked = said & (_EVENTS | _PRESS | _HAPPENED)
    left = {
        word for word in said - asked - _FILLING if len(word) > 1 and not re.fullmatch(r"\d+(st|nd|rd|th|o)?", word)
    }
    if not asked or left:
        return None
    return "list_events" if asked & _EVENTS else "press"


def only_press(text: str) -> bool:
    """Whether what was printed is asked for, rather than what was new."""
    return bool(_PRINTED & set(words(text))) and not _EVENTS & set(words(text))


def title_words(title: str) -> tuple[str, ...]:
    """The words that tell an event from others: without year, edition and place."""
    bare = re.sub(r"\(.*?\)|,.*", " ", title)
    return tuple(word for word in words(bare) if _telling(word))


def edition(text: str) -> tuple[str, ...] | None:
    """The words that name the event whose next edition is asked for ("il prossimo Salone dell'auto"), if one is."""
    said = _CALLED.sub("salone auto", fold(text))
    return (title_words(said) or None) if _NEXT.search(said) else None


def _telling(word: str) -> bool:
    ordinary = (word in _FILLING and word != "auto") or word in _OF_ANY_EDITION or word in _EVENTS or word in _PRESS
    return len(word) > 1 and not ordinary and not _NUMBER.fullmatch(word)
