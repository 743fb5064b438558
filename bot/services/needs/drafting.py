"""A need in the making: from a question that nobody documents, or typed; looked at before it leaves."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.ask import Question as Asked
from bot.db.needs import Need
from bot.errors import ButtonTooOld, NobodyNear, NotYours, TooManyNeeds, UnfitNeed
from bot.services.ask import REPEATED
from bot.services.introductions.firms import named_in
from bot.services.needs import cards, states
from bot.services.needs.deciding import review_card
from bot.services.needs.desk import DAYS, LONGEST, TYPING, Desk, mine, worded
from bot.services.needs.hearing import hearers, kept, near
from bot.services.needs.standing import identity, shown_as, staff_batch, staff_key, status
from bot.services.outbox import Envelope, Message, post
from bot.services.people import language_of
from rag.adjacent import Adjacency
from rag.documents import Language, Question

USUAL_DAYS = 7
MOST_LIVE = 3  # needs of one person that wait for staff or for answers
TYPED = ("text", "context")


class Drafting:
    """Every verb belongs to the asker, and gives the card that shows how it stands."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def begin(self, asker: int, language: Language, question: int) -> Message:
        """A draft of the question with that number; where there is one already, that one.

        Raises MembersOnly, ButtonTooOld, NotYours, NotReady.
        """
        async with self._desk.database.reading() as session:
            await self._desk.only_members(session, asker)
            row = await session.get(Asked, question)
        if row is None:
            raise ButtonTooOld
        if row.asker != asker:
            raise NotYours
        spoken: Language = "en" if row.language == "en" else "it"
        found = await self._near(row.text, spoken)
        async with self._desk.database.writing() as session:
            await self._one_at_a_time(session, asker)
            query = select(Need).where(Need.asker == asker, Need.question_id == question, Need.state.in_(states.LIVE))
            need = await session.scalar(query.limit(1))
            if need is None:
                need = self._new(asker, spoken, row.text[: LONGEST["text"]], found)
                need.question_id = question
                session.add(need)
                await session.flush()
            return await self._shown(session, need, language)

    async def begin_typed(self, asker: int, language: Language, said: str, update_id: int | None) -> Message:
        """A draft of what was typed after the command; without words it asks for them.

        The same update twice is one draft. Raises MembersOnly, UnfitNeed, NotReady.
        """
        async with self._desk.database.reading() as session:
            await self._desk.only_members(session, asker)
        text = worded(said, "text") if said else ""
        found = await self._near(text, language) if text else Adjacency()
        async with self._desk.database.writing() as session:
            need = await self._heard_before(session, asker, update_id)
            if need is None:
                await self._one_at_a_time(session, asker)
                need = self._new(asker, language, text, found)
                need.update_id, need.asking = update_id, None if text else "text"
                session.add(need)
                await session.flush()
            return await self._shown(session, need, language)

    async def asking(self, asker: int) -> tuple[int, str] | None:
        """The draft for which something is to be typed just now, and what."""
        since = self._desk.now() - TYPING
        query = select(Need).where(Need.asker == asker, Need.state == "draft", Need.asking.is_not(None))
        async with self._desk.database.reading() as session:
            need = await session.scalar(query.where(Need.changed_at >= since).order_by(Need.changed_at.desc()).limit(1))
            return (need.id, need.asking) if need is not None and need.asking else None

    async def typed(self, asker: int, language: Language, said: str, update_id: int | None) -> Message | None:
        """Takes the text for what was asked; None where nothing was. Raises UnfitNeed, NotReady."""
        async with self._desk.database.reading() as session:
            before = await self._heard_before(session, asker, update_id)
            if before is not None:
                return await self._shown(session, before, language)
        wanted = await self.asking(asker)
        if wanted is None:
            return None
        number, what = wanted
        words = worded(said, what)
        found = kept(await self._near(words, language)) if what == "text" else None
        async with self._desk.database.writing() as session:
            need = await mine(session, number, asker)
            states.move(need, "correct", self._desk.now())
            setattr(need, what, words)
            if found is not None:
                need.near, need.language = found, language
            need.asking, need.update_id = None, update_id
            return await self._shown(session, need, language)

    async def write(self, asker: int, language: Language, number: int, what: str) -> Message:
        """The next text is the need, or its context. Raises NoSuchNeed, NeedMovedOn, ButtonTooOld."""
        if what not in TYPED:
            raise ButtonTooOld
        async with self._desk.database.writing() as session:
            need = await self._corrected(session, number, asker)
            await self._one_at_a_time(session, asker)
            need.asking = what
            return cards.wanted(need, what, language)

    async def last(self, asker: int, language: Language, number: int, days: str) -> Message:
        """How long it stays open. Raises NoSuchNeed, NeedMovedOn, ButtonTooOld."""
        if days not in map(str, DAYS):
            raise ButtonTooOld
        async with self._desk.database.writing() as session:
            need = await self._corrected(session, number, asker)
            need.days = int(days)
            return await self._shown(session, need, language)

    async def name(self, asker: int, language: Language, number: int, which: str) -> Message:
        """Whether those who are asked see who asks. Raises NoSuchNeed, NeedMovedOn."""
        async with self._desk.database.writing() as session:
            need = await self._corrected(session, number, asker)
            need.named = which == "yes"
            return await self._shown(session, need, language)

    async def show(self, asker: int, language: Language, number: int) -> Message:
        """The draft again; nothing is awaited any more. Raises NoSuchNeed, NeedMovedOn."""
        async with self._desk.database.writing() as session:
            need = await self._corrected(session, number, asker)
            need.asking = None
            return await self._shown(session, need, language)

    async def preview(self, asker: int, language: Language, number: int) -> Message:
        """Just what members would read, how many of them and why. Raises NoSuchNeed, NeedMovedOn."""
        async with self._desk.database.writing() as session:
            need = await self._corrected(session, number, asker)
            need.asking = None
            people = await hearers(session, self._desk, need) or await near(session, self._desk, need)
            return cards.preview(need, people, await shown_as(session, self._desk, need), language)

    async def drop(self, asker: int, language: Language, number: int) -> Message:
        """It is thrown away, words and all. Raises NoSuchNeed, NeedMovedOn."""
        async with self._desk.database.writing() as session:
            need = await mine(session, number, asker)
            states.move(need, "drop", self._desk.now())
            need.text = need.context = ""
            return cards.dropped(language)

    async def again(self, asker: int, language: Language, number: int) -> Message:
        """A new draft with the words of one that is over; pressed twice, one. Raises NoSuchNeed, NeedMovedOn."""
        async with self._desk.database.writing() as session:
            old = await mine(session, number, asker)
            if old.state in states.LIVE or not old.text:
                return await self._shown(session, old, language)
            same = select(Need).where(Need.asker == asker, Need.state == "draft", Need.text == old.text)
            need = await session.scalar(same.limit(1))
            if need is None:
                need = self._new(asker, "en" if old.language == "en" else "it", old.text, Adjacency())
                need.context, need.near, need.named, need.days = old.context, old.near, old.named, old.days
                session.add(need)
                await session.flush()
            return await self._shown(session, need, language)

    async def submit(self, asker: int, language: Language, number: int) -> Message:
        """It goes to the staff, each of whom may agree or decline; the same press twice is one.

        Raises NoSuchNeed, NeedMovedOn, TooManyNeeds, NobodyNear, UnfitNeed.
        """
        now = self._desk.now()
        async with self._desk.database.writing() as session:
            await session.execute(select(Need.id).where(Need.asker == asker).with_for_update())
            need = await mine(session, number, asker)
            for what in TYPED[: 2 if need.context else 1]:
                worded(getattr(need, what), what)
            await self._unnamed(session, need)
            states.move(need, "submit", now)
            live = select(func.count()).where(Need.asker == asker, Need.state.in_(states.LIVE[1:]))
            if (await session.scalar(live) or 0) > MOST_LIVE:
                raise TooManyNeeds(MOST_LIVE)
            if not await near(session, self._desk, need):
                raise NobodyNear
            for staff in await self._desk.people.staff(session):
                card = await review_card(session, self._desk, need, await language_of(session, staff))
                envelope = Envelope(staff_key(need, staff), staff, batch=staff_batch(need), due=self._waking(now))
                await post(session, envelope, card, now=now)
            return cards.submitted(need, language)

    async def _unnamed(self, session: AsyncSession, need: Need) -> None:
        """Raises UnfitNeed where the words give away whoever does not want to be named."""
        who = await identity(session, self._desk, need.asker)
        if not need.named and who and named_in(f"{need.text} {need.context}", who.split(", ")):
            raise UnfitNeed("named", 0)

    def _waking(self, now: datetime) -> datetime:
        return self._desk.hours.next_allowed(now)

    def _new(self, asker: int, language: Language, text: str, found: Adjacency) -> Need:
        now = self._desk.now()
        return Need(
            state=states.FIRST, asker=asker, language=language, text=text, context="", near=kept(found),
            named=True, days=USUAL_DAYS, created_at=now, changed_at=now,
        )  # fmt: skip

    async def _near(self, text: str, language: Language) -> Adjacency:
        today = self._desk.clock.today().isoformat()
        return await self._desk.library.adjacent(Question(text, today, language))

    async def _corrected(self, session: AsyncSession, number: int, asker: int) -> Need:
        need = await mine(session, number, asker)
        states.move(need, "correct", self._desk.now())
        return need

    async def _one_at_a_time(self, session: AsyncSession, asker: int) -> None:
        """What is typed next is for one draft only."""
        await session.execute(update(Need).where(Need.asker == asker).values(asking=None))

    async def _heard_before(self, session: AsyncSession, asker: int, update_id: int | None) -> Need | None:
        if update_id is None:
            return None
        query = select(Need).where(Need.asker == asker, Need.update_id == update_id, Need.state == "draft")
        query = query.where(Need.changed_at >= self._desk.now() - REPEATED)
        return await session.scalar(query.limit(1))

    async def _shown(self, session: AsyncSession, need: Need, language: Language) -> Message:
        if need.state != "draft":
            return await status(session, self._desk, need, language)
        if not need.text:
            return cards.wanted(need, "text", language)
        return cards.draft(need, await identity(session, self._desk, need.asker), language)
