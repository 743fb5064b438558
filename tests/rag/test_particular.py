"""A question for one particular of a company: a fact, or that no source tells it, but never the whole profile."""

from __future__ import annotations

import pytest

from rag.answers import Library
from rag.documents import Question
from rag.names import Mention
from rag.particular import after_one_thing
from rag.relations import part_of_role
from tests.conftest import TODAY

SPARCO = [Mention(("sparco",), "sparco", True)]


@pytest.mark.parametrize(
    "text",
    [
        "quale certificazione ha la Sparco?",
        "in che lingua risponde Sparco?",
        "which certificate does Sparco hold?",
        "What salary does Sparco offer?",
        "Sparco è certificata?",
        "ma la Sparco di Volpiano ha un asilo?",
        "is Sparco certified?",
        "has Sparco a museum?",
    ],
)
def test_the_form_of_a_question_tells_that_it_is_after_one_thing(text: str) -> None:
    assert after_one_thing(text, SPARCO)


@pytest.mark.parametrize(
    "text",
    [
        "Sparco", "la scheda di Sparco", "chi è Sparco?", "che cosa fa Sparco?", "che fa la Sparco?",
        "che mi dici di Sparco?", "qual è la Sparco?", "what does Sparco do?", "what is Sparco?",
        "what kind of company is Sparco?", "tell me about Sparco",
    ],
)  # fmt: skip
def test_who_asks_for_all_of_a_company_asks_for_no_particular(text: str) -> None:
    assert not after_one_thing(text, SPARCO)


@pytest.mark.parametrize(
    ("text", "company"),
    [
        ("quale certificazione iso ha la LMA?", "lma"),
        ("Which ISO certificate does LMA hold?", "lma"),
        ("What salary does Luxoft offer a developer?", "luxoft"),
        ("che cv ha la Microlino?", "microlino-italia"),
        ("PSA di Nichelino è certificata NADCAP?", "psa-nichelino"),
    ],
)
def test_a_particular_that_no_source_tells_is_a_no_with_the_company_beside_it(
    text: str, company: str, library: Library
) -> None:
    answer = library.answer(Question(text, TODAY))
    assert answer.outcome == "nothing_found"
    assert [hit.id for hit in answer.companies] == [company]
    assert not answer.facts


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("who is the head of production?", "production"),
        ("chi e il direttore della produzione", "produzione"),
        ("chi e il presidente della rete?", None),
        ("who is the president of the board?", None),
        ("chi e il presidente?", None),
    ],
)
def test_what_a_role_is_of_is_read_unless_it_is_a_whole_body(text: str, part: str | None) -> None:
    assert part_of_role(text) == part


@pytest.mark.parametrize(
    "text", ["chi è il direttore della produzione di Sparco?", "who is Sparco's head of production?"]
)
def test_who_heads_a_part_is_not_answered_by_who_heads_the_whole(text: str, library: Library) -> None:
    answer = library.answer(Question(text, TODAY))
    assert (answer.outcome, answer.facts) == ("nothing_found", ())


@pytest.mark.parametrize(
    "text", ["quando ci sarà l'assemblea dei soci di VVP?", "when is the general meeting of VVP's members?"]
)
def test_a_relation_that_no_told_sentence_names_is_an_honest_no(text: str, library: Library) -> None:
    answer = library.answer(Question(text, TODAY))
    assert (answer.outcome, answer.facts) == ("nothing_found", ())
