"""What Telegram tells of chats: who blocks and unblocks us, who takes us in and throws us out, what moves."""

from __future__ import annotations

from telegram import Chat, ChatMember, ChatMemberRestricted, ChatMemberUpdated, Update

from bot.services.chats import Place
from bot.telegram.context import Context

GONE = {ChatMember.LEFT: "left", ChatMember.BANNED: "left"}


async def notice(update: Update, context: Context) -> None:
    """Looks at every update and answers none."""
    message = update.message
    if update.my_chat_member is not None:
        await _of_ourselves(update.my_chat_member, context)
    elif message is not None and message.migrate_to_chat_id:
        await context.services.chats.moved(message.chat.id, message.migrate_to_chat_id)
    elif message is not None and message.chat.type == Chat.PRIVATE and (message.text or "").startswith("/start"):
        # Telegram tells of a block and its end, not of the first time that somebody opens the chat.
        await context.services.chats.heard_from(message.chat.id)


async def _of_ourselves(change: ChatMemberUpdated, context: Context) -> None:
    place = Place(change.chat.id, change.chat.type, change.chat.title)
    why = _closed(change)
    if why is None:
        await context.services.chats.open(place)
    else:
        await context.services.chats.close(place, why)


def _closed(change: ChatMemberUpdated) -> str | None:
    """Why we may not write there now, if we may not."""
    member = change.new_chat_member
    if change.chat.type == Chat.PRIVATE:
        return "blocked" if member.status == ChatMember.BANNED else None
    if isinstance(member, ChatMemberRestricted):
        return None if member.is_member and member.can_send_messages else "muted"
    if change.chat.type == Chat.CHANNEL and member.status == ChatMember.ADMINISTRATOR:
        return None if getattr(member, "can_post_messages", False) else "muted"
    return GONE.get(member.status)
