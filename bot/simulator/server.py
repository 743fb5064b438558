"""The web server on loopback: Bot API, control interface and the page of chats, put together."""

from collections.abc import Awaitable, Callable
from pathlib import Path

from aiohttp import web

from bot.simulator import control
from bot.simulator.api import BotApi
from bot.simulator.watching import Watching
from bot.simulator.world import World

PAGE = Path(__file__).parent / "page"
HOST = "127.0.0.1"
# Telegram takes 50 MB from a bot; base64 makes a person's file a third bigger on its way here.
LARGEST_REQUEST = 80_000_000
POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; style-src 'self'; script-src 'self'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)


def build(world: World) -> web.Application:
    application = web.Application(client_max_size=LARGEST_REQUEST, middlewares=[control.explain])
    api = BotApi(world)
    world.webhook.execute = api.from_webhook
    application.add_routes([*api.routes(), *control.Control(world).routes(), *Watching(world).routes()])
    application.add_routes([web.get("/", index), web.static("/page", PAGE)])
    application.on_shutdown.append(_stop_webhook(world))
    return application


async def index(request: web.Request) -> web.FileResponse:
    return web.FileResponse(
        PAGE / "index.html", headers={"Content-Security-Policy": POLICY, "Cache-Control": "no-cache"}
    )


def _stop_webhook(world: World) -> Callable[[web.Application], Awaitable[None]]:
    async def stop(application: web.Application) -> None:
        await world.webhook.stop()

    return stop
