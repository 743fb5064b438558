"""Lanes: what belongs to one chat is worked on in strict order, chats beside each other, a few at once."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")
Pause = float | asyncio.Event | None


class Lanes(Generic[T]):
    """A slot is taken for one piece of work and given back after it: who floods a lane waits in it alone.

    `work` must not raise; it stands at the end of the line. It returns None, or the seconds after which (or the event
    at which) the same piece is tried again: its lane waits for so long, its slot does not.
    """

    def __init__(self, work: Callable[[T], Awaitable[Pause]], *, at_once: int = 8) -> None:
        self._work = work
        self._slots = asyncio.Semaphore(at_once)
        self._waiting: dict[Hashable, deque[T]] = {}
        self._eased = asyncio.Condition()
        self._running: set[asyncio.Task[None]] = set()
        self._in_work: set[asyncio.Task[None]] = set()
        self._stopping = False

    @property
    def pending(self) -> int:
        return sum(len(lane) for lane in self._waiting.values())

    def put(self, lane: Hashable, item: T) -> None:
        """Behind everything that waits in this lane."""
        if lane in self._waiting:
            self._waiting[lane].append(item)
            return
        self._waiting[lane] = deque([item])
        task = asyncio.create_task(self._drive(lane))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def at_most(self, waiting: int) -> None:
        """Returns when no more than this is waiting or in work; 0: when everything is done."""
        async with self._eased:
            await self._eased.wait_for(lambda: self.pending <= waiting)

    async def stop(self, patience: float) -> None:
        """Begins nothing more; what is in work has so many seconds to end, then it is broken off."""
        self._stopping = True
        for task in self._running - self._in_work:
            task.cancel()
        if self._in_work:
            await asyncio.wait(set(self._in_work), timeout=patience)
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    async def _drive(self, lane: Hashable) -> None:
        waiting = self._waiting[lane]
        while waiting and not self._stopping:
            async with self._slots:  # fair: other lanes that wait already come first
                pause = await self._worked(waiting[0])
            if pause is not None:
                await (pause.wait() if isinstance(pause, asyncio.Event) else asyncio.sleep(pause))
                continue
            waiting.popleft()
            if not waiting:
                del self._waiting[lane]
            async with self._eased:
                self._eased.notify_all()

    async def _worked(self, item: T) -> Pause:
        task = asyncio.current_task()
        assert task is not None
        self._in_work.add(task)
        try:
            return await self._work(item)
        finally:
            self._in_work.discard(task)
