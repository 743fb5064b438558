"""The web server: says whether the bot is well, takes no large bodies, and hangs up on who dribbles."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from io import BytesIO

import aiohttp
import pytest
from aiohttp import web as aiohttp_web

from bot import web
from bot.config import Settings
from bot.errors import OperatorProblem
from tests.faults.bots import free_port


@pytest.fixture
def settings() -> Settings:
    return Settings(web_port=free_port())


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as opened:
        yield opened


def well() -> web.Health:
    return web.Health(receiving=True, silent_for=3.04)


async def echo(request: aiohttp_web.Request) -> aiohttp_web.Response:
    return aiohttp_web.Response(text=str(len(await request.read())))


@pytest.mark.parametrize(("receiving", "status"), [(True, 200), (False, 503)])
async def test_health_is_what_was_heard_of_telegram(
    settings: Settings, session: aiohttp.ClientSession, receiving: bool, status: int
) -> None:
    address = f"http://127.0.0.1:{settings.web_port}/health"
    async with web.serve(settings, lambda: web.Health(receiving, 61.23), []), session.get(address) as answer:
        assert (answer.status, await answer.json()) == (status, {"receiving": receiving, "silent_for": 61.2})


async def test_routes_of_the_rooms_are_served_beside_it(settings: Settings, session: aiohttp.ClientSession) -> None:
    async with web.serve(settings, well, [aiohttp_web.post("/echo", echo)]):
        address = f"http://127.0.0.1:{settings.web_port}"
        async with session.post(f"{address}/echo", data=b"abc") as answer:
            assert await answer.text() == "3"
        async with session.post(f"{address}/echo", data=BytesIO(b"a" * (web.LARGEST_BODY + 1))) as answer:
            assert answer.status == 413
        async with session.get(f"{address}/echo") as answer:
            assert answer.status == 405
        async with session.get(f"{address}/nothing") as answer:
            assert answer.status == 404


async def test_without_a_port_nothing_is_served() -> None:
    async with web.serve(Settings(), well, []):
        pass


async def test_a_port_that_is_taken_is_told_to_the_operator(settings: Settings) -> None:
    async with web.serve(settings, well, []):
        with pytest.raises(OperatorProblem, match=f"WEB_PORT: port {settings.web_port}"):
            async with web.serve(settings, well, []):
                pass


async def test_who_brings_no_whole_request_is_hung_up_on_and_who_brings_one_is_not(
    settings: Settings, session: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web, "PATIENCE", 0.3)
    monkeypatch.setattr(web, "LOOK", 0.05)
    async with web.serve(settings, well, []):
        reader, writer = await asyncio.open_connection("127.0.0.1", settings.web_port)
        writer.write(b"GET /health HTTP/1.1\r\nX: ")
        with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
            await asyncio.wait_for(reader.readexactly(1), 3)
        writer.close()
        async with session.get(f"http://127.0.0.1:{settings.web_port}/health") as answer:
            assert answer.status == 200
