"""The one error boundary: refusals told kindly, bugs apologised for and logged with their traceback."""

from __future__ import annotations

from contextlib import suppress
from contextvars import ContextVar

import structlog
from telegram import InlineQueryResultsButton, Update
from telegram.error import Forbidden, NetworkError, TelegramError
from telegram.ext import ApplicationHandlerStop

from bot import observability
from bot.errors import Refusal
from bot.telegram import telling
from bot.telegram.context import Context
from bot.texts import plain

log = structlog.get_logger()
outcome: ContextVar[str] = ContextVar("outcome", default="done")  # of the update in work, for its log line
LONGEST_TOAST = 200


async def tell(update: object, context: Context) -> None:
    """Every error of every handler ends here."""
    error = context.error
    if isinstance(error, Refusal):
        outcome.set("refused")
        observability.refused(type(error).__name__)
        await _say(update, context, context.say(error.moment, **error.blanks))
    elif isinstance(error, Forbidden) or telling.is_harmless(error):
        outcome.set("gone")
    elif isinstance(error, NetworkError):
        outcome.set("unsent")
        log.warning("telegram.unreachable", error=type(error).__name__)
    else:
        outcome.set("failed")
        log.error("update.failed", exc_info=error)
        await _say(update, context, context.say("ask.unexpected"))
    raise ApplicationHandlerStop  # without it PTB goes on with the handlers of the next group


async def _say(update: object, context: Context, html: str) -> None:
    """Where the person looks: a toast for a button, the list for inline typing, else a message."""
    if not isinstance(update, Update):
        return
    # If even this can't be said, nobody is left to tell; the outcome is in the log.
    with suppress(TelegramError):
        if update.callback_query is not None:
            await update.callback_query.answer(plain(html)[:LONGEST_TOAST], show_alert=True)
        elif update.inline_query is not None:
            button = InlineQueryResultsButton(context.label("inline.more"), start_parameter="inline")
            await update.inline_query.answer([], cache_time=0, button=button)
        elif update.effective_message is not None:
            await telling.reply(update.effective_message, html, quote=_in_group(update))


def _in_group(update: Update) -> bool:
    return update.effective_chat is not None and update.effective_chat.type != "private"
