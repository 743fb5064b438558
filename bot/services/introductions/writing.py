"""How a request is written: one question after the other, a way back and out, a note to edit, a preview."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.introductions import Introduction, Party
from bot.errors import (
    ButtonTooOld,
    IntroductionSettled,
    NamedWhileMasked,
    NotRepresenting,
    OwnCompany,
    SameCompany,
    StillUnsaid,
)
from bot.services.events.own import fit_name
from bot.services.introductions import cards, pairs
from bot.services.introductions.desk import Desk, Person, heard, parties, started, wait_for
from bot.services.introductions.firms import firm, named_in
from bot.services.introductions.notes import draft
from bot.services.introductions.scenes import Scene, represented, scene
from bot.services.introductions.transitions import OPEN, as_told, move
from bot.services.introductions.words import fitted, fitted_contact, fitted_minutes, fitted_note, own_names
from bot.services.outbox import Message

Step = Literal["company", "why", "offer", "minutes", "masked", "name", "contact", "note"]
STEPS: tuple[Step, ...] = ("company", "why", "offer", "minutes", "masked", "name", "contact")
FOR_TWO: tuple[Step, ...] = ("why", "minutes")
MINUTES = ("20", "30", "60")
TYPED = ("why", "offer", "name", "contact", "note")


class Writing:
    """Every verb returns the card to show: the next question, or the preview."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def begin(self, session: AsyncSession, person: Person, company_id: str, **given: str | int | None) -> Message:
        """A request to be introduced to the company. `given`: why, topic, from_need, wanted (whom to ask first).

        Raises NoSuchCompany, NotRepresenting, OwnCompany, AskedLately, TooManyOpen.
        """
        target = await firm(session, company_id)
        mine = await self._desk.people.companies_of(session, person.id)
        if not mine:
            raise NotRepresenting(target.name)
        if target.id in mine:
            raise OwnCompany(target.name)
        own = mine[0] if len(mine) == 1 else ""
        if own:
            await self._may_ask(session, own, target.id)
        row = await self._opened(session, person, own, target.id, given)
        return await self.page(session, row, person)

    async def begin_two(self, session: AsyncSession, person: Person, first: str, second: str) -> Message:
        """Two others shall meet, both asked; who stands for one of them asks for themselves.

        Raises NoSuchCompany, NotRepresenting, SameCompany, AskedLately, TooManyOpen.
        """
        one, two = await firm(session, first), await firm(session, second)
        mine = await self._desk.people.companies_of(session, person.id)
        if one.id == two.id:
            raise SameCompany(one.name)
        if one.id in mine or two.id in mine:
            return await self.begin(session, person, two.id if one.id in mine else one.id)
        if not mine and not await self._desk.people.is_staff(session, person.id):
            raise NotRepresenting(one.name)
        for asker, asked in ((one.id, two.id), (two.id, one.id)):
            await pairs.not_lately(session, asker, asked, self._desk.now)
        row = await self._opened(session, person, one.id, two.id, {}, two_sided=True)
        return await self.page(session, row, person)

    async def show(self, session: AsyncSession, person: Person, number: int) -> Message:
        """Where the writing of it stands. Raises NotForYou, IntroductionSettled."""
        row = await _writable(session, number, person)
        row.asking = None
        return await self.page(session, row, person)

    async def edit(self, session: AsyncSession, person: Person, number: int, step: str) -> Message:
        """Asks for one thing (again); what was said stays until something else is."""
        row = await _writable(session, number, person)
        if step not in (*_steps(row), "note"):
            raise ButtonTooOld
        row.asking = step
        return await self.page(session, row, person)

    async def choose(self, session: AsyncSession, person: Person, number: int, what: str, which: str) -> Message:
        """A button's answer: which of one's companies, how long, masked or open, name or contact of the account."""
        row = await _writable(session, number, person)
        a = (await parties(session, row))[0]
        await self._chosen(session, row, a, what, which, person)
        row.asking = None
        return await self.page(session, row, person)

    async def typed(self, session: AsyncSession, person: Person, row: Introduction, text: str) -> Message:
        """What the starter typed for what was asked. Raises what `words` and `fit_name` raise."""
        if not heard(row, person):
            await self._put(session, row, text, person)
            row.asking = None
        return await self.page(session, row, person)

    async def drop(self, session: AsyncSession, person: Person, number: int) -> Message:
        """Nothing was sent, and nothing of it is kept."""
        row = await started(session, number, person)
        if row.state != "dropped":
            _still_draft(row)
            await forget(session, row)
            move(row, "drop")
        return cards.dropped(person.language)

    async def ready(self, session: AsyncSession, person: Person, number: int) -> Scene:
        """The finished draft. Raises StillUnsaid, NotForYou, IntroductionSettled."""
        row = await _writable(session, number, person)
        found = await scene(session, self._desk, row)
        if _next(row, found.a) is not None or not row.note:
            raise StillUnsaid
        return found

    async def page(self, session: AsyncSession, row: Introduction, person: Person) -> Message:
        """The next question, or the preview."""
        found = await scene(session, self._desk, row)
        step = row.asking or _next(row, found.a)
        if step is None:
            row.asking = None
            await self._noted(session, found)
            today, rewords = self._desk.now.date(), self._desk.reword is not None
            return cards.preview(found, person.language, today, rewords=rewords)
        await wait_for(session, row, person.id, step, self._desk.now)
        mine = await self._desk.people.companies_of(session, person.id) if step == "company" else []
        names = [await firm(session, one) for one in mine]
        return cards.step(found, step, person, _before(row, step), names)

    # ------------------------------------------------------------------ what is kept of it

    async def _opened(
        self, session: AsyncSession, person: Person, own: str, target: str, given: dict[str, str | int | None],
        *, two_sided: bool = False,
    ) -> Introduction:  # fmt: skip
        """A new draft, or the one begun before for the same; one member writes one at a time."""
        drafts = select(Introduction).where(Introduction.starter == person.id, Introduction.state == "draft")
        for row in list(await session.scalars(drafts)):
            a, b = await parties(session, row)
            if (b.company_id, row.two_sided) == (target, two_sided) and a.company_id in (own, target):
                return row
            await forget(session, row)
            move(row, "drop")
        row = Introduction(
            state="", two_sided=two_sided, starter=person.id, masked=False if two_sided else None,
            why=given.get("why") or None, topic=given.get("topic"), from_need=given.get("from_need"),
            offer=None, minutes=None, note=None, note_typed=False, language=person.language, asking=None,
            asking_at=None, heard=None, created_at=self._desk.now,
        )  # fmt: skip
        move(row, "begin")
        session.add(row)
        await session.flush()
        wanted = given.get("wanted")
        session.add(new_party(row, "a", own, None if two_sided else person.id))
        session.add(new_party(row, "b", target, wanted if isinstance(wanted, int) else None))
        await session.flush()
        if own and not two_sided:
            await self._shown_as_usual(session, row, own, person)
        return row

    async def _shown_as_usual(self, session: AsyncSession, row: Introduction, company: str, person: Person) -> None:
        """Name and contact that they chose for the company, to be seen and changed before anything is sent."""
        a = (await parties(session, row))[0]
        usual = await represented(session, person.id, company)
        if usual is not None:
            a.shown_as, a.contact = usual.shown_as, usual.contact

    async def _chosen(
        self, session: AsyncSession, row: Introduction, a: Party, what: str, which: str, person: Person
    ) -> None:
        if what == "company":
            await self._chosen_company(session, row, a, which, person)
        elif what == "minutes" and which in MINUTES:
            row.minutes = int(which)
        elif what == "masked" and which in ("yes", "no"):
            if which == "yes":
                _hides(row, [*(await firm(session, a.company_id)).names, a.shown_as or ""])
            row.masked = which == "yes"
        elif what == "offer":
            row.offer = ""
        elif what == "name" and person.name:
            a.shown_as = _own_name(row, person.name)
        elif what == "contact" and person.username:
            a.contact = f"@{person.username}"
        elif what == "note":
            row.note_typed = False
        else:
            raise ButtonTooOld

    async def _chosen_company(
        self, session: AsyncSession, row: Introduction, a: Party, which: str, person: Person
    ) -> None:
        mine = await self._desk.people.companies_of(session, person.id)
        company = next((one for one in mine if one.startswith(which)), None)  # a button has room for the beginning
        if company is None:
            raise ButtonTooOld
        await self._may_ask(session, company, (await parties(session, row))[1].company_id)
        a.company_id = company
        await self._shown_as_usual(session, row, company, person)

    async def _put(self, session: AsyncSession, row: Introduction, text: str, person: Person) -> None:
        a = (await parties(session, row))[0]
        names = (await firm(session, a.company_id)).names if row.masked and a.company_id else ()
        masked = [*names, *own_names(a.shown_as, person.name)]
        match row.asking:
            case "why":
                row.why = fitted("why", text, masked)
            case "offer":
                row.offer = fitted("offer", text, masked)
            case "note":
                row.note, row.note_typed = fitted_note(text, masked), True
            case "name":
                a.shown_as = _own_name(row, text)
            case "contact":
                a.contact = fitted_contact(text)
            case "minutes":
                row.minutes = fitted_minutes(text)

    async def _noted(self, session: AsyncSession, found: Scene) -> None:
        """The note follows the answers, unless the starter wrote it."""
        row = found.row
        if not row.note_typed:
            offers = await self._desk.book.offers()
            row.note = await draft(session, found, offers, self._desk.reworded.get(row.id))

    async def _may_ask(self, session: AsyncSession, asker: str, asked: str) -> None:
        if asker == asked:
            raise OwnCompany((await firm(session, asked)).name)
        await pairs.not_lately(session, asker, asked, self._desk.now)
        await pairs.within_quota(session, asker, self._desk.policy)


def new_party(row: Introduction, side: str, company: str, member: int | None) -> Party:
    """A side that nobody was asked for yet."""
    return Party(
        introduction_id=row.id, side=side, company_id=company, member_id=member, staff_case=False, staff_id=None,
        shown_as=None, contact=None, answer="", round=0, asking=None, asking_at=None, heard=None,
    )  # fmt: skip


async def forget(session: AsyncSession, row: Introduction) -> None:
    """The starter's words, and what they would have shared, where nobody needs them any more."""
    row.why = row.offer = row.note = row.asking = row.asking_at = None
    for one in await parties(session, row):
        one.shown_as = one.contact = None


def _own_name(row: Introduction, name: str) -> str:
    """The name as it may be shown. Raises UnfitName, and NamedWhileMasked where the words give it away already."""
    shown = fit_name(name)
    _hides(row, own_names(shown))
    return shown


def _hides(row: Introduction, names: Iterable[str]) -> None:
    """Raises NamedWhileMasked where the starter's words name one of these."""
    typed = [row.why, row.offer, row.note if row.note_typed else None]
    if any(named_in(said, list(names)) for said in typed if said):
        raise NamedWhileMasked


async def _writable(session: AsyncSession, number: int, person: Person) -> Introduction:
    row = await started(session, number, person)
    _still_draft(row)
    return row


def _still_draft(row: Introduction) -> None:
    if row.state != "draft":
        raise IntroductionSettled("sent" if as_told(row) in OPEN else row.state)


def _steps(row: Introduction) -> tuple[Step, ...]:
    return FOR_TWO if row.two_sided else STEPS


def _next(row: Introduction, a: Party) -> Step | None:
    """The first thing that was not said yet."""
    said = {
        "company": a.company_id, "why": row.why, "offer": row.offer is not None, "minutes": row.minutes,
        "masked": row.masked is not None, "name": a.shown_as, "contact": a.contact,
    }  # fmt: skip
    return next((step for step in _steps(row) if not said[step]), None)


def _before(row: Introduction, step: str) -> str:
    """The question before this one; empty at the first, and for the note the preview."""
    order: Iterable[str] = [one for one in _steps(row) if one != "company"]
    steps = list(order)
    return steps[steps.index(step) - 1] if step in steps and steps.index(step) else ""
