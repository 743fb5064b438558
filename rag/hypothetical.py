"""Questions that a record's sentences answer, as members would ask them (also called hypothetical questions).

A question is nearer to another question than to the sentence that answers both: who asks "which firm began as a
university spin-off?" shares no word with "Born at the Politecnico". They only help to find; what is told is always the
sentence itself. data/questions holds a file a record; a record without one is found as before.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, RootModel, ValidationError

from rag.chunking import group
from rag.documents import LANGUAGES, Document, Language, Passage
from rag.loaders import Problem
from rag.yamls import load_yaml

FOLDER = "questions"
NOTHING = ""  # the digest of no questions


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid")
    it: list[str]
    en: list[str]


class _File(RootModel[dict[int, _Asked]]):
    """By the number of the sentence, counted from 1."""


@dataclass(frozen=True, slots=True)
class Hypothetical:
    """The questions of one record: by sentence and language."""

    asked: Mapping[int, Mapping[Language, Sequence[str]]]
    digest: str

    @property
    def texts(self) -> list[str]:
        """All of them."""
        return [text for asked in self.asked.values() for language in LANGUAGES for text in asked[language]]

    def passages(self, document: Document) -> list[Passage]:
        """What is searched of them; the number is that of the sentence which answers."""
        return [
            Passage(document.id, group(document), "question", language, number, text, part)
            for number, asked in self.asked.items()
            for language in LANGUAGES
            for part, text in enumerate(asked[language])
        ]


NONE = Hypothetical({}, NOTHING)


def load_hypothetical(data_dir: Path, documents: Iterable[Document]) -> tuple[dict[str, Hypothetical], list[Problem]]:
    """The questions by record, and what could not be read: a file with a fault is left out, its record is not."""
    known = {document.id: document for document in documents}
    found: dict[str, Hypothetical] = {}
    problems: list[Problem] = []
    for path in sorted((data_dir / FOLDER).glob("*.yaml")):
        name = f"{FOLDER}/{path.name}"
        try:
            content = path.read_bytes()
            held = _File.model_validate(load_yaml(content.decode("utf-8-sig")) or {}).root
        except (OSError, UnicodeDecodeError, yaml.YAMLError, ValidationError) as error:
            problems.append(Problem(name, 0, str(error).splitlines()[0]))
            continue
        if fault := _fault(held, known.get(path.stem)):
            problems.append(Problem(name, 0, fault))
            continue
        asked = {number: {"it": one.it, "en": one.en} for number, one in held.items()}
        found[path.stem] = Hypothetical(asked, hashlib.sha256(content).hexdigest())  # type: ignore[arg-type]
    return found, problems


def _fault(held: Iterable[int], document: Document | None) -> str | None:
    if document is None:
        return "no record has this id: rename the file as its record is named, or remove it"
    count = len(document.statements)
    if wrong := [number for number in held if not 1 <= number <= count]:
        return f"there is no sentence {wrong[0]}: the record has {count}"
    return None
