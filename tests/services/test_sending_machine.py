"""Fault 20: whatever order posts, kills, floods and cuts come in, the rows agree with what Telegram did."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import select

from bot.clock import Clock
from bot.db.base import Base, Database
from bot.db.outbox import Outgoing
from bot.services import outbox
from bot.services.claiming import Room
from bot.services.outbox import Envelope, Message
from bot.services.parcels import Flood, NotSent, Outcome, Parcel, PerhapsSent, Sent
from bot.services.sending import Sending

CHATS, KINDS = st.integers(1, 4), st.sampled_from(["answer", "notice", "announcement"])
FATES = st.sampled_from(["sent", "sent", "sent", "429", "drop_before", "drop_after", "refused connection"])
# `make faults` asks for more.
EXAMPLES, STEPS = (int(part) for part in os.environ.get("MACHINE", "15x20").split("x"))


class Moved(Clock):
    """A clock that goes on when it is told to."""

    moment = datetime(2026, 11, 22, 12, tzinfo=UTC)

    def now(self) -> datetime:
        return self.moment


class Machine(RuleBasedStateMachine):
    """A Telegram that is a counter, and a sender that may die between any two transactions."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.folder = tempfile.TemporaryDirectory()
        Moved.moment = self.latest = datetime(2026, 11, 22, 12, tzinfo=UTC)
        self.clock = Moved()
        self.journal: Counter[str] = Counter()  # what Telegram took, told or not
        self.uncertain: Counter[str] = Counter()  # what it may have taken, as far as the sender knows
        self.under_way: list[tuple[Parcel, Outcome | None]] = []
        self.number = 0

    @initialize()
    def begin(self) -> None:
        self.database = Database(f"sqlite+aiosqlite:///{Path(self.folder.name) / 'outbox.sqlite'}")
        self.run(self._make_tables())
        self.sending = Sending(self.database, self.clock)

    def run(self, work: Any) -> Any:
        return self.loop.run_until_complete(work)

    @rule(chat=CHATS, kind=KINDS, once=st.booleans())
    def post(self, chat: int, kind: Any, once: bool) -> None:
        self.number += 1
        self.run(self._post(Envelope(f"m{self.number}", chat, kind, once=once)))

    @rule()
    def claim(self) -> None:
        room = Room().less([parcel for parcel, _ in self.under_way])
        self.under_way += [(parcel, None) for parcel in self.run(self.sending.exchange([], room))]

    @rule(fate=FATES)
    def telegram_answers(self, fate: str) -> None:
        """One of those under way; what its sender hears is not yet written down."""
        waiting = [index for index, (_, outcome) in enumerate(self.under_way) if outcome is None]
        if waiting:
            parcel = self.under_way[waiting[0]][0]
            self.under_way[waiting[0]] = (parcel, self._answer(parcel, fate))

    def _answer(self, parcel: Parcel, fate: str) -> Outcome:
        key = parcel.content["html"]
        self.journal[key] += fate in ("sent", "drop_after")
        self.uncertain[key] += fate.startswith("drop")
        outcomes = {"sent": Sent(1), "429": Flood(3), "refused connection": NotSent("no connection")}
        return outcomes.get(fate, PerhapsSent("cut"))

    @rule()
    def settle(self) -> None:
        done = [(parcel, outcome) for parcel, outcome in self.under_way if outcome is not None]
        self.under_way = [(parcel, outcome) for parcel, outcome in self.under_way if outcome is None]
        self.run(self.sending.exchange(done, Room(all=0)))

    @rule()
    def kill_and_restart(self) -> None:
        for parcel, _ in self.under_way:
            self.uncertain[parcel.content["html"]] += 1
        self.under_way = []
        self.sending = Sending(self.database, self.clock)
        self.run(self.sending.recover())

    @rule(seconds=st.sampled_from([-3600.0, 0.5, 1.0, 5.0, 60.0, 3600.0]))
    def time_passes(self, seconds: float) -> None:
        Moved.moment += timedelta(seconds=seconds)
        self.latest = max(self.latest, Moved.moment)

    @invariant()
    def rows_agree_with_the_journal(self) -> None:
        for row in self.run(self._rows()) if hasattr(self, "sending") else ():
            took, uncertain = self.journal[row.key], self.uncertain[row.key]
            assert took <= 1 + uncertain, f"{row.key} doubled without a reason"
            if row.state == "sent":
                assert took >= 1, f"{row.key} never arrived"
            if row.once:
                assert took <= 1, f"{row.key} was to be sent once"
            if row.state == "unknown":
                assert uncertain, f"{row.key} is no mystery"

    def teardown(self) -> None:
        """However it went, in the end everything has a final state, and all but the unknown arrived."""
        try:
            if hasattr(self, "sending"):
                self._end()
        finally:  # also where a promise is broken: what stays open trips other tests
            self.run(self.database.close())
            self.loop.close()
            self.folder.cleanup()

    def _end(self) -> None:
        self.kill_and_restart()
        Moved.moment = self.latest + timedelta(hours=3)  # a clock that was put back has caught up
        for _ in range(4 * self.number):
            self.claim()
            for _ in self.under_way:
                self.telegram_answers("sent")
            self.settle()
            Moved.moment += timedelta(seconds=2)
        for row in self.run(self._rows()):
            assert row.state in ("sent", "unknown"), f"{row.key} is {row.state}"
        self.rows_agree_with_the_journal()

    async def _make_tables(self) -> None:
        async with self.database.engine.begin() as connection:
            await connection.run_sync(Base.metadata.create_all)

    async def _post(self, envelope: Envelope) -> None:
        async with self.database.writing() as session:
            await outbox.post(session, envelope, Message(envelope.key), now=self.clock.now())

    async def _rows(self) -> list[Outgoing]:
        async with self.database.reading() as session:
            return list(await session.scalars(select(Outgoing)))


TestMachine = Machine.TestCase
TestMachine.settings = settings(
    max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None, suppress_health_check=list(HealthCheck)
)
