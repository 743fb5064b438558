"""Wording: a language model's part in answers, where one is set."""

from bot.services.wording.ledger import Ledger
from bot.services.wording.voice import Policy, Voice
from bot.services.wording.words import Wording

__all__ = ["Ledger", "Policy", "Voice", "Wording"]
