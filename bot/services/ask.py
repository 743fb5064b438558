"""Questions and what becomes of them: answered by the library, kept, judged by their askers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import Literal

import structlog
from pydantic import TypeAdapter
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from bot import observability
from bot.clock import Clock
from bot.db import ask as tables
from bot.db.base import Database, add_if_absent
from bot.errors import ButtonTooOld, NotYours, TooLong
from bot.services.directory import Directory
from bot.services.reading import ReadingRoom
from rag.documents import Answer, Language, Question

log = structlog.get_logger()

Place = Literal["private", "group", "inline", "cli"]
Verdict = Literal["up", "down", "not_this"]

LONGEST = 4096  # characters of one Telegram message
KEPT_PLACES: frozenset[Place] = frozenset({"private", "group"})
SAME_TALK = timedelta(minutes=15)  # for so long "which of these…" means the companies of the answer before


@dataclass(frozen=True, slots=True)
class Asking:
    """A question as it came in. `language`: the asker's usual one, for a text that does not tell its own."""

    text: str
    asker: int | None = None
    chat: int | None = None
    language: Language | None = None
    place: Place = "private"
    today: date | None = None  # None: the clock's day


@dataclass(frozen=True, slots=True)
class Answered:
    """`number` names question and answer to `judge` and `recall`; 0 when they were not kept.

    `verdict`: the asker's thumb, "up" or "down"; "" before it is given.
    """

    answer: Answer
    number: int
    verdict: str = ""


class Ask:
    """What is typed inline or at the command line is answered and not kept: words in the making."""

    def __init__(self, database: Database, clock: Clock, room: ReadingRoom, directory: Directory) -> None:
        self._database = database
        self._clock = clock
        self._room = room
        self._directory = directory

    async def open(self) -> bool:
        """Makes ready to answer; False: the sources can't be searched now, and the log says why."""
        return await self._room.open()

    @property
    def problem(self) -> str | None:
        """Why the sources can't be searched, and what to do about it."""
        return self._room.problem

    async def answer(self, asking: Asking) -> Answered:
        """Answers from the sources alone. Raises TooLong, or NotReady while they can't be searched."""
        if len(asking.text) > LONGEST:
            raise TooLong(length=len(asking.text), limit=LONGEST)
        text = readable(asking.text)
        today = asking.today or self._clock.today()
        focus = await self._talked_of(asking)
        answer = await self._room.answer(Question(text, today.isoformat(), asking.language, focus))
        answer = await self._shown(answer)
        observability.answered(answer, asking.place)
        return Answered(answer, await self._keep(asking, text, answer))

    async def judge(self, number: int, asker: int, verdict: Verdict, company: str | None = None) -> None:
        """Keeps what the asker thinks. A second press changes the verdict. Raises NotYours, ButtonTooOld."""
        now = self._clock.now()
        async with self._database.writing() as session:
            answer = await _answer_to(session, number, asker)
            if verdict == "not_this":
                if company not in {hit.id for hit in answer.companies}:
                    raise ButtonTooOld
                given = {"question_id": number, "company_id": company, "given_at": now}
                await add_if_absent(session, tables.NotThis, **given)
                return
            given = {"question_id": number, "verdict": verdict, "given_at": now}
            if not await add_if_absent(session, tables.Feedback, **given):
                row = await session.get_one(tables.Feedback, number)
                row.verdict, row.given_at = verdict, now

    async def recall(self, number: int, asker: int) -> Answered:
        """The answer with the asker's thumb, without the companies they took out. Raises NotYours, ButtonTooOld."""
        async with self._database.reading() as session:
            answer = await _answer_to(session, number, asker)
            query = select(tables.NotThis.company_id).where(tables.NotThis.question_id == number)
            refused = frozenset(await session.scalars(query))
            feedback = await session.get(tables.Feedback, number)
        verdict = feedback.verdict if feedback else ""
        return Answered(await self._shown(answer, without=refused), number, verdict)

    async def _shown(self, answer: Answer, without: frozenset[str] = frozenset()) -> Answer:
        """The answer without what may not be shown (any more), and without what its asker refused."""
        records = (*answer.events, *answer.press)
        named = {one.id for group in (answer.companies, records, answer.choices) for one in group}
        if not named:
            return answer
        shown = await self._directory.shown(named) - without
        return replace(
            answer,
            companies=tuple(hit for hit in answer.companies if hit.id in shown),
            events=tuple(hit for hit in answer.events if hit.id in shown),
            press=tuple(hit for hit in answer.press if hit.id in shown),
            choices=tuple(one for one in answer.choices if one.id in shown),
            # A fact does not say which record it is from: when one is gone, none is told.
            facts=answer.facts if all(hit.id in shown for hit in records) else (),
            details=answer.details if all(hit.id in shown for hit in answer.companies) else (),
        )

    async def _talked_of(self, asking: Asking) -> tuple[str, ...]:
        """The companies of the asker's answer before, if it was just now and in the same chat."""
        if asking.asker is None or asking.place not in KEPT_PLACES:
            return ()
        since = self._clock.now() - SAME_TALK
        query = (
            select(tables.StoredAnswer.body)
            .join(tables.Question)
            .where(tables.Question.asker == asking.asker, tables.Question.chat == asking.chat)
            .where(tables.Question.asked_at >= since)
            .order_by(tables.Question.asked_at.desc())
            .limit(1)
        )
        async with self._database.reading() as session:
            body = await session.scalar(query)
        companies = body["companies"] if body else ()
        return tuple(company["id"] for company in companies if company["kind"] == "match")

    async def _keep(self, asking: Asking, text: str, answer: Answer) -> int:
        if asking.place not in KEPT_PLACES:
            return 0
        question = tables.Question(
            asked_at=self._clock.now(), asker=asking.asker, chat=asking.chat, place=asking.place, text=text,
            language=answer.language, intent=answer.intent, outcome=answer.outcome, seconds=answer.seconds,
        )  # fmt: skip
        question.answer = tables.StoredAnswer(body=answers_as_json().dump_python(answer, mode="json"))
        async with self._database.writing() as session:
            session.add(question)
            await session.flush()
            return question.id


def readable(text: str) -> str:
    """The text as any database and model can take it: half characters marked, NULs gone."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\0", "")


@cache
def answers_as_json() -> TypeAdapter[Answer]:
    """Answers to JSON and back."""
    return TypeAdapter(Answer)


async def _answer_to(session: AsyncSession, number: int, asker: int) -> Answer:
    question = await session.get(tables.Question, number, options=[joinedload(tables.Question.answer)])
    if question is None:
        raise ButtonTooOld
    if question.asker != asker:
        raise NotYours
    return answers_as_json().validate_python(question.answer.body)
