"""An update before it is read: which kinds are asked for, whose it is, and its text as any database can take it."""

from __future__ import annotations

import json
from typing import Any, TypeGuard

from telegram import Bot, Update
from telegram.error import TelegramError

from bot.services.ask import readable
from bot.services.inbox import AT_HAND, Letter

Json = dict[str, Any]
ALLOWED = ["message", "edited_message", "callback_query", "inline_query", "my_chat_member"]
UNREADABLE = (KeyError, TypeError, ValueError, AttributeError, OverflowError, RecursionError, TelegramError)
LARGEST_ID = 2**63


class UnknownKind(ValueError):
    """Nothing that was asked for is in the update."""


def letter(raw: object) -> Letter | None:
    """The update as it is kept, unread; None for what bears no id and so can't be one of Telegram's."""
    number = raw.get("update_id") if isinstance(raw, dict) else None
    if not isinstance(raw, dict) or not _is_id(number):
        return None
    return Letter(number, lane(raw), json.dumps(raw))


def lane(raw: Json) -> int:
    """The chat, or the person where there is none: in its order the update is worked on. 0: it does not say."""
    found = _where(raw).get("id")
    return found if _is_id(found) else 0


def private_chat(raw: Json) -> int | None:
    """The chat of somebody who wrote or pressed in private and so waits for an answer."""
    where = _where(raw)
    return lane(raw) or None if where.get("type") == "private" else None


def asked(found: Letter) -> str | None:
    """What somebody typed in private that may be a question to us."""
    if len(found.raw) > AT_HAND:
        return None
    message = json.loads(found.raw).get("message")
    text = message.get("text") if isinstance(message, dict) else None
    if not isinstance(text, str) or text.startswith("/") or private_chat({"message": message}) is None:
        return None
    return text


def kind(raw: Json) -> str:
    return next((name for name in ALLOWED if name in raw), "other")


def read(raw: Json, bot: Bot) -> Update:
    """The update as PTB knows it. Raises one of UNREADABLE."""
    update = Update.de_json(_clean(raw), bot)
    if all(getattr(update, name) is None for name in ALLOWED):
        raise UnknownKind
    return update


def _where(raw: Json) -> Json:
    body: Json = next((raw[name] for name in raw if isinstance(raw[name], dict)), {})
    message = body.get("message")
    for found in (body.get("chat"), message.get("chat") if isinstance(message, dict) else None, body.get("from")):
        if isinstance(found, dict):
            return found
    return {}


def _is_id(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < LARGEST_ID


def _clean(value: Any) -> Any:
    """Every text as a database can take it: no half characters, no NULs."""
    if isinstance(value, str):
        return readable(value)
    if isinstance(value, dict):
        return {name: _clean(inner) for name, inner in value.items()}
    return [_clean(inner) for inner in value] if isinstance(value, list) else value
