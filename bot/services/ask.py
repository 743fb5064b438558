"""Questions and what becomes of them: answered by the library, kept, judged by their askers."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from typing import Any, Literal

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
from bot.services.wording import Wording
from bot.services.wording.words import Show
from rag.documents import Answer, Language, Question
from rag.wishes import Change, changed

log = structlog.get_logger()

Place = Literal["private", "group", "inline", "cli"]
Verdict = Literal["up", "down", "not_this"]

SHORT = 300  # characters; longer texts are seldom questions, and take the library longer
LONGEST = 4096  # characters of one Telegram message
KEPT_PLACES: frozenset[Place] = frozenset({"private", "group"})
REPEATED = timedelta(days=8)  # for so long Telegram's numbers are surely not given anew
SAME_TALK = timedelta(minutes=10)  # for so long a question may follow on the one before
COURTESIES = ("profile", "greeting", "thanks", "help", "other")  # intents that do not end a talk about companies
MOST_COURTESIES = 5  # in a row, before what was talked of is forgotten


@dataclass(frozen=True, slots=True)
class Asking:
    """A question as it came in. `language`: the asker's usual one, for a text that does not tell its own."""

    text: str
    asker: int | None = None
    chat: int | None = None
    language: Language | None = None
    place: Place = "private"
    today: date | None = None  # None: the clock's day
    before: Answer | None = None  # the answer before, where none is kept
    update_id: int | None = None  # Telegram's number of the message, by which a repetition is known


@dataclass(frozen=True, slots=True)
class Answered:
    """`number` names question and answer to `judge` and `recall`; 0 when they were not kept.

    `verdict`: the asker's thumb, "up" or "down"; "" before it is given. `before`: the number of the answer that a
    button made this one of; 0 where none did. `again`: it was given before, to an update that comes again.
    """

    answer: Answer
    number: int
    verdict: str = ""
    before: int = 0
    again: bool = field(default=False, compare=False)


class Ask:
    """What is typed inline or at the command line is answered and not kept: words in the making."""

    def __init__(
        self, database: Database, clock: Clock, room: ReadingRoom, directory: Directory, wording: Wording | None = None
    ) -> None:
        """`wording`: a language model's part; without one every answer is plain."""
        self._database = database
        self._clock = clock
        self._room = room
        self._directory = directory
        self._wording = wording

    async def open(self) -> bool:
        """Makes ready to answer; False: the sources can't be searched now, and the log says why."""
        return await self._room.open()

    def foresee(self, text: str) -> None:
        """What was typed may be a question: a third of its answer is made before anybody looks whether it is."""
        if len(text) <= SHORT:
            self._room.foresee(readable(text))

    @property
    def problem(self) -> str | None:
        """Why the sources can't be searched, and what to do about it."""
        return self._room.problem

    async def answer(self, asking: Asking) -> Answered:
        """Answers from the sources alone. Raises TooLong, or NotReady while they can't be searched.

        An update that was answered within the last days, and comes again after a crash, gets that answer again.
        """
        if len(asking.text) > LONGEST:
            raise TooLong(length=len(asking.text), limit=LONGEST)
        async with self._database.reading() as session:
            number = await self._given_to(session, asking.update_id, asking.asker)
            told_before, turns = (None, ()) if number else await self._talk(session, asking)
        if number and asking.asker is not None:
            return await self._again(number, asking.asker)
        text = readable(asking.text)
        before = asking.before or told_before
        given: dict[str, Any] = {"language": asking.language}
        if before:
            given = {"language": before.language, "focus": _shown_in(before), "before": before.wish}
        question = Question(text, (asking.today or self._clock.today()).isoformat(), **given)
        answer = await self._reread(question, await self._answered(question), turns, asking)
        observability.answered(answer, asking.place)
        return Answered(answer, await self._keep(asking, text, answer))

    async def word(self, answered: Answered, asker: int | None, show: Show) -> Answered:
        """The answer with a few checked sentences of a language model before it, if one is set and finds any in time.

        `show` sees them come. They are kept with the answer. One that was given before stays as it was then: a model is
        asked once for an update, however often that comes.
        """
        answer = answered.answer
        if self._wording is None or answered.again:
            return answered
        words = await self._wording.phrase(answer, answer.question, asker, show)
        if not words:
            return answered
        told = replace(answer, words=words)
        if answered.number:
            async with self._database.writing() as session:
                row = await session.get(tables.StoredAnswer, answered.number)
                if row is not None:
                    row.body = answers_as_json().dump_python(told, mode="json")
        return replace(answered, answer=told)

    async def _reread(self, question: Question, answer: Answer, turns: tuple[str, ...], asking: Asking) -> Answer:
        """The answer to what a model reads in the message, where the code read nothing in it.

        Words in the making, as they are typed inline, are not sent to anybody.
        """
        if self._wording is None or asking.place not in KEPT_PLACES:
            return answer
        whole = await self._wording.reread(answer, question.text, turns, asking.asker, question.today)
        if whole is None:
            return answer
        second = await self._answered(replace(question, text=whole, before=None))
        return second if second.outcome == "answered" else answer

    async def change(self, number: int, asker: int, change: Change, update_id: int | None = None) -> Answered:
        """Narrows or widens an answer in one of the ways that it offers; the new answer is kept as one of its own.

        Raises NotYours, ButtonTooOld (also for a way that was not offered), NotReady.
        """
        async with self._database.reading() as session:
            row = await _question_of(session, number, asker)
            given_before = await self._given_to(session, update_id, asker)
        if given_before:
            return await self._again(given_before, asker)
        before = _answer_in(row)
        if before.wish is None or change not in before.changes:
            raise ButtonTooOld
        wish = changed(before.wish, change)
        answer = await self._answered(Question(row.text, self._clock.today().isoformat(), before.language, wish=wish))
        place: Place = "group" if row.place == "group" else "private"
        asking = Asking(row.text, asker=asker, chat=row.chat, place=place, update_id=update_id)
        return Answered(answer, await self._keep(asking, row.text, answer, changed_from=number), before=number)

    async def _answered(self, question: Question) -> Answer:
        return await self._shown(await self._room.answer(question))

    async def judge(self, number: int, asker: int, verdict: Verdict, company: str | None = None) -> None:
        """Keeps what the asker thinks. A second press changes the verdict. Raises NotYours, ButtonTooOld."""
        now = self._clock.now()
        async with self._database.writing() as session:
            answer = _answer_in(await _question_of(session, number, asker))
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
            row = await _question_of(session, number, asker)
            query = select(tables.NotThis.company_id).where(tables.NotThis.question_id == number)
            refused = frozenset(await session.scalars(query))
            feedback = await session.get(tables.Feedback, number)
        verdict = feedback.verdict if feedback else ""
        answer = await self._shown(_answer_in(row), without=refused)
        return Answered(answer, number, verdict, row.changed_from or 0)

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
            words=tuple(one for one in answer.words if named <= shown or shown.issuperset(one.records)),
        )

    async def _talk(self, session: AsyncSession, asking: Asking) -> tuple[Answer | None, tuple[str, ...]]:
        """The asker's answer before, if it was just now and in the same chat, and what was said in this talk.

        Courtesies between count for nothing.
        """
        if asking.asker is None or asking.place not in KEPT_PLACES:
            return None, ()
        query = (
            select(tables.Question)
            .options(joinedload(tables.Question.answer))
            .where(tables.Question.asker == asking.asker, tables.Question.chat == asking.chat)
            .where(tables.Question.asked_at >= self._clock.now() - SAME_TALK)
            .order_by(tables.Question.asked_at.desc(), tables.Question.id.desc())
            .limit(MOST_COURTESIES)
        )
        rows = (await session.scalars(query)).all()
        last = next((row for row in rows if row.intent not in COURTESIES), None)
        turns = tuple(row.text for row in reversed(rows) if row.intent not in COURTESIES)
        return (_answer_in(last) if last else None), turns

    async def _given_to(self, session: AsyncSession, update_id: int | None, asker: int | None) -> int | None:
        """The number of the answer that was given to that update before."""
        if update_id is None or asker is None:
            return None
        query = select(tables.Question.id).where(
            tables.Question.update_id == update_id,
            tables.Question.asker == asker,
            tables.Question.asked_at >= self._clock.now() - REPEATED,
        )
        return await session.scalar(query)

    async def _again(self, number: int, asker: int) -> Answered:
        return replace(await self.recall(number, asker), again=True)

    async def _keep(self, asking: Asking, text: str, answer: Answer, changed_from: int | None = None) -> int:
        if asking.place not in KEPT_PLACES:
            return 0
        question = tables.Question(
            asked_at=self._clock.now(), update_id=asking.update_id, asker=asking.asker, chat=asking.chat,
            place=asking.place, text=text, language=answer.language, intent=answer.intent, outcome=answer.outcome,
            seconds=answer.seconds, changed_from=changed_from,
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


async def _question_of(session: AsyncSession, number: int, asker: int) -> tables.Question:
    """The question of that number with its answer. Raises NotYours, ButtonTooOld."""
    question = await session.get(tables.Question, number, options=[joinedload(tables.Question.answer)])
    if question is None:
        raise ButtonTooOld
    if question.asker != asker:
        raise NotYours
    return question


def _answer_in(question: tables.Question) -> Answer:
    return answers_as_json().validate_python(question.answer.body)


def _shown_in(answer: Answer) -> tuple[str, ...]:
    """The companies of an answer: "which of these" means those that do what was asked, else the neighbours shown."""
    matches = tuple(hit.id for hit in answer.companies if hit.kind == "match")
    return matches or tuple(hit.id for hit in answer.companies)
