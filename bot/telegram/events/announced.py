"""Every button about an announced event, and what its press leads to."""

from __future__ import annotations

from telegram import Update

from bot.errors import ButtonTooOld
from bot.telegram import presses
from bot.telegram.context import Context
from bot.telegram.events import cards, door, own
from bot.telegram.events.cards import Verb

VERBS: dict[str, Verb] = {
    "go": cards.answer, "maybe": cards.answer, "decline": cards.answer,
    "open": cards.back, "who": cards.who, "dates": cards.dates, "ics": cards.calendar,
    "worth": cards.judge, "again": cards.judge,
    "more": own.more, "day": own.remind, "hours": own.remind,
    "appear": own.consent, "as": own.as_account, "name": own.ask_to_type, "company": own.ask_to_type,
    "firm": own.firm, "hide": own.hide, "meets": own.let_meet, "meet": own.meet, "introduce": own.introduce,
    "feed": own.feed, "staff": door.staff, "code": door.code, "csv": door.table,
}  # fmt: skip


async def pressed(update: Update, context: Context) -> None:
    """Whoever presses, presses for themselves: the press says of which event, the update says who."""
    query = update.callback_query
    assert query is not None
    press = presses.read(query.data)
    verb = VERBS.get(press.verb)
    if verb is None:
        raise ButtonTooOld
    await query.answer(await verb(query, context, press))
