"""What a model must not hear: names of persons and ways to reach them are taken out before a text leaves.

Data says of some people that they are people (`people` in events and press); for the others there is no list. So it
goes by what surely is no person: a name of the directory, a place, a word of the trade or of every day. A name with any
other part is taken out whole. That costs names of products, hardly ever a person's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from rag.documents import Document
from rag.names import Names
from rag.places import Gazetteer
from rag.quantities import MONTH_WORDS
from rag.text import STOP_WORDS, fold, words

GONE = "…"
_CONTACTS = re.compile(
    r"https?://\S+|www\.\S+|\bt\.me/\S+|[\w.+-]+\s?(?:@|\(at\)|\[at\]| at (?=\w+\.\w))\s?[\w-]+(?:\.[\w-]+)+|"
    r"(?<!\w)@\w{3,}|"
    r"(?<![\w.,])(?:\+|00)?\d[\d ()/.-]{6,}\d(?!\w|[.,]\d)|\b[A-Z]{6}\d\d[A-Z]\d\d[A-Z]\d{3}[A-Z]\b|"
    r"\b[A-Z]{2}\d\d[ A-Z0-9]{11,30}\b",
    re.IGNORECASE,
)
_HANDLED = re.compile(
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}|\d{1,3}(?:[., ]\d{3})+|\d{4}\s?[-/–]\s?\d{4}"
)
_RUN = re.compile(
    r"[A-ZÀ-Þ][\w’'&.-]*(?:\s+(?:(?:d[aei]|de[il]|della|van|von|de)\s+)?[A-ZÀ-Þ][\w’'&-]*)*",
)
_TITLED = re.compile(
    r"\b(?:sig(?:nor[ae]?|\.ra|\.)?|dott(?:or|oressa|\.ssa|\.)?|ing(?:egner|\.)|geom\.|avv(?:ocato|\.)|prof(?:essor\w*|\.)?|"
    r"mr|mrs|ms|dr|miss)\s+(\w[\w'’-]+(?:\s+(?-i:[A-ZÀ-Þ])[\w'’-]+)*)",
    re.IGNORECASE,
)
_FIRST_NAMES = frozenset(
    "adam agostino ahmed alan alberto aldo alessandra alessandro alessia alessio alex alexander alfredo alice "
    "amanda amy andrea andrew angela angelo anna anthony antonella antonino antonio arianna barbara battista "
    "beatrice ben brian bruno camilla carla carlo carmine caterina cecilia charles chen chiara chris "
    "christopher ciro claudia claudio cristian cristiana cristiano cristina daniel daniela daniele dario david "
    "davide debora diego domenico donatella donna edoardo edward elena eleonora elisa elisabetta elizabeth "
    "emanuela emanuele emilio emily emma enrico enzo eric ernesto ettore fabio fabrizio federica federico "
    "filippo flavia flavio francesca francesco franck franco frank fulvio gabriele gabriella gaia gary gennaro "
    "george giacomo gianfranco gianluca gianni ginevra giorgetto giorgia giorgio giovanna giovanni giulia "
    "giuliana giuliano giulio giuseppe giuseppina graziella greta guido hans helen henry ilaria irene ivan "
    "ivano ivo jack jacob jacopo james jane jason jean jeffrey jennifer jessica joe john jonathan jose joseph "
    "joshua juan karen kate katherine kevin klaus laura leonardo linda lisa loredana lorella lorenzo luca "
    "lucia luciano ludovica ludovico luigi luigina luisa manuela marcello marco margaret maria mario mark "
    "marta martin martina mary massimo matteo matthew mattia maurizio michael michela michele michelle miguel "
    "mirko mohamed mohammed monica nadia nancy nicholas nicola oliver olivia olivier ornella oscar pamela "
    "paola paolo pasquale patricia patrick patrizia paul pedro peter philip philippe pierluigi piero pierre "
    "pietro rachel raffaele raul rebecca renato riccardo richard rita robert roberta roberto rocco rosa "
    "rosanna rossella ruben ryan sabrina salvatore samuel samuele sandra sandro sara sarah scott sebastiano "
    "sergio sharon silvano silvia simona simone sofia sophie stefania stefano stephen steven susan susanna "
    "thomas timothy tiziana tiziano tom tommaso ugo umberto valentina valeria victoria vincenzo virginia vito "
    "vittorio walter wei william wolfgang".split()
)
_PARTS = frozenset("di da de del della dei dello van von".split())


@dataclass(frozen=True)
class Discretion:
    """Takes persons and contacts out of texts. Made by `of`."""

    known: frozenset[str]  # folded words that are nobody's name
    firms: Names
    towns: Callable[[str], object]
    people: frozenset[str]  # full names and family names of those whom data names, folded

    @classmethod
    def of(
        cls, documents: Iterable[Document], names: Names, gazetteer: Gazetteer, ordinary: frozenset[str]
    ) -> Discretion:
        """`ordinary`: folded words of the trade."""
        held = list(documents)
        people = {fold(person.name) for one in held for person in one.people}
        family = {name.split()[-1] for name in people if len(name.split()) > 1}
        texts = (text for one in held for told in one.statements for text in told.text.values())
        plain = {word for text in texts for word in re.findall(r"(?<![\w'’-])[a-zà-ÿ]{2,}", text)}
        known = ordinary | STOP_WORDS | MONTH_WORDS | {fold(word) for word in plain}
        firm = {word for one in held if one.is_company for text in _called(one) for word in words(text)}
        return cls(frozenset((known | firm) - _FIRST_NAMES), names, gazetteer.town, frozenset(people | family))

    def without_persons(self, text: str) -> str:
        """The text with a mark in the place of each person and contact."""
        kept = _CONTACTS.sub(lambda found: found[0] if _HANDLED.fullmatch(found[0].strip()) else GONE, text)
        kept = _TITLED.sub(GONE, kept)
        kept = _RUN.sub(lambda run: run[0] if self._is_nobody(run[0]) else GONE, kept)
        kept = self._without_known(kept)
        return re.sub(rf"{GONE}(?:\s*(?:{GONE}|e|and|,)\s*{GONE})+", GONE, kept)

    def _is_nobody(self, run: str) -> bool:
        parts = words(run)
        if " ".join(parts) in self.people or any(part in _FIRST_NAMES for part in parts):
            return False
        mentions = self.firms.find(run)
        if mentions and mentions[0].exact and mentions[0].words == " ".join(parts):
            return True
        if self.towns(run) or self.towns(run.strip(" .,'’")):
            return True
        return all(part in self.known or not part.isalpha() or _is_short(part, run) for part in parts)

    def _without_known(self, text: str) -> str:
        """Without people of the data and "mario rossi" in small letters."""
        tokens = [(match.start(), match.end(), fold(match.group())) for match in re.finditer(r"[\w'’-]+", text)]
        gone: list[tuple[int, int]] = []
        for number, (start, end, word) in enumerate(tokens):
            pair = tokens[number : number + 2]
            if " ".join(one[2] for one in pair) in self.people:
                gone.append((start, pair[-1][1]))
            elif word in self.people and text[start].isupper() and not self.firms.find(word):
                gone.append((start, end))
            elif word in _FIRST_NAMES:
                gone.append((start, self._family(tokens, number)))
        for start, end in reversed(gone):
            text = f"{text[:start]}{GONE}{text[max(end, start) :]}"
        return text

    def _family(self, tokens: list[tuple[int, int, str]], number: int) -> int:
        """Where a name ends that begins with a first name: "rossi" is an ordinary word too, but not after "mario"."""
        end = tokens[number][1]
        for start, stop, word in tokens[number + 1 : number + 4]:
            ordinary = STOP_WORDS if end == tokens[number][1] else self.known
            if start > end + 1 or (word in ordinary and word not in _PARTS):
                break
            if word not in _PARTS:
                end = stop
        return end


def _called(document: Document) -> list[str]:
    return [*document.name.values(), *document.aliases, *document.city.values()]


def _is_short(part: str, run: str) -> bool:
    """Whether it is an abbreviation in capitals ("CNA", "AI"): no person is called so."""
    return len(part) <= 5 and part.upper() in run and f"{part.upper()}." not in run
