"""The real bot for the faults: `raccordo run` in processes that may be killed, and a look at what it kept."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import socket
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from bot.config import Settings
from bot.db.base import Database
from bot.db.inbox import Inbound
from bot.jobs import ingest
from bot.simulator import client
from bot.simulator.client import Simulator
from tests import library
from tests.processes import STARTER, Running

PATIENCE = 90.0  # an update that failed twice is tried again after half a minute
LOOK = 0.05


class Bench:
    """A simulator, settings against it, and one bot at a time."""

    def __init__(self, simulator: Simulator, settings: Settings, log: Path) -> None:
        self.simulator = simulator
        self.settings = settings
        self.log = log
        self.process: Running | None = None
        self._said = log.with_suffix(".out")

    @property
    def running(self) -> Running:
        assert self.process is not None
        return self.process

    async def start(self, *, until_receiving: bool = True) -> None:
        since = (await self.simulator.health())["journal"]
        self.process = await STARTER.bot(self.settings, self._said, self.log)
        if until_receiving:
            await self.simulator.sees_call("getMe", since=since, within=PATIENCE)

    async def ready(self) -> None:
        """All is loaded, the library too, or the lack of it is found out."""
        await until(lambda: self._is_ready())

    async def _is_ready(self) -> bool:
        return b"ready" in self._said.read_bytes()

    async def kill(self) -> None:
        if self.process is not None and self.process.returncode is None:
            self.process.kill()
            await self.process.wait()

    async def terminate(self) -> float:
        """Seconds until it ended."""
        started = asyncio.get_running_loop().time()
        self.running.terminate()
        await asyncio.wait_for(self.running.wait(), PATIENCE)
        return asyncio.get_running_loop().time() - started

    @asynccontextmanager
    async def database(self) -> AsyncIterator[Database]:
        opened = Database(self.settings.database)
        try:
            yield opened
        finally:
            await opened.close()

    async def states(self) -> Counter[str]:
        """How many updates are in which state."""
        async with self.database() as database, database.reading() as session:
            query = select(Inbound.state, func.count()).group_by(Inbound.state)
            return Counter({str(state): int(count) for state, count in await session.execute(query)})

    async def kept(self, updates: int, within: float = PATIENCE) -> None:
        """Waits until so many updates are kept."""

        async def enough() -> bool:
            return (await self.states()).total() >= updates

        await until(enough, within)

    async def settled(self, updates: int, within: float = PATIENCE) -> None:
        """Waits until so many updates are done or set aside, and none is left over."""

        async def none_left() -> bool:
            states = await self.states()
            return not states["new"] and states.total() >= updates

        await until(none_left, within)

    async def said(self) -> Counter[str]:
        """The names of commands that the bot said it did not know: one for each that was handled."""
        return Counter(await self.said_in_order())

    async def said_in_order(self) -> list[str]:
        texts = [
            str(call.parameters.get("text", "")) for call in await self.simulator.journal("sendMessage") if call.ok
        ]
        return [name for text in texts for name in re.findall(r"/(prova\w+)", text)]


async def until(check: Callable[[], Awaitable[bool]], within: float = PATIENCE) -> None:
    """What happens in another process has no event to wait for."""
    async with asyncio.timeout(within):
        while not await check():  # noqa: ASYNC110 - see above
            await asyncio.sleep(LOOK)


@asynccontextmanager
async def bench(*, library: bool = False, **changes: Any) -> AsyncIterator[Bench]:
    """With the library, the index of the tests is copied; without, the bot starts faster and says "not now"."""
    folder = Path(tempfile.mkdtemp(prefix="raccordo-faults-"))
    try:
        async with client.start() as simulator:
            given = {"telegram_token": simulator.token, "telegram_api_url": simulator.url, "log_format": "json"}
            made = await _with_library(folder) if library else _without_library(folder)
            settings = Settings.model_validate({**made.model_dump(), **given, **changes})
            one = Bench(simulator, settings, folder / "log.jsonl")
            try:
                yield one
            finally:
                await one.kill()
    finally:
        if kept := os.environ.get("KEEP_FAULTS"):
            shutil.copytree(folder, kept, dirs_exist_ok=True)
        shutil.rmtree(folder, ignore_errors=True)


def by_webhook() -> dict[str, Any]:
    """Settings for a bot that takes its updates by webhook, at a free port."""
    port = free_port()
    return {"web_port": port, "web_url": f"http://127.0.0.1:{port}", "webhook": True}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _without_library(folder: Path) -> Settings:
    """An empty corpus that is stamped as read."""
    settings = Settings(data_dir=folder / "data", state_dir=folder / "state")
    settings.data_dir.mkdir()
    settings.index_dir.mkdir(parents=True)
    (settings.index_dir / ingest.STAMP).write_text(ingest.fingerprint(settings))
    return settings


async def _with_library(folder: Path) -> Settings:
    state = folder / "state"
    await library.copy_to(state, tables=False)
    return Settings(state_dir=state)
