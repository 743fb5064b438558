"""What staff write in their private chat: commands, texts, files. A text of staff is a question like anybody's, unless
it was forwarded, was asked for, or is so long, or so like an announcement, that we ask what it is."""

from __future__ import annotations

from telegram import Message, Update
from telegram.error import BadRequest

from bot.errors import NotUnderstood, UnreadableFile
from bot.services import outbox
from bot.telegram import ask, telling
from bot.telegram.context import Context

LONG = 280  # characters from which a text may be meant as an announcement: we ask
LINES = 5  # and so many lines
LARGEST = 20 * 1024 * 1024  # bytes; Telegram gives bots no more
TAKES_QUESTIONS = ("text", "title", "description", "xtitle", "xdescription", "change:title", "change:description")


async def announce(update: Update, context: Context) -> None:
    """/annuncia, /announce: with the text after it, or alone."""
    message = _message(update)
    text = (message.text or "").partition(" ")[2].strip() or (message.text or "").partition("\n")[2].strip()
    office = context.services.announcements
    if await _heard_before(message, context):
        return
    if text:
        await _tell(message, await office.hand_in(_writer(message), context.language, text, context.update_id))
    else:
        await _tell(message, await office.drafting.invite(_writer(message), context.language))


async def listing(update: Update, context: Context) -> None:
    """/annunci, /announcements."""
    message = _message(update)
    await _tell(message, await context.services.announcements.listing(_writer(message), context.language))


async def said(update: Update, context: Context) -> None:
    """A text of staff."""
    message = _message(update)
    office, writer, text = context.services.announcements, _writer(message), message.text or ""
    if await _heard_before(message, context):
        return
    asking = await office.drafting.asking(writer)
    if message.forward_origin is not None:
        await _tell(message, await office.hand_in(writer, context.language, text, context.update_id))
    elif asking and not (text.rstrip().endswith("?") and asking not in TAKES_QUESTIONS):
        await _answered(message, context, text)
    elif len(text) >= LONG or len(text.splitlines()) >= LINES or await office.announces(text):
        await _tell(message, await office.hand_in(writer, context.language, text, context.update_id, sure=False))
    else:
        await ask.question(update, context)
        await _leave_asking(message, context)


async def handed(update: Update, context: Context) -> None:
    """A file of staff, downloaded where it is not too large, and read."""
    message = _message(update)
    document = message.document
    assert document is not None
    if (document.file_size or 0) > LARGEST:
        raise UnreadableFile("too_large")
    if await _heard_before(message, context):
        return
    async with telling.typing(message):
        try:
            file = await document.get_file()
        except BadRequest as error:
            raise UnreadableFile("too_large" if "too big" in str(error).lower() else "broken") from error
        content = bytes(await file.download_as_bytearray())
        office = context.services.announcements
        name = document.file_name or ""
        card = await office.hand_in_file(_writer(message), context.language, content, name, context.update_id)
    await _tell(message, card)


async def commanded(update: Update, context: Context) -> None:
    """A command of staff ends what they were being asked; the draft stays."""
    await _leave_asking(_message(update), context)


async def _answered(message: Message, context: Context, text: str) -> None:
    office = context.services.announcements
    card = await office.typed(_writer(message), context.language, text, context.update_id)
    if card is None:
        raise NotUnderstood("")
    await _tell(message, card)


async def _heard_before(message: Message, context: Context) -> bool:
    """Whether this update was taken already and only our reply was lost, which is given again."""
    office = context.services.announcements
    card = await office.heard_before(_writer(message), context.language, context.update_id)
    if card is not None:
        await _tell(message, card)
    return card is not None


async def _leave_asking(message: Message, context: Context) -> None:
    if await context.services.announcements.drafting.leave_asking(_writer(message)):
        await telling.reply(message, context.say("announcements.still_open"))


async def _tell(message: Message, card: outbox.Message) -> None:
    await telling.reply(message, card.html, telling.keyboard(card))


def _writer(message: Message) -> int:
    return message.from_user.id if message.from_user else 0


def _message(update: Update) -> Message:
    assert update.effective_message is not None
    return update.effective_message
