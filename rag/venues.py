"""Where an event takes place: a labelled line, a line beside the date, "presso …", a street, or the net."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.drafts import Told
from rag.labels import Labels
from rag.moments import Mention
from rag.sheets import Sheet, plain, trimmed

_STREET = re.compile(
    r"\b(?:via|viale|v\.le|corso|c\.so|piazza|p\.za|p\.zza|piazzale|piazzetta|largo|strada|str\.|lungo dora|"
    r"lungo po|vicolo|"
    r"localita|frazione)\s+"
    r"(?=[^\W_])"
)
_CAPITAL = r"(?:Camera di commercio|[A-Z0-9ÀÁÈÉÌÒÓÙ][\w'’&.+-]*)"
_INNER = r"(?:di|del|della|dell'|dei|degli|delle|d'|de|e|ed|and|of|the|per|la|il|lo|&)"
_KINDS = (
    r"(?:nuova\s)?(?:sede|sala|aula|cortile|foyer|terrazza|giardin[oi]|padiglione|auditorium|centro|palazzo|teatro|campus|stabilimento|museo|hotel|villa|"
    r"circolo|quartier\sgenerale|"
    r"grattacielo|spazio|salone|polo|castello|cascina|uffici|headquarters|premises|offices|incubatore|bar|"
    r"ristorante|trattoria|locale|caff[eè]|showroom|officina|aula\smagna|fondazione|biblioteca|museum)"
)
_NAME = re.compile(
    rf"(?:{_KINDS}\s(?:{_INNER}\s?)?)?{_CAPITAL}(?:\s(?:{_INNER}\s?){{0,2}}{_CAPITAL}|\s(?:dell|d|all|"
    rf"l)['’]{_CAPITAL}){{0,8}}"
    rf"(?:\s?\([A-Z][\w\s]{{1,15}}\))?(?:(?:,\s(?:a\s|in\s)?|\s(?:ad?|"
    rf"in)\s){_CAPITAL}(?:\s(?:{_INNER}\s)?{_CAPITAL}){{0,3}}(?:\s?\([A-Z][\w\s]{{1,15}}\))?){{0,3}}"
)
_AT = re.compile(
    r"\b(?:(?:ritrovo\s)?davanti\s(?:alla\s|allo\s|al\s|all'|a\s)|ritrovo\s(?:alla\s|allo\s|al\s|all'|a\s|in\s)|"
    r"presso\s(?:(?:il|la|lo|i|gli|le)\s|l')?|c/o\s(?:(?:il|la|lo)\s|l')?|(?:held|place|hosted)\sat\s(?:the\s)?|"
    r"ci\s(?:vediamo|troviamo)\s[^.;\n]{0,60}?\sda\s)(?=\S)"
)
_HELD = re.compile(
    r"\b(?:(?:held|place|hosted)\sin\s|(?:si\s(?:terra|svolgera)|ospitat\w+)\s(?:alla\s|allo\s|al\s|all'|nella\s|nel\s|a\s))"
    r"(?=\S)"
)
_NEAR = re.compile(
    r"(?<![\w'])(?:at\s(?:the\s)?|in\s(?:the\s)?|nel(?:la\s|lo\s|l'|\s)|al(?:la\s|lo\s|l'|\s)|ad?\s|in\s)(?=\S)"
)
_CELL_END = re.compile(r"\.(?:\s|$)|\s[|•·]\s|,\s(?=[a-z0-9]|(?:Via|Corso|Piazza)\b)")
_ONLINE = re.compile(
    r"\b(?:on-?\s?line|(?:su|on|via|tramite|piattaforma)\s(?:(?:la\s)?piattaforma\s)?(?:zoom|"
    r"(?:microsoft\s)?teams|google\smeet|meet|webex|"
    r"gotowebinar|youtube)|da\sremoto|in\sstreaming|virtual(?:e|ly)?\b|webinar|videoconferenza|zoom|"
    r"microsoft\steams|google\smeet)\b"
)
_TOWN = re.compile(
    r"\([a-z]{2}\)|\b(?:torino|turin|milano|milan|roma|rome|bologna|genova|asti|alba|alessandria|biella|cuneo|"
    r"novara|verbania|vercelli|"
    r"aosta|ivrea|moncalieri|rivoli|grugliasco|orbassano|cambiano|collegno|venaria|chivasso|mirafiori|lingotto|"
    r"nichelino|pinerolo|beinasco|settimo torinese|carmagnola|rivalta|volvera|piossasco|avigliana|chieri|balocco|"
    r"detroit|munich|"
    r"paris|tokyo|osaka|japan|giappone|usa|piemonte|italy|italia|politecnico|palazzo|museo|auditorium|mauto|ogr|oval|"
    r"(?:sala|aula|hotel|villa|teatro|campus|castello|centro)\s\w)"
)
_NO_PLACE = re.compile(
    r"\b(?:iscri\w+|registra\w+|register|posti|seats|ingresso|gratuit\w+|programma|info|rsvp|conferm\w+|prenot\w+|"
    r"book|organi\w+|a cura|"
    r"hosted|moderat\w+|interven\w+|modera|speaker|relator\w+|max|entro|http\S*|www|espositori|vi aspettiamo|"
    r"invit\w+|lieti|oggetto|"
    r"soci|associati|ordine|partecipa\w*|two days|due giorni|partner|sponsor|dress|tema|deliberare|convoca\w+|"
    r"assemblea)\b"
)
# A line that is a sentence, or names a day or an hour, is no venue.
_PROSE = re.compile(
    r"[!?]|\.\s|[:;,]$|\b(?:presso|davanti|ritrovo|meet|at|vi|si|c/o|dalle|alle|ore|ogni|every|from|will|is|are|è|"
    r"sono|sarà|saranno|verrà|the \w+ of|che)\b|\d[:.]\d\d"
)
_NOT_A_PLACE = re.compile(
    r"(?:\d|(?:gen|feb|mar|apr|mag|giu|lug|ago|set|ott|nov|dic|jan|may|jun|jul|aug|sep|oct|dec|lun|mer|gio|ven|"
    r"sab|dom|mon|tue|wed|thu|fri|"
    r"sat|sun)[a-zì]*\b|seguit\w|italia\b|italy\b|cura\b|tutt[ie]\b|partire\b|collaborazione\b|vista\b|"
    r"programma\b|prima\b|seconda\b)"
)


def place(sheet: Sheet, labels: Labels, mention: Mention | None, title: Told[str] | None) -> Told[str] | None:
    """The venue, or the town; "online" where it is nowhere else; None where it is not told (a street is an address)."""
    for start, end in labels.spans("place"):
        if found := _of_value(sheet, start, _value_end(sheet, start, end)):
            return found
    beside, named, near = (
        _beside(sheet, labels, mention, title),
        _named(sheet, _AT, (0, len(sheet.whole))) or _named(sheet, _HELD, (0, len(sheet.whole))),
        _near(sheet, mention),
    )
    ordered = (named, near, beside) if mention and _in_a_sentence(sheet, mention) else (beside, named, near)
    return next((found for found in ordered if found), None) or _online(sheet) or _in_small_letters(sheet, mention)


def _in_a_sentence(sheet: Sheet, mention: Mention) -> bool:
    start, end = sheet.span(sheet.line_at(mention.start))
    around = sheet.folded[start : mention.start] + sheet.folded[min(end, mention.end) : end]
    return len(re.findall(r"[a-z]{2,}", around)) > 5 and " | " not in around


def _in_small_letters(sheet: Sheet, mention: Mention | None) -> Told[str] | None:
    """ "mercoledì ore 15 all'oval lingotto": a known town or sort of venue, where nobody wrote capitals."""
    if mention is None:
        return None
    for match in _NEAR.finditer(sheet.folded, max(0, mention.start - 130), min(len(sheet.folded), mention.end + 130)):
        if _TOWN.match(sheet.folded, match.end()):
            stop = re.compile(r"[,.;:!?\n]|\s(?:ci|per|alle|dalle|ore|entro|si|il|at|on|from|with|con)\s|$")
            ends = stop.search(sheet.folded, match.end())
            return _of_value(sheet, match.end(), ends.start() if ends else len(sheet.folded))
    return None


def hosting(sheet: Sheet, host: Told[str] | None) -> Told[str] | None:
    """Who "ospita" an event is where it takes place."""
    if host is None:
        return None
    said = re.search(re.escape(plain(host.words)) + r"\s(?:ospita(?:no)?|hosts)\b", sheet.folded)
    return host if said else None


def address(sheet: Sheet, labels: Labels) -> Told[str] | None:
    """A street with whatever follows it on its line: number, post code, town."""
    for start, end in (*labels.spans("address"), *labels.spans("place")):
        if match := _STREET.search(sheet.folded, start, end):
            return _street(sheet, match)
    for start, end in labels.spans("address"):
        return sheet.text(start, end)
    matches = [match for match in _STREET.finditer(sheet.folded) if _is_street(sheet, match)]
    return _street(sheet, matches[0]) if matches else None


def _is_street(sheet: Sheet, match: re.Match[str]) -> bool:
    return sheet.whole[match.end()].isupper() and not (
        match[0].startswith(("via ",)) and _ONLINE.match(sheet.folded, match.start())
    )


def _street(sheet: Sheet, match: re.Match[str]) -> Told[str]:
    line_end = sheet.span(sheet.line_at(match.start()))[1]
    stop = re.compile(
        r"[;|!?\t]|(?<=\w\w)\.\s(?=[A-Z])|,\s(?:\d+\s(?:post[oi]|seats?|places)|(?:max|massimo|posti|ingresso|iscri\w+|dalle|alle|ore)\b)|\s/\s|\)|\s\(?https?:|\s(?:alle|dalle|ore|il|entro|per|(?:conferm|iscri|prenot|ingress)\w+)\s",
        re.IGNORECASE,
    ).search(sheet.whole, match.end(), line_end)
    return sheet.text(match.start(), stop.start() if stop else line_end)


def _of_value(sheet: Sheet, start: int, end: int) -> Told[str] | None:
    """A labelled value without its street; "Online (Zoom)" is online."""
    folded = sheet.folded[start:end]
    if online := _ONLINE.match(folded.lstrip(" (*")):
        return sheet.told(start, start + len(folded) - len(folded.lstrip(" (*")) + online.end(), "online")
    street = _STREET.search(sheet.folded, start, end)
    if street and not sheet.whole[street.end()].islower():
        end = street.start()
    found = sheet.text(start, end) if trimmed(sheet.whole[start:end]) else None
    return found if found and re.search(r"[^\W\d]{2}", found.value) else None


def _value_end(sheet: Sheet, start: int, end: int) -> int:
    stop = re.compile(r"\s\|\s|\t|\s?\(?https?:|\.\s(?=[A-Z])|;").search(sheet.whole, start, end)
    return stop.start() if stop else end


def _beside(sheet: Sheet, labels: Labels, mention: Mention | None, title: Told[str] | None) -> Told[str] | None:
    """A cell or line right after the date, or before it, that looks like a place."""
    if mention is None:
        return None
    for start, end in _neighbours(sheet, mention):
        at = sheet.line_at(start)
        said, folded = sheet.whole[start:end], sheet.folded[start:end]
        bare = trimmed(said)
        same = at == sheet.line_at(mention.start)
        titled = not same and title is not None and title.line == at + 1
        ordinary = at in labels.lines or titled or _NO_PLACE.search(folded)
        if (
            ordinary
            or not 3 < len(bare) < 90
            or not (bare[0].isupper() or re.match(_KINDS, bare))
            or _PROSE.search(said.rstrip())
        ):
            continue
        if _ONLINE.match(folded.lstrip()):
            return sheet.told(start, end, "online")
        if _TOWN.search(folded) or (same and _NAME.fullmatch(bare)):
            return _of_value(sheet, start, end)
    return None


def _neighbours(sheet: Sheet, mention: Mention) -> Iterator[tuple[int, int]]:
    ends = [mention.end, *([mention.hours.end] if mention.hours and mention.hours.start >= mention.start else [])]
    for after in reversed(ends):
        at = sheet.line_at(max(0, after - 1))
        yield from _cell_after(sheet, after, sheet.span(at)[1])
    yield from _cell_before(sheet, mention.start)
    at = sheet.line_at(max(0, mention.end - 1))
    lines = [line for line in range(at + 1, min(at + 7, len(sheet.lines))) if sheet.lines[line].strip()][:3]
    first = sheet.line_at(mention.start)
    before = [line for line in range(first - 1, max(-1, first - 4), -1) if sheet.lines[line].strip()][:2]
    for line in (*lines, *before):
        yield sheet.span(line)


def _cell_after(sheet: Sheet, after: int, line_end: int) -> Iterator[tuple[int, int]]:
    rest = re.compile(r"\s?[|,•·;–-]\s|\s{2,}|\t").search(sheet.whole, after, line_end)
    if rest and rest.start() - after < 3:
        stop = _CELL_END.search(sheet.whole, rest.end(), line_end)
        yield rest.end(), stop.start() if stop else line_end


def _cell_before(sheet: Sheet, start: int) -> Iterator[tuple[int, int]]:
    """ "…, Orbassano (TO), 12/01/27": the last cell before the day, if there is another before it."""
    begin, _ = sheet.span(sheet.line_at(start))
    cells = [match.span() for match in re.compile(r"[^|,•·;]+").finditer(sheet.whole, begin, start)]
    said = [span for span in cells if sheet.whole[slice(*span)].strip(" -–")]
    if len(said) > 1 and _TOWN.search(sheet.folded, *said[-1]):
        yield said[-1]


def _named(sheet: Sheet, pattern: re.Pattern[str], span: tuple[int, int]) -> Told[str] | None:
    for match in pattern.finditer(sheet.folded, *span):
        name = _NAME.match(sheet.whole, match.end())
        if (
            name
            and not _NOT_A_PLACE.match(sheet.folded, match.end())
            and not sheet.before(match.start(), 5).endswith("made ")
        ):
            return _of_value(sheet, match.end(), _value_end(sheet, match.end(), name.end()))
    return None


def _near(sheet: Sheet, mention: Mention | None) -> Told[str] | None:
    """ "alle 14.30 al MAUTO di Torino": after the date, else before it, on the same line or the next."""
    if mention is None:
        return None
    end = max(mention.end, mention.hours.end if mention.hours else 0)
    start = mention.start
    spans = ((end, min(len(sheet.folded), end + 130)), (mention.end, end), (max(0, start - 130), start))
    return next((found for span in spans if (found := _named(sheet, _NEAR, span))), None)


def _online(sheet: Sheet) -> Told[str] | None:
    match = _ONLINE.search(sheet.folded)
    return sheet.told(match.start(), match.end(), "online") if match else None
