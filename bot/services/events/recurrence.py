"""Events that repeat: the dates that a rule gives, told by the clock on the wall of the event's place."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from heapq import merge
from zoneinfo import ZoneInfo

from bot.errors import UnknownRule
from bot.services.events.details import EventDetails
from rag import rules

LONGEST = 200  # characters of a rule
MOST = 400  # occurrences of one rule within a year, at most one a day


def check(details: EventDetails) -> None:
    """Raises UnknownRule where the rule is none, or repeats more than daily."""
    if details.rule is not None:
        next(moments(details), None)


def is_known(rule: str) -> bool:
    """Whether an event can be repeated so."""
    try:
        rules.starts(rule, datetime(2026, 1, 1, 12), "Europe/Rome")
    except ValueError:
        return False
    return len(rule) <= LONGEST


def moments(details: EventDetails) -> Iterator[datetime]:
    """The starts of a series, soonest first: those that the rule gives, without the days left out, and those added.

    At 18:00 in winter is at 18:00 in summer. Raises UnknownRule.
    """
    last = None
    for naive in merge(_ruled(details), sorted(_added(details))):
        if naive != last:
            yield _there(naive, details)
        last = naive


def ruled(details: EventDetails) -> Iterator[datetime]:
    """Only those that the rule itself gives."""
    return (_there(naive, details) for naive in _ruled(details))


def own_end(details: EventDetails, moment: datetime) -> datetime | None:
    """When the date at that moment ends, where it was added with an end of its own."""
    for one in details.added:
        start, _, end = one.partition("/")
        if end and _there(datetime.fromisoformat(start), details) == moment:
            return _there(datetime.fromisoformat(end), details)
    return None


def _ruled(details: EventDetails) -> Iterator[datetime]:
    try:
        given = rules.starts(details.rule or "", details.usual()[0], details.zone)
    except ValueError as error:
        raise UnknownRule(rule=details.rule or "") from error
    left_out = set(details.left_out)
    return (one for one in given if one.date().isoformat() not in left_out)


def _added(details: EventDetails) -> Iterator[datetime]:
    return (datetime.fromisoformat(one.partition("/")[0]) for one in details.added)


def _there(naive: datetime, details: EventDetails) -> datetime:
    """By way of UTC: an hour that the clocks skip becomes the one that they show instead."""
    zone = ZoneInfo(details.zone)
    return naive.replace(tzinfo=zone).astimezone(UTC).astimezone(zone)
