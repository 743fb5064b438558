"""What a member chooses for an event: reminders, being seen, being suggested, whom to meet, an own calendar."""

from __future__ import annotations

from telegram import CallbackQuery, InlineKeyboardMarkup, Message

from bot.errors import ButtonTooOld, NoSuchCompany
from bot.services import events, outbox
from bot.services.events.looking import Shown
from bot.services.events.meeting import Partner
from bot.services.events.own import Asked
from bot.services.events.reminders import Which
from bot.services.outbox import Button
from bot.telegram import introductions, presses, telling
from bot.telegram.context import Context
from bot.telegram.events.cards import look
from bot.telegram.presses import Press

WHICH: dict[str, Which] = {"day": "day", "hours": "hours"}
ASKED: dict[str, Asked] = {"name": "name", "company": "company"}
Row = tuple[Button, ...]
Page = tuple[str, InlineKeyboardMarkup | None]


async def more(query: CallbackQuery, context: Context, press: Press) -> str:
    """All that can be chosen beside the answer."""
    await telling.edit(query, *page(context, await look(query, context, press)))
    return ""


async def remind(query: CallbackQuery, context: Context, press: Press) -> str:
    """A reminder on or off."""
    shown = await context.services.events.remind(
        press.number, query.from_user.id, WHICH[press.verb], on=press.key == "on"
    )
    await telling.edit(query, *page(context, shown))
    return ""


async def consent(query: CallbackQuery, context: Context, press: Press) -> str:
    """What being seen means, before anything is kept; the name of the account is only offered."""
    shown = await look(query, context, press)
    name = query.from_user.full_name
    rows: tuple[Row, ...] = (
        (events.ev(context.label("events.button_as", name=name), "as", shown.event),),
        (events.ev(context.label("events.button_other_name"), "name", shown.event),),
        (events.ev(context.label("events.button_rather_not"), "more", shown.event),),
    )
    html = context.say("events.consent", event=shown.event, name=name)
    await telling.edit(query, html, telling.keyboard(outbox.Message(html, rows)))
    return ""


async def as_account(query: CallbackQuery, context: Context, press: Press) -> str:
    """Shown under the name of the account, which is kept from now on."""
    shown = await context.services.events.appear(press.number, query.from_user.id, query.from_user.full_name)
    await telling.edit(query, *page(context, shown))
    return context.label("events.seen_as", name=shown.own.shown_as)


async def hide(query: CallbackQuery, context: Context, press: Press) -> str:
    shown = await context.services.events.disappear(press.number, query.from_user.id)
    await telling.edit(query, *page(context, shown))
    return context.label("events.hidden")


async def ask_to_type(query: CallbackQuery, context: Context, press: Press) -> str:
    """The next text is the name, or the company."""
    await context.services.events.ask_for(press.number, query.from_user.id, ASKED[press.verb])
    await telling.reply(telling.pressed(query), context.say(f"events.type_{press.verb}"))
    return ""


async def take(message: Message, context: Context) -> bool:
    """Takes the text for what was asked just now; a question is a question all the same. Whether it was taken.

    Once: what was taken already, and comes again because our reply did not get through, changes nothing any more.
    """
    assert message.from_user is not None
    before = await context.services.events.heard(message.from_user.id, context.update_id)
    if before is not None:
        shown = await context.services.events.look(before, message.from_user.id)
        await telling.reply(message, *page(context, shown))
        return True
    pending = await context.services.events.asked(message.from_user.id)
    if pending is None:
        return False
    event_id, what = pending
    if "?" in (message.text or ""):
        await context.services.events.ask_no_more(event_id, message.from_user.id)
        return False
    await (_typed_name if what == "name" else _typed_company)(message, context, event_id)
    return True


async def _typed_name(message: Message, context: Context, event_id: int) -> None:
    assert message.from_user is not None
    shown = await context.services.events.appear(event_id, message.from_user.id, message.text or "", context.update_id)
    await telling.reply(message, *page(context, shown))


async def _typed_company(message: Message, context: Context, event_id: int) -> None:
    assert message.from_user is not None
    name = (message.text or "").strip()
    choices = await context.services.directory.find(name, context.language)
    if not choices:
        await context.services.events.ask_no_more(event_id, message.from_user.id, context.update_id)
        raise NoSuchCompany(name[:80])
    if len(choices) == 1:
        who = event_id, message.from_user.id
        shown = await context.services.events.represent(*who, choices[0].id, context.update_id)
        await telling.reply(message, *page(context, shown))
        return
    buttons = [[presses.button(one.name, "ev", "firm", number=event_id, of=one.id)] for one in choices]
    await telling.reply(message, context.say("ask.which", choices=choices), InlineKeyboardMarkup(buttons))


async def firm(query: CallbackQuery, context: Context, press: Press) -> str:
    """Which of several companies; without a key, none any more."""
    company = None
    if press.key:
        found = await context.services.directory.find(press.key, context.language)
        choice = presses.pick(press, found)
        if choice is None:
            raise ButtonTooOld
        company = choice.id
    shown = await context.services.events.represent(press.number, query.from_user.id, company)
    await telling.edit(query, *page(context, shown))
    return ""


async def let_meet(query: CallbackQuery, context: Context, press: Press) -> str:
    shown = await context.services.events.let_meet(press.number, query.from_user.id, on=press.key == "on")
    await telling.edit(query, *page(context, shown))
    return ""


async def meet(query: CallbackQuery, context: Context, press: Press) -> str:
    """Three at the most, each with a reason and what documents it."""
    partners = await context.services.events.partners(press.number, query.from_user.id, context.language)
    shown = await look(query, context, press)
    html = context.say("events.meet", event=shown.event, partners=partners, today=context.services.clock.today())
    rows = (*(_introduction(one, shown, context) for one in partners), _back(shown, context))
    await telling.edit(query, html, telling.keyboard(outbox.Message(html, rows)))
    return ""


async def introduce(query: CallbackQuery, context: Context, press: Press) -> str:
    """Begins a request to be introduced to whoever was suggested."""
    partners = await context.services.events.partners(press.number, query.from_user.id, context.language)
    one = next((one for one in partners if presses.key(one.company_id) == press.key), None)
    if one is None:
        raise ButtonTooOld
    await introductions.begin(telling.pressed(query), context, query.from_user, one.company_id, wanted=one.member_id)
    return ""


async def feed(query: CallbackQuery, context: Context, press: Press) -> str:
    """The secret address of the member's own calendar; "new" closes the one before, "off" leaves none."""
    services, member = context.services, query.from_user.id
    if not services.settings.web_url:
        raise ButtonTooOld
    shown = await look(query, context, press)
    if press.key == "off":
        await services.events.close_feed(member)
        await telling.edit(query, *page(context, shown))
        return context.label("events.feed_closed")
    secret = await services.events.feed_secret(member, renew=press.key == "new")
    html = context.say("events.feed", url=feed_address(context, secret))
    renew = events.ev(context.label("events.button_feed_new"), "feed", shown.event, "new")
    close = events.ev(context.label("events.button_feed_off"), "feed", shown.event, "off")
    await telling.edit(query, html, telling.keyboard(outbox.Message(html, ((renew, close), _back(shown, context)))))
    return ""


def feed_address(context: Context, secret: str) -> str:
    return f"{context.services.settings.web_url}/calendar/{secret}.ics"


def page(context: Context, shown: Shown) -> Page:
    """What is chosen so far, and the buttons to choose otherwise."""
    html = context.say("events.more", event=shown.event, seen=shown.seen, own=shown.own)
    rows = (*_reminders(context, shown), *_seen(context, shown), *_ways(context, shown), _back(shown, context))
    return html, telling.keyboard(outbox.Message(html, rows))


def _reminders(context: Context, shown: Shown) -> tuple[Row, ...]:
    wanted = {"day": shown.own.remind_day, "hours": shown.own.remind_hours}
    return tuple(
        (events.ev(context.label(f"events.button_{which}", on=on), which, shown.event, "off" if on else "on"),)
        for which, on in wanted.items()
        if on is not None
    )


def _seen(context: Context, shown: Shown) -> tuple[Row, ...]:
    own, event = shown.own, shown.event
    if shown.seen.answer not in ("going", "maybe"):
        return ()
    if not own.visible:
        return ((events.ev(context.label("events.button_appear"), "appear", event),),)
    company = events.ev(context.label("events.button_company"), "company", event)
    if own.company:
        company = events.ev(context.label("events.button_no_company", name=own.company), "firm", event)
    meets = events.ev(context.label("events.button_meets", on=own.meets), "meets", event, "off" if own.meets else "on")
    hide = events.ev(context.label("events.button_hide"), "hide", event)
    return ((company,), (meets,), (hide,)) if own.company else ((company,), (hide,))


def _ways(context: Context, shown: Shown) -> tuple[Row, ...]:
    ways: list[Row] = [(events.ev(context.label("events.button_meet"), "meet", shown.event),)]
    if context.services.settings.web_url:
        ways.append((events.ev(context.label("events.button_feed"), "feed", shown.event),))
    if shown.event.rule or shown.event.series:
        ways.append((events.ev(context.label("events.button_dates"), "dates", shown.event),))
    if context.is_staff:
        ways.append((events.ev(context.label("events.button_staff"), "staff", shown.event),))
    return tuple(ways)


def _introduction(one: Partner, shown: Shown, context: Context) -> Row:
    # Who stands for nobody with staff's word is not asked: the company is.
    text = context.label("events.button_introduce", name=one.name if one.answers else one.company)
    return (events.ev(text, "introduce", shown.event, presses.key(one.company_id)),)


def _back(shown: Shown, context: Context) -> Row:
    return (events.ev(context.label("events.button_back_to_card"), "open", shown.event),)
