"""The event behind an announcement: made of the draft, published with its sending, compared with what staff change."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.announcements import Announcement
from bot.db.events import AnnouncedEvent
from bot.services import events
from bot.services.announcements.desk import draft_of
from bot.services.announcements.drafts import TRANSLATED, Draft, moment_of, whole_day
from bot.services.events import EventDetails
from bot.services.quiet_hours import known

DAY = timedelta(days=1)
LAST_MINUTE = timedelta(hours=23, minutes=59)


async def prepare(session: AsyncSession, row: Announcement, now: datetime) -> None:
    """The announcement's own words, and its event as the draft says, which nobody sees yet."""
    draft = draft_of(row)
    row.text = draft.words("description")
    if row.kind != "event":
        return
    event = await event_of(session, row)
    if event is None:
        event = await events.create(session, details(draft), author=row.author, now=now)
        row.event_id = event.id
    elif event.state == "draft":
        await events.change(session, event, details(draft), now)


async def publish(session: AsyncSession, row: Announcement, now: datetime) -> None:
    """Members see the event from now on."""
    event = await event_of(session, row)
    if event is not None and event.state == "draft":
        await events.publish(session, event, now)


async def event_of(session: AsyncSession, row: Announcement) -> AnnouncedEvent | None:
    """The announcement's event; None for news and opportunities."""
    if row.kind != "event" or row.event_id is None:
        return None
    return await session.get(AnnouncedEvent, row.event_id)


async def to_tell(session: AsyncSession, row: Announcement, now: datetime) -> AnnouncedEvent | None:
    """The announcement's event as news of these days: where it is over, the next date of its series."""
    event = await event_of(session, row)
    if event is None or event.state == "cancelled" or not events.is_over(event, now):
        return event
    return next(iter(await events.to_come(session, event, now)), event)


def details(draft: Draft) -> EventDetails:
    """The draft's fields as an event has them. The draft has a start."""
    start = moment_of(draft, "start")
    assert start is not None
    return EventDetails(
        title=draft.words("title"), description=draft.words("description"), starts_at=start, ends_at=_end(draft),
        whole_day=whole_day(draft), zone=draft.zone, place=draft.get("place") or None,
        organiser=draft.get("organiser") or None, url=draft.get("url") or None,
        seats=int(draft.get("seats")) if draft.get("seats") else None, deadline=moment_of(draft, "deadline"),
        rule=draft.get("rule") or None, counted_from=draft.get("counted_from") or None,
        left_out=tuple(draft.get("left_out").split()), added=tuple(draft.get("added").split()),
    )  # fmt: skip


def proposed(draft: Draft) -> AnnouncedEvent:
    """The event that the draft would make: to be looked at, and never kept."""
    return AnnouncedEvent(id=0, state="announced", revision=0, **details(draft).columns())


def _end(draft: Draft) -> datetime | None:
    """Of a whole-day event midnight after its last day; an end without an hour is the end of its day."""
    end = moment_of(draft, "end")
    if end is None:
        return None
    if whole_day(draft):
        return end.replace(hour=0, minute=0) + DAY
    return end if "T" in draft.get("end") else end + LAST_MINUTE


def draft_from(event: AnnouncedEvent, draft: Draft) -> Draft:
    """The draft with the event's own values: it may have been changed elsewhere."""
    for name in ("place", "organiser", "url"):
        draft = draft.given(name, getattr(event, name) or "")
    for name in TRANSLATED:
        words = getattr(event, name)
        draft = draft.given(name, words.get(draft.language, ""))
    draft = draft.given("seats", str(event.seats or ""))
    draft = draft.given("start", _local(event, event.starts_at, whole=event.whole_day))
    end = event.ends_at - DAY if event.ends_at and event.whole_day else event.ends_at
    draft = draft.given("end", _local(event, end, whole=event.whole_day))
    draft = draft.given("counted_from", event.counted_from or "")
    draft = draft.given("left_out", " ".join(event.left_out)).given("added", " ".join(event.added))
    return draft.given("deadline", _local(event, event.deadline))


def _local(event: AnnouncedEvent, at: datetime | None, *, whole: bool = False) -> str:
    if at is None:
        return ""
    there = at.astimezone(known(event.zone)).replace(tzinfo=None)
    return there.date().isoformat() if whole else there.isoformat(timespec="minutes")


def changed(before: EventDetails, after: EventDetails) -> tuple[str, ...]:
    """Which of the things that members care about are different, by the names of the draft's fields."""
    pairs = {
        "title": (before.title, after.title), "start": (before.starts_at, after.starts_at),
        "end": (before.ends_at, after.ends_at), "place": (before.place, after.place),
        "organiser": (before.organiser, after.organiser), "url": (before.url, after.url),
        "seats": (before.seats, after.seats), "deadline": (before.deadline, after.deadline),
        "description": (before.description, after.description),
    }  # fmt: skip
    return tuple(name for name, (was, is_now) in pairs.items() if was != is_now)
