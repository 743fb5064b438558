"""A requester who tries everything can't tell a no from silence; who left a company leaves nothing open behind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import update

from bot.db.onboarding import Representation
from bot.errors import IntroductionSettled, Refusal
from bot.services.introductions import keeping
from tests.sequences import Slate
from tests.services.introductions.stage import ANNA, BEA, BRUNO, CONTACTS, EMMA, NAMES, STAFF, Stage

ENDS = ("no", "nothing more of them", "no after a question", "forgotten", "on nobody's desk")
KEYS = {"edit": "why", "reply": "b", "outcome": "7-met", "worth": "7-small", "masked": "yes", "minutes": "20"}


@pytest.fixture(scope="module")
def slate() -> Iterator[Slate]:
    made = Slate(lambda database: Stage(database).set())
    yield made
    made.close()


class Undone(Exception):
    """What was tried shall not have happened."""


async def tried(stage: Stage, verb: str, number: int) -> str:
    """What the starter is told at a press, which then never was."""
    said = ""
    try:
        async with stage.database.writing() as session:
            said = repr(await stage.service._verbs[verb](session, stage.person(ANNA), number, KEYS.get(verb, "")))
            raise Undone
    except Refusal as refusal:
        return repr((type(refusal), refusal.blanks))
    except Undone:
        return said


async def all_that_the_starter_sees(stage: Stage, number: int) -> dict[str, str]:
    seen = {verb: await tried(stage, verb, number) for verb in stage.service._verbs}
    seen["list"] = repr(await stage.service.listing(stage.person(ANNA)))
    for what, work in (("again", stage.service.begin(None, stage.person(ANNA), "cecomp")),
                       ("together", stage.service.begin_two(stage.person(ANNA), "pininfarina", "cecomp"))):  # fmt: skip
        try:
            seen[what] = repr(await work)
        except Refusal as refusal:
            seen[what] = repr((type(refusal), refusal.blanks))
    async with stage.database.reading() as session:
        own = await keeping.export(session, ANNA)
    seen["data"] = repr([{name: kept for name, kept in one.items() if name != "heard"} for one in own["requests"]])
    seen["read"] = repr([(row.content, row.due_at, row.created_at) for row in await stage.outbox(ANNA)])
    return seen


async def the_story(stage: Stage, end: str) -> list[dict[str, str]]:
    """What the starter sees a day later, when the time is over, and after they were told."""
    number = await stage.sent(ANNA, "cecomp")
    if end == "nothing more of them":
        await stage.press(BRUNO, "block", number)
    elif end == "no after a question":
        await stage.press(BRUNO, "yes", number)
        await stage.press(BRUNO, "no", number)
    elif end == "no":
        await stage.press(BRUNO, "no", number)
    elif end == "forgotten":
        await stage.leaves(BRUNO)
    elif end == "on nobody's desk":
        for who in (BRUNO, BEA):
            await leaves_the_company(stage, who, "cecomp")
    found = []
    for days in (1, 9, 4):
        await stage.passes(days=days)
        found.append(await all_that_the_starter_sees(stage, number))
    return found


@pytest.mark.parametrize("end", ENDS)
def test_whatever_the_starter_presses_a_no_and_silence_answer_alike(slate: Slate, end: str) -> None:
    slate.wipe()
    silence: Any = slate.run(the_story(Stage(slate.database), "silence"))
    slate.wipe()
    ended: Any = slate.run(the_story(Stage(slate.database), end))
    for before, after in zip(silence, ended, strict=True):
        assert {what: (before[what], after[what]) for what in before if before[what] != after[what]} == {}
    assert "per ora non si è fatta" in silence[-1]["read"] and silence[0]["read"] == "[]"


async def leaves_the_company(stage: Stage, who: int, company: str) -> None:
    theirs = Representation.member_id == who, Representation.company_id == company
    async with stage.database.writing() as session:
        await session.execute(update(Representation).where(*theirs).values(state="ended"))


async def test_who_stands_for_the_company_no_more_is_followed_by_the_next_and_says_no_yes(stage: Stage) -> None:
    number = await stage.sent(ANNA, "cecomp")
    await leaves_the_company(stage, BRUNO, "cecomp")
    await stage.passes(minutes=1)
    assert (await stage.side(number)).member_id == BEA and "vorrebbe conoscervi" in (await stage.read(BEA))[-1]
    with pytest.raises(Refusal):
        await stage.press(BRUNO, "confirm", number)
    await leaves_the_company(stage, BEA, "cecomp")
    await stage.passes(minutes=1)
    assert (await stage.side(number)).staff_case and "Serve una persona" in (await stage.read(STAFF))[-1]


async def test_what_somebody_asked_in_the_name_of_a_company_ends_when_they_leave_it(stage: Stage) -> None:
    number = await stage.sent(ANNA, "cecomp")
    await leaves_the_company(stage, ANNA, "pininfarina")
    await stage.passes(minutes=1)
    assert (await stage.row(number)).state == "withdrawn"
    with pytest.raises(IntroductionSettled):
        await stage.press(BRUNO, "yes", number)
    assert not any(CONTACTS[ANNA] in text or NAMES[ANNA] in text for text in await stage.read(BRUNO))


async def test_of_two_brought_together_a_yes_goes_with_whoever_leaves_their_company(stage: Stage) -> None:
    number = await stage.suggested(STAFF, "pininfarina", "italdesign")
    await stage.agrees(ANNA, number)
    await leaves_the_company(stage, ANNA, "pininfarina")
    await stage.passes(minutes=1)
    assert (await stage.row(number)).state == "quiet"
    await stage.agrees(EMMA, number)
    assert not any(CONTACTS[ANNA] in text or NAMES[ANNA] in text for text in await stage.read(EMMA))
