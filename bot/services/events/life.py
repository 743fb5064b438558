"""The life of an announced event: created, published, repeated, changed, cancelled; and whom that concerns.

The caller tells those concerned; what follows from a change by itself (seats that come free) is told here.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice, takewhile

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.base import add_if_absent
from bot.db.events import AnnouncedEvent, Attendance
from bot.services.events import recurrence, seats
from bot.services.events.details import EventDetails, details_of, is_over, local
from bot.services.events.transitions import EVENTS, moved
from bot.services.quiet_hours import AWAKE, Hours

AHEAD = timedelta(days=183)  # so far the occurrences of a rule are rows; the sweep adds the rest as time goes on
CONCERNED = ("going", "maybe", "waiting", "offered")


async def create(session: AsyncSession, details: EventDetails, *, author: int, now: datetime) -> AnnouncedEvent:
    """A draft that nobody sees yet. Raises UnknownRule."""
    recurrence.check(details)
    event = AnnouncedEvent(
        state=EVENTS["", "create"], revision=0, check_in=_secret(), created_by=author, created_at=now,
        changed_at=now, **details.columns(),
    )  # fmt: skip
    session.add(event)
    await session.flush()
    return event


async def publish(session: AsyncSession, event: AnnouncedEvent, now: datetime) -> None:
    """Members see it from now on, with its occurrences of the next half year. Again: no effect.

    Raises EventCancelled.
    """
    await _locked(session, event)
    if event.state == "announced":
        return
    event.state, event.changed_at = moved(event.state, "publish"), now  # type: ignore[arg-type]  # a state, as text
    await extend(session, event, now)


async def change(
    session: AsyncSession, event: AnnouncedEvent, details: EventDetails, now: datetime, hours: Hours = AWAKE
) -> None:
    """The event as `details` say from now on; seats that come free are offered to those who wait, not in quiet `hours`.

    Changing the first of a series changes all of it that is still to come; changing one occurrence, that one.
    Raises EventCancelled, UnknownRule.
    """
    recurrence.check(details)
    await _locked(session, event)
    coming = await _coming(session, event, now)
    _become(event, details, now)
    for one in (*await _still_given(session, coming, event, now), event):
        await seats.keep_offers(session, one, now)
        await seats.offer_free(session, one, now, hours)
    await extend(session, event, now)


async def cancel(session: AsyncSession, event: AnnouncedEvent, now: datetime) -> None:
    """The event does not take place; of the first of a series, none of those still to come. Raises EventCancelled."""
    await _locked(session, event)
    for one in (event, *await _coming(session, event, now)):
        await _call_off(session, one, now)


async def concerned(
    session: AsyncSession, event: AnnouncedEvent, now: datetime | None = None, *, alone: bool = False
) -> list[int]:
    """Members who said that they come or may come, or wait for a seat; for a series, to any of it still to come.

    `alone`: to this date only. To be asked before or after `change` and `cancel`: the answer is the same.
    """
    now = now or event.changed_at
    series = [] if alone else await _series(session, event, now)
    coming = [one.id for one in series if _is_current(one, event)]
    ids = [*coming, *([] if coming and is_over(event, now) else [event.id])]
    query = select(Attendance.member_id).where(Attendance.event_id.in_(ids), Attendance.answer.in_(CONCERNED))
    return list(await session.scalars(query.distinct().order_by(Attendance.member_id)))


async def next_start(session: AsyncSession, event: AnnouncedEvent, now: datetime) -> datetime | None:
    """When somebody would next turn up for it, or for a later date of the series that it leads; None: never again."""
    coming = [one.starts_at for one in (event, *await _coming(session, event, now)) if one.starts_at > now]
    return min(coming, default=None)


async def extend(session: AsyncSession, event: AnnouncedEvent, now: datetime) -> int:
    """Adds the occurrences that the event's rule gives within the next half year, each once; how many."""
    if event.rule is None or event.state != "announced":
        return 0
    added = 0
    details = details_of(event)
    there = set(await session.scalars(select(AnnouncedEvent.occurrence).where(AnnouncedEvent.series == event.id)))
    for moment in _within_reach(details, now):
        if moment > max(now, event.starts_at) and moment not in there:
            added += await add_date(session, event, moment, now)
    return added


async def add_date(session: AsyncSession, first: AnnouncedEvent, moment: datetime, now: datetime) -> bool:
    """Adds the date that the rule of the series gives at that moment; whether it was not there yet."""
    columns = shifted(details_of(first), moment).columns()
    return await add_if_absent(
        session, AnnouncedEvent, state="announced", series=first.id, occurrence=moment, revision=0,
        check_in=_secret(), created_by=first.created_by, created_at=now, changed_at=now, **columns,
    )  # fmt: skip


def shifted(details: EventDetails, start: datetime) -> EventDetails:
    """A date of the series by itself: it lasts as long as the others, by the clock on the wall, unless it was added
    with an end of its own; its deadline is as many days before it."""
    zone = start.tzinfo
    assert zone is not None
    begins, ends = details.usual()
    wall = start.replace(tzinfo=None)
    ends_at = recurrence.own_end(details, start) or ((wall + (ends - begins)).replace(tzinfo=zone) if ends else None)
    days = wall.date() - details.starts_at.astimezone(zone).date()
    deadline = details.deadline.astimezone(zone) + days if details.deadline else None
    return replace(details.alone(), starts_at=start, ends_at=ends_at, deadline=deadline)


def _within_reach(details: EventDetails, now: datetime) -> Iterable[datetime]:
    """Of the half year before too: what was moved may still be to come. A series may have begun long ago."""
    given = takewhile(lambda moment: moment <= now + AHEAD, recurrence.moments(details))
    return islice((moment for moment in given if moment >= now - AHEAD), recurrence.MOST)


def _become(event: AnnouncedEvent, details: EventDetails, now: datetime) -> None:
    event.state = moved(event.state, "change")  # type: ignore[arg-type]  # a state, as text
    for name, value in details.columns().items():
        setattr(event, name, value)
    event.changed_at = now
    event.revision += event.state == "announced"


async def _call_off(session: AsyncSession, event: AnnouncedEvent, now: datetime) -> None:
    event.state = moved(event.state, "cancel")  # type: ignore[arg-type]  # a state, as text
    event.changed_at = now
    event.revision += 1
    await seats.forget_offers(session, event, now)


async def _still_given(
    session: AsyncSession, coming: Sequence[AnnouncedEvent], first: AnnouncedEvent, now: datetime
) -> list[AnnouncedEvent]:
    """Those of the occurrences that the first's rule still gives, changed with it; the others are called off."""
    details = details_of(first)
    given = _Given(details, now)
    kept = []
    for one in coming:
        moment = given.instead_of(local(first, one.occurrence or one.starts_at)) or _from_before(one, first)
        if moment is None:
            await _call_off(session, one, now)
            one.occurrence = None  # should the rule give this day again, there is room for a new row
            continue
        moved_alone = one.starts_at != one.occurrence or moment == one.occurrence
        start = local(first, one.starts_at) if moved_alone else moment
        _become(one, shifted(details, start), now)
        one.occurrence = moment
        kept.append(one)
    await session.flush()
    return kept


class _Given:
    """What a series gives within reach, to be found again by what it gave before a change."""

    def __init__(self, details: EventDetails, now: datetime) -> None:
        moments = list(_within_reach(details, now)) if details.rule else []
        ruled = set(takewhile(lambda one: one <= now + AHEAD, recurrence.ruled(details))) if moments else set()
        self._moments = set(moments)
        # Two of one day: the one by the rule goes on what was by the rule, and an added one is found as it stands.
        self._days = {one.date(): one for one in sorted(moments, key=lambda one: one in ruled)}

    def instead_of(self, before: datetime) -> datetime | None:
        """The same moment, else the one on the same day."""
        return before if before in self._moments else self._days.get(before.date())


def _from_before(one: AnnouncedEvent, first: AnnouncedEvent) -> datetime | None:
    """The moment of a date that is older than the one which carries the rule by now (`series.step_aside`)."""
    anchor = first.occurrence
    return one.occurrence if anchor and one.occurrence and one.occurrence < anchor else None


async def _coming(session: AsyncSession, first: AnnouncedEvent, now: datetime) -> list[AnnouncedEvent]:
    return [one for one in await _series(session, first, now) if one.state == "announced"]


async def _series(session: AsyncSession, first: AnnouncedEvent, now: datetime) -> list[AnnouncedEvent]:
    """The occurrences that follow the first and have not begun."""
    query = select(AnnouncedEvent).where(AnnouncedEvent.series == first.id, AnnouncedEvent.starts_at > now)
    return list(await session.scalars(query.order_by(AnnouncedEvent.starts_at).with_for_update()))


def _is_current(one: AnnouncedEvent, first: AnnouncedEvent) -> bool:
    """Whether it takes place, or was called off together with the first."""
    return one.state == "announced" or one.changed_at == first.changed_at


async def _locked(session: AsyncSession, event: AnnouncedEvent) -> None:
    """Changes of one event wait for one another."""
    await session.flush()
    await session.refresh(event, with_for_update=True)


def _secret() -> str:
    return secrets.token_urlsafe(18)


async def extend_all(session: AsyncSession, now: datetime) -> int:
    """The same for every series."""
    query = select(AnnouncedEvent).where(AnnouncedEvent.state == "announced", AnnouncedEvent.rule.is_not(None))
    return sum([await extend(session, event, now) for event in list(await session.scalars(query))])
