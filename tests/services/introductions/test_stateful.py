"""Random people press random buttons at random times, some of it twice or cut off: every promise holds at every step.

A few hundred steps in the suite; `make introductions-sequences` for many more, in as many processes as `PARTS` says.
"""

from __future__ import annotations

import atexit
import os
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from functools import cache
from itertools import pairwise
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import select

from bot.db.introductions import Introduction, Party
from bot.db.outbox import Outgoing
from bot.errors import Refusal
from bot.services.introductions.transitions import UNTOLD
from bot.services.outbox import Message
from tests.sequences import Slate
from tests.services.introductions.stage import (
    ANNA,
    BEA,
    BRUNO,
    CONTACTS,
    EMMA,
    GUEST,
    NAMES,
    OTHER_STAFF,
    STAFF,
    Stage,
)  # fmt: skip

SEQUENCES = int(os.environ.get("SEQUENCES", "40"))
PARTS = int(os.environ.get("PARTS", "1"))
STEPS = int(os.environ.get("STEPS", "25"))
WHO = st.sampled_from([ANNA, BRUNO, BEA, EMMA])
ANYBODY = st.sampled_from([ANNA, BRUNO, BEA, EMMA, GUEST, STAFF, OTHER_STAFF])
COMPANIES = st.sampled_from(["pininfarina", "cecomp", "italdesign", "bylogix"])
NUMBERS = st.integers(1, 6)
ANSWERS = st.sampled_from(["yes", "confirm", "yes", "confirm", "later", "no", "question", "block", "show", "unreached"])
SAID = ("Ugo Zeta", "ugo@zeta.example")
OWN = (("offer", ""), ("masked", "no"))  # what is asked of whoever writes for themselves
COOLING = timedelta(days=183)


class Crash(Exception):
    """The machine dies before the commit."""


class Machine(RuleBasedStateMachine):
    """What the requester sees is written down at each step, with how it ended: none may tell a no from silence."""

    def __init__(self) -> None:
        super().__init__()
        self.to_be_told: dict[int, datetime] = {}
        self.seen = -1

    @initialize(seed=st.integers(0, 9), marked=st.booleans())
    def begin(self, seed: int, marked: bool) -> None:
        self.slate = prepared()
        self.slate.wipe()
        self.stage = Stage(self.slate.database, seed=seed)
        if marked:
            self.run(self.stage.press(STAFF, "unmark", 0, "competitors"))

    def run(self, work: Any) -> Any:
        return self.slate.run(work)

    def tries(self, work: Any) -> Any:
        """A refusal is an answer like any other; anything else is a fault."""
        try:
            return self.run(work)
        except Refusal as refusal:
            return refusal

    # ------------------------------------------------------------------ what people do

    @rule(who=WHO, company=COMPANIES, masked=st.booleans())
    def sends(self, who: int, company: str, masked: bool) -> None:
        self.tries(self.stage.sent(who, company, masked=masked, why="Cerchiamo chi lavori l'alluminio per 20 telai"))

    @rule(who=ANYBODY, first=COMPANIES, second=COMPANIES)
    def brings_two_together(self, who: int, first: str, second: str) -> None:
        self.tries(self._for_two(who, first, second))

    async def _for_two(self, who: int, first: str, second: str) -> None:
        await self.stage.service.begin_two(self.stage.person(who), first, second)
        number = await self.stage.newest()
        await self.stage.types(who, "Vi completate")
        for_two = (await self.stage.row(number)).two_sided
        for verb, key in (("minutes", "20"), *(() if for_two else OWN), ("send", "")):
            await self.stage.press(who, verb, number, key)

    @rule(who=ANYBODY, number=NUMBERS, verb=ANSWERS, twice=st.booleans())
    def presses(self, who: int, number: int, verb: str, twice: bool) -> None:
        party = self.run(self._for_whom(number, who))
        found = self.tries(self.stage.press(who, verb, number))
        if isinstance(found, Message):
            assert party, f"{who} pressed {verb} of {number}, which was sent to others"
        if twice and isinstance(found, Message):
            self.tries(self.stage.press(who, verb, number))

    @rule(who=ANYBODY, number=NUMBERS, verb=st.sampled_from(["approve", "refuse", "take", "case", "withdraw", "reply"]))
    def presses_other_buttons(self, who: int, number: int, verb: str) -> None:
        found = self.tries(self.stage.press(who, verb, number, "b"))
        if verb in ("approve", "refuse", "take", "case"):
            assert isinstance(found, Refusal) or who in (STAFF, OTHER_STAFF)
        elif isinstance(found, Message):
            row = self.run(self.stage.row(number))
            assert row.starter == who

    @rule(
        who=ANYBODY, text=st.sampled_from([*SAID, "Quanti pezzi?", "Anna Alfa", "+39 011 5550101"]), twice=st.booleans()
    )
    def types(self, who: int, text: str, twice: bool) -> None:
        person = self.stage.person(who)
        for _ in range(1 + twice):
            self.tries(self.stage.service.typed(person, text))

    @rule(who=WHO, number=NUMBERS, said=st.sampled_from(["7-met", "7-order", "30-nothing", "90-stop"]))
    def tells_what_came_of_it(self, who: int, number: int, said: str) -> None:
        self.tries(self.stage.press(who, "outcome", number, said))

    @rule(who=WHO)
    def wants_to_be_forgotten(self, who: int) -> None:
        self.run(self.stage.leaves(who))
        assert not self.run(self._traces(who))

    async def _traces(self, who: int) -> list[str]:
        """Rows that still hold the person, and messages to others that do."""
        async with self.stage.database.reading() as session:
            rows = [str(one.id) for one in await session.scalars(select(Introduction)) if one.starter == who]
            query = select(Party).where((Party.member_id == who) | (Party.staff_id == who))
            rows += [f"{one.introduction_id} {one.side}" for one in await session.scalars(query)]
            others = select(Outgoing).where(Outgoing.chat_id != who, Outgoing.state != "pending")
            secrets = (NAMES[who], CONTACTS[who])
            rows += [one.key for one in await session.scalars(others) if any(w in str(one.content) for w in secrets)]
            return rows

    # ------------------------------------------------------------------ time and machines

    @rule(hours=st.sampled_from([1, 5, 24, 24, 80, 24 * 9, 24 * 30, 24 * 190]))
    def time_passes(self, hours: int) -> None:
        self.run(self.stage.passes(hours=hours))

    @rule(who=WHO, number=NUMBERS, verb=ANSWERS)
    def dies_before_the_commit(self, who: int, number: int, verb: str) -> None:
        before = self._everything()
        self.run(self._cut_off(who, number, verb))
        assert self._everything() == before

    async def _cut_off(self, who: int, number: int, verb: str) -> None:
        try:
            async with self.stage.database.writing() as session:
                await self.stage.service._verbs[verb](session, self.stage.person(who), number, "")
                await session.flush()
                raise Crash
        except (Crash, Refusal):
            return

    # ------------------------------------------------------------------ what always holds

    @invariant()
    def promises_hold(self) -> None:
        if hasattr(self, "stage") and self.seen != (seen := self.slate.version()):
            self.seen = seen
            self.run(self._check())

    async def _check(self) -> None:
        async with self.stage.database.reading() as session:
            rows = {row.id: row for row in await session.scalars(select(Introduction))}
            sides: dict[int, dict[str, Party]] = defaultdict(dict)
            for one in await session.scalars(select(Party)):
                sides[one.introduction_id][one.side] = one
            sent = list(await session.scalars(select(Outgoing).order_by(Outgoing.id)))
        for message in sent:
            self._nothing_leaves_before_both_said_yes(message, rows, sides)
        self._states_have_their_messages(rows, sides, sent)
        self._nobody_is_asked_twice(rows, sides)
        self._nothing_dangles(rows, sides)
        self._an_end_tells_nothing(rows, sides, sent)

    def _nothing_leaves_before_both_said_yes(
        self, message: Outgoing, rows: dict[int, Introduction], sides: dict[int, dict[str, Party]]
    ) -> None:
        number = int(message.key.split()[1])
        html = message.content["html"]
        if rows[number].state != "introduced":
            for one, name in NAMES.items():
                assert one == message.chat_id or (name not in html and CONTACTS.get(one, name) not in html)
            assert not any(word in html for word in SAID), message.key
            if rows[number].masked and message.chat_id not in (STAFF, OTHER_STAFF) and " b ask " in message.key:
                assert sides[number]["a"].company_id not in html.lower()
        elif message.key.endswith(" met"):
            assert all(one.answer == "yes" or one.member_id is None for one in sides[number].values())

    def _states_have_their_messages(
        self, rows: dict[int, Introduction], sides: dict[int, dict[str, Party]], sent: list[Outgoing]
    ) -> None:
        keys = Counter(message.key for message in sent)
        assert max(keys.values(), default=1) == 1
        for number, row in rows.items():
            if row.state == "closed" and row.starter is not None:
                assert keys[f"introduction {number} closed {row.starter}"] == 1
            if row.state == "introduced":
                for side, one in sides[number].items():
                    reader = one.member_id or one.staff_id
                    assert reader is None or keys[f"introduction {number} {side} met"] == 1
            for side, one in sides[number].items():
                if row.state == "asked" and one.answer in ("asked", "later") and one.member_id is not None:
                    assert keys[f"introduction {number} {side} ask {one.round}"] == 1

    def _nobody_is_asked_twice(self, rows: dict[int, Introduction], sides: dict[int, dict[str, Party]]) -> None:
        asked: dict[tuple[str, str], list[datetime]] = defaultdict(list)
        for number, row in rows.items():
            if row.sent_at is not None:
                a, b = sides[number]["a"].company_id, sides[number]["b"].company_id
                asked[a, b].append(row.sent_at)
                if row.two_sided:
                    asked[b, a].append(row.sent_at)
        for moments in asked.values():
            moments.sort()
            assert all(later - earlier >= COOLING for earlier, later in pairwise(moments))

    def _nothing_dangles(self, rows: dict[int, Introduction], sides: dict[int, dict[str, Party]]) -> None:
        for number, row in rows.items():
            for one in sides[number].values():
                assert not (row.state not in (*UNTOLD, "draft") and one.contact), "contacts are forgotten"
                assert not (row.state == "asked" and one.answer == "gone")
            if row.starter is None:
                assert row.state not in UNTOLD and row.why is None

    def _an_end_tells_nothing(
        self, rows: dict[int, Introduction], sides: dict[int, dict[str, Party]], sent: list[Outgoing]
    ) -> None:
        """The moment is fixed when it is sent and nothing is said before; the words are the same for every end."""
        for number, row in rows.items():
            if row.tell_at is not None:
                assert self.to_be_told.setdefault(number, row.tell_at) == row.tell_at
        texts: dict[tuple[Any, ...], set[str]] = defaultdict(set)
        for message in sent:
            number = int(message.key.split()[1])
            if " closed " in message.key and message.content["html"]:
                assert message.created_at >= self.to_be_told[number]
                pair = (sides[number]["a"].company_id, sides[number]["b"].company_id, rows[number].two_sided)
                texts[message.chat_id, *pair].add(message.content["html"])
        assert all(len(same) == 1 for same in texts.values())

    async def _for_whom(self, number: int, who: int) -> bool:
        async with self.stage.database.reading() as session:
            query = select(Party).where(Party.introduction_id == number)
            return any(who in (one.member_id, one.staff_id) for one in await session.scalars(query))

    def _everything(self) -> list[Any]:
        return self.slate.rows("introductions", "introduction_parties", "outbox")

    def teardown(self) -> None:
        """In the end nothing is left open, and whoever asked has heard."""
        if hasattr(self, "stage"):
            self.run(self.stage.passes(days=60))
            self.promises_hold()
            for state in self.run(self._states()):
                assert state not in ("checking", "asked", "quiet"), "something dangles"

    async def _states(self) -> list[str]:
        async with self.stage.database.reading() as session:
            return list(await session.scalars(select(Introduction.state)))


@cache
def prepared() -> Slate:
    """Tables and people, made once; each sequence begins with them."""
    slate = Slate(lambda database: Stage(database).set())
    atexit.register(slate.close)
    return slate


SETTINGS = settings(
    max_examples=SEQUENCES // PARTS, stateful_step_count=STEPS, derandomize="SEQUENCES" not in os.environ,
    deadline=None, suppress_health_check=list(HealthCheck),
)  # fmt: skip
globals().update(
    {f"TestIntroductions{part}": type("Part", (Machine.TestCase,), {"settings": SETTINGS}) for part in range(PARTS)}
)
