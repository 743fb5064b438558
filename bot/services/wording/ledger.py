"""The ledger of tokens: nobody takes more than their share of a day, and all together no more than the day's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.db.base import Database, add_if_absent
from bot.db.wording import ModelSpending
from bot.services import privacy

KEPT = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Charge:
    """Tokens set aside for one call, until it is known what it took."""

    day: date
    asker: int
    tokens: int


class Ledger:
    """`a_member`, `a_day`: tokens; 0 is no limit."""

    def __init__(self, database: Database, clock: Clock, a_member: int, a_day: int) -> None:
        self._database = database
        self._clock = clock
        self._limits = a_member, a_day

    async def charge(self, asker: int | None, tokens: int) -> Charge | None:
        """Sets tokens aside before a call; None where a budget has no room for them.

        A call that a crash cuts off stays charged with what was expected of it.
        """
        charge = Charge(self._clock.today(), asker or 0, tokens)
        a_member, a_day = self._limits
        async with self._database.writing() as session:
            if await add_if_absent(session, ModelSpending, day=charge.day, asker=0, calls=0, tokens=0):
                await session.execute(delete(ModelSpending).where(ModelSpending.day < charge.day - KEPT))
            # Whoever charges on the same day waits here, so that two calls can't both take what is left.
            await session.get_one(ModelSpending, (charge.day, 0), with_for_update=True)
            await add_if_absent(session, ModelSpending, day=charge.day, asker=charge.asker, calls=0, tokens=0)
            held = list(await session.scalars(select(ModelSpending).where(ModelSpending.day == charge.day)))
            own = next(row for row in held if row.asker == charge.asker)
            if a_day and sum(row.tokens for row in held) + tokens > a_day:
                return None
            if a_member and charge.asker and own.tokens + tokens > a_member:
                return None
            own.calls, own.tokens = own.calls + 1, own.tokens + tokens
        return charge

    async def settle(self, charge: Charge, tokens: int) -> None:
        """Puts what the call took in the place of what was set aside."""
        async with self._database.writing() as session:
            row = await session.get(ModelSpending, (charge.day, charge.asker), with_for_update=True)
            if row is not None:
                row.tokens = max(0, row.tokens + tokens - charge.tokens)

    async def today(self) -> tuple[int, int]:
        """Calls and tokens of the day, of all together."""
        query = select(func.sum(ModelSpending.calls), func.sum(ModelSpending.tokens))
        async with self._database.reading() as session:
            calls, tokens = (await session.execute(query.where(ModelSpending.day == self._clock.today()))).one()
        return int(calls or 0), int(tokens or 0)


async def _export(session: AsyncSession, member_id: int) -> list[dict[str, Any]]:
    mine = select(ModelSpending).where(ModelSpending.asker == member_id).order_by(ModelSpending.day)
    return [privacy.row(one) for one in await session.scalars(mine)]


async def _erase(session: AsyncSession, member_id: int) -> None:
    """The day's total stays as it is, as nobody's, so that its budget holds."""
    mine = list(await session.scalars(select(ModelSpending).where(ModelSpending.asker == member_id)))
    for one in mine:
        nobody = (ModelSpending.day == one.day) & (ModelSpending.asker == 0)
        more = {"calls": ModelSpending.calls + one.calls, "tokens": ModelSpending.tokens + one.tokens}
        await session.execute(update(ModelSpending).where(nobody).values(more))
        await session.delete(one)


KEEPER = privacy.Keeper("wording", _export, privacy.nothing_to_withdraw, _erase)
