"""Waiting that ends."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress


async def at_most(seconds: float, what: Callable[[], Awaitable[object]]) -> None:
    """Waits until `what` has ended, or for so many seconds; whoever is cancelled meanwhile is cancelled.

    Not `asyncio.wait_for`: in Python 3.11 it forgets that it was cancelled when what it waits for ends just then.
    """
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await what()
