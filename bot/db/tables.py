"""All tables, for those who need them together: migrations, and tests that compare."""

from bot.db import (
    announcements,
    ask,
    directory,
    events,
    inbox,
    introductions,
    needs,
    onboarding,
    outbox,
    privacy,
    wording,
)
from bot.db.base import Base

METADATA = Base.metadata

__all__ = [
    "METADATA", "announcements", "ask", "directory", "events", "inbox", "introductions", "needs", "onboarding",
    "outbox", "privacy", "wording",
]  # fmt: skip
