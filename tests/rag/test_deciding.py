"""What the records hold goes before what a question sounds like; what they do not hold is still refused."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import pytest
import yaml

from bot.config import ROOT
from rag.answers import Library
from rag.documents import Answer, Question
from rag.seeking import asks_openly, of_another
from rag.telling import Teller
from rag.understanding import Understood

TODAY = "2026-03-20"
CO_SMART = "ricerca-e-industria-per-la-mobilita-del-futuro-evento-finale-co-smart"
# Each sounds like a question for an event, the association, a price, something private or foreign, or for small talk.
SOUGHT = (
    ("quali enti aiutano le aziende che esportano?", "ceipiemonte"),
    ("which bodies help firms go abroad?", "ceipiemonte"),
    ("che associazione riunisce gli artigiani?", "cna-torino"),
    ("is there an association for mechanical firms?", "unionmeccanica-torino"),
    ("any design schools?", "ied-torino"),
    ("c'è un incubatore per startup?", "i3p"),
    ("who is into electric conversions?", "electrofit"),
    ("chi ha una galleria del vento?", "pininfarina"),
    ("rivestimenti in pelle, chi li cuce?", "leva"),
    ("c'è qualcuno che conosce la guida autonoma?", "addfor"),
)
NOT_SOUGHT = (
    "chi è il più simpatico?", "chi ti ha creato?", "who has a cat?", "chi ha una fidanzata?", "is there a doctor?",
    "any good restaurants near Lingotto?", "chi ha ragione tra i due candidati?", "which phone should I buy?",
    "who can fix my marriage?", "chi ha il numero di telefono di Gallina?", "which team won the league?",
    "who has spare capacity next week?", "how fast does a cheetah run?", "how far is the moon?",
    "how much does a racing seat cost?", "quanto costa uno stampo?", "quanto guadagna un ingegnere da Italdesign?",
    "which incubators are there in Rome?",
)  # fmt: skip
RECORDED = (
    ("Which companies won the TADA awards?", "event"),
    ("chi organizzava la prima VTM?", "event"),
    ("Chi sono i soci fondatori di VVP?", "association"),
    ("which topics does the association work on?", "association"),
)


def ask(library: Library, text: str) -> Answer:
    return library.answer(Question(text, TODAY))


def test_a_thing_of_the_trade_called_by_its_name_is_no_question_of_price_though_nobody_does_it(
    library: Library,
) -> None:
    answer = ask(library, "ki lucida stampi in giornata")
    assert (answer.intent, answer.outcome, answer.refusal) == ("find_companies", "nothing_found", "undocumented")
    assert ask(library, "quanto costa lucidare uno stampo?").refusal == "price"


@pytest.mark.parametrize(("text", "firm"), SOUGHT)
def test_who_is_asked_for_openly_is_looked_for_whatever_the_question_sounds_like(
    text: str, firm: str, library: Library
) -> None:
    answer = ask(library, text)
    assert (answer.intent, answer.outcome) == ("find_companies", "answered")
    assert firm in {hit.id for hit in answer.companies[:4]}


@pytest.mark.parametrize("text", NOT_SOUGHT)
def test_what_no_record_holds_is_no_search_and_no_fact(text: str, library: Library) -> None:
    assert ask(library, text).outcome != "answered"


@pytest.mark.parametrize(("text", "intent"), RECORDED)
def test_what_was_and_what_the_association_does_is_no_search(text: str, intent: str, library: Library) -> None:
    assert ask(library, text).intent in (intent, "press")


@pytest.mark.parametrize(
    ("text", "firm", "said"),
    [
        ("who has an office in Tokyo?", "icona-design", "Tokyo"),
        ("how fast does the wind tunnel of Pininfarina blow?", "pininfarina", "km/h"),
    ],
)
def test_what_sounds_private_or_like_a_price_is_told_where_a_source_says_just_that(
    text: str, firm: str, said: str, library: Library
) -> None:
    answer = ask(library, text)
    assert answer.outcome == "answered" and firm in {hit.id for hit in answer.companies}
    assert said in answer.facts[0].text


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("When and where did CO-SMART wind up and close?", None),
        ("quando e dove si è chiuso CO-SMART?", CO_SMART),
        ("When did the CO-SMART project begin in Milan?", None),
    ],
)
def test_when_an_event_closed_stands_in_its_head(text: str, event: str | None, library: Library) -> None:
    answer = ask(library, text)
    assert answer.outcome == ("answered" if event else "nothing_found")
    assert event is None or answer.events[0].id == event


@pytest.mark.parametrize(
    "text",
    [
        "quando si concluderà la vendita di Iveco a Tata?", "When will Tata complete the purchase of Iveco?",
        "Come si chiamano le 15 aziende ospiti di Pininfarina?", "Come si chiamano i tre vicepresidenti di API Torino?",
    ],
)  # fmt: skip
def test_what_was_is_not_told_for_what_will_be_nor_a_number_for_names(text: str, library: Library) -> None:
    assert ask(library, text).outcome == "nothing_found"


@pytest.mark.parametrize(
    ("text", "open_"),
    [
        ("who's got a paint shop?", True), ("stampi in ghisa, ki li cola?", True), ("Which studios draw lamps?", True),
        ("what companies laser-cut?", True), ("chi ha un robot di saldatura?", True), ("who won the cup?", False),
        ("Which firms exhibited there?", False), ("chi ha vinto?", False), ("chi era presente?", False),
        ("per chi voto?", False), ("come si chiama?", False), ("quando apre?", False),
    ],
)  # fmt: skip
def test_open_questions_ask_who_there_is_now(text: str, open_: bool) -> None:
    assert asks_openly(text) is open_


def test_who_answers_is_known_from_whom_is_asked_for() -> None:
    assert of_another("who made you?") and of_another("chi ti paga?") and not of_another("chi fa stampi?")


def test_where_nobody_documents_it_a_sentence_that_says_just_that_is_told(library: Library) -> None:
    answer = ask(library, "cosa lascia in vista la EVO38 sotto il vetro?")
    assert answer.outcome == "answered"
    assert any("albero" in fact.text for fact in answer.facts)


class _Far:
    """A teller to whom no known question comes near: it need not be asked what sentences tell."""

    def nearest_question(self, asked: Understood) -> float:
        return 0.0


def test_what_no_known_question_comes_near_to_is_not_looked_through(library: Library) -> None:
    decider = replace(library.composer._decider, teller=cast(Teller, _Far()))
    assert decider.known(library.understand(Question("chi fa cric?", TODAY))) is None


def test_no_answer_is_lost_by_looking_for_the_nearest_question_first(library: Library) -> None:
    decider = library.composer._decider
    known = yaml.safe_load((ROOT / "data" / "questions" / "beond.yaml").read_text(encoding="utf-8"))[1]["it"]
    questions = [library.understand(Question(text, TODAY)) for text in (*known, *NOT_SOUGHT)]
    told = [decider._is_known(asked, decider._told(asked)) for asked in questions]
    assert any(told)
    assert [decider.known(asked) is not None for asked in questions] == told
