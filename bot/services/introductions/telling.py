"""What the others hear: every message is written to the outbox with the change that causes it."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.introductions import Introduction, Party
from bot.services import outbox
from bot.services.introductions import cards
from bot.services.introductions.desk import Desk, Person
from bot.services.introductions.scenes import Scene
from bot.services.outbox import Envelope, Message
from bot.services.people import language_of, zone_of

ALL = "introduction"


def batch(one: Party) -> str:
    """All that is said to this side of it, so that what waits can be called back."""
    return f"{ALL} {one.introduction_id} {one.side}"


def ask_key(party: Party) -> str:
    return f"{batch(party)} ask {party.round}"


def reminder_key(party: Party) -> str:
    return f"{batch(party)} reminder {party.round}"


def case_key(party: Party, staff: int) -> str:
    return f"{batch(party)} case {party.round} {staff}"


def word_key(row: Introduction, staff: int) -> str:
    return f"{ALL} {row.id} w {staff}"


async def keep_sent(session: AsyncSession, desk: Desk, row: Introduction, person: Person, card: Message) -> None:
    """Where the starter's own card stands, under which it can be withdrawn."""
    if person.message_id:
        await outbox.adopt(session, _sent_key(row), (person.id, person.message_id), card, now=desk.now)


async def settle_sent(session: AsyncSession, desk: Desk, found: Scene) -> None:
    """The starter's own card says that it is over, and loses its button: with that word, and never before."""
    if found.row.starter is not None:
        card = cards.sent_over(found, await language_of(session, found.row.starter))
        await outbox.revise(session, _sent_key(found.row), card, now=desk.now)


def _sent_key(row: Introduction) -> str:
    return f"{ALL} {row.id} sent"


async def call_back(session: AsyncSession, desk: Desk, found: Scene, asked: Iterable[Party], how: str) -> None:
    """Whoever was asked and did not answer reads that it is closed; what was not sent yet never is."""
    for party in asked:
        await outbox.withdraw(session, batch(party), now=desk.now)
        if party.member_id is not None:
            card = cards.over(found, party, how, await language_of(session, party.member_id))
            for key in (ask_key(party), reminder_key(party)):
                await outbox.revise(session, key, card, now=desk.now)
        elif party.staff_case:
            for staff in await desk.people.staff(session):
                card = cards.over(found, party, how, await language_of(session, staff))
                await outbox.revise(session, case_key(party, staff), card, now=desk.now)


async def introduce(session: AsyncSession, desk: Desk, found: Scene) -> None:
    """Both get one message: who the other is, the contact that each chose to share, and the reason."""
    for party in (found.a, found.b):
        await _settle_asked(session, desk, found, party)
        reader = party.member_id or party.staff_id
        if reader is not None:
            card = cards.met(found, party, await language_of(session, reader), desk.now.date())
            await outbox.post(session, Envelope(f"{batch(party)} met", reader, batch=batch(party)), card, now=desk.now)
    row = found.row
    await settle_sent(session, desk, found)
    if row.two_sided and row.starter is not None:
        card = cards.thanks(found, await language_of(session, row.starter))
        await outbox.post(session, Envelope(f"{ALL} {row.id} thanks", row.starter), card, now=desk.now)
    for party in (found.a, found.b):
        party.shown_as = party.contact = None  # from now on only the two know them


async def _settle_asked(session: AsyncSession, desk: Desk, found: Scene, party: Party) -> None:
    """The card on which they said yes, and its reminder, point to that message and lose their buttons."""
    if party.member_id is not None:
        card = cards.standing(found, party, await language_of(session, party.member_id), desk.now.date())
        for key in (ask_key(party), reminder_key(party)):
            await outbox.revise(session, key, card, now=desk.now)


async def tell_it_came_to_nothing(session: AsyncSession, desk: Desk, found: Scene) -> None:
    """The same words at the same moment, whatever the reason was."""
    row = found.row
    waiting = {one.member_id for one in (found.a, found.b) if one.answer == "yes"} if row.two_sided else set()
    for reader in sorted({one for one in (row.starter, *waiting) if one is not None}):
        card = cards.closed(found, await language_of(session, reader))
        await outbox.post(session, Envelope(f"{ALL} {row.id} closed {reader}", reader), card, now=desk.now)
    await settle_sent(session, desk, found)


async def ask_the_staff(session: AsyncSession, desk: Desk, found: Scene) -> None:
    """Everybody of the staff may say the word that is needed first."""
    for staff in await desk.people.staff(session):
        card = cards.word(found, await language_of(session, staff), desk.now.date())
        await outbox.post(session, Envelope(word_key(found.row, staff), staff), card, now=desk.now)


async def staff_decided(session: AsyncSession, desk: Desk, found: Scene, how: str) -> None:
    """The cards of all staff say what became of it."""
    for staff in await desk.people.staff(session):
        card = cards.decided(found, how, await language_of(session, staff))
        await outbox.revise(session, word_key(found.row, staff), card, now=desk.now)


async def ask_back(session: AsyncSession, desk: Desk, found: Scene, party: Party, said: str, person: Person) -> None:
    """A question of the one asked, to the starter."""
    row = found.row
    if row.starter is not None:
        card = cards.asked_back(found, party, said, await language_of(session, row.starter))
        await _relay(session, desk, f"{ALL} {row.id} s", row.starter, card, person)


async def reply(session: AsyncSession, desk: Desk, found: Scene, party: Party, said: str, person: Person) -> None:
    """The starter's answer, to the one asked."""
    reader = party.member_id or party.staff_id
    if reader is not None:
        card = cards.replied(found, party, said, await language_of(session, reader))
        await _relay(session, desk, batch(party), reader, card, person)


async def _relay(session: AsyncSession, desk: Desk, where: str, to: int, card: Message, person: Person) -> None:
    """Not in the reader's night; the update by which it was typed makes it one of its kind."""
    due = desk.policy.hours.next_allowed(desk.now, await zone_of(session, to))
    envelope = Envelope(f"{where} said {person.id} {person.update_id}", to, batch=where, due=due)
    await outbox.post(session, envelope, card, now=desk.now)
