"""Sends that a bot rarely uses: dice, games, invoices, checklists, paid media, rich messages."""

import random

from bot.simulator import formatted
from bot.simulator.methods import media
from bot.simulator.methods.sending import caption_content, send
from bot.simulator.parameters import Parameters
from bot.simulator.refusals import bad_request
from bot.simulator.shapes import Json
from bot.simulator.world import World


def send_dice(world: World, given: Parameters) -> Json:
    emoji = given.text("emoji") or "🎲"
    return send(world, given, {"dice": {"emoji": emoji, "value": random.randint(1, 5)}})


def send_game(world: World, given: Parameters) -> Json:
    name = given.needed("game_short_name")
    return send(world, given, {"game": {"title": name, "description": name, "photo": []}})


def send_invoice(world: World, given: Parameters) -> Json:
    prices = given.object("prices", "prices") or []
    total = sum(int(price["amount"]) for price in prices)
    texts = {name: given.needed(name) for name in ("title", "description", "currency")}
    invoice = {**texts, "start_parameter": given.text("start_parameter"), "total_amount": total}
    return send(world, given, {"invoice": invoice})


def send_checklist(world: World, given: Parameters) -> Json:
    asked = given.object("checklist", "InputChecklist")
    if not isinstance(asked, dict):
        raise bad_request("Can't parse InputChecklist JSON object")
    checklist = {"title": asked.get("title", ""), "tasks": asked.get("tasks", [])}
    return send(world, given, {"checklist": checklist})


def send_paid_media(world: World, given: Parameters) -> Json:
    stars = given.integer("star_count")
    items = given.object("media", "paid media") or []
    shown = [{"type": "preview"} for _ in items]
    content: Json = {"paid_media": {"star_count": stars, "paid_media": shown}}
    return send(world, given, content | caption_content(given))


def send_live_photo(world: World, given: Parameters) -> Json:
    still = media.photo(world, given, "photo")["photo"]
    moving = media.file(world, given, "video", "live_photo")["video"]
    content: Json = {"live_photo": {**moving, "photo": still}, "photo": still}
    return send(world, given, content | caption_content(given))


def send_rich_message(world: World, given: Parameters) -> Json:
    """Shown as its plain text: what the blocks of a rich message look like is not drawn here."""
    asked = given.object("rich_message", "rich message")
    if not isinstance(asked, dict):
        raise bad_request("Object expected as rich message")
    return send(world, given, {"rich_message": {"blocks": [rich_paragraph(asked)]}})


def rich_paragraph(asked: Json) -> Json:
    source = str(asked.get("html") or asked.get("markdown") or "")
    text, _ = formatted.read(source)
    return {"type": "paragraph", "text": text}


def send_message_draft(world: World, given: Parameters) -> bool:
    """A message that grows while it is written; it stays until the real one is sent."""
    chat_id = given.integer("chat_id")
    if chat_id not in world.people:
        raise bad_request("chat not found")
    text, entities = formatted.read(given.text("text"), given.text("parse_mode"), None)
    draft = {"draft_id": given.integer("draft_id"), "text": text, "entities": entities}
    world.hub.tell("draft", {"chat_id": chat_id, **draft})
    return True
