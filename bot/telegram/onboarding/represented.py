"""/chi_rappresenta: for staff, who stands for a company, and the way to end it; the person is told."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from telegram import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Update

from bot.errors import NoSuchCompany
from bot.telegram import presses, telling
from bot.telegram.context import Context
from bot.telegram.onboarding.joining import company_id
from bot.telegram.onboarding.steps import Page
from bot.telegram.presses import Press

Keyboard = InlineKeyboardMarkup
MOST = 90  # buttons; Telegram takes 100


async def represented(update: Update, context: Context) -> None:
    """/chi_rappresenta NAME, /represented NAME; without a name, all companies that have somebody."""
    message = update.effective_message
    assert message is not None and message.from_user is not None
    staff, name = message.from_user.id, (message.text or "").partition(" ")[2].strip()
    await context.services.people.only_staff(staff)
    if not name:
        await telling.reply(message, *await _companies(context, staff))
        return
    choices = await context.services.directory.find(name, context.language)
    if not choices:
        raise NoSuchCompany(name[:80])
    if len(choices) == 1:
        await telling.reply(message, *await _present(context, staff, choices[0].id))
        return
    rows = [[presses.button(one.name, "r", "at", of=one.id)] for one in choices]
    await telling.reply(message, context.say("ask.which", choices=choices), Keyboard(rows))


def list_button(context: Context) -> InlineKeyboardButton:
    """The way from the companies without anybody to those with somebody."""
    return presses.button(context.label("onboarding.button_who"), "r", "who")


async def _companies(context: Context, staff: int) -> Page:
    found = await context.services.onboarding.representing.represented(staff)
    buttons = [presses.button(name, "r", "at", of=company) for company, name in found[:MOST]]
    rows = [buttons[place : place + 2] for place in range(0, len(buttons), 2)]
    return context.say("onboarding.represented", count=len(found)), Keyboard(rows) if rows else None


async def _present(context: Context, staff: int, company: str) -> Page:
    found = await context.services.onboarding.representing.present(staff, company)
    rows = [
        [presses.button(context.label("onboarding.button_end", which=which), "r", "endask", number=case.number)]
        for which, (case, _, _) in enumerate(found.people[:MOST], start=1)
    ]
    rows.append([list_button(context)])
    return context.say("onboarding.present", present=found), Keyboard(rows)


async def _who(query: CallbackQuery, context: Context, press: Press) -> str:
    await telling.edit(query, *await _companies(context, query.from_user.id))
    return ""


async def _at(query: CallbackQuery, context: Context, press: Press) -> str:
    await telling.edit(query, *await _present(context, query.from_user.id, await company_id(context, press)))
    return ""


async def _end_ask(query: CallbackQuery, context: Context, press: Press) -> str:
    """Once more, for it ends requests too."""
    case = await context.services.onboarding.representing.standing(query.from_user.id, press.number)
    yes = presses.button(context.label("onboarding.button_end_sure"), "r", "end", number=press.number)
    back = presses.button(context.label("onboarding.button_end_not"), "r", "at", of=case.company_id)
    html = context.say("onboarding.end_sure", company=case.company, member_id=case.member_id)
    await telling.edit(query, html, Keyboard([[yes], [back]]))
    return ""


async def _end(query: CallbackQuery, context: Context, press: Press) -> str:
    case = await context.services.onboarding.representing.end(query.from_user.id, press.number)
    back = presses.button(
        context.label("onboarding.button_who_of", company=case.company), "r", "at", of=case.company_id
    )
    await telling.edit(query, context.say("onboarding.ended", company=case.company), Keyboard([[back]]))
    return ""


DEEDS: dict[str, Callable[[CallbackQuery, Context, Press], Awaitable[str]]] = {
    "who": _who, "at": _at, "endask": _end_ask, "end": _end,
}  # fmt: skip
