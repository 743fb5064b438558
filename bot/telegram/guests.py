"""What a guest is told who presses something for members: a message that stays, with the way in, not a toast."""

from __future__ import annotations

from telegram import InlineKeyboardMarkup, Message

from bot.errors import Refusal
from bot.telegram import presses, telling
from bot.telegram.context import Context


async def show_the_way_in(message: Message, context: Context, refusal: Refusal) -> None:
    """The refusal's words, and a button that asks the staff."""
    way_in = presses.button(context.label("onboarding.button_way_in"), "r", "company")
    html = context.say(refusal.moment, **refusal.blanks)
    await telling.reply(message, html, InlineKeyboardMarkup([[way_in]]))
