"""Waiting that ends."""

from __future__ import annotations

import asyncio

from bot.waiting import at_most


async def test_it_waits_no_longer_than_it_is_told() -> None:
    async with asyncio.timeout(15):
        await at_most(0.01, asyncio.Event().wait)


async def test_it_waits_no_longer_than_for_what_it_waits_for() -> None:
    ended = asyncio.Event()
    waiting = asyncio.create_task(at_most(3600, ended.wait))
    await asyncio.sleep(0)
    assert not waiting.done()
    ended.set()
    await asyncio.wait_for(waiting, 5)


async def test_who_waits_may_be_told_to_stop_at_any_moment() -> None:
    async def a_moment() -> None:
        await asyncio.sleep(0)

    stopped = 0
    for moments in range(6):
        waiting = asyncio.create_task(at_most(1.0, a_moment))
        for _ in range(moments):
            await asyncio.sleep(0)
        stopped += waiting.cancel()
        await asyncio.wait({waiting})
        assert waiting.cancelled() == bool(waiting.cancelling()), moments
    assert stopped > 1
