"""One simulator process for all of this folder's tests; each test finds it as at the start."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.simulator.client import Simulator, start


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def running() -> AsyncIterator[Simulator]:
    async with start() as simulator:
        yield simulator


@pytest.fixture
async def simulator(running: Simulator) -> Simulator:
    await running.reset()
    return running
