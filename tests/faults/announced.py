"""Fault 16: while staff's announcement goes to a thousand members, questions are answered as fast as ever."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from bot.db import schema
from bot.db.announcements import Announcement, Preference
from bot.db.onboarding import Member
from bot.services import outbox
from bot.services.announcements.sending import batch
from bot.simulator.client import Person
from tests.faults.bots import Bench, bench, until
from tests.faults.killing import seen
from tests.faults.outbound import kept_pace, recipients
from tests.faults.registry import Outcome, Scale, fault

QUESTIONS = ("chi fa stampaggio?", "who does welding?", "aziende di Torino", "quando è il prossimo evento?")
ASKERS = 4
CARLA, DAVIDE = 1003, 1004
TUESDAY = "2026-11-24"  # on Sundays nothing is announced
AT_MOST = 0.3  # seconds, 95 of 100 questions
TEXT = """/annuncia Serata sullo stampaggio a caldo
Giovedì 3 dicembre 2026, ore 18:00 - 20:00
Luogo: Museo dell'Automobile, Torino
Racconti di chi lo fa ogni giorno."""


@fault(16, "staff announce to 1,000, and a question a second meanwhile")
async def questions_meanwhile(scale: Scale) -> Outcome:
    staff = frozenset({CARLA, DAVIDE})
    async with bench(library=True, staff_ids=staff, quiet_hours="none", undo_seconds=0, today=TUESDAY) as one:
        await one.simulator.settings(strict_limits=True)
        chats = await _members(one, recipients(scale))
        await one.start()
        await one.ready()
        carla, davide = one.simulator.carla, one.simulator.person("Davide")
        askers = await _askers(one)
        await asyncio.gather(*(_begins(person) for person in (carla, davide)))
        alone = [await _ask(askers[number % ASKERS], QUESTIONS[number % ASKERS]) for number in range(4 * ASKERS)]
        async with _asking(askers) as waits:
            await _announces(carla, davide)
            await until(lambda: _is_over(one), within=600)
        found = await kept_pace(one, chats)
        note = f"{found.note}; p95 {p95(waits):.0f} ms of {len(waits)} questions (alone {p95(alone):.0f} ms)"
        return Outcome(found.tries, found.losses, found.doubles, found.ok and p95(waits) <= AT_MOST * 1000, note)


async def _members(one: Bench, count: int) -> list[int]:
    """People who wrote once, long ago."""
    chats = [person.id for person in await one.simulator.add_people(count)]
    now = datetime.now(UTC)
    async with one.database() as database:
        await schema.upgrade(database.engine)
        async with database.writing() as session:
            session.add_all(
                Member(telegram_id=chat, language="it", chosen=False, first_seen=now, last_seen=now) for chat in chats
            )
    return chats


async def _askers(one: Bench) -> list[Person]:
    """They want no announcement, which would be taken for an answer."""
    askers = [await one.simulator.add_person(f"Chiede {number}") for number in range(ASKERS)]
    await asyncio.gather(*(_begins(asker) for asker in askers))
    async with one.database() as database, database.writing() as session:
        session.add_all(
            Preference(member_id=asker.id, kind="event", cadence="never", changed_at=datetime.now(UTC))
            for asker in askers
        )
    return askers


async def _begins(person: Person) -> None:
    await person.starts()
    await person.sees()


async def _announces(carla: Person, davide: Person) -> None:
    await carla.says(TEXT)
    await seen(carla, "Bozza")
    await carla.presses("👁 Anteprima")
    await seen(carla, "Anteprima")
    await carla.presses("✅ Chiedi l'accordo")
    review = await seen(davide, "aspetta il tuo accordo")
    await davide.presses("✅ Approva", review)


async def _is_over(one: Bench) -> bool:
    await asyncio.sleep(0.5)
    async with one.database() as database, database.reading() as session:
        row = await session.get(Announcement, 1)
        assert row is not None
        return row.state == "sent" and not (await outbox.tally(session, batch(row.id))).pending


@asynccontextmanager
async def _asking(askers: Sequence[Person]) -> AsyncIterator[list[float]]:
    """One question after the other meanwhile; how long each took."""
    waits: list[float] = []

    async def go_on() -> None:
        number = 0
        while True:
            waits.append(await _ask(askers[number % ASKERS], QUESTIONS[number % ASKERS]))
            number += 1

    asking = asyncio.create_task(go_on())
    try:
        yield waits
    finally:
        asking.cancel()


async def _ask(asker: Person, question: str, pause: float = 1.0) -> float:
    """Seconds."""
    await asyncio.sleep(pause)
    await asker.looks_away()
    started = time.perf_counter()
    await asker.says(question)
    await asker.sees(within=30)
    return time.perf_counter() - started


def p95(waits: Sequence[float]) -> float:
    """Milliseconds."""
    return statistics.quantiles(waits, n=20)[-1] * 1000 if len(waits) > 1 else 0.0
