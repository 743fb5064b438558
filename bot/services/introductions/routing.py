"""Whom to ask: a representative for the topic, then any of the company, then somebody of the staff who reaches it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.introductions import Party
from bot.services import outbox
from bot.services.introductions import cards, pairs, telling
from bot.services.introductions.desk import Desk, other
from bot.services.introductions.scenes import Scene
from bot.services.introductions.transitions import turn
from bot.services.people import Representative, language_of, zone_of


async def ask(session: AsyncSession, desk: Desk, found: Scene, party: Party, now: datetime) -> None:
    """Asks the right person of the party's company.

    Where everybody there wants nothing of the other company, nobody is asked; to the requester it looks the same.
    """
    turn(party, "pass_on" if party.answer else "ask")
    party.round += 1
    party.asked_at = now
    candidates = await desk.people.representatives(session, party.company_id, now=now, topic=found.row.topic)
    unwilling = await pairs.blocked(session, found.side(other(party.side)).company_id)
    mine = {found.row.starter, found.side(other(party.side)).member_id}
    willing = [one for one in candidates if one.member_id not in unwilling and one.member_id not in mine]
    if candidates and not willing:
        party.member_id, party.remind_at = None, None
    elif willing:
        preferred = [one for one in willing if one.member_id == party.member_id]
        await _ask_member(session, desk, found, party, (preferred or willing)[0])
    else:
        await _to_staff(session, desk, found, party)


async def pass_on(session: AsyncSession, desk: Desk, found: Scene, party: Party, now: datetime) -> None:
    """Who was asked can't be reached (any more): the next one is, who knows nothing of it."""
    party.member_id = party.shown_as = party.contact = None
    party.asking = party.asking_at = None
    await ask(session, desk, found, party, now)


async def _ask_member(session: AsyncSession, desk: Desk, found: Scene, party: Party, who: Representative) -> None:
    policy, zone = desk.policy, await zone_of(session, who.member_id)
    party.member_id, party.shown_as, party.contact = who.member_id, who.shown_as, who.contact
    due = policy.hours.next_allowed(desk.now, zone)
    remind = policy.hours.working_days_after(due, policy.remind_after, zone)
    party.remind_at = policy.hours.next_allowed(remind, zone)
    card = cards.ask(found, party, who.language, desk.now.date())
    envelope = outbox.Envelope(telling.ask_key(party), who.member_id, batch=telling.batch(party), due=due)
    await outbox.post(session, envelope, card, now=desk.now)


async def _to_staff(session: AsyncSession, desk: Desk, found: Scene, party: Party) -> None:
    """Everybody of the staff gets the case; the first who takes it has it."""
    party.member_id, party.staff_case, party.remind_at = None, True, None
    for one in await desk.people.staff(session):
        card = cards.case(found, party, await language_of(session, one), desk.now.date())
        envelope = outbox.Envelope(telling.case_key(party, one), one, batch=telling.batch(party))
        await outbox.post(session, envelope, card, now=desk.now)
