"""Events that repeat: the moments that a rule gives, told by the clock on the wall of the event's place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from dateutil.rrule import rrule, rrulestr

from bot.errors import UnknownRule
from bot.services.events.details import EventDetails

# What a rule may consist of: nothing by hours, no interval of none.
PART = re.compile(
    r"FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY)|INTERVAL=[1-9][0-9]{0,2}|COUNT=[1-9][0-9]{0,3}|UNTIL=[0-9]{8}(T[0-9]{6}Z?)?"
    r"|(BYDAY|BYMONTHDAY|BYMONTH|BYSETPOS|BYYEARDAY|BYWEEKNO|WKST)=[-+0-9A-Z,]+"
)
YEARS = 20
LONGEST = 200  # characters of a rule
MOST = 400  # occurrences of one rule within a year, at most one a day


def check(details: EventDetails) -> None:
    """Raises UnknownRule where the rule is none, or repeats more than daily."""
    if details.rule is not None:
        next(moments(details), None)


def is_known(rule: str) -> bool:
    """Whether an event can be repeated so."""
    try:
        _given(rule, datetime(2026, 1, 1, 12))
    except UnknownRule:
        return False
    return len(rule) <= LONGEST


def moments(details: EventDetails) -> Iterator[datetime]:
    """The starts that the rule gives, soonest first; at 18:00 in winter is at 18:00 in summer. Raises UnknownRule."""
    zone = ZoneInfo(details.zone)
    start = details.starts_at.astimezone(zone).replace(tzinfo=None)
    for naive in _given(details.rule or "", start):
        # By way of UTC: an hour that the clocks skip becomes the one that they show instead.
        yield naive.replace(tzinfo=zone).astimezone(UTC).astimezone(zone)


def _given(rule: str, start: datetime) -> Iterator[datetime]:
    text = rule.strip().upper().removeprefix("RRULE:")
    if not all(PART.fullmatch(part) for part in text.split(";")) or "FREQ=" not in text:
        raise UnknownRule(rule=rule)
    try:
        parsed = rrulestr(text, dtstart=start, ignoretz=True)
    except (ValueError, TypeError, KeyError) as error:
        raise UnknownRule(rule=rule) from error
    if not isinstance(parsed, rrule):
        raise UnknownRule(rule=rule)
    # A day that never comes (30 February) would be looked for until the year 9999: here a rule ends after 20 years,
    # and so the count, which stands beside no end, is kept by us.
    ends = re.search(r"UNTIL=([0-9]{4})", text)
    ended = parsed if ends and int(ends[1]) <= start.year + YEARS else parsed.replace(count=None, until=_last(start))
    count = re.search(r"COUNT=([0-9]+)", text)
    return islice(ended, int(count[1])) if count else iter(ended)


def _last(start: datetime) -> datetime:
    return start + timedelta(days=365 * YEARS)
