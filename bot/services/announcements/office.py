"""The office: all parts of announcing together, and what falls due."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.announcements import Announcement
from bot.errors import Overtaken
from bot.services.announcements import cards, links, live, notices, pending, undoing
from bot.services.announcements.addressing import AUDIENCE, WHEN, Addressing
from bot.services.announcements.changing import Changing
from bot.services.announcements.desk import Desk, Press, draft_of, keep, take
from bot.services.announcements.drafting import CHANGING, TEXT, Drafting
from bot.services.announcements.posters import Posters
from bot.services.announcements.preferences import Preferences
from bot.services.announcements.publishing import Publishing
from bot.services.announcements.reports import Reports
from bot.services.announcements.sending import Sending
from bot.services.outbox import Message
from rag.documents import Language

ENDED = ("dropped",)
MOST_LISTED = 8
SHORTEST_NOTICE = 50  # characters from which a text with an hour and a place may be an announcement
REPEATED = timedelta(days=1)  # for so long an update may come again


class Announcements:
    """One desk, and who works at it."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.addressing = Addressing(desk)
        self.drafting = Drafting(desk)
        self.publishing = Publishing(desk, self.addressing)
        self.sending = Sending(desk, self.addressing)
        self.changing = Changing(desk, self.sending)
        self.preferences = Preferences(desk)
        self.reports = Reports(desk)
        self.posters = Posters(desk)

    async def is_due(self, now: datetime | None = None) -> bool:
        """Whether `sweep` may find anything to do: one query."""
        async with self.desk.database.reading() as session:
            return await pending.anything(session, now or self.desk.clock.now())

    async def sweep(self, now: datetime | None = None) -> int:
        """All that is due: undo minutes over, scheduled times, recipients, digests, redrawn cards, reports, ends.

        Short, and without effect where nothing is due; killed at any moment, the next one goes on. Returns how many
        recipients were dealt with.
        """
        now = now or self.desk.clock.now()
        told = await self.sending.advance(now)
        await self.sending.digest(now)
        await self.changing.advance(now)
        await self.reports.refresh(now)
        return told

    async def hand_in(
        self, staff: int, language: Language, text: str, update_id: int | None = None, *, sure: bool = True
    ) -> Message:
        """A draft of the text; not `sure`: asks first whether it is one. Raises StaffOnly, UnreadableFile."""
        await self.desk.people.only_staff(staff)
        if url := links.only_link(text):
            return await self.drafting.hold_link(staff, language, url, update_id, sure=sure)
        notice = await notices.read(text, self.desk.clock.today())
        if sure:
            notice = await notices.completed(notice, self.desk.point, self.desk.clock.today(), staff)
        return await self.drafting.hand_in(staff, language, notice, update_id, sure=sure)

    async def announces(self, text: str) -> bool:
        """Whether a short text says when and where something begins, or is but a link: then we ask what it is."""
        if links.only_link(text):
            return True
        if "?" in text or len(text) < SHORTEST_NOTICE:
            return False
        draft = (await notices.read(text, self.desk.clock.today())).draft
        return "T" in draft.get("start") and bool(draft.get("title")) and bool(draft.get("place"))

    async def hand_in_file(
        self, staff: int, language: Language, content: bytes, name: str, update_id: int | None = None
    ) -> Message:
        """A draft of what the file says. Raises StaffOnly, UnreadableFile."""
        await self.desk.people.only_staff(staff)
        notice = await notices.read_file(content, name, self.desk.clock.today())
        notice = await notices.completed(notice, self.desk.point, self.desk.clock.today(), staff)
        return await self.drafting.hand_in(staff, language, notice, update_id)

    async def heard_before(self, staff: int, language: Language, update_id: int | None) -> Message | None:
        """How it stands with what this update said already; None where it is new.

        An update comes again where our reply did not get through: taken twice, it would answer the next question too.
        Raises StaffOnly.
        """
        await self.desk.people.only_staff(staff)
        if update_id is None:
            return None
        async with self.desk.database.writing() as session:
            lately = Announcement.changed_at >= self.desk.clock.now() - REPEATED
            for row in await session.scalars(select(Announcement).where(lately)):
                if (row.draft["asker"], row.draft.get("update_id")) == (staff, update_id):
                    return await self._as_it_is(session, row, Press(staff, language, row.id, row.revision))
        return None

    async def typed(self, staff: int, language: Language, text: str, update_id: int | None = None) -> Message | None:
        """What staff wrote, taken for what they were asked for; None where they were asked for nothing.

        Raises NotUnderstood.
        """
        asking = await self.drafting.asking(staff)
        if not asking:
            return None
        if asking == TEXT:
            return await self.hand_in(staff, language, text, update_id)
        if asking == WHEN or asking.startswith(AUDIENCE):
            return await self._addressed(staff, language, text, update_id)
        return await self.drafting.answer(staff, language, text, update_id)

    async def audiences(self, press: Press) -> Message:
        """Whom it may be for. Raises StaffOnly, NoSuchAnnouncement, Overtaken."""
        async with self.desk.database.writing() as session:
            row = await take(session, press, self.desk.people)
            row.asking = None
            return cards.audiences(row, press.language)

    async def listing(self, staff: int, language: Language) -> Message:
        """The latest announcements. Raises StaffOnly."""
        await self.desk.people.only_staff(staff)
        async with self.desk.database.reading() as session:
            query = select(Announcement).where(Announcement.state.not_in(ENDED)).order_by(Announcement.id.desc())
            return cards.listing(list(await session.scalars(query.limit(MOST_LISTED))), language)

    async def open(self, staff: int, language: Language, number: int, message_id: int = 0) -> Message:
        """The announcement's card in the state that it is in. Raises StaffOnly, NoSuchAnnouncement.

        `message_id`: of the message in whose place it is shown.
        """
        press = Press(staff, language, number, await self._revision(number), message_id=message_id)
        async with self.desk.database.writing() as session:
            row = await take(session, press, self.desk.people)
            return await self._as_it_is(session, row, press)

    async def _as_it_is(self, session: AsyncSession, row: Announcement, press: Press) -> Message:
        if row.state == "draft" or row.asking == CHANGING:
            return await self.drafting.card(session, row, press.language)
        if row.state == "dropped":
            return cards.dropped(row, press.language)
        if row.state in ("review", "scheduled"):
            reach = await self.addressing.reach(session, row)
            now = self.desk.clock.now()
            if row.state == "scheduled":
                card = cards.scheduled(row, reach, press.language, now, press.staff)
                await undoing.shown(session, row, press, card, now)
                return card
            if press.staff != row.author:
                return cards.review(row, reach, press.language, now)
            return cards.submitted(row, reach, press.language)
        if press.staff == row.author:
            live.come_back(row)
        return await self.reports.card(session, row, press.language)

    async def _addressed(self, staff: int, language: Language, text: str, update_id: int | None) -> Message:
        async with self.desk.database.writing() as session:
            row = await self.drafting.asked_about(session, staff)
            if row is None or not row.asking:
                raise Overtaken("draft")
            keep(row, replace(draft_of(row), update_id=update_id or 0), self.desk.clock.now())
            if row.asking == WHEN:
                self.addressing.timed(row, text)
            elif len(await self.addressing.named(session, row, text)) != 1:
                return cards.options(row, language)
            press = Press(staff, language, row.id, row.revision)
            return await self.publishing.shown(session, row, press)

    async def _revision(self, number: int) -> int:
        async with self.desk.database.reading() as session:
            row = await session.get(Announcement, number)
            return row.revision if row is not None else 0
