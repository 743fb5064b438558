"""The bot about itself: its name, descriptions, commands, menu button and wished rights."""

from bot.simulator import commands, limits
from bot.simulator.parameters import Parameters
from bot.simulator.refusals import bad_request
from bot.simulator.shapes import Json
from bot.simulator.world import World

RIGHTS = (
    "is_anonymous", "can_manage_chat", "can_delete_messages", "can_manage_video_chats",
    "can_restrict_members", "can_promote_members", "can_change_info", "can_invite_users",
    "can_post_stories", "can_edit_stories", "can_delete_stories", "can_send_welcome_messages",
)  # fmt: skip


def get_me(world: World, given: Parameters) -> Json:
    return {
        **world.bot.user(), "can_join_groups": True, "supports_inline_queries": True,
        "can_read_all_group_messages": not world.settings.privacy, "can_connect_to_business": False,
        "has_main_web_app": False, "has_topics_enabled": False, "allows_users_to_create_topics": False,
    }  # fmt: skip


def set_commands(world: World, given: Parameters) -> bool:
    where = commands.scope(given.object("scope", "BotCommandScope"))
    listed = commands.checked(given.object("commands", "commands") or [])
    world.commands.keep(where, commands.language(given.text("language_code")), listed)
    world.tell_bot()
    return True


def get_commands(world: World, given: Parameters) -> list[Json]:
    where = commands.scope(given.object("scope", "BotCommandScope"))
    return world.commands.exactly(where, given.text("language_code"))


def delete_commands(world: World, given: Parameters) -> bool:
    where = commands.scope(given.object("scope", "BotCommandScope"))
    world.commands.forget(where, given.text("language_code"))
    world.tell_bot()
    return True


def _keep(world: World, kept: dict[str, str], given: Parameters, name: str, most: int) -> bool:
    text = given.text(name)
    if len(text) > most:
        raise bad_request(f"{name.upper()}_TOO_LONG")
    kept[commands.language(given.text("language_code"))] = text
    world.tell_bot()
    return True


def _kept(kept: dict[str, str], given: Parameters) -> str:
    return kept.get(given.text("language_code")) or kept.get("", "")


def set_name(world: World, given: Parameters) -> bool:
    return _keep(world, world.bot.names, given, "name", limits.BOT_NAME_LENGTH)


def get_name(world: World, given: Parameters) -> Json:
    return {"name": _kept(world.bot.names, given) or world.bot.first_name}


def set_description(world: World, given: Parameters) -> bool:
    return _keep(world, world.bot.descriptions, given, "description", limits.BOT_DESCRIPTION_LENGTH)


def get_description(world: World, given: Parameters) -> Json:
    return {"description": _kept(world.bot.descriptions, given)}


def set_short_description(world: World, given: Parameters) -> bool:
    kept, most = world.bot.short_descriptions, limits.BOT_SHORT_DESCRIPTION_LENGTH
    return _keep(world, kept, given, "short_description", most)


def get_short_description(world: World, given: Parameters) -> Json:
    return {"short_description": _kept(world.bot.short_descriptions, given)}


def set_menu_button(world: World, given: Parameters) -> bool:
    button = given.object("menu_button", "menu button") or {"type": "default"}
    if not isinstance(button, dict):
        raise bad_request("can't parse menu button: MenuButton must be an Object")
    if button.get("type") not in ("commands", "web_app", "default"):
        raise bad_request("can't parse menu button: MenuButton has unsupported type")
    shown = {"type": "commands"} if button["type"] == "default" else button
    if given.text("chat_id"):
        world.bot.menu_buttons[given.integer("chat_id")] = shown
    else:
        world.bot.menu_button = shown
    world.tell_bot()
    return True


def get_menu_button(world: World, given: Parameters) -> Json:
    return world.bot.menu_buttons.get(given.integer("chat_id"), world.bot.menu_button)


def set_default_rights(world: World, given: Parameters) -> bool:
    rights = given.object("rights", "ChatAdministratorRights") or {}
    if not isinstance(rights, dict):
        raise bad_request("can't parse ChatAdministratorRights: ChatAdministratorRights must be an Object")
    world.bot.rights[given.flag("for_channels")] = rights
    return True


def get_default_rights(world: World, given: Parameters) -> Json:
    wished = world.bot.rights.get(given.flag("for_channels"), {})
    return dict.fromkeys(RIGHTS, False) | wished
