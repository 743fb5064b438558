"""The report: how many got it, who could not, who answered. Kept up to date in the author's chat by edits."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.announcements import Announcement, Recipient
from bot.db.events import AnnouncedEvent, Attendance
from bot.db.outbox import Outgoing
from bot.errors import NoSuchAnnouncement
from bot.services import events, outbox
from bot.services.announcements import cards, happenings, live, pending
from bot.services.announcements.desk import Desk, Press, draft_of, locked
from bot.services.announcements.sending import batch
from bot.services.events import Turnout
from bot.services.outbox import Envelope, Message, Tally
from bot.services.people import language_of
from bot.texts import say
from rag.documents import Language

EVERY = timedelta(seconds=3)  # edits count towards Telegram's limits too
MOST_LISTED = 50
NEVER_STARTED = "unknown"  # what the outbox notes of somebody who never spoke to us
GAVE_UP = "withdrawn"
WAYS = ("now", "weekly", "never", "stopped")


@dataclass(frozen=True, slots=True)
class Figures:
    """What became of an announcement so far."""

    tally: Tally
    recipients: int  # to be told at once
    untold: int
    held_back: int  # stopped before they were handed over
    weekly: int
    left_out: int  # of the digest, as it was stopped before
    never: int
    never_started: int
    withdrawn: int
    turnout: Turnout | None
    declined: int

    @property
    def blocked(self) -> int:
        """Who blocked us, whose account is gone, groups that we had to leave."""
        return self.tally.blocked - self.never_started

    @property
    def waiting(self) -> int:
        return self.untold + self.tally.pending + self.tally.sending

    @property
    def failed(self) -> int:
        return self.tally.dead - self.withdrawn


@dataclass(frozen=True, slots=True)
class Unreached:
    """Somebody who did not get it. `name`: only what they agreed to be shown as."""

    chat: int
    reason: str
    name: str | None


class Reports:
    """Figures for staff."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def refresh(self, now: datetime) -> None:
        """Reports of what is going on, or ended lately, say how it stands; edited at most every three seconds."""
        async with self._desk.database.reading() as session:
            query = select(Announcement.id).where(pending.is_reported(now)).order_by(Announcement.id)
            numbers = list(await session.scalars(query))
        for number in numbers:
            await self._refresh(number, now)

    async def show(self, staff: int, language: Language, number: int) -> Message:
        """The report as of now. Raises StaffOnly, NoSuchAnnouncement."""
        await self._desk.people.only_staff(staff)
        async with self._desk.database.writing() as session:
            row = await _there(session, number)
            if staff == row.author:
                live.come_back(row)
            return await self.card(session, row, language)

    async def unreached(self, staff: int, language: Language, number: int, message_id: int = 0) -> Message:
        """Who did not get it, and why, as a list for a phone call. Raises StaffOnly, NoSuchAnnouncement.

        `message_id`: of the message in whose place it is shown.
        """
        await self._desk.people.only_staff(staff)
        async with self._desk.database.writing() as session:
            row = await _there(session, number)
            await live.step_aside(session, row, Press(staff, language, number, row.revision, message_id=message_id))
            people = await self._unreached(session, row)
            html = say("announcements.unreached", language, people=people[:MOST_LISTED], more=len(people) - MOST_LISTED)
            return Message(html, ((cards.button(row, language, "report", name="back"),),))

    async def card(self, session: AsyncSession, row: Announcement, language: Language) -> Message:
        """The report and what can be done now."""
        event = await happenings.event_of(session, row)
        dates = await events.to_come(session, event, self._desk.clock.now()) if event is not None else []
        figures = await self._figures(session, row, dates[0] if dates else event)
        html = say("announcements.report", language, row=row, draft=draft_of(row), figures=figures, event=event,
                   dates=dates, following=_following(dates))  # fmt: skip
        return Message(html, _buttons(row, figures, language, to_come=bool(dates)))

    async def _figures(self, session: AsyncSession, row: Announcement, event: AnnouncedEvent | None) -> Figures:
        """Counted now, with the answers to this event: of a series the date that comes next."""
        query = select(Recipient.way, Recipient.told_at.is_(None), func.count()).where(
            Recipient.announcement_id == row.id
        )
        rows = (await session.execute(query.group_by(Recipient.way, Recipient.told_at.is_(None)))).all()
        counts = {(str(way), bool(untold)): int(count) for way, untold, count in rows}
        ways = {way: counts.get((way, True), 0) + counts.get((way, False), 0) for way in WAYS}
        stopped, waiting = row.state == "stopped", counts.get(("weekly", True), 0)
        return Figures(
            tally=await outbox.tally(session, batch(row.id)), recipients=ways["now"],
            untold=0 if stopped else counts.get(("now", True), 0),
            held_back=counts.get(("now", True), 0) if stopped else 0,
            weekly=ways["weekly"] - (waiting if stopped else 0), never=ways["never"],
            left_out=ways["stopped"] + (waiting if stopped else 0),
            never_started=await self._count(session, row.id, "blocked", NEVER_STARTED),
            withdrawn=await self._count(session, row.id, "dead", GAVE_UP),
            turnout=await events.turnout(session, event) if event else None,
            declined=await self._declined(session, event) if event else 0,
        )  # fmt: skip

    async def _count(self, session: AsyncSession, number: int, state: str, error: str) -> int:
        query = select(func.count()).select_from(Outgoing)
        query = query.where(Outgoing.batch == batch(number), Outgoing.state == state, Outgoing.error == error)
        return await session.scalar(query) or 0

    async def _declined(self, session: AsyncSession, event: AnnouncedEvent) -> int:
        query = select(func.count()).select_from(Attendance)
        return await session.scalar(query.where(Attendance.event_id == event.id, Attendance.answer == "declined")) or 0

    async def _unreached(self, session: AsyncSession, row: Announcement) -> list[Unreached]:
        query = select(Outgoing.chat_id, Outgoing.state, Outgoing.error).where(Outgoing.batch == batch(row.id))
        lost = query.where(Outgoing.state.in_(("blocked", "dead", "unknown")))
        rows = (await session.execute(lost.order_by(Outgoing.chat_id))).all()
        names = await self._names(session, row.event_id)
        return [Unreached(chat, _reason(state, error), names.get(chat)) for chat, state, error in rows]

    async def _names(self, session: AsyncSession, event: int | None) -> dict[int, str]:
        """What those who agreed to be seen at this event want to be called; they agreed for no other."""
        query = select(Attendance.member_id, Attendance.shown_as).where(Attendance.event_id == event)
        rows = await session.execute(query.where(Attendance.visible, Attendance.shown_as.is_not(None)))
        return {row[0]: str(row[1]) for row in rows}

    async def _refresh(self, number: int, now: datetime) -> None:
        async with self._desk.database.writing() as session:
            row = await locked(session, number)
            if row is None or row.started_at is None or row.draft.get("aside"):
                return
            key = live.key(row)
            card = await self.card(session, row, await language_of(session, row.author))
            last = await _last(session, key)
            if last is None:
                await outbox.post(session, Envelope(key, row.author), card, now=now)
            elif last.content != _kept(card) and now - last.created_at >= EVERY:
                await outbox.revise(session, key, card, now=now)


async def _there(session: AsyncSession, number: int) -> Announcement:
    row = await locked(session, number)
    if row is None:
        raise NoSuchAnnouncement
    return row


async def _last(session: AsyncSession, key: str) -> Outgoing | None:
    """What was written last under the key: the message, or its newest edit."""
    first = select(Outgoing.id).where(Outgoing.key == key).scalar_subquery()
    query = select(Outgoing).where(or_(Outgoing.key == key, Outgoing.edits == first))
    row: Outgoing | None = await session.scalar(query.order_by(Outgoing.id.desc()).limit(1))
    return row


def _following(dates: Sequence[AnnouncedEvent]) -> AnnouncedEvent | None:
    """Of a series the next date, whose answers the report tells; None of an event by itself."""
    return dates[0] if dates and (dates[0].series or dates[0].rule) else None


def _kept(card: Message) -> object:
    """As the database gives it back: JSON knows no tuples."""
    return json.loads(json.dumps(card.content()))


def _reason(state: str, error: str | None) -> str:
    if state == "unknown":
        return "perhaps"
    if error == NEVER_STARTED:
        return "never_started"
    return error if error in ("blocked", "gone", "left", "muted", GAVE_UP) else "failed"


def _buttons(
    row: Announcement, figures: Figures, language: Language, *, to_come: bool
) -> tuple[cards.Row, ...]:  # fmt: skip
    rows: list[cards.Row] = []
    if row.state == "sending":
        rows.append((cards.button(row, language, "pause"), cards.button(row, language, "stop")))
    elif row.state == "paused":
        rows.append((cards.button(row, language, "resume"), cards.button(row, language, "stop")))
    lost = figures.tally.blocked + figures.tally.unknown + figures.failed
    about = [cards.button(row, language, "report"), *([cards.button(row, language, "lost")] if lost else [])]
    rows.append(tuple(about))
    if to_come:
        rows.append((cards.button(row, language, "change"), cards.button(row, language, "call_off")))
    return tuple(rows)
