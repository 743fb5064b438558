"""/profilo: one's role, companies, holidays; /assente says until when one is away."""

from __future__ import annotations

from datetime import timedelta

from telegram import InlineKeyboardMarkup, Update

from bot.errors import ButtonTooOld
from bot.services.onboarding.profiles import typed_day
from bot.telegram import presses, telling
from bot.telegram.context import Context

Keyboard = InlineKeyboardMarkup
SPANS = (7, 14, 30)  # days


async def show(update: Update, context: Context) -> None:
    """/profilo, /profile."""
    message = update.effective_message
    assert message is not None and message.from_user is not None
    await telling.reply(message, *await _page(context, message.from_user.id))


async def away(update: Update, context: Context) -> None:
    """/assente, /away: with the last day, or alone."""
    message = update.effective_message
    assert message is not None and message.from_user is not None
    said = (message.text or "").partition(" ")[2].strip()
    if not said:
        await telling.reply(message, *_until_when(context))
        return
    today = context.services.clock.today()
    await context.services.onboarding.profiles.go_away(message.from_user.id, typed_day(said, today))
    await telling.reply(message, *await _page(context, message.from_user.id))


async def pressed(update: Update, context: Context) -> None:
    """`h verb number`: holidays."""
    query = update.callback_query
    assert query is not None
    press = presses.read(query.data)
    profiles, person = context.services.onboarding.profiles, query.from_user.id
    if press.verb == "when":
        await telling.edit(query, *_until_when(context))
        await query.answer()
        return
    if press.verb == "for" and press.number in SPANS:
        await profiles.go_away(person, context.services.clock.today() + timedelta(days=press.number))
    elif press.verb == "back":
        await profiles.go_away(person, None)
    else:
        raise ButtonTooOld
    await telling.edit(query, *await _page(context, person))
    await query.answer()


def _until_when(context: Context) -> tuple[str, Keyboard]:
    rows = [
        [presses.button(context.label("onboarding.button_away", days=one), "h", "for", number=one) for one in SPANS]
    ]
    return context.say("onboarding.away_until_when"), Keyboard(rows)


async def _page(context: Context, person: int) -> tuple[str, Keyboard]:
    profile = await context.services.onboarding.profiles.look(person)
    rows = [
        [presses.button(one.company, "r", "page", number=one.number)]
        for one in profile.standings
        if one.state == "approved"
    ]
    if profile.back_on is not None:
        rows.append([presses.button(context.label("onboarding.button_i_am_back"), "h", "back")])
    else:
        rows.append([presses.button(context.label("onboarding.button_go_away"), "h", "when")])
    rows.append([presses.button(context.label("onboarding.button_consents"), "p", "show")])
    return context.say("onboarding.profile", profile=profile), Keyboard(rows)
