"""A rule by which an event repeats (an RRULE of RFC 5545): what it may consist of, and the starts that it gives."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from dateutil.rrule import rrule, rrulestr

# Nothing by hours, no interval of none.
PART = re.compile(
    r"FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY)|INTERVAL=[1-9][0-9]{0,2}|COUNT=[1-9][0-9]{0,3}|UNTIL=[0-9]{8}(T[0-9]{6}Z?)?"
    r"|(BYDAY|BYMONTHDAY|BYMONTH|BYSETPOS|BYYEARDAY|BYWEEKNO|WKST)=[-+0-9A-Z,]+"
)
YEARS = 20
ONCE = "FREQ=DAILY;COUNT=1"  # of dates that a calendar lists one by one: the first is by the rule, the others are added
_UNTIL = re.compile(r"UNTIL=([0-9]{8})(?:T([0-9]{6})(Z?))?")


def starts(rule: str, begin: datetime, zone: str) -> Iterator[datetime]:
    """By the clock on the wall of that zone, soonest first, `begin` (without zone) the first; for twenty years.

    Raises ValueError where it is no rule, or repeats more than daily.
    """
    text = rule.strip().upper().removeprefix("RRULE:")
    if not all(PART.fullmatch(part) for part in text.split(";")) or "FREQ=" not in text:
        raise ValueError(rule)
    try:
        text = _UNTIL.sub(lambda found: _until(found, zone), text)
        parsed = rrulestr(text, dtstart=begin)
    except (ValueError, TypeError, KeyError, OverflowError) as error:
        raise ValueError(rule) from error
    if not isinstance(parsed, rrule):
        raise ValueError(rule)
    # A day that never comes (30 February) would be looked for until the year 9999: here a rule ends after 20 years,
    # and so the count, which stands beside no end, is kept by us.
    ends = re.search(r"UNTIL=([0-9]{4})", text)
    ended = parsed if ends and int(ends[1]) <= begin.year + YEARS else parsed.replace(count=None, until=_last(begin))
    count = re.search(r"COUNT=([0-9]+)", text)
    return islice(ended, int(count[1])) if count else iter(ended)


def _until(found: re.Match[str], zone: str) -> str:
    """The last moment by the same clock. A day alone is meant with all its hours."""
    day, clock, utc = found.groups()
    if clock is None:
        return f"UNTIL={day}T235959"
    last = datetime.strptime(f"{day}{clock}", "%Y%m%d%H%M%S")
    if utc:
        last = last.replace(tzinfo=UTC).astimezone(ZoneInfo(zone))
    return f"UNTIL={last:%Y%m%dT%H%M%S}"


def _last(begin: datetime) -> datetime:
    return begin + timedelta(days=365 * YEARS)
