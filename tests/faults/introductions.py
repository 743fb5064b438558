"""Fault 21: twenty introductions in flight while the bot is killed again and again."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select

from bot.clock import Clock
from bot.db import schema
from bot.db.introductions import Introduction
from bot.db.onboarding import Member, Representation
from bot.db.outbox import Outgoing
from bot.db.privacy import Consent
from bot.services import mirror
from bot.services.claiming import ANNOUNCEMENTS_AT_ONCE
from bot.services.events.offers import OfferBook
from bot.services.introductions import Desk, Introductions
from bot.services.introductions import Person as Writer
from bot.services.people import People
from bot.simulator.client import Person
from tests import factories
from tests.faults.bots import Bench, bench
from tests.faults.killing import Kills, seen
from tests.faults.registry import Outcome, Scale, fault

IN_FLIGHT, FEWER = 20, 5
WEEKDAY = "2026-11-24"  # on Sundays nobody is asked anything
CHANCE = random.Random(2026)


@dataclass
class Pair:
    """A request that only has to be sent, and whoever will be asked."""

    number: int
    asker: Person
    asked: Person


@fault(21, "kill -9 at random points of 20 introductions in flight")
async def killed_meanwhile(scale: Scale) -> Outcome:
    kills = Kills(scale.kills, CHANCE)
    async with bench(quiet_hours="none", today=WEEKDAY) as one:
        pairs = await _drafts(one, IN_FLIGHT if scale.full else FEWER)
        await asyncio.gather(kills.go_on(one), *(_plays(pair, kills) for pair in pairs))
        return await _counted(one, pairs, kills.done)


async def _plays(pair: Pair, kills: Kills) -> None:
    """Sent by its starter, agreed to by whoever is asked; each step waits for what the bot says."""
    sending, agreeing, confirming = kills.moments(3)
    await kills.reach(sending)
    await pair.asker.says("/presentazioni")
    listed = await seen(pair.asker, "Le tue presentazioni")
    await pair.asker.forges(f"i send {pair.number}", listed)
    card = await seen(pair.asked, "vorrebbe conoscervi")
    await kills.reach(agreeing)
    await pair.asked.forges(f"i yes {pair.number}", card)
    await seen(pair.asked, "Se confermi")
    await kills.reach(confirming)
    await pair.asked.forges(f"i confirm {pair.number}", card)
    await asyncio.gather(*(seen(person, ", ecco ") for person in (pair.asker, pair.asked)))


async def _drafts(one: Bench, count: int) -> list[Pair]:
    """Companies, people who stand for them, and a finished draft for each pair."""
    people = await one.simulator.add_people(2 * count)
    now, pairs = datetime.now(UTC), []
    async with one.database() as database:
        await schema.upgrade(database.engine)
        async with database.writing() as session:
            firms = [factories.company(f"firma-{number}", name=f"Firma {number}") for number in range(2 * count)]
            await mirror.fill(session, firms, now, keep=frozenset())
            for number, person in enumerate(people):
                session.add(Member(telegram_id=person.id, language="it", chosen=True, first_seen=now, last_seen=now))
                await session.flush()
                session.add(
                    Representation(
                        member_id=person.id, company_id=f"firma-{number}", topics=[],
                        shown_as=f"Socio{number} Prova",
                        contact=f"p{number}@firma.example", state="approved", asked_at=now, decided_at=now,
                    )
                )  # fmt: skip
                session.add(Consent(member_id=person.id, purpose="introductions", given=True, at=now, wording="1"))
        clock = Clock(one.settings.today)
        desk = Desk(database, clock, People(database, clock), OfferBook(one.settings.data_dir))
        service = Introductions(desk)
        for number in range(count):
            asker, asked = people[number], people[count + number]
            pairs.append(await _draft(service, Writer(asker.id), f"firma-{count + number}", number + 1, asker, asked))
    return pairs


async def _draft(
    service: Introductions, writer: Writer, company: str, number: int, asker: Person, asked: Person
) -> Pair:
    await service.begin(None, writer, company, why="Vorremmo conoscervi di persona")
    for verb, key in (("offer", ""), ("minutes", "30"), ("masked", "no")):
        await service.press(writer, verb, number, key)
    return Pair(number, asker, asked)


async def _counted(one: Bench, pairs: Sequence[Pair], killed: int) -> Outcome:
    """Everybody got the one message that says who the other is; states and messages agree."""
    wanted = {person.id for pair in pairs for person in (pair.asker, pair.asked)}
    got: Counter[tuple[int, str]] = Counter()
    for call in await one.simulator.journal("sendMessage"):
        text = str(call.parameters.get("text", ""))
        for sign in (", ecco ", "vorrebbe conoscervi"):
            if call.applied and call.chat_id in wanted and sign in text and not call.parameters.get("edit"):
                got[call.chat_id or 0, sign] += 1
    losses = sum(not got[person, ", ecco "] for person in wanted)
    doubles = sum(times - 1 for times in got.values())
    async with one.database() as database, database.reading() as session:
        states = Counter(await session.scalars(select(Introduction.state)))
        met = [key for key in await session.scalars(select(Outgoing.key)) if key.endswith(" met")]
    agree = states == Counter({"introduced": len(pairs)}) and len(met) == len(set(met)) == 2 * len(pairs)
    fine = not losses and agree and doubles <= ANNOUNCEMENTS_AT_ONCE * killed
    return Outcome(len(pairs), losses, doubles, fine, f"{killed} kills; states {dict(states)}")
