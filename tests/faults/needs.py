"""Fault 22: needs on their way from asker to staff to helpers and back, while the bot is killed again and again."""

from __future__ import annotations

import asyncio
import random
import shutil
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select

from bot.clock import Clock
from bot.config import ROOT
from bot.db import schema
from bot.db.base import Database
from bot.db.needs import Need
from bot.db.onboarding import Member, Representation
from bot.db.outbox import Outgoing
from bot.db.privacy import Consent
from bot.jobs import ingest
from bot.services import mirror
from bot.services.claiming import ANNOUNCEMENTS_AT_ONCE
from bot.simulator.client import Message, Person
from tests import factories
from tests.faults.bots import Bench, bench
from tests.faults.introductions import FEWER, IN_FLIGHT, WEEKDAY
from tests.faults.killing import Kills, seen
from tests.faults.registry import Outcome, Scale, fault

FIRST = 100_000
CHANCE = random.Random(2027)
SIGNS = ("🙋", "💬", "Lo staff ha detto sì")  # the request, the reply, the staff's yes: each once for each need


@dataclass
class Case:
    """A need that only has to be sent, its asker, and whoever can help."""

    number: int
    asker: Person
    helper: Person


@fault(22, "kill -9 at random points of 20 needs in flight")
async def killed_meanwhile(scale: Scale) -> Outcome:
    kills = Kills(scale.kills, CHANCE)
    count = IN_FLIGHT if scale.full else FEWER
    async with bench(quiet_hours="none", today=WEEKDAY, staff_ids=str(FIRST + 2 * count)) as one:
        cases, staff = await _drafts(one, count)
        await one.start()
        await staff.says("/help")
        shown = await seen(staff)
        await one.kill()
        await asyncio.gather(kills.go_on(one), *(_plays(case, staff, shown, kills) for case in cases))
        return await _counted(one, cases, kills.done)


async def _plays(case: Case, staff: Person, shown: Message, kills: Kills) -> None:
    """Sent by its asker, let through by the staff, answered by a helper; each step waits for what the bot says."""
    sending, deciding, helping = kills.moments(3)
    await kills.reach(sending)
    await case.asker.says("/chiedi_alla_rete")
    listed = await seen(case.asker)
    await case.asker.forges(f"q submit {case.number}", listed)
    await seen(case.asker, "staff")
    await kills.reach(deciding)
    await staff.forges(f"q approve {case.number}", shown)
    card = await seen(case.helper, SIGNS[0])
    await kills.reach(helping)
    await case.helper.forges(f"q help {case.number}", card)
    await seen(case.asker, SIGNS[1])


async def _drafts(one: Bench, count: int) -> tuple[list[Case], Person]:
    """Companies, people who stand for them, and a finished draft that adjoins one company each."""
    shutil.copytree(ROOT / "data" / "capabilities", one.settings.data_dir / "capabilities")
    (one.settings.index_dir / ingest.STAMP).write_text(ingest.fingerprint(one.settings))
    people = await one.simulator.add_people(2 * count + 1, first_id=FIRST)
    async with one.database() as database:
        await schema.upgrade(database.engine)
        await _fill(database, people[: 2 * count], Clock(one.settings.today).now())
        async with database.writing() as session:
            for number in range(count):
                session.add(_draft(number + 1, people[number].id, f"firma-{count + number}"))
    return [Case(number + 1, people[number], people[count + number]) for number in range(count)], people[-1]


async def _fill(database: Database, people: Sequence[Person], now: datetime) -> None:
    async with database.writing() as session:
        firms = [factories.company(f"firma-{number}", name=f"Firma {number}") for number in range(len(people))]
        await mirror.fill(session, firms, now, keep=frozenset())
        for number, person in enumerate(people):
            session.add(Member(telegram_id=person.id, language="it", chosen=True, first_seen=now, last_seen=now))
            await session.flush()
            stands = {"member_id": person.id, "company_id": f"firma-{number}", "topics": [], "state": "approved"}
            session.add(Representation(**stands, shown_as=None, contact=None, asked_at=now, decided_at=now))
            session.add(Consent(member_id=person.id, purpose="introductions", given=True, at=now, wording="1"))


def _draft(number: int, asker: int, near: str) -> Need:
    now = datetime.now(UTC)
    return Need(
        id=number, state="draft", asker=asker, language="it", text=f"Chi fa il lotto di prova {number}?", context="",
        near={"meant": [], "around": {}, "companies": [[near, "resembling", None]]}, named=False, days=7,
        created_at=now, changed_at=now,
    )  # fmt: skip


async def _counted(one: Bench, cases: Sequence[Case], killed: int) -> Outcome:
    """Every need reached its helper and came back, each message once; states and messages agree."""
    wanted = {case.asker.id for case in cases} | {case.helper.id for case in cases}
    got: Counter[tuple[int, str]] = Counter()
    for call in await one.simulator.journal("sendMessage"):
        if call.applied and call.chat_id in wanted:
            got.update((call.chat_id or 0, sign) for sign in SIGNS if sign in str(call.parameters.get("text", "")))
    losses = sum(not got[case.helper.id, SIGNS[0]] for case in cases)
    losses += sum(not got[case.asker.id, sign] for case in cases for sign in SIGNS[1:])
    doubles = sum(times - 1 for times in got.values())
    async with one.database() as database, database.reading() as session:
        states = Counter(await session.scalars(select(Need.state)))
        keys = list(await session.scalars(select(Outgoing.key).where(Outgoing.edits.is_(None))))
    told = [key for key in keys if " to " in key or " reply " in key or key.endswith(" approved")]
    agree = states == Counter({"open": len(cases)}) and len(told) == len(set(told)) == len(SIGNS) * len(cases)
    fine = not losses and agree and doubles <= ANNOUNCEMENTS_AT_ONCE * killed
    return Outcome(len(cases), losses, doubles, fine, f"{killed} kills; states {dict(states)}")
