"""Numbers and dates in a text, in figures or words, Italian and English: "una ventina", "70 milioni", "27/11/2025"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from rag.relative import MONTHS
from rag.text import fold

_ITALIAN_ONES = (
    "zero uno due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici sedici "
    "diciassette diciotto diciannove"
).split()
_ITALIAN_TENS = "venti trenta quaranta cinquanta sessanta settanta ottanta novanta".split()
_ENGLISH_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
).split()
_ENGLISH_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_TIMES = {
    "mila": 1e3, "thousand": 1e3, "thousands": 1e3, "migliaia": 1e3, "hundred": 1e2, "hundreds": 1e2,
    "milione": 1e6, "milioni": 1e6, "million": 1e6, "millions": 1e6, "mln": 1e6,
    "miliardo": 1e9, "miliardi": 1e9, "billion": 1e9, "billions": 1e9, "mld": 1e9, "bn": 1e9,
}  # fmt: skip
_SHARES = {
    "meta": 0.5, "mezzo": 0.5, "mezza": 0.5, "half": 0.5, "halves": 0.5, "doppio": 2.0, "doppia": 2.0, "double": 2.0,
    "doubled": 2.0, "twice": 2.0, "raddoppiato": 2.0, "raddoppiata": 2.0, "triplo": 3.0, "triple": 3.0, "tripla": 3.0,
    "quarter": 0.25, "quarters": 0.25, "once": 1.0, "thrice": 3.0,
}  # fmt: skip
_ROUGH = {
    "paio": 2, "coppia": 2, "couple": 2, "pair": 2, "decina": 10, "decine": 10, "dozzina": 12, "dozzine": 12,
    "dozen": 12, "dozens": 12, "quindicina": 15, "ventina": 20, "score": 20, "trentina": 30, "quarantina": 40,
    "cinquantina": 50, "sessantina": 60, "settantina": 70, "ottantina": 80, "novantina": 90, "centinaio": 100,
    "centinaia": 100, "migliaio": 1000, "trio": 3, "duo": 2, "terzetto": 3, "quartetto": 4,
}  # fmt: skip
_NTHS = (
    ("primo prima primi prime first 1st", 1), ("secondo seconda secondi second 2nd", 2),
    ("terzo terza terzi third thirds", 3), ("quarto quarta quarti fourth", 4), ("quinto quinta fifth", 5),
    ("sesto sesta sixth", 6), ("settimo settima seventh", 7), ("ottavo ottava eighth", 8), ("nono nona ninth", 9),
    ("decimo decima tenth", 10),
)  # fmt: skip
_TOKEN = re.compile(r"\d+(?:[.,'’ ]\d{3})+(?![\d])|\d+(?:[.,]\d+)*|[a-z]+")
_THOUSANDS = re.compile(r"\d{1,3}(?:[.,'’ ]\d{3})+")
_ROMAN = re.compile(r"\b(?=[IVXLCDM]{2,}\b)M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})\b")
MONTH_WORDS = frozenset(MONTHS)
Part = tuple[float, int, int, bool]  # a value, where it starts and ends, whether it multiplies what is before it
_MONTH = "|".join(sorted((name for name in MONTHS if len(name) > 2), key=len, reverse=True))
_WRITTEN = re.compile(
    rf"\b(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th|°)?\s+(?:of\s+)?)?(?P<month>{_MONTH})\b\.?"
    rf"(?:\s+(?P<after>\d{{1,2}})(?:st|nd|rd|th)?\b(?!\d))?,?(?:\s+(?:del\s+|of\s+)?(?P<year>(?:19|20)\d\d))?"
)
_RANGE = re.compile(
    rf"\b(?P<day>\d{{1,2}})\s*(?:-|–|/|e|and|al|to|,)\s*(?:il |the )?\d{{1,2}}\s+(?:of\s+)?(?P<month>{_MONTH})\b"
    rf"(?:,?\s+(?:del\s+|of\s+)?(?P<year>(?:19|20)\d\d))?"
)
# "Secondo le fonti" and "prima di" count nothing.
_UNCOUNTED = re.compile(
    r"\bsecondo (?=il |lo |la |le |gli |i |l'|quant|un |una |un'|fonti)|\bprima (?=di |che |del|d')"
)
_FIGURES = re.compile(
    r"\b(?P<y>(?:19|20)\d\d)[-/.](?P<m>\d{1,2})(?:[-/.](?P<d>\d{1,2}))?\b|"
    r"\b(?P<d2>\d{1,2})[-/.](?P<m2>\d{1,2})[-/.](?P<y2>(?:\d\d)?\d\d)\b"
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as said: its value and where it stands in the folded text."""

    value: float
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Day:
    """A date as far as it is said."""

    month: int
    day: int | None = None
    year: int | None = None

    def tells(self, said: Day) -> bool:
        """Whether this date says all that the other says."""
        if self.month != said.month:
            return False
        return said.day in (None, self.day) and said.year in (None, self.year)


def quantities(text: str) -> list[Quantity]:
    """All numbers of a text, in order; "70 milioni" and "ventitré" are one each."""
    folded = _UNCOUNTED.sub(lambda match: " " * len(match.group()), fold(text))
    found: list[Quantity] = []
    pending: list[Part] = []
    for match in _TOKEN.finditer(folded):
        word = match.group()
        value, times = _value(word), _TIMES.get(word)
        if value is None and times is None:
            if not (pending and word == "and"):
                found += _joined(pending)
                pending = []
            continue
        if pending and not _continues(folded, pending[-1], match.start(), word):
            found += _joined(pending)
            pending = []
        pending.append((times if times is not None else value or 0.0, *match.span(), times is not None))
    found += _joined(pending)
    romans = (match for match in _ROMAN.finditer(text) if match.group())
    return found + [Quantity(_roman(match.group()), *match.span()) for match in romans]


def days(text: str) -> list[Day]:
    """All dates of a text that name a month, in words or figures."""
    found = []
    for match in _WRITTEN.finditer(fold(text)):
        day = match["day"] or match["after"]
        if (day or match["year"]) or len(match["month"]) > 3:
            found.append(Day(MONTHS[match["month"]], _number(day), _number(match["year"])))
    for match in _RANGE.finditer(fold(text)):
        found.append(Day(MONTHS[match["month"]], _number(match["day"]), _number(match["year"])))
    for match in _FIGURES.finditer(text):
        year, month, day = (
            (match["y"], match["m"], match["d"]) if match["y"] else (match["y2"], match["m2"], match["d2"])
        )
        whole = int(year) + 2000 if len(year) == 2 else int(year)
        found.append(Day(int(month), _number(day), whole))
    return found


def is_number(word: str) -> bool:
    """Whether a folded word is a number, or part of one."""
    return _value(word) is not None or word in _TIMES


def _continues(folded: str, last: Part, start: int, word: str) -> bool:
    """Whether a number goes on: "70 milioni", "twenty-three", "two hundred and fifty"."""
    if folded[last[2] : start].strip(" -") not in ("", "and"):
        return False
    if word in _TIMES:
        return True
    is_tens = last[0] in range(20, 100, 10) and word in _ENGLISH_ONES[1:10]
    return (is_tens or last[3]) and word.isalpha() and not folded[last[1]].isdigit()


def _joined(pending: Sequence[Part]) -> Iterator[Quantity]:
    """One number of its parts, as English and Italian say them."""
    if not pending:
        return
    total, now = 0.0, 0.0
    for value, _, _, multiplies in pending:
        if not multiplies:
            now += value
        elif value >= 1000:
            total += (now or 1.0) * value
            now = 0.0
        else:
            now = (now or 1.0) * value
    yield Quantity(round(total + now, 6), pending[0][1], pending[-1][2])


def _value(word: str) -> float | None:
    if word[0].isdigit():
        bare = re.sub(r"[.,'’ ]", "", word) if _THOUSANDS.fullmatch(word) else word.replace(",", ".")
        return float(bare) if bare.count(".") < 2 else None
    return _words().get(word) if word in _words() else _thousands(word)


def _thousands(word: str) -> float | None:
    """ "duemilaventi": what stands before and after "mila" or "mille"."""
    for joint, least in (("mila", 2), ("mille", 0)):
        before, found, after = word.partition(joint)
        if not found or (after and after not in _words()) or (before and before not in _words()):
            continue
        if (before and joint == "mille") or (not before and least):
            continue
        return (_words()[before] if before else 1) * 1000 + (_words()[after] if after else 0)
    return None


@cache
def _words() -> dict[str, float]:
    found: dict[str, float] = {**_SHARES, **_ROUGH}
    for names, value in _NTHS:
        found |= dict.fromkeys(names.split(), float(value))
    found |= {word: float(number) for number, word in enumerate(_ITALIAN_ONES)}
    found |= {word: float(number) for number, word in enumerate(_ENGLISH_ONES)}
    found |= {word: 20.0 + 10 * number for number, word in enumerate(_ENGLISH_TENS)}
    for number in range(20, 1000):
        found[_italian(number)] = float(number)
    return found


def _italian(number: int) -> str:
    if number >= 100:
        hundreds = ("" if number < 200 else _ITALIAN_ONES[number // 100]) + "cento"
        return hundreds + (_italian(number % 100) if number % 100 else "")
    if number < 20:
        return _ITALIAN_ONES[number]
    tens, ones = _ITALIAN_TENS[number // 10 - 2], number % 10
    if not ones:
        return tens
    return (tens[:-1] if ones in (1, 8) else tens) + _ITALIAN_ONES[ones]


def _roman(said: str) -> float:
    values = [{"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}[letter] for letter in said]
    less = [one < following for one, following in zip(values, [*values[1:], 0], strict=True)]
    return float(sum(-one if is_less else one for one, is_less in zip(values, less, strict=True)))


def _number(said: str | None) -> int | None:
    return int(said) if said else None
