"""Ablation: every part can be taken away, and what is left is learnt and measured by itself."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest
import yaml

from bot.config import ROOT
from rag.ablation import PARTS, Part, ablate, scores
from rag.answers import Library
from rag.calibration import Case, case_of, lesson_of
from rag.questions import load_questions
from rag.ranker_learning import UNITS, Lesson

DEV = ROOT / "data" / "evaluation" / "dev.yaml"
TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def case(library: Library) -> Case:
    return case_of(library, load_questions(DEV, library.documents.values())[0], TODAY)


@pytest.fixture(scope="module")
def lesson(case: Case, library: Library) -> Lesson:
    return lesson_of(case, library.sources.companies.ids)


def test_a_whole_lesson_is_scored_as_the_search_does(case: Case, lesson: Lesson, library: Library) -> None:
    ranker, kin = library.sources.models.company, library.sources.concepts.kin.dense(library.sources.companies.ids)
    searched = library.sources.companies.ranked(case.asked, case.evidence, ranker)
    scored = dict(zip(library.sources.companies.ids, scores(ranker, Part("").lesson(lesson), kin), strict=True))
    assert scored == pytest.approx({one.id: one.score for one in searched.candidates})


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.name)
def test_each_part_that_is_taken_away_changes_what_is_learnt_from(part: Part, lesson: Lesson, library: Library) -> None:
    kin = library.sources.concepts.kin.dense(library.sources.companies.ids)
    without = part.lesson(lesson)
    same = np.array_equal(without.plain, lesson.plain) and np.array_equal(without.evidence, lesson.evidence)
    assert not same or not np.array_equal(part.kin(kin), kin) or part.units != UNITS


def test_the_table_has_a_line_for_all_for_each_part_and_for_fixed_weights(library: Library, tmp_path: Path) -> None:
    some = [one for one in yaml.safe_load(DEV.read_text(encoding="utf-8"))["questions"] if one["kind"] == "capability"]
    path = tmp_path / "some.yaml"
    path.write_text(yaml.safe_dump({"questions": some[:8]}, allow_unicode=True), encoding="utf-8")
    lines = ablate(library, [path], TODAY).splitlines()
    assert [line.split(" | ")[0].strip("| ") for line in lines[2:-1]] == ["nothing", *(part.name for part in PARTS)]
    assert "n = " in lines[0]
