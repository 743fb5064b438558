"""Questions by the file: JSON lines in, one JSON line out for each, in order. Others build on this format."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.errors import TooLong
from bot.services.ask import Asking
from bot.services.bundle import Services
from bot.texts import plain, say, say_answer, say_profile
from rag.documents import Answer, CompanyHit


class BadLine(Exception):
    """A line that is no question; the message says why."""

    def __init__(self, reason: str, number: object = None) -> None:
        super().__init__(reason)
        self.id = number


@dataclass(frozen=True, slots=True)
class Line:
    """One question of a batch."""

    id: object
    text: str
    today: date | None
    previous: object = None  # id of the line before that this one follows on


async def answer_lines(services: Services, lines: Iterable[str]) -> AsyncIterator[tuple[dict[str, Any], str | None]]:
    """For each line that is not blank its result, and what was wrong with it (None: nothing)."""
    told: dict[str, Answer] = {}  # by id, for lines that follow on another
    for number, raw in enumerate(lines, 1):
        if not raw.strip():
            continue
        try:
            yield await _result(services, read_line(raw), told), None
        except BadLine as bad:
            yield {"id": bad.id, "error": str(bad)}, f"line {number}: {bad}"


def read_line(raw: str) -> Line:
    """Raises BadLine, which keeps the id where there is one."""
    try:
        given = json.loads(raw)
    except ValueError as error:
        raise BadLine(f"not JSON ({error})") from error
    if not isinstance(given, dict):
        raise BadLine("not an object with id and text")
    if "id" not in given:
        raise BadLine("no id")
    if not isinstance(given.get("text"), str):
        raise BadLine("no text", given["id"])
    return Line(given["id"], given["text"], _day(given), given.get("previous"))


def _day(given: dict[str, Any]) -> date | None:
    if given.get("today") is None:
        return None
    try:
        return date.fromisoformat(given["today"])
    except (TypeError, ValueError) as error:
        raise BadLine("today is not a date like 2026-11-22", given["id"]) from error


async def _result(services: Services, line: Line, told: dict[str, Answer]) -> dict[str, Any]:
    started = time.perf_counter()
    today = line.today or services.clock.today()
    try:
        before = told.get(str(line.previous)) if line.previous is not None else None
        answered = await services.ask.answer(Asking(line.text, place="cli", today=today, before=before))
        told[str(line.id)] = answered.answer
        answer, text = answered.answer, await in_words(services, answered.answer, today)
    except TooLong as refusal:
        answer = Answer(line.text, "it", "other", "nothing_found", refusal="empty")
        text = plain(say(refusal.moment, "it", **refusal.blanks))
    took = (time.perf_counter() - started) * 1000
    return {"id": line.id, **_as_json(answer), "text": text, "milliseconds": round(took, 1)}


async def in_words(services: Services, answer: Answer, today: date) -> str:
    """The answer as a person reads it; where one company was asked for, its profile."""
    if (answer.intent, answer.outcome) == ("profile", "answered") and len(answer.targets) == 1:
        profile = await services.directory.profile(answer.targets[0])
        return plain(say_profile(profile, answer.language, today))
    names = await services.directory.names(answer.targets)
    return plain(say_answer(answer, today, names))


def as_line(result: dict[str, Any]) -> str:
    """One line of JSON. Half characters stay as the escapes that they came as."""
    return json.dumps(result, ensure_ascii=False).encode("utf-8", "backslashreplace").decode()


def _as_json(answer: Answer) -> dict[str, Any]:
    return {
        "language": answer.language,
        "intent": answer.intent,
        "targets": list(answer.targets),
        "outcome": answer.outcome,
        "companies": [_company(hit) for hit in answer.companies],
        "events": [hit.id for hit in answer.events],
        "press": [hit.id for hit in answer.press],
    }


def _company(hit: CompanyHit) -> dict[str, Any]:
    snippets = [
        {
            "text": one.text,
            "source_title": one.source.title,
            "source_url": one.source.url,
            "date": one.source.date,
        }
        for one in hit.snippets
    ]
    return {"slug": hit.id, "name": hit.name, "score": hit.score, "kind": hit.kind, "snippets": snippets}
