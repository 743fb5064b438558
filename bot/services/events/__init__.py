"""Events: those that sources tell of (`records`), and those that staff announce: their life, answers, cards.

Each verb here works in the session of its caller; `desk.Events` has the verbs that are whole transactions.
"""

from bot.services.events.cards import Guest, Seen, card, ev
from bot.services.events.counts import Turnout, turnout
from bot.services.events.details import EventDetails, closes, details_of, finish, is_over
from bot.services.events.life import cancel, change, concerned, create, extend, next_start, publish
from bot.services.events.series import departing, first_of, of_one_series, step_aside, to_come

__all__ = [
    "EventDetails", "Guest", "Seen", "Turnout", "cancel", "card", "change", "closes", "concerned", "create",
    "departing", "details_of", "ev", "extend", "finish", "first_of", "is_over", "next_start", "of_one_series",
    "publish", "step_aside", "to_come", "turnout",
]  # fmt: skip
