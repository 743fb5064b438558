"""The wire between a test and the simulator's control interface: JSON over loopback, refusals as errors."""

import io
import json
from collections.abc import Mapping
from typing import Any

import aiohttp

from bot.simulator.shapes import Json


class ControlError(Exception):
    """The control interface refused: unknown person, no such button, and the like."""


class Wire:
    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self._session = session
        self.url = url

    async def get(self, path: str, **query: str | int | float | None) -> Any:
        wanted = {name: str(value) for name, value in query.items() if value is not None}
        async with self._session.get(f"{self.url}/control/{path}", params=wanted) as response:
            return await self._read(response)

    async def post(self, path: str, body: Mapping[str, Any] | None = None) -> Any:
        # A stream, for a person's file may be large.
        content = io.BytesIO(json.dumps(dict(body or {})).encode())
        url, headers = f"{self.url}/control/{path}", {"Content-Type": "application/json"}
        async with self._session.post(url, data=content, headers=headers) as response:
            return await self._read(response)

    async def delete(self, path: str) -> Any:
        async with self._session.delete(f"{self.url}/control/{path}") as response:
            return await self._read(response)

    async def bot_api(self, token: str, method: str, body: Mapping[str, Any]) -> tuple[int, Json]:
        async with self._session.post(f"{self.url}/bot{token}/{method}", json=dict(body)) as response:
            answer: Json = await response.json()
            return response.status, answer

    async def bytes(self, path: str) -> bytes:
        async with self._session.get(f"{self.url}{path}") as response:
            if response.status != 200:
                raise ControlError(f"{path}: {response.status}")
            return await response.read()

    @staticmethod
    async def _read(response: aiohttp.ClientResponse) -> Any:
        answer = await response.json()
        if response.status >= 400:
            raise ControlError(answer.get("error", str(response.status)))
        return answer
