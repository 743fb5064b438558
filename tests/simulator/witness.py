"""An independent witness: aiogram's strict client calls every method and tells which answers it could read."""

import types
import typing
from dataclasses import dataclass, field
from typing import Any

import aiogram.methods
import aiogram.types
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import ClientDecodeError, TelegramBadRequest
from aiogram.methods import TelegramMethod
from aiogram.types import BufferedInputFile, InputFile
from pydantic import BaseModel

from bot.simulator.client import Simulator
from tests.simulator.test_sending import picture

# These end something the others need.
LATE = {"leaveChat", "deleteMessage", "deleteMessages", "logOut", "close", "setWebhook", "banChatMember"}


@dataclass
class Heard:
    """What aiogram made of each method's answer."""

    read: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    unreadable: dict[str, str] = field(default_factory=dict)


def every_method() -> list[type[TelegramMethod[Any]]]:
    found = [getattr(aiogram.methods, name) for name in aiogram.methods.__all__]
    return [method for method in found if isinstance(getattr(method, "__api_method__", None), str)]


def file() -> BufferedInputFile:
    return BufferedInputFile(picture(), "a.png")


class Arguments:
    """Plausible arguments by the name of a field, else by its type."""

    def __init__(self, named: dict[str, Any]) -> None:
        self._named = named

    def of(self, model: type[BaseModel]) -> dict[str, Any]:
        required = {name: field for name, field in model.model_fields.items() if field.is_required()}
        return {name: self._value(name, field.annotation) for name, field in required.items()}

    def _value(self, name: str, annotation: Any) -> Any:
        if name in self._named:
            return self._named[name]
        origin = typing.get_origin(annotation)
        if origin is typing.Annotated:
            return self._value(name, typing.get_args(annotation)[0])
        if origin in (list, typing.Sequence):
            return [self._value("", typing.get_args(annotation)[0])]
        if origin in (typing.Union, types.UnionType):
            options = [option for option in typing.get_args(annotation) if option is not type(None)]
            files = [option for option in options if option is InputFile]
            return self._value(name, (files or options)[0])
        if origin is typing.Literal:
            return typing.get_args(annotation)[0]
        return self._single(annotation)

    def _single(self, kind: Any) -> Any:
        if kind is InputFile:
            return file()
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            return kind(**self.of(kind))
        plain: dict[Any, Any] = {str: "prova", int: 1, bool: True, float: 1.0}
        return plain.get(kind, 1)


async def prepared(simulator: Simulator) -> dict[str, Any]:
    """Things to talk about: a message, a photo, queries, a file, rights in the group."""
    await simulator.anna.starts()
    keyboard = {"inline_keyboard": [[{"text": "x", "callback_data": "x"}]]}
    message = await simulator.call("sendMessage", chat_id=1001, text="prima", reply_markup=keyboard)
    press = await simulator.anna.presses("x")
    hers = await simulator.anna.sends_document("a.txt", b"x")
    asked = await simulator.wire.post("people/1001/asks_inline", {"query": "x"})
    await simulator.group.adds_bot(simulator.carla, "administrator")
    article = aiogram.types.InlineQueryResultArticle(
        id="1", title="t", input_message_content=aiogram.types.InputTextMessageContent(message_text="x")
    )
    photo = aiogram.types.InputMediaPhoto(media=file())
    return {
        "chat_id": 1001, "from_chat_id": 1001, "user_id": 1001, "message_id": message["message_id"],
        "message_ids": [message["message_id"]], "callback_query_id": press.query_id, "latitude": 45.0,
        "longitude": 7.0, "inline_query_id": asked["query_id"], "file_id": hers.raw["document"]["file_id"],
        "results": [article], "result": article, "text": "testo nuovo", "parse_mode": None,
        "phone_number": "+39011", "options": ["a", "b"],
        "command": "aiuto", "description": "d", "currency": "XTR", "action": "typing",
        "media": [photo, photo], "url": "", "emoji": "👍", "format": "static", "commands": [
            aiogram.types.BotCommand(command="aiuto", description="Aiuto")],
    }  # fmt: skip


async def targets(bot: Bot) -> dict[str, int]:
    """Messages that fit the methods which edit or stop one."""
    text = await bot.send_message(1001, "testo")
    photo = await bot.send_photo(1001, file(), caption="foto")
    place = await bot.send_location(1001, 45.0, 7.0, live_period=900)
    poll = await bot.send_poll(1001, "Quando?", ["a", "b"])
    numbers = {
        "editMessageCaption": photo, "editMessageMedia": photo, "editMessageLiveLocation": place,
        "stopMessageLiveLocation": place, "stopPoll": poll, "editMessageReplyMarkup": text,
        "editMessageText": text, "setGameScore": text, "editMessageChecklist": text,
    }  # fmt: skip
    return {name: message.message_id for name, message in numbers.items()}


def special(name: str) -> dict[str, Any]:
    """Where one name means different things in different methods."""
    photo, group = aiogram.types.InputMediaPhoto(media=file()), -1_000_000_002_001
    keyboard = aiogram.types.InlineKeyboardMarkup(
        inline_keyboard=[[aiogram.types.InlineKeyboardButton(text="b", callback_data="b")]]
    )
    by_method: dict[str, dict[str, Any]] = {
        "editMessageMedia": {"media": photo},
        "editEphemeralMessageMedia": {"media": photo},
        "editMessageText": {"text": "nuovo"},
        "editMessageReplyMarkup": {"reply_markup": keyboard},
        "stopMessageLiveLocation": {"reply_markup": keyboard},
        "editMessageCaption": {"caption": "nuova"},
        "editMessageLiveLocation": {"latitude": 44.0},
        "sendPaidMedia": {"media": [aiogram.types.InputPaidMediaPhoto(media=file())]},
        "getChatAdministrators": {"chat_id": group},
        "setChatTitle": {"chat_id": group},
        "setChatDescription": {"chat_id": group},
        "banChatMember": {"chat_id": group, "user_id": 1003},
        "leaveChat": {"chat_id": group},
        "sendRichMessage": {"rich_message": aiogram.types.InputRichMessage(html="<b>x</b>")},
        "answerChatJoinRequestQuery": {"result": "approve"},
    }
    return by_method.get(name, {})


async def calls_every_method(simulator: Simulator) -> Heard:
    named, heard = await prepared(simulator), Heard()
    session = AiohttpSession(api=TelegramAPIServer.from_base(simulator.url))
    async with Bot(simulator.token, session=session) as bot:
        aimed = await targets(bot)
        for method in sorted(every_method(), key=lambda method: method.__api_method__ in LATE):
            name = method.__api_method__
            arguments = Arguments(named).of(method) | special(name)
            if name in aimed:
                arguments |= {"chat_id": 1001, "message_id": aimed[name]}
            try:
                await bot(method(**arguments))
                heard.read.append(name)
            except TelegramBadRequest as error:
                heard.refused[name] = error.message
            except ClientDecodeError as error:
                heard.unreadable[name] = str(error.original)[:400]
    return heard
