"""What members hear of their seats without having asked just now: written to the outbox with the change itself."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.events import AnnouncedEvent, Attendance
from bot.db.onboarding import Member
from bot.services import outbox
from bot.services.events.cards import ev
from bot.services.outbox import Envelope, Message
from bot.texts import label, say
from rag.documents import Language


async def offer(session: AsyncSession, event: AnnouncedEvent, to: Attendance, now: datetime) -> None:
    """A seat is theirs until `offered_until`, if they take it."""
    language = await language_of(session, to.member_id)
    take = ev(label("events.button_take", language), "go", event)
    leave = ev(label("events.button_decline", language), "decline", event)
    html = say("events.offer", language, event=event, until=to.offered_until)
    await _post(session, f"offer {event.id} {to.member_id} {now.isoformat()}", to, Message(html, ((take, leave),)), now)


async def lapsed(session: AsyncSession, event: AnnouncedEvent, to: Attendance, now: datetime) -> None:
    """The seat kept for them went on to the next."""
    language = await language_of(session, to.member_id)
    html = say("events.lapsed", language, event=event)
    again = ev(label("events.button_open", language), "open", event)
    await _post(session, f"lapsed {event.id} {to.member_id} {now.isoformat()}", to, Message(html, ((again,),)), now)


async def language_of(session: AsyncSession, member_id: int) -> Language:
    """The member's language for notices."""
    member = await session.get(Member, member_id)
    return "en" if member is not None and member.language == "en" else "it"


async def _post(session: AsyncSession, key: str, to: Attendance, message: Message, now: datetime) -> None:
    await outbox.post(session, Envelope(key, to.member_id), message, now=now)
