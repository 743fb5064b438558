"""Webhook delivery: one line per chat, in order; a refused update holds up its own chat only."""

import asyncio
import json
import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import aiohttp

from bot.simulator.settings import Settings
from bot.simulator.shapes import Json
from bot.simulator.updates import Updates, Waiting

LONGEST_RETRY_AFTER = 3600
Execute = Callable[[str, Json], Awaitable[None]]


@dataclass
class Target:
    url: str = ""
    secret_token: str = ""
    max_connections: int = 40
    ip_address: str = ""


@dataclass
class Trouble:
    at: int = 0
    words: str = ""


@dataclass
class Lane:
    line: deque[Waiting] = field(default_factory=deque)
    task: asyncio.Task[None] | None = None


class Webhook:
    def __init__(self, updates: Updates, settings: Settings) -> None:
        self._updates = updates
        self._settings = settings
        self._lanes: dict[int, Lane] = {}
        self._session: aiohttp.ClientSession | None = None
        self._room = asyncio.Semaphore(40)
        self.target = Target()
        self.trouble = Trouble()
        self.execute: Execute | None = None

    @property
    def active(self) -> bool:
        return bool(self.target.url)

    async def set(self, target: Target) -> None:
        await self.stop()
        self.target = target
        self.trouble = Trouble()
        if self.active:
            self._room = asyncio.Semaphore(target.max_connections)
            self._session = aiohttp.ClientSession()
            self._updates.on_push = self._line_up
            for update in self._updates.waiting:
                self._line_up(update)

    async def stop(self) -> None:
        """What was not delivered waits on for whoever asks next."""
        self._updates.on_push = None
        tasks = [lane.task for lane in self._lanes.values() if lane.task]
        self._lanes.clear()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._session:
            await self._session.close()
        self._session, self.target = None, Target()

    def _line_up(self, update: Waiting) -> None:
        lane = self._lanes.setdefault(update.lane, Lane())
        lane.line.append(update)
        if lane.task is None or lane.task.done():
            lane.task = asyncio.create_task(self._work(lane))

    async def _work(self, lane: Lane) -> None:
        while lane.line:
            update = lane.line[0]
            while update.left > 0:
                await self._deliver(update)
                self._updates.taken(update)
            lane.line.popleft()

    async def _deliver(self, update: Waiting) -> None:
        """Tries until it is taken or a day old: again at once, then after 2 s, 4 s, … 60 s."""
        failures, delay = 0, self._settings.webhook_delay / 2
        while update.expires > time.monotonic():
            taken, retry_after = await self._post(update)
            if taken:
                return
            pause = float(min(retry_after, LONGEST_RETRY_AFTER))
            if not pause and failures:
                pause = delay = min(delay * 2, self._settings.webhook_longest_delay)
            failures += 1
            await asyncio.sleep(pause)

    async def _post(self, update: Waiting) -> tuple[bool, int]:
        if self._session is None:
            return False, 0
        headers = {"Content-Type": "application/json"}
        if self.target.secret_token:
            headers["X-Telegram-Bot-Api-Secret-Token"] = self.target.secret_token
        patience = aiohttp.ClientTimeout(total=self._settings.webhook_timeout)
        try:
            async with (
                self._room,
                self._session.post(
                    self.target.url, data=json.dumps(update.body), headers=headers, timeout=patience
                ) as response,
            ):
                return await self._heard(response)
        except (aiohttp.ClientError, TimeoutError) as error:
            self._note(_words(error))
            return False, 0

    async def _heard(self, response: aiohttp.ClientResponse) -> tuple[bool, int]:
        body = await response.read()
        if response.status >= 300 or response.status < 200:
            self._note(f"Wrong response from the webhook: {response.status} {response.reason}")
            wanted = response.headers.get("Retry-After", "")
            return False, int(wanted) if wanted.isdigit() else 0
        await self._obey(body)
        return True, 0

    async def _obey(self, body: bytes) -> None:
        """A method call in the answer is carried out; its result is told to nobody."""
        try:
            call = json.loads(body)
        except ValueError:
            return
        if isinstance(call, dict) and self.execute and isinstance(call.get("method"), str):
            await self.execute(call.pop("method"), call)

    def _note(self, words: str) -> None:
        self.trouble = Trouble(int(time.time()), words)


def _words(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "Read timeout expired"
    return "Connection refused" if isinstance(error, aiohttp.ClientConnectorError) else "Connection closed"
