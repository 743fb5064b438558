"""Sending: what every send has in common, and sendMessage itself."""

from bot.simulator import access, formatted, keyboards
from bot.simulator.archive import Stored
from bot.simulator.parameters import Parameters
from bot.simulator.refusals import bad_request
from bot.simulator.shapes import Json
from bot.simulator.world import World


def send(world: World, given: Parameters, content: Json) -> Json:
    """Writes a message of the bot after the checks that every method shares."""
    chat_id = access.writable(world, given)
    message = content | _markup(given) | _reply(world, given, chat_id) | _marks(given)
    return world.post(chat_id, message, asks_reply=_asks_reply(given)).message


def send_message(world: World, given: Parameters) -> Json:
    access.writable(world, given)
    return send(world, given, text_content(given))


def text_content(given: Parameters) -> Json:
    text, entities = formatted.message_text(
        given.text("text"), given.text("parse_mode"), given.object("entities", "entities")
    )
    content: Json = {"text": text} | ({"entities": entities} if entities else {})
    preview = given.object("link_preview_options", "link preview options")
    return content | ({"link_preview_options": preview} if preview else {})


def caption_content(given: Parameters) -> Json:
    entities = given.object("caption_entities", "caption entities")
    return formatted.caption(given.text("caption"), given.text("parse_mode"), entities)


def _markup(given: Parameters) -> Json:
    markup = keyboards.read(given.object("reply_markup", "reply keyboard markup"))
    # That a reply is asked for is no part of the message that bots get back.
    return {"reply_markup": markup} if markup and "force_reply" not in markup else {}


def _asks_reply(given: Parameters) -> bool:
    return bool((keyboards.read(given.object("reply_markup", "reply keyboard markup")) or {}).get("force_reply"))


def _marks(given: Parameters) -> Json:
    marks: Json = {"has_protected_content": True} if given.flag("protect_content") else {}
    effect = given.text("message_effect_id")
    return marks | ({"effect_id": effect} if effect else {})


def _reply(world: World, given: Parameters, chat_id: int) -> Json:
    asked = given.object("reply_parameters", "reply parameters") or {}
    if not isinstance(asked, dict):
        raise bad_request("Object expected as reply parameters")
    number = int(asked.get("message_id") or given.integer("reply_to_message_id"))
    if not number:
        return {}
    replied = world.archive.find(int(asked.get("chat_id") or chat_id), number)
    if replied is None:
        if asked.get("allow_sending_without_reply") or given.flag("allow_sending_without_reply"):
            return {}
        raise bad_request("message to be replied not found")
    quote = {"quote": {"text": asked["quote"], "position": 0}} if asked.get("quote") else {}
    return {"reply_to_message": quoted(replied), **quote}


def quoted(replied: Stored) -> Json:
    """A replied message as it hangs on its answer: without what it answered itself."""
    return {name: value for name, value in replied.message.items() if name != "reply_to_message"}
