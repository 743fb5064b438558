"""What came of it: asked of both after 7, 30 and 90 days with one tap, in confidence; thanks to who connected them."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.base import add_if_absent
from bot.db.introductions import Introduction, Outcome, Party
from bot.errors import ButtonTooOld, NotForYou
from bot.services import outbox
from bot.services.introductions.cards import act
from bot.services.introductions.desk import Desk, Person, taken
from bot.services.introductions.scenes import Scene, scene
from bot.services.outbox import Button, Envelope, Message
from bot.services.people import language_of, zone_of
from bot.texts import say
from rag.documents import Language

DAYS = (7, 30, 90)
LATE = timedelta(days=20)  # what could not be asked in time (the bot stood still) is not asked any more
SAID = ("met", "quote", "order", "nothing", "stop")
GOOD = ("met", "quote", "order")
FINAL = ("stop", "order")  # nothing more is asked after these
WORTH = ("small", "middle", "large", "huge", "secret")
PORTION = 50


async def ask_all(session: AsyncSession, desk: Desk, now: datetime) -> int:
    """One portion of what is due; how many were asked."""
    asked = 0
    for day in DAYS:
        for party in await _due(session, day, now):
            asked += await _ask(session, desk, party, day, now)
    return asked


async def may_be_due(session: AsyncSession, now: datetime) -> bool:
    """Whether anybody met in the time about which is asked; looked at once a second, so by one cheap question."""
    first, last = now - timedelta(days=DAYS[0]), now - timedelta(days=DAYS[-1]) - LATE
    met = select(Introduction.id).where(Introduction.state == "introduced")
    met = met.where(Introduction.introduced_at <= first, Introduction.introduced_at > last)
    return await session.scalar(met.limit(1)) is not None


async def _due(session: AsyncSession, day: int, now: datetime) -> list[Party]:
    since = now - timedelta(days=day)
    known = select(Outcome.introduction_id).where(
        Outcome.introduction_id == Party.introduction_id, Outcome.side == Party.side
    )
    query = (
        select(Party)
        .join(Introduction, Introduction.id == Party.introduction_id)
        .where(Introduction.state == "introduced", Party.member_id.is_not(None))
        .where(Introduction.introduced_at <= since, Introduction.introduced_at > since - LATE)
        .where(~known.where(Outcome.day == day).exists(), ~known.where(Outcome.said.in_(FINAL)).exists())
    )
    return list(await session.scalars(query.order_by(Party.introduction_id, Party.side).limit(PORTION)))


async def _ask(session: AsyncSession, desk: Desk, party: Party, day: int, now: datetime) -> bool:
    new = {"introduction_id": party.introduction_id, "side": party.side, "day": day, "asked_at": now}
    if party.member_id is None or not await add_if_absent(session, Outcome, **new):
        return False
    row = await session.get_one(Introduction, party.introduction_id)
    found = await scene(session, desk, row)
    outcome = await session.get_one(Outcome, (row.id, party.side, day))
    card = question(found, party, outcome, await language_of(session, party.member_id))
    due = desk.policy.hours.next_allowed(now, await zone_of(session, party.member_id))
    key = f"introduction {row.id} {party.side} outcome {day}"
    await outbox.post(session, Envelope(key, party.member_id, batch=f"introduction {row.id} o", due=due), card, now=now)
    return True


class Afterwards:
    """All verbs raise NotForYou, and ButtonTooOld for what was never asked."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def judge(self, session: AsyncSession, person: Person, number: int, key: str) -> Message:
        """`7-met`: what came of it; another tap changes it."""
        found, party, outcome, said = await self._asked(session, person, number, key)
        if said not in SAID:
            raise ButtonTooOld
        outcome.said, outcome.said_at = said, self._desk.now
        if said not in ("quote", "order"):
            outcome.worth = None
        if said in GOOD:
            await self._thank(session, found, person)
        return question(found, party, outcome, person.language)

    async def value(self, session: AsyncSession, person: Person, number: int, key: str) -> Message:
        """`7-small`: a band of value, where they like to tell it."""
        found, party, outcome, worth = await self._asked(session, person, number, key)
        if worth not in WORTH or outcome.said not in ("quote", "order"):
            raise ButtonTooOld
        outcome.worth = worth
        return question(found, party, outcome, person.language)

    async def _asked(
        self, session: AsyncSession, person: Person, number: int, key: str
    ) -> tuple[Scene, Party, Outcome, str]:
        found = await scene(session, self._desk, await taken(session, number))
        party = next((one for one in (found.a, found.b) if one.member_id == person.id), None)
        if party is None:
            raise NotForYou
        day, _, what = key.partition("-")
        outcome = await session.get(Outcome, (number, party.side, int(day) if day.isdecimal() else 0))
        if outcome is None:
            raise ButtonTooOld
        return found, party, outcome, what

    async def _thank(self, session: AsyncSession, found: Scene, person: Person) -> None:
        """Whoever connected the two hears once that it was worth it; what exactly came of it stays with them."""
        starter = found.row.starter if found.row.two_sided else None
        connectors = {one for one in (starter, found.a.staff_id, found.b.staff_id) if one is not None}
        for one in sorted(connectors - {person.id}):
            html = say("introductions.it_was_worth_it", await language_of(session, one), scene=found)
            key = f"introduction {found.row.id} worth {one}"
            await outbox.post(session, Envelope(key, one), Message(html), now=self._desk.now)


def question(found: Scene, party: Party, outcome: Outcome, language: Language) -> Message:
    """Met, quote, order, nothing or stop asking; the chosen one is marked; a band of value where there is one."""
    number, day = found.row.id, outcome.day
    them = found.firm("b" if party.side == "a" else "a").name

    def one(said: str) -> Button:
        return act("outcome", language, "outcome", number, f"{day}-{said}", said=said, chosen=outcome.said == said)

    rows = [tuple(one(said) for said in SAID[:3]), tuple(one(said) for said in SAID[3:])]
    if outcome.said in ("quote", "order"):
        bands = [act("worth", language, "worth", number, f"{day}-{band}", band=band, chosen=outcome.worth == band)
                 for band in WORTH]  # fmt: skip
        rows += [tuple(bands[:2]), tuple(bands[2:4]), tuple(bands[4:])]
    html = say("introductions.outcome", language, company=them, said=outcome.said, worth=outcome.worth, day=day)
    return Message(html, tuple(rows))
