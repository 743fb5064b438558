"""Members' calendars over HTTP: found by their secret, by nobody else, and no longer once closed."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import vobject
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot import feeds
from bot.services.bundle import Services
from bot.services.onboarding import Newcomer

Client = TestClient[web.Request, web.Application]
MEMBER = 4711


@pytest.fixture
async def client(services: Services) -> AsyncIterator[Client]:
    application = web.Application()
    application.add_routes(feeds.routes(services))
    async with TestClient(TestServer(application)) as running:
        yield running


async def test_a_calendar_is_served_at_its_secret_address_until_it_is_closed(
    client: Client, services: Services
) -> None:
    await services.onboarding.meet(Newcomer(MEMBER, "it"))
    secret = await services.events.feed_secret(MEMBER)
    answer = await client.get(f"/calendar/{secret}.ics")
    assert (answer.status, answer.content_type, answer.headers["Cache-Control"]) == (
        200, "text/calendar", "private, no-store",
    )  # fmt: skip
    assert vobject.readOne(await answer.text()).name == "VCALENDAR"
    await services.events.close_feed(MEMBER)
    assert (await client.get(f"/calendar/{secret}.ics")).status == 404


@pytest.mark.parametrize("secret", ["", "x", "x" * 43, "..%2f..%2fetc%2fpasswd", "%00", "' OR 1=1 --"])
async def test_a_wrong_address_is_not_found(client: Client, secret: str) -> None:
    assert (await client.get(f"/calendar/{secret}.ics")).status == 404
