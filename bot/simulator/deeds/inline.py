"""People ask in inline mode (`@bot words` in any composer) and send what they choose from the list."""

from bot.simulator import limits
from bot.simulator.deeds.hearing import deliver
from bot.simulator.deeds.impossible import Impossible
from bot.simulator.people import Person
from bot.simulator.shapes import Json
from bot.simulator.world import World

CHAT_TYPES = {"private": "sender", "group": "group", "supergroup": "supergroup"}


def asks(world: World, person: Person, asked: Json) -> Json:
    chat_id = int(asked.get("chat_id") or person.id)
    text = str(asked.get("query", ""))[: limits.INLINE_QUERY_LENGTH]
    query = world.queries.ask("inline", person.id, {"query": text, "chat_id": chat_id})
    kind = CHAT_TYPES[world.chat(chat_id)["type"]]
    content = {
        "id": query.id, "from": person.user(), "query": text, "offset": str(asked.get("offset", "")),
        "chat_type": kind,
    }  # fmt: skip
    world.updates.push("inline_query", content, person.id)
    return {"query_id": query.id}


def chooses(world: World, person: Person, asked: Json) -> Json:
    query = world.queries.find(str(asked["query_id"]))
    if query is None or not query.answer:
        raise Impossible("this inline query has no results")
    results = {result["id"]: result for result in query.answer["results"]}
    if asked["result_id"] not in results:
        raise Impossible(f"no result {asked['result_id']!r}; there are {list(results)}")
    chosen = results[asked["result_id"]]
    chat_id = int(asked.get("chat_id") or query.asked["chat_id"])
    # Only a message with a keyboard can be edited later, so only it gets an id.
    editable = "reply_markup" in chosen["sends"]
    inline_id = f"AQAAA{query.id}{len(world.archive.of(chat_id))}" if editable else ""
    content = {**chosen["sends"], "via_bot": world.bot.user()}
    stored = world.post(chat_id, content, sender=person, inline_id=inline_id)
    deliver(world, stored, "message")
    _tell_choice(world, person, query.asked["query"], chosen["id"], inline_id)
    return stored.shown()


def _tell_choice(world: World, person: Person, text: str, result_id: str, inline_id: str) -> None:
    content = {"result_id": result_id, "from": person.user(), "query": text}
    known = {"inline_message_id": inline_id} if inline_id else {}
    world.updates.push("chosen_inline_result", content | known, person.id)
