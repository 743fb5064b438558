"""Events as calendars (iCalendar, RFC 5545): one as a file, a member's own as a feed. The door to `icalendar`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, timedelta

from icalendar import Calendar, vCalAddress
from icalendar import Event as Entry

from bot.db.events import AnnouncedEvent
from bot.services.events.details import finish, local
from bot.services.events.records import in_language
from bot.texts import label
from rag.documents import Language

MAKER = "-//Vehicle Valley Piemonte//Raccordo//IT"
STATUS = {"cancelled": "CANCELLED"}
REFRESH = timedelta(hours=1)


def calendar(events: Iterable[AnnouncedEvent], language: Language, *, tentative: frozenset[int] = frozenset()) -> str:
    """The events as one calendar. `tentative`: ids of those to which one may go."""
    whole = Calendar()
    whole.add("prodid", MAKER)
    whole.add("version", "2.0")
    whole.add("method", "PUBLISH")
    whole.add("x-wr-calname", label("events.calendar_name", language))
    whole.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    for event in events:
        whole.add_component(_entry(event, language, tentative=event.id in tentative))
    written: bytes = whole.to_ical()
    return written.decode()


def _entry(event: AnnouncedEvent, language: Language, *, tentative: bool) -> Entry:
    entry = Entry()
    entry.add("uid", f"event-{event.id}-{event.created_at:%Y%m%d%H%M%S}@raccordo")
    entry.add("sequence", event.revision)
    entry.add("dtstamp", event.changed_at)
    entry.add("last-modified", event.changed_at)
    entry.add("status", STATUS.get(event.state, "TENTATIVE" if tentative else "CONFIRMED"))
    entry.add("summary", in_language(event.title, language) or "")
    if description := _description(event, language):
        entry.add("description", description)
    for name, value in (("location", event.place), ("url", event.url)):
        if value:
            entry.add(name, value)
    _add_hours(entry, event)
    _add_organiser(entry, event)
    return entry


def _add_hours(entry: Entry, event: AnnouncedEvent) -> None:
    """Whole days as days, whose end is the day after the last; hours in UTC, which every calendar shows as local.

    The rules of a time zone (VTIMEZONE), as `icalendar` writes them, were read an hour wrong by another parser.
    """
    start, end = local(event, event.starts_at), local(event, finish(event))
    if event.whole_day:
        entry.add("dtstart", start.date())
        entry.add("dtend", max((end - timedelta(minutes=1)).date(), start.date()) + timedelta(days=1))
        entry.add("transp", "TRANSPARENT")
        return
    entry.add("dtstart", start.astimezone(UTC))
    if event.ends_at is not None:
        entry.add("dtend", end.astimezone(UTC))


def _add_organiser(entry: Entry, event: AnnouncedEvent) -> None:
    """An organiser is an address there. We know none but the event's page, and make none up."""
    if event.organiser and event.url:
        organiser = vCalAddress(event.url)
        organiser.params["CN"] = event.organiser.replace('"', "'")
        entry.add("organizer", organiser)


def _description(event: AnnouncedEvent, language: Language) -> str:
    said = in_language(event.description, language) or ""
    organiser = label("events.organised_by", language, name=event.organiser) if event.organiser else ""
    return "\n\n".join(part for part in (said, organiser) if part)
