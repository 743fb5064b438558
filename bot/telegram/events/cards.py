"""Announced events in private: their cards, the answers under them, and who comes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from io import BytesIO

from telegram import CallbackQuery, InlineKeyboardMarkup, InputFile, Message

from bot.errors import ButtonTooOld
from bot.services import events, outbox
from bot.services.events.afterwards import Question, Said
from bot.services.events.looking import Shown
from bot.services.events.seats import Wish
from bot.services.events.telling import opinion_card
from bot.services.outbox import Button
from bot.telegram import telling
from bot.telegram.context import Context
from bot.telegram.presses import Press

MOST_CARDS = 3  # as messages of their own; the rest is a list with buttons that open them
MOST_LISTED = 12
WISHES: dict[str, Wish] = {"go": "go", "maybe": "maybe", "decline": "decline"}
QUESTIONS: dict[str, Question] = {"worth": "worth", "again": "again"}
SAID: dict[str, Said] = {"yes": "yes", "partly": "partly", "no": "no"}
Verb = Callable[[CallbackQuery, Context, Press], Awaitable[str]]


async def tell_coming(message: Message, context: Context, period: tuple[str, str] | None = None) -> int:
    """Tells of what is announced (within the period, if one is given); how many there were."""
    coming = await context.services.events.coming(_reader(message), period)
    for shown in coming[:MOST_CARDS]:
        await show(message, shown)
    if rest := coming[MOST_CARDS : MOST_CARDS + MOST_LISTED]:
        rows = tuple((_opener(shown, context),) for shown in rest)
        html = context.say("events.further", events=[shown.event for shown in rest])
        await telling.reply(message, html, telling.keyboard(outbox.Message(html, rows)))
    return len(coming)


async def show(message: Message, shown: Shown) -> None:
    """The card as a message of its own."""
    await telling.reply(message, *page(shown))


def page(shown: Shown) -> tuple[str, InlineKeyboardMarkup | None]:
    """The card with its buttons."""
    return shown.card.html, telling.keyboard(shown.card)


async def open_by_link(message: Message, context: Context, event_id: int) -> None:
    """t.me/<bot>?start=v_<id>, as under an announcement in a group."""
    await show(message, await context.services.events.look(event_id, _reader(message)))


async def answer(query: CallbackQuery, context: Context, press: Press) -> str:
    """Vengo, Forse, No: kept, and shown in the place of the card."""
    shown = await context.services.events.answer(press.number, query.from_user.id, WISHES[press.verb])
    await telling.edit(query, *page(shown))
    return context.label("events.answered", answer=shown.seen.answer, own=shown.own)


async def back(query: CallbackQuery, context: Context, press: Press) -> str:
    """The card as it stands now, in the place of whatever was pressed."""
    await telling.edit(query, *page(await look(query, context, press)))
    return ""


async def who(query: CallbackQuery, context: Context, press: Press) -> str:
    """Those who agreed to be seen, by the names they gave; of the others their number."""
    shown = await look(query, context, press)
    await telling.edit(query, context.say("events.who", event=shown.event, seen=shown.seen), back_to(shown, context))
    return ""


async def dates(query: CallbackQuery, context: Context, press: Press) -> str:
    """The other dates of a series, each of which is answered by itself."""
    shown = await look(query, context, press)
    found = await context.services.events.dates(press.number)
    rows = [(events.ev(context.label("events.button_date", event=one), "open", one),) for one in found]
    if found:
        rows.append((events.ev(context.label("events.button_all_dates"), "ics", shown.event, "all"),))
    rows.append((events.ev(context.label("events.button_back_to_card"), "open", shown.event),))
    html = context.say("events.dates", event=shown.event, count=len(found))
    await telling.edit(query, html, telling.keyboard(outbox.Message(html, tuple(rows))))
    return ""


async def calendar(query: CallbackQuery, context: Context, press: Press) -> str:
    """The event, or all dates of its series, as a file that calendars open."""
    made = context.services.events.all_dates if press.key == "all" else context.services.events.calendar
    name, content = await made(press.number, context.language)
    message = telling.pressed(query)
    file = InputFile(BytesIO(content.encode()), filename=name)
    await telling.patiently(partial(message.reply_document, file, caption=context.label("events.calendar_file")))
    return ""


async def judge(query: CallbackQuery, context: Context, press: Press) -> str:
    """What one thinks of it afterwards; the chosen buttons are marked."""
    question, said = QUESTIONS.get(press.verb), SAID.get(press.key)
    if question is None or said is None:
        raise ButtonTooOld
    given = await context.services.events.judge(press.number, query.from_user.id, question, said)
    shown = await look(query, context, press)
    card = opinion_card(shown.event, context.language, given)
    await telling.relabel(query, telling.keyboard(card))
    return context.label("events.judged")


def back_to(shown: Shown, context: Context) -> InlineKeyboardMarkup | None:
    """Only the way back to the card."""
    button = events.ev(context.label("events.button_back_to_card"), "open", shown.event)
    return telling.keyboard(outbox.Message("", ((button,),)))


async def look(query: CallbackQuery, context: Context, press: Press) -> Shown:
    return await context.services.events.look(press.number, query.from_user.id)


def _opener(shown: Shown, context: Context) -> Button:
    return events.ev(context.label("events.title", event=shown.event), "open", shown.event)


def _reader(message: Message) -> int:
    return message.from_user.id if message.from_user else 0
