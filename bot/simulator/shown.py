"""What a test sees: messages as a chat shows them, buttons, answers to presses and inline queries, calls."""

from dataclasses import dataclass, field
from typing import Any, Self

from bot.simulator.shapes import Json


@dataclass(frozen=True)
class Button:
    text: str
    raw: Json = field(repr=False, hash=False)

    @property
    def data(self) -> str:
        """The callback data, empty for a button of another kind."""
        return str(self.raw.get("callback_data", ""))

    @property
    def url(self) -> str:
        return str(self.raw.get("url", ""))


@dataclass(frozen=True)
class Message:
    """One message of a chat. `revision` grows with every message and every edit in the whole simulator."""

    chat_id: int
    id: int
    revision: int
    from_bot: bool
    deleted: bool
    reactions: tuple[str, ...]
    raw: Json = field(repr=False, hash=False)

    @classmethod
    def read(cls, shown: Json) -> Self:
        return cls(
            chat_id=shown["chat_id"],
            id=shown["message_id"],
            revision=shown["revision"],
            from_bot=shown["from_bot"],
            deleted=shown["deleted"],
            reactions=tuple(str(reaction["emoji"]) for reaction in shown["reactions"]),
            raw=shown["message"],
        )

    @property
    def text(self) -> str:
        """The text, or the caption of a photo or document."""
        return str(self.raw.get("text", self.raw.get("caption", "")))

    @property
    def entities(self) -> list[Json]:
        entities: list[Json] = self.raw.get("entities") or self.raw.get("caption_entities") or []
        return entities

    @property
    def edited(self) -> bool:
        return "edit_date" in self.raw

    @property
    def reply_to(self) -> int | None:
        """The id of the message this one answers."""
        replied = self.raw.get("reply_to_message")
        return None if replied is None else int(replied["message_id"])

    @property
    def keyboard(self) -> list[list[Button]]:
        """The inline keyboard, row by row; empty when there is none."""
        rows = self.raw.get("reply_markup", {}).get("inline_keyboard", [])
        return [[Button(button["text"], button) for button in row] for row in rows]

    @property
    def buttons(self) -> list[str]:
        """The labels of the inline keyboard in reading order."""
        return [button.text for row in self.keyboard for button in row]

    def button(self, label: str) -> Button:
        """The button with this label, or the first whose label contains it."""
        every = [button for row in self.keyboard for button in row]
        exact = [button for button in every if button.text == label]
        near = [button for button in every if label in button.text]
        if not exact and not near:
            raise AssertionError(f"no button {label!r} under {self.text!r}; there are {self.buttons}")
        return (exact or near)[0]

    @property
    def document_name(self) -> str:
        return str(self.raw.get("document", {}).get("file_name", ""))


@dataclass(frozen=True)
class Answer:
    """What answerCallbackQuery said: a toast, an alert, or nothing (both empty)."""

    text: str
    show_alert: bool
    url: str

    @classmethod
    def read(cls, raw: Json) -> Self:
        return cls(raw.get("text", ""), bool(raw.get("show_alert")), raw.get("url", ""))


@dataclass(frozen=True)
class InlineAnswer:
    """What answerInlineQuery offered for one inline query."""

    query_id: str
    results: tuple[Json, ...]
    button: Json | None
    raw: Json = field(repr=False)

    @property
    def titles(self) -> list[str]:
        return [str(result.get("title", result.get("id"))) for result in self.results]


@dataclass(frozen=True)
class Call:
    """One call of the Bot API, as the journal keeps it; `at` is the simulator's monotonic clock (s)."""

    number: int
    at: float
    seconds: float
    method: str
    parameters: Json = field(repr=True, hash=False)
    status: int
    answer: Any = field(hash=False)
    fault: str
    applied: bool

    @classmethod
    def read(cls, raw: Json) -> Self:
        return cls(**raw)

    @property
    def ok(self) -> bool:
        return self.status == 200

    @property
    def chat_id(self) -> int | None:
        value = self.parameters.get("chat_id")
        return None if value is None else int(value)

    @property
    def description(self) -> str:
        """Telegram's words of refusal, empty when the call went well."""
        return str(self.answer.get("description", "")) if isinstance(self.answer, dict) else ""

    @property
    def result(self) -> Any:
        return self.answer.get("result") if isinstance(self.answer, dict) else None
