"""The starter's answer to a question that came back. Where it came to nothing meanwhile, it is taken all the same:
whether the other still reads it would give the answer away."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.introductions import Introduction
from bot.errors import ButtonTooOld, IntroductionSettled
from bot.services.introductions import cards, telling
from bot.services.introductions.desk import SIDES, Desk, Person, heard, started, wait_for
from bot.services.introductions.scenes import Scene, scene
from bot.services.introductions.words import fitted
from bot.services.outbox import Message

TALKED = ("asked", "quiet")


class Replying:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def reply(self, session: AsyncSession, person: Person, number: int, side: str) -> Message:
        """The starter's next text goes to whoever asked. Raises NotForYou, IntroductionSettled."""
        row = await started(session, number, person)
        if side not in SIDES:
            raise ButtonTooOld
        self._talked(row)
        await wait_for(session, row, person.id, f"reply-{side}", self._desk.now)
        return cards.reply(await scene(session, self._desk, row), person.language)

    async def typed(self, session: AsyncSession, person: Person, row: Introduction, text: str) -> Message:
        """The answer, relayed without names where they are masked. Raises what `words` raises."""
        found = await scene(session, self._desk, row)
        if not heard(row, person):
            self._talked(row)
            said = fitted("reply", text, _hidden(found))
            party = found.side((row.asking or "reply-b")[-1])
            row.asking = row.asking_at = None
            reader = party.member_id or party.staff_id
            if row.state == "asked" and party.answer in ("asked", "later") and reader is not None:
                await telling.reply(session, self._desk, found, party, said, person)
        return cards.passed_on(found, person.language, reply=True)

    def _talked(self, row: Introduction) -> None:
        if row.state not in TALKED:
            raise IntroductionSettled(row.state)


def _hidden(found: Scene) -> list[str]:
    """The requester's own name is told at a yes; the company's too, where it is masked."""
    own = [found.a.shown_as] if found.a.shown_as else []
    return [*own, *(found.first.names if found.row.masked else ())]
