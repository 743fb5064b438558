"""What an event is called: a labelled or set-off line, the subject of a mail, or what one is invited to."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from rag.drafts import Told
from rag.labels import Labels
from rag.letters import GREETING, SUBJECT
from rag.sheets import Sheet, plain, trimmed

NOUNS = (
    r"inaugurazion\w+|presentazion\w+|incontr[oi]|assemblea|workshop|webinar|convegn\w+|seminari\w*|conferenz\w+|"
    r"porte aperte|"
    r"open day|open doors|open house|visit\w*|cena|aperitivo|serata|corso (?:di|su|per)|tavola rotonda|fiera|lancio|"
    r"celebr\w+|summit|forum|convention|congress\w*|"
    r"festa|festival|salone|meeting|conference|seminar|launch|opening|inauguration|dinner|anniversar\w+|mission\w*|"
    r"round table|talk|panel|evento|event|giornata|open coffee|caff[eè]|colazione|breakfast|lunch|pranzo|brindisi|"
    r"hackathon|"
    r"tour|mostra|exhibition|concorso|premiazione|award|gala|riunione|tavolo|masterclass|training|formazione|"
    r"networking|"
    r"raduno|settimana|week|kick-?off|briefing|ciclo|show|salon|demo day|career day|general meeting|matchmaking|b2b"
)
_NOUN = re.compile(rf"\b(?:{NOUNS})\b")
_GENERIC = re.compile(
    r"\W*(?:save the date|invito(?: stampa| ufficiale| a)?|invitation|you(?:'re| are) invited|evento|event|"
    r"comunicat\w+(?: stampa)?|"
    r"press release|ordine del giorno|agenda|program\w*|promemoria|reminder|avviso|locandina|newsletter|news|"
    r"convocazione|"
    r"(?:(?:nuov[oa]|prossim[oa]|new|upcoming|next|our|nostr[oa])\s)+(?:webinar|evento|event|incontro|corso|"
    r"appuntamento|workshop|seminario)|ultimi posti|iscrizioni aperte|da non perdere|in programma|"
    r"prossimi appuntamenti|novita|sei invitat\w+|siete invitat\w+)\W*$"
)
_ADMIN = re.compile(
    r"\b(?:iscri\w+|registra\w+|regist\w+|posti|seats|ingresso|gratuit\w+|free|rsvp|conferm\w+|prenot\w+|book\w*|"
    r"info\w*|"
    r"entro|deadline|dress code|http\S*|www\.\S+|vi aspettiamo|a cura|organizza\w*|organised|hosted|programma completo|"
    r"(?<!open )doors|start|inizio|welcome|speakers?|relatori|moderat\w+|a tutti|agli? |ai soci|max|massimo|join us|"
    r"see you)\b"
)
_INVITING = re.compile(
    r"\b(?:invit\w+|partecipar\w+|join|welcome|lieti|piacere|delighted|pleased|serata per|evento)\b[^.!?]*$"
)
# Where a title ends on a line that goes on to the day.
_SEGMENT = re.compile(
    r"[,;!?]\s|\.\s|:\s(?=[^\n]{0,80}\b(?:vi|ti|ci|meet|join|you|we)\b)|"
    r"\s(?:opens?|takes|starts|apre|inizia|comincia|si|is|are|sara|avra|vi|ti|ci)\s"
)
_STREET = re.compile(r"\b(?:via|corso|viale|piazza|c\.so|strada|largo)\s[^,\n]{2,30}\d")
_TOWN_LINE = re.compile(r"\W*[^,.:;!?()\n]{2,40}\s\([A-Z]{2}\)\W*")  # "Balocco (VC)"
_HOSTING = re.compile(
    r"\b(?:organizza(?:no)?|ospita(?:no)?|promuov(?:e|ono)|propon(?:e|gono)|presentano?|hosts|"
    r"organi[sz]es)\b"
)
_SPOKEN = re.compile(r"^\W*(?:cari|care|ciao|gentil\w+|dear|hi|hello|buongiorno|salve)\b|\b(?:vi|ti|ci|we|you)\s\w+")
_INVITATION = re.compile(r"\b(?:lieti|piacere|pleased|delighted|invit\w+)\b")
_OPEN_END = re.compile(
    r"\b(?:a|al|alla|allo|all'|alle|ai|agli|to|to the|for|for the|per|per il|per la|per i|invitarl\w|"
    r"invitarvi|presentano|presenta)\s*:?\s*$"
)
_PREFIX = re.compile(
    r"^\W*(?:(?:(?:invito|invitation|save the date|convocazione|evento|event|reminder|promemoria|attenzione|"
    r"importante|avviso|nota|you(?:\x27|’)re invited)\s?[:!|-]\s*|(?:invito|"
    r"invitation)\s(?!stampa))(?:al(?:la)?\s|all[\x27’]|ad?\s(?:un[oa]?\s|un[\x27’])?|to\s(?:the\s|an?\s)?)?|"
    r"(?:all'|alla |al |allo |agli |alle |ai )(?=\w))",
    re.IGNORECASE,
)
_INVITES_TO = re.compile(r"^\W*(?:invito\s(?:ad?|al|alla|allo|ai|alle|all['’])|invitation\sto)\b\s?\w")
_HANGING = re.compile(
    r"(?:[\s:,-]+(?:il|la|on|the|in|a|al|del|dal|dall'|dalle|per|di|entro|giorno|prossimo|che|"
    r"from|by|at))+$"
)
_LOWER_ARTICLE = re.compile(r"^(?:l['’]|il |la |lo |i |un['’]|una |un )(?=\w)")
_SUFFIX = re.compile(
    r"\s[-–|]\s(?:invito|invitation|save the date|promemoria|reminder|iscrizioni aperte)\W*$", re.IGNORECASE
)
_STOP = re.compile(
    r"[,;!?\n]|\.(?:\s|$)|:\s|\s\(?(?=\d{1,2}-\d)|\s(?:si\s|is\s|are\s|e\s(?:previst|fissat|convocat|"
    r"programmat)\w*|sara\s|avra\s|che\s(?:si|avra|"
    r"sara)|presso|c/o|alle\s(?:ore\s)?\d|dalle\s|ore\s\d|il\s(?:prossimo|giorno)|prevista?|"
    r"on\s(?=\w+day|\d)|at\s\d|from\s\d|taking\splace|to\sbe\sheld|which|scheduled|in\sprogramma|organizzat\w+|"
    r"organi[sz]ed|hosted|"
    r"si\s(?:terra|svolgera)|will\sbe|will\stake|with\s(?=\w+\s\w+ed)|entro|ospitat\w+)\b"
)
# What is not yet the event's name: "un incontro", and in any case "per evento".
_BEFORE_OTHERS = re.compile(r"\b(?:un|una|nostr\w|quest\w|a|this|our|di|per|al|alla|all')\s?$")
_BEFORE_NONE = re.compile(r"\b(?:quest\w|this|di|per)\s$")
_WHOLLY_QUOTED = re.compile(r"[\"«“]([^\"«»“”]+)[\"»”]")
_QUOTED = re.compile(r"[\"«]([^\"«»\n]{8,120})[\"»]")
_BREAK = re.compile(r"\n|[.!?:]\s")
_INVITED = re.compile(
    r"\b(?:invit\w+\s(?:tutti\s|tutte\s|you\s|i\ssoci\s|gli\sassociati\s)?(?:a\sparteciare\s|"
    r"a\spartecipare\s)?(?:to\s|a\s|al\s|alla\s|all'|allo\s|alle\s|ai\s)(?:attend\s|join\s|celebrate\s)?(?:(?:the|"
    r"its|our|their|a|an|un|una|un\x27)\s)?|"
    r"join\sus\s(?:for|at)\s(?:the\s|our\s|a\s)?|save\sthe\sdate:?\s|partecipa\w*\s(?:al|alla|all'|allo)\s?|"
    r"attend\sthe\s)"
)


def title(sheet: Sheet, labels: Labels, breaks: Collection[int]) -> Told[str] | None:
    """What the event is called; None where the text gives it no name.

    `breaks`: where the text's days, hours and repetitions begin; a title ends before them.
    """
    for start, end in labels.spans("title"):
        if len(sheet.whole[start:end].strip()) > 3:
            return _cut(sheet, start, end)
    ranked = sorted(_set_off(sheet, labels, breaks), key=lambda one: -one[0])
    if ranked and ranked[0][0] >= 2:
        return _cut(sheet, ranked[0][1], ranked[0][2])
    if named := _in_prose(sheet, breaks):
        return named
    return _cut(sheet, ranked[0][1], ranked[0][2]) if ranked and ranked[0][0] > 0 else _before_the_day(sheet, breaks)


def _set_off(sheet: Sheet, labels: Labels, breaks: Collection[int]) -> Iterator[tuple[float, int, int]]:
    """Lines that could be a heading: how likely, and where they begin and end."""
    previous = -2  # the line above, if it could be the title itself: then this one is below a title
    seen, dated = 0, {sheet.line_at(place) for place in breaks}
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
            cut = min(place for place in breaks if sheet.line_at(place) == at)
            ends = _SEGMENT.search(sheet.folded, start + 3, cut)
            cut = ends.start() if ends else cut
            if _names_something(sheet.whole[start:cut]) and not GREETING.match(folded[: cut - start]):
                yield (
                    _likely(sheet, at, sheet.whole[start:cut]) - 0.5 - 0.2 * seen,
                    _after_invitation(sheet, start, cut),
                    cut,
                )
        elif at not in labels.lines and not GREETING.match(folded) and not _GENERIC.match(folded):
            score = _likely(sheet, at, line) - 0.2 * (seen - 1) - 1.5 * (previous == at - 1)
            previous = at if score > 0 else previous
            yield score, _after_invitation(sheet, start, end), end


def _names_something(said: str) -> bool:
    """Whether the beginning of a line holds a sort of event, or a name besides its first word."""
    later = re.findall(r"\w+", said)[1:]
    return bool(later) and (
        bool(_NOUN.search(plain(said))) or any(word[0].isupper() or word[0].isdigit() for word in later)
    )


def _after_invitation(sheet: Sheet, start: int, end: int) -> int:
    """ "You are invited to celebrate …": what comes after it, if that has a name."""
    match = _INVITED.search(sheet.folded, start, end)
    return match.end() if match and end - match.end() > 8 else start


def _likely(sheet: Sheet, at: int, said: str) -> float:
    """How much a line, or the beginning of one, is like a heading: by where it stands and what it looks like."""
    return _standing(sheet, at) + _look(said)


def _standing(sheet: Sheet, at: int) -> float:
    above = sheet.folded[: sheet.starts[at]].rstrip()
    line_above = above.rsplit("\n", 1)[-1]
    alone_above = at == 0 or not sheet.lines[at - 1].strip()
    alone_below = at + 1 >= len(sheet.lines) or not sheet.lines[at + 1].strip()
    inviting = bool(_INVITING.search(line_above)) and not above.endswith((".", ":"))
    announced = bool(_OPEN_END.search(line_above)) or inviting
    wrapped = not alone_above and sheet.lines[at].lstrip()[:1].islower()
    weights = (
        (3.0, announced),
        (-3.0, wrapped and not announced),
        (1.0, alone_above and alone_below),
        (1.0, not above),
    )
    return sum(weight for weight, holds in weights if holds)


def _look(said: str) -> float:
    folded, bare = plain(said), trimmed(said)
    weights = (
        (1.0, True),
        (2.0, bool(_NOUN.search(folded))),
        (1.0, bare.isupper() or said.lstrip().startswith(("#", "*"))),
        (1.5, said.lstrip().startswith(("«", '"', "“"))),
        (-3.0, bool(_ADMIN.search(folded))),
        (-2.0, said.rstrip().endswith((".", ",", ":", ";"))),
        (-2.0, len(bare) > 100),
        (-4.0, len(bare) > 160),
        (-2.0, bool(re.search(r"[.!?]\s+\S", bare))),
        (-2.0, bool(re.match(r"\W*(?:\d+[.)]|[-•*]\s)", folded))),
        (1.0 if _INVITES_TO.search(folded) else -2.0, bool(_INVITATION.search(folded))),
        (-2.5, bool(_SPOKEN.search(folded))),
        (-3.0, bool(_HOSTING.search(folded))),
        (-3.0, bool(_STREET.search(folded) or _TOWN_LINE.fullmatch(said))),
    )
    return sum(weight for weight, holds in weights if holds)


def _in_prose(sheet: Sheet, breaks: Collection[int]) -> Told[str] | None:
    """ "inaugurazione dello stabilimento Mole Urbana" within a sentence."""
    if invited := _INVITED.search(sheet.folded):
        start = invited.end()
        named = start < len(sheet.whole) and (sheet.whole[start].isupper() or sheet.whole[start].isdigit())
        if named or _NOUN.search(sheet.folded, start, start + 30):
            return _cut(sheet, start, _stop(sheet, start, breaks))
    for least, after in ((4, _BEFORE_OTHERS), (0, _BEFORE_NONE)):
        if least == 0 and (quoted := _QUOTED.search(sheet.folded)):
            return _cut(sheet, *quoted.span(1))
        for noun in _NOUN.finditer(sheet.folded):
            start, end = noun.start(), _stop(sheet, noun.start(), breaks)
            start = _from_sentence(sheet, start, breaks)
            if (
                end - noun.end() >= least
                and not after.search(sheet.before(start, 8))
                and (found := _cut(sheet, start, end))
            ):
                return found
    return None


def _before_the_day(sheet: Sheet, breaks: Collection[int]) -> Told[str] | None:
    first = min(breaks, default=None)
    if first is not None:
        start = max((match.end() for match in _BREAK.finditer(sheet.folded, 0, first)), default=0)
        said = _cut(sheet, start, first)
        if said and len(said.value) > 14 and not GREETING.match(said.value.casefold()):
            return said
    return None


def _from_sentence(sheet: Sheet, noun: int, breaks: Collection[int]) -> int:
    """In English what qualifies the noun stands before it: "Piedmont system mission to Michigan"."""
    start = max((match.end() for match in _BREAK.finditer(sheet.folded, 0, noun)), default=0)
    start += len(sheet.whole[start:noun]) - len(sheet.whole[start:noun].lstrip(" *_#"))
    said = sheet.whole[start:noun]
    ordinary = re.search(
        r"[,;]|\b(?:al|alla|all'|il|la|un|una|per|the|to|you|vi|ti|ci|we|our|at|for|di|del)\b", said.casefold()
    )
    dated = any(start <= place < noun for place in breaks)
    return start if said[:1].isupper() and len(said.split()) < 5 and not ordinary and not dated else noun


def _stop(sheet: Sheet, start: int, breaks: Collection[int]) -> int:
    match = _STOP.search(sheet.folded, start + 3)
    ends = [
        match.start() if match else len(sheet.folded),
        start + 140,
        *(place for place in breaks if place > start),
    ]
    quoted = sheet.whole[start : min(ends)].count('"') % 2
    closed = sheet.whole.find('"', min(ends), start + 160) if quoted else -1
    return closed + 1 if closed >= 0 and "\n" not in sheet.whole[start:closed] else min(ends)


def _cut(sheet: Sheet, start: int, end: int) -> Told[str] | None:
    """The words between two places without what announces a title ("Invito:"), or follows it."""
    said = sheet.whole[start:end].split("\n")[0] if sheet.whole[start:end].strip() else ""
    words = trimmed(_SUFFIX.sub("", _PREFIX.sub("", said)))
    words = trimmed(_HANGING.sub("", _LOWER_ARTICLE.sub("", words)))
    if whole := _WHOLLY_QUOTED.fullmatch(words):
        words = whole[1]
    if not re.search(r"[^\W\d]{2}", words):
        return None
    at = sheet.whole.find(words, start)
    return Told(words[0].upper() + words[1:], sheet.line_at(at) + 1, words) if at >= 0 else None
