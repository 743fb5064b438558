"""The durable engine, and the only door to DBOS: short workflows that deliver what is due and sweep what is due.

What must still happen stands in our tables; a workflow says only "look now". So one that is lost, or was begun by
an older version of the bot, costs nothing: the next one finds the same rows.
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import structlog

from bot.config import Settings
from bot.jobs.deliver import Delivery
from bot.services.sending import NotNow
from bot.waiting import at_most

if TYPE_CHECKING:
    from dbos import DBOSConfig

log = structlog.get_logger()

MAKE_WAY = 1.0  # seconds that a sweep waits, at the most, for those who wait for an answer
LOOK = 0.5  # seconds between two looks for what has become due; what is written is known at once
SHIFT = 5.0  # seconds that one workflow delivers for
KEPT = timedelta(minutes=10)  # finished workflows, for whoever wants to look at them
CLEAN_EVERY = 60.0  # seconds
CLEAN_AT_ONCE = 500
STOP_WITHIN = 5.0  # seconds
THREADS = 8
SCHEMA = "jobs"


@dataclass(frozen=True, slots=True)
class Sweep:
    """Something that is looked after every so many seconds.

    `work` does what is due by now, in short transactions, and returns how much it did. It may be killed at any
    moment and be run twice: the second time finds nothing left to do. `is_due` is a look that costs less than a
    workflow, for what is looked after every second: where it finds nothing, `work` would not either.
    """

    name: str
    every_seconds: float
    work: Callable[[], Awaitable[int]]
    is_due: Callable[[], Awaitable[bool]] | None = None


class Engine:
    """DBOS from launch to end. `posted` is set whenever something was written that may be due."""

    def __init__(
        self,
        settings: Settings,
        delivery: Delivery,
        posted: asyncio.Event,
        sweeps: Sequence[Sweep],
        quiet: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        """`quiet` returns when nobody waits for an answer."""
        self._settings = settings
        self._delivery = delivery
        self._posted = posted
        self._sweeps = sweeps
        self._quiet = quiet
        self._due = {sweep.name: 0.0 for sweep in sweeps}
        self._workflows: dict[str, Any] = {}

    async def run(self, stop: asyncio.Event) -> None:
        """Delivers and sweeps until `stop` is set."""
        await asyncio.to_thread(self._prepare)
        self._launch()
        delivering = asyncio.create_task(self._deliver())
        others = [asyncio.create_task(self._sweep()), asyncio.create_task(self._clean())]
        try:
            await stop.wait()
        finally:
            self._delivery.stop()
            self._posted.set()
            await asyncio.wait({delivering}, timeout=STOP_WITHIN)
            for task in (delivering, *others):
                task.cancel()
            await asyncio.wait({delivering, *others}, timeout=STOP_WITHIN)
            await self._destroy()

    async def _deliver(self) -> None:
        while not self._delivery.is_over:
            self._posted.clear()
            try:
                wanted = await self._delivery.is_wanted()
            except NotNow as error:
                log.warning("outbox.busy", error=str(error))
                wanted = False
            if wanted:
                await self._guarded("deliver", self._do("deliver", SHIFT))
            elif not self._delivery.is_over:
                await at_most(LOOK, self._posted.wait)

    async def _sweep(self) -> None:
        while True:
            for sweep in self._sweeps:
                if self._due[sweep.name] <= time.monotonic():
                    if self._quiet is not None:
                        # Some ten queries would be felt between the tenths of a second of an answer.
                        await at_most(MAKE_WAY, self._quiet)
                    self._due[sweep.name] = time.monotonic() + sweep.every_seconds
                    await self._guarded(sweep.name, self._look_after(sweep))
            await asyncio.sleep(LOOK)

    async def _look_after(self, sweep: Sweep) -> None:
        if sweep.is_due is None or await sweep.is_due():
            await self._do(sweep.name)

    async def _clean(self) -> None:
        while True:
            await asyncio.sleep(CLEAN_EVERY)
            await self._guarded("clean", _forget_finished())

    async def _do(self, name: str, *given: Any) -> None:
        from dbos import DBOS

        handle = await DBOS.start_workflow_async(self._workflows[name], *given)
        await handle.get_result()

    async def _guarded(self, name: str, work: Coroutine[Any, Any, None]) -> None:
        """One job that fails, for whatever reason, is logged and tried again when it is due; the others go on."""
        task = asyncio.create_task(work)
        try:
            await asyncio.wait({task})
        finally:
            task.cancel()  # when the engine stops; what it had begun goes on at the next start
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("job.failed", job=name, exc_info=error)
            await asyncio.sleep(LOOK)

    def _prepare(self) -> None:
        """In a thread, because it takes a second, in which nobody should wait for an answer.

        DBOS would make its tables at the launch, on the event loop. On PostgreSQL it waits there, for some of its
        indexes, until every reader has ended; ours end on that same loop, which then stands still for good.
        """
        from dbos import DBOS

        if not self._settings.database_url or self._settings.database_url.startswith("sqlite"):
            # With a write-ahead log a workflow costs 7 ms instead of 54; the file remembers that it has one.
            with closing(sqlite3.connect(self._settings.state_dir / "jobs.sqlite")) as file:
                file.execute("PRAGMA journal_mode=WAL")
        DBOS.migrate(_address(self._settings), schema=SCHEMA)

    def _launch(self) -> None:
        """Called on the bot's own event loop, which DBOS then runs our workflows on."""
        from dbos import DBOS

        DBOS(config=config(self._settings))
        works: dict[str, Callable[..., Awaitable[int]]] = {sweep.name: sweep.work for sweep in self._sweeps}
        for name, work in {"deliver": self._delivery.run, **works}.items():
            self._workflows[name] = _workflow(name, work)
        DBOS.launch()

    async def _destroy(self) -> None:
        from dbos import DBOS

        threads = ThreadPoolExecutor(1)
        loop = asyncio.get_running_loop()
        destroyed = loop.run_in_executor(threads, partial(DBOS.destroy, destroy_registry=True))
        await asyncio.wait({destroyed}, timeout=STOP_WITHIN)
        threads.shutdown(wait=False)
        # DBOS has lent its threads to the whole event loop, and has now taken them away.
        loop.set_default_executor(ThreadPoolExecutor())


async def _forget_finished() -> None:
    """The engine's tables would grow without bound."""
    from dbos import DBOS

    before = (datetime.now(UTC) - KEPT).isoformat()
    while True:
        finished = await DBOS.list_workflows_async(
            status=["SUCCESS", "ERROR", "CANCELLED"], completed_before=before, limit=CLEAN_AT_ONCE,
            load_input=False, load_output=False,
        )  # fmt: skip
        if finished:
            await DBOS.delete_workflows_async([workflow.workflow_id for workflow in finished])
        if len(finished) < CLEAN_AT_ONCE:
            return


def config(settings: Settings) -> DBOSConfig:
    """Fixed names, so that any version of the bot on any machine finishes what another began; nobody is told."""
    return {
        "name": "raccordo",
        "system_database_url": _address(settings),
        "dbos_system_schema": SCHEMA,
        "application_version": "1",
        "executor_id": "bot",
        "enable_otlp": False,
        "log_level": "WARNING",
        "max_executor_threads": THREADS,
        "scheduler_polling_interval_sec": 3600.0,  # no schedules of its own
        "use_listen_notify": False,
    }


def _address(settings: Settings) -> str:
    """The tables' own PostgreSQL, else a file of its own: two writers of one SQLite file wait for each other."""
    if settings.database_url.startswith("postgresql"):
        return "postgresql+psycopg://" + settings.database_url.partition("://")[2]
    return f"sqlite:///{settings.state_dir / 'jobs.sqlite'}"


def _workflow(name: str, work: Callable[..., Awaitable[int]]) -> Callable[..., Awaitable[int]]:
    """A workflow of one step."""
    from dbos import DBOS

    async def do(*given: Any) -> int:
        return await work(*given)

    step = DBOS.step(name=f"{name} step")(do)

    async def all_of_it(*given: Any) -> int:
        return await step(*given)

    return DBOS.workflow(name=name)(all_of_it)
