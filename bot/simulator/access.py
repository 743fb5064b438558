"""Where the bot may read and write, and Telegram's words when it may not."""

from bot.simulator.parameters import Parameters
from bot.simulator.people import Group, Person
from bot.simulator.refusals import Refusal, bad_request, forbidden
from bot.simulator.world import World


def readable(world: World, given: Parameters, name: str = "chat_id") -> int:
    """The chat named in the call, if the bot knows it."""
    wanted = given.text(name)
    if not wanted:
        raise bad_request(f"{name} is empty")
    # Names such as @channel belong to public groups and channels, of which there are none here.
    chat_id = given.integer(name)
    if chat_id in world.groups:
        _check_kicked(world.groups[chat_id])
    elif chat_id not in world.people:
        raise bad_request("chat not found")
    return chat_id


def writable(world: World, given: Parameters) -> int:
    """The chat named in the call, if the bot may write to it."""
    chat_id = readable(world, given)
    if chat_id in world.groups:
        _check_group(world.groups[chat_id])
    else:
        _check_person(world.people[chat_id])
    return chat_id


def _check_person(person: Person) -> None:
    if person.deactivated:
        raise forbidden("user is deactivated")
    if person.blocked:
        raise forbidden("bot was blocked by the user")
    if not person.started:
        raise forbidden("bot can't initiate conversation with a user")


def _check_kicked(group: Group) -> None:
    if group.bot_status == "kicked" and not group.migrated_to:
        raise forbidden(f"bot was kicked from the {_kind(group)} chat")


def _check_group(group: Group) -> None:
    if group.migrated_to:
        raise migrated(group)
    if group.bot_status == "left":
        raise forbidden(f"bot is not a member of the {_kind(group)} chat")


def migrated(group: Group) -> Refusal:
    words = "group chat was upgraded to a supergroup chat"
    return bad_request(words, {"migrate_to_chat_id": group.migrated_to})


def _kind(group: Group) -> str:
    return "supergroup" if group.type == "supergroup" else "group"


def is_admin(world: World, chat_id: int) -> bool:
    """In a private chat the bot may do what an administrator may."""
    return chat_id in world.people or world.groups[chat_id].bot_status == "administrator"
