"""The Bot API over HTTP: token, parameters, faults on order, the call itself, the journal."""

import asyncio
import inspect
import json
import logging
import re
import time
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from bot.simulator import known_methods, parameters, synthesis
from bot.simulator.faults import Fault
from bot.simulator.methods import WRITTEN
from bot.simulator.parameters import Parameters
from bot.simulator.refusals import Refusal, bad_request
from bot.simulator.shapes import Json
from bot.simulator.world import World

log = logging.getLogger(__name__)
TOKEN = re.compile(r"\d+:[\w-]{30,}", re.ASCII)
BAD_GATEWAY = "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"
NOT_BY_WEBHOOK = ("get", "setwebhook", "deletewebhook", "close", "logout")


@dataclass
class Call:
    """One call on its way through."""

    method: str
    given: Parameters
    started: float
    status: int = 0
    body: Any = None

    @property
    def chat_id(self) -> int:
        return self.given.integer("chat_id")


class BotApi:
    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/bot{token}/{method}", self.call),
            web.post("/bot{token}/{method}", self.call),
            web.get("/file/bot{token}/{path:.+}", self.download),
        ]

    async def call(self, request: web.Request) -> web.StreamResponse:
        call = Call(request.match_info["method"], Parameters(), time.monotonic())
        try:
            _check_token(request)
            call.given = await parameters.read(request)
        except Refusal as refusal:
            call.status, call.body = refusal.code, refusal.answer()
            return self._finish(request, call, None)
        if self._world.settings.latency:
            await asyncio.sleep(self._world.settings.latency)
        fault = self._world.faults.strike(call.method.lower(), call.chat_id)
        if fault is None or fault.applies:
            call.status, call.body = await self.execute(call.method, call.given)
        return await self._go_wrong(request, call, fault) if fault else self._finish(request, call, None)

    async def execute(self, method: str, given: Parameters) -> tuple[int, Json]:
        try:
            return 200, {"ok": True, "result": await self._result(method.lower(), given)}
        except Refusal as refusal:
            return refusal.code, refusal.answer()
        except (ValueError, TypeError, KeyError, AttributeError):
            # A parameter of a shape nobody foresaw: refused as Telegram would, and told to who runs this.
            log.exception("the simulator could not read a call of %s", method)
            return 400, bad_request("can't parse the parameters of the method").answer()

    async def _result(self, method: str, given: Parameters) -> Any:
        self._world.flood.check(method, given.integer("chat_id"))
        written = WRITTEN.get(method)
        if written is not None:
            result = written(self._world, given)
            return await result if inspect.isawaitable(result) else result
        known = known_methods.every().get(method)
        if known is None:
            raise Refusal(404, "Not Found")
        return synthesis.answer(self._world, given, known)

    async def from_webhook(self, method: str, values: Json) -> None:
        """A call inside the answer to a webhook; some methods are not allowed there."""
        if not method.lower().startswith(NOT_BY_WEBHOOK):
            call = Call(method, Parameters(values), time.monotonic())
            call.status, call.body = await self.execute(method, call.given)
            self._write(call, None)

    async def _go_wrong(self, request: web.Request, call: Call, fault: Fault) -> web.StreamResponse:
        if fault.kind.startswith("hang"):
            await asyncio.sleep(fault.seconds)
        if fault.kind.startswith(("hang", "cut")):
            self._write(call, fault)
            return _cut(request)
        refusal = fault.refusal()
        call.status, call.body = refusal.code, refusal.answer()
        return self._finish(request, call, fault)

    def _finish(self, request: web.Request, call: Call, fault: Fault | None) -> web.StreamResponse:
        self._write(call, fault)
        if fault and fault.kind == "502":
            return web.Response(text=BAD_GATEWAY, status=502, content_type="text/html")
        return web.Response(text=json.dumps(call.body), status=call.status, content_type="application/json")

    def _write(self, call: Call, fault: Fault | None) -> None:
        self._world.journal.write(
            at=call.started,
            seconds=time.monotonic() - call.started,
            method=call.method,
            parameters=call.given.logged(),
            status=call.status,
            answer=call.body,
            fault=fault.kind if fault else "",
            applied=call.status == 200,
        )
        self._world.hub.ring()

    async def download(self, request: web.Request) -> web.Response:
        try:
            _check_token(request)
        except Refusal as refusal:
            return web.json_response(refusal.answer(), status=refusal.code)
        kept = self._world.files.by_path(request.match_info["path"])
        if kept is None:
            return web.json_response(Refusal(404, "Not Found").answer(), status=404)
        return web.Response(body=kept.content, content_type="application/octet-stream")


def _check_token(request: web.Request) -> None:
    if not TOKEN.fullmatch(request.match_info["token"]):
        raise Refusal(401, "Unauthorized")


def _cut(request: web.Request) -> web.Response:
    """The connection ends without a word; what is returned here never leaves."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
