"""Judged questions: the sets of data/evaluation, in the format described in data/evaluation/README.md."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from rag.documents import Document
from rag.yamls import load_yaml


class QuestionProblem(Exception):
    """A question file cannot be used; the message names the file and what is wrong."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A question with its graded answer: 2 = exactly it, 1 = acceptable; keys are ids of documents."""

    id: str
    language: str
    text: str
    kind: str  # capability, company, fact, event, press, association, unanswerable, smalltalk, action
    literal: bool
    relevant: Mapping[str, int]
    pair: str | None = None
    events: tuple[str, ...] = ()
    events_ok: tuple[str, ...] = ()
    press: tuple[str, ...] = ()
    press_ok: tuple[str, ...] = ()
    expected_facts: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    intent: str | None = None
    targets: tuple[str, ...] = ()
    today: str | None = None

    @property
    def has_answer(self) -> bool:
        """Whether the corpus holds what is asked."""
        return self.kind not in ("unanswerable", "smalltalk", "action")


def load_questions(path: Path, documents: Iterable[Document]) -> list[Judged]:
    """The questions of a file, with names and titles turned into ids. Raises QuestionProblem."""
    try:
        held = load_yaml(path.read_text(encoding="utf-8"))
        entries = held["questions"]
    except (OSError, UnicodeDecodeError, yaml.YAMLError, TypeError, KeyError) as error:
        raise QuestionProblem(f"{path}: no question set ({error}). Expected YAML with a list `questions`.") from error
    ids: dict[str, str] = {}
    for document in documents:
        ids |= {document.id: document.id, document.title: document.id}
    return [_judged(entry, ids, path) for entry in entries]


def _judged(entry: Mapping[str, Any], ids: Mapping[str, str], path: Path) -> Judged:
    def named(field: str) -> tuple[str, ...]:
        names = entry.get(field) or ()
        unknown = [name for name in names if name not in ids]
        if unknown:
            raise QuestionProblem(
                f"{path}: question {entry.get('id')}: {field} names the unknown record {unknown[0]!r}"
            )
        return tuple(ids[name] for name in names)

    named("relevant")
    try:
        return Judged(
            id=str(entry["id"]), language=entry["lang"], text=entry["text"], kind=entry["kind"],
            literal=bool(entry.get("literal")), pair=entry.get("pair"),
            relevant={ids[name]: int(grade) for name, grade in (entry.get("relevant") or {}).items()},
            events=named("events"), events_ok=named("events_ok"), press=named("press"), press_ok=named("press_ok"),
            expected_facts=tuple(str(fact) for fact in entry.get("expected_facts") or ()), near=named("near"),
            intent=entry.get("intent"), targets=named("targets"), today=entry.get("today"),
        )  # fmt: skip
    except KeyError as error:
        raise QuestionProblem(f"{path}: question {entry.get('id')} lacks the field {error}") from error
