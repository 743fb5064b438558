"""One date of a series stands aside: the rule goes on from the next one, and gives the same dates as before."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.db.base import Database
from bot.db.events import AnnouncedEvent
from bot.services import events
from bot.services.events.details import local
from tests.services.events.conftest import NOW, ROME, Publish
from tests.services.events.test_life import series_of

AHEAD = timedelta(days=160)


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=WEEKLY;COUNT=5", "FREQ=WEEKLY;INTERVAL=2", "FREQ=WEEKLY;BYDAY=TU,TH;COUNT=9", "FREQ=MONTHLY;BYDAY=1TH",
        "FREQ=DAILY;UNTIL=20261220T170000Z", "FREQ=YEARLY",
    ],
)  # fmt: skip
async def test_the_dates_are_the_same_whoever_carries_the_rule(database: Database, publish: Publish, rule: str) -> None:
    left_alone, broken = await publish(rule=rule), await publish(rule=rule)
    async with database.writing() as session:
        first = await session.get_one(AnnouncedEvent, broken.id)
        await events.step_aside(session, first, NOW)
        await events.step_aside(session, first, NOW)
        assert first.rule is None and first.series is not None
        await events.cancel(session, first, NOW)
        for one in (await session.get_one(AnnouncedEvent, first.series), left_alone):
            await events.extend(session, await session.get_one(AnnouncedEvent, one.id), NOW + AHEAD)
    async with database.reading() as session:
        after = await events.of_one_series(session, await session.get_one(AnnouncedEvent, broken.id))
        before = await events.of_one_series(session, await session.get_one(AnnouncedEvent, left_alone.id))
    moments = [one.starts_at for one in after]
    assert len(set(moments)) == len(moments) and set(moments) >= {one.starts_at for one in before}
    assert [one.state for one in after] == ["cancelled", *["announced"] * (len(after) - 1)]
    assert rule == "FREQ=YEARLY" or len(moments) == len(before)


async def test_a_date_that_was_moved_before_keeps_its_place_when_the_series_changes(
    database: Database, publish: Publish
) -> None:
    first = await publish(rule="FREQ=WEEKLY;COUNT=4")
    second = (await series_of(database, first))[0]
    async with database.writing() as session:
        moved = await session.get_one(AnnouncedEvent, second.id)
        details = events.details_of(moved)
        friday = datetime(2026, 12, 11, 19, tzinfo=ROME)
        await events.change(session, moved, events.EventDetails(**{**details.columns(), "starts_at": friday}), NOW)
        row = await session.get_one(AnnouncedEvent, first.id)
        await events.step_aside(session, row, NOW)
        heir = await events.first_of(session, row)
        assert local(heir, heir.starts_at).day == 17 and heir.rule == "FREQ=WEEKLY;COUNT=4"
        whole = {**events.details_of(heir).columns(), "place": "Asti"}
        await events.change(session, heir, events.EventDetails(**whole), NOW)
        found = await events.to_come(session, row, NOW)
        told = [(one.place, f"{local(one, one.starts_at):%d %H}") for one in found]
    assert told == [("Asti", "03 18"), ("Asti", "11 19"), ("Asti", "17 18"), ("Asti", "24 18")]


async def test_the_last_date_of_a_series_repeats_no_more(database: Database, publish: Publish) -> None:
    only = await publish(rule="FREQ=WEEKLY;COUNT=1")
    async with database.writing() as session:
        row = await session.get_one(AnnouncedEvent, only.id)
        await events.step_aside(session, row, NOW)
        assert (row.rule, row.series) == (None, None)
