"""What becomes of introductions when a member wants to be forgotten, and what of them is handed out on request."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.introductions import Block, Introduction, Outcome, Party, WordFirst
from bot.db.outbox import Outgoing
from bot.services.introductions import routing, telling
from bot.services.introductions.desk import Desk
from bot.services.introductions.requests import Requests
from bot.services.introductions.scenes import Scene, scene
from bot.services.introductions.transitions import UNTOLD, as_told, move, turn
from bot.services.introductions.writing import forget
from bot.services.outbox import NO_SYNC

EMPTY: dict[str, Any] = {"html": "", "buttons": [], "file": None}


async def export(session: AsyncSession, member_id: int) -> dict[str, Any]:
    """Everything kept of the member in introductions; of the others nothing."""
    begun = select(Introduction).where(Introduction.starter == member_id).order_by(Introduction.id)
    taken = select(Party).where(Party.member_id == member_id).order_by(Party.introduction_id)
    own, sides = list(await session.scalars(begun)), list(await session.scalars(taken))
    blocks = list(await session.scalars(select(Block).where(Block.member_id == member_id)))
    return {
        "requests": [_request(row) for row in own],
        "asked": [_side(one) for one in sides],
        "outcomes": [_outcome(one) for one in await _outcomes(session, sides)],
        "blocks": [{"since": one.since.isoformat()} for one in blocks],
    }


def _request(row: Introduction) -> dict[str, Any]:
    kept = {name: getattr(row, name) for name in ("why", "offer", "minutes", "note", "masked", "two_sided", "topic")}
    return {"number": row.id, "state": as_told(row), "created_at": row.created_at.isoformat(), **kept}


def _side(one: Party) -> dict[str, Any]:
    kept = {name: getattr(one, name) for name in ("company_id", "shown_as", "contact", "answer")}
    return {"number": one.introduction_id, "side": one.side, **kept}


def _outcome(one: Outcome) -> dict[str, Any]:
    return {"number": one.introduction_id, "day": one.day, "said": one.said, "worth": one.worth}


async def _outcomes(session: AsyncSession, sides: list[Party]) -> list[Outcome]:
    found = [
        await session.scalars(
            select(Outcome).where(Outcome.introduction_id == one.introduction_id, Outcome.side == one.side)
        )
        for one in sides
    ]
    return [outcome for some in found for outcome in some]


async def withdraw(session: AsyncSession, requests: Requests, desk: Desk, member_id: int, now: datetime) -> None:
    """Effects on others first: own requests are taken back; where they were asked, it comes to nothing in its time."""
    own = select(Introduction).where(Introduction.starter == member_id)
    for row in list(await session.scalars(own.order_by(Introduction.id).with_for_update())):
        if row.state == "draft":
            move(row, "drop")
        elif row.state in UNTOLD:
            await requests.take_back(session, await scene(session, desk, row))
    for row in list(await session.scalars(_concerned(member_id))):
        if row.state in UNTOLD:
            await _part(session, requests, await scene(session, desk, row), member_id, now)


async def pass_on(session: AsyncSession, desk: Desk, member_id: int, now: datetime) -> None:
    """What the member was asked and did not answer is asked of the next of the company."""
    for row in list(await session.scalars(_concerned(member_id))):
        found = await scene(session, desk, row)
        for party in found.asked:
            if row.state == "asked" and party.member_id == member_id and party.answer in ("asked", "later"):
                await telling.call_back(session, desk, found, [party], "lapsed")
                await routing.pass_on(session, desk, found, party, now)


def _concerned(member_id: int) -> Any:
    sides = select(Party.introduction_id).where(or_(Party.member_id == member_id, Party.staff_id == member_id))
    return select(Introduction).where(Introduction.id.in_(sides)).order_by(Introduction.id).with_for_update()


async def _part(session: AsyncSession, requests: Requests, found: Scene, member_id: int, now: datetime) -> None:
    for party in (found.a, found.b):
        if party.staff_id == member_id and party.member_id is None:
            party.staff_id = None  # somebody else of the staff may take the case
        elif party.member_id == member_id and party.answer in ("asked", "later", "yes"):
            turn(party, "part")
            party.remind_at = None
            if found.row.state in ("asked", "checking"):
                move(found.row, "part")
                found.row.ended_at = now
                if not found.row.two_sided:
                    await requests.close(session, found, "lapsed")


async def erase(session: AsyncSession, member_id: int) -> None:
    """The rows stay without the person: the pair that was asked, and the figures."""
    numbers = set(await session.scalars(select(Introduction.id).where(Introduction.starter == member_id)))
    sides = list(await session.scalars(select(Party).where(Party.member_id == member_id)))
    for row in list(await session.scalars(select(Introduction).where(Introduction.starter == member_id))):
        await forget(session, row)
        row.starter = None
    for one in sides:
        numbers.add(one.introduction_id)
        one.member_id = one.shown_as = one.contact = one.asking = one.asking_at = one.heard = None
        same = Outcome.introduction_id == one.introduction_id, Outcome.side == one.side
        await session.execute(delete(Outcome).where(*same))
    await session.execute(update(Party).where(Party.staff_id == member_id).values(staff_id=None, asking=None))
    await session.execute(delete(Block).where(Block.member_id == member_id))
    await session.execute(update(WordFirst).where(WordFirst.marked_by == member_id).values(marked_by=None))
    await _unsay(session, numbers)


async def _unsay(session: AsyncSession, numbers: set[int]) -> None:
    """What was said to others of the person (a name, a contact, their words) is not kept in copies of messages.

    What waits with their words in it is not sent any more; that it is over, is.
    """
    for number in sorted(numbers):
        said = Outgoing.key.startswith(f"introduction {number} ")
        theirs = Outgoing.key.endswith(" met") | Outgoing.key.contains(" said ")
        waiting = update(Outgoing).where(said, theirs, Outgoing.state == "pending")
        await session.execute(waiting.values(state="dead", error="withdrawn", withdrawn=True), NO_SYNC)
        settled = Outgoing.state.in_(("sent", "unknown", "blocked", "dead"))
        await session.execute(update(Outgoing).where(said, settled).values(content=EMPTY), NO_SYNC)
