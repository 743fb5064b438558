"""Every message of every chat, as the Bot API writes it, with what only the simulator knows about it."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.simulator.shapes import Json


@dataclass
class Stored:
    chat_id: int
    message: Json
    from_bot: bool
    revision: int = 0
    deleted: bool = False
    inline_id: str = ""
    asks_reply: bool = False  # people's apps open an answer to it; bots don't get it back
    reactions: dict[int, str] = field(default_factory=dict)

    @property
    def id(self) -> int:
        return int(self.message["message_id"])

    @property
    def text(self) -> str:
        return str(self.message.get("text", self.message.get("caption", "")))

    def shown(self) -> Json:
        return {
            "chat_id": self.chat_id, "message_id": self.id, "revision": self.revision,
            "message": self.message, "from_bot": self.from_bot, "deleted": self.deleted,
            "inline_id": self.inline_id, "asks_reply": self.asks_reply,
            "reactions": [{"user_id": user, "emoji": emoji} for user, emoji in self.reactions.items()],
        }  # fmt: skip


class Archive:
    def __init__(self) -> None:
        self._chats: dict[int, dict[int, Stored]] = {}
        self._inline: dict[str, Stored] = {}
        self._revision = 0
        self._private_ids = 0

    def next_id(self, chat_id: int, *, own_numbers: bool) -> int:
        """Supergroups number their messages from one; all other chats of an account share one count."""
        if own_numbers:
            return max(self._chats.get(chat_id, {}), default=0) + 1
        self._private_ids += 1
        return self._private_ids

    def add(self, stored: Stored) -> Stored:
        self._chats.setdefault(stored.chat_id, {})[stored.id] = stored
        if stored.inline_id:
            self._inline[stored.inline_id] = stored
        self.touch(stored)
        return stored

    def touch(self, stored: Stored) -> None:
        self._revision += 1
        stored.revision = self._revision

    def find(self, chat_id: int, message_id: int) -> Stored | None:
        stored = self._chats.get(chat_id, {}).get(message_id)
        return None if stored is None or stored.deleted else stored

    def find_inline(self, inline_id: str) -> Stored | None:
        return self._inline.get(inline_id)

    def of(self, chat_id: int) -> list[Stored]:
        return [stored for stored in self._chats.get(chat_id, {}).values() if not stored.deleted]

    def from_bot_after(self, chat_id: int, revision: int, text: str) -> Stored | None:
        """The bot's first message or edit after a revision that contains the text."""
        newer = (stored for stored in self._of_bot(chat_id) if stored.revision > revision)
        later = [stored for stored in newer if text in stored.text]
        return min(later, key=lambda stored: stored.revision, default=None)

    def newest_with_button(self, chat_id: int, label: str) -> tuple[Stored, Json] | None:
        """Exactly this label in any message first, then one that contains it."""
        every = [(stored, button) for stored in reversed(self.of(chat_id)) for button in buttons(stored)]
        exact = [pair for pair in every if pair[1]["text"] == label]
        near = [pair for pair in every if label in pair[1]["text"]]
        return next(iter(exact or near), None)

    def _of_bot(self, chat_id: int) -> Iterator[Stored]:
        return (stored for stored in self.of(chat_id) if stored.from_bot)


def buttons(stored: Stored) -> list[Json]:
    rows: list[list[Json]] = stored.message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button for row in rows for button in row]
