"""Standing for a company without a link: /rappresento asks staff, who decide by buttons. And how one is shown."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial

from telegram import CallbackQuery, ForceReply, InlineKeyboardButton, InlineKeyboardMarkup, Message, Update, User

from bot.errors import ButtonTooOld, NoSuchCompany
from bot.services.onboarding.profiles import Asked
from bot.services.onboarding.representing import Case
from bot.telegram import ask, presses, telling
from bot.telegram.context import Context
from bot.telegram.onboarding import represented, steps
from bot.telegram.onboarding.joining import company_id
from bot.telegram.presses import Press
from bot.texts import plain, say
from rag.documents import LANGUAGES

Keyboard = InlineKeyboardMarkup
ASKED: dict[str, Asked] = {"name": "name", "contact": "contact"}
SAID = r"(?i)^\s*(?:io\s+)?(?:rappresento|i\s+represent)\s+(?P<name>[^?\n]{2,80})$"


async def represent(update: Update, context: Context) -> None:
    """/rappresento NAME, /represent NAME."""
    message, person = _who(update)
    name = (message.text or "").partition(" ")[2].strip()
    if not name:
        await telling.reply(message, context.say("onboarding.represent_how"))
        return
    if not await _offer(message, context, person, name):
        raise NoSuchCompany(name[:80])


async def said(update: Update, context: Context) -> None:
    """ "Rappresento Cecomp" as a sentence; where no company is meant, it is a question like any other."""
    message, person = _who(update)
    name = context.matches[0]["name"].strip(" .!") if context.matches else ""
    if not await _offer(message, context, person, name):
        await ask.question(update, context)


async def answered(message: Message, context: Context) -> bool:
    """A reply to our question for the company's name is that name. Whether it was one."""
    asked = message.reply_to_message.text if message.reply_to_message is not None else None
    if asked is None or message.from_user is None or message.forward_origin is not None:
        return False
    if asked not in {plain(say("onboarding.which_company", one)) for one in LANGUAGES}:
        return False
    name = (message.text or "").strip()
    if not await _offer(message, context, message.from_user, name):
        raise NoSuchCompany(name[:80])
    return True


async def missing(update: Update, context: Context) -> None:
    """/chi_manca, /missing: for staff, companies nobody stands for, and requests that wait."""
    message, person = _who(update)
    gaps = await context.services.onboarding.representing.gaps(person.id)
    rows = [[_request_button(context, case, name)] for case, name in gaps.waiting[:10]]
    if gaps.represented:
        rows.append([represented.list_button(context)])
    await telling.reply(message, context.say("onboarding.gaps", gaps=gaps), Keyboard(rows) if rows else None)


def _request_button(context: Context, case: Case, name: str) -> InlineKeyboardButton:
    text = context.label("onboarding.button_request", name=name, company=case.company)
    return presses.button(text, "r", "req", number=case.number)


async def pressed(update: Update, context: Context) -> None:
    """`r verb number key`."""
    query = update.callback_query
    assert query is not None
    press = presses.read(query.data)
    deed = DEEDS.get(press.verb) or represented.DEEDS.get(press.verb)
    if deed is None:
        raise ButtonTooOld
    await query.answer(await deed(query, context, press))


async def take(message: Message, context: Context) -> bool:
    """Takes a text for what was asked just now; a question is a question all the same. Whether it was taken."""
    assert message.from_user is not None
    person, profiles = message.from_user, context.services.onboarding.profiles
    pending = await profiles.asked(person.id)
    if pending is None:
        return False
    number, what = pending
    if "?" in (message.text or ""):
        await profiles.ask_no_more(person.id, number)
        return False
    await (profiles.show_as if what == "name" else profiles.share)(person.id, number, message.text or "")
    standing = await profiles.standing(person.id, number)
    await telling.reply(message, *steps.standing_page(context, standing, person))
    return True


async def _offer(message: Message, context: Context, person: User, name: str) -> bool:
    choices = await context.services.directory.find(name, context.language)
    if len(choices) == 1:
        await telling.reply(message, *await _confirm(context, person, choices[0].id))
    elif choices:
        rows = [[presses.button(one.name, "r", "mine", of=one.id)] for one in choices]
        await telling.reply(message, context.say("ask.which", choices=choices), Keyboard(rows))
    return bool(choices)


async def _confirm(context: Context, person: User, company: str) -> steps.Page:
    """What staff will be told, before they are."""
    name = await context.services.onboarding.representing.company_of(company)
    html = context.say("onboarding.represent_ask", company=name, name=person.full_name)
    yes = presses.button(context.label("onboarding.button_ask"), "r", "ask", of=company)
    no = presses.button(context.label("onboarding.button_rather_not"), "r", "not")
    return html, Keyboard([[yes, no]])


async def _which(query: CallbackQuery, context: Context, press: Press) -> str:
    """Their app opens a reply to this, so that no state has to be kept of somebody who is a guest."""
    prompt = context.say("onboarding.which_company")
    await telling.patiently(partial(telling.pressed(query).reply_text, prompt, reply_markup=ForceReply()))
    return ""


async def _mine(query: CallbackQuery, context: Context, press: Press) -> str:
    await telling.edit(query, *await _confirm(context, query.from_user, await company_id(context, press)))
    return ""


async def _ask(query: CallbackQuery, context: Context, press: Press) -> str:
    company = await company_id(context, press)
    case = await context.services.onboarding.representing.ask(query.from_user.id, company, query.from_user.full_name)
    if case.state == "approved":
        await steps.edit_on(query, context, case.number)
        return ""
    withdraw = presses.button(context.label("onboarding.button_withdraw"), "r", "unask", number=case.number)
    await telling.edit(query, context.say("onboarding.asked", company=case.company), Keyboard([[withdraw]]))
    return ""


async def _not(query: CallbackQuery, context: Context, press: Press) -> str:
    await telling.edit(query, context.say("onboarding.not_joined"))
    return ""


async def _decide(query: CallbackQuery, context: Context, press: Press) -> str:
    representing = context.services.onboarding.representing
    case = await representing.decide(query.from_user.id, press.number, yes=press.verb == "yes")
    await telling.edit(query, context.say("onboarding.decided", company=case.company, how=case.state))
    return ""


async def _request(query: CallbackQuery, context: Context, press: Press) -> str:
    card = await context.services.onboarding.representing.request(query.from_user.id, press.number, context.language)
    await telling.reply(telling.pressed(query), card.html, telling.keyboard(card))
    return ""


async def _go_on(query: CallbackQuery, context: Context, press: Press) -> str:
    await steps.edit_on(query, context, press.number)
    return ""


async def _page(query: CallbackQuery, context: Context, press: Press) -> str:
    standing = await context.services.onboarding.profiles.standing(query.from_user.id, press.number)
    await telling.edit(query, *steps.standing_page(context, standing, query.from_user))
    return ""


async def _as_account(query: CallbackQuery, context: Context, press: Press) -> str:
    profiles, person = context.services.onboarding.profiles, query.from_user
    await profiles.show_as(person.id, press.number, person.full_name)
    return await _page(query, context, press)


async def _handle(query: CallbackQuery, context: Context, press: Press) -> str:
    """The username as the contact to share; none any more, and there is nothing to share."""
    profiles, person = context.services.onboarding.profiles, query.from_user
    shared = f"@{person.username}" if press.verb == "handle" and person.username else None
    await profiles.share(person.id, press.number, shared)
    return await _page(query, context, press)


async def _type(query: CallbackQuery, context: Context, press: Press) -> str:
    await context.services.onboarding.profiles.ask_for(query.from_user.id, press.number, ASKED[press.verb])
    await telling.reply(telling.pressed(query), context.say(f"onboarding.type_{press.verb}"))
    return ""


async def _topics(query: CallbackQuery, context: Context, press: Press) -> str:
    profiles, person = context.services.onboarding.profiles, query.from_user.id
    if press.verb != "topics":
        standing = await profiles.standing(person, press.number)
        topic = presses.pick(press, standing.topics)
        if topic is None:
            raise ButtonTooOld
        await profiles.toggle_topic(person, press.number, topic.id, on=press.verb == "topic")
    await telling.edit(query, *steps.topics_page(context, await profiles.standing(person, press.number)))
    return ""


async def _leave(query: CallbackQuery, context: Context, press: Press) -> str:
    standing = await context.services.onboarding.profiles.standing(query.from_user.id, press.number)
    yes = presses.button(context.label("onboarding.button_leave_sure"), "r", "left", number=press.number)
    no = presses.button(context.label("onboarding.button_page"), "r", "page", number=press.number)
    html = context.say("onboarding.leave_sure", company=standing.company)
    await telling.edit(query, html, Keyboard([[yes], [no]]))
    return ""


async def _unask(query: CallbackQuery, context: Context, press: Press) -> str:
    """The button under the request; where staff said yes meanwhile, the person is asked whether to leave."""
    case = await context.services.onboarding.representing.leave(query.from_user.id, press.number, only_asked=True)
    if case.state == "approved":
        return await _leave(query, context, press)
    await telling.edit(query, context.say("onboarding.left", company=case.company))
    return ""


async def _left(query: CallbackQuery, context: Context, press: Press) -> str:
    case = await context.services.onboarding.representing.leave(query.from_user.id, press.number)
    await telling.edit(query, context.say("onboarding.left", company=case.company))
    return ""


def _who(update: Update) -> tuple[Message, User]:
    message = update.effective_message
    assert message is not None and message.from_user is not None
    return message, message.from_user


Deed = Callable[[CallbackQuery, Context, Press], Awaitable[str]]
DEEDS: dict[str, Deed] = {
    "company": _which, "mine": _mine, "ask": _ask, "not": _not, "yes": _decide, "no": _decide, "req": _request,
    "begin": _go_on,
    "page": _page, "as": _as_account, "handle": _handle, "nocontact": _handle, "name": _type, "contact": _type,
    "topics": _topics, "topic": _topics, "untopic": _topics, "leave": _leave, "left": _left,
    "unask": _unask,
}  # fmt: skip
