"""What an event is called: a labelled or set-off line, the subject of a mail, or what one is invited to."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from rag.drafts import Told
from rag.labels import Labels
from rag.letters import GREETING, SUBJECT
from rag.moments import Mention
from rag.sheets import Sheet, trimmed

NOUNS = (
    r"inaugurazion\w+|presentazion\w+|incontr[oi]|assemblea|workshop|webinar|convegn\w+|seminari\w*|conferenz\w+|porte aperte|"
    r"open day|open house|visit\w*|cena|aperitivo|serata|corso (?:di|su|per)|tavola rotonda|fiera|lancio|celebr\w+|summit|forum|convention|congress\w*|"
    r"festa|festival|salone|meeting|conference|seminar|launch|opening|inauguration|dinner|anniversar\w+|mission\w*|"
    r"round table|talk|panel|evento|event|giornata|open coffee|caff[eè]|colazione|breakfast|lunch|pranzo|brindisi|hackathon|"
    r"tour|mostra|exhibition|concorso|premiazione|award|gala|riunione|tavolo|masterclass|training|formazione|networking|"
    r"raduno|kick-?off|briefing|ciclo|show|salon|demo day|career day|general meeting|matchmaking|b2b"
)
_NOUN = re.compile(rf"\b(?:{NOUNS})\b")
_GENERIC = re.compile(
    r"\W*(?:save the date|invito(?: stampa| ufficiale| a)?|invitation|you(?:'re| are) invited|evento|event|comunicat\w+(?: stampa)?|"
    r"press release|ordine del giorno|agenda|program\w*|promemoria|reminder|avviso|locandina|newsletter|news|convocazione|"
    r"ultimi posti|iscrizioni aperte|da non perdere|in programma|prossimi appuntamenti|novita|sei invitat\w+|siete invitat\w+)\W*$"
)
_ADMIN = re.compile(
    r"\b(?:iscri\w+|registra\w+|regist\w+|posti|seats|ingresso|gratuit\w+|free|rsvp|conferm\w+|prenot\w+|book\w*|info\w*|"
    r"entro|deadline|dress code|http\S*|www\.\S+|vi aspettiamo|a cura|organizza\w*|organised|hosted|programma completo|"
    r"speaker|relatori|moderat\w+|a tutti|agli? |ai soci|max|massimo|join us|see you)\b"
)
_INVITING = re.compile(r"\b(?:invit\w+|partecipar\w+|join|welcome|lieti|piacere|delighted|pleased|serata per|evento)\b[^.!?]*$")
_OPEN_END = re.compile(r"\b(?:a|al|alla|allo|all'|alle|ai|agli|to|to the|for|for the|per|per il|per la|per i|invitarl\w|invitarvi)\s*:?\s*$")
_PREFIX = re.compile(
    r"^\W*(?:(?:invito|invitation|save the date|convocazione|evento|event|reminder|promemoria)\s?[:!|-]\s*|"
    r"(?:all'|alla |al |allo |agli |alle |ai )(?=\w))",
    re.IGNORECASE,
)
_SUFFIX = re.compile(r"\s[-–|]\s(?:invito|invitation|save the date|promemoria|reminder|iscrizioni aperte)\W*$", re.IGNORECASE)
_STOP = re.compile(
    r"[,;!?\n]|\.(?:\s|$)|:\s|\s(?:che\s(?:si|avra|sara)|presso|c/o|alle\s(?:ore\s)?\d|dalle\s|ore\s\d|il\s(?:prossimo|giorno)|prevista?|"
    r"on\s(?=\w+day|\d)|at\s\d|from\s\d|taking\splace|to\sbe\sheld|which|scheduled|in\sprogramma|organizzat\w+|organi[sz]ed|hosted|"
    r"si\s(?:terra|svolgera)|will\sbe|will\stake|with\s(?=\w+\s\w+ed)|entro|ospitat\w+)\b"
)
_INVITED = re.compile(
    r"\b(?:invit\w+\s(?:tutti\s|tutte\s|you\s|i\ssoci\s|gli\sassociati\s)?(?:a\sparteciare\s|a\spartecipare\s)?(?:to\s|a\s|al\s|alla\s|all'|allo\s|alle\s|ai\s)(?:attend\s|join\s|celebrate\s)?(?:the\s)?|"
    r"join\sus\s(?:for|at)\s(?:the\s|our\s|a\s)?|save\sthe\sdate:?\s|partecipa\w*\s(?:al|alla|all'|allo)\s?|attend\sthe\s)"
)


def title(sheet: Sheet, labels: Labels, mentions: Collection[Mention]) -> Told[str] | None:
    """What the event is called; None where the text gives it no name."""
    for start, end in labels.spans("title"):
        if len(sheet.whole[start:end].strip()) > 3:
            return _cut(sheet, start, end)
    ranked = sorted(_set_off(sheet, labels, mentions), key=lambda one: -one[0])
    if ranked and ranked[0][0] >= 2:
        return _cut(sheet, ranked[0][1], ranked[0][2])
    if named := _in_prose(sheet, mentions):
        return named
    return _cut(sheet, ranked[0][1], ranked[0][2]) if ranked and ranked[0][0] > 0 else None


def _set_off(sheet: Sheet, labels: Labels, mentions: Collection[Mention]) -> Iterator[tuple[float, int, int]]:
    """Lines that could be a heading: how likely, and where they begin and end."""
    seen, dated = 0, {sheet.line_at(one.start) for one in mentions}
    for at, line in enumerate(sheet.lines):
        start, end = sheet.span(at)
        folded = sheet.folded[start:end]
        if not line.strip() or not re.search(r"[^\W\d]{2}", folded):
            continue
        seen += 1
        if subject := SUBJECT.match(folded):
            noun = bool(_NOUN.search(folded))
            yield 4 + 2 * noun, start + subject.end(), end
        elif at in dated:
            continue
        elif at not in labels.lines and not GREETING.match(folded) and not _GENERIC.match(folded):
            score = _likely(sheet, at, folded) - 0.2 * (seen - 1)
            yield score, start, end


def _likely(sheet: Sheet, at: int, folded: str) -> float:
    above = sheet.folded[: sheet.starts[at]].rstrip()
    line_above = above.rsplit("\n", 1)[-1]
    bare = trimmed(sheet.lines[at])
    ends_open = bool(_OPEN_END.search(line_above)) or (bool(_INVITING.search(line_above)) and not above.endswith((".", ":")))
    wrapped = bool(line_above) and at > 0 and bool(sheet.lines[at - 1].strip()) and sheet.lines[at].lstrip()[:1].islower()
    below = sheet.lines[at + 1].strip() if at + 1 < len(sheet.lines) else ""
    score = 1.0 + 3.0 * ends_open + 2.0 * bool(_NOUN.search(folded)) - 3.0 * (wrapped and not ends_open)
    score += bare.isupper() or sheet.lines[at].lstrip().startswith(("#", "*", "«", '"'))
    score += (at == 0 or not sheet.lines[at - 1].strip()) and not below
    score += not above and len(bare) < 90
    score -= 3.0 * bool(_ADMIN.search(folded)) + 2.0 * sheet.lines[at].rstrip().endswith((".", ",", ":", ";"))
    score -= 2.0 * (len(bare) > 100) + 4.0 * (len(bare) > 160) + 2.0 * bool(re.search(r"[.!?]\s+\S", bare))
    score -= 2.0 * bool(re.match(r"\W*(?:\d+[.)]|[-•*]\s)", folded)) + 2.0 * bool(re.search(r"\b(?:lieti|piacere|pleased|delighted|invit\w+)\b", folded))
    return score


def _in_prose(sheet: Sheet, mentions: Collection[Mention]) -> Told[str] | None:
    """ "inaugurazione dello stabilimento Mole Urbana" within a sentence; or what stands before the first day."""
    if invited := _INVITED.search(sheet.folded):
        start = invited.end()
        if start < len(sheet.whole) and (sheet.whole[start].isupper() or sheet.whole[start].isdigit() or _NOUN.match(sheet.folded, start)):
            return _cut(sheet, start, _stop(sheet, start, mentions))
    for noun in _NOUN.finditer(sheet.folded):
        start, end = noun.start(), _stop(sheet, noun.start(), mentions)
        if end - noun.end() > 4 and not re.search(r"\b(?:un|una|nostr\w|quest\w|a|this|our|di|per)\s$", sheet.before(start, 8)):
            return _cut(sheet, start, end)
    first = min(mentions, key=lambda one: one.start, default=None)
    if first:
        start = max(sheet.folded.rfind("\n", 0, first.start), sheet.folded.rfind(". ", 0, first.start)) + 1
        said = _cut(sheet, start, first.start)
        if said and len(said.value.split()) > 1 and not GREETING.match(said.value.casefold()):
            return said
    return None


def _stop(sheet: Sheet, start: int, mentions: Collection[Mention]) -> int:
    match = _STOP.search(sheet.folded, start + 3)
    ends = [match.start() if match else len(sheet.folded), start + 140, *(one.start for one in mentions if one.start > start)]
    return min(ends)


def _cut(sheet: Sheet, start: int, end: int) -> Told[str] | None:
    """The words between two places without what announces a title ("Invito:"), or follows it."""
    said = sheet.whole[start:end].split("\n")[0] if sheet.whole[start:end].strip() else ""
    words = trimmed(_SUFFIX.sub("", _PREFIX.sub("", said)))
    words = re.sub(r"\s+(?:il|la|on|the|in|a|del|per|di)$", "", words)
    if not re.search(r"[^\W\d]{2}", words):
        return None
    at = sheet.whole.find(words, start)
    return Told(words, sheet.line_at(at) + 1, words) if at >= 0 else None
