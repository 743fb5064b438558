"""The batch format, which others build on: keys, order, and what becomes of lines that are no question."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot import batch
from bot.services.bundle import Services

KEYS = [
    "id", "language", "intent", "targets", "outcome", "companies", "events", "press", "text", "milliseconds",
]  # fmt: skip


def asked(**given: Any) -> str:
    return json.dumps(given)


async def results(services: Services, *lines: str) -> list[tuple[dict[str, Any], str | None]]:
    return [result async for result in batch.answer_lines(services, lines)]


async def test_each_line_gets_one_with_exactly_the_agreed_keys_in_order(services: Services) -> None:
    lines = [asked(id="b", text="chi fa prototipazione?"), asked(id="a", text="who does prototyping?")]
    found = [result for result, _ in await results(services, *lines)]
    assert [list(result) for result in found] == [KEYS, KEYS]
    assert [(result["id"], result["language"]) for result in found] == [("b", "it"), ("a", "en")]


async def test_a_company_is_told_with_its_snippets_and_their_sources(services: Services) -> None:
    [(result, fault)] = await results(services, asked(id=1, text="chi fa prototipazione?"))
    company = result["companies"][0]
    assert fault is None
    assert list(company) == ["slug", "name", "score", "kind", "snippets"]
    assert list(company["snippets"][0]) == ["text", "source_title", "source_url", "date"]
    assert company["name"] in result["text"]


async def test_a_line_may_follow_on_one_before_it(services: Services) -> None:
    lines = [asked(id="a", text="chi fa prototipazione?"), asked(id="b", text="e in provincia di Asti?", previous="a")]
    [(first, _), (then, _)] = await results(services, *lines)
    assert (first["outcome"], then["outcome"]) == ("answered", "nothing_found")
    assert "prototipazione · zona Asti" in then["text"]


async def test_today_is_read_from_each_line(services: Services) -> None:
    lines = [asked(id=n, text="che eventi ci sono?", today=day) for n, day in enumerate(["2024-09-01", "2031-01-01"])]
    [(early, _), (late, _)] = await results(services, *lines)
    assert "salone-auto-torino-2024" in early["events"]
    assert "salone-auto-torino-2024" not in late["events"]


@pytest.mark.parametrize(
    ("line", "number", "reason"),
    [
        ("not json", None, "not JSON"),
        ("[1]", None, "not an object"),
        ('{"text": "ciao"}', None, "no id"),
        ('{"id": 7}', 7, "no text"),
        ('{"id": 7, "text": 3}', 7, "no text"),
        ('{"id": 7, "text": "ciao", "today": "tomorrow"}', 7, "today is not a date"),
        ('{"id": 7, "text": "ciao", "today": 20261122}', 7, "today is not a date"),
    ],
)
async def test_a_line_that_is_no_question_is_told_by_number_and_stops_nothing(
    services: Services, line: str, number: int | None, reason: str
) -> None:
    (bad, fault), (good, _) = await results(services, line, "", asked(id=8, text="grazie"))
    assert (bad["id"], list(bad), good["id"]) == (number, ["id", "error"], 8)
    assert bad["error"].startswith(reason)
    assert fault is not None
    assert fault.startswith("line 1: ")


@pytest.mark.parametrize("text", ["", "🙂", "\ufdfa" * 100, "a\0b", "\ud800", "a" * 100_000, "<b>x</i>"])
async def test_any_text_gets_a_line_that_is_valid_json(services: Services, text: str) -> None:
    [(result, fault)] = await results(services, asked(id="\ud800", text=text))
    assert fault is None
    assert list(json.loads(batch.as_line(result))) == KEYS
    batch.as_line(result).encode("utf-8")
    assert result["companies"] == []
    assert result["text"]
