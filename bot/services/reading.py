"""The reading room: the library on one thread of its own, so that answering never holds up the event loop."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

import structlog

from bot.errors import NotReady
from rag.documents import Answer, Question

if TYPE_CHECKING:
    from rag.adjacent import Adjacency
    from rag.answers import Library
    from rag.ingest import LibraryConfig

log = structlog.get_logger()

PATIENCE = 30.0  # seconds before an opening that failed is tried again

T = TypeVar("T")


def library_problems() -> tuple[type[Exception], ...]:
    """What the library raises when whoever runs it must act; the messages say what to do."""
    # Late, as below: the library brings LangChain and torch with it, and most commands do without.
    from rag.e5 import ModelProblem
    from rag.index import IndexProblem
    from rag.loaders import DataProblem
    from rag.ranking import ModelsMissing

    return DataProblem, IndexProblem, ModelProblem, ModelsMissing


class ReadingRoom:
    """Opens the library at the first need. One thread reads: the model is not for several at once."""

    def __init__(self, config: Callable[[], LibraryConfig]) -> None:
        self._config = config  # asked for late: the library's modules take a second to import
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="reading")
        self._library: Library | None = None
        self._next_try = 0.0
        self.problem: str | None = None

    async def open(self) -> bool:
        """Whether the library is open. If not, `problem` says what to do; the bot lives on without."""
        return await self._run(self._opened) is not None

    async def answer(self, question: Question) -> Answer:
        """The library's answer. Raises NotReady while there is no index to search."""
        return await self._asked(lambda library: library.answer(question))

    def foresee(self, text: str) -> None:
        """Begins what an answer to that text begins with, while the caller does something else."""
        if (library := self._library) is not None:
            self._thread.submit(library.foresee, text)

    async def adjacent(self, question: Question) -> Adjacency:
        """What adjoins a need that no source meets. Raises NotReady."""
        return await self._asked(lambda library: library.adjacent(question))

    async def _asked(self, work: Callable[[Library], T]) -> T:
        library = await self._run(self._opened)
        if library is None:
            raise NotReady
        from rag.index import IndexProblem  # late: see _try_to_open

        try:
            return await self._run(lambda: work(library))
        except IndexProblem as problem:  # the index went away under a running bot
            log.error("library.failed", problem=str(problem))
            raise NotReady from problem

    async def consult(self, work: Callable[[Library], T]) -> T:
        """Something else that the library knows. Raises NotReady."""
        library = await self._run(self._opened)
        if library is None:
            raise NotReady
        return await self._run(lambda: work(library))

    async def close(self) -> None:
        """Closes the library and ends its thread; nothing can be asked afterwards."""
        await self._run(self._closed)
        self._thread.shutdown()

    async def _run(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def _opened(self) -> Library | None:
        if self._library is None and time.monotonic() >= self._next_try:
            self._library = self._try_to_open()
            self._next_try = time.monotonic() + PATIENCE
        return self._library

    def _try_to_open(self) -> Library | None:
        from rag.answers import Library

        try:
            library = Library.open(self._config())
        except library_problems() as problem:
            self.problem = str(problem)
            log.error("library.closed", problem=self.problem)
            return None
        self.problem = None
        return library

    def _closed(self) -> None:
        if self._library is not None:
            self._library.close()
        self._library = None
        self._next_try = float("inf")
