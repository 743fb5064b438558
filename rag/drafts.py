"""The nouns of an announcement: a Draft, where each of its fields was told, and what is odd about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Generic, Literal, TypeVar
from zoneinfo import ZoneInfo

from rag.documents import Language

HOME_ZONE = "Europe/Rome"
Value = TypeVar("Value")

Field = Literal[
    "title", "start", "end", "place", "address", "organiser", "link", "seats", "deadline", "rule", "description"
]
NEEDED: tuple[Field, ...] = ("title", "start", "place")  # without these nobody can come

Sort = Literal[
    "weekday",  # "martedì 16 dicembre 2024", which is a Monday: `said` and `found` are weekdays, 0 for Monday
    "past",  # it begins before today
    "end",  # it ends before it begins
    "deadline",  # one may sign up until after it began
    "exceptions",  # of some dates the calendar changes more than when they are
    "several",  # other days are named that could be meant
    "cancelled",  # a calendar says that it does not take place
    "more",  # the calendar holds other events besides
]

Other = Literal[
    "past",  # tells what was
    "job",
    "newsletter",
    "invoice",
    "greeting",
    "offer",
    "call",  # calls for tenders or applications: nothing but a deadline
    "nothing",  # names neither a day nor anything to come to
]


@dataclass(frozen=True, slots=True)
class Told(Generic[Value]):
    """A value and where it came from: the line, counted from 1, and the words on it, as they stand there."""

    value: Value
    line: int
    words: str


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, with an hour where one was said, by the clocks of a zone."""

    day: date
    hour: time | None = None
    zone: str = HOME_ZONE

    def at(self) -> datetime | None:
        """The moment with its zone; None without an hour."""
        return datetime.combine(self.day, self.hour, ZoneInfo(self.zone)) if self.hour else None

    def __str__(self) -> str:
        return f"{self.day.isoformat()}T{self.hour:%H:%M}" if self.hour else self.day.isoformat()


@dataclass(frozen=True, slots=True)
class Dates:
    """Days or starts, soonest first, by the clocks of the event's zone; a start may have an end of its own."""

    spans: tuple[tuple[Moment, Moment | None], ...]

    def __str__(self) -> str:
        """ "2027-03-05 2027-03-09T18:00/2027-03-09T20:00"."""
        return " ".join("/".join(str(one) for one in span if one) for span in self.spans)


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that whoever announces should look at, and the words that show it."""

    sort: Sort
    field: Field
    line: int
    words: str
    said: int | None = None
    found: int | None = None
    others: tuple[Told[Moment], ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """An event as a text tells it. A field that is None was not told.

    `end` may be a day alone; None: it is not known when it ends. `rule` is an RRULE (RFC 5545) without its name;
    where `start` is not its first date, it is counted from `counted_from`. It does not take place on the days that are
    `left_out`, and besides at those `added`.
    `other`: it seems to announce no event, and why; the fields hold what was found nevertheless.
    """

    language: Language
    title: Told[str] | None = None
    start: Told[Moment] | None = None
    end: Told[Moment] | None = None
    place: Told[str] | None = None
    address: Told[str] | None = None
    organiser: Told[str] | None = None
    link: Told[str] | None = None
    seats: Told[int] | None = None
    deadline: Told[Moment] | None = None
    rule: Told[str] | None = None
    counted_from: Told[Dates] | None = None
    left_out: Told[Dates] | None = None
    added: Told[Dates] | None = None
    description: Told[str] | None = None
    remarks: tuple[Remark, ...] = ()
    other: Told[Other] | None = None

    @property
    def all_day(self) -> bool:
        """Days without an hour."""
        return self.start is not None and self.start.value.hour is None

    @property
    def online(self) -> bool:
        """Nowhere but in the net."""
        return self.place is not None and self.place.value == "online"

    @property
    def missing(self) -> tuple[Field, ...]:
        """What must be asked: an address is a place, and an hour is asked with the day."""
        return tuple(
            name
            for name in NEEDED
            if getattr(self, name) is None and not (name == "place" and self.address is not None)
        )
