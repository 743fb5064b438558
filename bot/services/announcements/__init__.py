"""Announcements: how staff make something known, to whom, when, and what members choose to hear of."""

from bot.services.announcements.desk import Desk, Policy, Press
from bot.services.announcements.office import Announcements

__all__ = ["Announcements", "Desk", "Policy", "Press"]
