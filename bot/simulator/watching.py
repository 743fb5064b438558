"""The control interface that looks and waits: journal, long polls, the page's events."""

import asyncio

from aiohttp import web

from bot.simulator.control import answer
from bot.simulator.deeds.impossible import Impossible
from bot.simulator.world import World

LONGEST_WAIT = 120.0


class Watching:
    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/control/journal", self.journal),
            web.delete("/control/journal", self.clear),
            web.get("/control/wait/message", self.wait_message),
            web.get("/control/wait/call", self.wait_call),
            web.get("/control/wait/drained", self.wait_drained),
            web.get("/control/queries/{id}", self.query),
            web.get("/control/events", self.events),
        ]

    async def journal(self, request: web.Request) -> web.Response:
        since, method = int(request.query.get("since", 0)), request.query.get("method", "")
        entries = self._world.journal.since(since, method)
        return answer([entry.shown() for entry in entries])

    async def clear(self, request: web.Request) -> web.Response:
        self._world.journal.clear()
        return answer({"ok": True})

    async def wait_message(self, request: web.Request) -> web.Response:
        asked = request.query
        chat_id, after, text = int(asked["chat_id"]), int(asked.get("after", 0)), asked.get("text", "")
        found = await self._world.hub.until(
            lambda: self._world.archive.from_bot_after(chat_id, after, text), _patience(request)
        )
        return answer(found.shown() if found else None)

    async def wait_call(self, request: web.Request) -> web.Response:
        method, after = request.query["method"], int(request.query.get("after", 0))
        chat_id = int(request.query["chat_id"]) if "chat_id" in request.query else None
        found = await self._world.hub.until(
            lambda: self._world.journal.first(method, after, chat_id), _patience(request)
        )
        return answer(found.shown() if found else None)

    async def wait_drained(self, request: web.Request) -> web.Response:
        drained = await self._world.hub.until(lambda: None if self._world.updates.waiting else True, _patience(request))
        return answer(bool(drained))

    async def query(self, request: web.Request) -> web.Response:
        """The bot's answer to a press or an inline query, null when it does not come in time."""
        asked = self._world.queries.find(request.match_info["id"])
        if asked is None:
            raise Impossible("no such query")
        return answer(await self._world.hub.until(lambda: asked.answer, _patience(request)))

    async def events(self, request: web.Request) -> web.StreamResponse:
        headers = {"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        response = web.StreamResponse(headers=headers)
        await response.prepare(request)
        page = self._world.hub.listen()
        try:
            await response.write(b": welcome\n\n")
            while True:
                await response.write((await _next(page)).encode())
        except ConnectionResetError:
            return response
        finally:
            self._world.hub.leave(page)


async def _next(page: "asyncio.Queue[str]") -> str:
    """The next event, or a comment that keeps the line open and finds out who has gone."""
    try:
        return await asyncio.wait_for(page.get(), 15)
    except TimeoutError:
        return ": still here\n\n"


def _patience(request: web.Request) -> float:
    return min(float(request.query.get("timeout", 10)), LONGEST_WAIT)
