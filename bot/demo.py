"""The demo: the machine made ready, then simulator and bot as two processes, until it is stopped or one ends."""

from __future__ import annotations

import asyncio
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from bot.config import ROOT, Settings, environment
from bot.errors import OperatorProblem

HOST = "127.0.0.1"
TOKEN = "7000000001:AAsimulated-token-of-one-machine-000"  # the simulator takes any of this shape
STAFF = frozenset({1003, 1004})  # Carla and Davide, of the simulator's people
ADMINS = frozenset({1003})  # Carla
READY_SECONDS = 90.0
STOP_SECONDS = 8.0


class DemoProblem(OperatorProblem):
    """The demo can't start, or one of its processes ended by itself; the message says what to do."""


class Demo:
    """Two running processes, and the address where a browser finds them."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.parts: dict[str, Process] = {}

    async def start(self, name: str, settings: Settings, *arguments: str) -> None:
        """Runs `python -m …` and returns when it has said its first line: that it is ready."""
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", *arguments, stdout=PIPE, cwd=ROOT, env=environment(settings)
        )
        self.parts[name] = process
        assert process.stdout is not None
        with suppress(TimeoutError):
            if await asyncio.wait_for(process.stdout.readline(), READY_SECONDS):
                return
        raise DemoProblem(
            f"{name}: non è partito; il motivo è scritto qui sopra.\n"
            f"{name}: it did not start; the reason is written above."
        )

    async def ended(self) -> str:
        """Waits until one of the processes ends by itself, and gives its name."""
        waiting = {asyncio.create_task(process.wait()): name for name, process in self.parts.items()}
        try:
            done, _ = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in waiting:
                task.cancel()
        return waiting[done.pop()]

    async def stop(self) -> None:
        """Ends the bot first, so that it does not complain of a Telegram that went away."""
        for _, process in sorted(self.parts.items()):
            with suppress(ProcessLookupError):
                process.terminate()
            try:
                await asyncio.wait_for(process.wait(), STOP_SECONDS)
            except TimeoutError:
                process.kill()
                await process.wait()


async def prepare(settings: Settings) -> None:
    """`raccordo setup` as a process of its own, so that the memory it needs is given back. Raises DemoProblem.

    Its progress is shown on this terminal. Where this is cancelled, it is ended: the next start goes on from there.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "setup", cwd=ROOT, env=environment(settings),
        start_new_session=True,  # Ctrl-C is for us, who end it without a traceback
    )  # fmt: skip
    try:
        code = await process.wait()
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()
    if code:
        raise DemoProblem(
            "La preparazione non è riuscita; il motivo è scritto qui sopra.\n"
            "The preparation failed; the reason is written above."
        )


@asynccontextmanager
async def run(settings: Settings, port: int) -> AsyncIterator[Demo]:
    """The demo on that port, both parts ready. Raises DemoProblem."""
    require_free(port)
    if not settings.database_url:
        _forget(settings)
    demo = Demo(f"http://{HOST}:{port}")
    try:
        # Together: the simulator listens long before the bot has loaded its model and looks for it.
        await asyncio.gather(
            demo.start("simulator", settings, "bot.simulator", "--port", str(port)),
            demo.start("bot", demo_settings(settings, demo.url), "bot", "run"),
        )
        yield demo
    finally:
        await demo.stop()


def _forget(settings: Settings) -> None:
    """The simulator's chats begin empty each time: what the bot knew of the last ones would speak of other messages."""
    for file in settings.state_dir.glob("demo.sqlite*"):
        file.unlink()


def demo_settings(settings: Settings, url: str = f"http://{HOST}") -> Settings:
    """The same, against the simulator and with a database of its own: its people are not members."""
    database = settings.database_url or f"sqlite+aiosqlite:///{settings.state_dir / 'demo.sqlite'}"
    staff = settings.staff_ids or STAFF
    admins = settings.admin_ids or ADMINS
    changes = {
        "telegram_api_url": url, "telegram_token": TOKEN, "database_url": database, "staff_ids": staff,
        "admin_ids": admins,
    }  # fmt: skip
    return Settings.model_validate({**settings.model_dump(), **changes})


def require_free(port: int) -> None:
    """Raises DemoProblem when something else listens there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise DemoProblem(
                f"La porta {port} è occupata: chiudi l'altro programma o scegline un'altra con --port.\n"
                f"Port {port} is taken: close the other program or choose another one with --port."
            ) from error
