"""What a recipient gets: the event's card or the piece of news, why they got it, and a button to stop the kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.announcements import Announcement, Recipient
from bot.db.events import AnnouncedEvent
from bot.services import events
from bot.services.announcements import happenings
from bot.services.announcements.desk import Desk, draft_of
from bot.services.announcements.drafts import Draft
from bot.services.events import Seen, departures
from bot.services.outbox import Button, Message
from bot.services.people import language_of
from bot.texts import label, say
from rag.documents import Language

KIND = "n"  # of all buttons about announcements: `n verb number key`


@dataclass(frozen=True, slots=True)
class Addressee:
    """Who reads it, and why they get it."""

    chat: int
    language: Language
    why: dict[str, Any]

    @property
    def is_group(self) -> bool:
        return self.chat < 0

    @property
    def reads(self) -> str:
        """What the words depend on: who has the same reads the same."""
        return f"{self.language} {self.is_group} {sorted(self.why.items())}"


class Posters:
    """Makes messages; sends none."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def poster(
        self, session: AsyncSession, row: Announcement, to: Addressee, seen: Seen | None = None
    ) -> Message:
        """The announcement as this reader gets it, with the event as it is now."""
        event = await happenings.event_of(session, row)
        if event is None:
            return dressed(news(row.kind, draft_of(row), to.language), row, to)
        link = self._link(event) if to.is_group else None
        now = self._desk.clock.now()
        apart = await events.departing(session, event, now)
        return dressed(events.card(event, to.language, seen, now=now, private_link=link, departures=apart), row, to)

    async def dress(self, session: AsyncSession, event_id: int, member: int, message: Message) -> Message:
        """The event's card, redrawn after a press, with the reason and the button that its announcement had."""
        found = await _announced_to(session, event_id, member)
        if found is None:
            return message
        row, one, language = found
        return dressed(message, row, Addressee(member, language, one.why))

    async def digest(
        self, session: AsyncSession, told: Sequence[tuple[Announcement, dict[str, Any]]], language: Language
    ) -> Message:
        """All announcements of a week in one message, each with a button that opens its event."""
        items, rows, now = [], [], self._desk.clock.now()
        for row, why in told:
            event = await happenings.to_tell(session, row, now)
            answers_by = event.deadline if event is not None and event.state != "cancelled" else None
            open_until = answers_by is not None and answers_by > now
            apart = await events.departing(session, event, now) if event is not None else None
            dates = await events.to_come(session, event, now) if event is not None else []
            items.append({"row": row, "event": event, "draft": draft_of(row), "why": why, "open": open_until,
                          "departures": apart, "following": next(iter(dates), None)})  # fmt: skip
            if event is not None:
                title = event.title.get(language) or next(iter(event.title.values()))
                rows.append((Button(title[:60], data=f"ev open {event.id}"),))
        same = all(why == told[0][1] for _, why in told)
        html = say("announcements.digest", language, items=items, shared=told[0][1] if same else None)
        mine = Button(label("announcements.button_preferences", language), data="f show 0")
        return Message(html, (*rows, (mine,)))

    def _link(self, event: AnnouncedEvent) -> str | None:
        return f"https://t.me/{self._desk.username}?start=v_{event.id}" if self._desk.username else ""


def news(kind: str, draft: Draft, language: Language) -> Message:
    """A piece of news or an opportunity."""
    return Message(say("announcements.news", language, kind=kind, draft=draft))


def sample(kind: str, draft: Draft, language: Language, now: datetime) -> str:
    """How it will look, before there is an event."""
    if kind != "event":
        return news(kind, draft, language).html
    event = happenings.proposed(draft)
    return events.card(event, language, now=now, departures=departures.told(event, (), event, now)).html


def dressed(message: Message, row: Announcement, to: Addressee) -> Message:
    """With the reason under it, and the button to stop the kind; groups and channels have neither."""
    draft = draft_of(row)
    foreign = to.language not in draft.words("title") or to.language not in draft.words("description")
    foreign = foreign and bool(draft.get("description")) and to.language != draft.language
    note = say("announcements.foot", to.language, why=to.why, kind=row.kind, foreign=foreign)
    html = f"{message.html}\n\n{note}" if note else message.html
    if to.is_group:
        return replace(message, html=html)
    stop = Button(label(f"announcements.button_stop_{row.kind}", to.language), data=f"{KIND} mute {row.id}")
    return replace(message, html=html, buttons=(*message.buttons, (stop,)))


async def _announced_to(
    session: AsyncSession, event_id: int, member: int
) -> tuple[Announcement, Recipient, Language] | None:
    query = select(Announcement, Recipient).join(Recipient, Recipient.announcement_id == Announcement.id)
    query = query.where(Announcement.event_id == event_id, Recipient.chat_id == member, Recipient.told_at.is_not(None))
    found = (await session.execute(query.order_by(Announcement.id.desc()).limit(1))).first()
    return (found[0], found[1], await language_of(session, member)) if found else None
