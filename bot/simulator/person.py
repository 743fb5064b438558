"""People as tests play them: Anna says, presses, sees. Every verb is one request to the control interface."""

import asyncio
import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.simulator.shapes import Json
from bot.simulator.shown import Answer, InlineAnswer, Message
from bot.simulator.wire import ControlError, Wire

PATIENCE = 30.0


@dataclass
class Group:
    """A group chat; pass it as `chat=` to a person's verb."""

    wire: Wire
    id: int
    title: str

    async def messages(self) -> list[Message]:
        return [Message.read(shown) for shown in await self.wire.get(f"chats/{self.id}/messages")]

    async def migrates(self) -> "Group":
        """A basic group becomes a supergroup: the old id answers with `migrate_to_chat_id` from now on."""
        moved = await self.wire.post(f"chats/{self.id}/migrate")
        return Group(self.wire, moved["id"], moved["title"])

    async def adds_bot(self, by: "Person", status: str = "member") -> None:
        """`status`: member or administrator."""
        await self.wire.post(f"chats/{self.id}/bot", {"by": by.id, "status": status})

    async def removes_bot(self, by: "Person", status: str = "kicked") -> None:
        """`status`: kicked or left."""
        await self.wire.post(f"chats/{self.id}/bot", {"by": by.id, "status": status})


Chat = Group | int | None


@dataclass(frozen=True)
class Press:
    """A press on a button; the bot's answer to it may still be on its way."""

    wire: Wire
    query_id: str

    async def answered(self, within: float = PATIENCE) -> Answer:
        raw = await self.wire.get(f"queries/{self.query_id}", timeout=within)
        if raw is None:
            raise AssertionError(f"the press was not answered within {within} s")
        return Answer.read(raw)


class Person:
    def __init__(self, wire: Wire, raw: Json) -> None:
        self._wire = wire
        self.id = int(raw["id"])
        self.first_name = str(raw["first_name"])
        self.role = str(raw.get("role", ""))
        self._seen: dict[int, int] = {}

    # ------------------------------------------------------------------ what she does

    async def says(self, text: str, chat: Chat = None, reply_to: Message | None = None) -> list[Message]:
        """Sends text as a Telegram client does; beyond 4,096 characters it becomes several messages."""
        sent = await self._does("says", chat, text=text, reply_to=reply_to.id if reply_to else None)
        return [Message.read(shown) for shown in sent]

    async def starts(self, payload: str = "") -> Message:
        """Presses START, with a deep link's payload if there is one; a bot she had blocked is unblocked."""
        return await self._one("starts", None, payload=payload)

    async def opens(self, link: str) -> Message:
        """Opens `https://t.me/<bot>?start=<payload>`."""
        return await self._one("opens", None, link=link)

    async def sends_photo(self, content: bytes, caption: str = "", chat: Chat = None) -> Message:
        return await self._uploads("photo", content, chat=chat, caption=caption)

    async def sends_voice(self, content: bytes = b"OggS", seconds: int = 3, chat: Chat = None) -> Message:
        return await self._uploads("voice", content, chat=chat, seconds=seconds)

    async def sends_document(
        self, name: str, content: bytes, caption: str = "", chat: Chat = None, *, mime_type: str = ""
    ) -> Message:
        return await self._uploads("document", content, chat=chat, name=name, caption=caption, mime_type=mime_type)

    async def sends_contact(self, phone: str, first_name: str, user_id: int | None = None) -> Message:
        return await self._one("contact", None, phone=phone, first_name=first_name, user_id=user_id)

    async def sends_location(self, latitude: float, longitude: float, chat: Chat = None) -> Message:
        return await self._one("location", chat, latitude=latitude, longitude=longitude)

    async def forwards(self, message: Message, chat: Chat = None) -> Message:
        return await self._one("forwards", chat, from_chat_id=message.chat_id, message_id=message.id)

    async def edits(self, message: Message, text: str) -> Message:
        return await self._one("edits", message.chat_id, message_id=message.id, text=text)

    async def presses(self, label: str, message: Message | None = None, chat: Chat = None) -> Press:
        """Presses the newest inline button with this label (or the one under `message`)."""
        where: Chat = message.chat_id if message else chat
        raw = await self._does("presses", where, label=label, message_id=message.id if message else None)
        return Press(self._wire, raw["query_id"])

    async def forges(self, data: str, message: Message) -> Press:
        """Sends any callback data from any person on any message, as a hostile client can."""
        raw = await self._does("forges", message.chat_id, data=data, message_id=message.id)
        return Press(self._wire, raw["query_id"])

    async def asks_inline(self, query: str, chat: Chat = None, within: float = PATIENCE) -> InlineAnswer:
        """Types `@bot query` in a composer and waits for the bot's list."""
        raw = await self._does("asks_inline", chat, query=query)
        answer = await self._wire.get(f"queries/{raw['query_id']}", timeout=within)
        if answer is None:
            raise AssertionError(f"the inline query {query!r} was not answered within {within} s")
        results = tuple(answer.get("results", []))
        return InlineAnswer(raw["query_id"], results, answer.get("button"), answer)

    async def chooses(self, answer: InlineAnswer, index: int = 0, chat: Chat = None) -> Message:
        """Sends one of the offered results, `via` the bot: where she asked, unless another chat is named."""
        result_id = answer.results[index]["id"]
        return await self._one("chooses", chat or 0, query_id=answer.query_id, result_id=result_id)

    async def reacts(self, message: Message, emoji: str = "👍") -> None:
        """An empty emoji takes the reaction back."""
        await self._does("reacts", message.chat_id, message_id=message.id, emoji=emoji)

    async def votes(self, message: Message, option: int) -> None:
        await self._does("votes", message.chat_id, message_id=message.id, option=option)

    async def blocks(self) -> None:
        await self._does("blocks", None)

    async def unblocks(self) -> None:
        await self._does("unblocks", None)

    async def deactivates(self) -> None:
        """Her account is deleted: the bot is told "user is deactivated"."""
        await self._does("deactivates", None)

    async def joins(self, group: Group) -> None:
        await self._does("joins", group)

    async def leaves(self, group: Group) -> None:
        await self._does("leaves", group)

    async def speaks(self, language: str) -> None:
        """Changes her client's language: `it`, `en`, or empty for none."""
        await self._does("speaks", None, language_code=language)

    # ------------------------------------------------------------------ what she sees

    async def sees(self, text: str = "", chat: Chat = None, within: float = PATIENCE) -> Message:
        """The next message or edit of the bot in her chat that contains `text`, which then counts as seen.

        Messages before it count as seen too, so a test may look only for what matters to it.
        """
        chat_id = self._chat_id(chat)
        after = self._seen.get(chat_id, 0)
        found = await self._wire.get("wait/message", chat_id=chat_id, after=after, text=text, timeout=within)
        if found is None:
            shown = [message.text for message in await self.chat(chat) if message.from_bot]
            raise AssertionError(f"{self.first_name} did not see {text!r} in {within} s; bot said {shown}")
        message = Message.read(found)
        self._seen[chat_id] = message.revision
        return message

    async def sees_nothing(self, seconds: float = 0.5, chat: Chat = None, text: str = "") -> None:
        """No message or edit of the bot that contains `text` arrives in this time."""
        chat_id = self._chat_id(chat)
        after = self._seen.get(chat_id, 0)
        found = await self._wire.get("wait/message", chat_id=chat_id, after=after, text=text, timeout=seconds)
        if found is not None:
            raise AssertionError(f"{self.first_name} saw {Message.read(found).text!r}")

    async def looks_away(self, chat: Chat = None) -> None:
        """Everything up to now counts as seen."""
        messages = await self.chat(chat)
        self._seen[self._chat_id(chat)] = max((message.revision for message in messages), default=0)

    async def chat(self, chat: Chat = None) -> list[Message]:
        """The whole chat as shown, oldest first; deleted messages are gone from it."""
        shown = await self._wire.get(f"chats/{self._chat_id(chat)}/messages")
        return [Message.read(message) for message in shown]

    async def downloads(self, message: Message) -> bytes:
        """The file a message carries (document, photo, voice)."""
        for kind in ("document", "voice", "audio", "video"):
            if kind in message.raw:
                return await self._wire.bytes(f"/control/files/{message.raw[kind]['file_id']}")
        if "photo" in message.raw:
            return await self._wire.bytes(f"/control/files/{message.raw['photo'][-1]['file_id']}")
        raise ControlError(f"message {message.id} carries no file")

    async def commands(self) -> list[Json]:
        """The command menu as her client shows it, by scope and language."""
        menu: list[Json] = (await self._wire.get(f"people/{self.id}/menu"))["commands"]
        return menu

    # ------------------------------------------------------------------ how it is said

    def _chat_id(self, chat: Chat) -> int:
        if chat is None:
            return self.id
        return chat.id if isinstance(chat, Group) else chat

    async def _does(self, verb: str, chat: Chat, **details: Any) -> Any:
        body: Mapping[str, Any] = {"chat_id": self._chat_id(chat), **details}
        return await self._wire.post(f"people/{self.id}/{verb}", body)

    async def _one(self, verb: str, chat: Chat, **details: Any) -> Message:
        return Message.read(await self._does(verb, chat, **details))

    async def _uploads(self, kind: str, content: bytes, *, chat: Chat, **details: Any) -> Message:
        encoded = await asyncio.to_thread(base64.b64encode, content)
        return await self._one(kind, chat, content=encoded.decode("ascii"), **details)
