"""Words for a model: prompts/*.md, one a verb, each with its blanks declared. Whoever changes one changes no code."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from rag.yamls import load_yaml

ROOM = Path(__file__).resolve().parents[1] / "prompts"
VERBS = ("answer", "understand", "note", "translate", "notice")
_BLANK = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_PARTS = re.compile(r"^## (System|Human)\s*$", re.MULTILINE)


class PromptProblem(Exception):
    """A file of prompts/ can't be used; the message names it and says what is wrong."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a model is told: who it is and how it must speak, then what there is to do."""

    system: str
    human: str


@dataclass(frozen=True, slots=True)
class Template:
    """A prompt with blanks. Only the part for the task has any: data never stands among the rules."""

    verb: str
    blanks: frozenset[str]
    system: str
    human: str

    def filled(self, given: Mapping[str, object]) -> Prompt:
        """Every blank filled, as JSON: what others wrote stands in quotes that it can't close.

        Raises PromptProblem when a blank is missing or unknown.
        """
        if set(given) != self.blanks:
            raise PromptProblem(f"prompts/{self.verb}.md has the blanks {sorted(self.blanks)}, given: {sorted(given)}")
        return Prompt(self.system, _BLANK.sub(lambda blank: fenced(given[blank[1]]), self.human))


def fenced(value: object) -> str:
    """A value as JSON on one line; of a list each entry has its own. No markup and no line break gets out of it."""
    if isinstance(value, list | tuple):
        return "\n".join(fenced(one) for one in value) or "(none)"
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c").replace("\u2028", " ").replace("\u2029", " ")


@cache
def template(verb: str, room: Path = ROOM) -> Template:
    """The prompt of a verb. Raises PromptProblem."""
    path = room / f"{verb}.md"
    try:
        _, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
        declared = frozenset(load_yaml(front)["blanks"])
        before, one, system, two, human = _PARTS.split(body)
    except (OSError, ValueError, KeyError, TypeError, yaml.YAMLError) as problem:
        raise PromptProblem(f"{path.name}: blanks in the head, then ## System and ## Human ({problem})") from problem
    if (one, two, before.strip()) != ("System", "Human", "") or _BLANK.search(system):
        raise PromptProblem(f"{path.name}: ## System without blanks, then ## Human")
    if set(_BLANK.findall(human)) != declared:
        raise PromptProblem(f"{path.name}: declares {sorted(declared)}, has {sorted(set(_BLANK.findall(human)))}")
    return Template(verb, declared, system.strip(), human.strip())
