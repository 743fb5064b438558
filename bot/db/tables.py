"""All tables, for those who need them together: migrations, and tests that compare."""

from bot.db import ask, directory, events, onboarding
from bot.db.base import Base

METADATA = Base.metadata

__all__ = ["METADATA", "ask", "directory", "events", "onboarding"]
