"""Who is here: the bot, the people with their language and role, the groups and who is in them."""

from dataclasses import dataclass, field
from pathlib import Path

import yaml

from bot.simulator.shapes import Json

FIRST_OWN_ID = 5001
FIRST_GROUP = -1_000_000_002_001
CAST: Json = {
    "people": [
        {"id": 1001, "first_name": "Anna", "role": {"it": "socia, ingegnere", "en": "member, engineer"}},
        {"id": 1002, "first_name": "Bruno", "role": {"it": "referente aziendale", "en": "company's contact"}},
        {"id": 1003, "first_name": "Carla", "role": {"it": "staff dell'associazione", "en": "staff"}},
        {"id": 1004, "first_name": "Davide", "role": {"it": "staff dell'associazione", "en": "staff"}},
    ],
    "groups": [{"id": FIRST_GROUP, "title": "VVP Officina", "members": [1001, 1002, 1003]}],
}


@dataclass
class Person:
    id: int
    first_name: str
    last_name: str = ""
    username: str = ""
    language_code: str = "it"
    role: Json | str = ""
    started: bool = False
    blocked: bool = False
    deactivated: bool = False
    hidden: bool = False  # not on the page: made by a test for a broadcast

    def user(self) -> Json:
        fields = {
            "last_name": self.last_name, "username": self.username, "language_code": self.language_code,
        }  # fmt: skip
        given = {name: value for name, value in fields.items() if value}
        return {"id": self.id, "is_bot": False, "first_name": self.first_name, **given}

    def chat(self) -> Json:
        given = {name: value for name, value in self.user().items() if name in ("last_name", "username")}
        return {"id": self.id, "type": "private", "first_name": self.first_name, **given}

    def shown(self) -> Json:
        return {
            **self.user(), "role": self.role, "language_code": self.language_code, "started": self.started,
            "blocked": self.blocked, "deactivated": self.deactivated,
        }  # fmt: skip


@dataclass
class Group:
    id: int
    title: str
    members: list[int]
    type: str = "supergroup"
    bot_status: str = "member"  # or administrator, left, kicked
    migrated_to: int = 0
    pinned: list[int] = field(default_factory=list)
    description: str = ""

    def chat(self) -> Json:
        return {"id": self.id, "type": self.type, "title": self.title}

    def shown(self) -> Json:
        return {
            **self.chat(), "members": self.members, "bot_status": self.bot_status,
            "migrated_to": self.migrated_to,
        }  # fmt: skip


@dataclass
class BotSelf:
    id: int = 7_000_000_001
    first_name: str = "Raccordo"
    username: str = "raccordo_demo_bot"
    descriptions: dict[str, str] = field(default_factory=dict)
    short_descriptions: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    menu_button: Json = field(default_factory=lambda: {"type": "commands"})
    menu_buttons: dict[int, Json] = field(default_factory=dict)
    rights: dict[bool, Json] = field(default_factory=dict)

    def user(self) -> Json:
        return {"id": self.id, "is_bot": True, "first_name": self.first_name, "username": self.username}


def read(path: Path | None) -> Json:
    """The cast of a people file: `people`, `groups`, and perhaps `bot` with first_name and username."""
    if path is None:
        return CAST
    cast: Json = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    return cast
