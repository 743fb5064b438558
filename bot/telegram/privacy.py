"""/privacy with a button for each consent; /miei_dati hands over all that is held; /dimenticami erases it."""

from __future__ import annotations

from functools import partial
from io import BytesIO

from telegram import InlineKeyboardMarkup, InputFile, Update

from bot.errors import ButtonTooOld
from bot.services.people import PURPOSES
from bot.telegram import menus, presses, telling, wording
from bot.telegram.context import Context
from bot.telegram.onboarding import steps

Keyboard = InlineKeyboardMarkup


async def show(update: Update, context: Context) -> None:
    """/privacy: what is kept and what for; and what one agreed to, on a message of its own with its buttons."""
    message = update.effective_message
    assert message is not None and message.from_user is not None
    await telling.reply(message, context.say("onboarding.privacy") + wording.disclosed(context, context.language))
    await telling.reply(message, *await _page(context, message.from_user.id))


async def pressed(update: Update, context: Context) -> None:
    """`p verb number purpose`; with a number, the press is a step after joining and the next one follows."""
    query = update.callback_query
    assert query is not None
    press = presses.read(query.data)
    if press.verb in ("yes", "no"):
        words = steps.shown_wording(context, press.key) if press.key in PURPOSES else ""
        await context.services.privacy.agree(query.from_user.id, press.key, words, given=press.verb == "yes")
        if press.number:
            await steps.edit_on(query, context, press.number)
        else:
            await telling.edit(query, *await _page(context, query.from_user.id))
    elif press.verb == "show":
        await telling.reply(telling.pressed(query), *await _page(context, query.from_user.id))
    elif press.verb == "forget":
        await _forget(update, context)
    elif press.verb == "stay":
        await telling.edit(query, context.say("privacy.stays"))
    else:
        raise ButtonTooOld
    await query.answer()


async def hand_over(update: Update, context: Context) -> None:
    """/miei_dati, /my_data."""
    message = update.effective_message
    assert message is not None and message.from_user is not None
    held = await context.services.privacy.export(message.from_user.id)
    file = InputFile(BytesIO(held.encode()), filename="raccordo.json")
    await telling.patiently(partial(message.reply_document, file, caption=context.label("privacy.export")))


async def forget_me(update: Update, context: Context) -> None:
    """/dimenticami, /forget_me: says what happens, and asks a second time."""
    message = update.effective_message
    assert message is not None
    yes = presses.button(context.label("privacy.button_forget"), "p", "forget")
    no = presses.button(context.label("privacy.button_stay"), "p", "stay")
    await telling.reply(message, context.say("privacy.forget_sure"), Keyboard([[yes], [no]]))


async def _forget(update: Update, context: Context) -> None:
    query = update.callback_query
    assert query is not None
    told = context.say("privacy.forgotten")  # said in the language that is known until then
    await context.services.privacy.forget(query.from_user.id)
    context.forget()
    await menus.withdraw_from_staff(context.bot, query.from_user.id)
    await telling.edit(query, told)


async def _page(context: Context, person: int) -> tuple[str, Keyboard]:
    words = await context.services.privacy.words(person)
    rows = []
    for purpose in PURPOSES:
        verb = "no" if words[purpose].given else "yes"
        text = context.label("privacy.button_purpose", purpose=purpose, given=words[purpose].given)
        rows.append([presses.button(text, "p", verb, of=purpose)])
    shown = {purpose: context.label("privacy.purpose", purpose=purpose) for purpose in PURPOSES}
    return context.say("privacy.consents", words=words, purposes=shown), Keyboard(rows)
