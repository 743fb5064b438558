"""The buttons of staff: each leads to one verb of the services, whose card takes the place of what was pressed."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable

from telegram import CallbackQuery, Update

from bot.errors import ButtonTooOld, Overtaken
from bot.services import outbox
from bot.services.announcements import Announcements, Press, cards
from bot.telegram import ask, presses, telling
from bot.telegram.announcements import preferences
from bot.telegram.context import Context

KEY = re.compile(r"([0-9]{1,9})(?:-([a-z0-9-]{1,30}))?")
Verb = Callable[[Announcements, Press], Awaitable[outbox.Message]]


async def pressed(update: Update, context: Context) -> None:
    """`n verb number revision-which`. Whoever is late sees how it stands now."""
    query = update.callback_query
    assert query is not None
    carried = presses.read(query.data)
    if carried.verb in ("mute", "unmute"):
        await query.answer(await preferences.muted(query, context, carried))
        return
    office = context.services.announcements
    if carried.verb in WITHOUT_REVISION:
        show = WITHOUT_REVISION[carried.verb]
        number = carried.number, telling.pressed(query).message_id
        await _tell(query, await show(office, query.from_user.id, context.language, *number))
        await query.answer()
        return
    press = _press(query, context, carried)
    try:
        if carried.verb == "question":
            await _asked(query, context, press)
        else:
            await _tell(query, await _verb(carried.verb)(office, press))
    except Overtaken:
        await _tell(query, await office.open(press.staff, press.language, press.number, press.message_id))
        raise
    await query.answer()


def _verb(name: str) -> Verb:
    if name not in VERBS:
        raise ButtonTooOld
    return VERBS[name]


def _press(query: CallbackQuery, context: Context, carried: presses.Press) -> Press:
    found = KEY.fullmatch(carried.key)
    if found is None:
        raise ButtonTooOld
    shown = telling.pressed(query).message_id
    return Press(query.from_user.id, context.language, carried.number, int(found[1]), found[2] or "", shown)


async def _tell(query: CallbackQuery, card: outbox.Message) -> None:
    await telling.edit(query, card.html, telling.keyboard(card))


async def _asked(query: CallbackQuery, context: Context, press: Press) -> None:
    """It was no announcement but a question: it is answered."""
    text = await context.services.announcements.drafting.as_question(press, context.update_id)
    await telling.relabel(query, None)
    await ask.answer(telling.pressed(query), context, text, asker=press.staff)


async def _to(office: Announcements, press: Press) -> outbox.Message:
    return cards.question(await office.addressing.ask(press), press.language)


async def _list(office: Announcements, press: Press) -> outbox.Message:
    row, _ = await office.addressing.options(press)
    return cards.options(row, press.language)


async def _audience(office: Announcements, press: Press) -> outbox.Message:
    return await office.audiences(press)


def _previewing(verb: str) -> Verb:
    """A choice that leads back to the preview."""

    async def chosen(office: Announcements, press: Press) -> outbox.Message:
        row = await getattr(office.addressing, verb)(press)
        return await office.publishing.preview(Press(press.staff, press.language, row.id, row.revision))

    return chosen


def _sending(verb: str) -> Verb:
    """Pause, resume, stop: the report says how it stands now."""

    async def done(office: Announcements, press: Press) -> outbox.Message:
        row = await getattr(office.sending, verb)(press)
        return await office.reports.show(press.staff, press.language, row.id)

    return done


WITHOUT_REVISION: dict[str, Callable[..., Awaitable[outbox.Message]]] = {
    "open": lambda office, *who: office.open(*who),
    "report": lambda office, staff, language, number, _: office.reports.show(staff, language, number),
    "lost": lambda office, *who: office.reports.unreached(*who),
}
VERBS: dict[str, Verb] = {
    "show": lambda office, press: office.drafting.show(press),
    "fill": lambda office, press: office.drafting.fill(press),
    "fields": lambda office, press: office.drafting.fields(press),
    "ask": lambda office, press: office.drafting.ask(press),
    "skip": lambda office, press: office.drafting.skip(press),
    "settle": lambda office, press: office.drafting.settle(press),
    "wave": lambda office, press: office.drafting.wave(press),
    "become": lambda office, press: office.drafting.become(press),
    "translate": lambda office, press: office.drafting.translate(press),
    "drop": lambda office, press: office.drafting.drop(press),
    "preview": lambda office, press: office.publishing.preview(press),
    "send": lambda office, press: office.publishing.send(press),
    "approve": lambda office, press: office.publishing.approve(press),
    "reject": lambda office, press: office.publishing.reject(press),
    "withdraw": lambda office, press: office.publishing.withdraw(press),
    "undo": lambda office, press: office.publishing.undo(press),
    "change": lambda office, press: office.changing.begin(press),
    "apply": lambda office, press: office.changing.apply(press),
    "call_off": lambda office, press: office.changing.doubt(press),
    "cancel_event": lambda office, press: office.changing.call_off(press),
    "audience": _audience, "to": _to, "list": _list,
    "everyone": _previewing("everyone"), "choose": _previewing("choose"),
    "hurry": _previewing("hurry"), "at_once": _previewing("at_once"),
    "at_last": _previewing("at_last"),
    "pause": _sending("pause"), "resume": _sending("resume"), "stop": _sending("stop"),
}  # fmt: skip
