"""To whom and when: staff choose the audience and the moment, and see a preview of both before anything goes out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.announcements import Announcement, Preference
from bot.db.onboarding import Member
from bot.errors import ButtonTooOld, NotUnderstood
from bot.services.announcements import audience, moments, states
from bot.services.announcements.audience import Option, Why
from bot.services.announcements.desk import Desk, Press, draft_of, keep, take
from bot.services.announcements.drafts import moment_of, whole_day
from bot.services.people import who_refused
from bot.services.quiet_hours import HOME, Reason

BY_NAME = ("capability", "place", "company")  # audiences that are typed
BY_LIST = ("earlier", "chat")  # audiences that are chosen from a list
WHEN = "when"
AUDIENCE = "audience:"
SAMPLE = 3
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Reach:
    """What a preview says of the recipients: how many hear of it at once, weekly, not at all; examples of why."""

    now: int
    weekly: int
    never: int
    reasons: tuple[tuple[Why, int], ...]
    goes_at: datetime
    postponed: Reason | None  # why not at the moment that was wished
    second: bool  # a second person must agree
    late: str = ""  # what will be past by then: the event's "start" or its "deadline"
    last: datetime | None = None  # the last moment that is not too late, where there still is one

    @property
    def told(self) -> int:
        return self.now + self.weekly


class Addressing:
    """All verbs raise StaffOnly, NoSuchAnnouncement, Overtaken."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def options(self, press: Press) -> tuple[Announcement, list[Option]]:
        """What the list offers ("earlier", "chat"); they are kept, to be chosen by their number."""
        async with self._desk.database.writing() as session:
            row = await take(session, press, self._desk.people)
            found = await (audience.earlier if press.which == "earlier" else audience.chats)(session)
            row.audience = {**row.audience, "options": [option.kept() for option in found]}
            return row, found

    async def ask(self, press: Press) -> Announcement:
        """Asks for the name of a capability, a place or a company; or for the moment ("when")."""
        if press.which not in (*BY_NAME, WHEN):
            raise ButtonTooOld
        async with self._desk.database.writing() as session:
            row = await take(session, press, self._desk.people)
            keep(row, replace(draft_of(row), asker=press.staff), self._now)
            row.asking = WHEN if press.which == WHEN else f"{AUDIENCE}{press.which}"
            return row

    async def everyone(self, press: Press) -> Announcement:
        """It is for everyone who ever wrote to us."""
        return await self._choose(press, Option("everyone").kept())

    async def choose(self, press: Press) -> Announcement:
        """One of the options that were offered, by its number."""
        async with self._desk.database.reading() as session:
            row = await session.get(Announcement, press.number)
            offered = row.audience.get("options", []) if row is not None else []
        if not press.which.isdecimal() or int(press.which) >= len(offered):
            raise ButtonTooOld
        return await self._choose(press, offered[int(press.which)])

    async def named(self, session: AsyncSession, row: Announcement, said: str) -> list[Option]:
        """What was typed for an audience: one, and it is chosen; several are offered. Raises NotUnderstood."""
        found = await self._named(session, (row.asking or "").removeprefix(AUDIENCE), said)
        row.revision += 1
        row.asking, row.changed_at = None, self._now
        if len(found) == 1:
            row.audience = found[0].kept()
        else:
            row.audience = {**row.audience, "options": [option.kept() for option in found]}
        return found

    def timed(self, row: Announcement, said: str) -> None:
        """What was typed for the moment. Raises NotUnderstood for what is none, or is past."""
        at = moments.read(said, self._now)
        if at is None or at <= self._now:
            raise NotUnderstood(WHEN)
        row.send_at, row.asking, row.changed_at = at, None, self._now
        row.revision += 1

    async def at_once(self, press: Press) -> Announcement:
        """It goes as soon as it may."""
        async with self._desk.database.writing() as session:
            row = await self._corrected(session, press)
            row.send_at = None
            return row

    async def at_last(self, press: Press) -> Announcement:
        """It goes at the last moment that is not too late. Raises ButtonTooOld where that has passed by now."""
        async with self._desk.database.writing() as session:
            row = await self._corrected(session, press)
            reach = await self.reach(session, row)
            if reach.last is None:
                raise ButtonTooOld
            row.send_at = reach.last
            return row

    async def hurry(self, press: Press) -> Announcement:
        """Urgent, or no longer: quiet hours don't hold it, and a second person must agree."""
        async with self._desk.database.writing() as session:
            row = await self._corrected(session, press)
            row.urgent = not row.urgent
            return row

    async def reach(self, session: AsyncSession, row: Announcement) -> Reach:
        """The preview's figures, as of now."""
        people = await self.people(session, row)
        ways = await ways_of(session, row.kind, people)
        counted = Counter(ways.values())
        wished = max(row.send_at or self._now, self._now)
        postponed = None if row.urgent else self._desk.policy.hours.quiet(wished)
        goes = wished if row.urgent else self._desk.policy.hours.next_allowed(wished)
        told = counted["now"] + counted["weekly"]
        # How many read a group or a channel is nobody's to say: whoever joins it tomorrow reads it too.
        many = told > self._desk.policy.approval_from or row.audience["to"] == "chat"
        second = row.urgent or many
        late = _past_by(row, goes)
        return Reach(
            counted["now"], counted["weekly"], counted["never"], _sample(people), goes.astimezone(self._now.tzinfo),
            postponed, second, late, self._last(row, late) if late else None,
        )  # fmt: skip

    async def people(self, session: AsyncSession, row: Announcement) -> dict[int, Why]:
        """Whom it is for, each with why."""
        return await audience.resolved(session, row.audience, self._desk.sources, self._desk.places)

    def _last(self, row: Announcement, late: str) -> datetime | None:
        """The last moment before the start or the deadline at which it may go; None: that has passed."""
        begins = moment_of(draft_of(row), late)
        at = self._desk.policy.hours.last_allowed(begins).astimezone(self._now.tzinfo) if begins else None
        return at if at is not None and at > self._now + self._desk.policy.undo else None

    async def _named(self, session: AsyncSession, to: str, said: str) -> list[Option]:
        if to == "capability":
            found = audience.capabilities(await audience.concepts(self._desk.sources), said)
        elif to == "place":
            one = audience.place(self._desk.places, said)
            found = [one] if one else []
        else:
            found = await audience.companies(session, said)
        if not found:
            raise NotUnderstood(to)
        return found

    async def _choose(self, press: Press, chosen: Mapping[str, object]) -> Announcement:
        async with self._desk.database.writing() as session:
            row = await self._corrected(session, press)
            row.audience = dict(chosen)
            return row

    async def _corrected(self, session: AsyncSession, press: Press) -> Announcement:
        row = await take(session, press, self._desk.people)
        states.move(row, "correct", self._now)
        row.asking = None
        return row

    @property
    def _now(self) -> datetime:
        return self._desk.clock.now()


async def ways_of(session: AsyncSession, kind: str, people: Mapping[int, object]) -> dict[int, str]:
    """How each wants to hear of the kind: now, weekly or never. Groups and channels: now."""
    rows = await session.execute(
        select(Preference.member_id, Preference.cadence).where(Preference.kind == kind, Preference.cadence != "now")
    )
    chosen = {row[0]: row[1] for row in rows}
    chosen |= dict.fromkeys(await who_refused(session, "announcements"), "never")  # the ledger's no is about all kinds
    return {person: chosen.get(person, "now") for person in people}


async def zones_of(session: AsyncSession) -> dict[int, str]:
    """The time zones of those who live in another than the association."""
    rows = await session.execute(select(Member.telegram_id, Member.zone).where(Member.zone != HOME))
    return {row[0]: row[1] for row in rows}


def _past_by(row: Announcement, goes: datetime) -> str:
    """What of the event will be past when it is announced: quiet hours may push it that far."""
    if row.kind != "event":
        return ""
    for name in ("start", "deadline"):
        at = moment_of(draft_of(row), name)
        if name == "start" and at is not None and whole_day(draft_of(row)):
            at += DAY
        if at is not None and goes >= at:
            return name
    return ""


def _sample(people: Mapping[int, Why]) -> tuple[tuple[Why, int], ...]:
    """The commonest reasons, with how many hear of it for each."""
    counted: dict[str, list[Why]] = {}
    for why in people.values():
        counted.setdefault(repr(sorted(why.items())), []).append(why)
    commonest = sorted(counted.values(), key=len, reverse=True)[:SAMPLE]
    return tuple((same[0], len(same)) for same in commonest)
