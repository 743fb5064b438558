"""What staff do with a need: yes, or no with a reason; of two at once one counts."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.needs import Addressee, Need
from bot.errors import ButtonTooOld, NobodyNear
from bot.services.needs import cards, states
from bot.services.needs.desk import Desk, locked, one_at_a_time
from bot.services.needs.hearing import Hearer, hearers, spared
from bot.services.needs.standing import asker_language, decided_card, shown_as, staff_key
from bot.services.outbox import Envelope, Message, post, revise
from bot.services.people import language_of, zone_of
from rag.documents import Language


class Deciding:
    """Every verb raises StaffOnly, NoSuchNeed, NeedMovedOn."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def review(self, staff: int, language: Language, number: int) -> Message:
        """The need as it stands for staff."""
        async with self._desk.database.reading() as session:
            await self._desk.only_staff(session, staff)
            need = await locked(session, number)
            return await self._card(session, need, language)

    async def why_not(self, staff: int, language: Language, number: int) -> Message:
        """Which reason the asker is told."""
        async with self._desk.database.writing() as session:
            await self._desk.only_staff(session, staff)
            need = await locked(session, number)
            if need.state != "review":
                return await decided_card(session, need, language)
            return cards.why_not(need, language)

    async def approve(self, staff: int, language: Language, number: int) -> Message:
        """It opens: its people are those who adjoin it now, each told when it is not quiet where they are.

        Raises NobodyNear where nobody is left who may be asked.
        """
        now = self._desk.now()
        async with self._desk.database.writing() as session:
            await self._desk.only_staff(session, staff)
            await one_at_a_time(session)
            need = await locked(session, number)
            states.move(need, "approve", now)
            people = await hearers(session, self._desk, need)
            if not people:
                raise NobodyNear
            need.decided_by, need.opened_at = staff, now
            need.closes_at = self._desk.hours.next_allowed(now + timedelta(days=need.days))
            for order, one in enumerate(people, start=1):
                session.add(await self._addressee(session, need, one, order, now))
            to = await asker_language(session, need)
            told = cards.approved(need, len(people), to, now)
            await post(session, Envelope(f"need {need.id} approved", need.asker), told, now=now)
            return await self._redrawn(session, need, staff, language, now)

    async def decline(self, staff: int, language: Language, number: int, reason: str) -> Message:
        """It goes to nobody, and the asker is told why. Raises ButtonTooOld."""
        if reason not in cards.REASONS:
            raise ButtonTooOld
        now = self._desk.now()
        async with self._desk.database.writing() as session:
            await self._desk.only_staff(session, staff)
            need = await locked(session, number)
            states.move(need, "decline", now)
            need.decided_by, need.reason = staff, reason
            told = cards.declined(need, await asker_language(session, need))
            await post(session, Envelope(f"need {need.id} declined", need.asker), told, now=now)
            return await self._redrawn(session, need, staff, language, now)

    async def _addressee(self, session: AsyncSession, need: Need, one: Hearer, order: int, now: datetime) -> Addressee:
        due = self._desk.hours.next_allowed(now, await zone_of(session, one.member_id))
        return Addressee(
            need_id=need.id, member_id=one.member_id, number=order, company_id=one.company_id, why=one.why, due_at=due
        )

    async def _card(self, session: AsyncSession, need: Need, language: Language) -> Message:
        if need.state != "review":
            return await decided_card(session, need, language)
        return await review_card(session, self._desk, need, language)

    async def _redrawn(
        self, session: AsyncSession, need: Need, staff: int, language: Language, now: datetime
    ) -> Message:
        """The cards of the other staff say what was decided; whoever pressed sees it in its place."""
        await redraw_for_staff(session, self._desk, need, now, without=staff)
        return await decided_card(session, need, language)


async def review_card(session: AsyncSession, desk: Desk, need: Need, language: Language) -> Message:
    """What staff decide on: to whom it would go now, and how many are passed over for their week is full."""
    people = await hearers(session, desk, need)
    who = await shown_as(session, desk, need)
    return cards.review(need, people, who, language, spared=await spared(session, desk, need))


async def redraw_for_staff(session: AsyncSession, desk: Desk, need: Need, now: datetime, *, without: int = 0) -> None:
    """The cards that staff have of a need say how it stands now."""
    for other in await desk.people.staff(session):
        if other != without:
            card = await decided_card(session, need, await language_of(session, other))
            await revise(session, staff_key(need, other), card, now=now)
