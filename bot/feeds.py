"""Members' own calendars on the web server: GET /calendar/<secret>.ics, as calendars subscribe to."""

from __future__ import annotations

from aiohttp import web

from bot.services.bundle import Services

PATH = "/calendar/{secret}.ics"
# Whoever knows the address sees the calendar: no one between may keep it or pass it on.
HEADERS = {"Cache-Control": "private, no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}


async def calendar(services: Services, secret: str) -> str | None:
    """The calendar behind a secret address; None: there is none (any more)."""
    return await services.events.feed(secret)


def routes(services: Services) -> list[web.RouteDef]:
    """What `bot.web.serve` takes."""

    async def answer(request: web.Request) -> web.Response:
        text = await calendar(services, request.match_info["secret"])
        if text is None:
            raise web.HTTPNotFound(headers=HEADERS)
        return web.Response(text=text, content_type="text/calendar", charset="utf-8", headers=HEADERS)

    return [web.get(PATH, answer)]
