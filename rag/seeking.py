"""Questions that by their form look for somebody who does a thing: "chi fa …?", "who makes …?"."""

from __future__ import annotations

import re

from rag.text import fold

_COURTESY = (
    r"(?:(?:ciao|salve|scusa\w*|senti\w*|buon(?:giorno|asera)|per favore|"
    r"hey|hi|hello|please|sorry|but|ma|e|and)[,!. ]+)*"
)
_WANTING = (
    r"(?:(?:mi serve|ci serve|cerco|cerchiamo|conosci|conoscete|sai(?: dirmi)?|c'e|avete|trovami|sapete|"
    r"do you know(?: of)?|i need|we need|is there|looking for|i am looking for|i'm looking for|find me)\s+)?"
)
_WHO = (
    r"(?:chi|ki|qualcuno (?:che|ke)|(?:qualche|un'|una |le |delle )?(?:aziend[ae]|ditt[ae]|impres[ae]) che|"
    r"who(?: can| could)?|(?:anyone|anybody|someone|somebody|a company|companies|firms?) (?:who|that)(?: can| could)?)"
)
_ABLE = r"(?:(?:qui|da noi|in zona|mi|ci|sa|sanno|puo|possono|potrebbe|sappia|possa|riesce a|here)\s+)*"
_DOES = (
    r"(?:fa(?:nno|ccia|re|rebbe|rmi|rci)?|produ(?:ce|cono|rre)|costrui(?:sce|scono|re)|realizza(?:no|re)?|"
    r"progetta(?:no|re)?|vende(?:re)?|ripara(?:re)?|do(?:es)?|makes?|builds?|sells?|repairs?|produces?|designs?)"
)
_SEEKS = re.compile(rf"\W*{_COURTESY}{_WANTING}{_WHO}\s+{_ABLE}{_DOES}\s+(?P<what>\S.*)")
# What is asked of us, or of nothing in particular.
_OF_US = re.compile(
    r"(?:che )?cosa\b|che\b|what\b|this\b|that\b|it\b|you\b|questo\b\W*$|"
    r".*\b(?:questo|quest'|questa|il tuo|la tua|i tuoi|le tue|this|the|your) ?"
    r"(?:bot|chat|chatbot|assistente|servizio|lavoro|programma|raccordo|assistant|service|job|work|program|answers|risposte)\b"
)
# Somebody known by what they do, wherever in the message: "cerco uno che salda", "gomme da bagnato, chi le fa?".
_SOMEBODY = re.compile(
    r"\b(?:chi|ki|qualcun[oa]? (?:che|ke)|un[oa] (?:che|ke)|who|(?:any|some)(?:one|body) (?:who|that|to))\s+"
    r"(?!sei\b|are you\b)"
)
# Asked for whoever there is: "which workshops …?", "is there …?", "stampi, chi li fa?", not "per chi …?".
_START = r"(?:^|[,;:.!?]|\b(?:ciao|salve|scusa\w*|senti|hi|hello|hey|sorry|ma|e|but|and|so)\b)\W*"
_OPENLY = re.compile(
    rf"{_START}(?:chi|ki|who|who's|who'd|qual[ei]|which|any|"
    r"(?:what|che) (?:compan|firm|supplier|bod(?:y|ies)|school|universit|association|organi[sz]ation|aziend|ditt|"
    r"impres|societ|ent[ei]\b|scuol|associazion|organizzazion|fornitor)\w*|is there|are there|"
    r"c'e|ci sono|esist(?:e|ono)|(?:any|some)(?:one|body)|qualcun[oa]?)\b|"
    r"\b(?:qualcun[oa]? (?:che|ke)|un[oa] (?:che|ke)|(?:any|some)(?:one|body) (?:who|that|to)|"
    r"do you know (?:who|any))\b"
)
_FIRMS = re.compile(
    r"\b(?:qual[ei]|che|which|what|any|altre|some) (?:\w+ )?(?:compan(?:y|ies)|firms?|suppliers?|workshops?|members|"
    r"aziend[ae]|ditt[ae]|impres[ae]|societa|fornitor[ei]|officin[ae]|soci)\b"
)
# What somebody did or was is looked up, not looked for; "who has had …" and "chi ha un …" are of now.
_PAST = re.compile(
    r"\b(?:was|were|did|had|won|made|said|took|went|gave|held|spoke|stood|came)\b|(?<!'s )\bgot\b|"
    r"\b(?:who|which \w+) (?:\w+ly )?[a-z]+ed\b|\b(?:has|have) (?!to\b)(?:been|had|[a-z]+ed|won|made|taken)\b|"
    r"\b(?:ha|hanno) (?:gia |mai |poi )?[a-z]{2,}(?:at|ut|it|nt|lt|tt|rt|st|s)o\b|"
    r"\b(?:e|sono) (?:gia |mai |poi )?(?!certificat|specializzat|abilitat)[a-z]{2,}(?:at|ut|it)[oaie]\b|"
    r"\b(?:era|erano|stat[oaie]|\w{2,}(?:ava|avano|evano|ivano))\b"
)
_OF_ANOTHER = re.compile(
    r"\b(?:you|your|yours|tu|ti|te|sei|tuo|tua|tuoi|tue|voi|vi|bot|chatbot|raccordo|assistente?)\b"
)


def asks_openly(text: str) -> bool:
    """Whether it asks, of now, which or whether any there are that do, have or know a thing."""
    plain = fold(text)
    return _OPENLY.search(plain) is not None and _PAST.search(plain) is None


def asks_for_firms(text: str) -> bool:
    """Whether it asks which firms, suppliers or members …"""
    return _FIRMS.search(fold(text)) is not None


def of_another(text: str) -> bool:
    """Whether it speaks to or of whoever answers it."""
    return _OF_ANOTHER.search(fold(text)) is not None


def after_somebody(text: str) -> bool:
    """Whether it may be after somebody who does something, whatever that is."""
    return _SOMEBODY.search(fold(text)) is not None


def seeks(text: str) -> bool:
    """Whether it is a question for somebody who does something, and not for who or what is answering."""
    found = _SEEKS.match(fold(text))
    return found is not None and not _OF_US.match(found["what"])
