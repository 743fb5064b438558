"""The check on a model's sentences: lies by rule and by hand, and what it costs in good ones."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
import yaml

from bot.config import ROOT
from rag.discretion import Discretion
from rag.documents import LANGUAGES, Document
from rag.grounding import Guard, tidy
from rag.held import Passage
from rag.loaders import load_folder
from rag.names import Names
from rag.vocabulary import load_vocabulary
from tests.rag import lying

HONEST = yaml.safe_load(Path(__file__).with_name("honest.yaml").read_text(encoding="utf-8"))
MOST_LOST = 0.3  # of good sentences; a figure to be told, not a goal: docs/language-model.md has what was measured

BATTERIES = Passage("alfa", "Alfa Prove · Asti", "Nel 2019 Alfa Prove ha collaudato 450 batterie per 12 clienti.", True)
TRUCKS = Passage("beta", "Beta Telai · Cuneo", "Beta Telai non salda telai per camion dal 3 maggio 2021.", True)
WELDING = Passage("beta", "Beta Telai · Cuneo", "Beta Telai salda alluminio.", True)
MOULDS = Passage("alfa", "Alfa Prove · Asti", "Alfa Prove salda alluminio a mano.", True)
CHOSEN = Passage("beta", "Beta Telai · Cuneo", "Nel 2020 Alfa Prove ha scelto Beta Telai per i collaudi.", True)
SEATS = Passage("alfa", "Alfa Prove · Asti", "Alfa Prove fornisce sedili per auto a Beta Telai.", True)
YEARS = Passage("alfa", "Alfa Prove · Asti", "Alfa Prove è nata nel 1998; nel 2005 ha aperto un laboratorio.", True)
TOWNS = Passage("alfa", "Alfa Prove", "Alfa Prove collauda batterie ad Asti, motori a Cuneo.", True)
ONLY = Passage("alfa", "Alfa Prove · Asti", "Alfa Prove collauda batterie solo su richiesta.", True)
BOAST = Passage("alfa", "Alfa Prove · Asti", "Alfa Prove dichiara di essere la prima in Italia per collaudi.", True)


@pytest.fixture(scope="module")
def documents() -> dict[str, Document]:
    return {one.id: one for one in load_folder(ROOT / "data")[0]}


@pytest.fixture(scope="module")
def names(documents: dict[str, Document]) -> Names:
    vocabulary, _ = load_vocabulary(ROOT / "data" / "capabilities")
    return Names(documents.values(), vocabulary.words)


@pytest.fixture(scope="module")
def guard(names: Names) -> Guard:
    return Guard(names)


@pytest.fixture(scope="module")
def small() -> Guard:
    from tests.factories import company

    return Guard(Names([company("alfa", name="Alfa Prove"), company("beta", name="Beta Telai")]))


def test_of_lies_by_rule_none_is_told(
    guard: Guard, documents: dict[str, Document], discretion: Discretion, record_property: pytest.RecordProperty
) -> None:
    firms = [one for one in documents.values() if one.is_company and one.statements]
    made = list(lying.lies(firms, discretion, each=12))
    told = [one for one in made if guard.fault(tidy(one.sentence), [one.passage], one.language) is None]
    record_property("lies", len(made))
    assert len(made) >= 300
    assert [(one.kind, one.sentence) for one in told] == []


def test_of_sentences_turned_about_none_is_told(
    guard: Guard, documents: dict[str, Document], discretion: Discretion, record_property: pytest.RecordProperty
) -> None:
    """Every statement with its names, years or voice exchanged, its limits dropped, or told of another company."""
    firms = [one for one in documents.values() if one.is_company and one.statements]
    made = [*lying.turned(firms, discretion), *lying.elsewhere(firms, discretion)]
    told = [one for one in made if guard.fault(tidy(one.sentence), [one.passage], one.language) is None]
    record_property("turned", str(Counter(one.kind for one in made)))
    assert len(made) >= 1500 and len({one.kind for one in made}) == len(lying.TURNED) + 2
    assert [(one.kind, one.sentence) for one in told] == []


@pytest.mark.parametrize("group", ["paraphrases", "fresh"])
def test_most_good_sentences_are_told(
    group: str, guard: Guard, documents: dict[str, Document], discretion: Discretion,
    record_property: pytest.RecordProperty,
) -> None:  # fmt: skip
    lost: Counter[str] = Counter()
    for company, number, language, sentence in HONEST[group]:
        cited = lying.passage(documents[company], number, language, discretion)
        if fault := guard.fault(tidy(sentence), [cited], language):
            lost[f"{fault}: {sentence}"] += 1
    record_property("good sentences dropped", f"{len(lost)} of {len(HONEST[group])}")
    assert len(HONEST[group]) >= 40
    assert len(lost) <= MOST_LOST * len(HONEST[group]), "\n".join(lost)


def test_every_sentence_of_the_sources_may_be_told_in_its_own_words(
    guard: Guard, documents: dict[str, Document], discretion: Discretion
) -> None:
    faults: Counter[str] = Counter()
    every = 0
    for company in (one for one in documents.values() if one.is_company):
        for number in range(1, len(company.statements) + 1):
            for language in LANGUAGES:
                own = lying.passage(company, number, language, discretion)
                if "…" in own.text:
                    continue
                every += 1
                faults[str(guard.fault(tidy(own.text), [own], language))] += 1
    assert faults["None"] >= 0.99 * every, faults


@pytest.mark.parametrize(
    ("sentence", "cited", "fault"),
    [
        ("Alfa Prove ha collaudato 450 batterie nel 2019.", [BATTERIES], None),
        ("Alfa Prove ha fatto prove su quattrocentocinquanta batterie.", [BATTERIES], None),
        ("Alfa Prove ha collaudato 12 batterie per 450 clienti.", [BATTERIES], "number"),  # each number is there
        ("Alfa Prove ha collaudato 450 batterie per 2019 clienti.", [BATTERIES], "number"),  # a year is no count
        ("Alfa Prove non ha collaudato 450 batterie.", [BATTERIES], "polarity"),
        ("Beta Telai salda telai per camion.", [TRUCKS], "polarity"),
        ("Beta Telai non salda telai dal 3 maggio 2021.", [TRUCKS], None),
        ("Beta Telai non salda telai dal 03/05/2021.", [TRUCKS], None),
        ("Beta Telai non salda telai dal 5 maggio 2021.", [TRUCKS], "number"),
        ("Beta Telai non salda telai dal 3 marzo 2021.", [TRUCKS], "date"),
        ("L'azienda ha collaudato 450 batterie.", [BATTERIES], "unnamed"),
        ("Alfa Prove e Beta Telai saldano alluminio.", [MOULDS, WELDING], None),
        ("Alfa Prove e Beta Telai saldano alluminio a mano.", [MOULDS, WELDING], "word"),  # only one of them does
        ("Beta Telai salda batterie.", [BATTERIES, WELDING], "unnamed"),
        ("Alfa Prove salda batterie a mano.", [BATTERIES, MOULDS], "polarity"),
        ("Alfa Prove salda 450 batterie.", [BATTERIES, MOULDS], "word"),  # two passages make no third
        ("Alfa Prove ha collaudato 450 batterie.", [], "uncited"),
        ("Alfa Prove.", [BATTERIES], "form"),
        ("Alfa Prove è nel settore.", [WELDING], "unnamed"),
        ("Beta Telai ha scelto Alfa Prove per i collaudi.", [CHOSEN], "role"),
        ("Alfa Prove è stata scelta da Beta Telai per i collaudi.", [CHOSEN], "role"),
        ("Beta Telai è stata scelta da Alfa Prove per i collaudi.", [CHOSEN], None),
        ("Beta Telai ha scelto i collaudi.", [CHOSEN], "role"),
        ("Beta Telai è stata scelta per i collaudi.", [CHOSEN], None),
        ("Beta Telai fornisce sedili ad Alfa Prove.", [SEATS], "role"),
        ("Alfa Prove fornisce sedili per auto.", [SEATS], None),
        ("Nel 1998 Alfa Prove ha aperto un laboratorio.", [YEARS], "role"),
        ("Alfa Prove ha aperto un laboratorio nel 2005.", [YEARS], None),
        ("Alfa Prove collauda motori ad Asti.", [TOWNS], "role"),
        ("Alfa Prove collauda motori a Cuneo.", [TOWNS], None),
        ("Alfa Prove collauda batterie.", [ONLY], "limit"),
        ("Alfa Prove collauda batterie solo su richiesta.", [ONLY], None),
        ("Alfa Prove è la prima in Italia per collaudi.", [BOAST], "limit"),
    ],
)
def test_what_a_passage_holds_is_told_and_nothing_else(
    small: Guard, sentence: str, cited: list[Passage], fault: str | None
) -> None:
    told = small.fault(tidy(sentence), cited, "it")
    assert (told is None) == (fault is None), told
    if fault in ("role", "limit"):
        assert told == fault
