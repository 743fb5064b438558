"""What a notice says of fields that the code found empty: a model points at words, and the code reads those words.

It can only point. A field is taken where its words stand in the line that is named, word for word, as one piece; a
moment is what the code reads in them. Names and contacts stand aside as numbers, and are put back afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import date

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from rag import notices, prompts
from rag.discretion import GONE, Discretion
from rag.llm import Speaker, Usage
from rag.prompts import Prompt
from rag.text import words
from rag.translating import Masked

FIELDS = ("title", "start", "place", "organiser")
LONGEST = 4000  # characters of a notice that a model is given
MOST_LINES = 80
_LONGEST = {"title": 120, "start": 120, "place": 120, "organiser": 80}
_PADDING = ' \t,;:.–—-|*•"«»“”'


class Pointed(BaseModel):
    """Where a field is told."""

    model_config = ConfigDict(extra="ignore", strict=True)

    line: int = Field(ge=1)
    words: str = Field(min_length=2, max_length=200)


_REPLY = TypeAdapter(dict[str, Pointed | None])


@dataclass(frozen=True, slots=True)
class Found:
    """A field's value as the code has it, and the line, counted from 1, that it stands in."""

    value: str
    line: int


@dataclass(frozen=True)
class Pointing:
    """One notice of which something is missing. Made by `of`."""

    lines: tuple[str, ...]  # as they stand
    hidden: tuple[str, ...]  # what the model is told
    masked: Masked
    wanted: tuple[str, ...]
    today: date

    @classmethod
    def of(cls, text: str, wanted: Sequence[str], today: date, discretion: Discretion) -> Pointing:
        """`wanted`: of FIELDS, those that are missing."""
        masked = Masked(discretion)
        lines = tuple(text[:LONGEST].splitlines()[:MOST_LINES])
        kept = tuple(one for one in wanted if one in FIELDS)
        return cls(lines, tuple(masked.mask(line) for line in lines), masked, kept, today)

    @property
    def prompt(self) -> Prompt:
        told = [{"n": number, "text": line} for number, line in enumerate(self.hidden, start=1) if line.strip()]
        blanks = {"wanted": list(self.wanted), "today": self.today.isoformat(), "lines": told}
        return prompts.template("notice").filled(blanks)

    async def made(self, speaker: Speaker, usage: Usage) -> dict[str, Found]:
        """What holds of the model's reply. Raises ModelFailed."""
        async with aclosing(speaker.say(self.prompt, usage)) as pieces:
            reply = "".join([piece async for piece in pieces])
        return self.read(reply)

    def read(self, reply: str) -> dict[str, Found]:
        """The fields whose words stand where the reply says; all others are left out."""
        try:
            said = _REPLY.validate_json(re.sub(r"^```\w*|```$", "", reply.strip()).strip())
        except ValidationError:
            return {}
        found = {name: self._held(name, one) for name, one in said.items() if one and name in self.wanted}
        return {name: one for name, one in found.items() if one is not None}

    def _held(self, name: str, pointed: Pointed) -> Found | None:
        if pointed.line > len(self.lines):
            return None
        told = " ".join(pointed.words.split()).strip(_PADDING)
        line = " ".join(self.hidden[pointed.line - 1].split())
        at = line.casefold().find(told.casefold())
        if not told or at < 0 or GONE in told or not _is_whole(line, at, at + len(told)) or len(told) > _LONGEST[name]:
            return None
        value = self.masked.unmask(line[at : at + len(told)])
        if not words(value) or value.casefold() not in " ".join(self.lines[pointed.line - 1].split()).casefold():
            return None
        return self._moment(value, pointed.line) if name == "start" else Found(value, pointed.line)

    def _moment(self, told: str, line: int) -> Found | None:
        """What the code reads in those words alone: no date is taken on a model's word."""
        start = notices.read([told], self.today).start
        return Found(str(start.value), line) if start is not None and start.value.day >= self.today else None


def _is_whole(line: str, start: int, end: int) -> bool:
    """Whether no word is cut at either end."""
    return not (start > 0 and line[start - 1].isalnum() and line[start].isalnum()) and not (
        end < len(line) and line[end].isalnum() and line[end - 1].isalnum()
    )
