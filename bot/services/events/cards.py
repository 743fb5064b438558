"""The card of an announced event: what, when, where, and the buttons to answer. Announcements send the same."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import quote

from bot.db.events import AnnouncedEvent
from bot.services.events.counts import Turnout
from bot.services.events.departures import Departures
from bot.services.events.details import is_over
from bot.services.outbox import Button, Message
from bot.texts import label, say
from rag.documents import Language

KIND = "ev"  # of all buttons about announced events: `ev verb number key`
MAP = "https://www.openstreetmap.org/search?query="
MARK = "✓ "
ANSWERS = {"go": "going", "maybe": "maybe", "decline": "declined"}


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody who goes and agreed to be seen: the name they gave, and their company as they say themselves."""

    name: str
    company: str | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """What a card tells beside the event: the answers so far, and those of the member who looks at it."""

    turnout: Turnout = field(default_factory=Turnout)
    guests: tuple[Guest, ...] = ()
    answer: str = ""
    place_in_line: int = 0
    offered_until: datetime | None = None
    attended: bool = False


def card(
    event: AnnouncedEvent,
    language: Language,
    seen: Seen | None = None,
    *,
    now: datetime | None = None,
    private_link: str | None = None,
    departures: Departures | None = None,
) -> Message:
    """The event with its buttons, in Telegram's HTML (under 4,096 characters).

    Without `seen` no number of seats left is told, as in a message to many. `private_link`: for a group or
    channel, where nobody's answer is kept: the address of the same card in private (`t.me/<bot>?start=v_<id>`).
    `departures`: of its series.
    """
    over = now is not None and is_over(event, now)
    html = say("events.card", language, event=event, seen=seen, over=over, departures=departures)
    if private_link is not None:
        rows = _public(event, language, private_link)
    else:
        rows = _private(event, language, seen, open_to_answers=not over and event.state != "cancelled")
    return Message(html, rows)


def ev(text: str, verb: str, event: AnnouncedEvent, key: str = "") -> Button:
    """A button about the event."""
    return Button(text, data=f"{KIND} {verb} {event.id} {key}".rstrip())


def map_link(place: str) -> str:
    """Where the place is looked for on a map."""
    return MAP + quote(place)


def _public(event: AnnouncedEvent, language: Language, link: str) -> tuple[tuple[Button, ...], ...]:
    answer_there = Button(label("events.button_private", language), url=link)
    return ((answer_there,), *_map(event, language)) if event.state != "cancelled" else ()


def _private(
    event: AnnouncedEvent, language: Language, seen: Seen | None, *, open_to_answers: bool
) -> tuple[tuple[Button, ...], ...]:
    calendar = ev(label("events.button_calendar", language), "ics", event)
    if event.state == "cancelled":
        repeats = event.rule or event.series
        return ((calendar, *([ev(label("events.button_dates", language), "dates", event)] if repeats else [])),)
    who = ev(label("events.button_who", language), "who", event)
    more = ev(label("events.button_more", language), "more", event)
    [in_map] = _map(event, language) or [()]
    answers = (_answers(event, language, seen.answer if seen else ""),) if open_to_answers else ()
    return (*answers, (calendar, *in_map), (who, more))


def _answers(event: AnnouncedEvent, language: Language, given: str) -> tuple[Button, ...]:
    first = {"waiting": "events.button_waiting", "offered": "events.button_take"}.get(given, "events.button_go")
    names = {"go": first, "maybe": "events.button_maybe", "decline": "events.button_decline"}
    return tuple(
        ev((MARK if ANSWERS[verb] == given else "") + label(name, language), verb, event)
        for verb, name in names.items()
    )


def _map(event: AnnouncedEvent, language: Language) -> list[tuple[Button, ...]]:
    if not event.place:
        return []
    return [(Button(label("events.button_map", language), url=map_link(event.place)),)]
