"""What members hear of their seats without having asked just now: written to the outbox with the change itself."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.events import AnnouncedEvent, Attendance
from bot.db.outbox import Outgoing
from bot.services import outbox
from bot.services.events.cards import MARK, ev, map_link
from bot.services.outbox import Button, Envelope, Message
from bot.services.people import language_of
from bot.texts import label, say
from rag.documents import Language

Then = Literal["next", "free", "closed"]  # what becomes of a seat that was not taken
FEWEST = 5  # answers to a question afterwards before staff see what was said: of three one could guess whose they are
PORTION = 20  # members written to in one transaction: while it lasts, on SQLite nobody else writes


async def offer(session: AsyncSession, event: AnnouncedEvent, to: Attendance, now: datetime, goes: datetime) -> None:
    """A seat is theirs until `offered_until`, if they take it; they hear of it when it `goes`."""
    card = offer_card(event, to, await language_of(session, to.member_id))
    envelope = Envelope(f"{_offers(to)} {now.isoformat()}", to.member_id, batch=_offers(to), due=goes)
    await outbox.post(session, envelope, card, now=now)


async def offer_again(session: AsyncSession, event: AnnouncedEvent, to: Attendance, now: datetime) -> None:
    """What was said of the seat, as it is now: the event has changed."""
    said = select(Outgoing.key).where(Outgoing.batch == _offers(to), Outgoing.edits.is_(None))
    key = await session.scalar(said.order_by(Outgoing.id.desc()).limit(1))
    if key is not None:
        await outbox.revise(session, key, offer_card(event, to, await language_of(session, to.member_id)), now=now)


async def take_back_offer(session: AsyncSession, to: Attendance, now: datetime) -> None:
    """What was not said yet of the seat is never said."""
    await outbox.withdraw(session, _offers(to), now=now)


def offer_card(event: AnnouncedEvent, to: Attendance, language: Language) -> Message:
    """A seat that came free, and the two answers."""
    take = ev(label("events.button_take", language), "go", event)
    leave = ev(label("events.button_decline", language), "decline", event)
    html = say("events.offer", language, event=event, until=to.offered_until)
    return Message(html, ((take, leave),))


def _offers(to: Attendance) -> str:
    """The name under which all that is said to somebody of free seats is held."""
    return f"offer {to.event_id} {to.member_id}"


async def lapsed(
    session: AsyncSession, event: AnnouncedEvent, to: Attendance, then: Then, now: datetime, goes: datetime
) -> None:
    """The time to take the seat kept for them is over: it goes to the next, is free, or answers are closed."""
    language = await language_of(session, to.member_id)
    html = say("events.lapsed", language, event=event, then=then)
    again = ev(label("events.button_open", language), "open", event)
    envelope = Envelope(f"lapsed {event.id} {to.member_id} {now.isoformat()}", to.member_id, due=goes)
    await outbox.post(session, envelope, Message(html, ((again,),)), now=now)


async def reminder(session: AsyncSession, key: str, event: AnnouncedEvent, to: Attendance, now: datetime) -> None:
    """It is near; what one needs to get there, and a way to say that one does not come after all."""
    language = await language_of(session, to.member_id)
    html = say("events.reminder", language, event=event, maybe=to.answer == "maybe")
    there = Button(label("events.button_map", language), url=map_link(event.place)) if event.place else None
    yes = ev(label("events.button_go", language), "go", event) if to.answer == "maybe" else None
    answers = [one for one in (yes, ev(label("events.button_decline", language), "decline", event)) if one]
    ways = [one for one in (ev(label("events.button_open", language), "open", event), there) if one]
    message = Message(html, (tuple(ways), tuple(answers)))
    await outbox.post(session, Envelope(key, to.member_id), message, now=now)


async def how_was_it(
    session: AsyncSession, key: str, event: AnnouncedEvent, to: Attendance, now: datetime, goes: datetime
) -> None:
    """Two questions with buttons to somebody who was there."""
    language = await language_of(session, to.member_id)
    await outbox.post(session, Envelope(key, to.member_id, due=goes), opinion_card(event, language), now=now)


def opinion_card(event: AnnouncedEvent, language: Language, given: Mapping[str, str | None] | None = None) -> Message:
    """The two questions, with what was answered so far marked."""
    given = given or {}

    def button(verb: str, said: str) -> Button:
        mark = MARK if given.get(verb) == said else ""
        return ev(mark + label(f"events.button_{verb}_{said}", language), verb, event, said)

    rows = tuple(tuple(button(verb, said) for said in ("yes", "partly", "no")) for verb in ("worth", "again"))
    return Message(say("events.how_was_it", language, event=event, fewest=FEWEST), rows)


async def unwritten(session: AsyncSession, keys: Collection[str]) -> list[str]:
    """Those of the keys under which nothing was written yet."""
    written: set[str] = set()
    for some in batched(sorted(keys), 1000):
        written.update(await session.scalars(select(Outgoing.key).where(Outgoing.key.in_(some))))
    return [key for key in keys if key not in written]


def batched(keys: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    """In parts: a query has room for a limited number of values."""
    for start in range(0, len(keys), size):
        yield keys[start : start + size]
