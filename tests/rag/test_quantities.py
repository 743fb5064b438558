"""Numbers and dates, in figures and words, Italian and English."""

from __future__ import annotations

import pytest

from rag.quantities import Day, days, quantities


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("una ventina di persone", [20]),
        ("70 milioni di euro", [70e6]),
        ("2,5 million", [2.5e6]),
        ("twenty-three and two hundred and fifty people", [23, 250]),
        ("duemilaventi, centocinquanta, ventitré, ventotto", [2020, 150, 23, 28]),
        ("10.000 e 10,000 e 4,6", [10000, 10000, 4.6]),
        ("5 mila, mezzo milione", [5000, 500000]),
        ("la XIV edizione, il terzo, the second", [14, 3, 2]),
        ("secondo le fonti, prima di allora", []),
        ("half a dozen", [0.5, 12]),
        ("IIII", []),
    ],
)
def test_numbers_are_told_by_their_value(text: str, values: list[float]) -> None:
    assert sorted(one.value for one in quantities(text)) == sorted(values)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("il 27 novembre 2025", Day(11, 27, 2025)),
        ("November 27th, 2025", Day(11, 27, 2025)),
        ("27/11/2025", Day(11, 27, 2025)),
        ("2025-11-27", Day(11, 27, 2025)),
        ("dal 25 al 26 marzo", Day(3, 25, None)),
        ("a maggio", Day(5, None, None)),
    ],
)
def test_dates_are_told_by_day_month_and_year(text: str, day: Day) -> None:
    assert day in days(text)


def test_a_date_tells_less_exact_ones_and_no_more_exact_ones() -> None:
    assert Day(11, 27, 2025).tells(Day(11)) and Day(11, 27, 2025).tells(Day(11, 27))
    assert not Day(11, None, 2025).tells(Day(11, 27, 2025)) and not Day(11).tells(Day(12))
