"""Measures: worked examples, what counts as right and as refused, and intervals that hold their mean."""

from __future__ import annotations

import math
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from rag.answers import Library
from rag.documents import Answer
from rag.evaluation import Evaluation, Judgement, evaluate, judge, measure, words_of
from rag.questions import Judged, QuestionProblem
from tests import factories


def question(question_id: str = "q1", **changes: Any) -> Judged:
    given = {"language": "it", "text": "chi salda?", "kind": "capability", "literal": True, "relevant": {}}
    return Judged(question_id, **{**given, **changes})


def ranked(*companies: str) -> dict[str, float]:
    return {company: -float(place) for place, company in enumerate(companies)}


def judged(asked: Judged, answer: Answer, ranking: dict[str, float] | None = None) -> Judgement:
    return judge(asked, answer, ranking or {}, words_of)


def evaluation(*judgements: Judgement) -> Evaluation:
    return Evaluation(judgements, {}, (3, 3))


def row(done: Evaluation, name: str) -> tuple[str, int]:
    return next((one.value, one.count) for one in done.figures() if one.name == name)


# ------------------------------------------------------------------------------------------ ranking measures


def test_ndcg_is_the_gain_by_place_over_the_best_possible() -> None:
    """Grades as gains, halved by log2 of the place + 1: 1/1 + 2/2 of the best 2/1 + 1/log2(3)."""
    values = measure([question(relevant={"a": 2, "b": 1})], {"q1": ranked("b", "x", "a")})["q1"]
    assert values["nDCG@5"] == pytest.approx((1 + 2 / 2) / (2 + 1 / math.log2(3)))


def test_ndcg_counts_the_first_five_places_only() -> None:
    values = measure([question(relevant={"a": 2})], {"q1": ranked("v", "w", "x", "y", "z", "a")})["q1"]
    assert (values["nDCG@5"], values["Hit@5"]) == (0, 0)
    assert values["MRR"] == pytest.approx(1 / 6)


def test_a_perfect_list_is_worth_one_in_every_measure() -> None:
    values = measure([question(relevant={"a": 2, "b": 1})], {"q1": ranked("a", "b")})["q1"]
    assert values == pytest.approx({"nDCG@5": 1, "MRR": 1, "Hit@5": 1})


@pytest.mark.parametrize(("place", "reciprocal"), [(1, 1), (2, 1 / 2), (5, 1 / 5)])
def test_the_reciprocal_rank_is_that_of_the_first_right_company(place: int, reciprocal: float) -> None:
    companies = [*(f"x{n}" for n in range(1, place)), "a", "b"]
    assert measure([question(relevant={"a": 1, "b": 2})], {"q1": ranked(*companies)})["q1"]["MRR"] == pytest.approx(
        reciprocal
    )


def test_a_question_that_was_refused_is_worth_nothing_but_counts() -> None:
    asked = [question("q1", relevant={"a": 2}), question("q2", relevant={"a": 2})]
    assert measure(asked, {"q1": ranked("a"), "q2": {}})["q2"] == {"nDCG@5": 0, "MRR": 0, "Hit@5": 0}


def test_a_question_without_a_right_company_is_not_ranked() -> None:
    assert measure([question(relevant={})], {"q1": ranked("a")}) == {}


# ------------------------------------------------------------------------------------------------- judgements


@pytest.mark.parametrize(
    ("kind", "outcome", "refused"),
    [
        ("capability", "answered", False),
        ("capability", "nothing_found", True),
        ("capability", "clarify", True),
        ("capability", "smalltalk", True),
        ("unanswerable", "answered", False),
        ("unanswerable", "nothing_found", True),
        ("unanswerable", "clarify", True),
        ("unanswerable", "smalltalk", True),
        ("smalltalk", "smalltalk", False),
    ],
)
def test_a_refusal_is_whatever_leaves_a_question_without_its_answer(kind: str, outcome: str, refused: bool) -> None:
    assert judged(question(kind=kind), factories.answer(outcome=outcome)).refused == refused


def test_the_right_source_is_the_expected_record() -> None:
    asked = question(kind="event", events=("fiera",))
    assert judged(asked, factories.answer(events=(factories.EVENT,))).source_right
    assert not judged(asked, factories.answer()).source_right
    assert not judged(asked, factories.answer(events=(factories.EVENT,), outcome="nothing_found")).source_right


def test_where_no_record_is_expected_the_company_that_answers_is_the_source() -> None:
    asked = question(kind="association", relevant={"alfa": 2, "beta": 1})
    assert judged(asked, factories.answer(companies=(factories.hit("alfa"),))).source_right
    assert not judged(asked, factories.answer(companies=(factories.hit("beta"),))).source_right


def test_sources_are_judged_only_where_they_are_asked_for() -> None:
    assert judged(question(), factories.answer()).source_right is None


def test_an_intent_is_judged_by_the_expected_one_or_by_the_kind() -> None:
    assert judged(question(), factories.answer()).intent_right
    assert not judged(question(intent="greeting"), factories.answer()).intent_right
    assert judged(question(kind="unanswerable"), factories.answer()).intent_right is None


@pytest.mark.parametrize(("fact", "said"), [("dicembre", True), ("Dicembre", True), ("gennaio", False), ("4.6", False)])
def test_expected_facts_are_looked_for_in_the_words_of_the_answer(fact: str, said: bool) -> None:
    answer = factories.answer(facts=(factories.FACT,))
    assert judged(question(expected_facts=(fact,)), answer).facts_right == said


def test_a_date_counts_as_said_when_the_answer_would_spell_it() -> None:
    answer = factories.answer(events=(factories.EVENT,))
    assert judged(question(expected_facts=("dicembre 2026",)), answer).facts_right


def test_all_companies_named_must_be_recognised_and_no_other() -> None:
    asked = question(targets=("alfa",))
    assert judged(asked, factories.answer(targets=("alfa",))).targets_right
    assert not judged(asked, factories.answer(targets=("alfa", "beta"))).targets_right


# -------------------------------------------------------------------------------------------------- intervals


def test_a_mean_stands_within_its_interval() -> None:
    measures = [{"nDCG@5": value, "MRR": 1.0, "Hit@5": 1.0} for value in (0.0, 0.25, 0.5, 0.75, 1.0) * 4]
    rows = [judged(question(f"q{n}"), factories.answer(), values) for n, values in enumerate(measures)]
    value, count = row(evaluation(*rows), "nDCG@5 companies, Italian")
    mean, low, high = (float(figure) for figure in re.findall(r"\d\.\d+", value))
    assert (mean, count) == (0.5, 20)
    assert 0.25 < low < 0.5 < high < 0.75


def test_values_that_do_not_differ_have_an_interval_of_no_width() -> None:
    values = {"nDCG@5": 1.0, "MRR": 1.0, "Hit@5": 1.0}
    done = evaluation(*(judged(question(f"q{n}"), factories.answer(), values) for n in range(5)))
    assert row(done, "MRR companies, Italian")[0] == "1.000 (1.000 – 1.000)"


def test_the_same_judgements_give_the_same_interval() -> None:
    rows = [
        judged(question(f"q{n}", kind="unanswerable"), factories.answer(outcome=("answered", "nothing_found")[n % 2]))
        for n in range(9)
    ]
    name = "false answers on unanswerable questions"
    assert row(evaluation(*rows), name) == row(evaluation(*rows), name)


def test_shares_count_what_they_are_of() -> None:
    unanswerable = [
        judged(question(f"u{n}", kind="unanswerable"), factories.answer(outcome=outcome))
        for n, outcome in enumerate(["answered", "nothing_found", "nothing_found", "smalltalk"])
    ]
    answerable = [
        judged(question(f"a{n}"), factories.answer(outcome=outcome))
        for n, outcome in enumerate(["answered", "clarify"])
    ]
    done = evaluation(*unanswerable, *answerable)
    assert row(done, "false answers on unanswerable questions")[0].startswith("25.0 %")
    assert row(done, "wrongful refusals")[0].startswith("50.0 %")


def test_what_is_compared_is_compared_question_by_question() -> None:
    """Ours is a tenth better on each question: the difference has no width, whatever the questions' own spread."""
    ours = [{"nDCG@5": value, "MRR": 1.0, "Hit@5": 1.0} for value in (0.3, 0.5, 0.9)]
    theirs = {f"q{n}": {**values, "nDCG@5": values["nDCG@5"] - 0.1} for n, values in enumerate(ours)}
    rows = [judged(question(f"q{n}"), factories.answer(), values) for n, values in enumerate(ours)]
    done = Evaluation(rows, {"BM25": theirs}, (3, 3))
    assert row(done, "nDCG@5 companies, ahead of BM25 alone") == ("+0.100 (+0.100 – +0.100)", 3)


def test_shares_are_told_by_language_too() -> None:
    rows = [
        judged(question(f"u{language}", kind="unanswerable", language=language), factories.answer(outcome=outcome))
        for language, outcome in (("it", "answered"), ("en", "nothing_found"))
    ]
    name = "false answers on unanswerable questions"
    told = [row(evaluation(*rows), f"{name}{label}")[0].split(" (")[0] for label in ("", ", Italian", ", English")]
    assert told == ["50.0 %", "100.0 %", "0.0 %"]


def test_the_table_has_a_line_for_every_figure() -> None:
    done = evaluation(judged(question(), factories.answer()))
    assert len(done.table().splitlines()) == 2 + len(done.figures())


# ----------------------------------------------------------------------------------------- on the real library


def _set(folder: Path, *questions: dict[str, Any]) -> Path:
    path = folder / "set.yaml"
    path.write_text(yaml.safe_dump({"questions": list(questions)}), encoding="utf-8")
    return path


def test_a_set_is_asked_and_every_snippet_is_looked_up(library: Library, tmp_path: Path) -> None:
    path = _set(
        tmp_path,
        {
            "id": "a",
            "lang": "it",
            "text": "chi fa stampaggio a iniezione?",
            "kind": "capability",
            "relevant": {"Mopla": 2},
        },
        {"id": "b", "lang": "it", "text": "ciao", "kind": "smalltalk", "intent": "greeting", "relevant": {}},
    )
    done = evaluate(library, path, date(2026, 11, 22))
    whole, total = done.verbatim
    assert [judgement.question.id for judgement in done.judgements] == ["a", "b"]
    assert whole == total > 0
    assert done.judgements[1].intent_right
    assert set(done.baselines) == {"BM25", "vectors"}
    assert done.baselines["BM25"]["a"]["Hit@5"] == 1


def test_a_set_that_names_a_stranger_is_refused(library: Library, tmp_path: Path) -> None:
    entry = {"id": "a", "lang": "it", "text": "?", "kind": "capability", "relevant": {"Nessuno Srl": 2}}
    with pytest.raises(QuestionProblem, match="Nessuno Srl"):
        evaluate(library, _set(tmp_path, entry), date(2026, 11, 22))
