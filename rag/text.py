"""Words: cleaning what comes from outside, folding, stems and character n-grams."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import Stemmer

from rag.documents import Language

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_BLANKS = re.compile(r"\s+")
_WORD = re.compile(r"[a-z0-9]+(?:[.,]\d+)*")
# Accents and the like once they stand apart; none is numbered higher.
_MARKS = {number: None for number in range(0x300, 0x20000) if unicodedata.combining(chr(number))}
_STEMMERS = {"it": Stemmer.Stemmer("italian"), "en": Stemmer.Stemmer("english")}

STOP_WORDS = frozenset(
    # Italian: articles, prepositions, pronouns, auxiliaries, and the words every request is made of
    "a ad agli ai al alla alle allo anche ancora c che chi ci cio co come con cosa cui d da dagli dai dal dalla dalle "
    "dallo degli dei del della delle dello di dove e ed egli era erano essere fa fanno fare fatto fra gli ha hanno ho "
    "i il in io l la le lei li lo loro ma me mi mia mio ne negli nei nel nella nelle nello no noi non nostra nostri "
    "nostro o ogni per perche piu po poi puo qual quale quali qualche qualcuno quando quanta quante quanti quanto quel "
    "quella quelle quelli quello questa queste questi questo qui sa se sei si sia sono sta stato su sua sue sui sul "
    "sulla sulle suo te ti tra tu tutti tutto un una uno vi voi vorrei ki x serve servirebbe cerco cerchiamo trovo "
    "trovare conosci conoscete aziende azienda ditta ditte impresa imprese qualcosa avete abbiamo devo dobbiamo posso "
    "possiamo chiamo "
    # English
    "an and any anyone anybody are as at be been being but by can could did do does done for from get had has have he "
    "her here him his how i if in into is it its just like make makes making may me might my need needs of off on one "
    "only or our out please she should so some somebody someone than that the their them then there these they this "
    "those to too us was we were what when where which who whom whose why will with would you your looking find "
    "company companies firm firms want know".split()
)


def clean(text: str) -> str:
    """Text safe to tokenise and to send on: no lone surrogates, NUL or direction marks, blanks folded."""
    whole = text.encode("utf-8", "replace").decode("utf-8")
    return _BLANKS.sub(" ", _CONTROL.sub(" ", whole)).strip()


def fold(text: str) -> str:
    """Lower case without accents: "Perché" and "perche'" become the same."""
    tidy = clean(text).casefold()
    if tidy.isascii():
        return tidy
    return unicodedata.normalize("NFKD", tidy).translate(_MARKS).replace("’", "'")


def words(text: str) -> list[str]:
    """The words in order, folded; a figure with its separators is one word ("4,6")."""
    return _WORD.findall(fold(text))


def key_words(text: str) -> list[str]:
    """The words that carry meaning, folded, in order."""
    return [word for word in words(text) if word not in STOP_WORDS and (len(word) > 1 or word.isdigit())]


@lru_cache(maxsize=65_536)
def stem(word: str, language: Language) -> str:
    """A folded word's stem by Snowball's rules for the language."""
    return str(_STEMMERS[language].stemWord(word))


def stems(text: str) -> list[str]:
    """Each key word's Italian and English stem: a question needs no language to be matched."""
    found: list[str] = []
    for word in key_words(text):
        italian, english = stem(word, "it"), stem(word, "en")
        found.append(italian)
        if english != italian:
            found.append(english)
    return found


def ngrams(text: str, low: int = 3, high: int = 5) -> list[str]:
    """Character n-grams within each key word, with its borders marked: close spellings share most of them."""
    grams: list[str] = []
    for word in key_words(text):
        marked = f"_{word}_"
        grams += [marked[i : i + n] for n in range(low, high + 1) for i in range(len(marked) - n + 1)]
    return grams
