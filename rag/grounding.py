"""The check on a model's sentences: what the cited passages do not hold is not said, whatever the model is.

It works by what is allowed, not by what is forbidden. Every word must stand in the cited passages (any inflection, or a
word for the same), or be one of those that claim nothing (`plainwords`). So a name needs no list of names to be caught,
nor in small letters, in pieces, in another alphabet or mistyped. Beyond that: numbers by value and by what is counted,
dates by day, month and year, names in one piece, a yes or no as in the passage, nothing that a chat makes a link of.
Who does what to whom, by the order of names and the words between (`roles`); limits, conditions, and which year or
place goes with what (`qualifiers`). Of several records cited, each must hold all that is said.

Out of reach: what is left out without a word that says so ("for trucks"), and roles of what has no name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from rag.documents import Language
from rag.held import FOLDED, TOKEN, YEARS, Held, Passage, runs, strayed
from rag.names import Names
from rag.plainwords import NEGATED, alike, joining
from rag.qualifiers import loosened
from rag.quantities import MONTH_WORDS, Quantity, days, is_number, quantities
from rag.roles import turned
from rag.text import fold, stem

LONGEST = 320  # characters of a sentence
MOST_CITED = 3
# What a summary is written with. All else (markup, hidden characters, other alphabets) ends a sentence's way.
_WRITTEN = re.compile(r"[A-Za-zÀ-ÖØ-öø-ž0-9 .,;:!?'’\"«»“”()–—/%&€+°·-]+")
# What Telegram makes a link or a command of, or a person reads as an address.
_LINKS = re.compile(
    r"https?|www\.|@|(?<!\w)/\w|\w\.[a-z]{2,}\b(?!\.)|\bpunto (?:it|com|net|org|eu)\b|\bdot (?:it|com|net|org|eu)\b|"
    r"(?:\d[ ./-]?){7,}",
    re.IGNORECASE,
)
_FIGURES = re.compile(r"\b\d{1,3}(?:[.,]\d{3})+\b|\b\d{4}-\d\d?(?:-\d\d?)?\b|\b\d\d?[/.]\d\d?[/.]\d{2,4}\b")
_SPELLED = re.compile(r"\b[^\W\d_](?:[ .·-]+[^\W\d_]\b){2,}")  # "B o s c h"
_NEGATIVE = re.compile(r"[a-z]+n't|[a-z]+'|[a-z]+")
_FIGURES_OF_DAYS = re.compile(r"\b\d{4}-\d\d?-\d\d?\b|\b\d\d?[-/.]\d\d?[-/.]\d{2,4}\b")
_OF_A_YEAR = re.compile(
    r"(?:\b(?:nel|del|dal|al|il|anno|fine|inizio|meta|in|of|since|from|year|until|by|"
    rf"{'|'.join(MONTH_WORDS)})|[(-])\s*$"
)
_ROUGHLY = re.compile(
    r"\b(?:circa|quasi|oltre|piu di|meno di|almeno|fino a|intorno a|attorno a|about|around|some|almost|nearly|over|"
    r"more than|less than|at least|up to|roughly|approximately|tra i?|fra i?|between|from|da)\s+(?:le |gli |i |the )?$"
)
_PLANNED = re.compile(
    r"\b(?:will|would|could|may|might|should|plan(?:s|ned|ning)?|expect\w*|intend\w*|aim\w*|announc\w*|chose|chosen|want\w*|hop\w+|"
    r"(?:is|are) to|to be|talks|possible|potr\w+|dovr\w+|preved\w*|previst\w*|annunci\w*|scelto|scelta|vuol\w*|"
    r"vorr\w*|mira|"
    r"punta|sar[ae]\w*|progetto di|possibil\w*|trattativ\w*|non (?:e )?vincolante|per svilupp\w+|per costru\w+)\b"
)


@dataclass(frozen=True)
class Guard:
    """Judges sentences; `names` are those of the directory."""

    names: Names

    def fault(self, sentence: str, cited: Sequence[Passage], language: Language) -> str | None:
        """Why the sentence may not be told; None where it may. The reason is for figures, not for members.

        Where passages of several records are cited, one passage of each must hold all that is said; words of two
        passages are never put together to say a third thing.
        """
        if not cited or len(cited) > MOST_CITED:
            return "uncited"
        if problem := _form(sentence):
            return problem
        said = {key for mention in self.names.find(sentence) if mention.exact for key in mention.ids}
        heads = frozenset(word for one in cited for word in FOLDED.findall(fold(one.head)))
        for record in dict.fromkeys(one.record for one in cited):
            own = [Held(one, language) for one in cited if one.record == record]
            if own[0].passage.named and record not in said:
                return "unnamed"
            faults = [_unsupported(sentence, one, heads - set(FOLDED.findall(fold(one.passage.head)))) for one in own]
            if all(faults):
                return faults[0]
        return "name" if self._strangers(sentence, cited) else None

    def _strangers(self, sentence: str, cited: Sequence[Passage]) -> bool:
        """Whether a firm of the directory is named that no cited passage names."""
        known = {one.record for one in cited}
        for one in cited:
            mentions = self.names.find(f"{one.head} . {one.text}")
            known.update(key for mention in mentions if mention.exact for key in mention.ids)
        return any(known.isdisjoint(mention.ids) for mention in self.names.find(sentence) if mention.exact)


def tidy(sentence: str) -> str:
    """The sentence in plain letters: compatibility forms become what they look like, blanks one."""
    return " ".join(unicodedata.normalize("NFKC", sentence).split())


def _form(sentence: str) -> str | None:
    if len(sentence) > LONGEST or not _WRITTEN.fullmatch(sentence) or _SPELLED.search(sentence):
        return "form"
    if _LINKS.search(_FIGURES.sub(" ", sentence)):
        return "link"
    return None if len(TOKEN.findall(sentence)) >= 3 else "form"


def _unsupported(sentence: str, held: Held, others: frozenset[str]) -> str | None:
    """What the passage does not hold. `others`: words of the names of the other records cited."""
    if _denies(sentence) != _denies(held.passage.text):
        return "polarity"
    if _PLANNED.search(fold(held.passage.text)) and not _PLANNED.search(fold(sentence)):
        return "plan"  # what is to be is not told as what is
    if not _numbers_hold(sentence, held):
        return "number"
    if not all(any(own.tells(said) for own in held.days) for said in days(sentence)):
        return "date"
    if not all(_word_holds(word, held) for word in FOLDED.findall(fold(sentence)) if word not in others):
        return "word"
    if not _names_hold(sentence, held, others):
        return "name"
    if loosened(sentence, held.passage.text):
        return "limit"
    if turned(sentence, held.passage.text, held.names, held.own, held.language) or strayed(sentence, held):
        return "role"
    telling = {word for word in FOLDED.findall(fold(sentence)) if word not in joining(held.language)}
    return None if len(telling) >= 2 else "empty"


def _word_holds(word: str, held: Held) -> bool:
    if word in held.words or word in joining(held.language) or word in NEGATED:
        return True
    if any(letter.isdigit() for letter in word):
        return not any(letter.isalpha() for letter in word)  # a mere number was looked at by its value
    return stem(word, held.language) in held.stems or (is_number(word) and _numbers_hold(word, held))


def _numbers_hold(sentence: str, held: Held) -> bool:
    """Whether each number is there: of what is counted there, as a year where it is one, and no surer than there."""
    # Days in figures are looked at as days.
    folded, there = fold(_FIGURES_OF_DAYS.sub(lambda day: " " * len(day[0]), sentence)), fold(held.whole)
    several = len({one.value for one in held.numbers}) > 1
    for said in quantities(folded):
        equal = [one for one in held.numbers if one.value == said.value]
        if len(equal) > 1 and (alike_one := [one for one in equal if _counts_the_same(folded, said, [one], held)]):
            equal = alike_one
        if not any(_rough(folded, said) or not _rough(there, one) for one in equal):
            return False
        is_year = said.value in YEARS and _OF_A_YEAR.search(folded[: said.start])
        if said.value in YEARS and not is_year and all(_OF_A_YEAR.search(there[: one.start]) for one in equal):
            return False
        if not is_year and several and not _counts_the_same(folded, said, equal, held):
            return False
    return True


def _rough(folded: str, number: Quantity) -> bool:
    """Whether a number is told as one that is not exact: "about 450"."""
    return bool(_ROUGHLY.search(folded[: number.start]))


def _counts_the_same(folded: str, said: Quantity, equal: Sequence[Quantity], held: Held) -> bool:
    unit = _unit(folded, said, held.language)
    units = {_unit(fold(held.whole), one, held.language) for one in equal} - {""}
    return not (unit and units) or any(_same(unit, other, held.language) for other in units)


def _unit(folded: str, number: Quantity, language: Language) -> str:
    """The first telling word after a number, as a stem: what is counted; empty where nothing is."""
    if folded[: number.start][-1:].isalpha():
        return ""  # part of a name: EVO37
    rest = re.split(r"[.,;:()\d]", folded[number.end : number.end + 40])[0]
    telling = (word for word in re.findall(r"[a-z]+", rest) if word not in joining(language))
    return stem(next(telling, ""), language)


def _same(one: str, other: str, language: Language) -> bool:
    return one == other or other in alike(language).get(one, frozenset())


def _names_hold(sentence: str, held: Held, others: frozenset[str]) -> bool:
    """Whether names are written as names there too, and in one piece."""
    text = f" {' '.join(held.words)} "
    for run in runs(held.parted(sentence), held.language):
        if others.issuperset(run):
            continue
        if not held.proper.issuperset(run) or f" {' '.join(run)} " not in text:
            return False
    return True


def _denies(text: str) -> bool:
    return any(word in NEGATED for word in _NEGATIVE.findall(fold(text)))
