"""Changes to an announced event: shown first, put into the cards already sent, told to those concerned."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.announcements import Announcement, Recipient
from bot.db.events import AnnouncedEvent, Attendance
from bot.errors import ButtonTooOld, EventCancelled
from bot.services import events, outbox
from bot.services.announcements import cards, happenings, live, pending, spreading, states
from bot.services.announcements.desk import Desk, Press, draft_of, keep, locked, take
from bot.services.announcements.posters import Addressee, Posters
from bot.services.announcements.sending import Sending, key
from bot.services.announcements.spreading import News
from bot.services.events import looking
from bot.services.outbox import Message
from bot.services.people import language_of
from bot.texts import say
from rag.documents import Language

PORTION = 10  # cards redrawn in one transaction: on SQLite nobody else writes meanwhile
PORTIONS = 4  # of them, and of people told, in one sweep
FROM_THE_START = -(10**15)  # below every chat's id


class Changing:
    """Verbs raise StaffOnly, NoSuchAnnouncement, Overtaken, EventCancelled."""

    def __init__(self, desk: Desk, sending: Sending) -> None:
        self._desk = desk
        self._sending = sending
        self._posters = Posters(desk)

    async def begin(self, press: Press) -> Message:
        """Asks what changes, beginning from the event as it is; of a series first, which date: "all", or one."""
        async with self._desk.database.writing() as session:
            row, event = await self._aimed(session, press)
            await live.step_aside(session, row, press)
            if event is None:
                return await self._dates(session, row, press, "change")
            date = draft_of(row).date
            keep(row, replace(happenings.draft_from(event, draft_of(row)), date=date), self._now)
            row.asking = None
            return await proposal(session, row, press.language, self._now)

    async def apply(self, press: Press) -> Message:
        """The event as proposed: cards that were sent are redrawn, those who come are told what is new."""
        async with self._desk.database.writing() as session:
            row, event = await self._taken(session, press)
            before, after = events.details_of(event), happenings.details(draft_of(row))
            different = happenings.changed(before, after)
            goes = self._now
            if different:
                begins = await events.next_start(session, event, self._now)
                people = await self._people(session, row, event)
                if draft_of(row).date:
                    await self._single_out(session, row, event)
                after = replace(after, rule=event.rule) if event.rule else after.alone()
                await events.change(session, event, after, self._now, self._desk.policy.hours)
                begins = _earlier(begins, await events.next_start(session, event, self._now))
                was = before.starts_at if "start" in different else None
                goes = self._tell(row, News(event.id, event.revision, different, begins, was), people)
            row.revision += 1
            await live.finish(session, row, press)
            return await self._done(session, row, different, goes, press.language)

    async def doubt(self, press: Press) -> Message:
        """Asks whether the event is really called off; of a series first, which date."""
        async with self._desk.database.writing() as session:
            row, event = await self._aimed(session, press)
            await live.step_aside(session, row, press)
            if event is None:
                return await self._dates(session, row, press, "call_off")
            people = await self._people(session, row, event)
            alone = bool(draft_of(row).date)
            html = say("announcements.call_off", press.language, event=event, count=len(people), alone=alone)
            sure = cards.button(row, press.language, "cancel_event", name="cancel_date" if alone else "cancel_event")
            return Message(html, ((sure,), (cards.button(row, press.language, "report", name="back"),)))

    async def call_off(self, press: Press) -> Message:
        """The event, or one date of it, does not take place: told on every card, and to those who were coming."""
        async with self._desk.database.writing() as session:
            row, event = await self._taken(session, press)
            begins = await events.next_start(session, event, self._now)
            people = await self._people(session, row, event)
            alone = bool(draft_of(row).date)
            if alone:
                await self._single_out(session, row, event)
            await events.cancel(session, event, self._now)
            if states.can(row, "stop") and not alone:
                await self._sending.halt(session, row)
            else:
                row.revision += 1
            goes = self._tell(row, News(event.id, event.revision, (), begins), people)
            await live.finish(session, row, press)
            return await self._done(session, row, (), goes, press.language)

    async def advance(self, now: datetime) -> None:
        """Tells of changes and redraws cards, of events that changed lately, a bounded number each time.

        Killed in between, the next one goes on.
        """
        async with self._desk.database.reading() as session:
            rows = list(await session.scalars(select(Announcement).where(pending.may_have_changed(now))))
        zones = await spreading.zones(self._desk) if any(row.draft.get("telling") for row in rows) else {}
        for row in (row for row in rows if row.draft.get("telling")):
            for _ in range(PORTIONS):
                if not await spreading.advance(self._desk, row, zones, now):
                    break
        for number in (row.id for row in rows if row.draft["cursor"] is not None):
            for _ in range(PORTIONS):
                if not await self._redraw_some(number, now):
                    break

    def _redraw(self, row: Announcement) -> None:
        keep(row, replace(draft_of(row), cursor=FROM_THE_START), self._now)

    async def _redraw_some(self, number: int, now: datetime) -> bool:
        """One portion; whether there is more."""
        async with self._desk.database.writing() as session:
            row = await locked(session, number)
            if row is None or (cursor := row.draft["cursor"]) is None:
                return False
            told = Recipient.told_at.is_not(None), Recipient.chat_id > cursor, Recipient.way == "now"
            query = select(Recipient).where(Recipient.announcement_id == number, *told)
            some = list(await session.scalars(query.order_by(Recipient.chat_id).limit(PORTION)))
            for one in some:
                await self._redraw_one(session, row, one, now)
            last = some[-1].chat_id if len(some) == PORTION else None
            row.draft = {**row.draft, "cursor": last}
            return last is not None

    async def _redraw_one(self, session: AsyncSession, row: Announcement, one: Recipient, now: datetime) -> None:
        event = await happenings.event_of(session, row)
        joined = event is not None and await session.get(Attendance, (event.id, one.chat_id)) is not None
        seen = (await looking.shown(session, event, one.chat_id, now)).seen if event and joined else None
        to = Addressee(one.chat_id, await language_of(session, one.chat_id), one.why)
        poster = await self._posters.poster(session, row, to, seen)
        await outbox.revise(session, key(row.id, one.chat_id), poster, now=now)

    def _tell(self, row: Announcement, news: News, people: list[int]) -> datetime:
        """Those who come, or may, will hear of it; when, where they live as the association does."""
        spreading.note(row, news, people, self._now)
        return self._desk.policy.hours.in_time(self._now, news.begins) if people else self._now

    async def _done(
        self, session: AsyncSession, row: Announcement, different: tuple[str, ...], goes: datetime, language: Language
    ) -> Message:
        """The row holds its own event again, and its cards are redrawn."""
        if (own := await happenings.event_of(session, row)) is not None:
            keep(row, replace(happenings.draft_from(own, draft_of(row)), date=0), self._now)
        self._redraw(row)
        row.asking = None
        return cards.changed(row, different, goes if goes > self._now else None, language, self._now)

    async def _single_out(self, session: AsyncSession, row: Announcement, event: AnnouncedEvent) -> None:
        """The date is one by itself; what was to be told of the whole series is told of those that are left."""
        led = event.rule is not None
        await events.step_aside(session, event, self._now)
        if led and event.series is not None:
            spreading.hand_on(row, event.id, event.series)

    async def _people(self, session: AsyncSession, row: Announcement, event: AnnouncedEvent) -> list[int]:
        return await events.concerned(session, event, self._now, alone=bool(draft_of(row).date))

    async def _aimed(self, session: AsyncSession, press: Press) -> tuple[Announcement, AnnouncedEvent | None]:
        """The row, turned to what was pressed: the whole, or one date. None: of a series, it must be said which."""
        row = await take(session, press, self._desk.people)
        own = await happenings.event_of(session, row)
        if own is None or own.state == "draft":
            raise ButtonTooOld
        dates = await events.to_come(session, own, self._now)
        if not press.which and len(dates) > 1:
            return row, None
        date = int(press.which) if press.which.isdecimal() else 0
        if date and date not in {one.id for one in dates}:
            raise EventCancelled if await _is_off(session, date) else ButtonTooOld
        if date != draft_of(row).date:
            row.revision += 1  # a yes to something else, on a card that another still has, counts no more
            keep(row, replace(draft_of(row), date=date), self._now)
        return row, await self._target(session, row)

    async def _dates(self, session: AsyncSession, row: Announcement, press: Press, verb: str) -> Message:
        own = await happenings.event_of(session, row)
        assert own is not None
        return cards.dates(row, await events.to_come(session, own, self._now), verb, press.language)

    async def _taken(self, session: AsyncSession, press: Press) -> tuple[Announcement, AnnouncedEvent]:
        row = await take(session, press, self._desk.people)
        return row, await self._target(session, row)

    async def _target(self, session: AsyncSession, row: Announcement) -> AnnouncedEvent:
        event = await target(session, row)
        if event is None or event.state == "draft":
            raise ButtonTooOld
        if event.state == "cancelled":
            raise EventCancelled
        return event

    @property
    def _now(self) -> datetime:
        return self._desk.clock.now()


async def target(session: AsyncSession, row: Announcement) -> AnnouncedEvent | None:
    """What of the announcement is being changed: one date, or the whole of its event."""
    if date := draft_of(row).date:
        return await session.get(AnnouncedEvent, date)
    own = await happenings.event_of(session, row)
    return await events.first_of(session, own) if own is not None else None


async def proposal(session: AsyncSession, row: Announcement, language: Language, now: datetime) -> Message:
    """What would be different, whom it concerns, and what else could change."""
    event = await target(session, row)
    if event is None:
        raise ButtonTooOld
    different = happenings.changed(events.details_of(event), happenings.details(draft_of(row)))
    alone = bool(draft_of(row).date)
    people = await events.concerned(session, event, now, alone=alone)
    after = happenings.proposed(draft_of(row))
    html = say("announcements.changing", language, event=after, different=different, count=len(people),
               date=event if alone else None)  # fmt: skip
    return cards.proposal(row, html, different, language)


async def _is_off(session: AsyncSession, date: int) -> bool:
    event = await session.get(AnnouncedEvent, date)
    return event is not None and event.state == "cancelled"


def _earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    return min((at for at in (one, other) if at is not None), default=None)
