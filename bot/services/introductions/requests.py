"""A finished request: sent, or handed to the staff first; withdrawn; ended in silence; told when its moment comes."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.introductions import Introduction
from bot.services.introductions import cards, pairs, routing, telling
from bot.services.introductions.desk import Desk, Person, started
from bot.services.introductions.scenes import Scene, scene
from bot.services.introductions.transitions import OPEN, TO_ANSWER, as_told, move, turn
from bot.services.introductions.writing import Writing
from bot.services.outbox import Message


class Requests:
    def __init__(self, desk: Desk, writing: Writing) -> None:
        self._desk = desk
        self._writing = writing

    async def send(self, session: AsyncSession, person: Person, number: int) -> Message:
        """Asks the other side, or the staff where their word comes first; pressed again, it says how it stands.

        Raises StillUnsaid, NoSuchCompany, AskedLately, TooManyOpen, NotForYou, IntroductionSettled.
        """
        row = await started(session, number, person)
        if as_told(row) in OPEN:
            return cards.sent(await scene(session, self._desk, row), person.language)
        found = await self._writing.ready(session, person, number)
        await self._claim(session, found)
        offers = await self._desk.book.offers()
        word = await pairs.needs_word(session, found.a.company_id, found.b.company_id, offers)
        self._fix_moments(row, word=word)
        if not row.two_sided:
            turn(found.a, "offer")
        if word:
            move(row, "submit")
            await telling.ask_the_staff(session, self._desk, found)
        else:
            move(row, "send")
            await self.ask_all(session, found)
        card = cards.sent(found, person.language)
        await telling.keep_sent(session, self._desk, row, person, card)
        return card

    async def ask_all(self, session: AsyncSession, found: Scene) -> None:
        """Whoever's yes is needed is asked now."""
        for party in found.asked:
            await routing.ask(session, self._desk, found, party, self._desk.now)

    async def withdraw(self, session: AsyncSession, person: Person, number: int) -> Message:
        """Takes the request back, as long as its starter takes it for open; who was asked hears it neutrally."""
        row = await started(session, number, person)
        found = await scene(session, self._desk, row)
        if row.state != "withdrawn":
            await self.take_back(session, found)
        return cards.withdrawn(found, person.language)

    async def take_back(self, session: AsyncSession, found: Scene) -> None:
        """The same for whoever leaves. Raises IntroductionSettled."""
        row, before = found.row, found.row.state
        move(row, "withdraw")
        row.ended_at = self._desk.now
        if before == "checking":
            await telling.staff_decided(session, self._desk, found, "withdrawn")
        else:
            await self.close(session, found, "withdrawn")
        await telling.settle_sent(session, self._desk, found)
        for party in (found.a, found.b):
            party.shown_as = party.contact = None

    async def close(self, session: AsyncSession, found: Scene, how: str) -> None:
        """Whoever did not answer need not any more."""
        open_ones = [one for one in found.asked if one.answer in (*TO_ANSWER, "yes")]
        await telling.call_back(session, self._desk, found, [one for one in open_ones if one.answer != "yes"], how)
        for party in open_ones:
            party.remind_at = party.asking = party.asking_at = None
            if party.answer in TO_ANSWER:
                turn(party, "lapse")

    async def lapse(self, session: AsyncSession, row: Introduction) -> None:
        """Nobody answered in time."""
        found = await scene(session, self._desk, row)
        before = row.state
        move(row, "lapse")
        row.ended_at = self._desk.now
        if before == "checking":
            await telling.staff_decided(session, self._desk, found, "lapsed")
        else:
            await self.close(session, found, "lapsed")

    async def tell(self, session: AsyncSession, row: Introduction) -> None:
        """Its moment has come: the starter hears that nothing came of it, and never why."""
        found = await scene(session, self._desk, row)
        move(row, "tell")
        await self.close(session, found, "lapsed")  # of two, one may not have answered yet
        await telling.tell_it_came_to_nothing(session, self._desk, found)
        for party in (found.a, found.b):
            party.shown_as = party.contact = None

    async def _claim(self, session: AsyncSession, found: Scene) -> None:
        a, b, policy, now = found.a.company_id, found.b.company_id, self._desk.policy, self._desk.now
        await pairs.claim(session, a, b, policy, now)
        if found.row.two_sided:
            await pairs.claim(session, b, a, policy, now)
        else:
            await pairs.within_quota(session, a, policy)

    def _fix_moments(self, row: Introduction, *, word: bool) -> None:
        """When it lapses and when its starter is told: drawn now, so that the moment says nothing of the answer."""
        policy, now = self._desk.policy, self._desk.now
        days = policy.lapse_after + (policy.word_after if word else 0)
        row.sent_at, row.asking, row.asking_at = now, None, None
        row.lapses_at = policy.hours.working_days_after(now, days)
        jitter = timedelta(seconds=self._desk.chance.uniform(0, policy.jitter.total_seconds()))
        row.tell_at = policy.hours.next_allowed(row.lapses_at + jitter)
