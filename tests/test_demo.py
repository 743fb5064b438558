"""The demo: two processes, ready together, stopped together."""

from __future__ import annotations

import asyncio
import signal
import socket
import sys
from asyncio.subprocess import PIPE

from bot.config import ROOT, Settings, environment
from bot.simulator import client


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def test_the_demo_prints_its_address_answers_and_leaves_nothing_running(settings: Settings) -> None:
    port = free_port()
    demo = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        "demo",
        "--port",
        str(port),
        cwd=ROOT,
        env=environment(settings),
        stdout=PIPE,
    )
    assert demo.stdout is not None
    line = (await asyncio.wait_for(demo.stdout.readline(), 90)).decode()
    assert f"http://127.0.0.1:{port}" in line
    async with client.connect(f"http://127.0.0.1:{port}") as simulator:
        await simulator.anna.starts()
        assert await simulator.anna.sees("Raccordo")
    demo.send_signal(signal.SIGINT)
    assert await asyncio.wait_for(demo.wait(), 30) == 0
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0
