"""An announcement in the other language, as a draft for staff: contacts never leave, and figures are compared.

The words themselves can't be checked by comparing: that is what the preview is for, which staff see before anything is
sent. What can be: numbers, dates, names, links, the language, the length.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import aclosing
from dataclasses import dataclass, field

from pydantic import TypeAdapter, ValidationError

from rag import prompts
from rag.discretion import GONE, Discretion
from rag.documents import Language
from rag.grounding import tidy
from rag.llm import Speaker, Usage
from rag.prompts import Prompt
from rag.quantities import days, quantities
from rag.text import fold, words
from rag.understanding import language_of

LONGEST = 3000  # characters of a text that is given to a model
_MARK = re.compile(r"\[\[(\d{1,3})\]\]")
_PIECES = re.compile(
    r"https?://\S+|www\.\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?<!\w)[@#/]\w+|(?<![\w.,])\+?\d[\d ()./-]{6,}\d(?!\w)"
)
_TIME = re.compile(r"\b\d{1,2}[.:]\d\d\b")
_REPLY = TypeAdapter(dict[str, str])
_SHORTEST, _LONGEST = 0.5, 2.0  # length of a translation, as a share of the original's


@dataclass
class Masked:
    """A text whose names and contacts stand aside, by number."""

    discretion: Discretion
    aside: list[str] = field(default_factory=list)

    def mask(self, text: str) -> str:
        """The text with marks in the place of whatever a model must not hear or could spoil."""
        marked = _PIECES.sub(lambda found: self._mark(found[0]), text.replace("[[", "[ ["))
        hidden = self.discretion.without_persons(marked)
        if GONE not in hidden or GONE in marked:
            return hidden
        # What was taken out stands in the original between the same neighbours.
        parts = [re.escape(part) for part in hidden.split(GONE)]
        found = re.fullmatch("(.+?)".join(parts), marked, re.DOTALL)
        if found is None:
            return hidden
        return "".join(
            part + (self._mark(found[number]) if number <= len(found.groups()) else "")
            for number, part in enumerate(hidden.split(GONE), start=1)
        )

    def unmask(self, text: str) -> str:
        return _MARK.sub(lambda mark: self.aside[int(mark[1]) - 1], text)

    def marks(self, text: str) -> list[str]:
        return sorted(_MARK.findall(text))

    def _mark(self, piece: str) -> str:
        self.aside.append(_MARK.sub(lambda mark: self.aside[int(mark[1]) - 1], piece))
        return f"[[{len(self.aside)}]]"


@dataclass(frozen=True)
class Translation:
    """One draft to be made. Made by `of`."""

    target: Language
    hidden: Mapping[str, str]  # what the model is told
    masked: Masked

    @classmethod
    def of(cls, fields: Mapping[str, str], target: Language, discretion: Discretion) -> Translation:
        masked = Masked(discretion)
        return cls(target, {name: masked.mask(text) for name, text in fields.items() if text.strip()}, masked)

    @property
    def is_possible(self) -> bool:
        """Whether there is something to translate, not too much of it, and all that is hidden can be put back."""
        texts = self.hidden.values()
        return bool(texts) and sum(map(len, texts)) <= LONGEST and not any(GONE in text for text in texts)

    @property
    def prompt(self) -> Prompt:
        return prompts.template("translate").filled({"target": self.target, "fields": dict(self.hidden)})

    async def made(self, speaker: Speaker, usage: Usage) -> dict[str, str]:
        """The fields in the target language; empty where the model's reply does not hold. Raises ModelFailed."""
        async with aclosing(speaker.say(self.prompt, usage)) as pieces:
            reply = "".join([piece async for piece in pieces])
        return self.read(reply)

    def read(self, reply: str) -> dict[str, str]:
        """The reply, where it is a translation of all fields; empty otherwise."""
        try:
            said = _REPLY.validate_json(re.sub(r"^```\w*|```$", "", reply.strip()).strip())
        except ValidationError:
            return {}
        told = {name: "\n".join(tidy(line) for line in text.splitlines()).strip() for name, text in said.items()}
        if set(told) != set(self.hidden):
            return {}
        if any(not _holds(self.hidden[name], told[name], self.masked) for name in told):
            return {}
        if language_of(_MARK.sub(" ", " ".join(told.values())), self.target) != self.target:
            return {}
        return {name: self.masked.unmask(text) for name, text in told.items()}


def _holds(original: str, told: str, masked: Masked) -> bool:
    """Whether numbers, dates, names and marks are the original's, and the length is a translation's."""
    if not _SHORTEST * len(original) - 20 <= len(told) <= _LONGEST * len(original) + 20:
        return False
    bare = _MARK.sub(" ", original), _MARK.sub(" ", told)
    if masked.marks(original) != masked.marks(told) or _PIECES.search(bare[1]) or re.search(r"[<>`\\{}]", told):
        return False
    if sorted(_TIME.findall(bare[0])) != sorted(_TIME.findall(bare[1])):
        return False
    numbers = [sorted({one.value for one in quantities(text) if one.value > 2}) for text in bare]
    dates = [{(day.month, day.day, day.year) for day in days(text)} for text in bare]
    return numbers[0] == numbers[1] and dates[0] == dates[1] and _names(bare[1]) <= set(words(bare[0]))


def _names(text: str) -> set[str]:
    """Words that are surely names: with a capital within a sentence, and no month or day."""
    found = re.findall(r"(?<=[a-zà-ÿ,;] )[A-ZÀ-Þ][\w'’-]+", text)
    return {word for one in found for word in words(one)} - _CAPITALS


_CAPITALS = frozenset(
    fold(
        "january february march april may june july august september october november december monday tuesday "
        "wednesday thursday friday saturday sunday i italian italy turin piedmont english european "
        "europe we it the a an"
    ).split()
)
