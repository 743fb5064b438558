"""The web server: whether the bot is well, and whatever routes its rooms hand in.

It speaks plain HTTP and is meant to stand behind a proxy that speaks HTTPS.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import structlog
from aiohttp import web

from bot.config import Settings
from bot.errors import OperatorProblem

log = structlog.get_logger()

LARGEST_BODY = 2**20  # bytes
PATIENCE = 30.0  # seconds within which a connection must bring a whole request
LOOK = 1.0  # seconds between two looks at silent connections
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Health:
    """`receiving`: Telegram was heard of lately; `silent_for`: seconds since."""

    receiving: bool
    silent_for: float


@asynccontextmanager
async def serve(
    settings: Settings, health: Callable[[], Health], routes: Iterable[web.RouteDef]
) -> AsyncIterator[None]:
    """Serves /health and `routes` at WEB_PORT, or nothing where it is not set. Port taken: OperatorProblem."""
    if settings.web_port is None:
        yield
        return
    application = web.Application(client_max_size=LARGEST_BODY)
    application.add_routes([_health_route(health), *routes])
    connections = Connections()
    application.middlewares.append(connections.hear)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    assert runner.server is not None
    watching = asyncio.create_task(connections.watch())
    try:
        listening = await _listen(connections.guarded(runner.server), settings.web_host, settings.web_port)
        try:
            log.info("web.served", host=settings.web_host, port=settings.web_port)
            yield
        finally:
            listening.close()
    finally:
        watching.cancel()
        await runner.cleanup()


class Connections:
    """Hangs up on whoever brings no whole request in time: a client that dribbles would hold its place for ever."""

    def __init__(self) -> None:
        self._heard: dict[asyncio.BaseTransport, float] = {}

    def guarded(self, server: Callable[[], web.RequestHandler]) -> Callable[[], asyncio.BaseProtocol]:
        """The server's maker of connections, of which each is watched from its beginning."""

        def connect() -> asyncio.BaseProtocol:
            protocol = server()
            asyncio.get_running_loop().call_later(LOOK, self._met, protocol)  # its transport comes after it
            return protocol

        return connect

    def _met(self, protocol: web.RequestHandler) -> None:
        if protocol.transport is not None:
            self._heard.setdefault(protocol.transport, time.monotonic())

    @web.middleware
    async def hear(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            return await handler(request)
        finally:
            if request.transport is not None:
                self._heard[request.transport] = time.monotonic()

    async def watch(self) -> None:
        while True:
            await asyncio.sleep(LOOK)
            now = time.monotonic()
            for transport, heard in list(self._heard.items()):
                if now - heard > PATIENCE and isinstance(transport, asyncio.Transport):
                    transport.abort()
                if transport.is_closing():
                    del self._heard[transport]


def _health_route(health: Callable[[], Health]) -> web.RouteDef:
    async def tell(request: web.Request) -> web.Response:
        now = health()
        body = {"receiving": now.receiving, "silent_for": round(now.silent_for, 1)}
        return web.json_response(body, status=200 if now.receiving else 503)

    return web.get("/health", tell)


async def _listen(connect: Callable[[], asyncio.BaseProtocol], host: str, port: int) -> asyncio.Server:
    try:
        return await asyncio.get_running_loop().create_server(connect, host, port)
    except OSError as error:
        raise OperatorProblem(
            f"WEB_PORT: la porta {port} su {host} non si può usare: {error.strerror}.\n"
            f"WEB_PORT: port {port} on {host} can't be used: {error.strerror}."
        ) from error
