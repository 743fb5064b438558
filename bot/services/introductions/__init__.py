"""Introductions: two companies meet through the association, both willing, and it is known what came of it."""

from bot.services.introductions.desk import Desk, Person, Policy
from bot.services.introductions.funnel import Funnel, funnel
from bot.services.introductions.service import Introductions

__all__ = ["Desk", "Funnel", "Introductions", "Person", "Policy", "funnel"]
