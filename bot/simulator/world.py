"""The whole little Telegram: who is here, what was written, what waits for the bot, and how it is changed."""

import time
from copy import deepcopy
from pathlib import Path

from bot.simulator import people
from bot.simulator.archive import Archive, Stored
from bot.simulator.commands import CommandBook
from bot.simulator.events import Hub
from bot.simulator.faults import Faults
from bot.simulator.files import Files
from bot.simulator.flood import Flood
from bot.simulator.journal import Journal
from bot.simulator.people import BotSelf, Group, Person
from bot.simulator.polling import Polling
from bot.simulator.queries import Queries
from bot.simulator.settings import Settings
from bot.simulator.shapes import Json
from bot.simulator.updates import FIRST_ID, Updates
from bot.simulator.webhook import Webhook


class World:
    def __init__(self, cast_file: Path | None = None, username: str = "") -> None:
        self._cast_file = cast_file
        self._username = username
        self.hub = Hub()
        # Telegram never gives a number twice, and a bot that kept an earlier one takes it for a repetition.
        self._begin(FIRST_ID + int(time.time()) % 1_000_000_000)

    def _begin(self, first_update: int) -> None:
        self.settings = Settings()
        self.archive = Archive()
        self.files = Files()
        self.commands = CommandBook()
        self.faults = Faults()
        self.journal = Journal()
        self.queries = Queries(self.settings)
        self.flood = Flood(self.settings)
        self.updates = Updates(self.hub, first_update)
        self.polling = Polling(self.updates, self.hub, self.settings)
        self.webhook = Webhook(self.updates, self.settings)
        self._enter(people.read(self._cast_file))

    def _enter(self, cast: Json) -> None:
        self.bot = BotSelf(**cast.get("bot", {}))
        if self._username:
            self.bot.username = self._username
        self.people = {raw["id"]: Person(**raw) for raw in cast.get("people", [])}
        self.groups = {raw["id"]: Group(**raw) for raw in deepcopy(cast.get("groups", []))}

    async def reset(self) -> None:
        """All as at the start; only the update ids go on, for Telegram never gives one twice."""
        await self.webhook.stop()
        self.polling.end("")
        self._begin(self.updates.next_id)
        self.hub.tell("reset", {})

    # ------------------------------------------------------------------ who is where

    def chat(self, chat_id: int) -> Json:
        return self.people[chat_id].chat() if chat_id in self.people else self.groups[chat_id].chat()

    def is_supergroup(self, chat_id: int) -> bool:
        return chat_id in self.groups and self.groups[chat_id].type == "supergroup"

    def shown(self) -> Json:
        """Everything the page needs to draw itself."""
        visible = [person for person in self.people.values() if not person.hidden]
        chats = [person.id for person in visible] + list(self.groups)
        return {
            "bot": self.bot_shown(),
            "people": [{**person.shown(), **self.menu(person.id, person)} for person in visible],
            "groups": [group.shown() for group in self.groups.values()],
            "chats": {str(chat): [stored.shown() for stored in self.archive.of(chat)] for chat in chats},
        }

    def bot_shown(self) -> Json:
        return {
            **self.bot.user(), "descriptions": self.bot.descriptions, "names": self.bot.names,
            "menu_button": self.bot.menu_button,
        }  # fmt: skip

    def menu(self, chat_id: int, person: Person) -> Json:
        return {"commands": self.commands.menu(chat_id, person.id, person.language_code)}

    # ------------------------------------------------------------------ what is written

    def post(
        self, chat_id: int, content: Json, *, sender: Person | None = None, inline_id: str = "",
        asks_reply: bool = False,
    ) -> Stored:  # fmt: skip
        """A new message: by the bot, or by a person when a sender is named."""
        message: Json = {
            "message_id": self.archive.next_id(chat_id, own_numbers=self.is_supergroup(chat_id)),
            "from": sender.user() if sender else self.bot.user(),
            "chat": self.chat(chat_id),
            "date": int(time.time()),
            **content,
        }
        stored = Stored(chat_id, message, from_bot=sender is None, inline_id=inline_id, asks_reply=asks_reply)
        self.archive.add(stored)
        self.hub.tell("message", stored.shown())
        return stored

    def changed(self, stored: Stored) -> None:
        """An edit: it counts as something new to see."""
        self.archive.touch(stored)
        self.hub.tell("message", stored.shown())

    def remove(self, stored: Stored) -> None:
        stored.deleted = True
        self.archive.touch(stored)
        self.hub.tell("deleted", {"chat_id": stored.chat_id, "message_id": stored.id})

    def tell_person(self, person: Person) -> None:
        self.hub.tell("person", {**person.shown(), **self.menu(person.id, person)})

    def tell_bot(self) -> None:
        """The bot's name, description or commands changed."""
        self.hub.tell("bot", self.bot_shown())
        for person in self.people.values():
            if not person.hidden:
                self.tell_person(person)
