"""People write: text, files, places, contacts; they answer, edit and forward."""

import base64
import re
import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

from bot.simulator import limits, utf16
from bot.simulator.archive import Stored
from bot.simulator.deeds import membership
from bot.simulator.deeds.hearing import deliver
from bot.simulator.deeds.impossible import Impossible
from bot.simulator.files import File
from bot.simulator.formatted import caption, tidy
from bot.simulator.methods.media import attached, photo_sizes
from bot.simulator.methods.passing_on import FORWARDED, content_of, origin
from bot.simulator.methods.sending import quoted
from bot.simulator.people import Person
from bot.simulator.shapes import Json
from bot.simulator.world import World

PAYLOAD = re.compile(r"[A-Za-z0-9_-]{0,64}")


def says(world: World, person: Person, asked: Json) -> list[Json]:
    chat_id = _open_chat(world, person, asked)
    reply = _reply(world, chat_id, asked)
    written = []
    for piece in utf16.pieces(str(asked.get("text", "")), limits.TEXT_LENGTH):
        text, entities = tidy(piece, [])
        if not text:
            raise Impossible("an empty message cannot be sent")
        content: Json = {"text": text} | ({"entities": entities} if entities else {}) | reply
        written.append(send(world, person, chat_id, content))
        reply = {}
    return [stored.shown() for stored in written]


def send(world: World, person: Person, chat_id: int, content: Json) -> Stored:
    stored = world.post(chat_id, content, sender=person)
    deliver(world, stored, "message")
    return stored


def starts(world: World, person: Person, asked: Json) -> Json:
    payload = str(asked.get("payload", ""))
    if not PAYLOAD.fullmatch(payload):
        raise Impossible("a deep link's payload is up to 64 of A-Z a-z 0-9 _ -")
    if person.blocked:
        membership.unblocks(world, person, asked)
    text, entities = tidy(f"/start {payload}".strip(), [])
    _begin(world, person)
    return send(world, person, person.id, {"text": text, "entities": entities}).shown()


def opens(world: World, person: Person, asked: Json) -> Json:
    """`https://t.me/<bot>?start=<payload>` or `tg://resolve?domain=<bot>&start=<payload>`."""
    parts = urlsplit(str(asked.get("link", "")))
    query = {name: values[0] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
    name = query.get("domain", "") if parts.scheme == "tg" else parts.path.strip("/")
    if name.lower() != world.bot.username.lower():
        raise Impossible(f"{asked.get('link')!r} does not lead to @{world.bot.username}")
    return starts(world, person, {"payload": query.get("start", "")})


def _begin(world: World, person: Person) -> None:
    if not person.started:
        person.started = True
        world.tell_person(person)


def _open_chat(world: World, person: Person, asked: Json) -> int:
    """The chat a person writes in; writing to the bot for the first time opens the private one."""
    chat_id = int(asked.get("chat_id") or person.id)
    if person.deactivated:
        raise Impossible(f"{person.first_name}'s account is deleted")
    if chat_id in world.groups:
        group = world.groups[chat_id]
        if person.id not in group.members or group.migrated_to:
            raise Impossible(f"{person.first_name} is not in {group.title!r}")
    elif chat_id != person.id:
        raise Impossible(f"{person.first_name} has no chat {chat_id}")
    elif person.blocked:
        raise Impossible(f"{person.first_name} has blocked the bot")
    else:
        _begin(world, person)
    return chat_id


def _reply(world: World, chat_id: int, asked: Json) -> Json:
    if not asked.get("reply_to"):
        return {}
    return {"reply_to_message": quoted(find(world, chat_id, int(asked["reply_to"])))}


def find(world: World, chat_id: int, message_id: int) -> Stored:
    stored = world.archive.find(chat_id, message_id)
    if stored is None:
        raise Impossible(f"no message {message_id} in chat {chat_id}")
    return stored


def edits(world: World, person: Person, asked: Json) -> Json:
    stored = find(world, int(asked["chat_id"]), int(asked["message_id"]))
    if stored.from_bot or stored.message["from"]["id"] != person.id or "text" not in stored.message:
        raise Impossible("only one's own text can be edited")
    text, entities = tidy(str(asked.get("text", "")), [])
    stored.message = {name: value for name, value in stored.message.items() if name != "entities"}
    stored.message |= {"text": text, "edit_date": int(time.time())}
    stored.message |= {"entities": entities} if entities else {}
    world.changed(stored)
    deliver(world, stored, "edited_message")
    return stored.shown()


def forwards(world: World, person: Person, asked: Json) -> Json:
    chat_id = _open_chat(world, person, asked)
    source = find(world, int(asked["from_chat_id"]), int(asked["message_id"]))
    content = content_of(source, FORWARDED) | {"forward_origin": origin(source)}
    return send(world, person, chat_id, content).shown()


def _content(asked: Json) -> bytes:
    content = base64.b64decode(str(asked.get("content", "")))
    if len(content) > 2_000_000_000:
        raise Impossible("Telegram takes files up to 2 GB")
    return content


def _kept(world: World, asked: Json, folder: str, mime_type: str = "") -> File:
    name, mime = str(asked.get("name", "")), str(asked.get("mime_type") or mime_type)
    return world.files.keep(_content(asked), name=name, mime_type=mime, folder=folder)


def _send_file(world: World, person: Person, asked: Json, content: Json) -> Json:
    chat_id = _open_chat(world, person, asked)
    text, _ = tidy(str(asked.get("caption", "")), [])
    whole = content | caption(text) | _reply(world, chat_id, asked)
    return send(world, person, chat_id, whole).shown()


def photo(world: World, person: Person, asked: Json) -> Json:
    kept = _kept(world, asked, "photos", "image/jpeg")
    return _send_file(world, person, asked, {"photo": photo_sizes(kept)})


def document(world: World, person: Person, asked: Json) -> Json:
    kept = _kept(world, asked, "documents")
    return _send_file(world, person, asked, {"document": attached(kept, "document")})


def voice(world: World, person: Person, asked: Json) -> Json:
    kept = _kept(world, asked, "voice", "audio/ogg")
    details: Any = {"mime_type": "audio/ogg", "duration": int(asked.get("seconds", 3))}
    return _send_file(world, person, asked, {"voice": attached(kept, "voice") | details})


def contact(world: World, person: Person, asked: Json) -> Json:
    chat_id = _open_chat(world, person, asked)
    card: Json = {"phone_number": str(asked["phone"]), "first_name": str(asked["first_name"])}
    if asked.get("user_id"):
        card["user_id"] = int(asked["user_id"])
    return send(world, person, chat_id, {"contact": card}).shown()


def location(world: World, person: Person, asked: Json) -> Json:
    chat_id = _open_chat(world, person, asked)
    place = {"latitude": float(asked["latitude"]), "longitude": float(asked["longitude"])}
    return send(world, person, chat_id, {"location": place}).shown()
