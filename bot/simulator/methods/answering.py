"""Answers to presses and to inline queries."""

from typing import Any

from bot.simulator import formatted, keyboards, limits, utf16
from bot.simulator.parameters import Parameters
from bot.simulator.refusals import bad_request
from bot.simulator.shapes import Json
from bot.simulator.world import World

RESULT_KINDS = {
    "article", "audio", "contact", "game", "document", "gif", "location", "mpeg4_gif", "photo", "venue",
    "sticker", "video", "voice",
}  # fmt: skip


def answer_callback(world: World, given: Parameters) -> bool:
    query = world.queries.open(given.text("callback_query_id"), "callback")
    text = given.text("text")
    if utf16.length(text) > limits.CALLBACK_ANSWER_LENGTH:
        raise bad_request("MESSAGE_TOO_LONG")
    answer = {"text": text, "show_alert": given.flag("show_alert"), "url": given.text("url")}
    # A second answer is accepted, but what the person saw first stays.
    if query.answer is None:
        query.answer = answer
        world.hub.tell("answer", {"query_id": query.id, "user_id": query.user_id, **answer})
    return True


def answer_inline(world: World, given: Parameters) -> bool:
    query = world.queries.open(given.text("inline_query_id"), "inline")
    results = given.object("results", "inline query results")
    if not isinstance(results, list):
        raise bad_request("Expected an Array of inline query results")
    if len(results) > limits.INLINE_RESULTS:
        raise bad_request("Too many inline query results specified")
    read = [result_read(result) for result in results]
    ids = [result["id"] for result in read]
    if len(set(ids)) < len(ids):
        raise bad_request("RESULT_ID_DUPLICATE")
    button = given.object("button", "inline query results button")
    answer: Json = {"results": read, "next_offset": given.text("next_offset"), "button": _button(button)}
    query.answer = answer | {"is_personal": given.flag("is_personal")}
    world.hub.tell("inline", {"query_id": query.id, "user_id": query.user_id})
    return True


def result_read(result: Any) -> Json:
    """A checked result with the message it would send under `sends`."""
    trouble = "can't parse inline query result: "
    if not isinstance(result, dict):
        raise bad_request("Inline query result must be an object")
    kind = result.get("type")
    if kind not in RESULT_KINDS:
        raise bad_request(f'{trouble}type "{kind}" is unsupported for the inline query result')
    if not 1 <= len(str(result.get("id", "")).encode()) <= limits.INLINE_RESULT_ID_BYTES:
        raise bad_request("RESULT_ID_INVALID")
    if kind == "article" and not result.get("title"):
        raise bad_request(f'{trouble}Can\'t find field "title"')
    markup = keyboards.read(result.get("reply_markup"))
    sends = _content(result) | ({"reply_markup": markup} if markup else {})
    return {**result, "id": str(result["id"]), "sends": sends}


def _content(result: Json) -> Json:
    asked = result.get("input_message_content")
    if isinstance(asked, dict):
        return _asked_content(asked)
    if result["type"] == "article":
        raise bad_request("can't parse inline query result: Can't find field \"input_message_content\"")
    if result["type"] in ("contact", "location", "venue"):
        return {result["type"]: {k: v for k, v in result.items() if k not in ("type", "id", "reply_markup")}}
    shown = str(result.get("caption") or result.get("title") or result["type"])
    text, entities = formatted.message_text(shown, str(result.get("parse_mode", "")))
    return {"text": text} | ({"entities": entities} if entities else {})


def _asked_content(asked: Json) -> Json:
    if "message_text" in asked:
        text, entities = formatted.message_text(
            str(asked["message_text"]), str(asked.get("parse_mode", "")), asked.get("entities")
        )
        preview = asked.get("link_preview_options")
        kept = {"text": text} | ({"entities": entities} if entities else {})
        return kept | ({"link_preview_options": preview} if preview else {})
    if "phone_number" in asked:
        return {"contact": asked}
    if "latitude" in asked:
        return {"venue": asked} if "title" in asked else {"location": asked}
    raise bad_request("Input message content is not specified")


def _button(button: Any) -> Json | None:
    if not button:
        return None
    if not isinstance(button, dict):
        raise bad_request("InlineQueryResultsButton must be an Object")
    if ("start_parameter" in button) == ("web_app" in button):
        raise bad_request("InlineQueryResultsButton must have exactly one optional field")
    return button
