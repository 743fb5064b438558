"""Announcements: the text that people forward becomes the draft of an event, and each field says where it was told."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from rag.appointments import drafts_of
from rag.documents import Language
from rag.drafts import Draft, Told
from rag.elsewise import otherwise
from rag.hosts import organiser
from rag.hours import hours_in
from rag.labels import Labels
from rag.letters import GREETING, SUBJECT, silent
from rag.moments import mentions
from rag.papers import Paper
from rag.particulars import link, seats
from rag.recurring import recurrence
from rag.sheets import Sheet, plain
from rag.timing import timing
from rag.titles import title
from rag.venues import address, hosting, place

MOST_LINES = 2_000  # of an announcement; what follows is not looked at
MOST_CHARACTERS = 30_000
LONGEST_DESCRIPTION = 4_000
_ON_LINES = ("title", "start", "end", "place", "address", "organiser", "link", "seats", "deadline")
# Small words that name a field or stand between its parts.
_NAMING = re.compile(
    r"luogo|dove|sede|presso|indirizzo|quando|data|giorno|ora|ore|orario|dalle|alle|dal|fino|organizz\w+|posti|max|massimo|"
    r"iscrizion[ei]|rispond\w+|risposte|conferm\w+|adesion[ei]|entro|link|info|"
    r"where|venue|place|location|address|when|date|time|from|until|organi[sz]ed|hosted|seats|places|rsvp|answer|register|"
    r"del|dello|della|nel|nella|the|please|reply|replies|gradit[ao]|"
    r"lunedi|martedi|mercoledi|giovedi|venerdi|sabato|domenica|monday|tuesday|wednesday|thursday|friday|saturday|sunday"
)
_SENTENCE = re.compile(r"(?<=[^\W\d_]{2}[.!?])\s+(?=[^\W_a-z])")
_ITALIAN = re.compile(
    r"\b(?:il|la|di|che|per|alle|ore|del|della|con|dal|al|si|e|un|una|le|gli|nel|presso|vi|dove|quando|dalle|posti|"
    r"entro|a|su|da|sede|nuov[oa]|inaugurazione|incontro|cena|visita|soci|iscrizioni|gratuito|domani|gennaio|febbraio|aprile|maggio|giugno|luglio|agosto|"
    r"settembre|ottobre|novembre|dicembre|dell|all|qui|ogni)\b"
)
_ENGLISH = re.compile(
    r"(?<!\()\b(?:the|of|and|at|for|to|on|by|with|from|you|your|is|are|will|when|where|register|join|only|places|open|"
    r"venue|date|time|every|january|february|march|june|july|august|september|october|november|december|pm|am|we|our)\b"
)


def read(paper: Paper | Sequence[str], today: date) -> Draft:
    """The event that a paper, or lines of text, announce; `today` is the day on which it is read. Raises nothing.

    Of a calendar with several events it is the first that is not over; a remark says that there are more.
    """
    lines = paper.lines if isinstance(paper, Paper) else tuple(paper)
    if isinstance(paper, Paper) and paper.sort == "calendar":
        said = " ".join(str(entry.get(name, [""])[0]) for entry in paper.entries for name in ("summary", "description"))
        return drafts_of(paper.entries, lines, today, _language(plain(said)))
    return _of_text(_within_limits(lines), today)


def _within_limits(lines: Sequence[str]) -> list[str]:
    """Lines that hold no further line break, up to the length that is looked at."""
    kept: list[str] = []
    left = MOST_CHARACTERS
    for line in lines[:MOST_LINES]:
        kept.append(re.sub(r"[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]", " ", line)[:left])
        left -= len(kept[-1])
        if left <= 0:
            break
    return kept


def _of_text(lines: Sequence[str], today: date) -> Draft:
    sheet = Sheet(lines, silent(lines))
    labels, hours = Labels(sheet), list(hours_in(sheet.folded))
    found, again = mentions(sheet, today, hours), recurrence(sheet.folded)
    breaks = [*(one.start for one in found), *(hour.start for hour in hours), *([again.start] if again else [])]
    name = title(sheet, labels, breaks)
    host = organiser(sheet, labels, [*(one.end for one in found), *(hour.end for hour in hours)])
    when = timing(sheet, labels, found, hours, again, today)
    dated = again is not None or (when.start is not None and not any(odd.sort == "past" for odd in when.remarks))
    draft = Draft(
        language=_language(sheet.folded),
        title=name,
        start=when.start,
        end=when.end,
        place=place(sheet, labels, when.chosen, name) or hosting(sheet, host),
        address=address(sheet, labels),
        organiser=host,
        link=link(sheet, labels),
        seats=seats(sheet, labels),
        deadline=when.deadline,
        rule=when.rule,
        remarks=when.remarks,
        other=otherwise(sheet, found, today, dated=dated, timed=bool(hours or labels.all())),
    )
    return replace(draft, description=_description(sheet, name, _rests(sheet, draft)))


def _rests(sheet: Sheet, draft: Draft) -> dict[int, str]:
    """What lines that tell fields, counted from 0, say besides: without sentences that say nothing but fields.

    Of "Luogo: …" and of "Giovedì 3 dicembre, ore 18" nothing; of "Cena sociale, 3 dicembre. Si balla!" that one dances.
    """
    used: dict[int, list[str]] = {}
    for name in _ON_LINES:
        told = getattr(draft, name)
        if told is not None:
            used.setdefault(told.line - 1, []).append(told.words)
    rests = {}
    for at, words in used.items():
        sentences = _SENTENCE.split(sheet.lines[at].strip())
        rests[at] = " ".join(one for one in sentences if _left(one, words))
    return rests


def _left(line: str, told: Sequence[str]) -> list[str]:
    """What a line says besides these words and the small words that name fields."""
    rest = plain(line)
    for words in sorted(told, key=len, reverse=True):
        rest = rest.replace(plain(words), " ")
    return [word for word in re.findall(r"[^\W\d_]{3,}", rest) if not _NAMING.fullmatch(word)]


def _language(folded: str) -> Language:
    return "en" if len(_ENGLISH.findall(folded)) > len(_ITALIAN.findall(folded)) else "it"


def _description(sheet: Sheet, name: Told[str] | None, rests: Mapping[int, str]) -> Told[str] | None:
    """What the text says besides its title and the lines of its fields: no greeting, header, quotation or signature."""
    kept = [
        at
        for at, line in enumerate(sheet.lines)
        if rests.get(at, line)
        and not (GREETING.match(plain(line)) or SUBJECT.match(plain(line)) or (name and line.strip() == name.words))
    ]
    spoken = [at for at in kept if sheet.lines[at].strip()]
    if not spoken:
        return None
    said = {at: rests.get(at, sheet.lines[at].strip()) for at in kept}
    text = "\n".join(said[at] for at in kept if spoken[0] <= at <= spoken[-1])
    words = next(part for part in _SENTENCE.split(sheet.lines[spoken[0]].strip()) if part in said[spoken[0]])
    return Told(re.sub(r"\n{3,}", "\n\n", text)[:LONGEST_DESCRIPTION], spoken[0] + 1, words)
