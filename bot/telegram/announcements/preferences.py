"""What members choose: /preferenze, the button that stops a kind, and "Segui" under answers and profiles."""

from __future__ import annotations

from telegram import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Update

from bot.errors import ButtonTooOld
from bot.services.announcements import OFFERED, Wishes
from bot.telegram import directory, presses, telling
from bot.telegram.context import Context
from bot.telegram.presses import Press

MOST_FOLLOWS = 20
MOST_OFFERED = 3
Row = list[InlineKeyboardButton]


async def show(update: Update, context: Context) -> None:
    """/preferenze, /preferences."""
    message = update.effective_message
    assert message is not None and message.from_user is not None
    await telling.reply(message, *await _page(context, message.from_user.id))


async def pressed(update: Update, context: Context) -> None:
    """`f verb number key`: everybody chooses for themselves."""
    query = update.callback_query
    assert query is not None
    press = presses.read(query.data)
    if press.verb == "what":
        await _offer(query, context, press)
        await query.answer()
    elif press.verb in ("cap", "place", "company"):
        await query.answer(await _follow(query, context, press))
    elif press.verb in ("show", "cad", "drop"):
        await _choose(query, context, press)
    else:
        raise ButtonTooOld


async def muted(query: CallbackQuery, context: Context, press: Press) -> str:
    """The kind of this announcement is not sent any more, or again; the button offers the way back."""
    member, wishes = query.from_user.id, context.services.announcements.preferences
    if press.verb == "mute":
        kind, before = await wishes.mute(member, press.number)
        back = presses.button(
            context.label("announcements.button_unmute"), "n", "unmute", number=press.number, of=before
        )
        await telling.relabel(query, _with_last(query, back))
        return context.label("announcements.muted", kind=kind)
    kind = await wishes.unmute(member, press.number, press.key)
    stop = presses.button(context.label(f"announcements.button_stop_{kind}"), "n", "mute", number=press.number)
    await telling.relabel(query, _with_last(query, stop))
    return context.label("announcements.unmuted", kind=kind)


def _with_last(query: CallbackQuery, button: InlineKeyboardButton) -> InlineKeyboardMarkup:
    markup = telling.pressed(query).reply_markup
    rows = [list(row) for row in markup.inline_keyboard] if markup else [[]]
    return InlineKeyboardMarkup([*rows[:-1], [button]])


async def _choose(query: CallbackQuery, context: Context, press: Press) -> None:
    member, wishes = query.from_user.id, context.services.announcements.preferences
    toast = ""
    if press.verb == "cad":
        kind, _, cadence = press.key.partition("-")
        await wishes.prefer(member, kind, cadence)
    elif press.verb == "drop" and (gone := await wishes.unfollow(member, press.key)) is not None:
        toast = context.label("announcements.unfollowed", label=gone.label)
    await telling.edit(query, *await _page(context, member))
    await query.answer(toast)


async def _page(context: Context, member: int) -> tuple[str, InlineKeyboardMarkup]:
    wishes = await context.services.announcements.preferences.wishes(member, context.language)
    return context.say("announcements.preferences", wishes=wishes), _keyboard(context, wishes)


def _keyboard(context: Context, wishes: Wishes) -> InlineKeyboardMarkup:
    rows: list[Row] = [
        [_cadence(context, wishes, kind, cadence) for cadence in cadences] for kind, cadences in OFFERED.items()
    ]
    follows = [
        presses.button(context.label("announcements.button_unfollow", label=one.label), "f", "drop", of=one.key)
        for one in wishes.follows[:MOST_FOLLOWS]
    ]
    rows += [follows[at : at + 2] for at in range(0, len(follows), 2)]
    return InlineKeyboardMarkup(rows)


def _cadence(context: Context, wishes: Wishes, kind: str, cadence: str) -> InlineKeyboardButton:
    chosen = wishes.cadences[kind] == cadence
    text = context.label("announcements.button_cadence", cadence=cadence, kind=kind, chosen=chosen)
    return presses.button(text, "f", "cad", of=f"{kind}-{cadence}")


async def _offer(query: CallbackQuery, context: Context, press: Press) -> None:
    """What of an answer can be followed: the capabilities understood, the place, its companies."""
    answered = await context.services.ask.recall(press.number, query.from_user.id)
    answer, number = answered.answer, answered.number
    rows = [
        [presses.button(name, "f", "cap", number=number, of=str(index))]
        for index, name in enumerate(answer.understood[:MOST_OFFERED])
    ]
    if answer.place:
        text = context.label("announcements.button_follow_place", name=answer.place)
        rows.append([presses.button(text, "f", "place", number=number)])
    rows += [[presses.button(hit.name, "f", "company", of=hit.id)] for hit in answer.companies[:MOST_OFFERED]]
    html = context.say("announcements.follow_what")
    await telling.reply(telling.pressed(query), html, InlineKeyboardMarkup(rows))


async def _follow(query: CallbackQuery, context: Context, press: Press) -> str:
    """They follow it now; pressed again, no more."""
    what, which, name = await _meant(query, context, press)
    following = await context.services.announcements.preferences.toggle(query.from_user.id, what, which)
    return context.label(f"announcements.{'following' if following else 'unfollowed'}", label=name)


async def _meant(query: CallbackQuery, context: Context, press: Press) -> tuple[str, str, str]:
    if press.verb == "company":
        profile = await directory.by_key(context, press.key)
        return "company", profile.id, profile.name
    answered = await context.services.ask.recall(press.number, query.from_user.id)
    if press.verb == "place" and answered.answer.place:
        place = answered.answer.place
        return "place", place, context.label("announcements.button_follow_place", name=place)
    understood = answered.answer.understood
    if press.verb != "cap" or not press.key.isdecimal() or int(press.key) >= len(understood):
        raise ButtonTooOld
    concept = await context.services.announcements.preferences.concept(understood[int(press.key)])
    if concept is None:
        raise ButtonTooOld
    return "capability", concept, understood[int(press.key)]
