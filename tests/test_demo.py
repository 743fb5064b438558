"""The demo: two processes, ready together, stopped together, also while the machine is still made ready."""

from __future__ import annotations

import asyncio
import signal
import socket
import sys
from asyncio.subprocess import PIPE
from pathlib import Path

from bot.config import ROOT, Settings, environment
from bot.simulator import client


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def test_the_demo_prints_its_address_answers_and_leaves_nothing_running_each_time(settings: Settings) -> None:
    """The second time in the same folder too: the simulator begins anew, and so does what the bot knows of it."""
    settings = settings.model_copy(update={"database_url": ""})
    for _ in range(2):
        port = free_port()
        demo = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "demo", "--port", str(port),
            cwd=ROOT, env=environment(settings), stdout=PIPE,
        )  # fmt: skip
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


async def test_ctrl_c_while_the_machine_is_made_ready_ends_at_once_with_one_line(tmp_path: Path) -> None:
    command = (sys.executable, "-m", "bot", "demo", "--port", str(free_port()))
    given = environment(Settings(state_dir=tmp_path))
    demo = await asyncio.create_subprocess_exec(*command, cwd=ROOT, env=given, stdout=PIPE, stderr=PIPE)
    assert demo.stderr is not None
    assert "1/3" in (await asyncio.wait_for(demo.stderr.readline(), 30)).decode()
    demo.send_signal(signal.SIGINT)
    out, err = await asyncio.wait_for(demo.communicate(), 10)  # the pipes close when the child has ended too
    assert demo.returncode == 0 and out == b""
    assert err.decode().count("Chiudo… · stopping…") == 1
    assert "Traceback" not in err.decode() and "Aborted" not in err.decode()
