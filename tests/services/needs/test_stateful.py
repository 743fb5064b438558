"""Random people put needs to the network, decide, help, leave, at random times and cut off: every promise holds."""

from __future__ import annotations

import atexit
import os
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import select

from bot.config import ROOT
from bot.db.base import Database
from bot.db.needs import Addressee, Need
from bot.db.outbox import Outgoing
from bot.errors import Refusal
from bot.services.directory import Directory
from bot.services.needs import Desk, Needs
from bot.services.needs.hearing import MOST_A_WEEK
from bot.services.outbox import Message
from bot.services.people import People, Staffing
from tests import factories
from tests.sequences import Slate
from tests.services.introductions.stage import Hands
from tests.services.needs.conftest import GUEST, NOW, OTHER_STAFF, QUESTION, STAFF, Shelf, member, put, said, stands

SEQUENCES = int(os.environ.get("SEQUENCES", "25"))
STEPS = int(os.environ.get("STEPS", "25"))
# Two who ask (colleagues), and four of the one company that is near.
ASKERS, NEAR = (1, 2), (11, 12, 13, 14)
FIRMS = {**dict.fromkeys(ASKERS, "mole-urbana"), **dict.fromkeys(NEAR, "sparco")}
SHOWN = {one: f"Persona Mostrata{one}" for one in FIRMS}
ANYBODY = st.sampled_from([*FIRMS, GUEST, STAFF, OTHER_STAFF])
NUMBERS = st.integers(1, 6)
THEIRS = st.sampled_from(["help", "help", "know", "send", "refuse", "leave", "stop"])


class Crash(Exception):
    """The machine dies before the commit."""


class Machine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.seen = -1
        self.updates = 1000

    @initialize()
    def begin(self) -> None:
        self.slate = prepared()
        self.slate.wipe()
        self.clock = Hands(NOW)
        people = People(self.slate.database, self.clock, Staffing(frozenset({STAFF}), frozenset({OTHER_STAFF})))
        self.needs = Needs(Desk(self.slate.database, self.clock, people, Shelf(), ROOT / "data"))

    def tries(self, work: Any) -> Any:
        """A refusal is an answer like any other; anything else is a fault."""
        try:
            return self.slate.run(work)
        except Refusal as refusal:
            return refusal

    def one(self, number: int) -> Need | None:
        return self.slate.run(self._one(number))  # type: ignore[no-any-return]

    async def _one(self, number: int) -> Need | None:
        async with self.slate.database.reading() as session:
            return await session.get(Need, number)

    # ------------------------------------------------------------------ what people do

    @rule(who=ANYBODY, named=st.booleans())
    def asks(self, who: int, named: bool) -> None:
        self.updates += 1
        self.tries(self._ask(who, named))

    async def _ask(self, who: int, named: bool) -> None:
        await self.needs.drafting.begin_typed(who, "it", f"{QUESTION} Lotto {self.updates}", self.updates)
        async with self.slate.database.reading() as session:
            number = (await session.scalars(select(Need.id).order_by(Need.id.desc()).limit(1))).one()
        await self.needs.drafting.name(who, "it", number, "yes" if named else "no")
        await self.needs.drafting.submit(who, "it", number)

    @rule(who=ANYBODY, number=NUMBERS, yes=st.sampled_from([True, True, False]), twice=st.booleans())
    def decides(self, who: int, number: int, yes: bool, twice: bool) -> None:
        deciding = self.needs.deciding
        for _ in range(1 + twice):
            done = deciding.approve(who, "it", number) if yes else deciding.decline(who, "it", number, "vague")
            assert isinstance(self.tries(done), Refusal) or who in (STAFF, OTHER_STAFF)

    @rule(who=ANYBODY, number=NUMBERS, verb=THEIRS, twice=st.booleans())
    def replies(self, who: int, number: int, verb: str, twice: bool) -> None:
        for _ in range(1 + twice):
            found = self.tries(getattr(self.needs.replying, verb)(who, "it", number))
            if isinstance(found, Message):
                assert who in NEAR, f"{who} answered {number}, which was sent to others"

    @rule(who=ANYBODY, number=NUMBERS, words=st.sampled_from(["Conosco chi la fa da Blue", "Scrivi a x@y.example"]))
    def types(self, who: int, number: int, words: str) -> None:
        self.updates += 1
        self.tries(self.needs.replying.typed(who, "it", number, words, self.updates))

    @rule(who=ANYBODY, number=NUMBERS, verb=st.sampled_from(["settle", "withdraw"]))
    def ends(self, who: int, number: int, verb: str) -> None:
        before = self.one(number)
        if isinstance(self.tries(getattr(self.needs.ending, verb)(who, "it", number)), Message):
            assert before is not None and before.asker == who

    @rule(who=st.sampled_from([*FIRMS]))
    def wants_to_be_forgotten(self, who: int) -> None:
        self.slate.run(self._forget(who))

    async def _forget(self, who: int) -> None:
        keeper = self.needs.keeper
        async with self.slate.database.writing() as session:
            await keeper.withdraw(session, who, self.clock.now())
            await keeper.erase(session, who)
        async with self.slate.database.reading() as session:
            assert not list(await session.scalars(select(Need.id).where(Need.asker == who)))
            assert not list(await session.scalars(select(Addressee.need_id).where(Addressee.member_id == who)))

    # ------------------------------------------------------------------ time and machines

    @rule(hours=st.sampled_from([0, 0, 1, 14, 24, 24 * 3, 24 * 8]))
    def time_passes(self, hours: int) -> None:
        self.clock.put(self.clock.now() + timedelta(hours=hours))
        self.slate.run(self.needs.sweep())
        self.slate.run(self.needs.sweep())

    @rule(number=NUMBERS)
    def dies_while_handing_over(self, number: int) -> None:
        """What was told and the row that tells it are one: cut off, neither is there."""
        before = self.slate.rows("needs", "need_addressees", "outbox")
        self.slate.run(self._cut_off(number))
        assert self.slate.rows("needs", "need_addressees", "outbox") == before

    async def _cut_off(self, number: int) -> None:
        try:
            async with self.slate.database.writing() as session:
                for who in NEAR:
                    await self.needs.ending._tell(session, number, who, self.clock.now())
                await session.flush()
                raise Crash
        except Crash:
            return

    # ------------------------------------------------------------------ what always holds

    @invariant()
    def promises_hold(self) -> None:
        if hasattr(self, "slate") and self.seen != (seen := self.slate.version()):
            self.seen = seen
            self.slate.run(self._check())

    async def _check(self) -> None:
        async with self.slate.database.reading() as session:
            needs = {one.id: one for one in await session.scalars(select(Need))}
            people = list(await session.scalars(select(Addressee)))
            sent = list(await session.scalars(select(Outgoing)))
        self._each_is_said_once(needs, people, sent)
        self._nobody_is_asked_too_often(people)
        for one in people:
            assert one.member_id in NEAR, "neither the asker nor colleagues nor staff"
        for message in sent:
            self._no_name_leaves(message, needs)

    def _each_is_said_once(self, needs: dict[int, Need], people: list[Addressee], sent: list[Outgoing]) -> None:
        keys = Counter(message.key for message in sent)
        assert max(keys.values(), default=1) == 1
        for one in people:
            assert (keys[f"need {one.need_id} to {one.number}"] == 1) is (one.told_at is not None)
            if one.reply in ("helps", "knows"):
                assert keys[f"need {one.need_id} reply {one.number}"] == 1
        for number, need in needs.items():
            assert (keys[f"need {number} approved"] == 1) is (need.opened_at is not None)
            assert (need.state in ("draft", "review", "open")) is (need.ended_at is None)
            if need.state == "closed":
                assert keys[f"need {number} closed"] == 1

    def _nobody_is_asked_too_often(self, people: list[Addressee]) -> None:
        moments: dict[int, list[datetime]] = defaultdict(list)
        for one in people:
            if one.told_at is not None:
                moments[one.member_id].append(one.told_at)
        for told in moments.values():
            told.sort()
            for first, beyond in zip(told, told[MOST_A_WEEK:], strict=False):
                assert beyond - first >= timedelta(days=7)

    def _no_name_leaves(self, message: Outgoing, needs: dict[int, Need]) -> None:
        number, html = int(message.key.split()[1]), message.content["html"]
        need = needs.get(number)
        for one, name in SHOWN.items():
            named = need is not None and need.named and one == need.asker
            assert name not in html or one == message.chat_id or named, message.key

    def teardown(self) -> None:
        """In the end nothing is open, and nobody waits."""
        if hasattr(self, "slate"):
            self.time_passes(24 * 30)
            self.promises_hold()
            for number in range(1, 7):
                found = self.one(number)
                assert found is None or found.state != "open", "it would stay open for ever"


@cache
def prepared() -> Slate:
    slate = Slate(_people)
    atexit.register(slate.close)
    return slate


async def _people(database: Database) -> None:
    clock = Hands(NOW)
    await Directory(database, clock).fill([factories.company(one) for one in sorted({*FIRMS.values(), "blue"})])
    for one, company in FIRMS.items():
        await put(database, member(one), stands(one, company, shown_as=SHOWN[one]), said(one, "introductions"))
    await put(database, *(member(one) for one in (GUEST, STAFF, OTHER_STAFF)))


TestNeeds = Machine.TestCase
TestNeeds.settings = settings(
    max_examples=SEQUENCES, stateful_step_count=STEPS, deadline=None, derandomize="SEQUENCES" not in os.environ,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
