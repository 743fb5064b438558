"""What `raccordo evaluate --llm` does: the same questions with the language model and without, side by side."""

from __future__ import annotations

import re
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import OperatorProblem
from bot.measuring import in_words
from bot.services.ask import Asking
from bot.services.bundle import Services
from rag.documents import Answer, Worded

if TYPE_CHECKING:
    from rag.answers import Library
    from rag.evaluation import Evaluation

_TELLING = re.compile(r"\d+(?:[.,]\d+)*|(?<=[a-zà-ÿ,;] )[A-ZÀ-Þ][\w&-]+")


@dataclass
class Spoken:
    """The answers of one set, by the text of the question, and what speaking took."""

    plain: dict[str, Answer] = field(default_factory=dict)
    worded: dict[str, Answer] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)


async def with_model(services: Services, files: Sequence[Path]) -> AsyncIterator[str]:
    """A table for each file. Raises OperatorProblem, also where no model is set."""
    if not services.wording.voice.is_on:
        raise OperatorProblem(
            "LLM: manca; scrivi quale modello, per esempio LLM=openai:…\n"
            "LLM: is missing; say which model, such as LLM=openai:…"
        )
    from rag.questions import QuestionProblem  # late: it brings the library's searching with it

    await services.wording.voice.open()
    for path in files:
        try:
            yield await _compared(services, path)
        except QuestionProblem as problem:
            raise OperatorProblem(str(problem)) from problem


async def _compared(services: Services, path: Path) -> str:
    from rag.questions import Judged, load_questions  # late: as above

    def held(library: Library) -> list[Judged]:
        return load_questions(path, library.documents.values())

    questions = await services.wording.consult(held)
    spoken = await _spoken(services, [(one.text, one.today) for one in questions])

    def table(library: Library) -> str:
        return _table(library, path, services.clock.today(), spoken)

    return await services.wording.consult(table)


async def _spoken(services: Services, questions: Sequence[tuple[str, str | None]]) -> Spoken:
    spoken = Spoken()
    for text, day in questions:
        today = date.fromisoformat(day) if day else None
        answered = await services.ask.answer(Asking(text, place="cli", today=today))
        started = time.perf_counter()
        told = await services.ask.word(answered, None, _unseen)
        spoken.seconds.append(time.perf_counter() - started)
        spoken.plain[text], spoken.worded[text] = replace(answered.answer, words=()), told.answer
    return spoken


async def _unseen(_: object) -> None:
    """Nobody looks while it is measured."""


def _table(library: Library, path: Path, today: date, spoken: Spoken) -> str:
    from rag.evaluation import evaluate  # late: as above

    def measured(given: dict[str, Answer] | None) -> Evaluation:
        return evaluate(library, path, today, lambda answer: in_words(library, today, answer), given)

    without, with_it = measured(None), measured(spoken.plain)
    lines = [f"## {path.name}", "", "| measure | without | with the model | n |", "|---|---|---|---|"]
    beside = {one.name: one.value for one in with_it.figures()}
    lines += [
        f"| {one.name} | {one.value} | {beside.get(one.name, '')} | {one.count} |"
        for one in without.figures()
        if "alone" not in one.name and "milliseconds" not in one.name
    ]
    return "\n".join([*lines, *_of_words(library, spoken), ""])


def _of_words(library: Library, spoken: Spoken) -> list[str]:
    """How many answers got words, and whether each name and figure in them stands in a record that they cite."""
    words = [one for answer in spoken.worded.values() for one in answer.words]
    grounded = sum(_is_grounded(library, one) for one in words)
    got, every = sum(bool(answer.words) for answer in spoken.worded.values()), len(spoken.worded)
    slowest = sorted(spoken.seconds)[int(0.95 * (len(spoken.seconds) - 1))] if spoken.seconds else 0.0
    return [
        f"| answers in the model's words | – | {got} of {every} | {every} |",
        f"| sentences whose names and figures a cited record holds | – | {grounded} of {len(words)} | {len(words)} |",
        f"| seconds for the words, p95 | – | {slowest:.2f} | {every} |",
    ]


def _is_grounded(library: Library, said: Worded) -> bool:
    """Looked at anew and more simply than by the check that let it pass: a second pair of eyes."""
    # A fact's sentence cites a press item by its address.
    documents = [one for one in library.documents.values() if one.id in said.records or one.url in said.records]
    texts = [text for one in documents for text in (*one.name.values(), *one.city.values())]
    texts += [text for one in documents for told in one.statements for text in told.text.values()]
    held = " ".join(texts).casefold()
    return bool(documents) and all(one.casefold() in held for one in _TELLING.findall(said.text))
