"""What happens is told to whoever waits for it: long polls, tests, the open web pages."""

import asyncio
import json
from collections.abc import Callable
from typing import TypeVar

from bot.simulator.shapes import Json

Found = TypeVar("Found")


class Hub:
    def __init__(self) -> None:
        self._changed = asyncio.Event()
        self._pages: set[asyncio.Queue[str]] = set()

    def ring(self) -> None:
        """Something changed: everyone who waits looks again."""
        self._changed.set()
        self._changed = asyncio.Event()

    def tell(self, kind: str, content: Json) -> None:
        self.ring()
        line = f"event: {kind}\ndata: {json.dumps(content)}\n\n"
        for page in self._pages:
            page.put_nowait(line)

    async def until(self, look: Callable[[], Found | None], seconds: float) -> Found | None:
        """What `look` finds, now or within so many seconds."""
        clock = asyncio.get_running_loop()
        end = clock.time() + seconds
        while (found := look()) is None:
            left = end - clock.time()
            if left <= 0 or not await self._rung(left):
                return look()
        return found

    async def _rung(self, seconds: float) -> bool:
        try:
            await asyncio.wait_for(self._changed.wait(), seconds)
        except TimeoutError:
            return False
        return True

    def listen(self) -> "asyncio.Queue[str]":
        page: asyncio.Queue[str] = asyncio.Queue()
        self._pages.add(page)
        return page

    def leave(self, page: "asyncio.Queue[str]") -> None:
        self._pages.discard(page)
