"""/staff: who is of the staff; admins add by id, by a contact or a forwarded message, or by a link, and remove."""

from __future__ import annotations

from telegram import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message, MessageOriginUser, Update

from bot.errors import ButtonTooOld
from bot.services.onboarding.appointing import Colleague
from bot.telegram import ask, menus, presses, telling
from bot.telegram.context import Context
from bot.telegram.onboarding import joining
from bot.telegram.presses import Press

Keyboard = InlineKeyboardMarkup
LONGEST_ID = 15  # digits; Telegram promises 52 bits


async def staff(update: Update, context: Context) -> None:
    """/staff; with an id, or as a reply to somebody's forwarded message or contact, it is about that person."""
    message = update.effective_message
    assert message is not None and message.from_user is not None
    meant = _meant(message)
    if meant is not None:
        await telling.reply(message, *await _person(context, message.from_user.id, meant))
        return
    await telling.reply(message, *await _listing(context, message.from_user.id))


async def contact(update: Update, context: Context) -> None:
    """A contact that an admin hands over is somebody to appoint; from others it is nothing we can read."""
    message = update.effective_message
    assert message is not None and message.from_user is not None and message.contact is not None
    if context.member is None or context.member.role != "admin" or message.contact.user_id is None:
        await ask.unreadable(update, context)
        return
    await telling.reply(message, *await _person(context, message.from_user.id, message.contact.user_id))


async def pressed(update: Update, context: Context) -> None:
    """`s verb 0 id`."""
    query = update.callback_query
    assert query is not None
    press = presses.read(query.data)
    admin, appointing = query.from_user.id, context.services.onboarding.appointing
    if press.verb == "link":
        invited = await context.services.onboarding.invitations.make_for_staff(admin)
        await joining.hand_out(telling.pressed(query), context, invited)
    elif press.verb == "list":
        await telling.edit(query, *await _listing(context, admin))
    elif press.verb == "who":
        await telling.edit(query, *await _person(context, admin, _id(press)))
    elif press.verb in ("add", "admin"):
        await appointing.appoint(admin, _id(press), "admin" if press.verb == "admin" else "staff")
        await menus.publish_for_staff(context.bot, _id(press))
        await telling.edit(query, *await _person(context, admin, _id(press)))
    elif press.verb == "drop":
        await _ask_again(query, context, press)
    elif press.verb == "gone":
        await appointing.dismiss(admin, _id(press))
        await menus.withdraw_from_staff(context.bot, _id(press))
        await telling.edit(query, *await _listing(context, admin))
    else:
        raise ButtonTooOld
    await query.answer()


async def _ask_again(query: CallbackQuery, context: Context, press: Press) -> None:
    who = await context.services.onboarding.appointing.look(query.from_user.id, _id(press))
    rows = [
        [_button(context, "button_remove_sure", "gone", who.member_id)],
        [_button(context, "button_back_to_staff", "who", who.member_id)],
    ]
    await telling.edit(query, context.say("onboarding.remove_sure", who=who), Keyboard(rows))


async def _listing(context: Context, person: int) -> tuple[str, Keyboard | None]:
    found = await context.services.onboarding.appointing.listing(person)
    own = next(one for one in found if one.member_id == person)
    html = context.say("onboarding.staff", colleagues=found, own=own)
    if own.role != "admin":
        return html, None
    rows = [
        [presses.button(f"{one.member_id}", "s", "who", of=str(one.member_id))]
        for one in found
        if not one.fixed and one.member_id != person
    ]
    rows.append([presses.button(context.label("onboarding.button_staff_link"), "s", "link")])
    return html, Keyboard(rows)


async def _person(context: Context, admin: int, member_id: int) -> tuple[str, Keyboard]:
    who = await context.services.onboarding.appointing.look(admin, member_id)
    rows = [[_button(context, f"button_{verb}", verb, member_id)] for verb in _verbs(who)]
    rows.append([presses.button(context.label("onboarding.button_back_to_staff"), "s", "list")])
    return context.say("onboarding.colleague", who=who), Keyboard(rows)


def _verbs(who: Colleague) -> tuple[str, ...]:
    if who.role == "admin":
        return () if who.fixed else ("add", "drop")
    if who.role == "staff":
        return ("admin",) if who.fixed else ("admin", "drop")
    return ("add", "admin")


def _button(context: Context, name: str, verb: str, member_id: int) -> InlineKeyboardButton:
    return presses.button(context.label(f"onboarding.{name}"), "s", verb, of=str(member_id))


def _meant(message: Message) -> int | None:
    """Whom the command is about: the id after it, or whose message or contact it replies to."""
    said = (message.text or "").partition(" ")[2].strip()
    if said.isdecimal() and len(said) <= LONGEST_ID:
        return int(said)
    replied = message.reply_to_message
    if replied is None:
        return None
    if replied.contact is not None:
        return replied.contact.user_id
    origin = replied.forward_origin
    return origin.sender_user.id if isinstance(origin, MessageOriginUser) else None


def _id(press: Press) -> int:
    if not press.key.isdecimal() or len(press.key) > LONGEST_ID:
        raise ButtonTooOld
    return int(press.key)
