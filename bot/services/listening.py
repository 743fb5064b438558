"""Whether anything that somebody types may be an answer to what a feature asked them: one look for all features.

Most texts are questions. Seven looks, one after the other and each a transaction, would cost every question a fifth
of its time; this one lets pass what none of them can want. Who wants it then, and whether in time, they say themselves.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from sqlalchemy import BigInteger, ColumnElement, Select, bindparam, exists, or_, select

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
            return bool(await session.scalar(_awaits(), {"who": member_id, "update": update_id}))


@cache
def _awaits() -> Select[tuple[bool]]:
    """Made once: SQLAlchemy needs longer to put it together than the database to answer it."""
    return select(or_(*_waiting()))


def _waiting() -> Iterator[ColumnElement[bool]]:
    who = bindparam("who", type_=BigInteger)
    update = bindparam("update", type_=BigInteger)  # None equals nothing
    party = or_(Party.member_id == who, Party.staff_id == who)
    yield exists().where(party, or_(Party.asking.is_not(None), Party.heard == update))
    written = or_(Introduction.asking.is_not(None), Introduction.heard == update)
    yield exists().where(Introduction.starter == who, written)
    yield exists().where(Need.asker == who, or_(Need.asking.is_not(None), Need.update_id == update))
    replying = or_(Addressee.asking_since.is_not(None), Addressee.update_id == update)
    yield exists().where(Addressee.member_id == who, replying)
    coming = or_(Attendance.asking.is_not(None), Attendance.heard == update)
    yield exists().where(Attendance.member_id == who, coming)
    yield exists().where(Representation.member_id == who, Representation.asking.is_not(None))
