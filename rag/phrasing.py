"""A few sentences in a model's words around what was found: each cites its passages, each is checked before it is told.

The model is never asked where nothing was found, and what it is told holds no person. What is found stays what it was.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from rag import prompts
from rag.discretion import Discretion
from rag.documents import Answer, CompanyHit, Document, Language, RecordHit, Snippet, Source, Worded
from rag.grounding import Guard, tidy
from rag.held import Passage
from rag.llm import Speaker, Usage
from rag.prompts import Prompt

MOST_TOLD = 4  # sentences
MOST_PASSAGES = 12
MOST_COMPANIES = 5
_FENCE = "```"


class Claim(BaseModel):
    """One line of a reply."""

    model_config = ConfigDict(extra="forbid", strict=True)

    say: str = Field(min_length=1, max_length=1000)
    cite: list[int] = Field(min_length=1, max_length=20)


@dataclass(frozen=True, slots=True)
class Cited:
    """A passage that a model may cite, and the source that it is from."""

    passage: Passage
    source: Source


@dataclass(frozen=True, slots=True)
class Brief:
    """What a model is told for one answer, and what its sentences are compared with."""

    prompt: Prompt
    cited: tuple[Cited, ...]
    language: Language


@dataclass(slots=True)
class Course:
    """How one telling went: what was dropped and why, and the tokens that it took."""

    usage: Usage = field(default_factory=Usage)
    dropped: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Phrasing:
    """Makes briefs, and listens to what a model makes of them."""

    documents: Mapping[str, Document]
    guard: Guard
    discretion: Discretion

    def brief(self, answer: Answer, asked: str) -> Brief | None:
        """What there is to tell of an answer; None where a model has nothing to add: no find, a profile, small talk.

        `asked`: the member's words, without those that a model must not hear.
        """
        if answer.outcome != "answered" or answer.intent in ("profile", "list_events") or answer.topic:
            return None
        cited = self._passages(answer)
        if not cited:
            return None
        listed = [_listed(number, one.passage) for number, one in enumerate(cited, start=1)]
        blanks = {"language": answer.language, "question": self.discretion.without_persons(asked), "passages": listed}
        return Brief(prompts.template("answer").filled(blanks), cited, answer.language)

    def note(self, need: str, company: Document, language: Language) -> Brief:
        """What there is to tell in the note that asks a company for an introduction. The member reads the draft."""
        own = Source("", "", None, declared=True)
        wanted = Cited(Passage("need", "", self.discretion.without_persons(need)), own)
        told = [self._of(company.id, company.name[language], Snippet(one.text[language], language, one.source))
                for one in company.statements[: MOST_PASSAGES - 1]]  # fmt: skip
        listed = [_listed(number, one.passage) for number, one in enumerate(told, start=2)]
        need_said = {**_listed(1, wanted.passage), "of": "need"}
        blanks = {"language": language, "need": need_said, "passages": listed}
        return Brief(prompts.template("note").filled(blanks), (wanted, *told), language)

    async def tell(self, speaker: Speaker, brief: Brief, course: Course) -> AsyncGenerator[Worded, None]:
        """The sentences that hold, one by one as they are said. Raises ModelFailed; fills `course`.

        A line that is no claim, or that its passages do not hold, is passed over and counted.
        """
        said: set[str] = set()
        async with aclosing(lines(speaker.say(brief.prompt, course.usage))) as reply:
            async for line in reply:
                told = self._checked(line, brief, course)
                if told is not None and told.text.casefold() not in said:
                    said.add(told.text.casefold())
                    yield told
                if len(said) >= MOST_TOLD:
                    return

    def _checked(self, line: str, brief: Brief, course: Course) -> Worded | None:
        try:
            claim = Claim.model_validate_json(line)
        except ValidationError:
            course.dropped["format"] += 1
            return None
        sentence, numbers = tidy(claim.say), list(dict.fromkeys(claim.cite))
        if not all(1 <= number <= len(brief.cited) for number in numbers):
            course.dropped["uncited"] += 1
            return None
        cited = [brief.cited[number - 1] for number in numbers]
        if fault := self.guard.fault(sentence, [one.passage for one in cited], brief.language):
            course.dropped[fault] += 1
            return None
        return Worded(
            sentence, tuple(dict.fromkeys(one.source for one in cited)),
            tuple(dict.fromkeys(one.passage.record for one in cited)),
        )  # fmt: skip

    def _passages(self, answer: Answer) -> tuple[Cited, ...]:
        """Facts first, then the companies' sentences, then those of events and press."""
        found = [self._fact(snippet, answer) for snippet in answer.facts]
        for hit in [one for one in answer.companies if one.kind == "match" and one.likely][:MOST_COMPANIES]:
            found += [self._of(hit.id, f"{hit.name} · {hit.city}", snippet) for snippet in hit.snippets[:2]]
            found += self._trade(hit)
        records: list[RecordHit] = [*answer.events, *answer.press]
        for record in records if answer.facts or not answer.companies else ():
            found += [self._of(record.id, record.title, snippet) for snippet in record.snippets[:2]]
        kept: dict[str, Cited] = {}
        for one in found:
            if any(letter.isalpha() for letter in one.passage.text):
                kept.setdefault(one.passage.text, one)
        return tuple(kept.values())[:MOST_PASSAGES]

    def _trade(self, hit: CompanyHit) -> list[Cited]:
        """What the card says beside the sentences: the matched capability, which the first sentence documents."""
        said = hit.capability or hit.trade
        return [self._of(hit.id, f"{hit.name} · {hit.city}", Snippet(said, "it", hit.snippets[0].source))][
            : len(hit.snippets[:1])
        ]

    def _fact(self, snippet: Snippet, answer: Answer) -> Cited:
        """A fact does not say whose it is: its record is the one that holds it word for word."""
        shown: list[CompanyHit | RecordHit] = [*answer.companies, *answer.events, *answer.press]
        for hit in shown:
            document = self.documents.get(hit.id)
            if document and any(one.text[snippet.language] == snippet.text for one in document.statements):
                return self._of(hit.id, hit.name if isinstance(hit, CompanyHit) else hit.title, snippet)
        return self._of(snippet.source.url, "", snippet)

    def _of(self, record: str, head: str, snippet: Snippet) -> Cited:
        document = self.documents.get(record)
        is_firm = document is not None and document.is_company
        without = self.discretion.without_persons
        return Cited(Passage(record, without(head), without(snippet.text), named=is_firm), snippet.source)


async def lines(pieces: AsyncGenerator[str, None]) -> AsyncGenerator[str, None]:
    """What is said piece by piece, line by line; fences of code and empty lines left out."""
    held = ""
    async with aclosing(pieces):
        async for piece in pieces:
            held += piece
            *whole, held = held.split("\n")
            for line in whole:
                if line.strip() and not line.strip().startswith(_FENCE):
                    yield line.strip()
    if held.strip() and not held.strip().startswith(_FENCE):
        yield held.strip()


def _listed(number: int, passage: Passage) -> dict[str, str | int]:
    return {"n": number, "of": passage.head, "text": passage.text}


def enough(told: Sequence[Worded], dropped: Counter[str]) -> bool:
    """Whether what is left reads as an answer: something, and not less than what had to be dropped."""
    return bool(told) and len(told) >= sum(dropped.values())
