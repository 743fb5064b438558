"""Announcements: how staff make something known, to whom, when, and what members choose to hear of."""

from bot.services.announcements.desk import Desk, Policy, Press, policy_of
from bot.services.announcements.drafts import KINDS
from bot.services.announcements.office import Announcements
from bot.services.announcements.preferences import CADENCES, Wishes

__all__ = ["CADENCES", "KINDS", "Announcements", "Desk", "Policy", "Press", "Wishes", "policy_of"]
