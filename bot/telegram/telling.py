"""Answers on their way to Telegram: split where too long, edited in place, patient with floods."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import timedelta
from functools import partial
from typing import Any, TypeVar

from telegram import (
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    Message,
    ReplyParameters,
)
from telegram.constants import ChatAction, ParseMode
from telegram.error import BadRequest, RetryAfter, TelegramError

from bot.errors import ButtonTooOld
from bot.services import outbox
from bot.telegram.wire import NotSent
from bot.texts import split

# An answer has many links; a preview of the first would mislead.
HTML: dict[str, Any] = {
    "parse_mode": ParseMode.HTML,
    "link_preview_options": LinkPreviewOptions(is_disabled=True),
}
HARMLESS = ("message is not modified", "message to edit not found", "query is too old")
TRIES = 4
LONGEST_WAIT = timedelta(seconds=10)  # for Telegram's flood limit, in line; beyond it the update comes back later
T = TypeVar("T")


async def reply(
    message: Message, html: str, keyboard: InlineKeyboardMarkup | None = None, *, quote: bool = False
) -> None:
    """Answers in the message's chat and topic; the keyboard stands under the last part."""
    parts = split(html)
    answered = ReplyParameters(message.message_id, allow_sending_without_reply=True) if quote else None
    for number, part in enumerate(parts, start=1):
        under = keyboard if number == len(parts) else None
        await patiently(partial(message.reply_text, part, **HTML, reply_markup=under, reply_parameters=answered))


async def edit(query: CallbackQuery, html: str, keyboard: InlineKeyboardMarkup | None = None) -> None:
    """Puts another text in the place of the pressed one; what does not fit follows below."""
    message = pressed(query)
    parts = split(html)
    only = len(parts) == 1
    with _harmless_passed_over():
        await patiently(partial(message.edit_text, parts[0], **HTML, reply_markup=keyboard if only else None))
    if not only:
        await reply(message, "\n\n".join(parts[1:]), keyboard)


async def relabel(query: CallbackQuery, keyboard: InlineKeyboardMarkup | None) -> None:
    """Changes only the buttons."""
    message = pressed(query)
    with _harmless_passed_over():
        await patiently(partial(message.edit_reply_markup, keyboard))


def pressed(query: CallbackQuery) -> Message:
    """The message under which a button was pressed. Raises ButtonTooOld where Telegram no longer shows it."""
    if not isinstance(query.message, Message):
        raise ButtonTooOld
    return query.message


def keyboard(message: outbox.Message) -> InlineKeyboardMarkup | None:
    """The buttons of a message that a service wrote."""
    rows = [[_button(button) for button in row] for row in message.buttons if row]
    return InlineKeyboardMarkup(rows) if rows else None


def _button(button: outbox.Button) -> InlineKeyboardButton:
    return InlineKeyboardButton(button.text, callback_data=button.data, url=button.url)


@asynccontextmanager
async def typing(message: Message) -> AsyncIterator[None]:
    """Shows "typing…" while the answer is made; that it could not be shown matters to nobody."""
    shown = asyncio.ensure_future(message.reply_chat_action(ChatAction.TYPING))
    try:
        yield
    finally:
        # Awaited so that "typing…" never arrives after the answer, where it would stay for five seconds.
        with suppress(TelegramError):
            await shown


def is_harmless(error: object) -> bool:
    """Whether nothing changes for the person: the message says already what it should, or it is gone."""
    return isinstance(error, BadRequest) and any(words in str(error).lower() for words in HARMLESS)


@contextmanager
def _harmless_passed_over() -> Iterator[None]:
    try:
        yield
    except BadRequest as error:
        if not is_harmless(error):
            raise


def halt(flood: RetryAfter) -> timedelta:
    """How long Telegram wants nothing more."""
    wait = flood.retry_after
    return wait if isinstance(wait, timedelta) else timedelta(seconds=float(wait))


async def patiently(send: Callable[[], Awaitable[T]]) -> T:
    """Sends again what Telegram surely did not take: after a flood limit, or without a connection."""
    for attempt in range(1, TRIES):
        try:
            return await send()
        except RetryAfter as flood:
            if halt(flood) > LONGEST_WAIT:
                raise
            await asyncio.sleep(halt(flood).total_seconds())
        except NotSent:
            await asyncio.sleep(attempt)
    return await send()
