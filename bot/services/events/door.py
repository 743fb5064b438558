"""At the door: the code that is shown there, who scans it within the event's hours, and the table of participants."""

from __future__ import annotations

import csv
import io
import unicodedata
from datetime import datetime, timedelta

import segno
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.events import AnnouncedEvent, Attendance
from bot.errors import CheckInClosed, EventCancelled, NoSuchEvent
from bot.services.events import seats
from bot.services.events.details import finish, local
from bot.texts import label
from rag.documents import Language

OPENS, CLOSES = timedelta(hours=1), timedelta(hours=3)  # before the start, after the end
COLUMNS = ("member", "name", "answer", "answered", "attended")
FORMULAS = "=+-@\t\r\n|%"  # what a spreadsheet may take for the beginning of a formula or command


async def check_in(session: AsyncSession, secret: str, member_id: int, now: datetime) -> AnnouncedEvent:
    """Marks the member present. Raises NoSuchEvent, EventCancelled, CheckInClosed."""
    found = await session.scalar(select(AnnouncedEvent.id).where(AnnouncedEvent.check_in == secret))
    if found is None:
        raise NoSuchEvent
    event = await seats.locked(session, found)
    if event.state == "cancelled":
        raise EventCancelled
    if not event.starts_at - OPENS <= now <= finish(event) + CLOSES:
        raise CheckInClosed
    await seats.attend(session, event, member_id, now)
    return event


def picture(link: str) -> bytes:
    """The link as a QR code, PNG, large enough for a screen at the door."""
    out = io.BytesIO()
    segno.make(link, error="m", micro=False).save(out, kind="png", scale=12, border=4)
    return out.getvalue()


async def participants(session: AsyncSession, event: AnnouncedEvent, language: Language) -> str:
    """The answers as a table that spreadsheets open (semicolons, UTF-8); names only of those who agreed."""
    query = select(Attendance).where(Attendance.event_id == event.id, Attendance.answer != "")
    rows = await session.scalars(query.order_by(Attendance.answered_at, Attendance.member_id))
    out = io.StringIO()
    table = csv.writer(out, delimiter=";", lineterminator="\r\n")
    table.writerow(label(f"events.column_{one}", language) for one in COLUMNS)
    table.writerows(_row(event, one, language) for one in rows)
    return "\ufeff" + out.getvalue()  # the mark by which spreadsheets know UTF-8


def harmless(cell: str) -> str:
    """The text as text, also where a spreadsheet would compute it."""
    plain = unicodedata.normalize("NFKC", cell).lstrip()  # full-width signs count too, and blanks before them
    return f"'{cell}" if (plain[:1] and plain[0] in FORMULAS) or cell[:1] in ("\t", "\r", "\n") else cell


def _row(event: AnnouncedEvent, one: Attendance, language: Language) -> tuple[str, ...]:
    name = harmless(one.shown_as or "") if one.visible else ""
    answer = label("events.answer_in_table", language, answer=one.answer)
    return str(one.member_id), name, answer, _clock(event, one.answered_at), _clock(event, one.attended_at)


def _clock(event: AnnouncedEvent, moment: datetime | None) -> str:
    return f"{local(event, moment):%Y-%m-%d %H:%M}" if moment else ""
