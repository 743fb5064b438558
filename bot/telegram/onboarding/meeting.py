"""The first meeting, deep links, help, language, and commands that do not exist."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message, Update

from bot.errors import ButtonTooOld
from bot.services.onboarding import Newcomer, spoken
from bot.telegram import ask, directory, menus, presses, telling
from bot.telegram.context import Context
from bot.telegram.events import cards, door
from bot.telegram.onboarding import joining
from rag.documents import LANGUAGES

LANGUAGE_NAMES = {"it": "Italiano", "en": "English"}


async def meet(update: Update, context: Context) -> None:
    """Before all else: who is this? Typing inline is not yet speaking to us, and is not kept."""
    user = update.effective_user
    if user is None:
        return
    context.hears(spoken(user.language_code))
    if update.effective_message is not None and update.my_chat_member is None:
        newcomer = Newcomer(user.id, user.language_code)
        context.member = await context.services.onboarding.meet(newcomer)
    elif chosen := await context.services.onboarding.chosen_language(user.id):
        context.hears(chosen)


async def introduce_oneself(update: Update, context: Context) -> None:
    """Whoever begins with a question is told first that this is a machine, and what it keeps."""
    message = update.message
    starting = message is not None and (message.text or "").split("@")[0].split(" ")[0] == "/start"
    if message is not None and context.member and context.member.first_time and not starting:
        await telling.reply(message, context.say("onboarding.introduction"))


async def start(update: Update, context: Context) -> None:
    """/start, with or without the payload of a deep link. An unknown payload is no reason to be rude."""
    message = update.effective_message
    assert message is not None
    payload = (message.text or "").partition(" ")[2].strip()
    found = next(((open_it, link[1]) for shape, open_it in LINKS if (link := shape.fullmatch(payload))), None)
    first_time = context.member is not None and context.member.first_time
    if first_time or found is None:
        await telling.reply(message, context.say("onboarding.welcome"))
    if context.is_staff and message.from_user is not None:
        await menus.publish_for_staff(context.bot, message.from_user.id)
    if found is not None:
        open_it, key = found
        await open_it(message, context, key)


async def _open_answer(message: Message, context: Context, number: str) -> None:
    assert message.from_user is not None
    await ask.show(message, context, await context.services.ask.recall(int(number), message.from_user.id))


async def _open_company(message: Message, context: Context, key: str) -> None:
    profile = await directory.by_key(context, key)
    await telling.reply(message, *directory.card(context, profile, context.language))


async def _open_event(message: Message, context: Context, number: str) -> None:
    await cards.open_by_link(message, context, int(number))


# Where a deep link leads: t.me/<bot>?start=<payload>.
LINKS: tuple[tuple[re.Pattern[str], Callable[[Message, Context, str], Awaitable[None]]], ...] = (
    (re.compile(r"q([0-9]{1,9})"), _open_answer),
    (re.compile(r"c_([a-z0-9-]{1,40})"), _open_company),
    (re.compile(r"v_([0-9]{1,9})"), _open_event),
    (re.compile(r"p_([A-Za-z0-9_-]{16,40})"), door.scanned),
    (re.compile(r"j_([0-9]{1,9}_[a-z2-7]{26})"), joining.opened),
    (re.compile(r"j_(.*)"), joining.opened),  # a link of ours that lost a letter is told so
)


async def help_wanted(update: Update, context: Context) -> None:
    """/help, /aiuto."""
    message = update.effective_message
    assert message is not None
    html = context.say("onboarding.help")
    if context.is_staff:
        html += "\n\n" + context.say("announcements.help_staff")
        html += "\n" + context.say("events.help_for_staff")
        html += "\n" + context.say("onboarding.help_for_staff")
    await telling.reply(message, html)


async def stop(update: Update, context: Context) -> None:
    """/stop: there is nothing to leave, which is said with what is kept."""
    message = update.effective_message
    assert message is not None
    await telling.reply(message, context.say("ask.unsubscribe", names=()))


async def language(update: Update, context: Context) -> None:
    """/language, /lingua: asks which."""
    message = update.effective_message
    assert message is not None
    row = [InlineKeyboardButton(LANGUAGE_NAMES[one], callback_data=f"l {one} 0") for one in LANGUAGES]
    await telling.reply(message, context.say("onboarding.which_language"), InlineKeyboardMarkup([row]))


async def language_pressed(update: Update, context: Context) -> None:
    """The choice stays, whatever the app's language says from now on."""
    query = update.callback_query
    assert query is not None
    chosen = next((one for one in LANGUAGES if one == presses.read(query.data).verb), None)
    if chosen is None:
        raise ButtonTooOld
    context.member = await context.services.onboarding.choose_language(query.from_user.id, chosen)
    await telling.edit(query, context.say("onboarding.language_chosen"))
    await query.answer()


async def unknown_command(update: Update, context: Context) -> None:
    message = update.effective_message
    assert message is not None
    command = (message.text or "").split(maxsplit=1)[0][:40]
    await telling.reply(message, context.say("onboarding.unknown_command", command=command))
