"""Onboarding: who writes to us, who joins as somebody of a company, who is staff, and how each is shown."""

from bot.services.onboarding.hall import Hall, secret_of
from bot.services.onboarding.newcomers import Member, Newcomer, Onboarding, spoken

__all__ = ["Hall", "Member", "Newcomer", "Onboarding", "secret_of", "spoken"]
