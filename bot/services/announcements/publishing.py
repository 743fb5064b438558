"""From a draft to something that may go out: sent or submitted, approved by another, taken back within the minute."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.announcements import Announcement
from bot.errors import NobodyToTell, NotByYourself, StillMissing
from bot.services import outbox
from bot.services.announcements import cards, consent, happenings, states, undoing
from bot.services.announcements.addressing import Addressing, Reach
from bot.services.announcements.desk import Desk, Press, draft_of, keep, take, wished_of
from bot.services.announcements.drafts import missing
from bot.services.outbox import Envelope, Message
from bot.services.people import language_of


class Publishing:
    """All verbs raise StaffOnly, NoSuchAnnouncement, Overtaken."""

    def __init__(self, desk: Desk, addressing: Addressing) -> None:
        self._desk = desk
        self._addressing = addressing

    async def preview(self, press: Press) -> Message:
        """How it will look in both languages, to whom it goes, and when. Raises StillMissing."""
        async with self._desk.database.writing() as session:
            row = await take(session, press, self._desk.people)
            if not _asks_another(row, press):  # who is typing goes on, and then this preview is an old one
                row.asking = None
            return await self.shown(session, row, press)

    async def shown(self, session: AsyncSession, row: Announcement, press: Press) -> Message:
        """The preview of a row in hand."""
        if lacking := missing(draft_of(row), row.kind):
            raise StillMissing(lacking)
        reach = await self._addressing.reach(session, row)
        return cards.preview(row, reach, press.language, self._now)

    async def send(self, press: Press) -> Message:
        """Off it goes after the undo minute, or to a second person where one is needed.

        Raises StillMissing, NobodyToTell, NobodyElse.
        """
        async with self._desk.database.writing() as session:
            row = await take(session, press, self._desk.people)
            if lacking := missing(draft_of(row), row.kind):
                raise StillMissing(lacking)
            reach = await self._addressing.reach(session, row)
            if not reach.told:
                raise NobodyToTell
            if _asks_another(row, press):
                await self._tell_asker(session, row)
            row.asking = None
            row.author = press.staff  # who sends answers for it, and can't be the second person to agree
            await happenings.prepare(session, row, self._now)
            if not reach.second:
                card = self._schedule(row, "schedule", reach, press)
                await undoing.shown(session, row, press, card, self._now)
                return card
            await consent.ask(session, self._desk.people, row, reach, self._now)
            card = cards.submitted(row, reach, press.language)
            await consent.shown(session, row, press, card, self._now)
            return card

    async def approve(self, press: Press) -> Message:
        """The second person agrees. Raises NotByYourself."""
        async with self._desk.database.writing() as session:
            row = await take(session, press, self._desk.people)
            if row.author == press.staff:
                raise NotByYourself
            row.approver = press.staff
            reach = await self._addressing.reach(session, row)
            card = self._schedule(row, "approve", reach, press)
            await undoing.shown(session, row, press, card, self._now)
            await self._tell_author(session, row, "approved", reach)
            await self._tell_others(session, row, press, "approved")
            return card

    async def reject(self, press: Press) -> Message:
        """The second person does not agree: it is a draft again, and its author is told. Raises NotByYourself."""
        async with self._desk.database.writing() as session:
            row = await take(session, press, self._desk.people)
            if row.author == press.staff:
                raise NotByYourself
            states.move(row, "reject", self._now)
            await self._tell_author(session, row, "rejected")
            await self._tell_others(session, row, press, "rejected")
            return cards.decided(row, "rejected", press.language)

    async def withdraw(self, press: Press) -> Message:
        """Its author takes it back before anybody decided."""
        async with self._desk.database.writing() as session:
            row = await take(session, press, self._desk.people)
            states.move(row, "withdraw", self._now)
            await self._tell_others(session, row, press, "withdrawn")
            return cards.taken_back(row, press.language)

    async def undo(self, press: Press) -> Message:
        """It is a draft again, as long as its sending has not begun."""
        async with self._desk.database.writing() as session:
            row = await take(session, press, self._desk.people)
            await undoing.close(session, row, "undone", self._now, but=(press.staff, press.message_id))
            states.move(row, "undo", self._now)
            row.approver, row.send_at = None, wished_of(row)
            if press.staff != row.author:
                await self._tell_author(session, row, "rejected")
            return cards.taken_back(row, press.language)

    def _schedule(self, row: Announcement, verb: str, reach: Reach, press: Press) -> Message:
        states.move(row, verb, self._now)
        keep(row, replace(draft_of(row), wished=row.send_at.isoformat() if row.send_at else ""), self._now)
        at = max(row.send_at or self._now, self._now + self._desk.policy.undo)
        # In quiet hours its sending does not even begin, so that it can be taken back until the morning.
        row.send_at = at if row.urgent else self._desk.policy.hours.next_allowed(at)
        return cards.scheduled(row, reach, press.language, self._now, press.staff)

    async def _tell_others(self, session: AsyncSession, row: Announcement, press: Press, how: str) -> None:
        await consent.close(session, self._desk.people, row, how, self._now, decider=press.staff)

    async def _tell_asker(self, session: AsyncSession, row: Announcement) -> None:
        """Who was about to type a field hears that it is too late for that."""
        asker = draft_of(row).asker
        card = cards.decided(row, "sent_meanwhile", await language_of(session, asker))
        await outbox.post(session, Envelope(f"meanwhile {row.id} {row.revision}", asker), card, now=self._now)

    async def _tell_author(
        self, session: AsyncSession, row: Announcement, how: str, reach: Reach | None = None
    ) -> None:
        language = await language_of(session, row.author)
        if reach is not None:
            card, key = cards.scheduled(row, reach, language, self._now, row.author), undoing.key(row, row.author)
        else:
            card, key = cards.decided(row, how, language), f"{how} {row.id} {row.revision}"
        await outbox.post(session, Envelope(key, row.author), card, now=self._now)

    @property
    def _now(self) -> datetime:
        return self._desk.clock.now()


def _asks_another(row: Announcement, press: Press) -> bool:
    """Whether somebody else is being asked to type something for it."""
    return bool(row.asking) and draft_of(row).asker not in (0, press.staff)
