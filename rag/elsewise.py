"""Texts that announce no event, and why: reports, job ads, invoices, offers, calls, greetings, newsletters."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from rag.drafts import Other, Told
from rag.moments import Mention
from rag.sheets import Sheet

# Words of each sort, and how many different ones make a text one of that sort.
_SIGNS: Mapping[Other, tuple[str, int]] = {
    "invoice": (
        r"fattur\w+|invoice|iban|bonifico|scadenza pagamento|importo|imponibile|payment|amount due|pagament\w+|"
        r"saldo|quota associativa|"
        r"bank transfer|ricevuta|sollecito|vat\b|iva\b",
        3,
    ),
    "job": (
        r"(?:cerca|ricerca|cerchiamo|ricerchiamo|assum\w+|seleziona\w*) (?:un|una|uno|per|il|la|\d|personale|"
        r"nuov\w+|giovan\w+|[a-z]+ist[aie]\b|operai\w*|"
        r"ingegner\w+|tecnic\w+|addett\w+)|\bcv\b|curriculum|contratto|tempo (?:in)?determinato|\bral\b|"
        r"retribuzione|candidatur\w+|hiring|vacancy|"
        r"full[- ]time|part[- ]time|salary|resume|job|posizion\w+ apert\w+|stage|stagist\w+|cercasi|tirocinio|"
        r"we are looking for|"
        r"lavora con noi|open position",
        2,
    ),
    "offer": (
        r"scont\w+|\d+ ?% (?:off|di sconto)|discount|promozion\w+|promo\b|offert\w+|special offer|acquist\w+|"
        r"buy now|risparmi\w+|save \d+|"
        r"prezz\w+|price|listino|coupon|order now|ordina|a partire da \d+|black friday|preventivo gratuito",
        2,
    ),
    "greeting": (
        r"augur\w+|buon natale|buone feste|felice (?:anno|20\d\d)|buon anno|buona pasqua|happy new year|"
        r"merry christmas|season's greetings|"
        r"happy holidays|happy easter|buone vacanze|buon ferragosto|best wishes",
        1,
    ),
    "newsletter": (
        r"newsletter|in questo numero|in this issue|unsubscribe|cancellar\w+|disiscri\w+|buona lettura|"
        r"rassegna stampa|leggi tutto|read more|"
        r"notizie della settimana|numero \d+",
        2,
    ),
    "call": (
        r"bando|\bbandi\b|call for \w+|gara d'appalto|avviso pubblico|fondo perduto|contribut[oi]|voucher|"
        r"domande? (?:di|dal|possono|vanno|dovranno|per)|"
        r"grants?|applications?|manifestazion\w+ di interesse|tender|proposals|agevolazion\w+|finanziament\w+|"
        r"presentazione delle (?:domande|offerte)|candidature",
        2,
    ),
}
_PAST = re.compile(
    r"\b(?:si (?:e|sono) (?:svolt|tenut|conclus|chius)\w+|(?:e|sono) stat[oaie] (?:inaugurat|presentat|"
    r"un (?:grande )?successo|premiat|ospitat|celebrat)\w*|"
    r"(?:ha|hanno) (?:partecipato|visto|ospitato|riunito|registrato|chiuso|celebrato|inaugurato|presentato|"
    r"richiamato|detto|dichiarato|commentato)|"
    r"erano presenti|grande successo|was held|were held|took (?:place|part)|attended|brought together|gathered|"
    r"was (?:opened|launched|presented)|"
    r"has (?:closed|ended)|hanno preso parte|ha preso parte|grazie a (?:tutti coloro|chi ha)|"
    r"thank you for (?:coming|joining)|thanks to (?:all|everyone) who|"
    r"ringrazia\w* (?:i|le|gli|tutt\w|chi|quanti)\b|eravamo|has just (?:closed|ended)|si e riunit\w+|ieri|"
    r"yesterday|la scorsa settimana|last week)\b"
)
_INVITING = re.compile(
    r"\b(?:invit\w+|vi aspettiamo|ti aspettiamo|iscri\w+|rsvp|regist\w+|save the date|ci vediamo|join us|"
    r"partecipa(?:te)?|prenot\w+|"
    r"appuntamento|si terra|si svolgera|will (?:be held|take place)|quando|dove|when|where|programma|convoca\w+|"
    r"posti|in programma|ore|h)\b"
)


def otherwise(
    sheet: Sheet, mentions: Sequence[Mention], today: date, *, dated: bool, timed: bool
) -> Told[Other] | None:
    """What the text is, if it seems to announce no event; the words that showed it.

    `dated`: a day to come, or a repetition, was found; `timed`: an hour, or a label such as "Dove:".
    """
    strength = len(set(_INVITING.findall(sheet.folded)))
    if past := _report(sheet, mentions, today, strength):
        return past
    for other, (words, enough) in _SIGNS.items():
        found = list(re.finditer(rf"\b(?:{words})", sheet.folded))
        distinct = len({match[0] for match in found})
        needed = enough + (2 if dated and strength else 1 if dated and other != "newsletter" else 0)
        if distinct >= needed or (other == "job" and distinct >= enough and not (dated and strength > 1)):
            return sheet.told(*found[0].span(), other)
    if not dated and not timed and strength < 2:
        return Told("nothing", *_first_words(sheet))
    return None


def _report(sheet: Sheet, mentions: Sequence[Mention], today: date, strength: int) -> Told[Other] | None:
    """It speaks in the past, and names no day to come."""
    match = _PAST.search(sheet.folded)
    to_come = [one for one in mentions if (one.last or one.first) >= today and one.role in ("event", "deadline")]
    if match and not to_come and (strength < 3 or len(_PAST.findall(sheet.folded)) > 1):
        return sheet.told(*match.span(), "past")
    return None


def _first_words(sheet: Sheet) -> tuple[int, str]:
    at = next((at for at, line in enumerate(sheet.lines) if line.strip()), 0)
    return at + 1, sheet.lines[at].strip()[:80] if sheet.lines else ""
