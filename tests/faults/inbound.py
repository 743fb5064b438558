"""Faults 1 to 10: nothing is lost on the way in, whatever dies, repeats, floods or refuses."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import random
import sqlite3
import statistics
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import closing, suppress
from io import BytesIO
from itertools import count, pairwise
from pathlib import Path
from typing import Any

import aiohttp
from sqlalchemy import func, select
from sqlalchemy.engine import make_url

from bot.db.ask import Question
from bot.db.onboarding import Member
from bot.db.outbox import Outgoing
from bot.simulator.client import Person
from tests.faults.bots import Bench, bench, by_webhook, until
from tests.faults.registry import Outcome, Scale, fault

MOST_IN_WORK = 12
CHANCE = random.Random(2026)


# --------------------------------------------------------------------------------------- 1, 10: killed


@fault(1, "kill -9 at random points, polling")
async def killed_while_polling(scale: Scale) -> Outcome:
    return await killed(scale)


@fault(1, "kill -9 at random points, webhook")
async def killed_behind_a_webhook(scale: Scale) -> Outcome:
    return await killed(scale, **by_webhook())


async def killed(scale: Scale, **changes: Any) -> Outcome:
    """Questions, whose rows would show a second answer, and commands, whose names the bot says back."""
    async with bench(library=True, **changes) as one:
        await one.simulator.settings(webhook_delay=0.2, webhook_longest_delay=1.0)
        people = await one.simulator.add_people(min(30, scale.updates))
        names, batch = count(), -(-scale.updates // (scale.kills + 1))
        for _ in range(scale.kills):
            await one.start()
            await _speak(people, names, min(batch, scale.updates - _so_far(names)))
            await _some_are_handled(one, CHANCE.randint(1, max(1, batch // 2)))
            await asyncio.sleep(CHANCE.random() * 0.05)
            await one.kill()
        await one.start()
        await _speak(people, names, scale.updates - _so_far(names))
        await one.settled(scale.updates)
        return await _counted(one, scale, scale.updates)


async def _counted(one: Bench, scale: Scale, updates: int) -> Outcome:
    said, answered = await one.said(), await _questions(one)
    commands, questions = -(-updates // 2), updates // 2
    losses = commands - len(said) + questions - len(answered)
    doubles = sum(times - 1 for times in answered.values())
    again = sum(times - 1 for times in said.values())
    fine = losses == 0 and doubles == 0 and again <= MOST_IN_WORK * scale.kills
    return Outcome(updates, losses, doubles, fine, f"{again} replies said again after a kill")


async def _speak(people: Sequence[Person], names: count[int], updates: int) -> None:
    for _ in range(updates):
        number = next(names)
        await people[number % len(people)].says("ciao" if number % 2 else f"/prova{number:05d}")


def _so_far(names: count[int]) -> int:
    """How many names were given: a count shows its next one."""
    return int(repr(names)[6:-1])


async def _some_are_handled(one: Bench, least: int) -> None:
    before = len(await one.simulator.journal("sendMessage"))

    async def enough() -> bool:
        return len(await one.simulator.journal("sendMessage")) >= before + least

    with suppress(TimeoutError):
        await until(enough, within=30)


async def _questions(one: Bench) -> Counter[int]:
    async with one.database() as database, database.reading() as session:
        query = select(Question.update_id, func.count()).group_by(Question.update_id)
        return Counter({int(number or 0): int(times) for number, times in await session.execute(query)})


LEFT_OVER = 300.0  # seconds for what bots that lived for five seconds each have left


@fault(10, "ended every 5 s, by kill -9 and SIGTERM in turn, 5 updates/s")
async def ended_again_and_again(scale: Scale) -> Outcome:
    async with bench() as one:
        people = await one.simulator.add_people(20)
        names, ends, finish = count(), 0, time.monotonic() + scale.seconds

        async def talk() -> None:
            while time.monotonic() < finish:
                await people[_so_far(names) % len(people)].says(f"/prova{next(names):05d}")
                await asyncio.sleep(0.2)

        talking = asyncio.create_task(talk())
        while time.monotonic() < finish:
            await one.start()
            await asyncio.sleep(5)
            await (one.kill() if ends % 2 else one.terminate())
            ends += 1
        await talking
        await one.start()
        updates, waiting, last = _so_far(names), (await one.states())["new"], time.monotonic()
        await one.settled(updates, within=LEFT_OVER)
        said = await one.said()
        again = said.total() - len(said)
        losses = updates - len(said)
        note = f"{ends} ends, {again} replies said again; {waiting} left to the last start, done in "
        note += f"{time.monotonic() - last:.0f} s"
        return Outcome(updates, losses, 0, not losses and again <= MOST_IN_WORK * ends, note)


# ------------------------------------------------------------------------------ 2, 3, 4: what comes in


@fault(2, "every update delivered three times, shuffled")
async def repeated(scale: Scale) -> Outcome:
    async with bench() as one:
        people = await one.simulator.add_people(10)
        await one.simulator.update_faults(repeat=3, shuffle=10)
        await one.start()
        await _commands(people, scale.updates)
        await one.settled(scale.updates)
        await one.simulator.drained(within=60)
        said = await one.said()
        doubles = said.total() - len(said)
        return Outcome(
            scale.updates * 3, scale.updates - len(said), doubles, len(said) == said.total() == scale.updates
        )


async def _commands(people: Sequence[Person], updates: int, first: int = 0) -> None:
    for number in range(first, first + updates):
        await people[number % len(people)].says(f"/prova{number:05d}")


POISON: tuple[dict[str, Any], ...] = (
    {"message": {"message_id": "x", "chat": 5}},
    {"message": 7},
    {"callback_query": {}},
    {"inline_query": {"id": "1"}},
    {"something_new": {"x": 1}},
    {"message": {"message_id": 1, "date": 10**30, "chat": {"id": 1, "type": "private"}}},
    {"edited_message": [[[[[]]]]]},
)


@fault(3, "poison: unreadable, unknown, 1 MB of text, half characters")
async def poisoned(scale: Scale) -> Outcome:
    async with bench(staff_ids="1003") as one:
        await one.start()
        anna, slowest = one.simulator.anna, 0.0
        person = {"id": 1001, "is_bot": False, "first_name": "Anna", "language_code": "it"}
        head = {"message_id": 900_000, "date": 1_790_000_000, "chat": {"id": 1001, "type": "private"}, "from": person}
        strange = [{"message": {**head, "text": text}} for text in ("a" * 2**20, "\ud83d mezzo \0", "\udc00")]
        await anna.starts()
        await one.ready()
        for number, update in enumerate((*POISON, *strange)):
            await one.simulator.update(update)
            started = time.monotonic()
            await anna.says(f"/prova{number:05d}")
            await anna.sees(f"/prova{number:05d}", within=5)
            slowest = max(slowest, time.monotonic() - started)
        tries = len(POISON) + len(strange)
        await one.settled(2 * tries + 1)
        dead = (await one.states())["dead"]
        polls = len(await one.simulator.journal("getUpdates"))
        limit = 1.0 if scale.full else 3.0  # beside other tests an answer takes longer
        fine = dead == len(POISON) and slowest < limit and (await _told(one))[1003] > 0
        return Outcome(tries, len(POISON) - dead, 0, fine, f"next answer {slowest:.2f} s at most, {polls} polls")


async def _told(one: Bench) -> Counter[int]:
    """Who is owed how many words by the bot."""
    async with one.database() as database, database.reading() as session:
        return Counter(await session.scalars(select(Outgoing.chat_id)))


@fault(4, "getUpdates refused: 401, 404, 409 x 10, 500, 502, cut")
async def refused(scale: Scale) -> Outcome:
    async with bench(**_web()) as one:
        await one.start()
        kinds = [("401", 1), ("404", 1), ("409", 10 if scale.full else 2), ("500", 3), ("502", 1), ("cut_before", 1)]
        kinds += [("cut_after", 1), ("hang", 1)] if scale.full else []
        slowest, anna = 0.0, one.simulator.anna
        await anna.starts()
        await anna.sees(within=30)
        for number, (kind, times) in enumerate(kinds):
            details = {"seconds": 40.0} if kind == "hang" else {}
            await one.simulator.fault(kind, "getUpdates", times=times, **details)
            started = time.monotonic()
            await anna.says(f"/prova{number:05d}")
            await anna.sees(f"/prova{number:05d}", within=80)
            slowest = max(slowest, time.monotonic() - started)
            await one.simulator.heal()
        losses = len(kinds) - len(await one.said())
        well = await _health(one)
        red = await _turns_red(one) if scale.full else 503
        note = f"receiving again after {slowest:.1f} s at most; /health {well}, after a minute of silence {red}"
        return Outcome(len(kinds), losses, 0, not losses and slowest <= 40 and (well, red) == (200, 503), note)


def _web() -> dict[str, Any]:
    return {"web_port": by_webhook()["web_port"]}


async def _health(one: Bench) -> int:
    async with aiohttp.ClientSession() as session:
        address = f"http://127.0.0.1:{one.settings.web_port}/health"
        async with session.get(address) as answer:
            await answer.json()
            return answer.status


async def _turns_red(one: Bench) -> int:
    await one.simulator.fault("500", "getUpdates", share=1.0)
    await asyncio.sleep(92)  # a poll that is under way may still end well
    red = await _health(one)
    await one.simulator.heal()
    return red


# ----------------------------------------------------------------------------- 5, 6: webhook and database


@fault(5, "webhook: no secret, wrong path, GET, 10 MB, no JSON, slow")
async def abused(scale: Scale) -> Outcome:
    async with bench(**by_webhook()) as one:
        await one.start()
        await _hooked(one)
        hook, real = str(one.settings.web_url) + "/telegram", scale.updates // 3
        talking = asyncio.create_task(_timed(one, real))
        slow = asyncio.create_task(_dribbles(one, full=scale.full))
        found = await _answers(hook, _secret(one))
        times, hung_up = await talking, await slow
        await one.settled(real)
        strangers = (await one.states()).total() - real - 1  # one was a good update that we made up
        wrong = {name: got for name, (wanted, got) in found.items() if wanted != got}
        p95 = statistics.quantiles(times, n=20)[18] * 1000
        fine = not wrong and not strangers and hung_up <= 35
        words = f"p95 of real answers {p95:.0f} ms, slow client cut after {hung_up:.0f} s {wrong or ''}"
        return Outcome(len(found) + 1, real - len(await one.said()), strangers, fine, words)


def _secret(one: Bench) -> str:
    return hmac.new(one.simulator.token.encode(), b"raccordo webhook", hashlib.sha256).hexdigest()


async def _hooked(one: Bench) -> None:
    async def is_set() -> bool:
        return bool((await one.simulator.health())["webhook"])

    await until(is_set)
    await one.ready()


async def _answers(hook: str, secret: str) -> dict[str, tuple[int, int]]:
    """What was tried, with the status that it must get and the one it got."""
    head = {"X-Telegram-Bot-Api-Secret-Token": secret, "Content-Type": "application/json"}
    update = json.dumps({"update_id": 41, "something_new": {}})
    wrong = {**head, "X-Telegram-Bot-Api-Secret-Token": "no"}
    asked: list[tuple[str, int, str, str, dict[str, str], str | bytes]] = [
        ("no secret", 403, "POST", hook, {"Content-Type": "application/json"}, update),
        ("wrong secret", 403, "POST", hook, wrong, update),
        ("wrong path", 404, "POST", hook + "/x", head, update),
        ("GET", 405, "GET", hook, head, b""),
        ("10 MB", 413, "POST", hook, head, b"1" * 10_000_000),
        ("no JSON", 400, "POST", hook, head, "{'"),
        ("no object", 400, "POST", hook, head, "[1]"),
        ("no id", 400, "POST", hook, head, "{}"),
        ("charset", 200, "POST", hook, {**head, "Content-Type": "application/json; charset=utf-8"}, update),
    ]
    async with aiohttp.ClientSession() as session:
        found = {}
        for name, wanted, method, address, headers, body in asked:
            data = BytesIO(body if isinstance(body, bytes) else body.encode())
            async with session.request(method, address, headers=headers, data=data) as answer:
                found[name] = (wanted, answer.status)
    return found


async def _timed(one: Bench, updates: int) -> list[float]:
    people, times = await one.simulator.add_people(10), []
    for number in range(updates):
        started = time.monotonic()
        person = people[number % len(people)]
        await person.says(f"/prova{number:05d}")
        await person.sees(f"/prova{number:05d}")
        times.append(time.monotonic() - started)
    return times


async def _dribbles(one: Bench, *, full: bool) -> float:
    """Seconds until a client that sends a byte a second is hung up on; 0 where nobody waits for it."""
    if not full:
        return 0.0
    reader, writer = await asyncio.open_connection("127.0.0.1", one.settings.web_port)
    started = time.monotonic()
    writer.write(b"POST /telegram HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\nX: ")
    while time.monotonic() - started < 60:
        with suppress(TimeoutError, ConnectionError):
            if not await asyncio.wait_for(reader.read(1), 1):
                break
        with suppress(ConnectionError):
            writer.write(b"x")
        if writer.is_closing():
            break
    writer.close()
    return time.monotonic() - started


@fault(6, "database locked for 10 s, webhook")
async def locked(scale: Scale) -> Outcome:
    async with bench(**by_webhook()) as one:
        await one.simulator.settings(webhook_delay=0.2, webhook_longest_delay=1.0)
        await one.start()
        await _hooked(one)
        people = await one.simulator.add_people(5)
        await _commands(people, 10)
        await one.settled(10)
        path = Path(str(make_url(one.settings.database).database))
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            await _commands(people, scale.updates, first=10)
            # The bot has the database's patience before it says 503, and a busy machine is slow to ask it.
            refused = await _refused(one, at_least=10 if scale.full else 6.5, at_most=60)
            connection.execute("ROLLBACK")
        await one.settled(scale.updates + 10)
        order = await one.said_in_order()
        losses, doubles = scale.updates + 10 - len(set(order)), len(order) - len(set(order))
        swapped = _swapped(order, len(people))
        fine = not losses and not doubles and not swapped and refused
        return Outcome(scale.updates, losses, doubles, fine, f"503 given: {refused}; {swapped} swapped in their chats")


async def _refused(one: Bench, *, at_least: float, at_most: float) -> bool:
    """Whether the webhook was answered with 503, looked for at least and at most so many seconds."""
    started, found = time.monotonic(), False
    while (passed := time.monotonic() - started) < at_least or (not found and passed < at_most):
        await asyncio.sleep(0.25)
        found = found or "503" in str((await one.simulator.call("getWebhookInfo")).get("last_error_message"))
    return found


def _swapped(order: Sequence[str], people: int) -> int:
    chats: dict[int, list[int]] = {}
    for name in order:
        number = int(name.removeprefix("prova"))
        chats.setdefault(number % people, []).append(number)
    return sum(later < earlier for chat in chats.values() for earlier, later in pairwise(chat))


# -------------------------------------------------------------------------------- 7, 8, 9: many at once


@fault(7, "5,000 at once; then one chat floods 150")
async def flooded(scale: Scale) -> Outcome:
    burst = 5_000 if scale.full else scale.updates
    async with bench() as one:
        people = await one.simulator.add_people(200)
        await one.start()
        await _commands(people[:1], 1)
        await one.settled(1)
        await one.ready()
        before = _memory(one)
        await _commands(people, burst, first=1)
        started = time.monotonic()
        await one.kept(burst + 1, within=300)
        stored = time.monotonic() - started
        await one.settled(burst + 1, within=600)
        handled, grown = time.monotonic() - started, _memory(one) - before
        waits = await _waits_beside_a_flood(one, people)
        said = await one.said()
        losses, doubles = burst + 171 - len(said), said.total() - len(said)
        p95 = statistics.quantiles(waits, n=20)[18]
        fine = not losses and not doubles and stored < 60 and grown < 150 and p95 < 2
        note = (
            f"stored in {stored:.1f} s more, handled in {handled:.0f} s, +{grown:.0f} MB; others wait p95 {p95:.2f} s"
        )
        return Outcome(burst + 170, losses, doubles, fine, note)


async def _waits_beside_a_flood(one: Bench, people: Sequence[Person]) -> list[float]:
    await one.simulator.settings(latency=0.05)
    flooder, *others = people[:21]
    await asyncio.gather(*(flooder.says(f"/prova{90_000 + number}") for number in range(150)))

    async def waits(number: int, person: Person) -> float:
        started = time.monotonic()
        await person.says(f"/prova{91_000 + number}")
        await person.sees(f"/prova{91_000 + number}", within=60)
        return time.monotonic() - started

    found = await asyncio.gather(*(waits(number, person) for number, person in enumerate(others)))
    await one.settled(1)
    await one.simulator.settings(latency=0.0)
    return list(found)


def _memory(one: Bench) -> float:
    """MiB."""
    [line] = [row for row in Path(f"/proc/{one.running.pid}/status").read_text().splitlines() if "VmRSS" in row]
    return int(line.split()[1]) / 1024


@fault(8, "100 messages in one chat; a button pressed twice")
async def in_order(scale: Scale) -> Outcome:
    async with bench() as one:
        anna = one.simulator.anna
        await anna.starts()
        await _commands([anna], 100)
        await one.start()
        await one.settled(101)
        swapped = _swapped(await one.said_in_order(), 1)
        await anna.looks_away()
        await anna.says("/lingua")
        asked = await anna.sees()
        presses = await asyncio.gather(anna.presses("English", asked), anna.presses("English", asked))
        answered = await asyncio.gather(*(press.answered() for press in presses), return_exceptions=True)
        unanswered = sum(isinstance(one, BaseException) for one in answered)
        async with one.database() as database, database.reading() as session:
            member = await session.get_one(Member, anna.id)
        fine = not swapped and not unanswered and member.language == "en"
        return Outcome(102, 100 - len(await one.said()), 0, fine, f"{swapped} swapped, {unanswered} presses unanswered")


@fault(9, "SIGTERM with 100 waiting and 8 answers that hang")
async def told_to_stop(scale: Scale) -> Outcome:
    async with bench() as one:
        people = await one.simulator.add_people(8)
        await one.start()
        await one.simulator.fault("hang", "sendMessage", times=8, seconds=60.0)
        await _commands(people, 108)
        await one.kept(108)
        await one.ready()
        seconds = await one.terminate()
        await one.simulator.heal()
        await one.start()
        await one.settled(108)
        said = await one.said()
        losses, doubles = 108 - len(said), said.total() - len(said)
        return Outcome(
            108, losses, doubles, not losses and not doubles and seconds <= 8, f"ended after {seconds:.1f} s"
        )
