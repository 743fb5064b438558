"""A draft note in a language model's words: the starter presses for it, reads it, and sends it or not.

The model is asked outside of every transaction, for nobody may wait for it. What it says of the need has all the
figures that were typed, what it says of the company stands in its sources; where less than that comes, the note stays.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.db.introductions import Introduction
from bot.errors import NoBetterWords
from bot.services.introductions.desk import Desk, Person
from bot.services.introductions.firms import named_in
from bot.services.introductions.scenes import Scene
from bot.services.outbox import Message
from rag.documents import Language, Worded

if TYPE_CHECKING:
    from bot.services.introductions.writing import Writing

MOST_TOLD = 320  # characters on the company: a note has five lines
MOST_KEPT = 64  # notes being written
SHORTEST = 0.5  # of what was typed; a shorter wording has left something out
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
Reword = Callable[[str, str, Language, int], Awaitable[tuple[Worded, ...]]]


@dataclass(frozen=True, slots=True)
class Words:
    """What a model made of a request. Kept in memory while the note is being written: made for `why` and `company`."""

    why: str
    company: str
    need: str  # the need in better words; empty: what was typed stands
    about: str  # of the company

    def suit(self, found: Scene) -> bool:
        """Whether they are still about this request, and hide what it hides."""
        row = found.row
        same = (self.why, self.company) == (row.why, found.second.id) and not row.two_sided
        return same and not (row.masked and named_in(f"{self.need} {self.about}", found.first.names))


class Rewording:
    def __init__(self, desk: Desk, writing: Writing) -> None:
        self._desk = desk
        self._writing = writing

    async def reword(self, person: Person, number: int) -> Message:
        """The preview with the note in other words.

        Raises NoBetterWords, NotForYou, IntroductionSettled, StillUnsaid.
        """
        async with self._desk.database.writing() as session:
            found = await self._writing.ready(session, person, number)
            row, language = found.row, _language(found.row)
            why, company = row.why or "", found.second.id
        if self._desk.reword is None or row.two_sided:
            raise NoBetterWords
        words = made(why, company, await self._desk.reword(why, company, language, person.id))
        async with self._desk.database.writing() as session:
            found = await self._writing.ready(session, person, number)
            if words is None or not words.suit(found):
                raise NoBetterWords
            found.row.note_typed = False
            self._keep(number, words)
            card = await self._writing.page(session, found.row, person)
            if words.about not in (found.row.note or ""):
                self._desk.reworded.pop(number)
                raise NoBetterWords  # some of it could not be founded, and the note stays as it was
            return card

    def _keep(self, number: int, words: Words) -> None:
        kept = self._desk.reworded
        kept[number] = words
        while len(kept) > MOST_KEPT:
            kept.pop(next(iter(kept)))


def made(why: str, company: str, told: tuple[Worded, ...]) -> Words | None:
    """What of the sentences goes into a note; None where nothing is said of the company."""
    need = " ".join(one.text for one in told if one.records == ("need",))
    if set(_NUMBER.findall(why)) - set(_NUMBER.findall(need)) or len(need) < SHORTEST * len(why):
        need = ""
    about = ""
    for one in (one for one in told if one.records == (company,)):
        longer = f"{about} {one.text}".strip()
        about = longer if len(longer) <= MOST_TOLD else about
    return Words(why, company, need, about) if about else None


def _language(row: Introduction) -> Language:
    return "en" if row.language == "en" else "it"
