"""The control interface: what tests and the web page ask for, as JSON on loopback."""

import binascii
import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Any

from aiohttp import web

from bot.simulator.deeds import DEEDS, membership
from bot.simulator.deeds.impossible import Impossible
from bot.simulator.people import FIRST_OWN_ID, Group, Person
from bot.simulator.refusals import Refusal
from bot.simulator.shapes import Json
from bot.simulator.updates import UpdateFaults
from bot.simulator.world import World

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@web.middleware
async def explain(request: web.Request, handler: Handler) -> web.StreamResponse:
    """What cannot be done is said in JSON; loopback pages of other origins are kept out."""
    origin = request.headers.get("Origin")
    if origin is not None and origin != f"{request.scheme}://{request.host}":
        return web.json_response({"error": f"another origin: {origin}"}, status=403)
    try:
        return await handler(request)
    except Refusal as refusal:
        return web.json_response({"error": refusal.description}, status=400)
    except (Impossible, KeyError, ValueError, TypeError, binascii.Error) as error:
        if not request.path.startswith("/control/"):
            raise
        return web.json_response({"error": f"{type(error).__name__}: {error}"}, status=400)


class Control:
    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/control/health", self.health),
            web.get("/control/state", self.state),
            web.post("/control/reset", self.reset),
            web.post("/control/settings", self.settings),
            web.get("/control/people", self.people),
            web.post("/control/people", self.add_person),
            web.post("/control/people/many", self.add_many),
            web.get("/control/people/{id}/menu", self.menu),
            web.post("/control/people/{id}/{verb}", self.deed),
            web.post("/control/groups", self.add_group),
            web.get("/control/chats/{id}/messages", self.messages),
            web.post("/control/chats/{id}/bot", self.set_bot),
            web.post("/control/chats/{id}/migrate", self.migrate),
            web.post("/control/updates", self.raw_update),
            web.post("/control/faults", self.fault),
            web.get("/control/faults", self.faults),
            web.delete("/control/faults", self.heal),
            web.post("/control/faults/updates", self.update_faults),
            web.get("/control/files/{id}", self.file),
        ]

    # ------------------------------------------------------------------ the whole

    async def health(self, request: web.Request) -> web.Response:
        world = self._world
        return answer({
            "ok": True, "bot": world.bot.username, "webhook": world.webhook.target.url,
            "pending_updates": len(world.updates.waiting), "journal": world.journal.last,
        })  # fmt: skip

    async def state(self, request: web.Request) -> web.Response:
        return answer(self._world.shown())

    async def reset(self, request: web.Request) -> web.Response:
        execute = self._world.webhook.execute
        await self._world.reset()
        self._world.webhook.execute = execute
        return answer({"ok": True})

    async def settings(self, request: web.Request) -> web.Response:
        self._world.settings.change(await body(request))
        return answer(asdict(self._world.settings))

    # ------------------------------------------------------------------ people and chats

    async def people(self, request: web.Request) -> web.Response:
        people = [person.shown() for person in self._world.people.values()]
        return answer({"people": people, "groups": [group.shown() for group in self._world.groups.values()]})

    async def add_person(self, request: web.Request) -> web.Response:
        details = await body(request)
        own = max([*self._world.people, FIRST_OWN_ID - 1]) + 1
        person = Person(**{**details, "id": details.get("id") or own})
        self._world.people[person.id] = person
        self._world.tell_person(person)
        return answer(person.shown())

    async def add_many(self, request: web.Request) -> web.Response:
        """For broadcasts; the page does not draw them."""
        asked = await body(request)
        first, started = int(asked["first_id"]), bool(asked["started"])
        made = [
            Person(number, f"Persona {number}", started=started, hidden=True)
            for number in range(first, first + int(asked["count"]))
        ]
        self._world.people |= {person.id: person for person in made}
        return answer([person.shown() for person in made])

    async def deed(self, request: web.Request) -> web.Response:
        verb = request.match_info["verb"]
        if verb not in DEEDS:
            raise Impossible(f"nobody knows how to {verb!r}; there are {sorted(DEEDS)}")
        return answer(DEEDS[verb](self._world, self._person(request), await body(request)))

    async def menu(self, request: web.Request) -> web.Response:
        person = self._person(request)
        return answer(self._world.menu(int(request.query.get("chat_id", person.id)), person))

    def _person(self, request: web.Request) -> Person:
        return self._world.people[int(request.match_info["id"])]

    def _group(self, request: web.Request) -> Group:
        return self._world.groups[int(request.match_info["id"])]

    async def add_group(self, request: web.Request) -> web.Response:
        return answer(membership.found_group(self._world, await body(request)).shown())

    async def set_bot(self, request: web.Request) -> web.Response:
        asked = await body(request)
        by = self._world.people[int(asked["by"])]
        return answer(membership.set_bot(self._world, self._group(request), by, str(asked["status"])))

    async def migrate(self, request: web.Request) -> web.Response:
        return answer(membership.migrate(self._world, self._group(request)).shown())

    async def messages(self, request: web.Request) -> web.Response:
        found = self._world.archive.of(int(request.match_info["id"]))
        return answer([stored.shown() for stored in found])

    async def file(self, request: web.Request) -> web.Response:
        kept = self._world.files.by_id(request.match_info["id"])
        inline = kept.mime_type.startswith("image/") and "svg" not in kept.mime_type
        kind = kept.mime_type if inline else "application/octet-stream"
        return web.Response(body=kept.content, content_type=kind)

    # ------------------------------------------------------------------ faults

    async def raw_update(self, request: web.Request) -> web.Response:
        content = await body(request)
        lane = content.pop("lane", 0)
        return answer({"update_id": self._world.updates.push_raw(content, int(lane))})

    async def fault(self, request: web.Request) -> web.Response:
        return answer(asdict(self._world.faults.order(await body(request))))

    async def faults(self, request: web.Request) -> web.Response:
        return answer([asdict(fault) for fault in self._world.faults.ordered])

    async def heal(self, request: web.Request) -> web.Response:
        self._world.faults.heal()
        self._world.updates.faults = UpdateFaults()
        return answer({"ok": True})

    async def update_faults(self, request: web.Request) -> web.Response:
        self._world.updates.faults = UpdateFaults(**await body(request))
        return answer(asdict(self._world.updates.faults))


async def body(request: web.Request) -> Json:
    content: Any = json.loads(await request.text() or "{}")
    if not isinstance(content, dict):
        raise ValueError("a JSON object is expected")
    return content


def answer(content: Any) -> web.Response:
    return web.Response(text=json.dumps(content), content_type="application/json")
