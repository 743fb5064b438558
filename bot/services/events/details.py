"""What is said of an event: what staff fill in and change, and the moments that follow from it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields, replace
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
    (that one day). `rule`: an RRULE (RFC 5545) by days, weeks, months or years, counted from `starts_at`, or from
    `counted_from`. `left_out`: days on which it does not take place though the rule gives them; `added`: more starts.
    These three by the clocks of the place: "2027-03-05T18:00", or "2027-03-05T18:00/2027-03-05T20:00" with an end.
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
    counted_from: str | None = None
    left_out: tuple[str, ...] = ()
    added: tuple[str, ...] = ()

    def columns(self) -> dict[str, Any]:
        """As an event's row keeps them."""
        return {**asdict(self), "left_out": list(self.left_out), "added": list(self.added)}

    def usual(self) -> tuple[datetime, datetime | None]:
        """Start and end from which those of all dates follow, by the clock on the wall."""
        if self.counted_from is None:
            return self._wall(self.starts_at), self._wall(self.ends_at) if self.ends_at else None
        start, _, end = self.counted_from.partition("/")
        begins = datetime.fromisoformat(start)
        if end:
            return begins, datetime.fromisoformat(end)
        return begins, begins + (self._wall(self.ends_at) - self._wall(self.starts_at)) if self.ends_at else None

    def _wall(self, moment: datetime) -> datetime:
        return moment.astimezone(ZoneInfo(self.zone)).replace(tzinfo=None)

    def alone(self) -> EventDetails:
        """The same, repeated no more."""
        return replace(self, rule=None, counted_from=None, left_out=(), added=())


def details_of(event: AnnouncedEvent) -> EventDetails:
    """What the row says of its event."""
    said = {one.name: getattr(event, one.name) for one in fields(EventDetails)}
    return EventDetails(**{**said, "left_out": tuple(event.left_out), "added": tuple(event.added)})


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
