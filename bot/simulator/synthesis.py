"""Answers for the methods nobody wrote by hand: valid objects of the type Telegram promises, made up."""

import inspect
import re
import time
from typing import Any

from bot.simulator import access
from bot.simulator.known_methods import Known
from bot.simulator.parameters import Parameters
from bot.simulator.shapes import Json
from bot.simulator.world import World

PLAIN: dict[str, Any] = {"bool": True, "int": 1, "str": "simulated", "float": 1.0}
DEEPEST = 4
FIXED: dict[str, Any] = {
    "StickerSet": {"name": "simulated", "title": "Simulated", "sticker_type": "regular", "stickers": []},
    "MenuButton": {"type": "commands"},
    "RevenueWithdrawalState": {"type": "pending"},
}


def answer(world: World, given: Parameters, known: Known) -> Any:
    for name in known.required:
        if name not in given.uploads:
            given.needed(name)
    if given.text("chat_id"):
        access.readable(world, given)
    return _value(world, known.returns, 0)


def _value(world: World, annotation: str, depth: int) -> Any:
    """The simplest value of a type written as in the library: `Message | bool`, `tuple[Sticker, ...]`."""
    kind = re.sub(r"['\"]|telegram\.(_\w+\.)*", "", annotation).split("|")[0].strip()
    if kind.startswith(("tuple", "list", "Sequence")) or "Sequence[" in kind:
        return []
    if kind in PLAIN:
        return PLAIN[kind]
    if "datetime" in kind or "timedelta" in kind:
        return int(time.time()) if "datetime" in kind else 60
    if kind == "User":
        return world.bot.user()
    if kind == "Chat":
        return next(iter(world.people.values())).chat()
    return FIXED.get(kind) or _object(world, kind, depth)


def _object(world: World, kind: str, depth: int) -> Json:
    import telegram  # late: the library takes half a second to import

    made = getattr(telegram, kind, None)
    if made is None or depth > DEEPEST:
        return {}
    fields: Json = {}
    for parameter in inspect.signature(made.__init__).parameters.values():
        wanted = parameter.default is parameter.empty and parameter.kind is parameter.POSITIONAL_OR_KEYWORD
        if wanted and parameter.name != "self":
            name = "from" if parameter.name == "from_user" else parameter.name
            fields[name] = _value(world, _written(parameter.annotation), depth + 1)
    return fields


def _written(annotation: Any) -> str:
    return annotation.__name__ if inspect.isclass(annotation) else str(annotation)
