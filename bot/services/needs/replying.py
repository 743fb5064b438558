"""What those who are asked can say: I can help, I know who, not for me, no more of these."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.announcements import Preference
from bot.db.base import add_if_absent
from bot.db.directory import Company, visible
from bot.db.needs import Addressee, Need
from bot.errors import ButtonTooOld, NeedMovedOn, NoSuchNeed
from bot.services.ask import REPEATED
from bot.services.names import Named, resolve
from bot.services.names import words as words_of
from bot.services.needs import cards
from bot.services.needs.desk import TYPING, Desk, locked, worded
from bot.services.needs.hearing import PREFERENCE
from bot.services.needs.standing import asker_language, names_of, replied, reply_key, shown_as
from bot.services.outbox import Envelope, Message, post
from rag.documents import Language


class Replying:
    """A button works only for whoever was asked. Every verb raises NoSuchNeed, NeedMovedOn (it is over)."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def help(self, person: int, language: Language, number: int) -> Message:
        """The asker hears that this company can help. Pressed twice, they hear it once."""
        async with self._asked(number, person) as (session, need, one, now):
            if one.reply not in ("helps", "knows"):
                await self._still_theirs(session, one)
                await self._reply(session, need, one, "helps", now)
            return await self._said(session, one, language)

    async def know(self, person: int, language: Language, number: int) -> Message:
        """The next text names whoever may know."""
        async with self._asked(number, person) as (session, _, one, now):
            if one.reply in ("helps", "knows"):
                return await self._said(session, one, language)
            one.asking_since, one.words, one.suggested = now, None, None
            return cards.who_knows(number, language)

    async def asking(self, person: int) -> int | None:
        """The need for which the person was asked just now to type who may know."""
        query = select(Addressee.need_id).join(Need, Need.id == Addressee.need_id)
        query = query.where(Addressee.member_id == person, Need.state == "open", Addressee.words.is_(None))
        query = query.where(Addressee.asking_since >= self._desk.now() - TYPING)
        async with self._desk.database.reading() as session:
            return await session.scalar(query.order_by(Addressee.asking_since.desc()).limit(1))

    async def heard_before(self, person: int, language: Language, update_id: int | None) -> Message | None:
        """The same card again for an update that was taken already; None where it is new."""
        lately = Addressee.asking_since >= self._desk.now() - REPEATED
        query = select(Addressee).where(Addressee.member_id == person, Addressee.update_id == update_id, lately)
        async with self._desk.database.reading() as session:
            one = await session.scalar(query.limit(1)) if update_id is not None else None
            return await self._confirm(session, one, language) if one is not None and one.words else None

    async def typed(self, person: int, language: Language, number: int, said: str, update_id: int | None) -> Message:
        """Keeps the words, and shows what would go to the asker. Raises UnfitNeed: a person's contact stays here."""
        words = worded(said, "words")
        async with self._asked(number, person) as (session, _, one, _):
            one.words, one.update_id = words, update_id
            one.suggested = await _company_in(session, words)
            return await self._confirm(session, one, language)

    async def send(self, person: int, language: Language, number: int) -> Message:
        """The words go to the asker. Raises ButtonTooOld where there are none."""
        async with self._asked(number, person) as (session, need, one, now):
            if one.reply not in ("helps", "knows"):
                if not one.words:
                    raise ButtonTooOld
                await self._still_theirs(session, one)
                await self._reply(session, need, one, "knows", now)
            return await self._said(session, one, language)

    async def leave(self, person: int, language: Language, number: int) -> Message:
        """Nothing is typed after all: the request again."""
        async with self._asked(number, person) as (session, need, one, _):
            if one.reply in ("helps", "knows"):
                return await self._said(session, one, language)
            one.asking_since = one.words = one.suggested = None
            return cards.request(need, one.why, await shown_as(session, self._desk, need), language)

    async def refuse(self, person: int, language: Language, number: int) -> Message:
        """It is not for them. The asker hears nothing; it can be thought over as long as the need is open."""
        async with self._asked(number, person) as (session, _, one, now):
            if one.reply not in ("helps", "knows"):
                one.reply, one.replied_at, one.asking_since = "no", now, None
            return await self._said(session, one, language)

    async def stop(self, person: int, language: Language, number: int) -> Message:
        """They are asked for no need any more; /preferenze has the way back."""
        now = self._desk.now()
        async with self._desk.database.writing() as session:
            one = await session.get(Addressee, (number, person))
            if one is None:
                raise NoSuchNeed
            chosen = {"member_id": person, "kind": PREFERENCE, "cadence": "never", "changed_at": now}
            if not await add_if_absent(session, Preference, **chosen):
                row = await session.get_one(Preference, (person, PREFERENCE))
                row.cadence, row.changed_at = "never", now
            if one.reply is None:
                one.reply, one.replied_at, one.asking_since = "no", now, None
            return cards.thanked(number, "stop", "", language)

    async def _still_theirs(self, session: AsyncSession, one: Addressee) -> None:
        """Who stands for the company no more says nothing in its name. Raises NoSuchNeed."""
        if one.company_id not in await self._desk.people.companies_of(session, one.member_id):
            raise NoSuchNeed

    async def _reply(self, session: AsyncSession, need: Need, one: Addressee, said: str, now: datetime) -> None:
        one.reply, one.replied_at, one.asking_since = said, now, None
        names = await names_of(session, {one.company_id, one.suggested or ""})
        if one.company_id in names:
            card = cards.reply(need.id, replied(one, names), await asker_language(session, need))
            await post(session, Envelope(reply_key(one), need.asker, batch=f"need {need.id} replies"), card, now=now)

    async def _said(self, session: AsyncSession, one: Addressee, language: Language) -> Message:
        names = await names_of(session, [one.company_id])
        return cards.thanked(one.need_id, one.reply or "no", names.get(one.company_id, ""), language)

    async def _confirm(self, session: AsyncSession, one: Addressee, language: Language) -> Message:
        names = await names_of(session, [one.suggested or ""])
        return cards.confirm(one.need_id, one.words or "", names.get(one.suggested or "", ""), language)

    @asynccontextmanager
    async def _asked(self, number: int, person: int) -> AsyncIterator[tuple[AsyncSession, Need, Addressee, datetime]]:
        """The need is held first, as everywhere, so that replies and its end wait for one another."""
        async with self._desk.database.writing() as session:
            need = await locked(session, number)
            one = await session.get(Addressee, (number, person))
            if one is None or one.told_at is None:
                raise NoSuchNeed
            if need.state != "open":
                raise NeedMovedOn(need.state)
            yield session, need, one, self._desk.now()


async def _company_in(session: AsyncSession, said: str) -> str | None:
    """The one company of the directory that the words name."""
    rows = list(await session.scalars(visible(select(Company), Company)))
    spoken = f" {' '.join(words_of(said))} "
    named = [row.id for row in rows if f" {' '.join(words_of(row.name))} " in spoken]
    known = [Named(row.id, row.name, (row.id, *row.legal_name.values())) for row in rows]
    found = named or resolve(said, known)
    return found[0] if len(found) == 1 else None
