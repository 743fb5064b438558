"""Where to sign up and how many may come: the link and the seats of an announcement."""

from __future__ import annotations

import re

from rag.drafts import Told
from rag.labels import Labels
from rag.sheets import Sheet

_ADDRESS = re.compile(
    r"(?:https?://|www\.)[^\s<>\"')\]}|]{3,500}|(?<![\w@.-])(?:[a-z0-9-]{2,40}\.){1,3}(?:it|com|org|eu|net|info|"
    r"events|io)/[^\s<>\"')\]}|]{1,300}",
    re.IGNORECASE,
)
_SIGN_UP = re.compile(
    r"\b(?:iscri|registra|regist|prenot|conferm|rsvp|book|apply|sign up|adesion|accredit|bigliett|ticket|"
    r"iscrivers|join)"
)
_NOT_THIS = re.compile(
    r"\b(?:unsubscribe|cancell\w+|disiscri\w+|privacy|facebook|instagram|linkedin|mappa|maps)\b|goo\.gl/maps|maps\."
)
_PEOPLE = (
    r"(?:post[oi]|postazioni|partecipanti|persone|aziende|imprese|iscritti|soci|ospiti|seats?|places?|participants?|"
    r"people|attendees|companies|guests|spots)"
)
_COUNT = r"(?P<{0}>\d{{1,2}}[.]\d{{3}}|\d{{1,5}})"
_SEATS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\bposti\s(?:sono\s)?(?:limitati|disponibili)?[\s:]{{0,2}}(?:a\s|ad\s|solo\s|"
        rf"soltanto\s)?(?:un\s)?(?:massimo\s(?:di\s)?|max\.?\s)?{_COUNT.format('n')}\b",
        rf"\b(?:max\.?|massimo|al\smassimo|fino\sa(?:d\sun\smassimo\sdi)?|not\smore\sthan|up\sto|maximum(?:\sof)?|"
        rf"limit\w+\s(?:a|ad|to)(?:\s(?:the\s)?(?:i\s)?(?:first|prim[ie]))?(?:\sun\smassimo\sdi)?|"
        rf"only|solo|soltanto|sol[ie]|just|(?:i\s|ai\s|the\s)?prim[ie]|first|capienza(?:\smassima)?(?:\sdi)?|"
        rf"capacity(?:\sof)?|abbiamo|we\shave)\s?{_COUNT.format('n')}\s{_PEOPLE}\b",
        rf"\b(?:limitat[aoie]|limited)\s(?:a|ad|to)\s(?:un\smassimo\sdi\s|max\.?\s)?{_COUNT.format('n')}\b",
        rf"\bnumero\s(?:massimo|chiuso)(?:\s(?:di\s)?{_PEOPLE})?(?:\s(?:e|"
        rf"is))?[:\s]{{1,2}}(?:di\s)?{_COUNT.format('n')}\b",
        rf"\b{_COUNT.format('n')}\s(?:post[oi]|postazioni|seats?|places|spots)(?:\s(?:disponibil[ie]|available|only|"
        rf"in\stutto))?\b",
        rf"\b(?:capienza|capacity)(?:\smassima)?[:\s]{{1,2}}(?:di\s|of\s)?{_COUNT.format('n')}\b",
        rf"\bmax\.?\s{_COUNT.format('n')}\b(?!\s?(?:€|euro|%|min|mb|or[ae]|char|caratt|parole|words))",
    )
)


def link(sheet: Sheet, labels: Labels) -> Told[str] | None:
    """The address to sign up at, else the first one that is named."""
    found = [
        match
        for match in _ADDRESS.finditer(sheet.whole)
        if not _NOT_THIS.search(sheet.before(match.start(), 40) + match[0].casefold())
    ]
    if not found:
        return None
    signing = [match for match in found if _SIGN_UP.search(sheet.before(match.start(), 80) + " " + match[0].casefold())]
    chosen = (signing or found)[0]
    words = chosen[0].rstrip(".,;:!?*_»”")
    value = words if words.casefold().startswith("http") else f"https://{words}"
    return Told(value, sheet.line_at(chosen.start()) + 1, words)


def seats(sheet: Sheet, labels: Labels) -> Told[int] | None:
    """How many may come, as a number of one or more."""
    for start, end in labels.spans("seats"):
        if match := re.compile(r"\d{1,5}").search(sheet.folded, start, min(end, start + 25)):
            return sheet.told(match.start(), match.end(), int(match[0])) if int(match[0]) else None
    for pattern in _SEATS:
        if (match := pattern.search(sheet.folded)) and int(match["n"].replace(".", "")):
            return sheet.told(*match.span(), int(match["n"].replace(".", "")))
    return None
