"""What is held on a person: every feature has a keeper, who shows it, withdraws the person, and erases it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession


@dataclass(frozen=True, slots=True)
class Keeper:
    """What one feature holds on somebody. All work in the session that they are given.

    `export`: all of it, as JSON can say it. `withdraw`: what others must hear of or wait for, told neutrally through
    the outbox. `erase`: the rows; every keeper has withdrawn before the first erases.
    """

    name: str
    export: Callable[[AsyncSession, int], Awaitable[Any]]
    withdraw: Callable[[AsyncSession, int, datetime], Awaitable[None]]
    erase: Callable[[AsyncSession, int], Awaitable[None]]


async def nothing_to_withdraw(session: AsyncSession, member_id: int, now: datetime) -> None:
    """For features of which nobody else hears."""
