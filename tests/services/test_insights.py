"""What staff are told of how it goes: no small number, none that follows from others, nobody; and a picture of it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise, product
from typing import Any

import pytest

from bot.clock import ROME, Clock
from bot.config import ROOT
from bot.db.ask import Question, StoredAnswer
from bot.db.base import Base, Database
from bot.db.introductions import Introduction, Outcome
from bot.db.needs import Need
from bot.db.onboarding import Member, Representation
from bot.errors import StaffOnly
from bot.services.directory import Directory
from bot.services.insights import Insights, caption
from bot.services.insights.veiling import FEW, FEWER, Count, alone, nested, parts
from bot.services.people import People, Staffing
from bot.texts import plain
from rag.documents import Language
from tests import factories

TODAY = date(2026, 11, 25)  # a Wednesday
NOW = datetime(2026, 11, 25, 9, tzinfo=ROME)
MONDAY = datetime(2026, 11, 16, 12, tzinfo=ROME)  # of the last week that is over
STAFF = 90
CAPTION = 1024  # characters that Telegram takes under a picture


# ------------------------------------------------------------------ veils


def possible(count: Count, number: int) -> bool:
    """Whether the number could stand behind what is shown, for somebody who knows the rules."""
    return {
        "exactly": number == count.number,
        "fewer": number < count.number,
        "at_least": number >= count.number,
        "more": number > count.number,
    }[count.how]


def test_fewer_than_five_is_all_that_is_said_of_few() -> None:
    assert [alone(number) for number in (0, 4, 5)] == [FEWER, FEWER, Count("exactly", 5)]


def test_what_lies_between_two_steps_that_are_told_is_never_few() -> None:
    """Every funnel of three steps up to 14: what is shown fits, and leaves each small difference open."""
    for numbers in product(range(15), repeat=3):
        if not numbers[0] >= numbers[1] >= numbers[2]:
            continue
        shown = nested(numbers)
        assert all(possible(count, number) for count, number in zip(shown, numbers, strict=True))
        told = [count.number for count in shown if count.is_exact]
        assert all(before - after >= FEW for before, after in pairwise(told))


def test_no_part_of_a_week_follows_from_the_others() -> None:
    """Every week of parts up to nine: what is shown leaves at least two values for whatever is veiled."""
    behind: dict[object, set[tuple[int, int, int]]] = {}
    for numbers in product(range(20), repeat=3):
        behind.setdefault(parts(sum(numbers), numbers[:2]), set()).add(numbers)
    for numbers in product(range(10), repeat=3):
        others = behind[parts(sum(numbers), numbers[:2])]
        for place in range(3):
            values = {other[place] for other in others}
            assert len(values) > 1 or numbers[place] >= FEW, (numbers, values)


# ------------------------------------------------------------------ figures


async def put(database: Database, *rows: Base) -> None:
    async with database.writing() as session:
        for row in rows:
            session.add(row)
            await session.flush()


def question(asker: int, at: datetime, outcome: str = "answered", **answer: Any) -> Question:
    row = Question(
        asked_at=at, asker=asker, chat=asker, place="private", text="parole segrete", language="it",
        intent="find_companies", outcome=outcome, seconds=0.1,
    )  # fmt: skip
    row.answer = StoredAnswer(body={"refusal": "undocumented", "understood": [], **answer})
    return row


def introduction(number: int, days: float | None = None) -> Introduction:
    sent = NOW - timedelta(days=40)
    met = {"state": "introduced", "introduced_at": sent + timedelta(days=days)} if days else {"state": "asked"}
    return Introduction(
        id=number, two_sided=False, starter=1, note_typed=False, language="it", created_at=sent, sent_at=sent, **met
    )


@pytest.fixture
async def insights(database: Database) -> Insights:
    """Twelve introductions, seven of them with a yes, one order; a week of 20 questions; six members."""
    await Directory(database, Clock()).fill([factories.company(f"firm-{number}") for number in range(9)])
    for number in range(1, 15):
        await put(database, Member(telegram_id=number, language="it", chosen=True, first_seen=NOW, last_seen=NOW))
    for number in range(1, 7):
        await put(
            database,
            Representation(
                member_id=number, company_id=f"firm-{number}", state="approved", topics=[], asked_at=NOW, decided_at=NOW
            ),
        )
    await put(database, *(introduction(number, 2.0 if number < 8 else None) for number in range(1, 13)))
    await put(database, Outcome(introduction_id=1, side="a", day=30, asked_at=NOW, said="order"))
    await put(database, *(question(number, MONDAY) for number in range(1, 13)))
    await put(database, *(question(number, MONDAY, "nothing_found") for number in range(1, 3)))
    await put(database, *(question(number, MONDAY, "smalltalk") for number in range(1, 7)))
    await put(database, question(1, NOW), question(2, NOW))  # of this week, which is not over
    people = People(database, Clock(TODAY), Staffing(staff=frozenset({STAFF})))
    return Insights(database, Clock(TODAY), people, ROOT / "data")


async def test_figures_are_those_of_the_tables_without_the_small_ones(insights: Insights) -> None:
    found = await insights.progress()
    assert dict(found.steps) == {
        "asked": Count("exactly", 12),
        "yes": Count("exactly", 7),
        "met": FEWER,
        "order": FEWER,
    }
    assert found.days_to_yes == 2.0
    assert [week.monday for week in found.weeks][-1] == date(2026, 11, 16) and len(found.weeks) == 8
    last = found.weeks[-1]
    assert (last.asked, last.answered, last.undocumented) == (Count("exactly", 20), Count("exactly", 12), FEWER)
    assert found.weeks[0].asked == FEWER
    assert (found.people, found.members, found.represented) == (
        Count("exactly", 14), Count("exactly", 6), Count("exactly", 6),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("it", ("chieste 12, sì di tutti e due 7", "ordine meno di 5", "entro 2,0 giorni", "16/11: 20 · 12 · <5")),
        ("en", ("asked 12, both said yes 7", "order fewer than 5", "took 2.0 days", "16/11: 20 · 12 · <5")),
    ],
)
async def test_the_picture_is_a_png_and_its_caption_says_all_of_it(
    insights: Insights, language: Language, said: tuple[str, ...]
) -> None:
    report = await insights.report(STAFF, language)
    assert report.picture.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = (int.from_bytes(report.picture[at : at + 4]) for at in (16, 20))
    assert (width, height) == (1080, 1350)
    told = plain(report.caption)
    assert [words for words in said if words not in told] == []
    assert len(told) <= CAPTION


def test_the_longest_caption_fits_under_a_picture() -> None:
    from bot.services.insights.progress import STEPS, Progress, Week  # the nouns of this test alone

    many = Count("at_least", 99_999)
    weeks = tuple(Week(date(2026, 12, 28) + timedelta(weeks=n), many, many, many) for n in range(8))
    found = Progress(tuple((name, many) for name in STEPS), 100.5, weeks, many, many, many, 99_999)
    assert all(len(plain(caption(found, language))) <= CAPTION for language in ("it", "en"))


async def test_only_staff_see_it(insights: Insights) -> None:
    for verb in (insights.report, insights.lacking):
        with pytest.raises(StaffOnly):
            await verb(1, "it")


async def test_nothing_yet_is_told_as_nothing_and_drawn_all_the_same(database: Database) -> None:
    people = People(database, Clock(TODAY), Staffing(staff=frozenset({STAFF})))
    report = await Insights(database, Clock(TODAY), people, ROOT / "data").report(STAFF, "it")
    assert report.picture.startswith(b"\x89PNG") and "ancora troppo pochi" in report.caption


# ------------------------------------------------------------------ what is lacking


async def test_what_is_lacking_is_told_by_capability_and_never_with_who_asked(
    insights: Insights, database: Database
) -> None:
    for number in range(1, 7):
        await put(database, question(number, NOW, "nothing_found", understood=["galvanica"]))
    await put(database, *(question(7, NOW, "nothing_found", understood=["verniciatura a polvere"]) for _ in range(9)))
    await put(database, question(8, NOW, "nothing_found", understood=["powder coating"], refusal="elsewhere"))
    await put(
        database,
        question(9, NOW - timedelta(days=91), "nothing_found", understood=["hydroforming"]),
        Need(state="dropped", asker=3, language="it", text="", context="", near={"meant": ["welding"]}, named=False,
             days=7, created_at=NOW, changed_at=NOW),
    )  # fmt: skip
    told = plain(await insights.lacking(STAFF, "it"))
    lines = [line for line in told.splitlines() if line.startswith("•")]
    assert lines[0] == "• galvanica: 6"
    assert "• verniciatura a polvere: <5" in lines  # nine times, but one person
    assert any("altro" in line for line in lines[-1:]) and "segrete" not in told
    assert len(lines) == 4
