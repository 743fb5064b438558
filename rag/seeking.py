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


def after_somebody(text: str) -> bool:
    """Whether it may be after somebody who does something, whatever that is."""
    return _SOMEBODY.search(fold(text)) is not None


def seeks(text: str) -> bool:
    """Whether it is a question for somebody who does something, and not for who or what is answering."""
    found = _SEEKS.match(fold(text))
    return found is not None and not _OF_US.match(found["what"])
