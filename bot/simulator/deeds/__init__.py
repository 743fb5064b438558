"""What people do in their clients, and the updates the bot gets of it."""

from collections.abc import Callable
from typing import Any

from bot.simulator.deeds import inline, membership, pressing, writing
from bot.simulator.people import Person
from bot.simulator.shapes import Json
from bot.simulator.world import World

Deed = Callable[[World, Person, Json], Any]

DEEDS: dict[str, Deed] = {
    "says": writing.says,
    "starts": writing.starts,
    "opens": writing.opens,
    "edits": writing.edits,
    "forwards": writing.forwards,
    "photo": writing.photo,
    "document": writing.document,
    "voice": writing.voice,
    "contact": writing.contact,
    "location": writing.location,
    "presses": pressing.presses,
    "forges": pressing.forges,
    "reacts": pressing.reacts,
    "votes": pressing.votes,
    "asks_inline": inline.asks,
    "chooses": inline.chooses,
    "blocks": membership.blocks,
    "unblocks": membership.unblocks,
    "deactivates": membership.deactivates,
    "joins": membership.joins,
    "leaves": membership.leaves,
    "speaks": membership.speaks,
}
