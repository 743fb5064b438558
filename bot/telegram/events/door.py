"""The door: the code that staff show, whoever scans it, and what staff see of an event."""

from __future__ import annotations

from functools import partial
from io import BytesIO

from telegram import CallbackQuery, InputFile, Message, Update

from bot.services import events, outbox
from bot.services.events import files
from bot.services.events.door import picture
from bot.telegram import telling
from bot.telegram.context import Context
from bot.telegram.events import cards
from bot.telegram.presses import Press


async def listing(update: Update, context: Context) -> None:
    """/presenze, /attendance: the events of these days, each with what staff see of it."""
    message = update.effective_message
    assert message is not None and message.from_user is not None
    shown = await context.services.events.at_the_door(message.from_user.id)
    rows = tuple((events.ev(context.label("events.title", event=one.event), "staff", one.event),) for one in shown)
    html = context.say("events.at_the_door", shown=shown)
    await telling.reply(message, html, telling.keyboard(outbox.Message(html, rows)))


async def staff(query: CallbackQuery, context: Context, press: Press) -> str:
    """How many come, wait, were there, and what was said afterwards."""
    said = await context.services.events.opinions(press.number, query.from_user.id)
    shown = await cards.look(query, context, press)
    html = context.say("events.staff", event=shown.event, seen=shown.seen, said=said, over=shown.over)
    code = events.ev(context.label("events.button_code"), "code", shown.event)
    table = events.ev(context.label("events.button_table"), "csv", shown.event)
    again = events.ev(context.label("events.button_again"), "staff", shown.event)
    back = events.ev(context.label("events.button_back_to_card"), "open", shown.event)
    rows = ((code, table), (again, back))
    await telling.edit(query, html, telling.keyboard(outbox.Message(html, rows)))
    return ""


async def code(query: CallbackQuery, context: Context, press: Press) -> str:
    """The code as a picture, to be shown at the entrance."""
    secret = await context.services.events.code(press.number, query.from_user.id)
    shown = await cards.look(query, context, press)
    link = f"https://t.me/{context.bot.username}?start=p_{secret}"
    caption = context.say("events.code", event=shown.event)
    message = telling.pressed(query)
    photo = InputFile(BytesIO(picture(link)), filename=files.code(shown.event, context.language))
    await telling.patiently(partial(message.reply_photo, photo, caption=caption, parse_mode="HTML"))
    return ""


async def table(query: CallbackQuery, context: Context, press: Press) -> str:
    """The participants as a file."""
    name, content = await context.services.events.participants(press.number, query.from_user.id, context.language)
    file = InputFile(BytesIO(content.encode()), filename=name)
    message = telling.pressed(query)
    await telling.patiently(partial(message.reply_document, file, caption=context.label("events.table_file")))
    return ""


async def scanned(message: Message, context: Context, secret: str) -> None:
    """t.me/<bot>?start=p_<secret>: whoever opens it within the event's hours is there."""
    assert message.from_user is not None
    shown = await context.services.events.check_in(secret, message.from_user.id)
    await telling.reply(message, context.say("events.checked_in", event=shown.event))
    await cards.show(message, shown)
