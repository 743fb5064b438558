"""A second reading of a message that the code could not read: a model puts it into one whole question.

The code then reads that question itself, and its reading is what counts. So all that a model can do is to find better
words for what was said; names, places and times that nobody said are refused, and where the two disagree on what is
wanted, or on where, the first reading stays.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from rag import prompts
from rag.discretion import GONE, Discretion
from rag.documents import Answer, Intent
from rag.grounding import tidy
from rag.names import Names
from rag.places import Gazetteer
from rag.prompts import Prompt
from rag.quantities import quantities
from rag.text import fold, key_words, stems
from rag.understanding import Understood

MOST_TURNS = 3
_WORDS = 24
_UNSURE = ("incomplete",)
_IN_A_TALK = ("undocumented", "off_topic", "incomplete")
_SHORT = 14  # words of a follow-up


class Reading(BaseModel):
    """What a model makes of a message."""

    model_config = ConfigDict(extra="ignore")

    question: str = Field(min_length=2, max_length=300)
    intent: Intent
    capability: str | None = Field(default=None, max_length=120)
    place: str | None = Field(default=None, max_length=60)
    when: str | None = Field(default=None, max_length=60)


def is_unsure(answer: Answer, turns: Sequence[str]) -> bool:
    """Whether the code's reading may be improved on: it made nothing of the message, or not within the talk.

    What the code read as a whole question and nobody documents stays a no: another wording would make it a yes.
    """
    if answer.outcome == "smalltalk":
        return answer.intent == "other" and answer.reply is None and answer.topic is None
    if answer.outcome != "nothing_found":
        return False
    in_a_talk = bool(turns) and len(answer.question.split()) <= _SHORT
    return answer.refusal in (_IN_A_TALK if in_a_talk else _UNSURE)


@dataclass(frozen=True)
class Rereading:
    """Asks and validates; `known`: folded words of the vocabulary."""

    names: Names
    gazetteer: Gazetteer
    discretion: Discretion
    known: frozenset[str]

    def prompt(self, text: str, turns: Sequence[str], today: str) -> Prompt:
        """What a model is told: the message and the last ones before it, without persons."""
        without = self.discretion.without_persons
        said = [without(one) for one in turns[-MOST_TURNS:]]
        return prompts.template("understand").filled({"question": without(text), "turns": said, "today": today})

    def read(self, reply: str, text: str, turns: Sequence[str]) -> Reading | None:
        """The reply as a reading; None where it is none, or says what nobody said."""
        found = re.search(r"\{.*\}", reply, re.DOTALL)
        try:
            reading = Reading.model_validate_json(found[0]) if found else None
        except ValidationError:
            return None
        if reading is None or reading.intent == "other":
            return None
        question = tidy(reading.question)
        said = " . ".join((*turns[-MOST_TURNS:], text))
        if GONE in question or len(question.split()) > _WORDS or fold(question) == fold(text):
            return None
        own = set(stems(said))
        fresh = [word for word in key_words(question) if not own & set(stems(word))]
        if any(word not in self.known for word in fresh):
            return None
        return reading if self._adds_nothing(question, said) else None

    def _adds_nothing(self, question: str, said: str) -> bool:
        firms = {key for mention in self.names.find(said) for key in mention.ids}
        named = {key for mention in self.names.find(question) if mention.exact for key in mention.ids}
        place = self.gazetteer.asked(question)
        numbers = {one.value for one in quantities(said)}
        return (
            named <= firms
            and (place is None or place.name in fold(said))
            and all(one.value in numbers for one in quantities(question))
        )

    def agrees(self, reading: Reading, understood: Understood) -> bool:
        """Whether the code reads in the whole question what the model says that is in it."""
        where = self.gazetteer.named(fold(reading.place)) if reading.place else None
        own = understood.place.name if understood.place else None
        return understood.intent == reading.intent and (where.name if where else None) == own


def better(answer: Answer, before: Answer) -> bool:
    """Whether a second answer is worth telling in the place of the first: it answers, where that did not."""
    return answer.outcome == "answered" and before.outcome != "answered"
