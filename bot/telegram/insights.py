"""/andamento, /insights: how the network is doing, for staff, as a chart with its figures in words."""

from __future__ import annotations

from telegram import InlineKeyboardMarkup, Message, Update
from telegram.constants import ParseMode

from bot.telegram import presses, telling
from bot.telegram.context import Context

LACKS = ("manca", "lacks")


async def show(update: Update, context: Context) -> None:
    """The chart; with "manca" or "lacks" after it, what the network lacks."""
    message = update.effective_message
    assert message is not None and message.from_user is not None
    staff = message.from_user.id
    if (message.text or "").partition(" ")[2].strip().lower() in LACKS:
        await telling.reply(message, await context.services.insights.lacking(staff, context.language))
        return
    async with telling.typing(message):
        report = await context.services.insights.report(staff, context.language)
    await _picture(message, context, report.picture, report.caption)


async def pressed(update: Update, context: Context) -> None:
    """`g lacks 0`: the list, below the chart."""
    query = update.callback_query
    assert query is not None
    presses.read(query.data)
    html = await context.services.insights.lacking(query.from_user.id, context.language)
    await telling.reply(telling.pressed(query), html)
    await query.answer()


async def _picture(message: Message, context: Context, picture: bytes, caption: str) -> None:
    button = presses.button(context.label("insights.button_lacking"), "g", "lacks")
    keyboard = InlineKeyboardMarkup([[button]])

    async def send() -> Message:
        return await message.reply_photo(picture, caption, parse_mode=ParseMode.HTML, reply_markup=keyboard)

    await telling.patiently(send)
