"""Forwarding, copying, pinning, reacting, and saying that one is typing."""

from bot.simulator import access
from bot.simulator.archive import Stored
from bot.simulator.methods.editing import message_ids
from bot.simulator.methods.sending import caption_content, send
from bot.simulator.parameters import Parameters
from bot.simulator.refusals import bad_request
from bot.simulator.shapes import Json
from bot.simulator.world import World

OWN = ("message_id", "from", "chat", "date", "edit_date", "reply_to_message", "via_bot", "reply_markup")
FORWARDED = (*OWN, "forward_origin")
ACTIONS = {
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice",
    "upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note", "cancel",
}  # fmt: skip


def origin(stored: Stored) -> Json:
    """Where a forwarded message came from in the first place."""
    first: Json | None = stored.message.get("forward_origin")
    user = stored.message["from"]
    return first or {"type": "user", "sender_user": user, "date": stored.message["date"]}


def content_of(stored: Stored, dropped: tuple[str, ...] = OWN) -> Json:
    return {name: value for name, value in stored.message.items() if name not in dropped}


def forward_message(world: World, given: Parameters) -> Json:
    access.writable(world, given)
    source = _source(world, given, given.integer("message_id"), "message to forward not found")
    return send(world, given, content_of(source, FORWARDED) | {"forward_origin": origin(source)})


def forward_messages(world: World, given: Parameters) -> list[Json]:
    chat_id = access.writable(world, given)
    sources = [_source(world, given, number, "message to forward not found") for number in message_ids(given)]
    sent = [
        world.post(chat_id, content_of(source, FORWARDED) | {"forward_origin": origin(source)}) for source in sources
    ]
    return [{"message_id": stored.id} for stored in sent]


def copy_message(world: World, given: Parameters) -> Json:
    access.writable(world, given)
    source = _source(world, given, given.integer("message_id"), "message to copy not found")
    content = content_of(source, FORWARDED)
    if "caption" in given.values:
        content = {k: v for k, v in content.items() if not k.startswith("caption")} | caption_content(given)
    return {"message_id": send(world, given, content)["message_id"]}


def copy_messages(world: World, given: Parameters) -> list[Json]:
    chat_id = access.writable(world, given)
    sources = [_source(world, given, number, "message to copy not found") for number in message_ids(given)]
    sent = [world.post(chat_id, content_of(source, FORWARDED)) for source in sources]
    return [{"message_id": stored.id} for stored in sent]


def _source(world: World, given: Parameters, number: int, words: str) -> Stored:
    from_chat = access.readable(world, given, "from_chat_id")
    stored = world.archive.find(from_chat, number)
    if stored is None:
        raise bad_request(words)
    return stored


def pin_message(world: World, given: Parameters) -> bool:
    chat_id = access.writable(world, given)
    stored = world.archive.find(chat_id, given.integer("message_id"))
    if stored is None:
        raise bad_request("message to pin not found")
    if not access.is_admin(world, chat_id):
        raise bad_request("not enough rights to manage pinned messages in the chat")
    if chat_id in world.groups:
        world.groups[chat_id].pinned.append(stored.id)
    return True


def unpin_message(world: World, given: Parameters) -> bool:
    chat_id = access.writable(world, given)
    if chat_id in world.groups and world.groups[chat_id].pinned:
        world.groups[chat_id].pinned.pop()
    return True


def react(world: World, given: Parameters) -> bool:
    chat_id = access.writable(world, given)
    stored = world.archive.find(chat_id, given.integer("message_id"))
    if stored is None:
        raise bad_request("message to react not found")
    wanted = given.object("reaction", "reaction types") or []
    if not isinstance(wanted, list):
        raise bad_request("Expected an Array of ReactionType")
    if len(wanted) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    if wanted and wanted[0].get("type") not in ("emoji", "custom_emoji"):
        raise bad_request("REACTION_INVALID")
    stored.reactions.pop(world.bot.id, None)
    if wanted:
        stored.reactions[world.bot.id] = str(wanted[0].get("emoji") or wanted[0].get("custom_emoji_id"))
    world.hub.tell("message", stored.shown())
    return True


def chat_action(world: World, given: Parameters) -> bool:
    chat_id = access.writable(world, given)
    action = given.text("action")
    if action.lower() not in ACTIONS:
        raise bad_request("Wrong parameter action in request")
    world.hub.tell("action", {"chat_id": chat_id, "action": action, "seconds": world.settings.typing_seconds})
    return True
