"""What becomes due by itself: reminders, passing on, lapses, the moment of telling, forgotten drafts, outcomes.

Each is a transaction of its own that looks again at the row it has locked: done twice it is done once.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.introductions import Introduction, Party
from bot.db.onboarding import Member, Representation
from bot.db.outbox import Chat
from bot.services import outbox
from bot.services.introductions import afterwards, cards, routing, telling
from bot.services.introductions.desk import Desk, parties, taken
from bot.services.introductions.requests import Requests
from bot.services.introductions.scenes import represented, scene
from bot.services.introductions.transitions import OPEN, TO_ANSWER, UNTOLD, move, open_to, turn
from bot.services.introductions.writing import forget
from bot.services.outbox import Envelope
from bot.services.people import language_of

IN_HAND = (*TO_ANSWER, "yes")
STALE = timedelta(days=7)  # a draft that nobody went on with
Work = Callable[[AsyncSession, Introduction, datetime], Awaitable[None]]


class Sweeping:
    def __init__(self, desk: Desk, requests: Requests) -> None:
        self._desk = desk
        self._requests = requests

    async def sweep(self) -> int:
        """All that is due; how much it was."""
        now = self._desk.now
        async with self._desk.database.reading() as session:
            todo = [(number, work) for due, work in self._kinds(now) for number in await session.scalars(due)]
            questions = await afterwards.may_be_due(session, now)
        for number, work in todo:
            async with self._desk.database.writing() as session:
                await work(session, await taken(session, number), now)
        return len(todo) + (await self._outcomes(now) if questions else 0)

    def _kinds(self, now: datetime) -> tuple[tuple[Select[int], Work], ...]:
        return (
            (_lapsing(now), self._lapse), (_telling(now), self._tell), (_unreachable(), self._pass_on),
            (_left(), self._part), (_to_remind(now), self._remind), (_stale(now), self._forget),
        )  # fmt: skip

    async def _outcomes(self, now: datetime) -> int:
        done = 0
        while True:
            async with self._desk.database.writing() as session:
                portion = await afterwards.ask_all(session, self._desk, now)
            done += portion
            if not portion:
                return done

    async def _lapse(self, session: AsyncSession, row: Introduction, now: datetime) -> None:
        if row.state in OPEN and row.lapses_at is not None and row.lapses_at <= now:
            await self._requests.lapse(session, row)

    async def _tell(self, session: AsyncSession, row: Introduction, now: datetime) -> None:
        if row.state == "quiet" and row.tell_at is not None and row.tell_at <= now:
            await self._requests.tell(session, row)

    async def _pass_on(self, session: AsyncSession, row: Introduction, now: datetime) -> None:
        """Whoever blocked the bot, or is gone, before they answered."""
        if row.state != "asked":
            return
        found = await scene(session, self._desk, row)
        for party in found.asked:
            if party.answer == "asked" and party.member_id is not None and await _gone(session, party.member_id):
                await outbox.withdraw(session, telling.batch(party), now=now)
                await routing.pass_on(session, self._desk, found, party, now)

    async def _part(self, session: AsyncSession, row: Introduction, now: datetime) -> None:
        """Who stands for the company no more neither asks nor answers for it."""
        found = await scene(session, self._desk, row)
        if not row.two_sided and row.state in UNTOLD and not await _stands(session, found.a):
            await self._requests.take_back(session, found)
            return
        for party in found.asked:
            if row.state == "asked" and party.answer in IN_HAND and not await _stands(session, party):
                if party.answer in TO_ANSWER:
                    await telling.call_back(session, self._desk, found, [party], "lapsed")
                    await routing.pass_on(session, self._desk, found, party, now)
                else:
                    turn(party, "part")
                    move(row, "part")
                    row.ended_at = now

    async def _remind(self, session: AsyncSession, row: Introduction, now: datetime) -> None:
        """Once, and not while they are on holiday."""
        found = await scene(session, self._desk, row)
        for party in await parties(session, row):
            if party.remind_at is None or party.remind_at > now:
                continue
            party.remind_at = None
            if row.state not in open_to(row) or party.answer != "asked" or party.member_id is None:
                continue
            member = await session.get(Member, party.member_id)
            if member is not None and member.away_until is not None and member.away_until > now:
                back = self._desk.policy.hours.next_allowed(member.away_until, member.zone)
                party.remind_at = back if row.lapses_at is not None and back < row.lapses_at else None
                continue
            language = await language_of(session, party.member_id)
            card = cards.ask(found, party, language, now.date(), again=True)
            envelope = Envelope(telling.reminder_key(party), party.member_id, batch=telling.batch(party))
            await outbox.post(session, envelope, card, now=now)

    async def _forget(self, session: AsyncSession, row: Introduction, now: datetime) -> None:
        if row.state == "draft":
            await forget(session, row)
            move(row, "drop")


async def _gone(session: AsyncSession, member_id: int) -> bool:
    chat = await session.get(Chat, member_id)
    return chat is not None and chat.unreachable is not None


async def _stands(session: AsyncSession, party: Party) -> bool:
    return party.member_id is None or await represented(session, party.member_id, party.company_id) is not None


def _left() -> Select[int]:
    standing = select(Representation.id).where(
        Representation.member_id == Party.member_id,
        Representation.company_id == Party.company_id,
        Representation.state == "approved",
    )
    theirs = (Party.side == "a") & ~Introduction.two_sided & Introduction.state.in_(UNTOLD)
    asked = (Introduction.state == "asked") & Party.answer.in_(IN_HAND)
    return (
        select(Party.introduction_id)
        .join(Introduction, Introduction.id == Party.introduction_id)
        .where(theirs | asked, Party.member_id.is_not(None), ~standing.exists())
        .distinct()
    )


def _lapsing(now: datetime) -> Select[int]:
    return select(Introduction.id).where(Introduction.state.in_(OPEN), Introduction.lapses_at <= now)


def _telling(now: datetime) -> Select[int]:
    return select(Introduction.id).where(Introduction.state == "quiet", Introduction.tell_at <= now)


def _to_remind(now: datetime) -> Select[int]:
    return select(Party.introduction_id).where(Party.answer == "asked", Party.remind_at <= now).distinct()


def _stale(now: datetime) -> Select[int]:
    return select(Introduction.id).where(Introduction.state == "draft", Introduction.created_at <= now - STALE)


def _unreachable() -> Select[int]:
    lost = select(Chat.chat_id).where(Chat.unreachable.is_not(None))
    return (
        select(Party.introduction_id)
        .join(Introduction, Introduction.id == Party.introduction_id)
        .where(Introduction.state == "asked", Party.answer == "asked", Party.member_id.in_(lost))
        .distinct()
    )
