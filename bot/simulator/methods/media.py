"""Sending files, places, contacts, polls and the rarer kinds: each is a message with other content."""

import time

from bot.simulator import access, formatted, limits, utf16
from bot.simulator.files import File, picture_size
from bot.simulator.methods.sending import caption_content, send
from bot.simulator.parameters import Parameters, Upload
from bot.simulator.refusals import Refusal, bad_request
from bot.simulator.shapes import Json
from bot.simulator.world import World

# What Telegram's types ask for beside the file itself.
EXTRA: dict[str, Json] = {
    "document": {},
    "audio": {"duration": 1},
    "voice": {"duration": 1},
    "video": {"width": 640, "height": 360, "duration": 1},
    "animation": {"width": 320, "height": 240, "duration": 1},
    "video_note": {"length": 240, "duration": 1},
    "sticker": {"width": 512, "height": 512, "type": "regular", "is_animated": False, "is_video": False},
}
NAMED = {"document", "audio", "video", "animation"}
FOLDERS = {"photo": "photos", "voice": "voice", "video": "videos", "sticker": "stickers"}


def send_photo(world: World, given: Parameters) -> Json:
    access.writable(world, given)
    return send(world, given, photo(world, given, "photo") | caption_content(given))


def send_file(kind: str, world: World, given: Parameters) -> Json:
    access.writable(world, given)
    return send(world, given, file(world, given, kind) | caption_content(given))


def photo(world: World, given: Parameters, name: str) -> Json:
    kept = _file(world, given, name, kind="photo", most=limits.PHOTO_BYTES)
    return {"photo": photo_sizes(kept)}


def photo_sizes(kept: File) -> list[Json]:
    width, height = picture_size(kept.content)
    if not width:
        raise bad_request("IMAGE_PROCESS_FAILED")
    return [{**kept.reference(), "width": width, "height": height}]


def file(world: World, given: Parameters, kind: str, name: str = "") -> Json:
    kept = _file(world, given, name or kind, kind=kind, most=limits.UPLOAD_BYTES)
    return {kind: attached(kept, kind, given)}


def attached(kept: File, kind: str, given: Parameters | None = None) -> Json:
    extra = dict(EXTRA[kind])
    if given:
        extra |= {name: given.integer(name, value) for name, value in extra.items() if isinstance(value, int)}
    titled = {"file_name": kept.name or "file", "mime_type": kept.mime_type} if kind in NAMED else {}
    return {**kept.reference(), **titled, **extra}


def _file(world: World, given: Parameters, name: str, *, kind: str, most: int) -> File:
    upload = given.upload(name)
    if upload is not None:
        return _keep(world, upload, kind, most)
    value = given.text(name)
    if not value:
        raise bad_request(f"there is no {kind.replace('_', ' ')} in the request")
    if value.startswith(("http://", "https://")):
        # Nothing leaves this machine, so an address answers as one that Telegram could not reach.
        raise bad_request("failed to get HTTP URL content")
    return world.files.by_id(value)


def _keep(world: World, upload: Upload, kind: str, most: int) -> File:
    if not upload.content:
        raise bad_request("file must be non-empty")
    if len(upload.content) > most:
        raise Refusal(413, "Request Entity Too Large")
    folder = FOLDERS.get(kind, "documents")
    name = "" if kind == "photo" else upload.name
    return world.files.keep(upload.content, name=name, mime_type=upload.mime_type, folder=folder)


def send_media_group(world: World, given: Parameters) -> list[Json]:
    chat_id = access.writable(world, given)
    media = given.object("media", "media")
    if not isinstance(media, list):
        raise bad_request("Expected an Array of InputMedia")
    if not limits.MEDIA_GROUP_LEAST <= len(media) <= limits.MEDIA_GROUP_MOST:
        raise bad_request("Too few or too many media in an album: wrong number of messages")
    album = {"media_group_id": str(13_000_000_000_000_000 + int(time.time() * 1000))}
    contents = [input_media(world, given, item) | album for item in media]
    return [send(world, given, content) for content in contents if chat_id]


def input_media(world: World, given: Parameters, item: Json) -> Json:
    """One InputMedia object as the content of a message."""
    kind = str(item.get("type", ""))
    inner = Parameters({kind: item.get("media", "")}, given.uploads)
    if kind == "photo":
        content = photo(world, inner, "photo")
    elif kind in ("document", "audio", "video", "animation"):
        content = file(world, inner, kind)
    else:
        raise bad_request(f'can\'t parse InputMedia: type "{kind}" is unsupported')
    text = str(item.get("caption", ""))
    return content | formatted.caption(text, str(item.get("parse_mode", "")), item.get("caption_entities"))


def send_location(world: World, given: Parameters) -> Json:
    live = {"live_period": given.integer("live_period")} if given.text("live_period") else {}
    return send(world, given, {"location": place(given) | live})


def place(given: Parameters) -> Json:
    return {"latitude": given.number("latitude"), "longitude": given.number("longitude")}


def send_venue(world: World, given: Parameters) -> Json:
    venue = {"location": place(given), "title": given.needed("title"), "address": given.needed("address")}
    return send(world, given, {"venue": venue, "location": venue["location"]})


def send_contact(world: World, given: Parameters) -> Json:
    names = ("phone_number", "first_name", "last_name", "vcard")
    contact = {name: given.text(name) for name in names if given.text(name)}
    if "phone_number" not in contact:
        raise bad_request("contact phone number is empty")
    if "first_name" not in contact:
        raise bad_request("contact first name is empty")
    return send(world, given, {"contact": contact})


def send_poll(world: World, given: Parameters) -> Json:
    question = given.text("question")
    if not 1 <= utf16.length(question) <= limits.POLL_QUESTION_LENGTH:
        raise bad_request(f"poll question {'must be non-empty' if not question else 'is too long'}")
    raw = given.object("options", "options") or []
    texts = [str(option["text"] if isinstance(option, dict) else option) for option in raw]
    if not limits.POLL_OPTIONS_LEAST <= len(texts) <= limits.POLL_OPTIONS_MOST:
        raise bad_request("poll must have from 1 to 12 answer options")
    if any(not 1 <= utf16.length(text) <= limits.POLL_OPTION_LENGTH for text in texts):
        raise bad_request("poll options must be from 1 to 100 characters long")
    anonymous = given.text("is_anonymous").lower() not in ("false", "no", "0")
    poll: Json = {
        "id": str(time.time_ns()), "question": question, "total_voter_count": 0, "is_closed": False,
        "options": [
            {"persistent_id": str(place), "text": text, "voter_count": 0} for place, text in enumerate(texts)
        ],
        "is_anonymous": anonymous, "type": given.text("type") or "regular", "allows_revoting": True,
        "allows_multiple_answers": given.flag("allows_multiple_answers"), "members_only": False,
    }  # fmt: skip
    return send(world, given, {"poll": poll})
