"""Webhook delivery: one strict line per chat, retries, secrets, and calls inside the answer."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import pairwise

from aiohttp import web

from bot.simulator.client import Simulator


@dataclass
class Hook:
    """A bot's endpoint that answers as the test decides."""

    answer: Callable[[dict], web.Response]
    got: list[tuple[float, dict]] = field(default_factory=list)
    headers: list[str] = field(default_factory=list)
    url: str = ""

    async def take(self, request: web.Request) -> web.Response:
        update = await request.json()
        self.got.append((time.monotonic(), update))
        self.headers.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token", ""))
        return self.answer(update)

    def texts(self) -> list[str]:
        return [update["message"]["text"] for _, update in self.got]


@asynccontextmanager
async def hook(answer: Callable[[dict], web.Response]) -> AsyncIterator[Hook]:
    endpoint = Hook(answer)
    application = web.Application()
    application.router.add_post("/hook", endpoint.take)
    runner = web.AppRunner(application)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        endpoint.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
        yield endpoint
    finally:
        await runner.cleanup()


async def until(check: Callable[[], bool]) -> None:
    async with asyncio.timeout(15):
        while not check():  # noqa: ASYNC110 - the endpoint has no event to wait for
            await asyncio.sleep(0.01)


async def test_updates_come_with_the_secret_and_what_waited_comes_first(simulator: Simulator) -> None:
    await simulator.anna.says("prima")
    async with hook(lambda update: web.Response()) as endpoint:
        await simulator.call("setWebhook", url=endpoint.url, secret_token="abc_1-2")
        await simulator.anna.says("dopo")
        await simulator.drained()
        assert endpoint.texts() == ["prima", "dopo"]
        assert endpoint.headers == ["abc_1-2", "abc_1-2"]
        await simulator.call("deleteWebhook")


async def test_a_failing_update_blocks_only_its_own_chat(simulator: Simulator) -> None:
    await simulator.settings(webhook_delay=0.5, webhook_longest_delay=1.0)
    mended = asyncio.Event()

    def answer(update: dict) -> web.Response:
        broken = update["message"]["text"] == "veleno" and not mended.is_set()
        return web.Response(status=500 if broken else 200)

    async with hook(answer) as endpoint:
        await simulator.call("setWebhook", url=endpoint.url)
        await simulator.anna.says("veleno")
        await simulator.anna.says("dietro")
        await simulator.bruno.says("libero")
        await until(lambda: "libero" in endpoint.texts() and endpoint.texts().count("veleno") >= 4)
        assert "dietro" not in endpoint.texts()
        info = await simulator.call("getWebhookInfo")
        assert info["pending_update_count"] == 2 and "500" in info["last_error_message"]
        mended.set()
        await simulator.drained()
        assert endpoint.texts()[-2:] == ["veleno", "dietro"]
        times = [at for at, update in endpoint.got if update["message"]["text"] == "veleno"]
        pauses = [later - earlier for earlier, later in pairwise(times)]
        # A busy machine makes a pause longer, never shorter.
        assert pauses[0] < 0.45, "the first retry comes at once"
        assert pauses[1] > 0.45 and pauses[2] > 0.9, "then the pause doubles"
        await simulator.call("deleteWebhook")


async def test_retry_after_is_honoured(simulator: Simulator) -> None:
    answers = iter([web.Response(status=503, headers={"Retry-After": "1"}), web.Response()])
    async with hook(lambda update: next(answers)) as endpoint:
        await simulator.call("setWebhook", url=endpoint.url)
        await simulator.anna.says("piano")
        await simulator.drained()
        (first, _), (second, _) = endpoint.got
        assert 0.9 < second - first < 2
        await simulator.call("deleteWebhook")


async def test_a_call_in_the_answer_is_carried_out(simulator: Simulator) -> None:
    def answer(update: dict) -> web.Response:
        return web.json_response({"method": "sendMessage", "chat_id": 1001, "text": "eco"})

    async with hook(answer) as endpoint:
        await simulator.call("setWebhook", url=endpoint.url)
        await simulator.anna.starts()
        assert (await simulator.anna.sees("eco")).from_bot
        await simulator.call("deleteWebhook")


async def test_what_was_not_delivered_waits_for_the_next_poll(simulator: Simulator) -> None:
    await simulator.call("setWebhook", url="http://127.0.0.1:9/hook")
    await simulator.anna.says("resto")
    await simulator.call("deleteWebhook")
    updates = await simulator.call("getUpdates")
    assert [update["message"]["text"] for update in updates] == ["resto"]


async def test_a_webhook_is_checked_when_it_is_set(simulator: Simulator) -> None:
    for wrong, words in (
        ({"url": "ftp://x"}, "Bad Request: invalid webhook URL specified"),
        ({"url": "http://127.0.0.1:9/h", "secret_token": "a b"},
         "Bad Request: secret token contains unallowed characters"),
        ({"url": "http://127.0.0.1:9/h", "secret_token": "a" * 257}, "Bad Request: secret token is too long"),
    ):  # fmt: skip
        assert (await simulator.call("setWebhook", **wrong))["description"] == words
    assert "bad webhook" in (await simulator.call("setWebhook", url="https://example.org/h"))["description"]
