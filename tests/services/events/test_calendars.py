"""Calendars, read back with a second parser: hours by the local clock on both sides of both changes of time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import vobject

from bot.db.base import Database
from bot.db.events import AnnouncedEvent
from bot.services import events
from bot.services.events.calendars import calendar
from tests.services.events.conftest import NOW, ROME, Desk, Publish, details


def row(**changes: object) -> AnnouncedEvent:
    given = {"id": 7, "state": "announced", "revision": 0, "created_at": NOW, "changed_at": NOW, **changes}
    own = {name: given.pop(name) for name in ("id", "state", "revision", "created_at", "changed_at")}
    return AnnouncedEvent(**own, **details(**given).columns())


def read(text: str) -> list[vobject.base.Component]:
    return list(vobject.readOne(text).contents.get("vevent", []))


@pytest.mark.parametrize(
    "start",
    [
        datetime(2026, 10, 24, 18, tzinfo=ROME), datetime(2026, 10, 25, 18, tzinfo=ROME),
        datetime(2027, 3, 27, 18, tzinfo=ROME), datetime(2027, 3, 28, 18, tzinfo=ROME),
        datetime(2027, 7, 1, 9, 30, tzinfo=ROME),
    ],
)  # fmt: skip
def test_another_parser_finds_the_same_hours_on_both_sides_of_a_change_of_time(start: datetime) -> None:
    [entry] = read(calendar([row(starts_at=start.astimezone(UTC))], "it"))
    assert entry.dtstart.value.astimezone(UTC) == start.astimezone(UTC)
    assert entry.dtend.value.astimezone(UTC) == (start + timedelta(hours=2)).astimezone(UTC)
    assert entry.dtstart.value.astimezone(ROME).hour == start.hour
    assert entry.summary.value == "Serata in officina" and entry.location.value == "Via Nizza 1, Torino"


def test_a_calendar_says_what_it_is() -> None:
    text = calendar([row()], "it")
    assert text.startswith("BEGIN:VCALENDAR\r\n") and text.endswith("END:VCALENDAR\r\n")
    assert "METHOD:PUBLISH" in text and "STATUS:CONFIRMED" in text
    assert "DTSTART:20261203T170000Z" in text


def test_a_zone_beyond_the_sea_stays_what_it_is() -> None:
    start = datetime(2026, 12, 3, 15, tzinfo=UTC)
    [entry] = read(calendar([row(starts_at=start, zone="America/New_York")], "en"))
    assert entry.dtstart.value.astimezone(UTC) == start
    assert entry.summary.value == "An evening at the workshop"


def test_whole_days_end_on_the_day_after_the_last() -> None:
    start = datetime(2026, 10, 24, tzinfo=ROME)  # the clocks change on the second day
    whole = row(starts_at=start, ends_at=datetime(2026, 10, 26, tzinfo=ROME), whole_day=True)
    one = row(starts_at=start, ends_at=None, whole_day=True)
    [two_days], [one_day] = read(calendar([whole], "it")), read(calendar([one], "it"))
    assert (two_days.dtstart.value, two_days.dtend.value) == (date(2026, 10, 24), date(2026, 10, 26))
    assert (one_day.dtstart.value, one_day.dtend.value) == (date(2026, 10, 24), date(2026, 10, 25))


def test_a_change_counts_on_and_a_cancellation_is_told() -> None:
    [before] = read(calendar([row()], "it"))
    [after] = read(calendar([row(revision=2, state="cancelled", url="https://vvp.example/x")], "it"))
    assert before.uid.value == after.uid.value
    assert (before.sequence.value, after.sequence.value) == ("0", "2")
    assert (after.status.value, after.url.value) == ("CANCELLED", "https://vvp.example/x")
    assert after.organizer.value == "https://vvp.example/x" and after.organizer.cn_param == "Vehicle Valley Piemonte"


def test_long_and_odd_words_come_back_as_they_were() -> None:
    words = "Perché, dove; come\\quando: “così” 🚗 " * 12
    [entry] = read(calendar([row(description={"it": words.strip() + "\nfine"})], "it"))
    assert entry.description.value.startswith(words.strip() + "\nfine")
    assert all(len(line.encode()) <= 75 for line in calendar([row(description={"it": words})], "it").split("\r\n"))


async def test_a_members_feed_has_what_they_answered_and_a_new_secret_closes_the_old(
    desk: Desk, publish: Publish, database: Database
) -> None:
    going, maybe, declined, dropped = [await publish(place=str(n)) for n in range(4)]
    desk_now = desk(NOW)
    for event, wish in ((going, "go"), (maybe, "maybe"), (declined, "decline"), (dropped, "go")):
        await desk_now.answer(event.id, 1, wish)  # type: ignore[arg-type]
    async with database.writing() as session:
        await events.cancel(session, await session.get_one(AnnouncedEvent, dropped.id), NOW)
    secret = await desk_now.feed_secret(1)
    text = await desk_now.feed(secret)
    assert text is not None and len(secret) == 43 and secret == await desk_now.feed_secret(1)
    statuses = {entry.location.value: entry.status.value for entry in read(text)}
    assert statuses == {"0": "CONFIRMED", "1": "TENTATIVE", "3": "CANCELLED"}
    renewed = await desk_now.feed_secret(1, renew=True)
    assert await desk_now.feed(secret) is None and await desk_now.feed(renewed) is not None
    await desk_now.close_feed(1)
    assert await desk_now.feed(renewed) is None


async def test_an_empty_feed_is_a_calendar_too(desk: Desk, members: tuple[int, ...]) -> None:
    text = await desk(NOW).feed(await desk(NOW).feed_secret(2))
    assert text is not None and read(text) == []


async def test_all_dates_of_a_series_are_read_back_with_the_one_called_off_and_the_one_moved(
    desk: Desk, publish: Publish, database: Database
) -> None:
    first = await publish(starts_at=datetime(2027, 3, 14, 18, tzinfo=ROME), rule="FREQ=WEEKLY;COUNT=4")
    async with database.writing() as session:
        row = await session.get_one(AnnouncedEvent, first.id)
        await events.step_aside(session, row, NOW)
        await events.cancel(session, row, NOW)
        moved = (await events.of_one_series(session, row))[2]
        at = datetime(2027, 3, 29, 19, tzinfo=ROME)
        await events.change(session, moved, details(starts_at=at), NOW)
    _, text = await desk(NOW).all_dates(first.id, "it")
    entries = read(text)
    assert [(f"{one.dtstart.value.astimezone(ROME):%d/%m %H:%M}", one.status.value) for one in entries] == [
        ("14/03 18:00", "CANCELLED"), ("21/03 18:00", "CONFIRMED"), ("29/03 19:00", "CONFIRMED"),
        ("04/04 18:00", "CONFIRMED"),
    ]  # fmt: skip
    assert len({one.uid.value for one in entries}) == 4
    _, alone = await desk(NOW).calendar(moved.id, "it")
    [entry] = read(alone)
    assert entry.uid.value == entries[2].uid.value and entry.sequence.value == entries[2].sequence.value == "1"
