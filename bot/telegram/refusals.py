"""The one error boundary: refusals told kindly, bugs apologised for and logged with their traceback."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from datetime import timedelta

import structlog
from telegram import InlineQueryResultsButton, Update
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError
from telegram.ext import ApplicationHandlerStop

from bot import observability
from bot.errors import ButtonTooOld, Refusal
from bot.services.inbox import may_pass
from bot.telegram import telling
from bot.telegram.context import Context
from bot.texts import plain

log = structlog.get_logger()
LONGEST_TOAST = 200
# Where to find a button that works, by the kind of the one that does not any more; of answers: ask again.
TOO_OLD = {
    "ev": "events.button_too_old", "n": "announcements.button_too_old", "f": "announcements.choice_too_old",
    "i": "introductions.button_too_old",
}  # fmt: skip


@dataclass
class End:
    """How an update ended. `again`: it is worth another try, after this time at the least; `reason`: why."""

    outcome: str = "done"
    again: timedelta | None = None
    reason: str = ""

    def try_again(self, outcome: str, error: Exception, after: timedelta = timedelta()) -> None:
        self.outcome, self.again, self.reason = outcome, after, type(error).__name__
        log.warning(f"update.{outcome}", error=self.reason)


_end: ContextVar[End] = ContextVar("end")


def begin() -> End:
    """For the update that is about to be handled; `tell` writes into it what went wrong."""
    end = End()
    _end.set(end)
    return end


async def tell(update: object, context: Context) -> None:
    """Every error of every handler ends here.

    What was refused or is a bug of ours is told, and that is the end of it; what could not be sent or written is
    tried again. A message that was perhaps sent is sent again: twice is better than not at all.
    """
    end = _end.get(End())
    try:
        await _told(update, context, end)
    except TelegramError as failure:
        _unsaid(failure, end)
    raise ApplicationHandlerStop  # without it PTB goes on with the handlers of the next group


async def _told(update: object, context: Context, end: End) -> None:
    error = context.error
    if isinstance(error, Refusal):
        end.outcome = "refused"
        observability.refused(type(error).__name__)
        await _say(update, context, context.say(moment_of(error, update), **error.blanks))
    elif error is not None and may_pass(error):
        end.try_again("unwritten", error)
    elif isinstance(error, TelegramError) and not _is_ours(error):
        _unsaid(error, end)
    else:
        end.outcome = "failed"
        log.error("update.failed", exc_info=error)
        await _say(update, context, context.say("ask.unexpected"))


def moment_of(error: Refusal, update: object) -> str:
    query = update.callback_query if isinstance(update, Update) else None
    kind = (query.data or "").partition(" ")[0] if query is not None else ""
    return TOO_OLD.get(kind, error.moment) if isinstance(error, ButtonTooOld) else error.moment


def _unsaid(error: TelegramError, end: End) -> None:
    """Nothing more can be said now: to some never, to some later."""
    if isinstance(error, RetryAfter):
        end.try_again("unsent", error, telling.halt(error))
    elif isinstance(error, NetworkError) and not isinstance(error, BadRequest):
        end.try_again("unsent", error)
    elif end.outcome == "done":
        end.outcome = "gone"


def _is_ours(error: TelegramError) -> bool:
    """A call that Telegram refuses for what is in it is a bug of ours."""
    return isinstance(error, BadRequest) and not telling.is_harmless(error)


async def _say(update: object, context: Context, html: str) -> None:
    """Where the person looks: a toast for a button, the list for inline typing, else a message."""
    if not isinstance(update, Update):
        return
    if update.callback_query is not None:
        await update.callback_query.answer(plain(html)[:LONGEST_TOAST], show_alert=True)
    elif update.inline_query is not None:
        button = InlineQueryResultsButton(context.label("inline.more"), start_parameter="inline")
        await update.inline_query.answer([], cache_time=0, button=button)
    elif update.effective_message is not None:
        await telling.reply(update.effective_message, html, quote=_in_group(update))


def _in_group(update: Update) -> bool:
    return update.effective_chat is not None and update.effective_chat.type != "private"
