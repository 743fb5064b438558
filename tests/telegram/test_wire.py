"""HTTP to Telegram: surely not sent and perhaps sent are told apart, and no error holds the token."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator

import pytest
from telegram.error import NetworkError, TimedOut

from bot.simulator.client import Simulator
from bot.telegram.wire import NotSent, Wire


@pytest.fixture
async def wire() -> AsyncIterator[Wire]:
    async with Wire() as opened:
        yield opened


def nobody_listens_here() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def test_an_answer_comes_back(wire: Wire, simulator: Simulator) -> None:
    me = await wire.post(f"{simulator.base_url}{simulator.token}/getMe")
    assert isinstance(me, dict) and me["is_bot"]


async def test_no_connection_is_surely_not_sent(wire: Wire) -> None:
    with pytest.raises(NotSent) as refused:
        await wire.post(f"http://127.0.0.1:{nobody_listens_here()}/bot123:SECRET/getMe")
    assert "SECRET" not in str(refused.value)
    assert refused.value.__cause__ is None


async def test_a_connection_cut_after_the_call_was_applied_is_perhaps_sent(wire: Wire, simulator: Simulator) -> None:
    await simulator.fault("cut_after", "getMe")
    with pytest.raises(NetworkError) as cut:
        await wire.post(f"{simulator.base_url}{simulator.token}/getMe")
    assert not isinstance(cut.value, NotSent)
    assert simulator.token not in str(cut.value)


async def test_an_answer_that_does_not_come_is_a_timeout(wire: Wire, simulator: Simulator) -> None:
    await simulator.fault("hang", "getMe", seconds=2)
    with pytest.raises(TimedOut):
        await wire.post(f"{simulator.base_url}{simulator.token}/getMe", read_timeout=0.2)
