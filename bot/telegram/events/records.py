"""An event of the sources in detail, by a button under an answer."""

from __future__ import annotations

from telegram import InlineKeyboardMarkup, Update

from bot.errors import ButtonTooOld
from bot.telegram import presses, telling
from bot.telegram.context import Context
from bot.texts import label, say_record


async def pressed(update: Update, context: Context) -> None:
    """An event of an answer, with all that its sources say, in the place of the answer."""
    query = update.callback_query
    assert query is not None
    press = presses.read(query.data)
    answered = await context.services.ask.recall(press.number, query.from_user.id)
    hit = presses.pick(press, answered.answer.events)
    if hit is None or press.verb != "show":
        raise ButtonTooOld
    language = answered.answer.language
    event = await context.services.directory.record(hit.id, language)
    html = say_record(event, language, context.services.clock.today())
    back = presses.button(label("ask.button_back", language), "a", "back", number=press.number)
    await telling.edit(query, html, InlineKeyboardMarkup([[back]]))
    await query.answer()
