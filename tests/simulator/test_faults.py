"""Faults on order, latency, flood limits and the journal that tells of them."""

import asyncio
import time

import aiohttp
import pytest

from bot.simulator.client import Simulator


async def send(simulator: Simulator, text: str = "x", chat_id: int = 1001) -> dict:
    _, answer = await simulator.wire.bot_api(simulator.token, "sendMessage", {"chat_id": chat_id, "text": text})
    return answer


async def test_a_call_cut_after_it_was_applied_leaves_its_message(simulator: Simulator) -> None:
    await simulator.anna.starts()
    await simulator.fault("cut_after", "sendMessage")
    with pytest.raises(aiohttp.ClientError):
        await send(simulator, "arrivato")
    assert (await simulator.anna.sees("arrivato")).from_bot
    (call,) = await simulator.journal("sendMessage")
    assert call.applied and call.fault == "cut_after"


async def test_a_call_cut_before_leaves_nothing(simulator: Simulator) -> None:
    await simulator.anna.starts()
    await simulator.fault("cut_before", "sendMessage")
    with pytest.raises(aiohttp.ClientError):
        await send(simulator, "perso")
    await simulator.anna.sees_nothing(0.05)
    (call,) = await simulator.journal("sendMessage")
    assert not call.applied and call.fault == "cut_before"
    assert (await send(simulator, "poi"))["ok"], "one fault, one call"


@pytest.mark.parametrize(("kind", "status"), [("500", 500), ("401", 401), ("404", 404), ("409", 409)])
async def test_a_method_answers_an_error_as_often_as_ordered(simulator: Simulator, kind: str, status: int) -> None:
    await simulator.fault(kind, "getMe", times=2)
    got = [(await simulator.wire.bot_api(simulator.token, "getMe", {}))[0] for _ in range(3)]
    assert got == [status, status, 200]


async def test_a_bad_gateway_is_html(simulator: Simulator) -> None:
    await simulator.fault("502")
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{simulator.url}/bot{simulator.token}/getMe") as response,
    ):
        assert (response.status, response.content_type) == (502, "text/html")


async def test_a_429_names_when_to_come_back_and_may_concern_one_chat(simulator: Simulator) -> None:
    await simulator.anna.starts()
    await simulator.bruno.starts()
    await simulator.fault("429", "sendMessage", retry_after=7, chat_id=1002)
    assert (await send(simulator))["ok"]
    refused = await send(simulator, chat_id=1002)
    assert refused["parameters"] == {"retry_after": 7}
    assert refused["description"] == "Too Many Requests: retry after 7"


async def test_a_share_of_calls_goes_wrong_until_healed(simulator: Simulator) -> None:
    await simulator.fault("500", "getMe", share=0.5)
    got = [(await simulator.wire.bot_api(simulator.token, "getMe", {}))[0] for _ in range(40)]
    assert 8 < got.count(500) < 32
    await simulator.heal()
    assert (await simulator.call("getMe"))["is_bot"]


async def test_a_hanging_call_answers_nothing_for_its_time(simulator: Simulator) -> None:
    await simulator.anna.starts()
    await simulator.fault("hang", "sendMessage", seconds=0.2)
    started = time.monotonic()
    with pytest.raises(aiohttp.ClientError):
        await send(simulator)
    assert time.monotonic() - started > 0.15
    await simulator.anna.sees_nothing(0.05)


async def test_latency_is_added_to_every_call(simulator: Simulator) -> None:
    await simulator.settings(latency=0.1)
    started = time.monotonic()
    await asyncio.gather(*(simulator.call("getMe") for _ in range(5)))
    assert 0.09 < time.monotonic() - started < 0.45, "calls wait side by side"


async def test_flood_limits_hold_when_switched_on(simulator: Simulator) -> None:
    people = await simulator.add_people(40)
    free = [await send(simulator, chat_id=people[0].id) for _ in range(10)]
    assert all(answer["ok"] for answer in free), "off by default"
    await simulator.settings(strict_limits=True)
    burst = [await send(simulator, chat_id=people[1].id) for _ in range(5)]
    assert [answer["ok"] for answer in burst] == [True, True, True, False, False]
    assert burst[4]["parameters"]["retry_after"] == 1
    wide = await asyncio.gather(*(send(simulator, chat_id=person.id) for person in people[2:]))
    assert sum(answer["ok"] for answer in wide) == 27, "thirty in any second"


async def test_a_group_takes_twenty_messages_a_minute(simulator: Simulator) -> None:
    await simulator.settings(strict_limits=True, chat_burst=100)
    group = [await send(simulator, chat_id=simulator.group.id) for _ in range(21)]
    assert [answer["ok"] for answer in group] == [True] * 20 + [False]
    assert 50 < group[20]["parameters"]["retry_after"] <= 60


async def test_the_journal_keeps_calls_and_is_read_from_a_number_on(simulator: Simulator) -> None:
    await simulator.anna.starts()
    await simulator.call("getUpdates")
    await send(simulator, "uno")
    first = await simulator.sees_call("sendMessage")
    assert (first.chat_id, first.parameters["text"], first.status, first.result["text"]) == (
        1001,
        "uno",
        200,
        "uno",
    )
    waiting = asyncio.create_task(simulator.sees_call("sendMessage", since=first.number, chat_id=1001))
    await asyncio.sleep(0.05)
    await send(simulator, "")
    second = await waiting
    assert second.description == "Bad Request: message text is empty"
    assert [call.method for call in await simulator.journal()] == ["sendMessage", "sendMessage"]
    assert len(await simulator.journal("getUpdates")) == 1
    await simulator.clear_journal()
    assert await simulator.journal() == []


async def test_pages_of_other_origins_are_kept_out(simulator: Simulator) -> None:
    async with (
        aiohttp.ClientSession(headers={"Origin": "https://example.org"}) as session,
        session.post(f"{simulator.url}/control/reset") as response,
    ):
        assert response.status == 403
