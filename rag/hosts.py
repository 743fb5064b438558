"""Who invites: "organizzato da …", "… ha il piacere di invitarvi", "Hosted by …", the letterhead of a convocation."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from rag.drafts import Told
from rag.labels import Labels
from rag.sheets import Sheet

_VERB = re.compile(
    r"(?:,\s|\s|^)(?:(?:ha|hanno)\s(?:il|l')\s?(?:piacere|onore)\sdi\sinvita\w*|(?:e|sono)\s(?:liet[aoei]|"
    r"onorat[aoei])\sdi\sinvita\w*|"
    r"(?:la|vi|ti|li|le)\sinvita(?:no)?\b|invita(?:no)?\b|organizza(?:no)?\b|ospita(?:no)?\b|promuov(?:e|ono)\b|"
    r"propon(?:e|gono)\b|"
    r"present(?:a|ano)(?:\s(?:il|la|lo|l'|i)\b|\s*$)|(?:is|are)\s(?:pleased|delighted|happy|glad)\sto\s(?:invite|host|"
    r"announce)|invites?\s(?:you|all)|"
    r"(?:organi[sz]es?|hosts)\s(?:a|an|the)\b)",
    re.MULTILINE,
)
_ARTICLE = re.compile(r"^(?:(?:il|lo|la|i|gli|le|the|anche|che|noi)\s|l['’]\s?)", re.IGNORECASE)
_LEAD = re.compile(
    r"(?:nel|nella|nell'|in|per|durante|on|during|for|dopo|after|con|anche)\b[^,]{0,80},\s", re.IGNORECASE
)
_BEGIN = re.compile(r"[.!?:;](?:\s+|$)|\n\s*|\bche\s|,\s(?=(?:il|la|lo|l'|i|gli|the)\s)", re.IGNORECASE)
_TAIL = re.compile(
    r"[,;]\s(?=[a-z])|\.\s|\s(?:con il patrocinio|in collaborazione|con il contributo|con il supporto|"
    r"in partnership|presso|alle ore|il \d|"
    r"on \w+day|at the)\b|\s\(?https?:|\s[|•]\s|\t",
    re.IGNORECASE,
)
_NOBODY = re.compile(
    r"\W*(?:io|noi|we|voi|chi|segreteria|redazione|presidente e il consiglio direttivo di\s)\b|\W*(?:qui|questo|"
    r"this|it|che)\b"
)
_OF = re.compile(
    r"\b(?:consiglio direttivo|presidente|direzione|segreteria|board|team) (?:di|del|della|dell'|dei|degli|of)\s?",
    re.IGNORECASE,
)
_ADDRESSED = re.compile(
    r"\W*(?:a tutti gli|a tutti i|agli|ai (?:signori )?soci|ai consiglieri|to all|alle aziende|ai membri)\b"
)


def organiser(sheet: Sheet, labels: Labels, days: Sequence[int]) -> Told[str] | None:
    """Who organises or invites, as the text names them; None where it does not.

    `days`: where the text's days and hours end; what comes after them is the name.
    """
    for start, end in labels.spans("organiser"):
        tail = _TAIL.search(sheet.whole, start, end)
        if found := _without_article(sheet, start, tail.start() if tail else end):
            return found
    return _subject(sheet, days) or _letterhead(sheet)


def _subject(sheet: Sheet, days: Sequence[int]) -> Told[str] | None:
    """The subject of an inviting verb: it may stand on the lines before, and begins at a break."""
    for verb in _VERB.finditer(sheet.folded):
        before = max(0, verb.start() - 180)
        text = sheet.whole[before : verb.start()].rstrip()
        start = 0
        for match in _BEGIN.finditer(text):
            if match.end() < len(text) and not (match[0].startswith("\n") and _goes_on(text, match)):
                start = match.end()
        start = max([before + start, *(day for day in days if before + start < day <= before + len(text))])
        if lead := _LEAD.match(sheet.whole, start, before + len(text)):
            start = lead.end()
        found = _without_article(sheet, start, before + len(text))
        if found and not _NOBODY.match(found.value.casefold()) and len(found.value) < 110:
            return found
    return None


def _goes_on(text: str, match: re.Match[str]) -> bool:
    return text[match.end() : match.end() + 1].islower() and text[: match.start()].rstrip()[-1:] not in ("", ",")


def _without_article(sheet: Sheet, start: int, end: int) -> Told[str] | None:
    said = sheet.whole[start:end]
    if office := list(_OF.finditer(said)):
        start += office[-1].end()
        said = sheet.whole[start:end]
    lead = len(said) - len(said.lstrip(" *_:-–\n\t"))
    start += lead
    if article := _ARTICLE.match(sheet.whole[start:end]):
        start += article.end()
    clause = sheet.whole.rfind(", ", start, end)
    if clause > 0 and not any(word[:1].isupper() for word in sheet.whole[start:clause].split()[:1]):
        start = clause + 2
        if article := _ARTICLE.match(sheet.whole[start:end]):
            start += article.end()
    if start >= end or not any(word[:1].isupper() for word in sheet.whole[start:end].split()):
        return None
    found = sheet.text(start, end)
    return found if re.search(r"[^\W\d]", found.value) else None


def _letterhead(sheet: Sheet) -> Told[str] | None:
    """The line above "A tutti gli aderenti" at the head of a letter."""
    spoken = [at for at, line in enumerate(sheet.lines) if line.strip()]
    for above, at in pairwise(spoken[:4]):
        start, end = sheet.span(at)
        if _ADDRESSED.match(sheet.folded[start:end]):
            head = sheet.span(above)
            return sheet.text(*head) if len(sheet.whole[slice(*head)].strip()) < 60 else None
    return None
