"""What the files of an event are called: by its title, in the reader's language, and its day; in plain ASCII."""

from __future__ import annotations

import re
import unicodedata

from bot.db.events import AnnouncedEvent
from bot.services.events.details import local
from bot.services.events.records import in_language
from bot.texts import label
from rag.documents import Language

LONGEST = 60  # letters of a title
PLAIN = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d"})


def calendar(event: AnnouncedEvent, language: Language) -> str:
    """ "serata-in-officina-2026-12-03.ics"."""
    return f"{_named(event, language)}-{_day(event)}.ics"


def all_dates(event: AnnouncedEvent, language: Language) -> str:
    """ "serata-in-officina-tutte-le-date.ics"."""
    return f"{_named(event, language)}-{label('events.file_all_dates', language)}.ics"


def participants(event: AnnouncedEvent, language: Language) -> str:
    """ "serata-in-officina-2026-12-03-partecipanti.csv"."""
    return f"{_named(event, language)}-{_day(event)}-{label('events.file_participants', language)}.csv"


def code(event: AnnouncedEvent, language: Language) -> str:
    """ "serata-in-officina-2026-12-03-codice.png"."""
    return f"{_named(event, language)}-{_day(event)}-{label('events.file_code', language)}.png"


def _named(event: AnnouncedEvent, language: Language) -> str:
    return _slug(in_language(event.title, language) or "") or label("events.file_event", language)


def _day(event: AnnouncedEvent) -> str:
    return local(event, event.starts_at).date().isoformat()


def _slug(title: str) -> str:
    """Whole words, as many as fit; empty where the title has no letter that ASCII knows."""
    folded = (
        unicodedata.normalize("NFKD", title.replace("’", "'").casefold().translate(PLAIN))
        .encode("ascii", "ignore")
        .decode()
    )
    words = re.findall(r"[a-z0-9]+", folded)
    while len(words) > 1 and len("-".join(words)) > LONGEST:
        words.pop()
    return "-".join(words)[:LONGEST]
