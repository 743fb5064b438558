"""Few vectors are looked through: the nearest are the nearest, and equals keep their order."""

from __future__ import annotations

import numpy as np
import pytest

from rag.nearest import Few


def test_the_nearest_are_those_with_the_highest_cosines_whatever_their_length() -> None:
    chance = np.random.default_rng(7)
    vectors = chance.normal(size=(500, 16)) * chance.uniform(0.1, 9, size=(500, 1))
    asked = chance.normal(size=16)
    cosines = vectors @ asked / np.linalg.norm(vectors, axis=1) / np.linalg.norm(asked)
    found = Few(range(500), vectors).nearest(asked.tolist(), 20)
    assert [one for one, _ in found] == np.argsort(-cosines)[:20].tolist()
    assert [cosine for _, cosine in found] == pytest.approx(sorted(cosines, reverse=True)[:20], abs=1e-6)


def test_of_equals_the_earlier_comes_first_and_fewer_than_asked_for_are_all() -> None:
    few = Few("abc", [[0, 1], [1, 0], [2, 0]])
    assert [one for one, _ in few.nearest([1.0, 0.0], 10)] == ["b", "c", "a"]
    assert [one for one, _ in few.nearest([1.0, 0.0], 1)] == ["b"]
    assert Few("", np.zeros((0, 2))).nearest([1.0, 0.0], 3) == []
