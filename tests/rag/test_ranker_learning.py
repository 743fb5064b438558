"""Learning the ranker: what is written is what was learnt, the same again, and about companies that are right."""

from __future__ import annotations

import numpy as np
import pytest

from rag.kinship import WAYS
from rag.ranker import EVIDENCE, PLAIN, Ranker
from rag.ranker_learning import BEGIN, MEANING, Lesson, learn_ranker

COMPANIES, CONCEPTS = 6, 4
KIN = np.zeros((len(WAYS), COMPANIES, CONCEPTS))
for number in range(CONCEPTS):
    KIN[0, number, number] = 1.0  # each concept is offered by one company; the last two offer nothing


def lesson(right: int, chance: np.random.Generator) -> Lesson:
    """The nearest example tells the concept, and so the company; all else is noise."""
    evidence = np.zeros((CONCEPTS, len(EVIDENCE)))
    evidence[:, EVIDENCE.index("near")] = -0.05
    evidence[right, EVIDENCE.index("near")] = 0.0
    evidence[:, EVIDENCE.index("words_root")] = chance.random(CONCEPTS) / 4
    plain = chance.random((COMPANIES, len(PLAIN)))
    return Lesson(evidence, plain, tuple(2 * (number == right) for number in range(COMPANIES)))


def lessons(count: int, seed: int) -> list[Lesson]:
    chance = np.random.default_rng(seed)
    return [lesson(number % CONCEPTS, chance) for number in range(count)]


def scores(ranker: Ranker, one: Lesson) -> np.ndarray:
    shares = ranker.leaned(one.evidence)
    return ranker.probabilities(one.plain, (KIN @ shares).T, float(shares.max()))


@pytest.fixture(scope="module")
def ranker() -> Ranker:
    return learn_ranker(lessons(40, 0), KIN)


def test_it_finds_the_right_company_of_questions_that_it_never_saw(ranker: Ranker) -> None:
    for one in lessons(12, 1):
        assert int(scores(ranker, one).argmax()) == one.grades.index(2)


def test_scores_are_probabilities_that_mean_something(ranker: Ranker) -> None:
    given = np.array([scores(ranker, one) for one in lessons(40, 2)])
    right = np.array([one.grades for one in lessons(40, 2)]) > 0
    assert given[right].mean() > 0.8
    assert given[~right].mean() < 0.05


def test_without_kin_it_knows_no_better_than_chance() -> None:
    ranker = learn_ranker(lessons(40, 0), np.zeros_like(KIN))
    found = [int(scores(ranker, one).argmax()) == one.grades.index(2) for one in lessons(40, 1)]
    assert np.mean(found) < 0.5


def test_the_same_lessons_teach_the_same(ranker: Ranker) -> None:
    assert learn_ranker(lessons(40, 0), KIN) == ranker


def test_a_ranker_may_do_without_hidden_units() -> None:
    assert learn_ranker(lessons(20, 0), KIN, units=0).units == ()


def test_lessons_that_nothing_answers_teach_that_nobody_does_it() -> None:
    asked = lessons(40, 0)
    unanswered = [Lesson(one.evidence * 0.2, one.plain, (0,) * COMPANIES) for one in lessons(20, 3)]
    ranker = learn_ranker([*asked, *unanswered], KIN)
    assert (
        np.mean([scores(ranker, one).max() for one in unanswered])
        < np.mean([scores(ranker, one).max() for one in asked]) / 3
    )


def test_what_a_question_means_is_not_learnt_from_companies(ranker: Ranker) -> None:
    assert ranker.meaning == MEANING
    assert ranker.leaning["label"] == ranker.leaning["spelling"] == 0
    assert ranker.leaning["near"] != BEGIN["near"]
