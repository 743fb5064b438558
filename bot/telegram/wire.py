"""HTTP to the Bot API through aiohttp: less work than PTB's own way, and failures told apart."""

from __future__ import annotations

import asyncio
from typing import cast

import aiohttp
from telegram._utils.types import ODVInput
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.telegram.pace import Pace, counts

READ, CONNECT = 20.0, 10.0  # seconds


class NotSent(NetworkError):
    """The call surely did not reach Telegram: it may be made again. Other network errors leave that open."""


class Wire(BaseRequest):
    """One pool of connections; `connections` is how many calls may be under way, `pace` how fast they may leave."""

    def __init__(self, connections: int = 32, pace: Pace | None = None) -> None:
        self._connections = connections
        self._pace = pace
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        return READ

    async def initialize(self) -> None:
        if self._session is None or self._session.closed:
            connector = aiohttp.TCPConnector(limit=self._connections)
            self._session = aiohttp.ClientSession(connector=connector)

    async def shutdown(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def do_request(  # noqa: PLR0913  the signature is PTB's
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        write_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        connect_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        pool_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Status and body. An error's message never holds the address, which holds the token."""
        if self._pace is None or not counts(url):
            return await self._call(url, method, request_data, read_timeout)
        async with self._pace.turn():
            return await self._call(url, method, request_data, read_timeout)

    async def _call(
        self, url: str, method: str, request_data: RequestData | None, read_timeout: ODVInput[float]
    ) -> tuple[int, bytes]:
        await self.initialize()
        session = cast("aiohttp.ClientSession", self._session)
        reading = read_timeout if isinstance(read_timeout, int | float) else READ
        timeout = aiohttp.ClientTimeout(total=reading + CONNECT, sock_connect=CONNECT, sock_read=reading)
        try:
            async with session.request(method, url, data=_body(request_data), timeout=timeout) as response:
                return response.status, await response.read()
        except aiohttp.ClientConnectorError as error:
            raise NotSent(f"no connection: {type(error).__name__}") from None
        except (aiohttp.ConnectionTimeoutError, UnicodeEncodeError) as error:
            raise NotSent(type(error).__name__) from None
        except TimeoutError:
            raise TimedOut from None
        except (aiohttp.ClientError, asyncio.IncompleteReadError) as error:
            raise NetworkError(type(error).__name__) from None


def _body(data: RequestData | None) -> aiohttp.FormData | None:
    if data is None:
        return None
    form = aiohttp.FormData()
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    if data.contains_files:
        for name, (filename, content, mime_type) in data.multipart_data.items():
            form.add_field(name, content, filename=filename, content_type=mime_type)
    return form
