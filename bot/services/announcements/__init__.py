"""Announcements: how staff make something known, to whom, when, and what members choose to hear of."""

from bot.services.announcements.desk import Desk, Policy, Press, policy_of
from bot.services.announcements.office import Announcements
from bot.services.announcements.preferences import OFFERED, Wishes

__all__ = ["OFFERED", "Announcements", "Desk", "Policy", "Press", "Wishes", "policy_of"]
