"""Sending: recipients resolved, handed over to the outbox in bounded portions, paused, stopped, finished, digested.

A portion and the marks that it was handed over are one transaction, so that a kill loses and doubles none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.announcements import Announcement, Recipient
from bot.db.onboarding import Member
from bot.db.outbox import Outgoing
from bot.services import outbox
from bot.services.announcements import consent, happenings, pending, states, undoing
from bot.services.announcements.addressing import Addressing, ways_of, zones_of
from bot.services.announcements.desk import Desk, Press, locked, take
from bot.services.announcements.posters import Addressee, Posters
from bot.services.events import is_over
from bot.services.outbox import Envelope, Message
from bot.services.quiet_hours import HOME
from rag.documents import Language

PORTION = 50  # recipients handed over in one transaction: longer ones would hold up answers
BACKLOG = 300  # messages of one announcement waiting in the outbox: ten seconds' worth, so that a pause is prompt
DIGESTS = 10  # members whose weekly digest is written in one transaction


def batch(number: int) -> str:
    """The name under which an announcement's messages are held and counted."""
    return f"announcement {number}"


def key(number: int, chat: int) -> str:
    """The key of the one message that a chat gets of an announcement."""
    return f"announcement {number} {chat}"


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody to write to, in their language and time zone."""

    chat: int
    language: Language = "it"
    zone: str = HOME


class Sending:
    """`advance` does what is due; the verbs of buttons raise StaffOnly, NoSuchAnnouncement, Overtaken."""

    def __init__(self, desk: Desk, addressing: Addressing) -> None:
        self._desk = desk
        self._addressing = addressing
        self._posters = Posters(desk)

    async def advance(self, now: datetime) -> int:
        """All that is due: scheduled ones begin, recipients are handed over, ends are noted; how many recipients.

        Again: no effect.
        """
        told = 0
        async with self._desk.database.reading() as session:
            due = await _ids(session, pending.begins(now))
        for number in due:
            await self._begin(number, now)
        async with self._desk.database.reading() as session:
            running = await _ids(session, pending.goes_on())
        for number in running:
            portion = PORTION
            while portion == PORTION:
                portion = await self._hand_over(number, now)
                told += portion
            await self._finish(number, now)
        return told

    async def digest(self, now: datetime) -> None:
        """One message to each member whose weekly digest is due."""
        async with self._desk.database.reading() as session:
            query = select(Recipient.chat_id).where(pending.in_digest(now)).distinct().limit(DIGESTS)
            due = list(await session.scalars(query.order_by(Recipient.chat_id)))
        if due:
            async with self._desk.database.writing() as session:
                for reader in await _readers(session, due):
                    await self._digest(session, reader, now)

    async def pause(self, press: Press) -> Announcement:
        """What is not sent yet stays where it is."""
        return await self._move(press, "pause", held=True)

    async def resume(self, press: Press) -> Announcement:
        """It goes on where it was."""
        return await self._move(press, "resume", held=False)

    async def stop(self, press: Press) -> Announcement:
        """What is not sent yet is never sent."""
        async with self._desk.database.writing() as session:
            row = await take(session, press, self._desk.people)
            await self.halt(session, row)
            return row

    async def halt(self, session: AsyncSession, row: Announcement) -> None:
        """The same for an announcement in hand: its event was cancelled."""
        states.move(row, "stop", self._now)
        row.finished_at = self._now
        await outbox.withdraw(session, batch(row.id), now=self._now)

    async def _move(self, press: Press, verb: str, *, held: bool) -> Announcement:
        async with self._desk.database.writing() as session:
            row = await take(session, press, self._desk.people)
            states.move(row, verb, self._now)
            await outbox.hold(session, batch(row.id), held=held)
            await self._keep_quiet(session, row, self._now)
            return row

    async def _begin(self, number: int, now: datetime) -> None:
        """The audience is resolved now, and kept with why and when: who joins later, is not written to."""
        async with self._desk.database.writing() as session:
            row = await _locked(session, number, "scheduled")
            if row is None or row.send_at is None or row.send_at > now:
                return
            if row.approver is None and (reach := await self._addressing.reach(session, row)).second:
                await consent.outgrown(session, self._desk.people, row, reach, now)
                return
            people = await self._addressing.people(session, row)
            ways, zones = await ways_of(session, row.kind, people), await zones_of(session)
            rows = [
                {
                    "announcement_id": row.id, "chat_id": person, "why": why, "way": ways[person], "told_at": None,
                    "due_at": self._due_at(row, ways[person], zones.get(person, HOME), now),
                }
                for person, why in people.items()
            ]  # fmt: skip
            if rows:
                await session.execute(insert(Recipient), rows)
            await happenings.publish(session, row, now)
            await undoing.close(session, row, "begun", now)
            states.move(row, "begin", now)
            row.started_at = now

    def _due_at(self, row: Announcement, way: str, zone: str, now: datetime) -> datetime | None:
        hours = self._desk.policy.hours
        if way == "never":
            return None
        if way == "weekly":
            return hours.next_digest(now, zone)
        return now if row.urgent else hours.next_allowed(now, zone)

    async def _hand_over(self, number: int, now: datetime) -> int:
        """One portion into the outbox; how many were dealt with. `never`, chosen meanwhile, counts here too."""
        async with self._desk.database.writing() as session:
            row = await _locked(session, number, "sending")
            if row is None:
                return 0
            await self._keep_quiet(session, row, now)
            room = BACKLOG - await _waiting(session, number)
            query = select(Recipient).where(Recipient.announcement_id == number, *_due("now", now))
            portion = list(await session.scalars(query.order_by(Recipient.chat_id).limit(max(0, min(PORTION, room)))))
            await self._tell(session, row, portion, now)
            return len(portion)

    async def _tell(
        self, session: AsyncSession, row: Announcement, portion: Sequence[Recipient], now: datetime
    ) -> None:
        ways = await ways_of(session, row.kind, {one.chat_id: None for one in portion})
        posted: list[tuple[Envelope, Message]] = []
        wordings: dict[str, Message] = {}  # few: a thousand readers share a language and a reason
        for one, reader in zip(portion, await _readers(session, [one.chat_id for one in portion]), strict=True):
            if not self._mark_told(row, one, reader, ways[one.chat_id], now):
                continue
            to = Addressee(one.chat_id, reader.language, one.why)
            if to.reads not in wordings:
                wordings[to.reads] = await self._posters.poster(session, row, to)
            envelope = Envelope(key(row.id, one.chat_id), one.chat_id, "announcement", batch(row.id))
            posted.append((envelope, wordings[to.reads]))
        await outbox.post_all(session, posted, now=now)

    def _mark_told(self, row: Announcement, one: Recipient, reader: Reader, way: str, now: datetime) -> bool:
        """Marks them as told, or puts them off as they wish to hear of it and as their night has it; whether told."""
        allowed = now if row.urgent else self._desk.policy.hours.next_allowed(now, reader.zone)
        if way != "now":
            one.way, one.due_at = way, self._due_at(row, way, reader.zone, now)
        elif allowed > now:
            one.due_at = allowed  # the night came while others were told
        else:
            one.told_at = now
        return one.told_at is not None

    async def _keep_quiet(self, session: AsyncSession, row: Announcement, now: datetime) -> None:
        """What waits in the outbox still (after a pause, an outage, a flood) goes out after the quiet hours too."""
        if row.urgent:
            return
        elsewhere = await zones_of(session)
        for zone in {HOME, *elsewhere.values()}:
            allowed = self._desk.policy.hours.next_allowed(now, zone)
            if allowed > now:
                there = [person for person, lives in elsewhere.items() if lives == zone]
                whose = Outgoing.chat_id.not_in(list(elsewhere)) if zone == HOME else Outgoing.chat_id.in_(there)
                late = Outgoing.batch == batch(row.id), Outgoing.state == "pending", Outgoing.due_at < allowed
                await session.execute(update(Outgoing).where(*late, whose).values(due_at=allowed))

    async def _digest(self, session: AsyncSession, reader: Reader, now: datetime) -> None:
        query = select(Recipient, Announcement).join(Announcement, Announcement.id == Recipient.announcement_id)
        query = query.where(Recipient.chat_id == reader.chat, *_due("weekly", now)).order_by(Announcement.id)
        told = []
        for one, row in (await session.execute(query)).all():
            ways = await ways_of(session, row.kind, {reader.chat: None})
            one.told_at = now
            event = await happenings.to_tell(session, row, now)
            if event is not None and is_over(event, now):
                continue  # no news any more
            if ways[reader.chat] == "never":
                one.way = "never"
            elif row.state == "stopped":
                one.way = "stopped"
            else:
                told.append((row, one.why))
        if told:
            message = await self._posters.digest(session, told, reader.language)
            numbers = f"{told[0][0].id}-{told[-1][0].id}"
            # Due in the morning; after an outage it may be night by now.
            goes = self._desk.policy.hours.next_allowed(now, reader.zone)
            envelope = Envelope(f"digest {reader.chat} {numbers}", reader.chat, due=goes)
            await outbox.post(session, envelope, message, now=now)

    async def _finish(self, number: int, now: datetime) -> None:
        async with self._desk.database.writing() as session:
            row = await _locked(session, number, "sending")
            left = select(func.count()).where(Recipient.announcement_id == number, *_untold("now"))
            if row is None or await session.scalar(left) or await _waiting(session, number):
                return
            states.move(row, "finish", now)
            row.finished_at = now

    @property
    def _now(self) -> datetime:
        return self._desk.clock.now()


async def withhold(session: AsyncSession, chat: int, kind: str, now: datetime) -> None:
    """What still waits for the chat of announcements of this kind is never sent: `never` always wins."""
    numbers = await session.scalars(select(Announcement.id).where(Announcement.kind == kind))
    keys = [key(number, chat) for number in numbers]
    waiting = update(Outgoing).where(Outgoing.chat_id == chat, Outgoing.state == "pending", Outgoing.key.in_(keys))
    await session.execute(waiting.values(state="dead", error="withdrawn", settled_at=now))


def _untold(way: str) -> tuple[ColumnElement[bool], ...]:
    return Recipient.way == way, Recipient.told_at.is_(None)


def _due(way: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return *_untold(way), Recipient.due_at <= now


async def _ids(session: AsyncSession, *conditions: ColumnElement[bool]) -> list[int]:
    query = select(Announcement.id).where(*conditions).order_by(Announcement.id)
    return list(await session.scalars(query))


async def _locked(session: AsyncSession, number: int, state: str) -> Announcement | None:
    row = await locked(session, number)
    return row if row is not None and row.state == state else None


async def _waiting(session: AsyncSession, number: int) -> int:
    tally = await outbox.tally(session, batch(number))
    return tally.pending + tally.sending


async def _readers(session: AsyncSession, chats: Iterable[int]) -> list[Reader]:
    ids = list(chats)
    rows = await session.scalars(select(Member).where(Member.telegram_id.in_(ids)))
    known = {row.telegram_id: row for row in rows}
    return [_reader(chat, known.get(chat)) for chat in ids]


def _reader(chat: int, member: Member | None) -> Reader:
    return Reader(chat, "en" if member and member.language == "en" else "it", member.zone if member else HOME)
