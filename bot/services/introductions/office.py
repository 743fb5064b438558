"""What the staff do: the word that comes first, cases of companies that are not on the bot, pairs to be marked."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.introductions import Introduction, Party
from bot.errors import IntroductionSettled, SameCompany, StaffOnly
from bot.services import outbox
from bot.services.introductions import cards, pairs, telling
from bot.services.introductions.desk import Desk, Person, party, taken
from bot.services.introductions.firms import firm, firm_or_id
from bot.services.introductions.requests import Requests
from bot.services.introductions.scenes import Scene, scene
from bot.services.introductions.transitions import TO_ANSWER, move
from bot.services.outbox import Message
from bot.services.people import language_of


class Office:
    """All verbs raise StaffOnly, and IntroductionSettled where somebody was faster."""

    def __init__(self, desk: Desk, requests: Requests) -> None:
        self._desk = desk
        self._requests = requests

    async def approve(self, session: AsyncSession, person: Person, number: int) -> Message:
        """The word is said: the other side is asked now."""
        return await self._decide(session, person, number, "approved")

    async def refuse(self, session: AsyncSession, person: Person, number: int) -> Message:
        """It does not go out; its starter can't tell that from silence."""
        return await self._decide(session, person, number, "refused")

    async def _decide(self, session: AsyncSession, person: Person, number: int, how: str) -> Message:
        await self._only_staff(session, person)
        row = await taken(session, number)
        found = await scene(session, self._desk, row)
        if row.state != "checking" or (row.lapses_at is not None and row.lapses_at <= self._desk.now):
            raise IntroductionSettled(row.state)
        if how == "approved":
            move(row, "approve")
            await self._requests.ask_all(session, found)
        else:
            move(row, "refuse")
            row.ended_at = self._desk.now
        await telling.staff_decided(session, self._desk, found, how)
        return cards.decided(found, how, person.language)

    async def take(self, session: AsyncSession, person: Person, number: int, side: str) -> Message:
        """One person has the case; the others' cards say so."""
        await self._only_staff(session, person)
        row = await taken(session, number)
        found = await scene(session, self._desk, row)
        one = await party(session, row, side if side in ("a", "b") else "b")
        if row.state != "asked" or not one.staff_case or one.answer not in TO_ANSWER:
            raise IntroductionSettled(row.state)
        if one.staff_id is None:
            one.staff_id = person.id
            await self._tell_the_others(session, found, one, person)
        elif one.staff_id != person.id:
            raise IntroductionSettled("taken")
        return cards.case(found, one, person.language, self._desk.now.date())

    async def _tell_the_others(self, session: AsyncSession, found: Scene, one: Party, person: Person) -> None:
        for staff in await self._desk.people.staff(session):
            if staff != person.id:
                card = cards.over(found, one, "taken", await language_of(session, staff))
                await outbox.revise(session, telling.case_key(one, staff), card, now=self._desk.now)

    async def show(self, session: AsyncSession, person: Person, number: int) -> Message:
        """The case, or the word that is waited for."""
        await self._only_staff(session, person)
        found = await scene(session, self._desk, await taken(session, number))
        if found.row.state == "checking":
            return cards.word(found, person.language, self._desk.now.date())
        for one in found.asked:
            if found.row.state == "asked" and one.staff_case and one.staff_id in (None, person.id):
                return cards.case(found, one, person.language, self._desk.now.date())
        raise IntroductionSettled(found.row.state)

    async def open_cases(self, session: AsyncSession, person: Person) -> list[Scene]:
        """What waits for the staff and may be done by this one, oldest first."""
        query = select(Introduction).join(Party, Party.introduction_id == Introduction.id)
        mine = Party.staff_case & Party.answer.in_(TO_ANSWER)
        mine = mine & (Party.staff_id.is_(None) | (Party.staff_id == person.id))
        waiting = (Introduction.state == "checking") | ((Introduction.state == "asked") & mine)
        rows = await session.scalars(query.where(waiting).distinct().order_by(Introduction.id))
        return [await scene(session, self._desk, row) for row in list(rows)]

    async def mark(self, session: AsyncSession, person: Person, companies: list[str]) -> Message:
        """A pair, or all that concerns one company, needs the staff's word first; marked again, no more."""
        await self._only_staff(session, person)
        ids = [(await firm(session, one)).id for one in companies[:2]]
        if len(set(ids)) < len(ids):
            raise SameCompany((await firm(session, ids[0])).name)
        first, second = (*ids, "")[:2]
        await pairs.mark(session, "pair" if second else "company", first, second, person.id, self._desk.now)
        return await self.marked(session, person)

    async def unmark(self, session: AsyncSession, person: Person, key: str) -> Message:
        """Takes the mark with that key away; of the kind "competitors" it is the switch."""
        await self._only_staff(session, person)
        found = {pairs.key(one): one for one in await pairs.marks(session)}
        if key == pairs.COMPETITORS:
            await pairs.mark(session, "kind", key, "", person.id, self._desk.now)
        elif key in found:
            one = found[key]
            await pairs.mark(session, one.what, one.first, one.second, person.id, self._desk.now)
        return await self.marked(session, person)

    async def marked(self, session: AsyncSession, person: Person) -> Message:
        """What needs the staff's word first."""
        await self._only_staff(session, person)
        found = await pairs.marks(session)
        named = [
            cards.Marked(
                pairs.key(one),
                (await firm_or_id(session, one.first)).name,
                (await firm_or_id(session, one.second)).name if one.second else "",
            )
            for one in found
            if one.what != "kind"
        ]
        return cards.marked(named, person.language, competitors=any(one.what == "kind" for one in found))

    async def _only_staff(self, session: AsyncSession, person: Person) -> None:
        if not await self._desk.people.is_staff(session, person.id):
            raise StaffOnly
