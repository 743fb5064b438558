"""Whether anything that somebody types may be an answer to what a feature asked them: one look for all features.

Most texts are questions. Seven looks, one after the other and each a transaction, would cost every question a fifth
of its time; this one lets pass what none of them can want. Who wants it then, and whether in time, they say themselves.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import ColumnElement, exists, false, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from bot.db.base import Database
from bot.db.events import Attendance
from bot.db.introductions import Introduction, Party
from bot.db.needs import Addressee, Need
from bot.db.onboarding import Representation


class Listening:
    """Reads; decides nothing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def awaits(self, member_id: int, update_id: int | None) -> bool:
        """Whether some feature asked the member to type something, or has taken this very update before."""
        async with self._database.reading() as session:
            return bool(await session.scalar(select(or_(*_waiting(member_id, update_id)))))


def _waiting(member_id: int, update_id: int | None) -> Iterator[ColumnElement[bool]]:
    def taken(column: InstrumentedAttribute[int | None]) -> ColumnElement[bool]:
        return column == update_id if update_id is not None else false()

    party = or_(Party.member_id == member_id, Party.staff_id == member_id)
    yield exists().where(party, or_(Party.asking.is_not(None), taken(Party.heard)))
    written = or_(Introduction.asking.is_not(None), taken(Introduction.heard))
    yield exists().where(Introduction.starter == member_id, written)
    yield exists().where(Need.asker == member_id, or_(Need.asking.is_not(None), taken(Need.update_id)))
    replying = or_(Addressee.asking_since.is_not(None), taken(Addressee.update_id))
    yield exists().where(Addressee.member_id == member_id, replying)
    coming = or_(Attendance.asking.is_not(None), taken(Attendance.heard))
    yield exists().where(Attendance.member_id == member_id, coming)
    yield exists().where(Representation.member_id == member_id, Representation.asking.is_not(None))
