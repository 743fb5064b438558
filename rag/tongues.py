"""Which of the two languages a text is in, by its small words."""

from __future__ import annotations

import re

from rag.documents import Language
from rag.text import words

_ITALIAN = frozenset(
    "chi ki che cosa come dove quando quale quali perche il lo la gli le un una di del della dei delle "
    "per con nel nella fa fanno fare serve mi ci si sono siamo cerco grazie ciao buongiorno buonasera "
    "salve aiuto prova azienda aziende scheda eventi novita presenta presentami vorrei basta avete anche "
    "piu questo non e o su da al alla ai a i miei mio mia tuo cancella solo".split()
)
_ENGLISH = frozenset(
    "who what where when which why how the an of for with from to is are do does did can could need looking "
    "anyone hello hi hey thanks thank you please help company companies events upcoming news show tell me about "
    "introduce  any we our us it this that there on at by not and or".split()
)
_ADDRESS = re.compile(r"\b(?:https?://|www\.)\S+|\b[\w-]+\.(?:it|com|eu|org|net)\b\S*", re.IGNORECASE)


def by_small_words(text: str) -> Language | None:
    """Italian or English; None where neither has more of its own."""
    said = words(without_addresses(text))
    italian, english = sum(word in _ITALIAN for word in said), sum(word in _ENGLISH for word in said)
    if italian == english:
        return None
    return "it" if italian > english else "en"


def without_addresses(text: str) -> str:
    """ "pininfarina.it" is no English."""
    return _ADDRESS.sub(" ", text)
