"""Runs the three bots one after the other, each beside a simulator of its own, and prints their times."""

from __future__ import annotations

import asyncio
import os
import statistics
import sys
import tempfile
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import yaml
from rich.console import Console
from rich.table import Table

from bot import preparation
from bot.config import ROOT, Settings, environment
from bot.simulator import client

QUESTIONS = ROOT / "data" / "evaluation" / "dev.yaml"
WARM_UP = 5
SETTLE = 0.05  # seconds after an answer, for whatever else a bot has to say to it
READY_SECONDS = 300
BOTS = {
    "Raccordo": ("bot", "run"),
    "LangChain + Chroma tutorial": ("tests.bench.tutorial",),
    "do-nothing echo": ("tests.bench.echo",),
}


@dataclass(frozen=True)
class Times:
    """Of one bot: seconds of each answer, processor seconds of all, and its memory in MiB."""

    answers: Sequence[float]
    processor: float
    memory: float

    def percentile(self, percent: int) -> float:
        return statistics.quantiles(self.answers, n=100)[percent - 1] * 1000


async def main() -> None:
    console = Console()
    questions = [item["text"] for item in yaml.safe_load(QUESTIONS.read_text(encoding="utf-8"))["questions"]]
    table = Table("bot", "p50 ms", "p95 ms", "max ms", "CPU ms", "MiB", title=f"{len(questions)} whole answers")
    await preparation.prepare(Settings(), Console(stderr=True))
    with tempfile.TemporaryDirectory() as folder:
        for name, arguments in BOTS.items():
            times = await measure(arguments, questions, Path(folder))
            figures = (times.percentile(50), times.percentile(95), max(times.answers) * 1000)
            each = times.processor / len(times.answers) * 1000
            table.add_row(name, *(f"{one:.0f}" for one in (*figures, each, times.memory)))
    console.print(table)


async def measure(arguments: Sequence[str], questions: Sequence[str], folder: Path) -> Times:
    """Asks all questions one by one, after a few that do not count."""
    async with client.start() as simulator, running(arguments, simulator, folder) as process:
        await simulator.anna.starts()
        for question in questions[:WARM_UP]:
            await ask(simulator, question)
        before = processor_seconds(process.pid)
        answers = [await ask(simulator, question) for question in questions]
        return Times(answers, processor_seconds(process.pid) - before, memory(process.pid))


async def ask(simulator: client.Simulator, question: str) -> float:
    """Seconds from the moment the message is sent to the moment the bot's arrives."""
    await asyncio.sleep(SETTLE)
    journal = await simulator.journal()
    since = journal[-1].number if journal else 0
    started = time.perf_counter()
    await simulator.anna.says(question)
    await simulator.sees_call("sendMessage", since=since, chat_id=simulator.anna.id)
    return time.perf_counter() - started


@asynccontextmanager
async def running(arguments: Sequence[str], simulator: client.Simulator, folder: Path) -> AsyncIterator[Process]:
    database = f"sqlite+aiosqlite:///{folder / 'bench.sqlite'}"
    given = {"telegram_token": simulator.token, "telegram_api_url": simulator.url, "database_url": database}
    settings = Settings.model_validate({**Settings().model_dump(), **given, "log_level": "ERROR"})
    command = [
        sys.executable,
        "-m",
        *arguments,
        *([] if arguments[0] == "bot" else [simulator.url, simulator.token]),
    ]
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, env=environment(settings), stdout=PIPE)
    try:
        assert process.stdout is not None
        if not await asyncio.wait_for(process.stdout.readline(), READY_SECONDS):
            raise SystemExit(f"{' '.join(arguments)} did not start")
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


def processor_seconds(process_id: int) -> float:
    fields = Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory(process_id: int) -> float:
    pages = int(Path(f"/proc/{process_id}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


if __name__ == "__main__":
    asyncio.run(main())
