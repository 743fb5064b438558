"""A text as Telegram takes it: markup parsed, edges trimmed, entities merged and sorted, length checked."""

import re
from typing import Any

from bot.simulator import limits, links, markup, utf16
from bot.simulator.refusals import bad_request
from bot.simulator.shapes import Json

MERGED = ("bold", "italic", "underline", "strikethrough", "spoiler")
DETECTED = {"mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number"}
PLAIN = {"code", "pre", "text_link", "text_mention", "custom_emoji"}
KINDS = {*MERGED, *PLAIN, *DETECTED, "blockquote", "expandable_blockquote", "date_time"}
ORDER = {"blockquote": 0, "expandable_blockquote": 0, "pre": 10, "code": 20}
LATER = {kind: 90 + place for place, kind in enumerate(MERGED)}
BLANKS = " \t\r\n\v\f\u00a0\u2003"


def read(text: str, parse_mode: str = "", entities: Any = None) -> tuple[str, list[Json]]:
    mode = parse_mode.lower()
    if mode == "html":
        text, given = markup.parse(text)
    elif mode in {"", "none"}:
        given = _given(entities)
    elif mode in {"markdown", "markdownv2"}:
        raise bad_request(f"the simulator does not read parse_mode {parse_mode}, only HTML")
    else:
        raise bad_request("unsupported parse_mode")
    return tidy(text, given)


def tidy(text: str, given: list[Json]) -> tuple[str, list[Json]]:
    text, given = _trimmed(text, given)
    kept = [entity for entity in given if entity["type"] not in DETECTED]
    whole = _merged(kept) + _own(text, kept)
    whole.sort(key=lambda entity: (entity["offset"], -entity["length"], _rank(entity["type"])))
    # Telegram drops what exceeds a hundred rather than refusing the message.
    return text, whole[: limits.ENTITIES]


def message_text(text: str, parse_mode: str = "", entities: Any = None) -> tuple[str, list[Json]]:
    if not text:
        raise bad_request("message text is empty")
    shown, found = read(text, parse_mode, entities)
    if not shown:
        raise bad_request("message text is empty")
    if utf16.length(shown) > limits.TEXT_LENGTH:
        raise bad_request("message is too long")
    return shown, found


def caption(text: str, parse_mode: str = "", entities: Any = None) -> Json:
    """The caption fields of a message, none when there is no caption."""
    shown, found = read(text, parse_mode, entities) if text else ("", [])
    if utf16.length(shown) > limits.CAPTION_LENGTH:
        raise bad_request("message caption is too long")
    fields: Json = {"caption": shown} if shown else {}
    return fields | ({"caption_entities": found} if found else {})


def _own(text: str, given: list[Json]) -> list[Json]:
    taken = [(entity["offset"], entity["offset"] + entity["length"]) for entity in given if entity["type"] in PLAIN]
    return links.found(text, taken)


def _rank(kind: str) -> int:
    return ORDER.get(kind, LATER.get(kind, 50))


def _given(entities: Any) -> list[Json]:
    read_ones: list[Json] = []
    for entity in entities or []:
        if not isinstance(entity, dict):
            raise bad_request("can't parse MessageEntity: expected an Object")
        for name in ("offset", "length"):
            if not isinstance(entity.get(name), int):
                raise bad_request(f"can't parse MessageEntity: Can't find field \"{name}\"")
        if entity.get("type") not in KINDS:
            raise bad_request("can't parse MessageEntity: Unsupported type specified")
        if entity["length"] > 0 and entity["offset"] >= 0:
            read_ones.append(dict(entity))
    return read_ones


def _trimmed(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    """Blanks at both ends go, and the entities move with what stays."""
    bare = text.lstrip(BLANKS)
    cut = utf16.length(text) - utf16.length(bare)
    bare = bare.rstrip(BLANKS)
    end = utf16.length(bare)
    moved: list[Json] = []
    for entity in entities:
        start = max(0, entity["offset"] - cut)
        stop = min(end, entity["offset"] + entity["length"] - cut)
        if stop > start and re.search(r"\S", utf16.part(bare, start, stop - start)):
            moved.append({**entity, "offset": start, "length": stop - start})
    return bare, moved


def _merged(entities: list[Json]) -> list[Json]:
    """Touching stretches of one style are one entity."""
    kept = [entity for entity in entities if entity["type"] not in MERGED]
    for kind in MERGED:
        same = sorted((e for e in entities if e["type"] == kind), key=lambda entity: entity["offset"])
        whole: list[Json] = []
        for entity in same:
            stop = whole[-1]["offset"] + whole[-1]["length"] if whole else -1
            if entity["offset"] > stop:
                whole.append(entity)
                continue
            reach = max(stop, entity["offset"] + entity["length"])
            whole[-1]["length"] = reach - whole[-1]["offset"]
        kept += whole
    return kept
