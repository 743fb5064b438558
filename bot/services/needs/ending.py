"""How a need goes out when it may, and how it ends: found, withdrawn, or its time over; nobody is left waiting."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.needs import Addressee, Need
from bot.db.onboarding import Representation
from bot.services import outbox
from bot.services.needs import cards, states
from bot.services.needs.deciding import redraw_for_staff
from bot.services.needs.desk import Desk, locked, mine
from bot.services.needs.hearing import may_hear
from bot.services.needs.standing import addressed, asker_language, batch, replies, request_key, shown_as, status
from bot.services.outbox import Envelope, Message
from bot.services.people import language_of, zone_of
from rag.documents import Language

PORTION = 20
FORGOTTEN = timedelta(days=365)  # after a need ended
STALE = timedelta(days=30)  # a draft that nobody touched


class Ending:
    """The asker's verbs raise NoSuchNeed, NeedMovedOn."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def settle(self, asker: int, language: Language, number: int) -> Message:
        """The asker has found what they need: nobody else is asked, and those who replied are thanked."""
        return await self._by_asker(asker, language, number, "settle")

    async def withdraw(self, asker: int, language: Language, number: int) -> Message:
        """It is taken back; whoever was asked or replied hears no reason."""
        return await self._by_asker(asker, language, number, "withdraw")

    async def _by_asker(self, asker: int, language: Language, number: int, verb: str) -> Message:
        now = self._desk.now()
        async with self._desk.database.writing() as session:
            need = await mine(session, number, asker)
            await end(session, self._desk, need, verb, now)
            return await status(session, self._desk, need, language)

    # ------------------------------------------------------------------ by itself

    async def advance(self, now: datetime) -> int:
        """Hands over what is due, closes what is over, forgets what is old; how much. Killed, it goes on."""
        done = await self._hand_over(now) + await self._lapse(now)
        return done + await self._take_back(now) + await self._forget(now)

    async def _hand_over(self, now: datetime) -> int:
        due = select(Addressee.need_id, Addressee.member_id).join(Need, Need.id == Addressee.need_id)
        due = due.where(Need.state == "open", Addressee.told_at.is_(None), Addressee.due_at <= now)
        async with self._desk.database.reading() as session:
            waiting = (await session.execute(due.order_by(Addressee.need_id, Addressee.number).limit(PORTION))).all()
        for number, person in waiting:
            async with self._desk.database.writing() as session:
                await self._tell(session, number, person, now)
        return len(waiting)

    async def _tell(self, session: AsyncSession, number: int, person: int, now: datetime) -> None:
        query = select(Need).where(Need.id == number, Need.state == "open").with_for_update()
        need = await session.scalar(query)
        one = await session.get(Addressee, (number, person))
        if need is None or one is None or one.told_at is not None:
            return
        allowed = self._desk.hours.next_allowed(now, await zone_of(session, person))
        if not await may_hear(session, self._desk, person, one.company_id, now):
            await session.delete(one)  # they left, went on holiday or do not want it: it never was for them
        elif allowed > now:
            one.due_at = allowed  # the night came while the bot was away
        else:
            who = await shown_as(session, self._desk, need)
            card = cards.request(need, one.why, who, await language_of(session, person))
            envelope = Envelope(request_key(one), person, "announcement", batch(need.id))
            await outbox.post(session, envelope, card, now=now)
            one.told_at = now

    async def _lapse(self, now: datetime) -> int:
        query = select(Need.id).where(Need.state == "open", Need.closes_at <= now).limit(PORTION)
        async with self._desk.database.reading() as session:
            over = list(await session.scalars(query))
        for number in over:
            async with self._desk.database.writing() as session:
                again = select(Need).where(Need.id == number, Need.state == "open").with_for_update()
                if (need := await session.scalar(again)) is not None:
                    await end(session, self._desk, need, "lapse", now)
                    await self._sum_up(session, need, now)
        return len(over)

    async def _take_back(self, now: datetime) -> int:
        """Of whoever stands for no company any more."""
        standing = select(Representation.id).where(
            Representation.member_id == Need.asker, Representation.state == "approved"
        )
        query = select(Need.id).where(Need.state.in_(("review", "open")), ~standing.exists())
        async with self._desk.database.reading() as session:
            orphans = [
                number
                for number, asker in (await session.execute(query.add_columns(Need.asker))).all()
                if await self._desk.people.role_of(session, asker) == "guest"
            ]
        for number in orphans:
            async with self._desk.database.writing() as session:
                need = await locked(session, number)
                if need.state in ("review", "open"):
                    await end(session, self._desk, need, "withdraw", now)
        return len(orphans)

    async def _sum_up(self, session: AsyncSession, need: Need, now: datetime) -> None:
        people = await addressed(session, need)
        given = await replies(session, people.everybody)
        card = cards.closed(need, given, await asker_language(session, need), now)
        await outbox.post(session, Envelope(f"need {need.id} closed", need.asker), card, now=now)

    async def _forget(self, now: datetime) -> int:
        old = Need.ended_at <= now - FORGOTTEN
        stale = (Need.state == "draft") & (Need.changed_at <= now - STALE)
        async with self._desk.database.reading() as session:
            forgotten = list(await session.scalars(select(Need.id).where(old | stale).limit(PORTION)))
        if forgotten:
            async with self._desk.database.writing() as session:
                await session.execute(delete(Need).where(Need.id.in_(forgotten), old | stale))
        return len(forgotten)


async def end(session: AsyncSession, desk: Desk, need: Need, verb: str, now: datetime) -> None:
    """What waits is not sent, cards lose words and buttons, those who replied get a word. Raises NeedMovedOn."""
    before = need.state
    states.move(need, verb, now)
    if before == "review":
        await redraw_for_staff(session, desk, need, now)
        return
    await outbox.withdraw(session, batch(need.id), now=now)
    await _call_off(session, desk, need, now)
    await session.flush()
    await redraw_for_staff(session, desk, need, now)


async def _call_off(session: AsyncSession, desk: Desk, need: Need, now: datetime) -> None:
    for one in (await addressed(session, need)).everybody:
        language = await language_of(session, one.member_id)
        if one.told_at is None:
            await session.delete(one)
            continue
        await outbox.revise(session, request_key(one), cards.over(need, language), now=now)
        one.asking_since = None
        if one.reply in ("helps", "knows"):
            envelope = Envelope(f"{request_key(one)} ended", one.member_id)
            await outbox.post(session, envelope, cards.ended_for_helper(need, language), now=now)
