"""Names of firms that are in no record: "scheda di Bosch", "do you have Brembo?". Identity is never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rag.documents import LANGUAGES, Document
from rag.places import Gazetteer
from rag.text import STOP_WORDS, words

_FIRM = r"(?:(?:la|l'|una|un')\s*)?(?:ditta|azienda|societ[aà]|impresa)\s+"
_SAID_SO = re.compile(rf"\b(?:{_FIRM}|(?:company|firm) )(?=[A-ZÀ-Ý])")
_ASKED = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\W*(?:\w+\s+){0,3}?(?:la |il )?(?:scheda|profilo)\s+(?:di|del|della|dell'|su)\s*(?P<name>.+)",
        r"\W*(?:show me |open |give me |i want |can i see )?(?:the )?(?:company )?(?:profile|card|page) (?:of|for) "
        r"(?P<name>.+)",
        r"\W*(?:show me )?(?P<name>.+?)(?:'s|’s) (?:profile|card|page)\W*",
        rf"\W*(?:avete|conosc\w+|hai|c'è|esiste|trovo)\s+(?:anche\s+)?(?:{_FIRM}|la\s+|il\s+|l')?(?P<name>.+)",
        r"\W*(?:do you (?:have|know)|have you got|is there) (?:a firm called |the company |the firm )?(?P<name>.+)",
        r"\W*is (?P<name>.+?) (?:in|on|among|part of|listed)\b.*",
        rf"\W*(?:che )?cosa fa\s+(?:{_FIRM}|la\s+|il\s+|l')?(?P<name>.+)",
        r"\W*(?:e )?che fa\s+(?:la\s+|il\s+|l')?(?P<name>.+)",
        r"\W*what does (?:the company )?(?P<name>.+?) (?:do|make|produce)\W*",
        rf"\W*(?:parlami|dimmi)(?: qualcosa)? (?:di|del|della|dell'|su)\s*(?:{_FIRM})?(?P<name>.+)",
        r"\W*tell me (?:something )?about (?:the company )?(?P<name>.+)",
        rf"\W*(?:ma |e |sapete se |sai se )?(?:{_FIRM}|la\s+|il\s+|l')?(?P<name>.+?) (?:fa|produce|costruisce|realizza|"
        r"si occupa di)\b.+",
        r"\W*(?:does|can|is) (?:the company )?(?P<name>.+?) (?:make|build|produce|manufacture|do|making)\b.+",
    )
)
_TAIL = re.compile(
    r"\s*(?:,.*|\b(?:in|nella|nel|nelle|tra|fra|dentro|among)\b.*|per favore.*|please.*|grazie.*)?[\s?!.…]*$",
    re.IGNORECASE,
)
_LEGAL = re.compile(r"\b(?:s\.?r\.?l\.?s?|s\.?p\.?a\.?|s\.?a\.?s\.?|s\.?n\.?c\.?|ltd|gmbh|inc|llc)\b\.?", re.IGNORECASE)
_ANYBODY = frozenset(
    "nessuno nessuna qualcuno qualcuna ognuno chiunque altri altre tutti tutte molti molte alcuni alcune pochi poche "
    "lui lei loro uno una quale quali quanti quante dove quando perche come nobody somebody anybody everyone everybody "
    "anyone someone one others they he she it your any some all most".split()
)
_LONGEST = 4  # words of a name


class Strangers:
    """Tells a name that nobody here bears from a word of the trade, a place, an event or a person."""

    def __init__(self, documents: Iterable[Document], ordinary: frozenset[str], gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        told = {word for one in documents for word in _names(one)}
        self._known = ordinary | told | STOP_WORDS | _ANYBODY

    def name(self, text: str) -> str | None:
        """The unknown firm that a text asks about by name, as said."""
        for pattern in _ASKED:
            match = pattern.fullmatch(text.strip())
            said = _TAIL.sub("", match["name"]).strip(" \"'«»“”") if match else ""
            if said and self._is_name(said, sure=bool(_LEGAL.search(said) or _SAID_SO.search(text))):
                return said
        return None

    def _is_name(self, said: str, *, sure: bool) -> bool:
        bare = _LEGAL.sub("", said).strip(" ,.")
        parts = words(bare)
        if not 0 < len(parts) <= _LONGEST or self._gazetteer.town(bare):
            return False
        proud = {word for told in re.findall(r"\b[A-ZÀ-Ý][\w'-]*", bare) for word in words(told)}
        return sure or bool(proud - self._known)


def _names(document: Document) -> Iterable[str]:
    """Words by which events and press call themselves, and the names of the people of any record."""
    for person in document.people:
        yield from words(person.name)
    if not document.is_company:
        for language in LANGUAGES:
            yield from words(document.name.get(language, ""))
