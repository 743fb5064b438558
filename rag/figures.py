"""Figures with their uncertainty: means, shares and differences, with 95 % bootstrap percentiles over questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

_RESAMPLES = 1000


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of a table: what was measured, the value with its interval, and of how many questions."""

    name: str
    value: str
    count: int


def mean(name: str, values: Sequence[float]) -> Figure:
    """The mean of values between 0 and 1."""
    if not len(values):
        return Figure(name, "", 0)
    low, high = interval(values)
    return Figure(name, f"{float(np.mean(values)):.3f} ({low:.3f} – {high:.3f})", len(values))


def share(name: str, values: Sequence[bool | None]) -> Figure:
    """How many are true, in percent; None does not count."""
    counted = [float(value) for value in values if value is not None]
    if not counted:
        return Figure(name, "", 0)
    low, high = interval(counted)
    return Figure(name, f"{100 * float(np.mean(counted)):.1f} % ({100 * low:.1f} – {100 * high:.1f})", len(counted))


def difference(name: str, ours: Sequence[float], theirs: Sequence[float]) -> Figure:
    """How much better ours is on the same questions, question by question: far surer than two intervals apart."""
    if not len(ours):
        return Figure(name, "", 0)
    each = np.asarray(ours) - np.asarray(theirs)
    low, high = interval(each)
    return Figure(name, f"{float(each.mean()):+.3f} ({low:+.3f} – {high:+.3f})", len(each))


def interval(values: Sequence[float]) -> tuple[float, float]:
    """Between which bounds the mean falls in 95 % of samples drawn from these values; always the same draws."""
    held, generator = np.asarray(values, dtype=float), np.random.default_rng(0)
    drawn = np.array([generator.choice(held, size=len(held)).mean() for _ in range(_RESAMPLES)])
    return float(np.percentile(drawn, 2.5)), float(np.percentile(drawn, 97.5))


def table(figures: Sequence[Figure]) -> str:
    """The figures that count any question, in Markdown."""
    lines = ["| measure | value (95 % interval) | n |", "|---|---|---|"]
    return "\n".join([*lines, *(f"| {one.name} | {one.value} | {one.count} |" for one in figures if one.count)])
