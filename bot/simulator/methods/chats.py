"""Chats and their members, as the bot may look at them and change them."""

from bot.simulator import access
from bot.simulator.parameters import Parameters
from bot.simulator.people import Group
from bot.simulator.refusals import bad_request
from bot.simulator.shapes import Json
from bot.simulator.world import World

ADMIN_RIGHTS = (
    "can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members",
    "can_change_info", "can_invite_users", "can_post_stories", "can_edit_stories", "can_delete_stories",
    "can_pin_messages", "can_send_welcome_messages",
)  # fmt: skip
GIFTS = (
    "unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels",
)  # fmt: skip


def get_chat(world: World, given: Parameters) -> Json:
    chat_id = access.readable(world, given)
    full: Json = {
        **world.chat(chat_id), "accent_color_id": 0, "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(GIFTS, False),
    }  # fmt: skip
    group = world.groups.get(chat_id)
    if group is not None:
        full |= {"description": group.description} if group.description else {}
        pinned = world.archive.find(chat_id, group.pinned[-1]) if group.pinned else None
        full |= {"pinned_message": pinned.message} if pinned else {}
    return full


def member(world: World, group: Group, user_id: int) -> Json:
    """A ChatMember: the first member owns the group, the bot is what it was made."""
    if user_id == world.bot.id:
        return _bot_member(world, group)
    user = world.people[user_id].user()
    if user_id not in group.members:
        return {"status": "left", "user": user}
    if user_id == group.members[0]:
        return {"status": "creator", "user": user, "is_anonymous": False}
    return {"status": "member", "user": user}


def _bot_member(world: World, group: Group) -> Json:
    base: Json = {"status": group.bot_status, "user": world.bot.user()}
    if group.bot_status == "kicked":
        return base | {"until_date": 0}
    if group.bot_status != "administrator":
        return base
    rights = dict.fromkeys(ADMIN_RIGHTS, True)
    return base | rights | {"can_be_edited": False, "is_anonymous": False, "can_promote_members": False}


def get_member(world: World, given: Parameters) -> Json:
    chat_id = access.readable(world, given)
    user_id = given.integer("user_id")
    if user_id != world.bot.id and user_id not in world.people:
        raise bad_request("user not found" if user_id else "invalid user_id specified")
    if chat_id in world.groups:
        return member(world, world.groups[chat_id], user_id)
    user = world.bot.user() if user_id == world.bot.id else world.people[user_id].user()
    return {"status": "member", "user": user}


def member_count(world: World, given: Parameters) -> int:
    chat_id = access.readable(world, given)
    if chat_id in world.people:
        return 2
    group = world.groups[chat_id]
    return len(group.members) + (group.bot_status in ("member", "administrator"))


def administrators(world: World, given: Parameters) -> list[Json]:
    group = _group(world, given, "there are no administrators in the private chat")
    found = [member(world, group, user_id) for user_id in group.members[:1]]
    return found + ([_bot_member(world, group)] if group.bot_status == "administrator" else [])


def leave(world: World, given: Parameters) -> bool:
    group = _group(world, given, "chat member status can't be changed in private chats")
    group.bot_status = "left"
    world.hub.tell("group", group.shown())
    return True


def set_title(world: World, given: Parameters) -> bool:
    group = _administered(world, given)
    group.title = given.needed("title")
    world.hub.tell("group", group.shown())
    return True


def set_description(world: World, given: Parameters) -> bool:
    _administered(world, given).description = given.text("description")
    return True


def ban_member(world: World, given: Parameters) -> bool:
    group = _administered(world, given)
    user_id = given.integer("user_id")
    if group.members and user_id == group.members[0]:
        raise bad_request("can't remove chat owner")
    if user_id in group.members:
        group.members.remove(user_id)
    world.hub.tell("group", group.shown())
    return True


def _group(world: World, given: Parameters, words: str) -> Group:
    chat_id = access.readable(world, given)
    if chat_id not in world.groups:
        raise bad_request(words)
    return world.groups[chat_id]


def _administered(world: World, given: Parameters) -> Group:
    group = _group(world, given, "method is available only for groups, supergroups and channels")
    if group.bot_status != "administrator":
        raise bad_request("not enough rights")
    return group
