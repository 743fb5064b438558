"""Whom to meet: only who goes and agreed, only with a reason that a source documents, the best reasons first."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.config import ROOT
from bot.db.announcements import Follow
from bot.db.ask import Question, StoredAnswer
from bot.db.base import Database
from bot.db.directory import Record, Source, Statement
from bot.db.events import Attendance
from bot.db.onboarding import Representation
from bot.db.privacy import Consent
from bot.errors import NotComing
from bot.services.events import looking, meeting
from bot.services.events.meeting import Partner
from bot.services.events.offers import OfferBook, Offers
from bot.texts import say
from tests.services.events.conftest import NOW, Desk, Publish
from tests.services.events.test_own import add_company

OFFERS = Offers(
    evidence={"leva": {"welding": 1}, "sabelt": {"seats": 1}, "stola": {"welding": 1, "models": 9}},
    names={
        one: {"it": it, "en": one} for one, it in (("welding", "saldatura"), ("seats", "sedili"), ("models", "modelli"))
    },
    related={"welding": frozenset({"seats"})},
    narrower={"joining": frozenset({"welding"})},
)


@pytest.fixture
async def evening(desk: Desk, publish: Publish, database: Database) -> int:
    """An event to which Leva, Sabelt and Stola go; all agreed to be suggested."""
    async with database.writing() as session:
        session.add(
            Source(id=1, title="gazzetta.example", url="https://gazzetta.example/a", date="2025-05-01", declared=False)
        )
    event = await publish()
    for member, company in ((2, "leva"), (3, "sabelt"), (4, "stola")):
        await add_company(database, company, company.title())
        async with database.writing() as session:
            text = {"it": f"{company.title()} salda telai.", "en": f"{company.title()} welds frames."}
            session.add(Statement(record_id=company, number=1, text=text, source_id=1))
        await desk(NOW).answer(event.id, member, "go")
        await desk(NOW).appear(event.id, member, f"Persona {member}")
        await desk(NOW).represent(event.id, member, company)
        await desk(NOW).let_meet(event.id, member, on=True)
    await desk(NOW).answer(event.id, 1, "go")
    return event.id


async def partners(database: Database, event_id: int, member: int = 1) -> list[Partner]:
    async with database.reading() as session:
        event = await looking.find(session, event_id)
        return await meeting.partners(session, event, member, OFFERS, language="it", now=NOW)


async def follow(database: Database, what: str, which: str) -> None:
    async with database.writing() as session:
        session.add(Follow(member_id=1, what=what, which=which, since=NOW))


async def test_without_a_reason_nobody_is_suggested(evening: int, database: Database) -> None:
    assert await partners(database, evening) == []


async def test_who_follows_a_capability_meets_those_who_offer_it_with_the_sentence_that_says_so(
    evening: int, database: Database
) -> None:
    await follow(database, "capability", "joining")  # welding is narrower
    found = await partners(database, evening)
    assert [(one.name, one.company, one.why, one.about) for one in found] == [
        ("Persona 2", "Leva", "follows", "saldatura"), ("Persona 4", "Stola", "follows", "saldatura"),
    ]  # fmt: skip
    evidence = found[0].evidence
    assert (evidence.text, evidence.source.title, evidence.source.date) == (
        "Leva salda telai.", "gazzetta.example", "2025-05-01",
    )  # fmt: skip


async def test_who_did_not_agree_or_does_not_come_is_not_suggested(
    evening: int, database: Database, desk: Desk
) -> None:
    await follow(database, "capability", "welding")
    await desk(NOW).let_meet(evening, 2, on=False)
    await desk(NOW).answer(evening, 4, "maybe")
    assert await partners(database, evening) == []


async def test_what_was_asked_lately_comes_first_and_what_was_asked_long_ago_not_at_all(
    evening: int, database: Database
) -> None:
    await follow(database, "company", "leva")
    hit = {"id": "sabelt", "kind": "match", "likely": True, "capability": "sedili"}
    given = {"asker": 1, "chat": 1, "place": "private", "text": "sedili?", "language": "it", "seconds": 0.1,
             "intent": "find_companies", "outcome": "answered"}  # fmt: skip
    for days, named in ((1, hit), (1, {**hit, "id": "stola", "kind": "neighbour"}), (200, {**hit, "id": "stola"})):
        async with database.writing() as session:
            question = Question(asked_at=NOW - timedelta(days=days), **given)
            question.answer = StoredAnswer(body={"companies": [named]})
            session.add(question)
    assert [(one.company, one.why, one.about) for one in await partners(database, evening)] == [
        ("Sabelt", "asked", "sedili"), ("Leva", "follows_company", "saldatura"),
    ]  # fmt: skip


async def test_ones_own_company_is_matched_with_what_completes_it_before_what_is_the_same(
    evening: int, database: Database
) -> None:
    async with database.writing() as session:
        (await session.get_one(Attendance, (evening, 1))).company_id = "leva"
    assert [(one.company, one.why) for one in await partners(database, evening)] == [
        ("Sabelt", "complementary"), ("Stola", "shared"),
    ]  # fmt: skip


async def test_no_evidence_no_suggestion(evening: int, database: Database) -> None:
    await follow(database, "capability", "models")  # Stola's statement 9 does not exist
    assert await partners(database, evening) == []
    await follow(database, "capability", "seats")
    async with database.writing() as session:
        (await session.get_one(Record, "sabelt")).withdrawn_at = NOW
    assert await partners(database, evening) == []


async def test_the_offers_of_the_data_name_their_statements() -> None:
    offers = await OfferBook(ROOT / "data").offers()
    assert offers.evidence["cecomp"]["prototype-vehicles"] == 3
    assert offers.names["prototype-vehicles"]["it"]


async def represents(database: Database, member: int, company: str) -> None:
    async with database.writing() as session:
        session.add(Representation(member_id=member, company_id=company, shown_as=f"Persona {member}", topics=[],
                                   state="approved", asked_at=NOW, decided_by=9, decided_at=NOW))  # fmt: skip
        session.add(Consent(member_id=member, purpose="introductions", given=True, at=NOW, wording="1"))


async def test_a_colleague_is_not_suggested_to_whoever_stands_for_the_company(evening: int, database: Database) -> None:
    await follow(database, "capability", "joining")
    await represents(database, 1, "leva")  # and says nothing of it at this event
    assert {one.company for one in await partners(database, evening)} == {"Stola", "Sabelt"}


async def test_who_stands_for_the_company_is_told_apart_from_who_only_says_so(
    evening: int, database: Database, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def offers(_: OfferBook) -> Offers:
        return OFFERS

    monkeypatch.setattr(OfferBook, "offers", offers)
    await follow(database, "capability", "joining")
    await represents(database, 4, "stola")
    found = await desk(NOW).partners(evening, 1, "it")
    assert [(one.name, one.answers) for one in found] == [("Persona 2", False), ("Persona 4", True)]


async def test_who_waits_for_a_seat_is_not_told_to_answer_first(publish: Publish, desk: Desk) -> None:
    event = await publish(seats=1)
    for member in (2, 5):
        await desk(NOW).answer(event.id, member, "go")
    for member, waiting in ((5, True), (1, False)):
        with pytest.raises(NotComing) as refused:
            await desk(NOW).partners(event.id, member, "it")
        assert refused.value.blanks == {"waiting": waiting}
    told = {waiting: say("events.not_coming", "it", waiting=waiting) for waiting in (True, False)}
    assert "lista d'attesa" in told[True] and "hai risposto" in told[False]
    shown = await desk(NOW).look(event.id, 5)
    page = say("events.more", "en", event=shown.event, seen=shown.seen, own=shown.own)
    assert "as soon as you have a seat" in page and "first tell me" not in page
