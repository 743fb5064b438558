"""A question in private, its answer, and the buttons under it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from telegram import CallbackQuery, InlineKeyboardMarkup, Message, Update, User

from bot.errors import ButtonTooOld, Unreadable
from bot.services.ask import Answered, Asking
from bot.telegram import answer_buttons, directory, introductions, presses, telling, wording
from bot.telegram.context import Context
from bot.telegram.events import cards
from bot.telegram.presses import Press
from bot.texts import label, say, say_answer
from rag.documents import CompanyHit

# Attributes of a message that carry no text, and the word for each in the texts.
ATTACHMENTS = {
    "photo": "photo", "voice": "voice", "audio": "voice", "video": "video", "video_note": "video",
    "animation": "video", "sticker": "sticker", "document": "document", "location": "location",
    "venue": "location", "contact": "contact", "poll": "poll",
}  # fmt: skip


async def question(update: Update, context: Context) -> None:
    """Text in a private chat: whatever is no command is a question."""
    message = update.effective_message
    assert message is not None
    await answer(message, context, message.text or "")


async def unreadable(update: Update, context: Context) -> None:
    """A photo, a voice message and their like, or no text at all; a caption is still a question."""
    message = update.effective_message
    assert message is not None
    if _in_same_album(message, context):
        return
    if message.caption or message.text is not None:
        await answer(message, context, message.caption or message.text or "")
    if message.text is None:
        what = next((word for name, word in ATTACHMENTS.items() if getattr(message, name)), "other")
        raise Unreadable(what)


async def answer(
    message: Message, context: Context, text: str, *, announced: int | None = None, asker: int | None = None
) -> None:
    """Answers the text in the message's chat. `announced`: how many announced events were told of already.

    Whoever asks which events there are is told first of those that staff announced, then what the sources say.
    `asker`: where the message is not theirs but ours.
    """
    asker = asker or (message.from_user.id if message.from_user else None)
    async with telling.typing(message):
        asking = Asking(text, asker=asker, chat=message.chat_id, language=context.language, update_id=context.update_id)
        answered = await context.services.ask.answer(asking)
        answered = await wording.worded(message, context, answered, asker)
        if announced is None and answered.answer.intent == "list_events":
            announced = await cards.tell_coming(message, context, answered.answer.period)
        await show(message, context, answered, lead=context.say("events.and_sources") if announced else "")


async def show(
    message: Message, context: Context, answered: Answered, *, lead: str = "", user: User | None = None
) -> None:
    """The answer as a new message, in its own language, after the `lead`. `user`: who asked, if not the writer."""
    found = answered.answer
    if found.intent == "profile" and found.outcome == "answered" and len(found.targets) == 1:
        await directory.show(message, context, found.targets[0], found.language)
    elif found.outcome == "action" and found.intent in ("introduce", "introduce_two"):
        await introductions.asked_for(message, context, user or message.from_user, answered)
    else:
        html, keyboard = page(context, answered)
        await telling.reply(message, f"{lead}\n\n{html}" if lead else html, keyboard)


def page(context: Context, answered: Answered, selected: str = "") -> tuple[str, InlineKeyboardMarkup | None]:
    """The answer's text and its buttons, with the company whose id is `selected` under them."""
    found = answered.answer
    today = context.services.clock.today()
    if found.outcome == "answered" and found.intent == "find_companies" and not found.companies:
        return say("ask.companies_gone", found.language), None
    disclosed = wording.disclosed(context, found.language) if found.topic == "privacy" else ""
    return say_answer(found, today) + disclosed, answer_buttons.under(answered, selected)


async def pressed(update: Update, context: Context) -> None:
    """A button under an answer: `recall` sees to it that only its asker's press counts."""
    query = update.callback_query
    assert query is not None
    press = presses.read(query.data)
    verb = VERBS.get(press.verb)
    if verb is None and press.verb not in CHANGING:
        raise ButtonTooOld
    answered = await context.services.ask.recall(press.number, query.from_user.id)
    if verb is not None:
        await query.answer(await verb(query, context, press, answered))
    else:
        newer = await change(query, context, press, answered)
        await query.answer()
        await wording.added(query, context, newer, page)


Verb = Callable[[CallbackQuery, Context, Press, Answered], Awaitable[str]]


async def pick(query: CallbackQuery, context: Context, press: Press, answered: Answered) -> str:
    """The buttons are now about this company of the answer."""
    await telling.relabel(query, answer_buttons.under(answered, _hit(press, answered).id))
    return ""


async def profile(query: CallbackQuery, context: Context, press: Press, answered: Answered) -> str:
    found = await context.services.directory.profile(_hit(press, answered).id)
    await telling.edit(query, *directory.card(context, found, answered.answer.language, back_to=answered.number))
    return ""


async def back(query: CallbackQuery, context: Context, press: Press, answered: Answered) -> str:
    hit = presses.pick(press, answered.answer.companies)
    await telling.edit(query, *page(context, answered, hit.id if hit else ""))
    return ""


async def introduce(query: CallbackQuery, context: Context, press: Press, answered: Answered) -> str:
    company, understood = _hit(press, answered).id, answered.answer.understood
    topic = await context.services.announcements.preferences.concept(understood[0]) if understood else None
    await introductions.begin(telling.pressed(query), context, query.from_user, company, topic=topic)
    return ""


async def change(query: CallbackQuery, context: Context, press: Press, answered: Answered) -> Answered:
    """Narrows or widens the answer in its place; the one before is a button away."""
    ways = [one for one in answered.answer.changes if one.kind == press.verb]
    way = presses.pick(press, ways) if press.key else next((one for one in ways if not one.id), None)
    if way is None:
        raise ButtonTooOld
    newer = await context.services.ask.change(answered.number, query.from_user.id, way, context.update_id)
    await telling.edit(query, *page(context, newer))
    return newer


async def not_this(query: CallbackQuery, context: Context, press: Press, answered: Answered) -> str:
    """Takes the company out of this answer, and keeps that it did not belong there."""
    hit = _hit(press, answered)
    await context.services.ask.judge(answered.number, query.from_user.id, "not_this", hit.id)
    rest = await context.services.ask.recall(answered.number, query.from_user.id)
    await telling.edit(query, *page(context, rest))
    return label("ask.judged_not_this", answered.answer.language, name=hit.name)


async def judge(query: CallbackQuery, context: Context, press: Press, answered: Answered) -> str:
    """Thumbs: the chosen one is marked, and can be changed."""
    verdict = answer_buttons.THUMBS[press.verb]
    await context.services.ask.judge(answered.number, query.from_user.id, verdict)
    judged = await context.services.ask.recall(answered.number, query.from_user.id)
    selected = presses.pick(press, judged.answer.companies)
    await telling.relabel(query, answer_buttons.under(judged, selected.id if selected else ""))
    return label(f"ask.judged_{press.verb}", answered.answer.language)


async def choose(query: CallbackQuery, context: Context, press: Press, answered: Answered) -> str:
    """Which of several companies was meant: what had been asked is done with that one."""
    choice = presses.pick(press, answered.answer.choices)
    if choice is None:
        raise ButtonTooOld
    found = await context.services.directory.profile(choice.id)
    if answered.answer.intent in ("introduce", "introduce_two"):
        await introductions.begin(telling.pressed(query), context, query.from_user, found.id)
    else:
        await telling.edit(query, *directory.card(context, found, answered.answer.language))
    return ""


VERBS: dict[str, Verb] = {
    "pick": pick, "profile": profile, "back": back, "introduce": introduce, "not": not_this,
    "up": judge, "down": judge, "choose": choose,
}  # fmt: skip
CHANGING = ("narrow", "widen", "place", "anywhere", "free", "who")


def _hit(press: Press, answered: Answered) -> CompanyHit:
    hit = presses.pick(press, answered.answer.companies)
    if hit is None:
        raise ButtonTooOld
    return hit


def _in_same_album(message: Message, context: Context) -> bool:
    """Ten photos sent together are told once that photos can't be seen."""
    album = message.media_group_id
    assert context.chat_data is not None
    if album is None or context.chat_data.get("album") != album:
        context.chat_data["album"] = album
        return False
    return True
