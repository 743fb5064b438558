"""Profiles: by command, by button, by deep link, and by name in a question."""

from __future__ import annotations

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message, Update

from bot.errors import ButtonTooOld, NoSuchCompany
from bot.services.directory import Profile
from bot.telegram import introductions, presses, telling
from bot.telegram.context import Context
from bot.telegram.presses import Press
from bot.texts import label, say, say_profile
from rag.documents import Choice, Language


async def company(update: Update, context: Context) -> None:
    """/azienda NAME, /company NAME."""
    message = _message(update)
    name = (message.text or "").partition(" ")[2].strip()
    if not name:
        await telling.reply(message, context.say("directory.which_company"))
        return
    choices = await context.services.directory.find(name, context.language)
    if not choices:
        raise NoSuchCompany(name[:80])
    if len(choices) == 1:
        await show(message, context, choices[0].id, context.language)
        return
    html = context.say("ask.which", choices=choices)
    await telling.reply(message, html, choices_keyboard(choices, number=0))


async def pressed(update: Update, context: Context) -> None:
    """Buttons under a profile, or under the question which of several companies is meant."""
    query = update.callback_query
    assert query is not None
    press = presses.read(query.data)
    profile = await by_key(context, press.key)
    if press.verb == "show":
        await telling.edit(query, *card(context, profile, context.language))
    elif press.verb == "introduce":
        await introductions.begin(telling.pressed(query), context, query.from_user, profile.id)
    else:
        raise ButtonTooOld
    await query.answer()


async def show(message: Message, context: Context, company_id: str, language: Language) -> None:
    """The profile as a message of its own."""
    profile = await context.services.directory.profile(company_id)
    await telling.reply(message, *card(context, profile, language))


def card(
    context: Context, profile: Profile, language: Language, *, back_to: int = 0
) -> tuple[str, InlineKeyboardMarkup]:
    """The profile and its buttons; with the number of an answer, one leads back to it."""
    html = say_profile(profile, language, context.services.clock.today())
    if profile.representatives:
        html += "\n\n" + say("directory.representatives", language, names=profile.representatives)
    follow = presses.button(label("announcements.button_follow", language), "f", "company", of=profile.id)
    if back_to:
        introduce_me = presses.button(
            label("ask.button_introduce", language), "a", "introduce", number=back_to, of=profile.id
        )
        back = presses.button(label("ask.button_back", language), "a", "back", number=back_to, of=profile.id)
        return html, InlineKeyboardMarkup([[introduce_me, follow], [back]])
    introduce_me = presses.button(label("ask.button_introduce", language), "c", "introduce", of=profile.id)
    return html, InlineKeyboardMarkup([[introduce_me, follow]])


def profile_button(company_id: str, name: str, language: Language) -> InlineKeyboardButton:
    return presses.button(label("ask.button_profile", language, name=name), "c", "show", of=company_id)


def choices_keyboard(choices: tuple[Choice, ...], *, number: int) -> InlineKeyboardMarkup:
    """One button a company; with a number they belong to the answer that asked which is meant."""
    kind, verb = ("a", "choose") if number else ("c", "show")
    return InlineKeyboardMarkup(
        [[presses.button(choice.name, kind, verb, number=number, of=choice.id)] for choice in choices]
    )


async def by_key(context: Context, key: str) -> Profile:
    """The profile whose id begins with the key: buttons and links have no room for the longest ids."""
    if len(key) < presses.KEY_LENGTH:
        return await context.services.directory.profile(key)
    found = await context.services.directory.find(key, context.language)
    choice = presses.pick(Press("c", "show", key=key), found)
    if choice is None:
        raise ButtonTooOld
    return await context.services.directory.profile(choice.id)


def _message(update: Update) -> Message:
    assert update.effective_message is not None
    return update.effective_message
