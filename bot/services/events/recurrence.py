"""Events that repeat: the moments that a rule gives, told by the clock on the wall of the event's place."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from dateutil.rrule import rrule, rrulebase, rrulestr

from bot.errors import UnknownRule
from bot.services.events.details import EventDetails

FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
MOST = 200  # occurrences of one rule within half a year, at most one a day


def check(details: EventDetails) -> None:
    """Raises UnknownRule where the rule is none, or repeats more than daily."""
    if details.rule is not None:
        next(moments(details), None)


def moments(details: EventDetails) -> Iterator[datetime]:
    """The starts that the rule gives, soonest first; at 18:00 in winter is at 18:00 in summer. Raises UnknownRule."""
    zone = ZoneInfo(details.zone)
    start = details.starts_at.astimezone(zone).replace(tzinfo=None)
    for naive in _parsed(details.rule or "", start):
        # By way of UTC: an hour that the clocks skip becomes the one that they show instead.
        yield naive.replace(tzinfo=zone).astimezone(UTC).astimezone(zone)


def _parsed(rule: str, start: datetime) -> rrulebase:
    rule = rule.strip().upper().removeprefix("RRULE:")
    if not any(f"FREQ={frequency}" in rule for frequency in FREQUENCIES) or "\n" in rule:
        raise UnknownRule(rule=rule)
    if any(part in rule for part in ("BYHOUR", "BYMINUTE", "BYSECOND")):
        raise UnknownRule(rule=rule)
    try:
        parsed = rrulestr(rule, dtstart=start, ignoretz=True)
    except (ValueError, TypeError, KeyError) as error:
        raise UnknownRule(rule=rule) from error
    if not isinstance(parsed, rrule):
        raise UnknownRule(rule=rule)
    return parsed
