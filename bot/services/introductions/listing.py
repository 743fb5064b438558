"""/presentazioni: a member's own requests as they may know them, what waits for their answer, and the staff's cases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.introductions import Introduction, Party
from bot.services.introductions import pairs
from bot.services.introductions.cards import act
from bot.services.introductions.desk import Desk, Person
from bot.services.introductions.office import Office
from bot.services.introductions.scenes import Scene, scene
from bot.services.introductions.transitions import TO_ANSWER, UNTOLD, as_told
from bot.services.outbox import Button, Message
from bot.texts import say
from rag.documents import Language

LATELY = timedelta(days=90)  # for so long what was closed or led to a meeting is still shown
MOST = 12
SHOWN = ("draft", *UNTOLD, "introduced", "closed")


@dataclass(frozen=True, slots=True)
class Line:
    """A request in the list. `state` is what its starter may know: quiet looks like asked."""

    scene: Scene
    state: str
    since: datetime


async def listing(session: AsyncSession, desk: Desk, office: Office, person: Person) -> Message:
    """Everything of the person's, with a button each."""
    own = [_line(await scene(session, desk, row)) for row in await _own(session, person, desk.now)]
    waiting = [await scene(session, desk, row) for row in await _answered(session, person, desk.now, TO_ANSWER)]
    agreed = [await scene(session, desk, row) for row in await _answered(session, person, desk.now, ("yes",))]
    staff = await desk.people.is_staff(session, person.id)
    cases = await office.open_cases(session, person) if staff else []
    blocks = await pairs.blocks(session, person.id)
    html = say("introductions.listing", person.language, own=own, waiting=waiting, cases=cases, staff=staff,
               agreed=agreed, blocks=blocks)  # fmt: skip
    rows = [*_own_buttons(own, person.language), *_others(waiting, cases, person.language)]
    rows += [act("yours", person.language, "show", one.row.id, company=_theirs(one, person)) for one in agreed]
    if blocks:
        rows.append(act("unblock", person.language, "unblock", 0))
    if staff:
        rows.append(act("marked", person.language, "marked", 0))
    return Message(html, tuple((row,) for row in rows[: 3 * MOST]))


async def _own(session: AsyncSession, person: Person, now: datetime) -> list[Introduction]:
    recent = (Introduction.ended_at.is_(None)) | (Introduction.ended_at > now - LATELY)
    query = select(Introduction).where(Introduction.starter == person.id, Introduction.state.in_(SHOWN), recent)
    return list(await session.scalars(query.order_by(Introduction.id.desc()).limit(MOST)))


async def _answered(
    session: AsyncSession, person: Person, now: datetime, answers: tuple[str, ...]
) -> list[Introduction]:
    """What the person was asked and may still answer, or (`yes`) take back; their own requests are not among it."""
    mine = Party.member_id == person.id, Party.answer.in_(answers), Introduction.two_sided | (Party.side == "b")
    query = select(Introduction).join(Party, Party.introduction_id == Introduction.id)
    answerable = (Introduction.state == "asked") | (Introduction.two_sided & (Introduction.state == "quiet"))
    query = query.where(answerable, Introduction.lapses_at > now, *mine).distinct().order_by(Introduction.id)
    return list(await session.scalars(query.limit(MOST)))


def _line(found: Scene) -> Line:
    row = found.row
    state = as_told(row)
    return Line(found, state, row.introduced_at if state == "introduced" and row.introduced_at else row.created_at)


def _own_buttons(own: list[Line], language: Language) -> list[Button]:
    rows = []
    for one in own:
        number, name = one.scene.row.id, one.scene.second.name
        if one.scene.row.two_sided:
            name = f"{one.scene.first.name} · {name}"
        if one.state == "draft":
            rows.append(act("go_on", language, "open", number, company=name))
        elif one.state in ("asked", "checking"):
            rows.append(act("withdraw_from", language, "withdraw", number, company=name))
    return rows


def _others(waiting: list[Scene], cases: list[Scene], language: Language) -> list[Button]:
    numbered = enumerate(waiting, start=1)
    rows = [act("answer", language, "show", one.row.id, which=which) for which, one in numbered]
    return rows + [act("open_case", language, "case", one.row.id, company=one.second.name) for one in cases]


def _theirs(found: Scene, person: Person) -> str:
    """The company on the other side."""
    return (found.second if found.a.member_id == person.id else found.first).name
