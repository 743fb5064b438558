"""Changes to an announced event: shown first, put into the cards already sent, told to those concerned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.announcements import Announcement, Recipient
from bot.db.events import AnnouncedEvent, Attendance
from bot.errors import ButtonTooOld, EventCancelled
from bot.services import events, outbox
from bot.services.announcements import cards, happenings, states
from bot.services.announcements.desk import Desk, Press, draft_of, keep, language_of, take
from bot.services.announcements.posters import Addressee, Posters
from bot.services.announcements.sending import Sending, key
from bot.services.events import looking
from bot.services.outbox import Button, Envelope, Message
from bot.texts import label, say
from rag.documents import Language

PORTION = 50  # cards redrawn, or people told, in one transaction
PORTIONS = 4  # of them in one sweep
LATELY = timedelta(days=1)  # so long after a change, or its event, what is not told or redrawn yet is looked for
FROM_THE_START = -(10**15)  # below every chat's id


class Changing:
    """Verbs raise StaffOnly, NoSuchAnnouncement, Overtaken, EventCancelled."""

    def __init__(self, desk: Desk, sending: Sending) -> None:
        self._desk = desk
        self._sending = sending
        self._posters = Posters(desk)

    async def begin(self, press: Press) -> Message:
        """Asks what changes, beginning from the event as it is."""
        async with self._desk.database.writing() as session:
            row, event = await self._taken(session, press)
            keep(row, happenings.draft_from(event, draft_of(row)), self._now)
            row.asking = None
            return await proposal(session, row, press.language, self._now)

    async def apply(self, press: Press) -> Message:
        """The event as proposed: cards that were sent are redrawn, those who come are told what is new."""
        async with self._desk.database.writing() as session:
            row, event = await self._taken(session, press)
            before, after = events.details_of(event), happenings.details(draft_of(row))
            different = happenings.changed(before, after)
            if different:
                people = await events.concerned(session, event, self._now)
                await events.change(session, event, replace(after, rule=before.rule), self._now)
                self._tell(row, event, people, different)
                self._redraw(row)
            row.revision += 1
            row.asking = None
            return cards.changed(row, different, press.language)

    async def doubt(self, press: Press) -> Message:
        """Asks whether the event is really called off."""
        async with self._desk.database.writing() as session:
            row, event = await self._taken(session, press)
            people = await events.concerned(session, event, self._now)
            html = say("announcements.call_off", press.language, draft=draft_of(row), count=len(people))
            sure = cards.button(row, press.language, "cancel_event")
            return Message(html, ((sure,), (cards.button(row, press.language, "report", name="back"),)))

    async def call_off(self, press: Press) -> Message:
        """The event does not take place: told on every card, and to those who were coming."""
        async with self._desk.database.writing() as session:
            row, event = await self._taken(session, press)
            people = await events.concerned(session, event, self._now)
            await events.cancel(session, event, self._now)
            if states.can(row, "stop"):
                await self._sending.halt(session, row)
            else:
                row.revision += 1
            self._tell(row, event, people, ())
            self._redraw(row)
            return cards.changed(row, (), press.language)

    async def advance(self, now: datetime) -> None:
        """Tells of changes and redraws cards, of events that changed lately, a bounded number each time.

        Killed in between, the next one goes on.
        """
        async with self._desk.database.reading() as session:
            query = select(Announcement).join(AnnouncedEvent, AnnouncedEvent.id == Announcement.event_id)
            lately = or_(
                AnnouncedEvent.changed_at >= now - LATELY,
                AnnouncedEvent.starts_at >= now - LATELY,  # after an outage longer than that, who comes is told still
                AnnouncedEvent.rule.is_not(None),
            )
            query = query.where(lately, Announcement.started_at.is_not(None))
            rows = list(await session.scalars(query))
        for number in (row.id for row in rows if row.draft.get("telling")):
            for _ in range(PORTIONS):
                if not await self._tell_some(number, now):
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
            row = await session.scalar(select(Announcement).where(Announcement.id == number).with_for_update())
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

    def _tell(self, row: Announcement, event: AnnouncedEvent, people: list[int], different: tuple[str, ...]) -> None:
        """Those who come, or may, will hear only what is different; nothing: that it was called off."""
        if people:
            news = {"revision": event.revision, "people": sorted(people), "different": list(different)}
            draft = draft_of(row)
            keep(row, replace(draft, telling=(*draft.telling, news)), self._now)

    async def _tell_some(self, number: int, now: datetime) -> bool:
        """One portion of the oldest change; whether there is more. Of an event called off, that alone is told."""
        async with self._desk.database.writing() as session:
            row = await session.scalar(select(Announcement).where(Announcement.id == number).with_for_update())
            event = await happenings.event_of(session, row) if row is not None else None
            if row is None or event is None or not row.draft.get("telling"):
                return False
            news, *later = row.draft["telling"]
            if bool(news["different"]) != (event.state == "cancelled"):
                for person in news["people"][:PORTION]:
                    await self._tell_one(session, event, person, news, now)
            rest = {**news, "people": news["people"][PORTION:]}
            row.draft = {**row.draft, "telling": [rest, *later] if rest["people"] else later}
            return bool(row.draft["telling"])

    async def _tell_one(
        self, session: AsyncSession, event: AnnouncedEvent, person: int, news: Mapping[str, Any], now: datetime
    ) -> None:
        language = await language_of(session, person)
        moment = "announcements.changed" if news["different"] else "announcements.called_off"
        html = say(moment, language, event=event, different=news["different"])
        buttons = ((Button(label("events.button_open", language), data=f"ev open {event.id}"),),)
        envelope = Envelope(f"changed {event.id} {news['revision']} {person}", person)
        await outbox.post(session, envelope, Message(html, buttons), now=now)

    async def _taken(self, session: AsyncSession, press: Press) -> tuple[Announcement, AnnouncedEvent]:
        row = await take(session, press, self._desk.people)
        event = await happenings.event_of(session, row)
        if event is None or event.state == "draft":
            raise ButtonTooOld
        if event.state == "cancelled":
            raise EventCancelled
        return row, event

    @property
    def _now(self) -> datetime:
        return self._desk.clock.now()


async def proposal(session: AsyncSession, row: Announcement, language: Language, now: datetime) -> Message:
    """What would be different, whom it concerns, and what else could change."""
    event = await happenings.event_of(session, row)
    if event is None:
        raise ButtonTooOld
    different = happenings.changed(events.details_of(event), happenings.details(draft_of(row)))
    people = await events.concerned(session, event, now)
    after = happenings.proposed(draft_of(row))
    html = say("announcements.changing", language, event=after, different=different, count=len(people))
    return cards.proposal(row, html, different, language)
