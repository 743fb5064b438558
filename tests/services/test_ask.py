"""Questions are answered, kept where they should be, and judged by their askers alone.

The library is a stand-in that gives scripted answers: what is tested here is what becomes of them.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from bot.clock import Clock
from bot.db import ask as tables
from bot.db.base import Database
from bot.errors import ButtonTooOld, NotReady, NotYours, TooLong
from bot.services.ask import SAME_TALK, Ask, Asking, readable
from bot.services.directory import Directory
from bot.services.insights.figures import figures as figures_of
from rag.documents import Answer, Question
from rag.wishes import Change, Wish, changed
from tests import factories

ANNA, BRUNO = 1001, 1002
COMPANIES = ("alfa", "beta", "gamma")
WISH = Wish("salda")
WIDER = Change("widen", "joining", "giunzioni")


class ScriptedRoom:
    """Answers every question with the same three companies, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[Question] = []
        self.ready = True

    async def answer(self, question: Question) -> Answer:
        self.asked.append(question)
        if not self.ready:
            raise NotReady
        if "fiera" in question.text:
            return factories.answer(question.text, events=(factories.EVENT,), facts=(factories.FACT,))
        if question.text in ("ciao", "grazie"):
            return factories.answer(question.text, intent="greeting", outcome="smalltalk")
        hits = tuple(factories.hit(name, kind="neighbour" if name == "gamma" else "match") for name in COMPANIES)
        return factories.answer(question.text, companies=hits, wish=WISH, changes=(WIDER,))


@pytest.fixture
def room() -> ScriptedRoom:
    return ScriptedRoom()


@pytest.fixture
def directory(database: Database) -> Directory:
    return Directory(database, Clock())


@pytest.fixture
async def ask(database: Database, directory: Directory, room: ScriptedRoom) -> Ask:
    await directory.fill([factories.company(name) for name in COMPANIES])
    return Ask(database, Clock(date(2026, 11, 22)), room, directory)  # type: ignore[arg-type]


def asking(text: str = "chi salda?", asker: int = ANNA, **changes: object) -> Asking:
    return Asking(text, asker=asker, chat=asker, **changes)  # type: ignore[arg-type]


def names(answer: Answer) -> list[str]:
    return [hit.id for hit in answer.companies]


async def count(database: Database, noun: type) -> int:
    async with database.reading() as session:
        return await session.scalar(select(func.count()).select_from(noun)) or 0


async def test_a_question_and_its_answer_are_kept_together(ask: Ask) -> None:
    answered = await ask.answer(asking())
    assert (await ask.recall(answered.number, ANNA)).answer == answered.answer


@pytest.mark.parametrize("place", ["inline", "cli"])
async def test_words_in_the_making_are_answered_and_not_kept(ask: Ask, database: Database, place: str) -> None:
    answered = await ask.answer(asking(place=place))
    assert (answered.number, names(answered.answer)) == (0, list(COMPANIES))
    assert await count(database, tables.Question) == 0


async def test_the_clock_says_what_today_is_unless_the_asker_does(ask: Ask, room: ScriptedRoom) -> None:
    await ask.answer(asking())
    await ask.answer(asking(today=date(2025, 1, 2)))
    assert [question.today for question in room.asked] == ["2026-11-22", "2025-01-02"]


async def test_the_next_question_of_the_same_talk_knows_which_companies_were_meant(
    ask: Ask, room: ScriptedRoom
) -> None:
    await ask.answer(asking())
    await ask.answer(asking("e chi di questi è a Torino?"))
    await ask.answer(asking("e chi di questi?", asker=BRUNO))
    assert [question.focus for question in room.asked] == [(), ("alfa", "beta"), ()]


async def test_what_was_looked_for_just_before_is_known_to_the_next_question(ask: Ask, room: ScriptedRoom) -> None:
    await ask.answer(asking())
    await ask.answer(asking("grazie", language="en"))
    await ask.answer(asking("e a Cuneo?"))
    assert [question.before for question in room.asked] == [None, WISH, WISH]


async def test_courtesies_do_not_end_a_talk(ask: Ask, room: ScriptedRoom) -> None:
    await ask.answer(asking())
    await ask.answer(asking("ciao"))
    await ask.answer(asking("e a Cuneo?"))
    assert room.asked[-1].before == WISH


async def test_another_chat_and_another_person_are_another_talk(ask: Ask, room: ScriptedRoom) -> None:
    await ask.answer(asking())
    await ask.answer(asking(asker=BRUNO))
    await ask.answer(Asking("e a Cuneo?", asker=ANNA, chat=-5, place="group"))
    assert [question.before for question in room.asked] == [None, None, None]


async def test_after_ten_minutes_a_question_stands_alone(
    database: Database, directory: Directory, room: ScriptedRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    await directory.fill([factories.company(name) for name in COMPANIES])
    clock = Clock(date(2026, 11, 22))
    ask = Ask(database, clock, room, directory)  # type: ignore[arg-type]
    await ask.answer(asking())
    later = clock.now() + SAME_TALK + timedelta(seconds=1)
    monkeypatch.setattr(Clock, "now", lambda self: later)
    await ask.answer(asking("e a Cuneo?"))
    assert (room.asked[-1].before, room.asked[-1].focus) == (None, ())


async def test_a_change_makes_a_new_answer_that_leads_back_to_the_one_before(ask: Ask, room: ScriptedRoom) -> None:
    before = await ask.answer(asking())
    after = await ask.change(before.number, ANNA, WIDER)
    assert room.asked[-1].wish == changed(WISH, WIDER)
    assert after.number != before.number and after.before == before.number
    assert (await ask.recall(after.number, ANNA)).before == before.number
    assert (await ask.recall(before.number, ANNA)).before == 0


async def test_an_update_that_comes_again_finds_its_answer(ask: Ask, room: ScriptedRoom, database: Database) -> None:
    first = await ask.answer(asking(update_id=5))
    again = await ask.answer(asking(update_id=5))
    assert (again.number, again.answer.companies) == (first.number, first.answer.companies)
    assert await count(database, tables.Question) == len(room.asked) == 1
    assert (await ask.answer(asking(update_id=6))).number != first.number


async def test_a_press_that_comes_again_finds_its_answer(ask: Ask, database: Database) -> None:
    before = (await ask.answer(asking(update_id=5))).number
    after = await ask.change(before, ANNA, WIDER, update_id=6)
    assert await ask.change(before, ANNA, WIDER, update_id=6) == after
    assert await count(database, tables.Question) == 2


async def test_a_number_of_telegrams_that_was_given_anew_is_a_new_question(ask: Ask, database: Database) -> None:
    long_ago = datetime(2026, 11, 10, tzinfo=UTC)
    first = (await ask.answer(asking(update_id=5))).number
    async with database.writing() as session:
        (await session.get_one(tables.Question, first)).asked_at = long_ago
    assert (await ask.answer(asking(update_id=5))).number != first


async def test_only_the_asker_changes_an_answer_and_only_in_a_way_it_offers(ask: Ask, database: Database) -> None:
    number = (await ask.answer(asking())).number
    with pytest.raises(NotYours):
        await ask.change(number, BRUNO, WIDER)
    for way in (Change("widen", "painting"), Change("anywhere"), Change("place", "cn")):
        with pytest.raises(ButtonTooOld):
            await ask.change(number, ANNA, way)
    assert await count(database, tables.Question) == 1


async def test_a_change_counts_as_no_question_in_the_figures(ask: Ask, database: Database) -> None:
    number = (await ask.answer(asking())).number
    await ask.change(number, ANNA, WIDER)
    async with database.reading() as session:
        figures = await figures_of(session)
    assert (figures.questions, figures.by_intent) == (1, {"find_companies": 1})


async def test_a_company_withdrawn_since_is_in_no_answer(ask: Ask, directory: Directory) -> None:
    before = await ask.answer(asking())
    await directory.fill([factories.company("alfa"), factories.company("gamma")])
    assert names((await ask.answer(asking())).answer) == ["alfa", "gamma"]
    assert names((await ask.recall(before.number, ANNA)).answer) == ["alfa", "gamma"]


async def test_an_event_withdrawn_since_is_told_no_more_nor_are_its_facts(ask: Ask, directory: Directory) -> None:
    kept = [factories.company(name) for name in COMPANIES]
    await directory.fill([*kept, factories.event("fiera")])
    number = (await ask.answer(asking("quando è la fiera?"))).number
    assert (await ask.recall(number, ANNA)).answer.facts
    await directory.fill(kept)
    after = (await ask.recall(number, ANNA)).answer
    assert (after.events, after.facts) == ((), ())


async def test_a_second_press_changes_the_verdict_and_makes_no_second_row(ask: Ask, database: Database) -> None:
    number = (await ask.answer(asking())).number
    for verdict in ("up", "up", "down"):
        await ask.judge(number, ANNA, verdict)
    async with database.reading() as session:
        assert (await session.scalars(select(tables.Feedback.verdict))).all() == ["down"]


async def test_not_this_takes_the_company_out_of_that_answer_only(ask: Ask) -> None:
    first, second = (await ask.answer(asking())).number, (await ask.answer(asking())).number
    await ask.judge(first, ANNA, "not_this", "alfa")
    await ask.judge(first, ANNA, "not_this", "alfa")
    assert names((await ask.recall(first, ANNA)).answer) == ["beta", "gamma"]
    assert names((await ask.recall(second, ANNA)).answer) == list(COMPANIES)


Deed = Callable[[Ask, int], object]
DEEDS: list[Deed] = [
    lambda ask, number: ask.judge(number, BRUNO, "up"),
    lambda ask, number: ask.judge(number, BRUNO, "not_this", "alfa"),
    lambda ask, number: ask.recall(number, BRUNO),
]


@pytest.mark.parametrize("deed", DEEDS)
async def test_nobody_judges_or_reopens_the_answer_of_another(ask: Ask, database: Database, deed: Deed) -> None:
    number = (await ask.answer(asking())).number
    with pytest.raises(NotYours):
        await deed(ask, number)  # type: ignore[misc]
    assert (await count(database, tables.Feedback), await count(database, tables.NotThis)) == (0, 0)


@pytest.mark.parametrize("number", [0, -1, 999_999, 2**40])
async def test_a_number_that_was_never_given_is_too_old(ask: Ask, number: int) -> None:
    with pytest.raises(ButtonTooOld):
        await ask.recall(number, ANNA)


@pytest.mark.parametrize("company", ["nessuna", "", None, "'; --"])
async def test_a_company_that_is_not_in_the_answer_can_not_be_refused(ask: Ask, company: str | None) -> None:
    number = (await ask.answer(asking())).number
    with pytest.raises(ButtonTooOld):
        await ask.judge(number, ANNA, "not_this", company)


async def test_without_sources_the_answer_is_a_refusal_and_nothing_is_kept(
    ask: Ask, room: ScriptedRoom, database: Database
) -> None:
    room.ready = False
    with pytest.raises(NotReady):
        await ask.answer(asking())
    assert await count(database, tables.Question) == 0


async def test_a_hundred_thousand_characters_are_too_long_and_never_reach_the_library(
    ask: Ask, room: ScriptedRoom
) -> None:
    with pytest.raises(TooLong) as refusal:
        await ask.answer(asking("a" * 100_000))
    assert refusal.value.blanks == {"length": 100_000, "limit": 4096}
    assert room.asked == []


@pytest.mark.parametrize("text", ["", "🙂🙂", "\ufdfa" * 100, "a\0b", "\ud800 chi \udc00", "<b>&", "*_[`"])
async def test_any_text_can_be_asked_and_kept(ask: Ask, text: str) -> None:
    answered = await ask.answer(asking(text))
    assert (await ask.recall(answered.number, ANNA)).answer.question == readable(text)


def test_half_characters_are_marked_and_whole_ones_stay() -> None:
    assert readable("a\ud83d\ude42b \ud800c\0") == "a🙂b \ufffdc"
