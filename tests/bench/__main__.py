"""Runs the bots one after the other, each beside a simulator of its own, and prints their times.

With --companies Raccordo is asked a second time, in a directory with so many generated companies more.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
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
from tests.bench import crowd

QUESTIONS = ROOT / "data" / "evaluation" / "dev.yaml"
WARM_UP = 5
SETTLE = 0.3  # seconds after an answer: what else a bot says to it must not be taken for the answer to the next
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


async def main(companies: int, keep: Path | None) -> None:
    console = Console()
    questions = [item["text"] for item in yaml.safe_load(QUESTIONS.read_text(encoding="utf-8"))["questions"]]
    table = Table("bot", "p50 ms", "p95 ms", "max ms", "CPU ms", "MiB", title=f"{len(questions)} whole answers")
    notes = Console(stderr=True)
    await preparation.prepare(Settings(), notes)
    with tempfile.TemporaryDirectory() as folder:
        for name, arguments in BOTS.items():
            add(table, name, await measure(arguments, questions, Path(folder), Settings()))
        if companies:
            large = await crowded(companies, keep or Path(folder) / "crowd", notes)
            add(
                table,
                f"Raccordo, {companies} companies",
                await measure(BOTS["Raccordo"], questions, large.state_dir, large),
            )
    console.print(table)


def add(table: Table, name: str, times: Times) -> None:
    figures = (times.percentile(50), times.percentile(95), max(times.answers) * 1000)
    each = times.processor / len(times.answers) * 1000
    table.add_row(name, *(f"{one:.0f}" for one in (*figures, each, times.memory)))


async def crowded(companies: int, folder: Path, notes: Console) -> Settings:
    """Settings on a corpus with generated companies; a kept folder goes on where an earlier run stopped."""
    settings = Settings(data_dir=folder / "data", state_dir=folder / "state")
    if not settings.state_dir.exists():  # the real corpus is not embedded again: only what is generated is timed
        shutil.copytree(Settings().state_dir, settings.state_dir, ignore=shutil.ignore_patterns("raccordo.sqlite*"))
        crowd.write(Settings().data_dir, settings.data_dir, companies)
    started = time.perf_counter()
    await preparation.prepare(settings, notes)
    seconds, passages = time.perf_counter() - started, companies * crowd.PASSAGES_EACH
    notes.print(f"{passages} passages in {seconds:.0f} s: {passages / seconds:.0f} a second, if none was held before")
    return settings


async def measure(arguments: Sequence[str], questions: Sequence[str], folder: Path, settings: Settings) -> Times:
    """Asks all questions one by one, after a few that do not count."""
    async with client.start() as simulator, running(arguments, simulator, folder, settings) as process:
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
async def running(
    arguments: Sequence[str], simulator: client.Simulator, folder: Path, settings: Settings
) -> AsyncIterator[Process]:
    database = f"sqlite+aiosqlite:///{folder / 'bench.sqlite'}"
    given = {"telegram_token": simulator.token, "telegram_api_url": simulator.url, "database_url": database}
    settings = Settings.model_validate({**settings.model_dump(), **given, "log_level": "ERROR"})
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
    options = argparse.ArgumentParser(prog="tests.bench", description=__doc__)
    options.add_argument("--companies", type=int, default=0, help="generated companies for the size bench")
    options.add_argument(
        "--keep", type=Path, help="folder of the generated corpus and its index, to go on or use again"
    )
    given = options.parse_args()
    asyncio.run(main(given.companies, given.keep))
