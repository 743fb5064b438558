"""Figures on how Raccordo is used and what came of it. Counts only: no words, no persons."""

from bot.services.insights.office import Insights, Report, caption

__all__ = ["Insights", "Report", "caption"]
