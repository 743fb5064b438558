"""The courier: brings one message or edit to Telegram and says what became of it. It decides nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, InputFile, Message
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.services.parcels import Flood, Moved, NotSent, Outcome, Parcel, PerhapsSent, Refused, Sent, Unreachable
from bot.telegram import pace, wire
from bot.telegram.telling import HTML
from bot.texts import plain

# Telegram's words, and what they mean for the chat.
CLOSED = {
    "blocked by the user": "blocked",
    "user is deactivated": "gone",
    "kicked": "left",
    "not a member": "left",
    "chat not found": "unknown",
    "peer_id_invalid": "unknown",
    "can't initiate conversation": "unknown",
    "chat_write_forbidden": "muted",
    "not enough rights": "muted",
    "need administrator rights": "muted",
    "have no rights to send": "muted",
    "group chat was deleted": "gone",
    "chat was deleted": "gone",
}
UNREAD_MARKUP = "can't parse entities"


class Courier:
    """Knows how Telegram is spoken to, and which of its refusals mean what."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def carry(self, parcel: Parcel) -> Outcome:
        """Sends or edits; never raises what Telegram or the network does."""
        waits = pace.patient.set(parcel.kind != "answer")
        try:
            return Sent(await self._carry(parcel))
        except TelegramError as error:
            return _meaning(error, parcel)
        finally:
            pace.patient.reset(waits)

    async def _carry(self, parcel: Parcel) -> int:
        html = parcel.content["html"]
        try:
            return await self._send(parcel, html, HTML)
        except BadRequest as error:
            if UNREAD_MARKUP not in str(error).lower():
                raise
            return await self._send(parcel, plain(html), {})  # said without bold rather than not at all

    async def _send(self, parcel: Parcel, text: str, style: dict[str, Any]) -> int:
        keyboard = _keyboard(parcel.content["buttons"])
        if parcel.edits is not None:
            return await self._edit(parcel, text, style, keyboard)
        file = parcel.content["file"]
        if file is None:
            message = await self._bot.send_message(parcel.chat_id, text, reply_markup=keyboard, **style)
            return message.message_id
        document = InputFile(file["text"].encode(), filename=file["name"])
        message = await self._bot.send_document(
            parcel.chat_id, document, caption=text, reply_markup=keyboard, parse_mode=style.get("parse_mode")
        )
        return message.message_id

    async def _edit(
        self, parcel: Parcel, text: str, style: dict[str, Any], keyboard: InlineKeyboardMarkup | None
    ) -> int:
        assert parcel.edits is not None
        bot, chat_id, number = self._bot, parcel.chat_id, parcel.edits
        if parcel.captioned:
            mode = style.get("parse_mode")
            edited = await bot.edit_message_caption(
                chat_id, number, caption=text, parse_mode=mode, reply_markup=keyboard
            )
        else:
            edited = await bot.edit_message_text(text, chat_id, number, reply_markup=keyboard, **style)
        return edited.message_id if isinstance(edited, Message) else parcel.edits


def _keyboard(rows: list[list[dict[str, str | None]]]) -> InlineKeyboardMarkup | None:
    if not rows:
        return None
    return InlineKeyboardMarkup([[_button(button) for button in row] for row in rows])


def _button(button: dict[str, str | None]) -> InlineKeyboardButton:
    return InlineKeyboardButton(button["text"] or "", callback_data=button["data"], url=button["url"])


def _meaning(error: TelegramError, parcel: Parcel) -> Outcome:
    words = str(error).lower()
    match error:
        case RetryAfter():
            wait = error.retry_after
            return Flood(wait.total_seconds() if isinstance(wait, timedelta) else float(wait))
        case ChatMigrated():
            return Moved(error.new_chat_id)
        case BadRequest() if "not modified" in words:
            return Sent(parcel.edits)
        case BadRequest() | Forbidden():
            closed = next((why for said, why in CLOSED.items() if said in words), None)
            if closed is None and isinstance(error, Forbidden):
                closed = "left"
            return Unreachable(closed) if closed else Refused(str(error))
        case wire.NotSent() | InvalidToken():  # a stray 401 or 404 of a token that was good at the start
            return NotSent(type(error).__name__)
        case NetworkError():
            return PerhapsSent(str(error)[:100])
    return Refused(str(error))
