"""News of an announced event, told to those who come: what is different, or that it is called off.

What is to be told stands in the announcement's row until everybody was told. Whoever has quiet hours hears of it in the
morning, and then of all changes at once; nobody waits where the event begins before they could act on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.announcements import Announcement
from bot.db.events import AnnouncedEvent, Attendance
from bot.services import outbox
from bot.services.announcements.addressing import zones_of
from bot.services.announcements.desk import Desk, draft_of, keep, locked
from bot.services.events.life import CONCERNED
from bot.services.outbox import Button, Envelope, Message
from bot.services.people import language_of
from bot.services.quiet_hours import HOME, Hours
from bot.texts import label, say

PORTION = 10  # people told in one transaction: on SQLite nobody else writes meanwhile


@dataclass(frozen=True, slots=True)
class News:
    """What became of an event. `different`: the fields by name; none: it is called off. `begins`: the earliest moment
    at which somebody would turn up, before or after the change. `was`: when it began before it was moved."""

    event: int
    revision: int
    different: tuple[str, ...] = ()
    begins: datetime | None = None
    was: datetime | None = None

    def kept(self, people: list[int]) -> dict[str, Any]:
        """As the announcement's row keeps it."""
        begins = self.begins.isoformat() if self.begins else None
        return {
            "event": self.event, "revision": self.revision, "different": list(self.different), "begins": begins,
            "people": sorted(people), "was": self.was.isoformat() if self.was else None,
        }  # fmt: skip


def note(row: Announcement, news: News, people: list[int], now: datetime) -> None:
    """These people will hear of it."""
    if people:
        draft = draft_of(row)
        keep(row, replace(draft, telling=(*draft.telling, news.kept(people))), now)


def hand_on(row: Announcement, before: int, after: int) -> None:
    """What is still to be told of an event that led a series, is told of the one that leads it now."""
    waiting = [
        {**news, "event": after} if _event_of(news, row) == before else news for news in row.draft.get("telling", ())
    ]
    row.draft = {**row.draft, "telling": waiting}


async def advance(desk: Desk, row: Announcement, zones: Mapping[int, str], now: datetime) -> bool:
    """Tells one portion of those who may hear of it by now; whether there may be more."""
    if next(_ready(row, zones, desk.policy.hours, now), None) is None:
        return False
    async with desk.database.writing() as session:
        fresh = await locked(session, row.id)
        if fresh is None:
            return False
        told: set[tuple[int, int]] = set()
        for event, person in _ready(fresh, zones, desk.policy.hours, now):
            if len(told) == PORTION:
                break
            if (event, person) not in told:
                await _tell(session, fresh, event, person, now)
                told.add((event, person))
        fresh.draft = {**fresh.draft, "telling": list(_left(fresh, told))}
        return len(told) == PORTION


async def zones(desk: Desk) -> dict[int, str]:
    """The time zones of those who live elsewhere."""
    async with desk.database.reading() as session:
        return await zones_of(session)


def _ready(
    row: Announcement, zones: Mapping[int, str], hours: Hours, now: datetime
) -> Iterator[tuple[int, int]]:  # fmt: skip
    """Events and people to be told now, in the order in which it happened."""
    for news in row.draft.get("telling", ()):
        begins = datetime.fromisoformat(news["begins"]) if news.get("begins") else None
        awake = {zone: hours.in_time(now, begins, zone) <= now for zone in {HOME, *zones.values()}}
        for person in news["people"]:
            if awake[zones.get(person, HOME)]:
                yield _event_of(news, row), person


def _left(row: Announcement, told: set[tuple[int, int]]) -> Iterator[dict[str, Any]]:
    for news in row.draft.get("telling", ()):
        if people := [one for one in news["people"] if (_event_of(news, row), one) not in told]:
            yield {**news, "people": people}


def _event_of(news: Mapping[str, Any], row: Announcement) -> int:
    return int(news.get("event") or row.event_id or 0)


async def _tell(session: AsyncSession, row: Announcement, number: int, person: int, now: datetime) -> None:
    """All that the person has not heard of the event yet, as one message. Of one called off, that alone is told."""
    event = await session.get(AnnouncedEvent, number)
    mine = [one for one in row.draft["telling"] if _event_of(one, row) == number and person in one["people"]]
    off = any(not one["different"] for one in mine)
    if event is None or off != (event.state == "cancelled") or not await _concerns(session, event, person):
        return
    different = () if off else tuple(dict.fromkeys(field for one in mine for field in one["different"]))
    language = await language_of(session, person)
    before = next((one["was"] for one in mine if one.get("was")), None)
    html = say("announcements.called_off" if off else "announcements.changed", language, event=event,
               different=different, was=datetime.fromisoformat(before) if before else None)  # fmt: skip
    buttons = ((Button(label("events.button_open", language), data=f"ev open {number}"),),)
    envelope = Envelope(f"changed {number} {mine[-1]['revision']} {person}", person)
    await outbox.post(session, envelope, Message(html, buttons), now=now)


async def _concerns(session: AsyncSession, event: AnnouncedEvent, person: int) -> bool:
    """Whether they still come, or may, to it or to its series: by the morning they may have said that they don't."""
    first = event.series or event.id
    dates = select(AnnouncedEvent.id).where(or_(AnnouncedEvent.id == first, AnnouncedEvent.series == first))
    comes = Attendance.member_id == person, Attendance.answer.in_(CONCERNED), Attendance.event_id.in_(dates)
    return bool(await session.scalar(select(exists().where(*comes))))
