"""Editing and deleting: only what exists, only what is the bot's own, only when something changes."""

import time

from bot.simulator import access, keyboards, limits
from bot.simulator.archive import Stored
from bot.simulator.methods import media
from bot.simulator.methods.sending import caption_content, text_content
from bot.simulator.parameters import Parameters
from bot.simulator.refusals import NOT_MODIFIED, bad_request
from bot.simulator.shapes import Json
from bot.simulator.world import World

CAPTIONED = ("photo", "document", "audio", "voice", "video", "animation", "live_photo", "paid_media")
OF_TEXT = ("text", "entities", "link_preview_options")
OF_CAPTION = ("caption", "caption_entities")
OF_MEDIA = (*CAPTIONED, *OF_CAPTION)


def edit_text(world: World, given: Parameters) -> Json | bool:
    stored = _own(world, given)
    content = text_content(given)
    if "text" not in stored.message:
        raise bad_request("there is no text in the message to edit")
    return _apply(world, given, stored, content=content, replaced=OF_TEXT)


def edit_caption(world: World, given: Parameters) -> Json | bool:
    stored = _own(world, given)
    if not any(kind in stored.message for kind in CAPTIONED):
        raise bad_request("there is no caption in the message to edit")
    return _apply(world, given, stored, content=caption_content(given), replaced=OF_CAPTION)


def edit_media(world: World, given: Parameters) -> Json | bool:
    stored = _own(world, given)
    item = given.object("media", "input media")
    if not isinstance(item, dict):
        raise bad_request("can't parse InputMedia: expected an Object")
    content = media.input_media(world, given, item)
    return _apply(world, given, stored, content=content, replaced=(*OF_MEDIA, "text", "entities"))


def edit_markup(world: World, given: Parameters) -> Json | bool:
    return _apply(world, given, _own(world, given), content={}, replaced=())


def edit_location(world: World, given: Parameters) -> Json | bool:
    content = {"location": media.place(given)}
    return _apply(world, given, _own(world, given), content=content, replaced=("location",))


def touch_up(world: World, given: Parameters) -> Json | bool:
    """Edits whose content is not modelled (checklists, game scores): the message as it stands."""
    stored = _own(world, given)
    return True if given.text("inline_message_id") else stored.message


def stop_poll(world: World, given: Parameters) -> Json:
    stored = _own(world, given)
    if "poll" not in stored.message:
        raise bad_request("message with poll to stop not found")
    if stored.message["poll"]["is_closed"]:
        raise bad_request("poll has already been closed")
    stored.message["poll"]["is_closed"] = True
    world.changed(stored)
    poll: Json = stored.message["poll"]
    return poll


def _own(world: World, given: Parameters) -> Stored:
    inline_id = given.text("inline_message_id")
    if inline_id:
        inline = world.archive.find_inline(inline_id)
        if inline is None or inline.deleted:
            raise bad_request("MESSAGE_ID_INVALID")
        return inline
    chat_id = access.writable(world, given)
    if not given.text("message_id"):
        raise bad_request("message identifier is not specified")
    stored = world.archive.find(chat_id, given.integer("message_id"))
    if stored is None:
        raise bad_request("message to edit not found")
    if not stored.from_bot or "new_chat_members" in stored.message:
        raise bad_request("message can't be edited")
    return stored


def _apply(world: World, given: Parameters, stored: Stored, *, content: Json, replaced: tuple[str, ...]) -> Json | bool:
    """Without a reply_markup an edit takes the keyboard away, as on the real server."""
    markup = keyboards.read(given.object("reply_markup", "reply keyboard markup"))
    kept = {k: v for k, v in stored.message.items() if k not in (*replaced, "reply_markup", "edit_date")}
    edited = kept | content | ({"reply_markup": markup} if markup else {})
    before = {name: value for name, value in stored.message.items() if name != "edit_date"}
    if edited == before:
        raise bad_request(NOT_MODIFIED)
    # A change of the keyboard alone does not mark a message as edited.
    if content or "edit_date" in stored.message:
        edited["edit_date"] = int(time.time())
    stored.message = edited
    world.changed(stored)
    return True if given.text("inline_message_id") else edited


def delete_message(world: World, given: Parameters) -> bool:
    chat_id = access.writable(world, given)
    if not given.text("message_id"):
        raise bad_request("message identifier is not specified")
    stored = world.archive.find(chat_id, given.integer("message_id"))
    if stored is None:
        raise bad_request("message to delete not found")
    if not stored.from_bot and not access.is_admin(world, chat_id):
        raise bad_request("message can't be deleted")
    world.remove(stored)
    return True


def delete_messages(world: World, given: Parameters) -> bool:
    """Those that are not there are passed over."""
    chat_id = access.writable(world, given)
    for stored in (world.archive.find(chat_id, number) for number in message_ids(given)):
        if stored and (stored.from_bot or access.is_admin(world, chat_id)):
            world.remove(stored)
    return True


def message_ids(given: Parameters) -> list[int]:
    numbers = given.object("message_ids", "message_ids")
    if not numbers:
        raise bad_request("Message identifiers are not specified")
    if not isinstance(numbers, list):
        raise bad_request("Expected an Array of message identifiers")
    if len(numbers) > limits.BULK_MESSAGES:
        raise bad_request("Too many message identifiers specified")
    return [int(number) for number in numbers]
