"""The desk of events: every verb that members and staff have, each one transaction."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from functools import partial

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.db.base import Database
from bot.db.events import AnnouncedEvent, Attendance
from bot.errors import ButtonTooOld, NobodyToMeet, NotComing
from bot.services.events import (
    afterwards,
    calendars,
    door,
    files,
    life,
    looking,
    meeting,
    own,
    reminders,
    seats,
    series,
)
from bot.services.events.afterwards import Opinions, Question, Said
from bot.services.events.looking import Shown
from bot.services.events.meeting import Partner
from bot.services.events.offers import OfferBook
from bot.services.events.own import Asked
from bot.services.events.reminders import Which
from bot.services.events.seats import Wish
from bot.services.outbox import Message
from bot.services.people import People
from bot.services.quiet_hours import AWAKE, Hours
from rag.documents import Language

# The card of an event (its number, the member's) with what its announcement adds to it.
Dress = Callable[[AsyncSession, int, int, Message], Awaitable[Message]]


class Events:
    """Announced events: what is coming, answers, seats, reminders, the door, and what follows."""

    def __init__(
        self, database: Database, clock: Clock, book: OfferBook, people: People, *,
        hours: Hours = AWAKE, dress: Dress | None = None,
    ) -> None:  # fmt: skip
        """`hours`: the quiet ones. `dress`: what an announcement adds to its event's cards: why, how to stop it."""
        self._database = database
        self._clock = clock
        self._book = book
        self._people = people
        self._hours = hours
        self._dress = dress

    # ------------------------------------------------------------------ looking

    async def coming(self, member_id: int, period: tuple[str, str] | None = None) -> tuple[Shown, ...]:
        """Announced events that are not over, soonest first; of a series the next one.

        `period`: only those within it, from one partial ISO date to another ("2026-12": all of December).
        """
        now = self._clock.now()
        async with self._database.reading() as session:
            rows = await looking.coming(session, now)
            if period is not None:
                rows = [event for event in rows if looking.within(event, period)]
            return tuple([await self._shown(session, one, member_id) for one in looking.next_of_each(rows)])

    async def look(self, event_id: int, member_id: int) -> Shown:
        """One event as the member sees it now. Raises NoSuchEvent."""
        async with self._database.reading() as session:
            return await self._shown(session, await looking.find(session, event_id), member_id)

    async def dates(self, event_id: int) -> tuple[AnnouncedEvent, ...]:
        """What is still to come of the event's series, soonest first. Raises NoSuchEvent."""
        async with self._database.reading() as session:
            event = await looking.find(session, event_id)
            return tuple(await looking.dates(session, event, self._clock.now()))

    async def all_dates(self, event_id: int, language: Language) -> tuple[str, str]:
        """The event's whole series as a file for calendars: its name and its content. Raises NoSuchEvent."""
        async with self._database.reading() as session:
            event = await looking.find(session, event_id)
            found = await series.of_one_series(session, event)
            return files.all_dates(event, language), calendars.calendar(found, language)

    # ------------------------------------------------------------------ answering

    async def answer(self, event_id: int, member_id: int, wish: Wish) -> Shown:
        """Keeps the answer; the same twice counts once; of two who want the last seat one gets it, one waits.

        Raises NoSuchEvent, EventCancelled, EventOver, DeadlinePassed, OfferLapsed.
        """
        now = self._clock.now()
        async with self._database.writing() as session:
            event, _ = await seats.answer(session, event_id, member_id, wish, now, hours=self._hours)
            return await self._shown(session, event, member_id)

    async def remind(self, event_id: int, member_id: int, which: Which, *, on: bool) -> Shown:
        """Turns a reminder on or off. Raises NoSuchEvent, ButtonTooOld (its time has passed, or nothing answered)."""
        async with self._mine(event_id, member_id) as (_, event, mine, now):
            reminders.choose(mine, event, which, on=on, now=now)
        return await self.look(event_id, member_id)

    # ------------------------------------------------------------------ being seen

    async def appear(self, event_id: int, member_id: int, name: str, update_id: int | None = None) -> Shown:
        """The others see that name; `update_id`: where it was typed. Raises NoSuchEvent, ButtonTooOld, UnfitName."""
        async with self._mine(event_id, member_id) as (_, _, mine, _):
            own.appear(mine, name)
            mine.heard = update_id
        return await self.look(event_id, member_id)

    async def disappear(self, event_id: int, member_id: int) -> Shown:
        """Nobody sees the member any more; name and company are forgotten. Raises NoSuchEvent, ButtonTooOld."""
        async with self._mine(event_id, member_id) as (_, _, mine, _):
            own.disappear(mine)
        return await self.look(event_id, member_id)

    async def represent(
        self, event_id: int, member_id: int, company_id: str | None, update_id: int | None = None
    ) -> Shown:
        """The member says of themselves to be of that company. Raises NoSuchEvent, ButtonTooOld."""
        async with self._mine(event_id, member_id) as (_, _, mine, _):
            if not mine.visible:
                raise ButtonTooOld
            mine.company_id, mine.asking, mine.asked_at, mine.heard = company_id, None, None, update_id
        return await self.look(event_id, member_id)

    async def let_meet(self, event_id: int, member_id: int, *, on: bool) -> Shown:
        """The member may be suggested to others who go, or no longer. Raises NoSuchEvent, ButtonTooOld."""
        async with self._mine(event_id, member_id) as (_, _, mine, _):
            if not mine.visible:
                raise ButtonTooOld
            mine.meets = on
        return await self.look(event_id, member_id)

    async def ask_for(self, event_id: int, member_id: int, what: Asked) -> None:
        """The next text of the member is taken for that, for ten minutes. Raises NoSuchEvent, ButtonTooOld."""
        async with self._mine(event_id, member_id) as (_, _, mine, now):
            mine.asking, mine.asked_at = what, now

    async def asked(self, member_id: int) -> tuple[int, Asked] | None:
        """The event for which the member was asked to type something just now, and what."""
        async with self._database.reading() as session:
            row = await own.asked(session, member_id, self._clock.now())
            return (row.event_id, "company" if row.asking == "company" else "name") if row else None

    async def heard(self, member_id: int, update_id: int | None) -> int | None:
        """The event for which this very update was taken before: it comes again where our reply did not get through."""
        async with self._database.reading() as session:
            return await own.heard(session, member_id, update_id)

    async def ask_no_more(self, event_id: int, member_id: int, update_id: int | None = None) -> None:
        """What is typed next is a question again; `update_id`: what was typed, where it was taken for an answer."""
        async with self._mine(event_id, member_id) as (_, _, mine, _):
            mine.asking, mine.asked_at, mine.heard = None, None, update_id

    async def partners(self, event_id: int, member_id: int, language: Language) -> tuple[Partner, ...]:
        """Whom to meet there, each with a documented reason. Raises NoSuchEvent, NotComing, NobodyToMeet."""
        offers = await self._book.offers()
        async with self._database.reading() as session:
            event = await looking.find(session, event_id)
            mine = await session.get(Attendance, (event_id, member_id))
            if mine is None or mine.answer not in ("going", "maybe"):
                raise NotComing(waiting=mine is not None and mine.answer in ("waiting", "offered"))
            now = self._clock.now()
            found = await meeting.partners(session, event, member_id, offers, language=language, now=now)
            answering = [await self._answers(session, one, now) for one in found]
        if not found:
            raise NobodyToMeet
        pairs = zip(found, answering, strict=True)
        return tuple(replace(one, evidence=self._book.rated(one.evidence), answers=yes) for one, yes in pairs)

    # ------------------------------------------------------------------ calendars

    async def calendar(self, event_id: int, language: Language) -> tuple[str, str]:
        """The event as a file for calendars: its name and its content. Raises NoSuchEvent."""
        async with self._database.reading() as session:
            event = await looking.find(session, event_id)
            return files.calendar(event, language), calendars.calendar([event], language)

    async def feed(self, secret: str) -> str | None:
        """The calendar behind a member's secret address; None: there is none (any more)."""
        async with self._database.reading() as session:
            return await own.feed(session, secret, self._clock.now())

    async def feed_secret(self, member_id: int, *, renew: bool = False) -> str:
        """The secret of the member's own calendar; renewed, the old address is closed."""
        async with self._database.writing() as session:
            return await own.feed_secret(session, member_id, self._clock.now(), renew=renew)

    async def close_feed(self, member_id: int) -> None:
        """The member's calendar has no address any more."""
        async with self._database.writing() as session:
            await own.close_feed(session, member_id)

    # ------------------------------------------------------------------ the door, and afterwards

    async def check_in(self, secret: str, member_id: int) -> Shown:
        """The member is there. Raises NoSuchEvent, EventCancelled, CheckInClosed."""
        async with self._database.writing() as session:
            event = await door.check_in(session, secret, member_id, self._clock.now())
        return await self.look(event.id, member_id)

    async def judge(self, event_id: int, member_id: int, question: Question, said: Said) -> dict[str, str | None]:
        """What somebody thinks who was there; all that they said so far. Raises NoSuchEvent, NotThere."""
        async with self._database.writing() as session:
            event = await seats.locked(session, event_id)
            given = await afterwards.judge(session, event, member_id, {question: said}, self._clock.now())
            return {"worth": given.worth, "again": given.again}

    # ------------------------------------------------------------------ for staff

    async def code(self, event_id: int, staff_id: int) -> str:
        """The secret that the code at the door holds. Raises StaffOnly, NoSuchEvent."""
        async with self._for_staff(event_id, staff_id) as (_, event):
            return event.check_in

    async def participants(self, event_id: int, staff_id: int, language: Language) -> tuple[str, str]:
        """A table of the answers, for spreadsheets: its name and its content. Raises StaffOnly, NoSuchEvent."""
        async with self._for_staff(event_id, staff_id) as (session, event):
            return files.participants(event, language), await door.participants(session, event, language)

    async def opinions(self, event_id: int, staff_id: int) -> Opinions:
        """What was said afterwards, counted. Raises StaffOnly, NoSuchEvent."""
        async with self._for_staff(event_id, staff_id) as (session, event):
            return await afterwards.opinions(session, event)

    async def at_the_door(self, staff_id: int) -> tuple[Shown, ...]:
        """Events of these days, over or not, soonest first. Raises StaffOnly."""
        await self._people.only_staff(staff_id)
        now = self._clock.now()
        async with self._database.reading() as session:
            rows = await looking.of_these_days(session, now)
            return tuple([await self._shown(session, event, staff_id) for event in rows])

    # ------------------------------------------------------------------ by itself

    async def sweep(self, now: datetime | None = None) -> int:
        """Does what is due: offers that lapsed, reminders, questions afterwards, further occurrences of a rule.

        How much it was; done twice it is done once, and it may be killed at any moment.
        """
        now = now or self._clock.now()
        async with self._database.reading() as session:
            late = await seats.with_late_offers(session, now)
        for event_id in late:
            async with self._database.writing() as session:
                await seats.lapse(session, event_id, now, self._hours)
        done = len(late)
        for work in (reminders.send, partial(afterwards.ask, hours=self._hours), life.extend_all):
            while portion := await self._written(work, now):
                done += portion
        return done

    async def _answers(self, session: AsyncSession, one: Partner, now: datetime) -> bool:
        """Whether a request to be introduced would go to them, and not to others of the company or to the staff."""
        asked = await self._people.representatives(session, one.company_id, now=now)
        return one.member_id in {who.member_id for who in asked}

    async def _written(self, work: Callable[[AsyncSession, datetime], Awaitable[int]], now: datetime) -> int:
        async with self._database.writing() as session:
            return await work(session, now)

    async def _shown(self, session: AsyncSession, event: AnnouncedEvent, member_id: int) -> Shown:
        shown = await looking.shown(session, event, member_id, self._clock.now())
        return (
            replace(shown, card=await self._dress(session, event.id, member_id, shown.card)) if self._dress else shown
        )

    @asynccontextmanager
    async def _mine(
        self, event_id: int, member_id: int
    ) -> AsyncIterator[tuple[AsyncSession, AnnouncedEvent, Attendance, datetime]]:
        async with self._database.writing() as session:
            event = await seats.locked(session, event_id)
            mine = await session.get(Attendance, (event_id, member_id))
            if mine is None:
                raise ButtonTooOld
            yield session, event, mine, self._clock.now()

    @asynccontextmanager
    async def _for_staff(self, event_id: int, staff_id: int) -> AsyncIterator[tuple[AsyncSession, AnnouncedEvent]]:
        await self._people.only_staff(staff_id)
        async with self._database.reading() as session:
            yield session, await looking.find(session, event_id)
