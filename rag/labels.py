"""Lines that say themselves what they tell: "Dove: …", "Quando | …", "📍 …", "Organised by …"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from rag.sheets import Sheet

Label = Literal["title", "when", "time", "place", "address", "organiser", "seats", "deadline", "link"]

_SAID: Mapping[Label, str] = {
    "title": r"titolo(?: dell'evento)?|evento|event|title|nome(?: dell'| )evento|cosa|what",
    "when": r"quando|data(?: e ora\w*| e luogo)?|dates?(?: and time)?|when|giorn[oi]|day",
    "time": r"orari[oi]?|ora|ore|time|hours",
    "place": r"dove|luogo(?: e indirizzo)?|sede(?: dell'evento| dell'incontro)?|where|venue|place|location|"
    r"ritrovo|meeting point",
    "address": r"indirizzo|address",
    "organiser": (
        r"(?:ente )?organizzator[ei]|organizza(?:no)?|organizzat[oa] da|a cura di|promoss[oa] da|promotor[ei]|"
        r"promuovono|"
        r"organi[sz]ed by|organi[sz]ers?|hosted by|hosts?|promoted by|ospit[ei]|un'iniziativa di|"
        r"segreteria organizzativa"
    ),
    "seats": r"(?:n\.?|numero|max|numero massimo di)? ?(?:posti|partecipanti)(?: disponibili)?|seats|"
    r"capienza(?: massima)?|capacity|places(?: available)?",
    "deadline": (
        r"termine(?: \w+){0,3}|scadenza(?: \w+){0,3}|(?:iscrizioni|adesioni|prenotazioni) (?:entro|fino al)|"
        r"(?:\w+ ){0,2}deadline|rsvp(?: by| entro)?|closing date|register by|conferme? entro"
    ),
    "link": r"link|iscrizion[ei]|registrazion[ei]|prenotazion[ei]|registration|register(?: here)?|web|"
    r"sito(?: web)?|website|info|info e iscrizioni",
}
_EMOJI: Mapping[str, Label] = {
    "📍": "place", "🏢": "place", "🏛": "place", "📌": "place", "📅": "when", "🗓": "when", "📆": "when", "⏰": "time",
    "🕒": "time", "🕐": "time", "🕑": "time", "🕓": "time", "🕔": "time", "🕕": "time", "🕖": "time", "🕗": "time",
    "🕘": "time", "🕙": "time", "🕚": "time", "🕛": "time", "🔗": "link", "👉": "link", "📝": "link",
}  # fmt: skip
_ANY = "|".join(f"(?P<{label}>{said})" for label, said in _SAID.items())
# At the beginning of a line or cell, or after something that ends a sentence.
_LABEL = re.compile(
    rf"(?:^|(?<=[.;|•·\t\u2022!)])|"
    rf"(?<=\s\s))[^\w\n]{{0,6}}(?:{_ANY})(?:\s\([^)\n]{{1,20}}\))?\W{{0,3}}?(?:\s?[:?](?!//)|\t|"
    rf"\s[|=]\s)[^\S\n]*[*_]*[^\S\n]*",
    re.MULTILINE,
)
_PICTURE = re.compile(rf"(?P<emoji>{'|'.join(_EMOJI)})\ufe0f?[^\S\n]*")
_WITHOUT_COLON = re.compile(
    r"\b(?:organizzat[oai] da|a cura (?:di|del(?:la|l')?)|promoss[oai] da|organi[sz]ed by|hosted by|promoted by|"
    r"un'iniziativa di|an initiative (?:of|by))(?:l[ao']?|gl?i)? ?(?=\S)"
)


class Labels:
    """The labelled values of a sheet, as spans of its text."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._found: dict[Label, list[tuple[int, int]]] = {}
        self.lines: set[int] = set()  # indexes of lines that begin with a label
        marks = sorted([*_marks(_LABEL, sheet.folded), *_marks(_PICTURE, sheet.whole)], key=lambda mark: mark[1])
        for at, (label, begin, end) in enumerate(marks):
            after = marks[at + 1][1] if at + 1 < len(marks) else len(sheet.whole)
            self._keep(label, begin, end, after)
        for match in _WITHOUT_COLON.finditer(sheet.folded):
            self._found.setdefault("organiser", []).append((match.end(), _sentence_end(sheet.whole, match.end())))

    def _keep(self, label: Label, begin: int, end: int, after: int) -> None:
        whole = self._sheet.whole
        line = self._sheet.line_at(max(begin, end - 1) if whole[begin : begin + 1] == "\n" else begin)
        self.lines.add(line)
        stop = self._sheet.span(self._sheet.line_at(end))[1]
        if not whole[end:stop].strip(" *_\t") and stop + 1 < len(whole):  # the value stands on the next line
            end = stop + 1 + (len(whole[stop + 1 :]) - len(whole[stop + 1 :].lstrip("\n ")))
            stop = self._sheet.span(self._sheet.line_at(min(end, len(whole) - 1)))[1]
        self._found.setdefault(label, []).append((end, max(end, min(stop, after))))

    def spans(self, label: Label) -> list[tuple[int, int]]:
        """Where the values of that label stand, in order; never empty ones."""
        return [(start, end) for start, end in self._found.get(label, ()) if self._sheet.whole[start:end].strip()]

    def all(self) -> list[tuple[int, int]]:
        return [span for label in self._found for span in self.spans(label)]


def _marks(pattern: re.Pattern[str], text: str) -> list[tuple[Label, int, int]]:
    found: list[tuple[Label, int, int]] = []
    for match in pattern.finditer(text):
        emoji = match.groupdict().get("emoji")
        label = _EMOJI[emoji] if emoji else next(name for name in _SAID if match.groupdict().get(name))
        found.append((label, match.start(), match.end()))
    return found


def _sentence_end(text: str, start: int) -> int:
    match = re.compile(r"[\n;!?|]|\.(?:\s|$)").search(text, start)
    return match.start() if match else len(text)
