"""Moments told from now: "oggi alle 18:30", "domani alle 8:00", "giovedì 3 dicembre 2026 alle 18:00"."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date

from bot.texts.dates import LOCALES
from rag.documents import Language

HOME = ZoneInfo("Europe/Rome")
NEAR: dict[Language, tuple[str, str]] = {"it": ("oggi", "domani"), "en": ("today", "tomorrow")}
AT: dict[Language, str] = {"it": "alle", "en": "at"}


def soon(at: datetime, language: Language, now: datetime | None = None) -> str:
    """The moment by the clocks where `now` is; told from it where it is today or tomorrow."""
    there = at.astimezone(now.tzinfo) if now else at
    return f"{day_name(there.date(), language, now.date() if now else None)} {AT[language]} {there:%H:%M}"


def day_name(on: date, language: Language, today: date | None = None) -> str:
    """ "domani" or "giovedì 3 dicembre 2026"."""
    if today is not None and on in (near := [today, today + timedelta(days=1)]):
        return NEAR[language][near.index(on)]
    return format_date(on, "EEEE d MMMM y", locale=LOCALES[language])


def day(at: datetime, language: Language) -> str:
    """ "3 dicembre 2026": the day of the moment, by Turin's clocks."""
    return format_date(at.astimezone(HOME).date(), "d MMMM y", locale=LOCALES[language])


def written(value: str, language: Language) -> str:
    """A moment as a draft keeps it ("2026-12-03T18:00", or the day alone), put into words."""
    told = format_date(date.fromisoformat(value[:10]), "EEEE d MMMM y", locale=LOCALES[language])
    return f"{told}, {value[11:16]}" if "T" in value else told
