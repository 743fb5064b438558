"""People press buttons (and hostile clients invent them), react and vote."""

from bot.simulator import access
from bot.simulator.archive import Stored, buttons
from bot.simulator.deeds.impossible import Impossible
from bot.simulator.deeds.writing import find
from bot.simulator.people import Person
from bot.simulator.shapes import Json
from bot.simulator.world import World


def presses(world: World, person: Person, asked: Json) -> Json:
    """The button with this label under a message, or the newest one in the chat."""
    label, chat_id = str(asked["label"]), int(asked.get("chat_id") or person.id)
    stored, button = _button(world, chat_id, label, asked.get("message_id"))
    if "callback_data" not in button:
        raise Impossible(f"{label!r} sends no callback: {button}")
    return _press(world, person, stored, str(button["callback_data"]))


def forges(world: World, person: Person, asked: Json) -> Json:
    """Any data from anyone on any message, wherever it is."""
    stored = find(world, int(asked["chat_id"]), int(asked["message_id"]))
    return _press(world, person, stored, str(asked["data"]))


def _button(world: World, chat_id: int, label: str, message_id: object) -> tuple[Stored, Json]:
    if message_id is None:
        newest = world.archive.newest_with_button(chat_id, label)
        if newest is None:
            raise Impossible(f"no button {label!r} in chat {chat_id}")
        return newest
    stored = find(world, chat_id, int(str(message_id)))
    every = buttons(stored)
    same = [button for button in every if button["text"] == label]
    near = [button for button in every if label in button["text"]]
    if not same and not near:
        raise Impossible(f"no button {label!r} under message {message_id}")
    return stored, (same or near)[0]


def _press(world: World, person: Person, stored: Stored, data: str) -> Json:
    where: Json = {"inline_message_id": stored.inline_id} if stored.inline_id else {"message": stored.message}
    query = world.queries.ask("callback", person.id, where)
    content = {
        "id": query.id, "from": person.user(), "chat_instance": str(7_000_000_000 + abs(stored.chat_id)),
        "data": data, **where,
    }  # fmt: skip
    world.updates.push("callback_query", content, stored.chat_id)
    return {"query_id": query.id}


def reacts(world: World, person: Person, asked: Json) -> Json:
    stored = find(world, int(asked["chat_id"]), int(asked["message_id"]))
    emoji = str(asked.get("emoji", ""))
    before = stored.reactions.pop(person.id, "")
    if emoji:
        stored.reactions[person.id] = emoji
    world.hub.tell("message", stored.shown())
    if access.is_admin(world, stored.chat_id):
        content = {
            "chat": world.chat(stored.chat_id), "message_id": stored.id, "user": person.user(),
            "date": stored.message["date"], "old_reaction": _reaction(before),
            "new_reaction": _reaction(emoji),
        }  # fmt: skip
        world.updates.push("message_reaction", content, stored.chat_id)
    return stored.shown()


def _reaction(emoji: str) -> list[Json]:
    return [{"type": "emoji", "emoji": emoji}] if emoji else []


def votes(world: World, person: Person, asked: Json) -> Json:
    stored = find(world, int(asked["chat_id"]), int(asked["message_id"]))
    poll = stored.message.get("poll")
    option = int(asked["option"])
    if poll is None or poll["is_closed"] or not 0 <= option < len(poll["options"]):
        raise Impossible("there is no such open poll option")
    chosen = poll["options"][option]
    chosen["voter_count"] += 1
    poll["total_voter_count"] += 1
    world.changed(stored)
    if stored.from_bot:
        world.updates.push("poll", poll, stored.chat_id)
        answer = {
            "poll_id": poll["id"], "user": person.user(), "option_ids": [option],
            "option_persistent_ids": [chosen["persistent_id"]],
        }  # fmt: skip
        if not poll["is_anonymous"]:
            world.updates.push("poll_answer", answer, person.id)
    return stored.shown()
