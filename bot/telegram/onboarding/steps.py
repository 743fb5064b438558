"""The steps after joining: one consent after the other, then how one is shown. Each button knows what comes next."""

from __future__ import annotations

from telegram import CallbackQuery, InlineKeyboardMarkup, Message, User

from bot.services.onboarding.profiles import Standing
from bot.services.people import PURPOSES, Purpose
from bot.services.privacy import wording
from bot.telegram import presses, telling
from bot.telegram.context import Context

Page = tuple[str, InlineKeyboardMarkup | None]


async def go_on(message: Message, context: Context, person: User, number: int) -> None:
    """The next step as a message of its own."""
    await telling.reply(message, *await next_page(context, person, number))


async def edit_on(query: CallbackQuery, context: Context, number: int) -> None:
    """The next step in the place of the pressed one."""
    await telling.edit(query, *await next_page(context, query.from_user, number))


async def next_page(context: Context, person: User, number: int) -> Page:
    """The first consent that was never asked about; then the page of how one is shown."""
    words = await context.services.privacy.words(person.id)
    for place, purpose in enumerate(PURPOSES, start=1):
        if words[purpose].given is None:
            return consent_page(context, purpose, number, place)
    html, keyboard = standing_page(
        context, await context.services.onboarding.profiles.standing(person.id, number), person
    )
    return f"{context.say('onboarding.ready')}\n\n{html}", keyboard


def consent_page(context: Context, purpose: Purpose, number: int, place: int) -> Page:
    """One question, two buttons of the same weight, nothing chosen beforehand."""
    what = context.say("privacy.purpose", purpose=purpose)
    html = context.say("privacy.asked", place=place, of=len(PURPOSES)) + "\n\n" + what
    yes = presses.button(context.label("privacy.button_yes"), "p", "yes", number=number, of=purpose)
    no = presses.button(context.label("privacy.button_no"), "p", "no", number=number, of=purpose)
    return html, InlineKeyboardMarkup([[yes, no]])


def shown_wording(context: Context, purpose: str) -> str:
    """What the ledger keeps of the words that were shown."""
    return wording(f"privacy.purpose.{purpose}", context.language, context.say("privacy.purpose", purpose=purpose))


def standing_page(context: Context, standing: Standing, person: User) -> Page:
    """How one is shown for a company, and what can be changed."""
    number = standing.number
    rows = []
    if standing.shown_as != person.full_name[:60]:
        as_account = context.label("onboarding.button_as", name=person.full_name)
        rows.append([presses.button(as_account, "r", "as", number=number)])
    rows.append([presses.button(context.label("onboarding.button_name"), "r", "name", number=number)])
    if standing.topics:
        rows.append([presses.button(context.label("onboarding.button_topics"), "r", "topics", number=number)])
    rows.append([presses.button(context.label("onboarding.button_contact"), "r", "contact", number=number)])
    if person.username and standing.contact != f"@{person.username}":
        handle = context.label("onboarding.button_handle", username=person.username)
        rows.append([presses.button(handle, "r", "handle", number=number)])
    if standing.contact:
        rows.append([presses.button(context.label("onboarding.button_no_contact"), "r", "nocontact", number=number)])
    leave = context.label("onboarding.button_leave", company=standing.company)
    rows.append([presses.button(leave, "r", "leave", number=number)])
    return context.say("onboarding.standing", standing=standing), InlineKeyboardMarkup(rows)


def topics_page(context: Context, standing: Standing) -> Page:
    """What the sources document for the company; chosen ones are marked."""
    rows = [
        [
            presses.button(
                context.label("onboarding.button_topic", name=topic.name[context.language], chosen=topic.chosen),
                "r",
                "untopic" if topic.chosen else "topic",
                number=standing.number,
                of=topic.id,
            )
        ]
        for topic in standing.topics
    ]
    rows.append([presses.button(context.label("onboarding.button_page"), "r", "page", number=standing.number)])
    return context.say("onboarding.topics", standing=standing), InlineKeyboardMarkup(rows)
