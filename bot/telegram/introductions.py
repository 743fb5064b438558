"""Introductions in the chat: asked for by button, command or words, answered by buttons and by what is typed."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message, Update, User

from bot.errors import ButtonTooOld, NoSuchCompany, NotRepresenting
from bot.services import outbox
from bot.services.ask import Answered
from bot.services.introductions import Person
from bot.telegram import guests, presses, telling
from bot.telegram.context import Context
from bot.texts import say
from rag.documents import Answer, CompanyHit

BESIDE = ("reply", "question", "unblock")  # what is pressed stays, for its text is still needed
MOST_OFFERED = 5
BETWEEN = re.compile(r"\s*(?:,|;|\s+e\s+|\s+and\s+|\s*/\s*)\s*")


def new_button(text: str, company_id: str) -> InlineKeyboardButton:
    """A button that begins a request to be introduced to the company."""
    return presses.button(text, "i", "new", of=company_id)


async def begin(message: Message, context: Context, user: User | None, company_id: str, **given: Any) -> None:
    """The first question about a request, as a message of its own."""
    if user is None:
        return
    try:
        card = await context.services.introductions.begin(None, _person(user, context), company_id, **given)
    except NotRepresenting as refusal:
        await guests.show_the_way_in(message, context, refusal)
        return
    await _tell(message, card)


async def asked_for(message: Message, context: Context, user: User | None, answered: Answered) -> None:
    """ "Mi presenti a …?": one named company, two others, or whoever does something, with what documents it."""
    answer = answered.answer
    if user is None or user.is_bot:  # the message is ours: who asked writes the command
        await telling.reply(message, context.say("introductions.which_company"))
        return
    if answer.intent == "introduce_two" and len(answer.targets) > 1:
        first, second = answer.targets[:2]
        await _tell(message, await context.services.introductions.begin_two(_person(user, context), first, second))
    elif _named(answer):
        await begin(message, context, user, answer.targets[0])
    else:
        await _pick(message, context, answered)


def _named(answer: Answer) -> bool:
    """Whether a company was named; one that was found for what it does is offered with its evidence."""
    return len(answer.companies) < 2 and not any(hit.capability and hit.snippets for hit in answer.companies)


async def _pick(message: Message, context: Context, answered: Answered) -> None:
    """The buttons are those of an answer, so that the request knows what was looked for."""
    answer = answered.answer
    shown: tuple[CompanyHit, ...] = answer.companies[:MOST_OFFERED]
    html = say("introductions.pick", answer.language, companies=shown, today=context.services.clock.today())
    rows = []
    for place, hit in enumerate(shown, start=1):
        text = f"{place}. {hit.name}"
        kept = presses.button(text, "a", "introduce", number=answered.number or 0, of=hit.id)
        rows.append([kept if answered.number else new_button(text, hit.id)])
    await telling.reply(message, html, InlineKeyboardMarkup(rows))


async def introduce_me(update: Update, context: Context) -> None:
    """/presentami NAME, /introduce_me NAME."""
    message, user = _who(update)
    name = (message.text or "").partition(" ")[2].strip()
    if not name:
        await telling.reply(message, context.say("introductions.which_company"))
        return
    choices = await context.services.directory.find(name, context.language)
    if not choices:
        raise NoSuchCompany(name[:80])
    if len(choices) == 1:
        await begin(message, context, user, choices[0].id)
        return
    rows = [[new_button(choice.name, choice.id)] for choice in choices]
    await telling.reply(message, context.say("ask.which", choices=choices), InlineKeyboardMarkup(rows))


async def listing(update: Update, context: Context) -> None:
    """/presentazioni, /introductions."""
    message, user = _who(update)
    await _tell(message, await context.services.introductions.listing(_person(user, context)))


async def competitors(update: Update, context: Context) -> None:
    """/concorrenti A, B: for staff, what needs their word first."""
    message, user = _who(update)
    companies = []
    for name in BETWEEN.split((message.text or "").partition(" ")[2].strip()):
        if name:
            companies.append(await _certain(context, name))
    await _tell(message, await context.services.introductions.mark(_person(user, context), companies))


async def _certain(context: Context, name: str) -> str:
    found = await context.services.directory.find(name, context.language)
    if len(found) != 1:
        raise NoSuchCompany(name[:80])
    return found[0].id


async def pressed(update: Update, context: Context) -> None:
    """`i verb number key`: the service sees to it that only those press to whom it was sent."""
    query = update.callback_query
    assert query is not None
    press = presses.read(query.data)
    if press.verb == "new":
        company = await _by_key(context, press)
        await begin(telling.pressed(query), context, query.from_user, company)
    else:
        shown = telling.pressed(query).message_id
        person = replace(_person(query.from_user, context), message_id=shown)
        card = await context.services.introductions.press(person, press.verb, press.number, press.key)
        if press.verb in BESIDE:
            await _tell(telling.pressed(query), card)
        else:
            await telling.edit(query, card.html, telling.keyboard(card))
    await query.answer()


async def take(message: Message, context: Context) -> bool:
    """Takes the text for what was asked just now. Whether it was taken."""
    if message.from_user is None or message.forward_origin is not None:
        return False
    card = await context.services.introductions.typed(_person(message.from_user, context), message.text or "")
    if card is not None:
        await _tell(message, card)
    return card is not None


async def commanded(update: Update, context: Context) -> None:
    """A command ends what was being asked; the draft stays."""
    _, user = _who(update)
    await context.services.introductions.leave_asking(_person(user, context))


async def _by_key(context: Context, press: presses.Press) -> str:
    """The id of the company, of which a button has room for the beginning."""
    if len(press.key) < presses.KEY_LENGTH:
        return press.key
    choice = presses.pick(press, await context.services.directory.find(press.key, context.language))
    if choice is None:
        raise ButtonTooOld
    return choice.id


async def _tell(message: Message, card: outbox.Message) -> None:
    await telling.reply(message, card.html, telling.keyboard(card))


def _person(user: User, context: Context) -> Person:
    return Person(user.id, context.language, user.full_name, user.username or "", context.update_id)


def _who(update: Update) -> tuple[Message, User]:
    message = update.effective_message
    assert message is not None and message.from_user is not None
    return message, message.from_user
