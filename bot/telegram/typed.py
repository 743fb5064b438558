"""What was typed goes to the feature that asked for it just now, one line a feature; else it is a question."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from telegram import Message, Update
from telegram.ext import ApplicationHandlerStop

from bot.telegram import introductions, needs
from bot.telegram.context import Context
from bot.telegram.events import own
from bot.telegram.onboarding import representing

# Each says whether it took the text.
TAKERS: tuple[Callable[[Message, Context], Awaitable[bool]], ...] = (
    introductions.take,
    needs.take,
    own.take,
    representing.take,
)


async def typed(update: Update, context: Context) -> None:
    """Before any other handler of texts."""
    message = update.effective_message
    assert message is not None and message.from_user is not None
    if await representing.answered(message, context):
        raise ApplicationHandlerStop
    if not await context.services.listening.awaits(message.from_user.id, context.update_id):
        return
    for take in TAKERS:
        if await take(message, context):
            raise ApplicationHandlerStop
