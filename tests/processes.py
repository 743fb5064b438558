"""`raccordo` as a process that may be killed: by its command, or forked from one that has imported it.

Most of what a start costs is importing. The suite starts some sixty processes; there, one that has imported
everything and done nothing forks them. They are the same from `main` on. `make faults` starts the bot by its command.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from bot.config import ROOT, Settings, environment

LOOK = 0.02


class Running(Protocol):
    """What tests do with a process."""

    @property
    def pid(self) -> int: ...
    @property
    def returncode(self) -> int | None: ...
    def kill(self) -> None: ...
    def terminate(self) -> None: ...
    async def wait(self) -> int: ...


class Starter:
    """How bots are started. `forks` is for the suite."""

    forks = False

    async def bot(self, settings: Settings, out: Path, err: Path | None = None) -> Running:
        """Runs the bot with these very settings; what it says goes to `out`, what it logs is appended to `err`."""
        if self.forks:
            return Forked(["run"], environment(settings), out, err)
        return await _by_command(settings, out, err)


STARTER = Starter()


async def _by_command(settings: Settings, out: Path, err: Path | None) -> Process:
    with out.open("wb") as said, (err or Path(os.devnull)).open("ab") as logged:
        return await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "run", cwd=ROOT, env=environment(settings),
            stdout=said, stderr=logged if err else None,
        )  # fmt: skip


class Forked:
    """`raccordo` in a process of its own, which this one's fork server made."""

    def __init__(self, arguments: Sequence[str], given: dict[str, str], out: Path, err: Path | None) -> None:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["tests.imported"])  # only the first time counts
        out.write_bytes(b"")
        self._process = context.Process(target=_run, args=([*arguments], given, out, err), daemon=True)
        self._process.start()

    @property
    def pid(self) -> int:
        assert self._process.pid is not None
        return self._process.pid

    @property
    def returncode(self) -> int | None:
        return self._process.exitcode

    def kill(self) -> None:
        self._process.kill()

    def terminate(self) -> None:
        self._process.terminate()

    def join(self, within: float) -> int | None:
        """What it ended with; None: it goes on."""
        self._process.join(within)
        return self._process.exitcode

    async def wait(self) -> int:
        while (ended := self._process.exitcode) is None:  # noqa: ASYNC110 - another process's end has no event
            await asyncio.sleep(LOOK)
        return ended


def _run(arguments: list[str], given: dict[str, str], out: Path, err: Path | None) -> None:
    """What the interpreter does before `python -m bot` begins, then that."""
    os.chdir(ROOT)
    os.environ.clear()
    os.environ.update(given)
    for path, number in ((out, 1), (err, 2)):
        if path is not None:
            held = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
            os.dup2(held, number)
            os.close(held)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.argv = ["raccordo", *arguments]
    from bot.cli import main  # late: whoever starts processes need not import it

    main()
