"""The simulator from a test's side: `async with start() as simulator`, its people, faults and journal."""

import asyncio
import sys
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

from bot.simulator.person import PATIENCE, Group, Person, Press
from bot.simulator.shapes import Json
from bot.simulator.shown import Answer, Button, Call, InlineAnswer, Message
from bot.simulator.wire import ControlError, Wire

__all__ = [
    "TOKEN", "Answer", "Button", "Call", "ControlError", "Group", "InlineAnswer", "Message", "Person",
    "Press", "Simulator", "connect", "start",
]  # fmt: skip

TOKEN = "7000000001:AAsimulated-token-of-one-machine-000"
ROOT = Path(__file__).resolve().parents[2]


class Simulator:
    """A running simulator. `api_url` is what a bot takes as base URL (PTB: base_url, base_file_url)."""

    def __init__(self, wire: Wire, people: Iterable[Json], groups: Iterable[Json]) -> None:
        self.wire = wire
        self.url = wire.url
        self.token = TOKEN
        self._people = {str(raw["first_name"]): Person(wire, raw) for raw in people}
        self._groups = {str(raw["title"]): Group(wire, raw["id"], raw["title"]) for raw in groups}

    @property
    def base_url(self) -> str:
        """For python-telegram-bot: `ApplicationBuilder().base_url(...)`."""
        return f"{self.url}/bot"

    @property
    def base_file_url(self) -> str:
        return f"{self.url}/file/bot"

    # ------------------------------------------------------------------ people and groups

    def person(self, first_name: str) -> Person:
        return self._people[first_name]

    @property
    def anna(self) -> Person:
        return self._people["Anna"]

    @property
    def bruno(self) -> Person:
        return self._people["Bruno"]

    @property
    def carla(self) -> Person:
        return self._people["Carla"]

    @property
    def group(self) -> Group:
        """The demo group, with Anna, Bruno, Carla and the bot."""
        return next(iter(self._groups.values()))

    async def add_person(
        self, first_name: str, *, language: str = "it", id: int | None = None,
        started: bool = False, **details: Any,
    ) -> Person:  # fmt: skip
        """A further person; `started`: the bot may write at once. Details: last_name, username, role."""
        body = {"first_name": first_name, "language_code": language, "id": id, "started": started, **details}
        person = Person(self.wire, await self.wire.post("people", body))
        self._people[first_name] = person
        return person

    async def add_people(self, count: int, *, first_id: int = 100_000, started: bool = True) -> list[Person]:
        """Many at once, for broadcasts: `Persona 100000`, `Persona 100001`, …"""
        body = {"count": count, "first_id": first_id, "started": started}
        return [Person(self.wire, raw) for raw in await self.wire.post("people/many", body)]

    async def add_group(
        self, title: str, members: Iterable[Person], *, kind: str = "supergroup", bot_status: str = "member"
    ) -> Group:
        """`kind`: supergroup or group. `bot_status`: member, administrator, left or kicked."""
        ids = [person.id for person in members]
        body = {"title": title, "members": ids, "type": kind, "bot_status": bot_status}
        raw = await self.wire.post("groups", body)
        self._groups[title] = Group(self.wire, raw["id"], raw["title"])
        return self._groups[title]

    # ------------------------------------------------------------------ updates and faults

    async def update(self, content: Json) -> int:
        """Queues a raw update of any content (poison included); its `update_id` is added if it has none."""
        return int((await self.wire.post("updates", content))["update_id"])

    async def fault(
        self, kind: str, method: str = "*", *, times: int = 1, share: float | None = None,
        **details: Any,
    ) -> None:  # fmt: skip
        """The next calls of `method` go wrong: `times` of them, or a `share` (0..1) until `heal()`.

        Kinds: `429` (retry_after=1), `500`, `502` (HTML), `401`, `404`, `409`, `hang` (seconds=30),
        `cut_before` and `cut_after` (the connection is cut before or after the call is applied), `error`
        (status=400, description="…"). `chat_id=` narrows a fault to one chat.
        """
        body = {"kind": kind, "method": method, "times": None if share is not None else times, "share": share}
        await self.wire.post("faults", {**body, **details})

    async def heal(self) -> None:
        """No more faults, neither of methods nor of updates."""
        await self.wire.delete("faults")

    async def update_faults(self, *, repeat: int = 1, shuffle: int = 0, drop: int = 0, drop_share: float = 0.0) -> None:
        """Each update comes `repeat` times; order is mixed between chats in windows of `shuffle`; the next
        `drop` updates, or a share of all, never arrive."""
        body = {"repeat": repeat, "shuffle": shuffle, "drop": drop, "drop_share": drop_share}
        await self.wire.post("faults/updates", body)

    async def settings(self, **values: float | bool) -> Json:
        """Changes and returns the settings: latency, strict_limits, same_offset_wait, conflict_wait,
        webhook_delay, webhook_longest_delay, query_lifetime, …"""
        answer: Json = await self.wire.post("settings", values)
        return answer

    # ------------------------------------------------------------------ what the bot did

    async def journal(self, method: str | None = None, since: int = 0) -> list[Call]:
        """The calls with a number above `since`, oldest first; without a method getUpdates is left out."""
        calls = await self.wire.get("journal", method=method, since=since)
        return [Call.read(raw) for raw in calls]

    async def clear_journal(self) -> None:
        await self.wire.delete("journal")

    async def sees_call(
        self, method: str, *, since: int = 0, chat_id: int | None = None, within: float = PATIENCE
    ) -> Call:
        """The first finished call of this method with a number above `since`, waiting for it if need be."""
        found = await self.wire.get("wait/call", method=method, after=since, chat_id=chat_id, timeout=within)
        if found is None:
            raise AssertionError(f"the bot did not call {method} in {within} s")
        return Call.read(found)

    async def drained(self, within: float = PATIENCE) -> None:
        """Waits until the bot has taken (acknowledged) every update."""
        if not await self.wire.get("wait/drained", timeout=within):
            raise AssertionError(f"updates were still waiting after {within} s")

    async def pending(self) -> int:
        """How many updates wait for the bot."""
        return int((await self.health())["pending_updates"])

    async def call(self, method: str, /, **parameters: Any) -> Any:
        """Calls the Bot API as the bot would; the result, or the whole answer when refused."""
        _, answer = await self.wire.bot_api(self.token, method, parameters)
        return answer["result"] if answer["ok"] else answer

    async def health(self) -> Json:
        answer: Json = await self.wire.get("health")
        return answer

    async def reset(self) -> None:
        """Back to the beginning: chats empty, faults healed, webhook gone, settings as at the start."""
        await self.wire.post("reset")
        state = await self.wire.get("state")
        self._people = {raw["first_name"]: Person(self.wire, raw) for raw in state["people"]}
        self._groups = {raw["title"]: Group(self.wire, raw["id"], raw["title"]) for raw in state["groups"]}


@asynccontextmanager
async def connect(url: str) -> AsyncIterator[Simulator]:
    """A simulator that runs already."""
    async with aiohttp.ClientSession() as session:
        wire = Wire(session, url.rstrip("/"))
        state = await wire.get("state")
        yield Simulator(wire, state["people"], state["groups"])


@asynccontextmanager
async def start(*options: str, port: int = 0) -> AsyncIterator[Simulator]:
    """Runs `python -m bot.simulator` as its own process on a free port, and ends it afterwards.

    Further command-line options may follow, as in `start("--people", "people.yaml")`.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot.simulator", "--port", str(port), *options,
        cwd=ROOT, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        url = await _address(process)
        async with connect(url) as simulator:
            yield simulator
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def _address(process: asyncio.subprocess.Process) -> str:
    if process.stdout is None:
        raise ControlError("the simulator has no standard output")
    line = (await asyncio.wait_for(process.stdout.readline(), 30)).decode()
    if "http://" not in line:
        raise ControlError(f"the simulator did not start: {line!r}")
    return line[line.index("http://") :].split()[0]
