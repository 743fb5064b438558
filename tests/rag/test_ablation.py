"""Ablation: every part can be taken away, and what is left is learnt and measured by itself."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml

from bot.config import ROOT
from rag.ablation import PARTS, Part, ablate
from rag.answers import Library
from rag.calibration import Case, case_of
from rag.questions import load_questions

DEV = ROOT / "data" / "evaluation" / "dev.yaml"
TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def case(library: Library) -> Case:
    return case_of(library, load_questions(DEV, library.documents.values())[0], TODAY)


def test_with_nothing_taken_away_the_features_are_those_of_the_search(case: Case) -> None:
    features = Part("").features(case)
    assert {one.id: one.features for one in case.search.candidates} == features


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.name)
def test_each_part_that_is_taken_away_changes_the_features(part: Part, case: Case) -> None:
    features = part.features(case)
    assert any(features[one.id] != one.features for one in case.search.candidates)


def test_the_table_has_a_line_for_all_for_each_part_and_for_fixed_weights(library: Library, tmp_path: Path) -> None:
    some = [one for one in yaml.safe_load(DEV.read_text(encoding="utf-8"))["questions"] if one["kind"] == "capability"]
    path = tmp_path / "some.yaml"
    path.write_text(yaml.safe_dump({"questions": some[:8]}, allow_unicode=True), encoding="utf-8")
    lines = ablate(library, [path], TODAY).splitlines()
    assert [line.split(" | ")[0].strip("| ") for line in lines[2:-1]] == ["nothing", *(part.name for part in PARTS)]
    assert "n = " in lines[0]
