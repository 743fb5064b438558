"""What is said of an event: what staff fill in and change, and the moments that follow from it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.db.directory import Words
from bot.db.events import AnnouncedEvent

USUAL_LENGTH = timedelta(hours=3)  # of an event whose end nobody told


@dataclass(frozen=True, slots=True)
class EventDetails:
    """All that staff say of an event. Moments are aware; `zone` is the time zone of the place.

    Of a whole-day event `starts_at` is midnight of its first day, `ends_at` midnight after its last day or None
    (that one day). `rule`: an RRULE (RFC 5545) by days, weeks, months or years, counted from `starts_at`.
    """

    title: Words
    starts_at: datetime
    description: Words = field(default_factory=dict)
    ends_at: datetime | None = None
    whole_day: bool = False
    zone: str = "Europe/Rome"
    place: str | None = None
    organiser: str | None = None
    url: str | None = None
    seats: int | None = None
    deadline: datetime | None = None
    rule: str | None = None

    def columns(self) -> dict[str, Any]:
        """As an event's row keeps them."""
        return asdict(self)


def details_of(event: AnnouncedEvent) -> EventDetails:
    """What the row says of its event."""
    return EventDetails(**{one.name: getattr(event, one.name) for one in fields(EventDetails)})


def local(event: AnnouncedEvent, moment: datetime) -> datetime:
    """The moment as the clocks at the event's place show it."""
    return moment.astimezone(ZoneInfo(event.zone))


def finish(event: AnnouncedEvent) -> datetime:
    """When it is over; where nobody told its end, after a whole day or three hours."""
    if event.ends_at is not None:
        return event.ends_at
    if event.whole_day:
        # Counted by the clock on the wall: the day on which clocks change is 23 or 25 hours long.
        return local(event, event.starts_at) + timedelta(days=1)
    return event.starts_at.astimezone(UTC) + USUAL_LENGTH


def is_over(event: AnnouncedEvent, now: datetime) -> bool:
    return finish(event) <= now


def closes(event: AnnouncedEvent) -> datetime:
    """The last moment to say that one comes: the deadline, or the start."""
    return min(event.deadline or event.starts_at, event.starts_at)
