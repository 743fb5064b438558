"""Where: places that a question makes a condition, and which companies are in or near them."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.index import IndexProblem
from rag.ingest import LibraryConfig, places_path
from rag.kept import drop_unreadable
from rag.places import Gazetteer, Place, Towns, distance
from tests import factories

TORINO, IVREA, CUNEO = (45.0705, 7.6868), (45.4661, 7.8761), (44.3933, 7.5481)
ROWS = {  # name -> (north, east, 1 in Piedmont or the Aosta Valley, inhabitants)
    "torino": (*TORINO, 1, 870_000),
    "grugliasco": (45.0666, 7.5766, 1, 37_000),
    "ivrea": (*IVREA, 1, 23_000),
    "cuneo": (*CUNEO, 1, 56_000),
    "alba": (44.7000, 8.0333, 1, 31_000),
    "milano": (45.4643, 9.1895, 0, 1_370_000),
    "genoa": (44.4063, 8.9339, 0, 580_000),
    "chongqing": (29.5603, 106.5577, 0, 7_000_000),
    "meda": (45.6636, 9.1585, 0, 23_000),
    "leva": (45.0, 8.0, 1, 900),
    "la loggia": (44.9569, 7.6686, 1, 8_800),
}
GAZETTEER = Gazetteer(ROWS)


def towns(**cities: str) -> Towns:
    firms = [factories.company(key, city={"it": city, "en": city}) for key, city in cities.items()]
    return Towns(firms, GAZETTEER)


def name_of(text: str) -> str | None:
    place = GAZETTEER.asked(text)
    return place.name if place else None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("chi fa stampi a Grugliasco?", "grugliasco"),
        ("chi salda vicino a Ivrea?", "ivrea"),
        ("who does welding near Cuneo?", "cuneo"),
        ("firms based in Turin that weld", "turin"),
        ("aziende in provincia di Cuneo", "cuneo"),
        ("una carrozzeria nel canavese", "canavese"),
        ("CHI SALDA A TORINO", "torino"),
        ("chi salda a La Loggia?", "la loggia"),
        ("chi salda vicino a la loggia", "la loggia"),
        ("chi salda vicino a le langhe?", "langhe"),
    ],
)
def test_a_place_that_is_a_condition_is_heard_in_both_languages(text: str, name: str) -> None:
    assert name_of(text) == name
    assert not GAZETTEER.asked(text).outside  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "text",
    [
        "chi fa prototipazione?",
        "siamo di Torino e ci serve uno stampista",
        "we are from Turin and need a welder",
        "la nostra sede è a Ivrea, chi salda?",
        "chi ci aiuta a vendere a Chongqing?",
        "la missione a Milano",
        "una leva a mano",
        "chi fa marmitte a partire da un disegno?",
        "",
        "a",
    ],
)
def test_a_place_that_is_no_condition_is_not_heard(text: str) -> None:
    assert GAZETTEER.asked(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "chi fa stampi a Milano?",
        "who welds in Genoa?",
        "chi salda in Lombardia?",
        "fornitori in Germania?",
        "who does it in Poland?",
        "quale azienda di Milano fa molle?",
        "carrozzerie artigiane a Milano ne avete?",
        "a supplier from Genoa for seat covers?",
    ],
)
def test_a_place_beyond_piedmont_and_aosta_is_outside(text: str) -> None:
    place = GAZETTEER.asked(text)
    assert place is not None
    assert place.outside


@pytest.mark.parametrize(
    "text", ["conosco il gusto dei clienti di Chongqing, chi disegna?", "chi scarica container from Genoa by train?"]
)
def test_a_far_place_that_is_only_spoken_of_is_no_condition(text: str) -> None:
    assert GAZETTEER.asked(text) is None


def test_a_small_place_outside_counts_only_with_its_capital() -> None:
    assert name_of("chi salda a Meda?") == "meda"
    assert name_of("chi salda a meda?") is None


def test_the_region_itself_is_a_place_where_every_company_is() -> None:
    place = GAZETTEER.asked("chi fa stampi in Piemonte?")
    assert place is not None
    assert place.whole
    assert towns(prova="Cuneo").fits("prova", place)


def test_a_company_fits_its_own_town_and_those_near_by() -> None:
    near = Place("grugliasco", outside=False, at=ROWS["grugliasco"][:2])
    at = towns(vicina="Torino", lontana="Cuneo", stessa="Grugliasco (TO)")
    assert [key for key in ("vicina", "lontana", "stessa") if at.fits(key, near)] == ["vicina", "stessa"]


def test_a_company_fits_the_province_of_its_town() -> None:
    place = GAZETTEER.asked("in provincia di Cuneo")
    assert place is not None
    at = towns(alba="Alba (CN)", ignota="Paese Ignoto (CN)", torino="Torino")
    assert [key for key in ("alba", "ignota", "torino") if at.fits(key, place)] == ["alba", "ignota"]


def test_a_company_of_two_towns_fits_either() -> None:
    at = towns(doppia="Torino e Cuneo")
    for said in ("torino", "cuneo"):
        assert at.fits("doppia", Place(said, outside=False, at=ROWS[said][:2]))


def test_a_company_without_a_known_town_fits_nowhere() -> None:
    place = Place("torino", outside=False, province="TO", at=TORINO)
    assert not towns(ignota="chissà").fits("ignota", place)
    assert not towns().fits("nessuna", place)


@pytest.mark.parametrize(
    ("one", "other", "kilometres"), [(TORINO, TORINO, 0), (TORINO, IVREA, 46), (TORINO, CUNEO, 76)]
)
def test_distances_are_kilometres_of_the_great_circle(
    one: tuple[float, float], other: tuple[float, float], kilometres: float
) -> None:
    assert distance(one, other) == pytest.approx(kilometres, abs=2)
    assert distance(one, other) == pytest.approx(distance(other, one))


@pytest.mark.parametrize(
    ("text", "outside"),
    [
        ("a Moncalieri", False),
        ("a Settimo Torinese", False),
        ("ad Aosta", False),
        ("a Napoli", True),
        ("in Detroit", True),
        ("a Wuhan", True),
    ],
)
def test_the_real_gazetteer_knows_towns_of_here_and_cities_of_the_world(
    text: str, outside: bool, library_config: LibraryConfig
) -> None:
    place = Gazetteer.open(places_path(library_config)).asked(f"chi fa stampi {text}?")
    assert place is not None
    assert place.outside == outside


@pytest.mark.parametrize("text", ["", "[]", '{"prova": [45.0', '{"prova": [45.0]}', '{"prova": 1}'])
def test_an_extract_that_cannot_be_read_says_what_to_run(text: str, tmp_path: Path) -> None:
    cache = tmp_path / "places.json"
    cache.write_text(text)
    with pytest.raises(IndexProblem, match=r"places\.json cannot be read.*raccordo ingest --rebuild"):
        Gazetteer.open(cache)
    drop_unreadable(cache, Gazetteer.open)
    assert not cache.exists()


def test_the_extract_is_made_once_and_read_from_then_on(tmp_path: Path) -> None:
    cache = tmp_path / "state" / "places.json"
    cache.parent.mkdir()
    cache.write_text('{"prova": [45.0, 7.0, 1, 10]}')
    assert Gazetteer.open(cache).town("Prova") == (45.0, 7.0)
    assert Gazetteer.open(cache).town("Torino") is None
