"""The stage for stories of introductions: people press and type as in the chat, and read what is sent to them."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot.clock import Clock
from bot.config import ROOT
from bot.db.base import Database
from bot.db.introductions import Introduction, Party
from bot.db.onboarding import Member, Representation
from bot.db.outbox import Outgoing
from bot.db.privacy import Consent
from bot.services import mirror
from bot.services.events.offers import OfferBook
from bot.services.introductions import Desk, Introductions, Person, Policy
from bot.services.outbox import Message
from bot.services.people import People, Staffing
from tests import factories

ROME = ZoneInfo("Europe/Rome")
NOW = datetime(2026, 11, 23, 10, tzinfo=ROME)  # a Monday
ANNA, BRUNO, BEA, EMMA, STAFF, OTHER_STAFF, GUEST = 1, 2, 3, 4, 90, 91, 7
NAMES = {ANNA: "Anna Alfa", BRUNO: "Bruno Beta", BEA: "Bea Gamma", EMMA: "Emma Delta", GUEST: "Gino Ospite"}
CONTACTS = {ANNA: "anna@alfa.example", BRUNO: "+39 011 555 0101", BEA: "@bea_gamma", EMMA: "emma@delta.example"}
FIRMS = {
    "pininfarina": "Pininfarina", "cecomp": "Cecomp", "italdesign": "Italdesign", "bylogix": "Bylogix",
}  # fmt: skip
STANDS = {ANNA: "pininfarina", BRUNO: "cecomp", BEA: "cecomp", EMMA: "italdesign"}
BOOK = OfferBook(ROOT / "data")


class Hands(Clock):
    """A clock that goes on when it is told to; the house's own can't be set."""

    def __init__(self, moment: datetime = NOW) -> None:
        super().__init__()
        self.put(moment)

    def put(self, moment: datetime) -> None:
        object.__setattr__(self, "moment", moment)

    def now(self) -> datetime:
        moment: datetime = object.__getattribute__(self, "moment")
        return moment


class Stage:
    def __init__(self, database: Database, *, seed: int = 1, policy: Policy | None = None) -> None:
        self.database = database
        self.clock = Hands()
        people = People(database, self.clock, Staffing(frozenset(), frozenset({STAFF, OTHER_STAFF})))
        self.desk = Desk(database, self.clock, people, BOOK, policy or Policy(), random.Random(seed))
        self.service = Introductions(self.desk)
        self.updates = count(1000)

    async def set(self) -> None:
        async with self.database.writing() as session:
            documents = [factories.company(one, name=name) for one, name in FIRMS.items()]
            await mirror.fill(session, documents, NOW, keep=frozenset())
            for one in (*NAMES, STAFF, OTHER_STAFF):
                language = "en" if one == EMMA else "it"
                session.add(Member(telegram_id=one, language=language, chosen=True, first_seen=NOW, last_seen=NOW))
            await session.flush()
            for one, company in STANDS.items():
                topics = ["aluminium-bodies"] if one == BEA else []
                session.add(
                    Representation(
                        member_id=one,
                        company_id=company,
                        shown_as=NAMES[one],
                        topics=topics,
                        contact=CONTACTS[one],
                        state="approved",
                        asked_at=NOW,
                        decided_by=STAFF,
                        decided_at=NOW + timedelta(seconds=one),
                    )
                )
                session.add(Consent(member_id=one, purpose="introductions", given=True, at=NOW, wording="1"))

    # ------------------------------------------------------------------ what people do

    def person(self, who: int, **changes: Any) -> Person:
        language = "en" if who == EMMA else "it"
        return replace(Person(who, language, NAMES.get(who, ""), "", next(self.updates)), **changes)

    async def press(self, who: int, verb: str, number: int = 1, key: str = "") -> Message:
        return await self.service.press(self.person(who), verb, number, key)

    async def taps(self, who: int, card: Message, words: str) -> Message:
        """Presses the button of a card that bears these words."""
        found = [one for row in card.buttons for one in row if words in one.text]
        assert found, (words, [one.text for row in card.buttons for one in row])
        match = re.fullmatch(r"i (\S+) (\d+)(?: (\S+))?", found[0].data or "")
        assert match, found[0].data
        return await self.press(who, match[1], int(match[2]), match[3] or "")

    async def types(self, who: int, text: str) -> Message | None:
        return await self.service.typed(self.person(who), text)

    async def drafted(self, who: int = ANNA, company: str = "cecomp", *, masked: bool = False, **given: Any) -> int:
        """A request that only has to be sent; its number."""
        await self.service.begin(None, self.person(who), company, **given)
        number = await self.newest()
        if not given.get("why"):
            await self.types(who, "Cerchiamo chi lavori l'alluminio per 20 telai")
        await self.press(who, "offer", number)
        await self.press(who, "minutes", number, "30")
        await self.press(who, "masked", number, "yes" if masked else "no")
        return number

    async def sent(self, who: int = ANNA, company: str = "cecomp", *, masked: bool = False, **given: Any) -> int:
        number = await self.drafted(who, company, masked=masked, **given)
        await self.press(who, "send", number)
        return number

    async def suggested(self, who: int, first: str, second: str, why: str = "Vi completate") -> int:
        """Two others whom somebody would bring together, both asked; its number."""
        await self.service.begin_two(self.person(who), first, second)
        number = await self.newest()
        await self.types(who, why)
        await self.press(who, "minutes", number, "20")
        await self.press(who, "send", number)
        return number

    async def agrees(self, who: int, number: int) -> Message:
        await self.press(who, "yes", number)
        return await self.press(who, "confirm", number)

    async def leaves(self, who: int) -> None:
        """/dimenticami, as far as introductions are concerned."""
        async with self.database.writing() as session:
            await self.service.keeper.withdraw(session, who, self.clock.now())
            await self.service.keeper.erase(session, who)

    async def passes(self, **time: float) -> None:
        """Time goes by, and the sweep is at work; twice, for it may be killed and start again."""
        self.clock.put(self.clock.now() + timedelta(**time))
        await self.service.sweep()
        await self.service.sweep()

    async def until_told(self, number: int) -> None:
        """Up to the moment at which the starter hears that nothing came of it."""
        row = await self.row(number)
        assert row.tell_at is not None
        self.clock.put(row.tell_at)
        await self.passes(seconds=1)

    # ------------------------------------------------------------------ what there is

    async def newest(self) -> int:
        async with self.database.reading() as session:
            return int((await session.scalars(select(Introduction.id).order_by(Introduction.id.desc()).limit(1))).one())

    async def row(self, number: int = 1) -> Introduction:
        async with self.database.reading() as session:
            return await session.get_one(Introduction, number)

    async def side(self, number: int = 1, side: str = "b") -> Party:
        async with self.database.reading() as session:
            return await session.get_one(Party, (number, side))

    async def outbox(self, who: int | None = None) -> list[Outgoing]:
        """What was ever written to somebody (or to all), oldest first, edits included."""
        async with self.database.reading() as session:
            query = select(Outgoing).order_by(Outgoing.id)
            return list(await session.scalars(query if who is None else query.where(Outgoing.chat_id == who)))

    async def read(self, who: int) -> list[str]:
        """The texts that are not called back, oldest first."""
        return [row.content["html"] for row in await self.outbox(who) if row.state != "dead"]
