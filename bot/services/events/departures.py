"""Dates of a series that depart from its rule: left out, added, moved. How they are told, and how they move along."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from bot.db.events import AnnouncedEvent
from bot.services.events.details import local

MOST = 4  # of each that a card tells


@dataclass(frozen=True, slots=True)
class Departures:
    """What is to come, by the clocks of the place: days on which it does not take place, starts at another hour of
    its days, and further starts.

    `more`: how many besides.
    """

    left_out: tuple[str, ...] = ()
    other_hour: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    more: int = 0

    def __bool__(self) -> bool:
        return bool(self.left_out or self.other_hour or self.added)


def told(first: AnnouncedEvent, dates: Iterable[AnnouncedEvent], event: AnnouncedEvent, now: datetime) -> Departures:
    """`first` carries the rule; `event` is the date on whose card they are told, and is not told again itself."""
    gone, extra, usual = set(first.left_out), {one.partition("/")[0] for one in first.added}, {_wall(first)}
    for one in dates:
        before = _wall(one, one.occurrence) if one.occurrence else _wall(one)
        if one.state != "announced":
            # Days that fell away as the whole series moved to others have no `occurrence` any more.
            gone.update([before[:10]] if one.occurrence or one.id == event.id else [])
            extra.discard(before)
        elif before != _wall(one):
            gone.add(before[:10])
            extra = {*extra, _wall(one)} - {before}
        elif before not in extra:
            usual.add(before)
    here = local(first, now).replace(tzinfo=None).isoformat(timespec="minutes")
    extra = {one for one in extra if one > here[: len(one)] and one != _wall(event)}
    instead = {one for one in extra if one[:10] in gone and one[:10] not in {day[:10] for day in usual}}
    gone = {one for one in gone if one >= here[:10] and one not in {day[:10] for day in (*extra, *usual, _wall(event))}}
    found = [tuple(sorted(one)) for one in (gone, instead, extra - instead)]
    left_out, other_hour, added = [one[:MOST] for one in found]
    return Departures(left_out, other_hour, added, sum(len(one[MOST:]) for one in found))


def sorted_out(left_out: str, added: str) -> Departures:
    """The same of a draft, whose fields hold them in one line each."""
    gone, extra = left_out.split(), [one.partition("/")[0] for one in added.split()]
    instead = [one for one in extra if one[:10] in gone]
    days = {one[:10] for one in instead}
    return Departures(
        tuple(one for one in gone if one not in days), tuple(instead), tuple(one for one in extra if one not in instead)
    )


def moved_along(one: str, before: str, after: str) -> str:
    """A start ("2027-02-02T08:30", with "/…" its end) as far away from the new start as it was from the old one."""
    if "T" in before and "T" not in after:  # whole days from now on
        return day_along(one[:10], before, after)
    by = datetime.fromisoformat(after) - datetime.fromisoformat(before)
    return "/".join(_written(datetime.fromisoformat(at) + by, after) for at in one.split("/"))


def day_along(day: str, before: str, after: str) -> str:
    """A day that is left out, where the series moves to other days."""
    return (date.fromisoformat(day) + (_day(after) - _day(before))).isoformat()


def hour_along(one: str, before: str, after: str) -> str:
    """An added start stays on its day; at the hour of the others it goes with them to their new hour."""
    if "T" not in after:
        return one[:10]
    if one.partition("/")[0][10:] != before[10:]:
        return one
    same_day = f"{one[:10]}{before[10:]}", f"{one[:10]}{after[10:]}"
    return moved_along(one, *same_day)


def _wall(event: AnnouncedEvent, moment: datetime | None = None) -> str:
    there = local(event, moment or event.starts_at)
    return there.date().isoformat() if event.whole_day else there.replace(tzinfo=None).isoformat(timespec="minutes")


def _written(at: datetime, like: str) -> str:
    return at.isoformat(timespec="minutes") if "T" in like else at.date().isoformat()


def _day(at: str) -> date:
    return date.fromisoformat(at[:10])
