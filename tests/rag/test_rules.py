"""The starts that a rule gives: to the last one that it names, whichever clock tells it."""

from __future__ import annotations

from datetime import datetime

import pytest

from rag import rules

BEGIN = datetime(2027, 3, 14, 18)


@pytest.mark.parametrize(
    ("until", "last"),
    [
        ("20270404T160000Z", "04/04 18"),  # as calendar programs write the last start itself, by then in summer time
        ("20270404T155959Z", "28/03 18"),
        ("20270321T170000Z", "21/03 18"),  # still in winter time
        ("20270404", "04/04 18"),  # a day alone is meant with its evening
        ("20270404T180000", "04/04 18"),
    ],
)
def test_the_last_date_is_the_one_that_the_rule_names(until: str, last: str) -> None:
    given = list(rules.starts(f"FREQ=WEEKLY;UNTIL={until}", BEGIN, "Europe/Rome"))
    assert f"{given[-1]:%d/%m %H}" == last


@pytest.mark.parametrize(
    "rule", ["", "FREQ=HOURLY", "FREQ=DAILY;UNTIL=99991231T235959Z;X=1", "FREQ=DAILY;UNTIL=20261399"]
)
def test_what_is_no_rule_is_told(rule: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        rules.starts(rule, BEGIN, "Europe/Rome")
