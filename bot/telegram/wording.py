"""A language model's words on their way into a chat: shown as they are checked, at Telegram's pace."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress

from telegram import CallbackQuery, Chat, InlineKeyboardMarkup, Message
from telegram.constants import ParseMode
from telegram.error import TelegramError

from bot.services.ask import Answered
from bot.services.wording.words import Words
from bot.telegram import telling
from bot.telegram.context import Context
from bot.texts import say, split
from rag.documents import Language

Page = Callable[[Context, Answered], tuple[str, InlineKeyboardMarkup | None]]
BETWEEN = 1.0  # seconds from one draft to the next
PATIENCE = 2.0  # seconds for the last draft, before the answer goes ahead of it


async def worded(message: Message, context: Context, answered: Answered, asker: int | None) -> Answered:
    """The answer with what a model says of it, if one is set. In groups answers are short, and plain.

    What comes in is a draft in Telegram's sense: seen while it grows, gone by itself. So nothing is left half said in a
    chat when this process dies, and the answer that follows is a message like any other.
    """
    if message.chat.type != Chat.PRIVATE:
        return answered
    draft = _Draft(message, answered.answer.language)
    try:
        return await context.services.ask.word(answered, asker, draft.show)
    finally:
        await draft.end()


async def added(query: CallbackQuery, context: Context, answered: Answered, page: Page) -> None:
    """What a model says of an answer that a button made, put above it when it is there: the plain one stands already.

    A page that takes several messages stays plain, since those below it are no longer to be edited.
    """
    message = telling.pressed(query)
    plain, _ = page(context, answered)
    if message.chat.type != Chat.PRIVATE or len(split(plain)) > 1:
        return
    newer = await context.services.ask.word(answered, query.from_user.id, _unseen)
    if newer.answer.words:
        html, keyboard = page(context, newer)
        if len(split(html)) == 1:
            await telling.edit(query, html, keyboard)


async def _unseen(_: Words) -> None:
    """Growing would take an edit a second, and each makes the message jump under its reader's thumb."""


def disclosed(context: Context, language: Language) -> str:
    """What a language model is given of a question, for what is said on privacy; nothing where none is set."""
    return f"\n\n{say('wording.privacy', language)}" if context.services.wording.voice.is_on else ""


class _Draft:
    """At most one call at a time and one a second; a draft that does not arrive is missed by nobody."""

    def __init__(self, message: Message, language: Language) -> None:
        self._message = message
        self._language = language
        self._sending: asyncio.Task[None] | None = None
        self._next = 0.0

    async def show(self, words: Words) -> None:
        now = time.monotonic()
        if now < self._next or (self._sending is not None and not self._sending.done()):
            return
        self._next = now + BETWEEN
        self._sending = asyncio.create_task(self._send(say("wording.so_far", self._language, words=words)))

    async def end(self) -> None:
        """Waits for the draft under way, so that none arrives after the answer; but not for long."""
        if self._sending is not None:
            await asyncio.wait({self._sending}, timeout=PATIENCE)
            self._sending.cancel()

    async def _send(self, html: str) -> None:
        message = self._message
        topic = message.message_thread_id if message.is_topic_message else None
        with suppress(TelegramError):
            await message.get_bot().send_message_draft(
                message.chat_id, message.message_id, html, topic, parse_mode=ParseMode.HTML
            )
