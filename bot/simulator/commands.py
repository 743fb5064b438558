"""The bot's command menu: kept by scope and language, found for a person as Telegram's clients find it."""

import re
from typing import Any

from bot.simulator import limits
from bot.simulator.refusals import bad_request
from bot.simulator.shapes import Json

Scope = tuple[str, int, int]
PLAIN = {"default", "all_private_chats", "all_group_chats", "all_chat_administrators"}
NAME = re.compile(r"[a-z0-9_]+")


def scope(given: Any) -> Scope:
    if given in (None, ""):
        return ("default", 0, 0)
    trouble = "can't parse BotCommandScope: "
    if not isinstance(given, dict):
        raise bad_request(f"{trouble}BotCommandScope must be an Object")
    kind = given.get("type")
    if kind in PLAIN:
        return (str(kind), 0, 0)
    if kind not in {"chat", "chat_administrators", "chat_member"}:
        raise bad_request(f"{trouble}Unsupported type specified")
    if not given.get("chat_id"):
        raise bad_request(f"{trouble}Empty chat_id specified")
    return (str(kind), int(given["chat_id"]), int(given.get("user_id", 0)))


def language(code: str) -> str:
    if code and not re.fullmatch(r"[a-z]{2}", code):
        raise bad_request("invalid language code specified")
    return code


def checked(given: Any) -> list[Json]:
    if not isinstance(given, list):
        raise bad_request("expected an Array of BotCommand")
    if len(given) > limits.COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    return [_command(command) for command in given]


def _command(command: Any) -> Json:
    if not isinstance(command, dict) or "command" not in command or "description" not in command:
        raise bad_request("can't parse BotCommand: expected an Object")
    name = str(command["command"]).removeprefix("/")
    if not NAME.fullmatch(name) or len(name) > limits.COMMAND_LENGTH:
        raise bad_request("BOT_COMMAND_INVALID")
    description = str(command["description"]).strip()
    if not 1 <= len(description) <= limits.COMMAND_DESCRIPTION_LENGTH:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {**command, "command": name, "description": description}


class CommandBook:
    def __init__(self) -> None:
        self._kept: dict[tuple[Scope, str], list[Json]] = {}

    def keep(self, where: Scope, code: str, commands: list[Json]) -> None:
        self._kept[(where, code)] = commands

    def forget(self, where: Scope, code: str) -> None:
        self._kept.pop((where, code), None)

    def exactly(self, where: Scope, code: str) -> list[Json]:
        return self._kept.get((where, code), [])

    def menu(self, chat_id: int, user_id: int, code: str) -> list[Json]:
        """The narrowest scope wins, and in it the person's language before none."""
        everywhere: Scope = ("all_private_chats" if chat_id > 0 else "all_group_chats", 0, 0)
        scopes: list[Scope] = [
            ("chat_member", chat_id, user_id), ("chat", chat_id, 0), everywhere, ("default", 0, 0),
        ]  # fmt: skip
        for where in scopes:
            for wanted in dict.fromkeys((code, "")):
                if self._kept.get((where, wanted)):
                    return self._kept[(where, wanted)]
        return []
