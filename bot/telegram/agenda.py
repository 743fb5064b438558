"""/eventi, /events: what staff announced, each with its buttons, and then what the sources tell of."""

from __future__ import annotations

from telegram import Update

from bot.telegram import ask
from bot.telegram.context import Context
from bot.telegram.events import cards


async def listing(update: Update, context: Context) -> None:
    """The same as asking for them in words; what is announced is told even where the sources can't be searched."""
    message = update.effective_message
    assert message is not None
    told = await cards.tell_coming(message, context)
    await ask.answer(message, context, context.label("events.question"), announced=told)
