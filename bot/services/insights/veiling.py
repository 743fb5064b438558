"""Small numbers are not told: neither as such, nor so that they follow from others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

FEW = 5


@dataclass(frozen=True, slots=True)
class Count:
    """A number as it may be shown: exactly; fewer than `number`; at least it; or more than it, out of the one before.

    `drawn`: how high its bar is. Nothing in it tells more than what is said.
    """

    how: Literal["exactly", "fewer", "at_least", "more"]
    number: int

    @property
    def drawn(self) -> int:
        return self.number

    @property
    def is_exact(self) -> bool:
        return self.how == "exactly"


FEWER = Count("fewer", FEW)


def alone(number: int) -> Count:
    """A number that is part of nothing else that is shown. None at all is few as well."""
    return Count("exactly", number) if number >= FEW else FEWER


def nested(numbers: Sequence[int]) -> tuple[Count, ...]:
    """Numbers of which each is contained in the one before, as the steps of a funnel.

    What lies between two that are shown is a number too ("asked 20, yes 18" tells of two who did not say yes): where
    it is small, the lower one is only said to be "more than" so many, which is all that "fewer than five are missing"
    says.
    """
    shown: list[Count] = []
    last: int | None = None  # the last number told exactly
    for number in numbers:
        if number < FEW:
            shown.append(FEWER)
        elif last is not None and last - number < FEW:
            shown.append(Count("more", last - FEW))
        else:
            shown.append(Count("exactly", number))
            last = number
    return tuple(shown)


def parts(whole: int, some: Sequence[int]) -> tuple[Count, tuple[Count, ...]]:
    """A whole and parts of it, beside a rest that is not told.

    The whole is told where what remains without the parts that are told is no small number; elsewhere only that it is
    at least as much as these, which they say themselves.
    """
    told = tuple(alone(part) for part in some)
    visible = sum(one.number for one in told if one.is_exact)
    if whole < FEW:
        return FEWER, told
    if whole - visible >= FEW:
        return Count("exactly", whole), told
    return Count("at_least", visible), told
