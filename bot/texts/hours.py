"""Moments put into words: "domani alle 8:00", "giovedì 3 dicembre 2026 alle 18:00"."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from babel.dates import format_date

from bot.texts.dates import LOCALES
from rag.documents import Language

NEAR: dict[Language, tuple[str, str]] = {"it": ("oggi", "domani"), "en": ("today", "tomorrow")}
AT: dict[Language, str] = {"it": "alle", "en": "at"}


def moment(at: datetime, language: Language, now: datetime | None = None) -> str:
    """The moment by the clock of its own time zone; told from `now` where it is today or tomorrow."""
    return f"{day(at.date(), language, now.astimezone(at.tzinfo).date() if now else None)} {AT[language]} {hour(at)}"


def hour(at: datetime) -> str:
    """ "8:00", "18:30"."""
    return f"{at.hour}:{at.minute:02d}"


def day(on: date, language: Language, today: date | None = None) -> str:
    """ "domani" or "giovedì 3 dicembre 2026"."""
    if today is not None and on in (near := [today, today + timedelta(days=1)]):
        return NEAR[language][near.index(on)]
    return format_date(on, "EEEE d MMMM y", locale=LOCALES[language])
