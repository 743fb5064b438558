"""Listening: nothing that some feature waits for is let pass, and nothing else costs a second look."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.clock import Clock
from bot.db.base import Base, Database
from bot.db.introductions import Introduction, Party
from bot.db.needs import Addressee, Need
from bot.db.onboarding import Member, Representation
from bot.services.directory import Directory
from bot.services.listening import Listening
from tests import factories

NOW = datetime(2026, 11, 22, tzinfo=UTC)
ANNA, BRUNO = 1, 2


def introduction(**given: Any) -> Introduction:
    return Introduction(id=1, state="asked", two_sided=False, starter=BRUNO, note_typed=False, language="it",
                        created_at=NOW, **given)  # fmt: skip


def party(**given: Any) -> Party:
    return Party(introduction_id=1, side="b", company_id="cecomp", staff_case=False, answer="asked", round=0, **given)


def need(asker: int = BRUNO, **given: Any) -> Need:
    return Need(id=1, state="draft", asker=asker, language="it", text="", context="", near={}, named=True, days=7,
                created_at=NOW, changed_at=NOW, **given)  # fmt: skip


def addressee(**given: Any) -> Addressee:
    return Addressee(need_id=1, member_id=ANNA, number=1, company_id="cecomp", why={}, due_at=NOW, **given)


def standing(**given: Any) -> Representation:
    return Representation(member_id=ANNA, company_id="cecomp", topics=[], state="approved", asked_at=NOW, **given)


WAITING = {
    "the asked side of an introduction": (introduction(), party(member_id=ANNA, asking="contact")),
    "staff with a case": (introduction(), party(staff_id=ANNA, asking="question")),
    "a text that a side said before": (introduction(), party(member_id=ANNA, heard=7)),
    "a need being written": (need(ANNA, asking="text"),),
    "a need that this update wrote": (need(ANNA, update_id=7),),
    "who may know": (need(), addressee(asking_since=NOW)),
    "a name to be shown": (standing(asking="name"),),
}
SILENT = {
    "nothing": (),
    "an introduction that asks nothing": (introduction(), party(member_id=ANNA, heard=6)),
    "a need of somebody else": (need(asking="text"),),
    "a standing of one's own": (standing(),),
}


@pytest.mark.parametrize(
    ("rows", "awaits"), [*((rows, True) for rows in WAITING.values()), *((rows, False) for rows in SILENT.values())],
    ids=[*WAITING, *SILENT],
)  # fmt: skip
async def test_only_what_some_feature_may_want_is_held_back(
    database: Database, rows: tuple[Base, ...], awaits: bool
) -> None:
    await Directory(database, Clock()).fill([factories.company("cecomp")])
    async with database.writing() as session:
        for one in (ANNA, BRUNO):
            session.add(Member(telegram_id=one, language="it", chosen=True, first_seen=NOW, last_seen=NOW))
        await session.flush()
        for row in rows:
            values = {column.key: getattr(row, column.key) for column in type(row).__table__.columns}
            session.add(type(row)(**{key: value for key, value in values.items() if value is not None}))
            await session.flush()
    assert await Listening(database).awaits(ANNA, 7) is awaits
