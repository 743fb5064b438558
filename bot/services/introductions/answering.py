"""The side that is asked: yes with what is shared, not now, no, a question back, and no more of that company."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.introductions import Introduction, Party
from bot.errors import ButtonTooOld, IntroductionSettled, StillUnsaid
from bot.services.events.own import fit_name
from bot.services.introductions import cards, pairs, telling
from bot.services.introductions.desk import Desk, Person, answering, heard, other, wait_for
from bot.services.introductions.scenes import Scene, scene
from bot.services.introductions.transitions import move, open_to, turn
from bot.services.introductions.words import fitted, fitted_contact, own_names
from bot.services.outbox import Message


class Answering:
    """All verbs raise NotForYou and IntroductionSettled; pressed again, they say how it stands."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def show(self, session: AsyncSession, person: Person, number: int) -> Message:
        """The request as it stands for the one asked."""
        found, party = await self._in_hand(session, person, number)
        party.asking = party.asking_at = None
        return self._card(found, party, person)

    async def agree(self, session: AsyncSession, person: Person, number: int) -> Message:
        """What the other will get at a yes, to be confirmed; what is lacking is asked for."""
        found, party = await self._to_answer(session, person, number)
        if party.answer == "yes":
            return self._card(found, party, person)
        return await self.page(session, found, party, person)

    async def change(self, session: AsyncSession, person: Person, number: int, what: str) -> Message:
        """Another name or contact for this introduction alone."""
        found, party = await self._to_answer(session, person, number)
        if what not in ("name", "contact"):
            raise ButtonTooOld
        party.asking = what
        return await self.page(session, found, party, person)

    async def choose(self, session: AsyncSession, person: Person, number: int, what: str) -> Message:
        """Name or contact of the account."""
        found, party = await self._to_answer(session, person, number)
        if what == "name" and person.name and not party.staff_case:
            party.shown_as = fit_name(person.name)
        elif what == "contact" and person.username and not party.staff_case:
            party.contact = f"@{person.username}"
        else:
            raise ButtonTooOld
        party.asking = None
        return await self.page(session, found, party, person)

    async def page(self, session: AsyncSession, found: Scene, party: Party, person: Person) -> Message:
        """The name, the contact, or both to be confirmed."""
        lacking = "" if party.shown_as else "name"
        lacking = lacking or ("" if party.contact else "contact")
        step = party.asking if party.asking in ("name", "contact") else lacking
        if step:
            await wait_for(session, party, person.id, step, self._desk.now)
            return cards.share(found, party, step, person)
        return cards.confirm(found, party, person.language)

    async def confirm(self, session: AsyncSession, person: Person, number: int) -> Message:
        """The yes. With the last one both learn who the other is. Raises StillUnsaid."""
        found, party = await self._to_answer(session, person, number)
        if party.answer == "yes":
            return self._card(found, party, person)
        if not (party.shown_as and party.contact):
            raise StillUnsaid
        await self._still_theirs(session, party, person)
        turn(party, "agree")
        self._answered(party)
        if found.row.state == "asked" and all(one.answer == "yes" for one in (found.a, found.b)):
            move(found.row, "agree")
            found.row.introduced_at = found.row.ended_at = self._desk.now
            await telling.introduce(session, self._desk, found)
        return self._card(found, party, person)

    async def postpone(self, session: AsyncSession, person: Person, number: int) -> Message:
        """Not now: it stays until it lapses, and nobody reminds them."""
        found, party = await self._to_answer(session, person, number)
        if party.answer != "later":
            turn(party, "postpone")
            party.remind_at = None
        return self._card(found, party, person)

    async def decline(self, session: AsyncSession, person: Person, number: int) -> Message:
        """No. Nobody hears of it: to the requester it is as if nobody had answered."""
        found, party = await self._in_hand(session, person, number)
        if party.answer != "no":
            self._still_open(found.row)
            self._ended(found, party, "decline")
        return self._card(found, party, person)

    async def unreached(self, session: AsyncSession, person: Person, number: int) -> Message:
        """The staff could not reach anybody of the company."""
        found, party = await self._in_hand(session, person, number)
        if party.answer != "silent":
            self._still_open(found.row)
            self._ended(found, party, "lapse")
        return self._card(found, party, person)

    async def block(self, session: AsyncSession, person: Person, number: int) -> Message:
        """No, and nothing of that company any more."""
        found, party = await self._in_hand(session, person, number)
        if party.member_id is None:
            raise ButtonTooOld
        await pairs.block(session, person.id, found.side(other(party.side)).company_id, self._desk.now)
        if party.answer in ("asked", "later") and found.row.state in open_to(found.row):
            self._ended(found, party, "decline")
        return cards.blocked(found, person.language)

    async def question(self, session: AsyncSession, person: Person, number: int) -> Message:
        """Their next text goes to the starter, without names."""
        found, party = await self._to_answer(session, person, number)
        await wait_for(session, party, person.id, "question", self._desk.now)
        return cards.question(found, party, person.language)

    async def typed(self, session: AsyncSession, person: Person, row: Introduction, party: Party, text: str) -> Message:
        """What they typed for what was asked. Raises what `words` and `fit_name` raise."""
        found, party = await self._to_answer(session, person, row.id)
        again, asking = heard(party, person), party.asking
        if asking == "question" or (again and asking is None):
            return await self._asked_back(session, found, party, person, "" if again else text)
        if not again and asking == "name":
            party.shown_as, party.asking = fit_name(text), None
        elif not again and asking == "contact":
            party.contact, party.asking = fitted_contact(text), None
        return await self.page(session, found, party, person)

    async def _asked_back(
        self, session: AsyncSession, found: Scene, party: Party, person: Person, text: str
    ) -> Message:
        if text:
            said = fitted("question", text, _hidden(party, person))
            party.asking = party.asking_at = None
            if found.row.starter is not None:
                await telling.ask_back(session, self._desk, found, party, said, person)
        return cards.passed_on(found, person.language)

    def _ended(self, found: Scene, party: Party, how: str) -> None:
        """It comes to nothing; the moment at which its starter hears of it was drawn long before."""
        turn(party, "decline" if how == "decline" else "lapse")
        self._answered(party)
        party.shown_as = party.contact = None
        if found.row.state == "asked":
            move(found.row, "decline" if how == "decline" else "lapse")
            found.row.ended_at = self._desk.now

    def _answered(self, party: Party) -> None:
        party.answered_at = self._desk.now
        party.remind_at = party.asking = party.asking_at = None

    def _card(self, found: Scene, party: Party, person: Person) -> Message:
        return cards.standing(found, party, person.language, self._desk.now.date())

    async def _in_hand(self, session: AsyncSession, person: Person, number: int) -> tuple[Scene, Party]:
        row, party = await answering(session, number, person)
        return await scene(session, self._desk, row), party

    async def _to_answer(self, session: AsyncSession, person: Person, number: int) -> tuple[Scene, Party]:
        """For what is possible only as long as it is open; a yes that was given may be shown again."""
        found, party = await self._in_hand(session, person, number)
        if not (party.answer == "yes" and found.row.state in (*open_to(found.row), "introduced")):
            self._still_open(found.row)
            if party.answer not in ("asked", "later"):
                raise IntroductionSettled(party.answer)
        return found, party

    def _still_open(self, row: Introduction) -> None:
        if row.state not in open_to(row) or (row.lapses_at is not None and row.lapses_at <= self._desk.now):
            raise IntroductionSettled(row.state)

    async def _still_theirs(self, session: AsyncSession, party: Party, person: Person) -> None:
        """Who does not stand for the company any more says yes for nobody."""
        mine = await self._desk.people.companies_of(session, person.id)
        if not party.staff_case and party.company_id not in mine:
            raise IntroductionSettled("gone")


def _hidden(party: Party, person: Person) -> list[str]:
    """Names that must not leave with a question: those of people who have not both said yes."""
    return own_names(party.shown_as, person.name)
