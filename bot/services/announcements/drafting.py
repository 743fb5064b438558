"""Drafts: made of what staff hand in, asked for what is missing, corrected. A restart forgets nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.announcements import Announcement
from bot.errors import ButtonTooOld, NotTranslated
from bot.services.announcements import cards, changing, duplicates, notices, states, typed
from bot.services.announcements.desk import Desk, Press, draft_of, keep, take
from bot.services.announcements.drafts import (
    EVENT_FIELDS,
    KINDS,
    OTHER,
    TRANSLATED,
    Doubt,
    Draft,
    Kind,
    missing,
    odd,
)
from bot.services.outbox import Message
from rag.documents import Language

TEXT, INTENT = "text", "intent"  # asked for: the text itself; whether a long text is an announcement at all
BY_BUTTON = (INTENT, "kind")  # questions that are answered by a button
CHANGES = "change:"
CHANGING = CHANGES.rstrip(":")  # asked: what else is to change
Change = Callable[[Draft, str], Draft]


class Drafting:
    """All verbs raise StaffOnly; those of buttons also NoSuchAnnouncement and Overtaken."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def invite(self, staff: int, language: Language) -> Message:
        """An empty draft that waits for its text."""
        await self._desk.people.only_staff(staff)
        async with self._desk.database.writing() as session:
            await self._hush(session, staff)
            row = self._new(staff, "event", Draft(language, asker=staff), TEXT)
            session.add(row)
            await session.flush()
            return cards.wanted(row, language)

    async def hold_link(
        self, staff: int, language: Language, url: str, update_id: int | None, *, sure: bool
    ) -> Message:
        """A draft of a link alone, which we do not open: asks for its text; not `sure`, first what it is meant as."""
        await self._desk.people.only_staff(staff)
        async with self._desk.database.writing() as session:
            row = await self._awaiting_text(session, staff)
            if row is None:
                await self._hush(session, staff)
                row = self._new(staff, "event", Draft(language), None)
                session.add(row)
            draft = Draft(language, asker=staff, update_id=update_id or 0).given("url", url)
            keep(row, draft, self._now)
            row.asking = TEXT if sure else INTENT
            await session.flush()
            return cards.linked(row, language)

    async def fill(self, press: Press) -> Message:
        """The link is to be announced: asks for its text."""
        async with self._desk.database.writing() as session:
            row = await take(session, press, self._desk.people)
            if row.draft["text"]:
                return await self.card(session, row, press.language)
            await self._hush(session, press.staff)
            row.asking = TEXT
            return cards.linked(row, press.language)

    async def hand_in(
        self, staff: int, language: Language, notice: notices.Notice, update_id: int | None, *, sure: bool = True
    ) -> Message:
        """A draft of what was read. Not `sure`: asks first whether it is meant as an announcement."""
        await self._desk.people.only_staff(staff)
        async with self._desk.database.writing() as session:
            row = await self._awaiting_text(session, staff)
            if row is None:
                row = self._new(staff, "event", notice.draft, None)
                session.add(row)
            row.revision += 1  # cards from before its text are overtaken
            row.kind, row.asking = "event", None if sure else INTENT
            read = replace(notice.draft, asker=staff, update_id=update_id or 0)
            keep(row, read if read.get("url") else read.given("url", draft_of(row).get("url")), self._now)
            if sure and not notice.is_event:
                row.asking = "kind"
            await session.flush()
            return await self.card(session, row, language)

    async def asking(self, staff: int) -> str:
        """What the person is being asked to type, if anything: the name of a field, or another question of ours."""
        async with self._desk.database.reading() as session:
            row = await self.asked_about(session, staff)
            asking = row.asking or "" if row is not None else ""
            return "" if asking in BY_BUTTON else asking

    async def answer(self, staff: int, language: Language, text: str, update_id: int | None) -> Message:
        """Takes the text for what is being asked. Raises NotUnderstood, ButtonTooOld where nothing is asked."""
        await self._desk.people.only_staff(staff)
        async with self._desk.database.writing() as session:
            row = await self.asked_about(session, staff)
            if row is None or not row.asking:
                raise ButtonTooOld
            draft, field = replace(draft_of(row), update_id=update_id or 0), row.asking.removeprefix(CHANGES)
            if field.startswith("x"):
                said = typed.value(field[1:], text, draft, self._now)
                keep(row, draft.translated(field[1:], said), self._now)
            else:
                said = typed.value(field, text, draft, self._now)
                keep(row, draft.typed(field, said), self._now)
            row.revision += 1
            row.asking = CHANGING if row.asking.startswith(CHANGES) else None
            return await self.card(session, row, language)

    async def leave_asking(self, staff: int) -> bool:
        """Something else was said: nothing is asked any more, and the draft stays. Whether anything was asked."""
        async with self._desk.database.writing() as session:
            return await self._hush(session, staff)

    async def show(self, press: Press) -> Message:
        """The draft's card, as it is now."""
        async with self._desk.database.writing() as session:
            row = await take(session, press, self._desk.people)
            row.asking = None
            return await self.card(session, row, press.language)

    async def fields(self, press: Press) -> Message:
        """All that can be changed, in a draft or in an announced event."""
        async with self._desk.database.writing() as session:
            row = await take(session, press, self._desk.people)
            if row.state != "draft":
                card = await changing.proposal(session, row, press.language, self._now)
                return cards.all_fields(row, card, press.language)
            draft = draft_of(row)
            doubts = await self._doubts(session, row, draft)
            return cards.fields(row, draft, doubts, press.language, translates=self._desk.translate is not None)

    async def ask(self, press: Press) -> Message:
        """Asks for the field that the press names; "x…" is its translation, "change:…" is of an announced event."""
        field = press.which.removeprefix("x")
        if field not in (*EVENT_FIELDS, "hour") or (press.which.startswith("x") and field not in TRANSLATED):
            raise ButtonTooOld
        async with self._desk.database.writing() as session:
            row = await take(session, press, self._desk.people)
            await self._hush(session, press.staff)
            keep(row, replace(draft_of(row), asker=press.staff), self._now)
            row.asking = press.which if row.state == "draft" else f"{CHANGES}{press.which}"
            return cards.question(row, press.language)

    async def skip(self, press: Press) -> Message:
        """The field stays empty, and is not asked for again."""
        return await self._edit(press, lambda draft, field: draft.without(field))

    async def settle(self, press: Press) -> Message:
        """Takes one of the values that a doubt offers; which: "start-0"."""
        return await self._edit(press, _settled)

    async def wave(self, press: Press) -> Message:
        """It is right as it is: the doubt is pointed out no more."""
        return await self._edit(press, lambda draft, which: draft.passing(which.replace("-", "_")))

    async def become(self, press: Press) -> Message:
        """The draft is an event, news or an opportunity."""
        if press.which not in KINDS:
            raise ButtonTooOld
        async with self._desk.database.writing() as session:
            row = await take(session, press, self._desk.people)
            states.move(row, "correct", self._now)
            row.kind, row.asking = press.which, None
            return await self.card(session, row, press.language)

    async def translate(self, press: Press) -> Message:
        """A draft in the other language, as a model has it; staff see it on the card and in the preview.

        What was changed meanwhile is not overwritten. Raises NotTranslated where there is no draft that holds.
        """
        await self._desk.people.only_staff(press.staff)
        async with self._desk.database.reading() as session:
            row = await session.get(Announcement, press.number)
        if self._desk.translate is None or row is None or row.state != "draft":
            raise ButtonTooOld
        draft = draft_of(row)
        fields = {name: draft.get(name) for name in TRANSLATED if draft.get(name) and name not in draft.other}
        told = await self._desk.translate(fields, OTHER[draft.language], press.staff)
        if not told:
            raise NotTranslated
        return await self._edit(press, lambda content, _: _translated(content, told))

    async def drop(self, press: Press) -> Message:
        """The draft is put aside for good."""
        async with self._desk.database.writing() as session:
            row = await take(session, press, self._desk.people)
            states.move(row, "drop", self._now)
            row.asking = None
            return cards.dropped(row, press.language)

    async def as_question(self, press: Press, update_id: int | None) -> str:
        """It was no announcement but a question: the draft is dropped, and its text given back.

        The same update once more, whose answer did not get through: the text again.
        """
        await self._desk.people.only_staff(press.staff)
        async with self._desk.database.writing() as session:
            row = await session.get(Announcement, press.number)
            again = update_id is not None and row is not None and row.draft.get("update_id") == update_id
            if row is None or not again or row.state != "dropped":
                row = await take(session, press, self._desk.people)
                states.move(row, "drop", self._now)
                row.asking = None
                keep(row, replace(draft_of(row), update_id=update_id or 0), self._now)
            return draft_of(row).text

    async def _edit(self, press: Press, change: Change) -> Message:
        async with self._desk.database.writing() as session:
            row = await take(session, press, self._desk.people)
            states.move(row, "correct", self._now)
            keep(row, change(draft_of(row), press.which), self._now)
            row.asking = None
            return await self.card(session, row, press.language)

    async def card(self, session: AsyncSession, row: Announcement, language: Language) -> Message:
        """The card; whatever is still missing is asked for on it."""
        draft = draft_of(row)
        if row.state != "draft":
            return await changing.proposal(session, row, language, self._now)
        if _lacks_text(row):
            return cards.linked(row, language) if draft.get("url") else cards.wanted(row, language)
        doubts = await self._doubts(session, row, draft)
        row.asking = row.asking or missing(draft, row.kind) or None
        await session.flush()
        return cards.draft(row, draft, doubts, language, translates=self._desk.translate is not None)

    async def _doubts(self, session: AsyncSession, row: Announcement, draft: Draft) -> list[Doubt]:
        doubts = odd(draft, row.kind, self._now)
        if row.kind == "event" and "duplicate" not in draft.waved:
            doubts += await duplicates.of(session, row, draft)
        return doubts

    async def asked_about(self, session: AsyncSession, staff: int) -> Announcement | None:
        """What the person is being asked about: at most one, the last."""
        rows = await self._asked(session, staff)
        return rows[0] if rows else None

    async def _awaiting_text(self, session: AsyncSession, staff: int) -> Announcement | None:
        row = await self.asked_about(session, staff)
        return row if row is not None and _lacks_text(row) else None

    async def _hush(self, session: AsyncSession, staff: int) -> bool:
        rows = await self._asked(session, staff)
        for row in rows:
            row.asking = None
            if row.state == "draft" and not row.draft["text"] and not row.draft["pieces"]:
                states.move(row, "drop", self._now)  # nothing was ever said in it
        return bool(rows)

    async def _asked(self, session: AsyncSession, staff: int) -> list[Announcement]:
        query = select(Announcement).where(Announcement.asking.is_not(None)).with_for_update()
        rows = await session.scalars(query.order_by(Announcement.changed_at.desc(), Announcement.id.desc()))
        return [row for row in rows if row.draft["asker"] == staff]

    def _new(self, staff: int, kind: Kind, draft: Draft, asking: str | None) -> Announcement:
        return Announcement(
            kind=kind, state=states.FIRST, event_id=None, text={}, draft=draft.kept(), asking=asking,
            audience={"to": "everyone"}, urgent=False, send_at=None, author=staff, approver=None, revision=1,
            created_at=self._now, changed_at=self._now, started_at=None, finished_at=None,
        )  # fmt: skip

    @property
    def _now(self) -> datetime:
        return self._desk.clock.now()


def _lacks_text(row: Announcement) -> bool:
    """Whether its text is waited for: after /annuncia, or after a link alone."""
    return row.asking == TEXT or (row.asking == INTENT and not row.draft["text"])


def _translated(draft: Draft, told: Mapping[str, str]) -> Draft:
    for name, words in told.items():
        draft = draft.translated(name, words)
    return draft


def _settled(draft: Draft, which: str) -> Draft:
    field, _, number = which.partition("-")
    doubt = next((one for one in draft.doubts if one.field == field and one.choices), None)
    if doubt is None or not number.isdecimal() or int(number) >= len(doubt.choices):
        raise ButtonTooOld
    return draft.given(field, doubt.choices[int(number)])
