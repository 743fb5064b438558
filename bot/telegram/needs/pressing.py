"""The buttons of needs: the asker's, the staff's, and theirs who are asked; each leads to one verb."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from telegram import CallbackQuery, Update

from bot.errors import ButtonTooOld, MembersOnly, NeedMovedOn
from bot.services import outbox
from bot.services.needs import Needs
from bot.telegram import guests, introductions, presses, telling
from bot.telegram.context import Context
from bot.telegram.presses import Press
from rag.documents import Language

# Who presses, their language, the need's number, and what else the button carries.
Verb = Callable[[Needs, int, Language, int, str], Awaitable[outbox.Message]]


async def pressed(update: Update, context: Context) -> None:
    """`q verb number which`. Whoever is late is told so, and sees how it stands."""
    query = update.callback_query
    assert query is not None
    press = presses.read(query.data)
    try:
        if press.verb in NEW:
            await NEW[press.verb](query, context, press)
        elif press.verb in VERBS:
            person, needs = query.from_user.id, context.services.needs
            card = await VERBS[press.verb](needs, person, context.language, press.number, press.key)
            await telling.edit(query, card.html, telling.keyboard(card))
        else:
            raise ButtonTooOld
    except MembersOnly as refusal:
        await guests.show_the_way_in(telling.pressed(query), context, refusal)
    except NeedMovedOn:
        card_now = await context.services.needs.as_it_is(query.from_user.id, context.language, press.number)
        if card_now is not None:
            await telling.edit(query, card_now.html, telling.keyboard(card_now))
        raise
    await query.answer()


async def _ask(query: CallbackQuery, context: Context, press: Press) -> None:
    """From an answer, which stays where it is."""
    drafting = context.services.needs.drafting
    message = telling.pressed(query)
    async with telling.typing(message):
        card = await drafting.begin(query.from_user.id, context.language, press.number)
    await telling.reply(message, card.html, telling.keyboard(card))


async def _new(query: CallbackQuery, context: Context, press: Press) -> None:
    drafting = context.services.needs.drafting
    card = await drafting.begin_typed(query.from_user.id, context.language, "", context.update_id)
    await telling.reply(telling.pressed(query), card.html, telling.keyboard(card))


async def _again(query: CallbackQuery, context: Context, press: Press) -> None:
    """A new draft below; the old one stays to be read."""
    card = await context.services.needs.drafting.again(query.from_user.id, context.language, press.number)
    await telling.reply(telling.pressed(query), card.html, telling.keyboard(card))


async def _open(query: CallbackQuery, context: Context, press: Press) -> None:
    card = await context.services.needs.open(query.from_user.id, context.language, press.number)
    await telling.reply(telling.pressed(query), card.html, telling.keyboard(card))


async def _meet(query: CallbackQuery, context: Context, press: Press) -> None:
    """A reply leads to an introduction, whose reason is the need; whoever replied is asked first."""
    lead = await context.services.needs.lead(query.from_user.id, press.number, press.key)
    given = {"why": lead.why, "topic": lead.topic, "from_need": press.number, "wanted": lead.wanted}
    await introductions.begin(telling.pressed(query), context, query.from_user, lead.company, **given)


NEW: dict[str, Callable[[CallbackQuery, Context, Press], Awaitable[None]]] = {
    "ask": _ask, "new": _new, "again": _again, "open": _open, "meet": _meet,
}  # fmt: skip
VERBS: dict[str, Verb] = {
    "draft": lambda needs, who, language, number, _: needs.drafting.show(who, language, number),
    "write": lambda needs, who, language, number, which: needs.drafting.write(who, language, number, which),
    "days": lambda needs, who, language, number, which: needs.drafting.last(who, language, number, which),
    "named": lambda needs, who, language, number, which: needs.drafting.name(who, language, number, which),
    "preview": lambda needs, who, language, number, _: needs.drafting.preview(who, language, number),
    "submit": lambda needs, who, language, number, _: needs.drafting.submit(who, language, number),
    "drop": lambda needs, who, language, number, _: needs.drafting.drop(who, language, number),
    "withdraw": lambda needs, who, language, number, _: needs.ending.withdraw(who, language, number),
    "found": lambda needs, who, language, number, _: needs.ending.settle(who, language, number),
    "review": lambda needs, who, language, number, _: needs.deciding.review(who, language, number),
    "approve": lambda needs, who, language, number, _: needs.deciding.approve(who, language, number),
    "decline": lambda needs, who, language, number, _: needs.deciding.why_not(who, language, number),
    "why": lambda needs, who, language, number, which: needs.deciding.decline(who, language, number, which),
    "help": lambda needs, who, language, number, _: needs.replying.help(who, language, number),
    "know": lambda needs, who, language, number, _: needs.replying.know(who, language, number),
    "send": lambda needs, who, language, number, _: needs.replying.send(who, language, number),
    "leave": lambda needs, who, language, number, _: needs.replying.leave(who, language, number),
    "back": lambda needs, who, language, number, _: needs.replying.leave(who, language, number),
    "no": lambda needs, who, language, number, _: needs.replying.refuse(who, language, number),
    "stop": lambda needs, who, language, number, _: needs.replying.stop(who, language, number),
}
