"""The vocabulary of capabilities (data/capabilities): concepts with labels, needs, broader, narrower and related ones.

Shaped like SKOS. A `need` is what somebody says who lacks the capability ("devo aprire una cava in una piastra
temprata"), so that a question finds its concept even when it shares no word with the concept's name.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from threading import Lock

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from rag.documents import LANGUAGES, Bilingual, Grain, Language, Passage
from rag.loaders import Problem
from rag.text import words
from rag.yamls import load_yaml

GROUP = "concept"
_TURN = Lock()


class _Both(BaseModel):
    model_config = ConfigDict(extra="forbid")
    it: str
    en: str


class _Lists(BaseModel):
    model_config = ConfigDict(extra="forbid")
    it: list[str] = []
    en: list[str] = []


class _ConceptEntry(BaseModel):
    model_config = ConfigDict(extra="forbid")
    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    pref: _Both
    alt: _Lists = _Lists()
    broader: list[str] = []
    related: list[str] = []
    definition: _Both
    needs: _Lists


class _Theme(BaseModel):
    model_config = ConfigDict(extra="forbid")
    theme: str
    title: _Both
    outside: bool = False
    concepts: list[_ConceptEntry]


@dataclass(frozen=True, slots=True)
class Concept:
    """One capability of the trade, or what is `outside` it: known, so that nobody is taken for its maker.

    `narrower` is derived from the others' `broader`.
    """

    id: str
    theme: str
    pref: Bilingual
    alt: Mapping[Language, tuple[str, ...]]
    definition: Bilingual
    needs: Mapping[Language, tuple[str, ...]]
    broader: tuple[str, ...]
    related: tuple[str, ...]
    digest: str
    outside: bool = False

    def labels(self, language: Language) -> tuple[str, ...]:
        """What the concept is called, the preferred label first."""
        return (self.pref[language], *self.alt[language])


@dataclass(frozen=True)
class Vocabulary:
    """All concepts by id, with the ways between them."""

    concepts: Mapping[str, Concept]

    def narrower(self, concept: str) -> list[str]:
        """Ids of the concepts that name this one as broader."""
        return [other.id for other in self.concepts.values() if concept in other.broader]

    @cached_property
    def words(self) -> frozenset[str]:
        """The trade's everyday words, folded: none of them is a slip for a company's name."""
        texts = (
            text
            for concept in self.concepts.values()
            for language in LANGUAGES
            for text in (*concept.labels(language), *concept.needs[language], concept.definition[language])
        )
        return frozenset(words("\n".join(texts)))

    def ancestors(self, concept: str) -> dict[str, int]:
        """Every broader concept with its distance in steps (1 = parent)."""
        found: dict[str, int] = {}
        edge = [concept]
        steps = 0
        while edge:
            steps += 1
            edge = [up for one in edge if one in self.concepts for up in self.concepts[one].broader if up not in found]
            found |= dict.fromkeys(edge, steps)
        return found


def load_vocabulary(folder: Path) -> tuple[Vocabulary, list[Problem]]:
    """The concepts of all theme files; a file or reference that is wrong is reported and left out.

    Read again in the same process, files that say the same give the same vocabulary.
    """
    files = tuple((f"{folder.name}/{path.name}", path.read_bytes()) for path in sorted(folder.glob("*.yaml")))
    with _TURN:
        found, problems = _read(files)
    return found, list(problems)


@lru_cache(2)
def _read(files: tuple[tuple[str, bytes], ...]) -> tuple[Vocabulary, tuple[Problem, ...]]:
    concepts: dict[str, Concept] = {}
    problems: list[Problem] = []
    for name, content in files:
        try:
            theme = _Theme.model_validate(load_yaml(content.decode("utf-8")))
        except (yaml.YAMLError, ValidationError, UnicodeDecodeError) as error:
            problems.append(Problem(name, 0, str(error).splitlines()[0]))
            continue
        for entry in theme.concepts:
            if entry.id in concepts:
                problems.append(Problem(name, 0, f"concept {entry.id} stands twice"))
            concepts[entry.id] = _concept(entry, theme)
    problems += _dangling(concepts)
    return Vocabulary(concepts), tuple(problems)


def _concept(entry: _ConceptEntry, theme: _Theme) -> Concept:
    raw = json.dumps(entry.model_dump(), sort_keys=True)
    return Concept(
        id=entry.id,
        theme=theme.theme,
        pref={"it": entry.pref.it, "en": entry.pref.en},
        alt={"it": tuple(entry.alt.it), "en": tuple(entry.alt.en)},
        definition={"it": entry.definition.it, "en": entry.definition.en},
        needs={"it": tuple(entry.needs.it), "en": tuple(entry.needs.en)},
        broader=tuple(entry.broader),
        related=tuple(entry.related),
        digest=hashlib.sha256(raw.encode()).hexdigest(),
        outside=theme.outside,
    )


def _dangling(concepts: Mapping[str, Concept]) -> Iterator[Problem]:
    for concept in concepts.values():
        for other in (*concept.broader, *concept.related):
            if other not in concepts:
                yield Problem(
                    f"capabilities/{concept.theme}.yaml", 0, f"{concept.id} names the unknown concept {other}"
                )


def passages(concept: Concept) -> list[Passage]:
    """What is searched of a concept: its definition, its labels (grain "capability") and its needs ("statement")."""
    found: list[Passage] = []
    for language in LANGUAGES:
        summary = f"{concept.pref[language]}: {concept.definition[language]}"
        found += _numbered(concept, "document", language, [summary])
        found += _numbered(concept, "capability", language, concept.labels(language))
        found += _numbered(concept, "statement", language, concept.needs[language])
    return found


def _numbered(concept: Concept, grain: Grain, language: Language, texts: Iterable[str]) -> list[Passage]:
    return [Passage(f"{GROUP}:{concept.id}", GROUP, grain, language, number, text) for number, text in enumerate(texts)]
