"""What the bot hears: everything in a private chat, in a group only what its privacy mode lets through."""

from bot.simulator import utf16
from bot.simulator.archive import Stored
from bot.simulator.shapes import Json
from bot.simulator.world import World

SERVICE = ("new_chat_members", "left_chat_member", "migrate_to_chat_id", "migrate_from_chat_id")


def deliver(world: World, stored: Stored, kind: str) -> None:
    if heard(world, stored):
        world.updates.push(kind, stored.message, stored.chat_id)


def heard(world: World, stored: Stored) -> bool:
    group = world.groups.get(stored.chat_id)
    if group is None:
        return True
    if group.bot_status not in ("member", "administrator"):
        return False
    everything = group.bot_status == "administrator" or not world.settings.privacy
    return everything or _meant(world, stored.message)


def _meant(world: World, message: Json) -> bool:
    """Commands, mentions of the bot, answers to it, what came through it, and service messages."""
    if any(name in message for name in SERVICE) or message.get("via_bot", {}).get("id") == world.bot.id:
        return True
    if message.get("reply_to_message", {}).get("from", {}).get("id") == world.bot.id:
        return True
    return any(_calls(world, message, entity) for entity in message.get("entities", []))


def _calls(world: World, message: Json, entity: Json) -> bool:
    said = utf16.part(message.get("text", ""), entity["offset"], entity["length"]).lower()
    name = f"@{world.bot.username.lower()}"
    if entity["type"] == "bot_command":
        return "@" not in said or said.endswith(name)
    return bool(entity["type"] == "mention" and said == name)
