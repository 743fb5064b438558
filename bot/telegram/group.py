"""In a group: heard only when addressed, brief, without names of persons, and with a way on in private."""

from __future__ import annotations

from telegram import (
    Chat,
    ChatMember,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
    MessageEntity,
    Update,
)
from telegram.ext import ApplicationHandlerStop

from bot.errors import NoSuchCompany
from bot.services.ask import Asking
from bot.telegram import presses, telling
from bot.telegram.context import Context
from bot.texts import label, say
from rag.documents import Answer, Language

COMMANDS = frozenset({"azienda", "company", "eventi", "events", "help", "aiuto", "start"})


async def heed(update: Update, context: Context) -> None:
    """What is said in a group and not to us is none of our business: not read, not kept, not counted."""
    message = update.effective_message
    if update.callback_query is not None or update.my_chat_member is not None:
        return
    if message is None or message.chat.type == Chat.PRIVATE:
        return
    if not _addressed(message, context):
        raise ApplicationHandlerStop


async def question(update: Update, context: Context) -> None:
    """A mention or a reply. Text and caption are alike."""
    message = update.effective_message
    assert message is not None
    text = _without_mention(message.text or message.caption or "", context)
    if not text:
        await telling.reply(message, hello(context), quote=True)
        return
    await _answer(message, context, text)


async def company(update: Update, context: Context) -> None:
    """/azienda NAME in a group."""
    message = update.effective_message
    assert message is not None
    name = (message.text or "").partition(" ")[2].strip()
    if not name:
        await telling.reply(message, context.say("directory.which_company"), quote=True)
        return
    choices = await context.services.directory.find(name, context.language)
    if not choices:
        raise NoSuchCompany(name[:80])
    profiles = [await context.services.directory.profile(choice.id) for choice in choices]
    html = context.say("group.profiles", profiles=profiles)
    link = f"c_{presses.key(choices[0].id)}"
    await telling.reply(message, html, _in_private(link, context, context.language), quote=True)


async def listing(update: Update, context: Context) -> None:
    """/eventi in a group."""
    message = update.effective_message
    assert message is not None
    await _answer(message, context, context.label("events.question"))


async def greet(update: Update, context: Context) -> None:
    """/start and /help in a group, and the moment the bot is taken into one."""
    if update.my_chat_member is None:
        message = update.effective_message
        assert message is not None
        await telling.reply(message, hello(context), quote=True)
    elif _taken_in(update) and update.effective_chat is not None:
        await context.bot.send_message(update.effective_chat.id, hello(context), **telling.HTML)


def hello(context: Context) -> str:
    return context.say("group.hello", username=context.bot.username)


async def _answer(message: Message, context: Context, text: str) -> None:
    asker = message.from_user.id if message.from_user else None
    async with telling.typing(message):
        language, update_id = context.language, context.update_id
        asking = Asking(text, asker, message.chat_id, language, place="group", update_id=update_id)
        answered = await context.services.ask.answer(asking)
        html = await brief(answered.answer, context)
        if context.member and context.member.first_time:
            html += "\n\n" + context.say("group.machine")
        keyboard = _in_private(f"q{answered.number}", context, answered.answer.language)
        await telling.reply(message, html, keyboard, quote=True)


async def brief(answer: Answer, context: Context) -> str:
    """Only fields that hold no person's name: companies, cities, capabilities, events' titles and dates."""
    language = answer.language
    if answer.outcome == "smalltalk":
        plain_help = answer.intent == "help" and not answer.reply
        return hello(context) if plain_help else say(f"ask.{answer.reply or answer.intent}", language)
    if answer.intent == "list_events":
        coming = await context.services.events.coming(0, answer.period)
        announced = say("events.in_group", language, events=[shown.event for shown in coming]) if coming else ""
        told = say("group.agenda", language, answer=answer, today=context.services.clock.today())
        return f"{announced}\n\n{told}".strip()
    if answer.outcome == "nothing_found":
        return say("group.unmet" if answer.refusal == "unmet" else "group.nothing", language)
    if answer.outcome != "answered":
        return say("group.better_in_private", language)
    if answer.intent == "profile" and answer.targets and not answer.facts:
        profiles = [await context.services.directory.profile(target) for target in answer.targets]
        return say("group.profiles", language, profiles=profiles)
    if answer.intent == "find_companies" and answer.companies:
        return say("group.companies", language, answer=answer)
    if answer.intent == "event" and answer.events:
        return say("group.events", language, answer=answer, today=context.services.clock.today())
    return say("group.in_private", language)


def _in_private(payload: str, context: Context, language: Language) -> InlineKeyboardMarkup:
    link = f"https://t.me/{context.bot.username}?start={payload}"
    return InlineKeyboardMarkup([[InlineKeyboardButton(label("ask.button_private", language), url=link)]])


def _addressed(message: Message, context: Context) -> bool:
    replied = message.reply_to_message
    if replied is not None and replied.from_user is not None and replied.from_user.id == context.bot.id:
        return True
    entities = {**message.parse_entities(), **message.parse_caption_entities()}
    return any(_means_us(entity, text, context) for entity, text in entities.items())


def _means_us(entity: MessageEntity, text: str, context: Context) -> bool:
    mention = f"@{context.bot.username}".casefold()
    if entity.type == MessageEntity.MENTION:
        return text.casefold() == mention
    if entity.type == MessageEntity.TEXT_MENTION:
        return entity.user is not None and entity.user.id == context.bot.id
    if entity.type == MessageEntity.BOT_COMMAND and entity.offset == 0:
        command, at, _ = text[1:].casefold().partition("@")
        return text.casefold().endswith(mention) if at else command in COMMANDS
    return False


def _without_mention(text: str, context: Context) -> str:
    mention = f"@{context.bot.username}".casefold()
    return " ".join(word for word in text.split() if word.casefold().strip(",:;.!?") != mention).strip()


def _taken_in(update: Update) -> bool:
    change = update.my_chat_member
    if change is None or change.chat.type == Chat.PRIVATE:
        return False
    gone = (ChatMember.LEFT, ChatMember.BANNED)
    return change.old_chat_member.status in gone and change.new_chat_member.status not in gone
