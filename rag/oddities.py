"""What is odd about an event's time: a weekday that is not its day's, days gone by, an end before the start, rivals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from rag.drafts import Field, Moment, Remark, Told
from rag.moments import Mention
from rag.sheets import Sheet


def wrong_weekdays(sheet: Sheet, chosen: Mention | None, found: Sequence[Mention]) -> Iterator[Remark]:
    """ "Martedì 16 dicembre 2024", which is a Monday: of the event, or of its deadline."""
    for one in found:
        wrong = one.weekday is not None and one.weekday != one.first.weekday()
        if wrong and (one is chosen or one.role == "deadline"):
            told = sheet.told(one.start, one.end, None)
            field: Field = "start" if one is chosen else "deadline"
            yield Remark("weekday", field, told.line, told.words, one.weekday, one.first.weekday())


def oddities(
    start: Told[Moment] | None, end: Told[Moment] | None, deadline: Told[Moment] | None, today: date
) -> Iterator[Remark]:
    """Past, ends before it begins, or one may sign up until after it began."""
    if start and (end.value.day if end else start.value.day) < today:
        yield Remark("past", "start", start.line, start.words)
    if start and end and _key(end.value) < _key(start.value, of_end=end.value):
        yield Remark("end", "end", end.line, end.words)
    if start and deadline and _key(deadline.value) > _key(start.value, of_end=deadline.value):
        yield Remark("deadline", "deadline", deadline.line, deadline.words)


def _key(one: Moment, *, of_end: Moment | None = None) -> tuple[date, int]:
    """Comparable: hours count only where both have one."""
    hour = one.hour if of_end is None or of_end.hour else None
    return one.day, hour.hour * 60 + hour.minute if hour else 0


def rivals(sheet: Sheet, chosen: Mention | None, found: Sequence[Mention], today: date) -> Iterator[Remark]:
    """Other days to come that are neither a deadline nor within the event."""
    others = tuple(sheet.told(one.start, one.end, Moment(one.first)) for one in _rivals(chosen, found, today))
    if chosen and others:
        told = sheet.told(chosen.start, chosen.end, None)
        yield Remark("several", "start", told.line, told.words, others=others)


def _rivals(chosen: Mention | None, found: Sequence[Mention], today: date) -> Iterator[Mention]:
    if chosen is None:
        return
    days = {chosen.first, chosen.last}
    for one in found:
        within = chosen.last is not None and chosen.first <= one.first <= chosen.last
        if one is not chosen and one.role == "event" and one.first >= today and one.first not in days and not within:
            days.add(one.first)
            yield one
