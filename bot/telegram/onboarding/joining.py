"""Joining by a link: /invita makes one with its picture and texts to forward; whoever opens it is asked, then joins."""

from __future__ import annotations

from functools import partial
from io import BytesIO

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, InputFile, Message, Update

from bot.errors import ButtonTooOld, NoSuchCompany
from bot.services.events.door import picture
from bot.services.onboarding.invitations import DAYS, MANY, Invited
from bot.telegram import menus, presses, telling
from bot.telegram.context import Context
from bot.telegram.onboarding import steps
from bot.telegram.presses import Press
from bot.texts import say
from rag.documents import LANGUAGES

Keyboard = InlineKeyboardMarkup


async def invite(update: Update, context: Context) -> None:
    """/invita NAME, /invite NAME: for staff."""
    message = update.effective_message
    assert message is not None and message.from_user is not None
    staff = message.from_user.id
    name = (message.text or "").partition(" ")[2].strip()
    await context.services.people.only_staff(staff)
    if not name:
        await telling.reply(message, *await _open_ones(context, staff))
        return
    choices = await context.services.directory.find(name, context.language)
    if not choices:
        raise NoSuchCompany(name[:80])
    if len(choices) == 1:
        await telling.reply(message, *await _terms(context, choices[0].id))
        return
    rows = [[presses.button(one.name, "j", "offer", of=one.id)] for one in choices]
    await telling.reply(message, context.say("ask.which", choices=choices), Keyboard(rows))


async def pressed(update: Update, context: Context) -> None:
    """`j verb number key`."""
    query = update.callback_query
    assert query is not None
    press = presses.read(query.data)
    person, invitations = query.from_user.id, context.services.onboarding.invitations
    toast = ""
    if press.verb == "offer":
        await context.services.people.only_staff(person)
        await telling.edit(query, *await _terms(context, await company_id(context, press)))
    elif press.verb == "make":
        uses, days = divmod(press.number, 100)
        invited = await invitations.make(person, await company_id(context, press), uses, days)
        await hand_out(telling.pressed(query), context, invited)
    elif press.verb == "revoke":
        invited = await invitations.revoke(person, press.number)
        await telling.relabel(query, None)
        toast = context.label("onboarding.revoked", company=invited.company)
    elif press.verb == "join":
        await _join(update, context, press)
    elif press.verb == "no":
        await telling.edit(query, context.say("onboarding.not_joined"))
    else:
        raise ButtonTooOld
    await query.answer(toast)


async def opened(message: Message, context: Context, token: str) -> None:
    """t.me/<bot>?start=j_<token>: says for what it is, and asks before anything changes."""
    assert message.from_user is not None
    invited = await context.services.onboarding.invitations.look(token, message.from_user.id)
    if invited.already:
        await telling.reply(message, *await _already(context, invited))
        return
    rows = [
        [presses.button(_yes(context, invited), "j", "join", number=invited.number, of=invited.mac)],
        [presses.button(context.label("onboarding.button_not_me"), "j", "no")],
    ]
    html = context.say("onboarding.invitation", company=invited.company, expires=invited.expires_at)
    await telling.reply(message, html, Keyboard(rows))


async def hand_out(message: Message, context: Context, invited: Invited) -> None:
    """The picture for a screen or a badge, and a text to forward in each language."""
    link = f"https://t.me/{context.bot.username}?start=j_{invited.token}"
    caption = context.say(
        "onboarding.invited", company=invited.company, uses=invited.uses_left, expires=invited.expires_at
    )
    revoke = presses.button(context.label("onboarding.button_revoke"), "j", "revoke", number=invited.number)
    photo = InputFile(BytesIO(picture(link)), filename="invito.png")
    await telling.patiently(
        partial(message.reply_photo, photo, caption=caption, parse_mode="HTML", reply_markup=Keyboard([[revoke]]))
    )
    for language in LANGUAGES:
        await telling.reply(
            message,
            say("onboarding.to_forward", language, company=invited.company, link=link, expires=invited.expires_at),
        )


async def company_id(context: Context, press: Press) -> str:
    """The company that a button means. Raises ButtonTooOld."""
    choice = presses.pick(press, await context.services.directory.find(press.key, context.language))
    if choice is None:
        raise ButtonTooOld
    return choice.id


async def _join(update: Update, context: Context, press: Press) -> None:
    query = update.callback_query
    assert query is not None
    token = f"{press.number}_{press.key}"
    invited = await context.services.onboarding.invitations.accept(token, query.from_user.id)
    if invited.company is None:
        await menus.publish_for_staff(context.bot, query.from_user.id)
        await telling.edit(query, context.say("onboarding.now_staff"))
        return
    await telling.edit(query, context.say("onboarding.joined", company=invited.company))
    await steps.go_on(telling.pressed(query), context, query.from_user, invited.standing or 0)


async def _terms(context: Context, company: str) -> tuple[str, Keyboard]:
    """For how many people, and how long."""
    name = await context.services.onboarding.representing.company_of(company)
    rows = [[_term(context, uses, days, company) for days in DAYS] for uses in (1, MANY)]
    return context.say("onboarding.invite_terms", company=name), Keyboard(rows)


def _term(context: Context, uses: int, days: int, company: str) -> InlineKeyboardButton:
    text = context.label("onboarding.button_term", uses=uses, days=days)
    return presses.button(text, "j", "make", number=uses * 100 + days, of=company)


async def _open_ones(context: Context, staff: int) -> tuple[str, Keyboard | None]:
    found = await context.services.onboarding.invitations.open_ones(staff)
    rows = [
        [
            presses.button(
                context.label("onboarding.button_revoke_of", company=one.company), "j", "revoke", number=one.number
            )
        ]
        for one in found
    ]
    return context.say("onboarding.invite_how", invitations=found), Keyboard(rows) if rows else None


async def _already(context: Context, invited: Invited) -> tuple[str, Keyboard | None]:
    html = context.say("onboarding.already", company=invited.company)
    if invited.standing is None:
        return html, None
    page = presses.button(context.label("onboarding.button_page"), "r", "page", number=invited.standing)
    return html, Keyboard([[page]])


def _yes(context: Context, invited: Invited) -> str:
    if invited.company is None:
        return context.label("onboarding.button_be_staff")
    return context.label("onboarding.button_join", company=invited.company)
