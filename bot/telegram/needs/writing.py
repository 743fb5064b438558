"""What is typed for a need: the command with or without words, the need itself, its context, whoever may know."""

from __future__ import annotations

from telegram import Message, Update

from bot.errors import MembersOnly
from bot.services import outbox
from bot.telegram import guests, telling
from bot.telegram.context import Context


async def ask_the_network(update: Update, context: Context) -> None:
    """/chiedi_alla_rete, /ask_the_network: a draft of the words after it; alone, what one has asked so far."""
    message = _message(update)
    needs, writer = context.services.needs, _writer(message)
    said = (message.text or "").partition(" ")[2].strip()
    if not said:
        await _tell(message, await needs.listing(writer, context.language))
        return
    try:
        async with telling.typing(message):
            card = await needs.drafting.begin_typed(writer, context.language, said, context.update_id)
    except MembersOnly as refusal:
        await guests.show_the_way_in(message, context, refusal)
        return
    await _tell(message, card)


async def take(message: Message, context: Context) -> bool:
    """Takes the text for what was asked just now. Whether it was taken."""
    card = await _for_a_draft(message, context) or await _for_a_reply(message, context)
    if card is not None:
        await _tell(message, card)
    return card is not None


async def commanded(update: Update, context: Context) -> None:
    """A command is no answer to what was asked."""
    await context.services.needs.leave_asking(_writer(_message(update)))


async def _for_a_draft(message: Message, context: Context) -> outbox.Message | None:
    drafting = context.services.needs.drafting
    return await drafting.typed(_writer(message), context.language, message.text or "", context.update_id)


async def _for_a_reply(message: Message, context: Context) -> outbox.Message | None:
    replying, writer = context.services.needs.replying, _writer(message)
    before = await replying.heard_before(writer, context.language, context.update_id)
    if before is not None:
        return before
    number = await replying.asking(writer)
    if number is None:
        return None
    text = message.text or ""
    if text.rstrip().endswith("?"):
        await replying.leave(writer, context.language, number)
        return None
    return await replying.typed(writer, context.language, number, text, context.update_id)


async def _tell(message: Message, card: outbox.Message) -> None:
    await telling.reply(message, card.html, telling.keyboard(card))


def _writer(message: Message) -> int:
    return message.from_user.id if message.from_user else 0


def _message(update: Update) -> Message:
    assert update.effective_message is not None
    return update.effective_message
