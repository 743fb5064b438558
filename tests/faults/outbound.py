"""Faults 11 to 20, but for 16: nothing is lost on the way out, whatever dies, floods, refuses, hangs or moves."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from itertools import pairwise

from bot.db import schema
from bot.services import outbox
from bot.services.announcements.sending import PORTION
from bot.services.claiming import ANNOUNCEMENTS_AT_ONCE
from bot.services.outbox import Envelope, Message, Tally
from bot.simulator.shown import Call
from tests.faults.bots import Bench, bench, until
from tests.faults.registry import Outcome, Scale, fault

BATCH = "broadcast"
CHANCE = random.Random(2026)
RECIPIENTS = 1000
FEWER = 200  # recipients of what needs no long run


def recipients(scale: Scale, full: int = RECIPIENTS) -> int:
    return full if scale.full else 60


# ------------------------------------------------------------------------------------- what they share


async def announce(one: Bench, chats: Sequence[int], html: str = "<b>Novità</b>", kind: str = "announcement") -> None:
    """Posts to each chat, in portions, as announcements do."""
    async with one.database() as database:
        await schema.upgrade(database.engine)
        for start in range(0, len(chats), PORTION):
            async with database.writing() as session:
                portion = [
                    (Envelope(f"{BATCH} {chat}", chat, kind, BATCH), Message(f"{html} {chat}"))  # type: ignore[arg-type]
                    for chat in chats[start : start + PORTION]
                ]
                await outbox.post_all(session, portion, now=datetime.now(UTC))


async def tally(one: Bench) -> Tally:
    async with one.database() as database, database.reading() as session:
        return await outbox.tally(session, BATCH)


async def finished(one: Bench, within: float = 600.0) -> Tally:
    async def all_settled() -> bool:
        await asyncio.sleep(0.3)
        found = await tally(one)
        return found.settled == found.total

    await until(all_settled, within)
    return await tally(one)


async def calls_to(one: Bench, chats: Sequence[int], method: str = "sendMessage") -> list[Call]:
    wanted = set(chats)
    return [call for call in await one.simulator.journal(method) if call.chat_id in wanted]


async def arrived(one: Bench, chats: Sequence[int]) -> Counter[int]:
    """How often each chat got the message, whatever the bot was told of it."""
    return Counter(call.chat_id or 0 for call in await calls_to(one, chats) if call.applied)


async def people(one: Bench, count: int) -> list[int]:
    return [person.id for person in await one.simulator.add_people(count)]


def counted(
    got: Counter[int], chats: Sequence[int], most_doubles: int, note: str = "", *, well: bool = True
) -> Outcome:
    losses = sum(not got[chat] for chat in chats)
    doubles = sum(times - 1 for times in got.values())
    return Outcome(len(chats), losses, doubles, well and not losses and doubles <= most_doubles, note)


# ---------------------------------------------------------------------------------- 11: killed meanwhile


@fault(11, "kill -9 during a broadcast")
async def killed_while_sending(scale: Scale) -> Outcome:
    async with bench() as one:
        await one.simulator.settings(strict_limits=True)
        chats = await people(one, recipients(scale))
        await announce(one, chats)
        bounds = []
        for _ in range(scale.kills):
            bounds.append(await _killed_somewhere(one, chats, len(chats) // (scale.kills + 1)))
        await one.start()
        found = await finished(one)
        got = await arrived(one, chats)
        note = f"{scale.kills} kills, {sum(bounds)} in flight at them; {found.sent} sent, {found.unknown} unknown"
        return counted(got, chats, sum(bounds), note, well=max(bounds) <= ANNOUNCEMENTS_AT_ONCE)


async def _killed_somewhere(one: Bench, chats: Sequence[int], share: int) -> int:
    """Starts the bot, lets it send about so many, kills it; how many it was sending by its own account."""
    before = len(await calls_to(one, chats))
    await one.start(until_receiving=False)
    wanted = before + CHANCE.randint(1, max(1, share))
    with suppress(TimeoutError):
        async with asyncio.timeout(30):
            while len(await calls_to(one, chats)) < wanted:  # noqa: ASYNC110 - another process does it
                await asyncio.sleep(0.05)
    await asyncio.sleep(CHANCE.random() * 0.07)
    await one.kill()
    return (await tally(one)).sending


# ------------------------------------------------------------------- 12, 13: cut, refused for a while


@fault(12, "5 % of the answers are cut after the message was taken")
async def answers_cut(scale: Scale) -> Outcome:
    async with bench() as one:
        chats = await people(one, recipients(scale))
        await announce(one, chats)
        await one.simulator.fault("cut_after", "sendMessage", share=0.05)
        await one.start()
        await finished(one)
        cut = sum(call.fault == "cut_after" for call in await calls_to(one, chats))
        return counted(await arrived(one, chats), chats, cut, f"{cut} cut")


@fault(12, "the same, to be sent once: unknown and counted")
async def answers_cut_once(scale: Scale) -> Outcome:
    async with bench() as one:
        chats = await people(one, recipients(scale, FEWER))
        async with one.database() as database:
            await schema.upgrade(database.engine)
            async with database.writing() as session:
                for chat in chats:
                    envelope = Envelope(f"once {chat}", chat, "notice", BATCH, once=True)
                    await outbox.post(session, envelope, Message("una volta sola"), now=datetime.now(UTC))
        await one.simulator.fault("cut_after", "sendMessage", share=0.05)
        await one.start()
        found = await finished(one)
        cut = sum(call.fault == "cut_after" for call in await calls_to(one, chats))
        return counted(await arrived(one, chats), chats, 0, f"{found.unknown} unknown", well=found.unknown == cut)


@fault(13, "30 % of the calls are answered 429")
async def flooded(scale: Scale) -> Outcome:
    async with bench() as one:
        chats = await people(one, recipients(scale, FEWER))
        await announce(one, chats)
        for seconds in (1, 3, 10, 30):
            await one.simulator.fault("429", "sendMessage", share=0.0835, retry_after=seconds)
        await one.start()
        found = await finished(one)
        calls = await calls_to(one, chats)
        early, refused = _too_early(calls), sum(call.status == 429 for call in calls)
        note = f"{refused} times 429, {early} calls before the time"
        return counted(await arrived(one, chats), chats, 0, note, well=early == 0 and found.sent == len(chats))


def _too_early(calls: Sequence[Call]) -> int:
    until_then: dict[int | None, float] = {}
    early = 0
    for call in sorted(calls, key=lambda call: call.at):
        early += call.at < until_then.get(call.chat_id, 0.0)
        if call.status == 429:
            until_then[call.chat_id] = call.at + call.answer["parameters"]["retry_after"]
    return early


@fault(13, "one chat is answered 429: the others do not wait")
async def one_flooded(scale: Scale) -> Outcome:
    async with bench() as one:
        chats = await people(one, 40)
        await one.simulator.fault("429", "sendMessage", times=1, retry_after=8, chat_id=chats[0])
        await one.start()
        await announce(one, chats)
        await finished(one)
        times = {call.chat_id: call.at for call in await calls_to(one, chats) if call.ok}
        others = max(times[chat] for chat in chats[1:]) - min(times.values())
        waited = times[chats[0]] - min(times.values())
        note = f"the flooded one waited {waited:.1f} s, the others {others:.1f} s"
        return counted(await arrived(one, chats), chats, 0, note, well=others < 1.4 + 2 and waited >= 8)


# -------------------------------------------------------------------------------------------- 14: pace


@fault(14, "1,000 recipients at Telegram's strict limits")
async def at_the_limit(scale: Scale) -> Outcome:
    async with bench() as one:
        await one.simulator.settings(strict_limits=True)
        chats = await people(one, recipients(scale))
        await one.start()
        await asyncio.sleep(3)
        await announce(one, chats)
        await finished(one)
        return await kept_pace(one, chats)


async def kept_pace(one: Bench, chats: Sequence[int]) -> Outcome:
    """What arrived at these chats, and how evenly."""
    calls = await calls_to(one, chats)
    refused = sum(call.status == 429 for call in calls)
    times = sorted(call.at for call in calls if call.ok)
    rate = (len(times) - 1) / (times[-1] - times[0])
    seconds = Counter(int(at - times[0]) for at in times)
    slowest = min(seconds[second] for second in range(max(1, int(times[-1] - times[0]))))
    note = f"{rate:.1f} a second, {slowest} in the slowest, {refused} times 429"
    return counted(await arrived(one, chats), chats, 0, note, well=rate >= 28 and not refused)


# ----------------------------------------------------------------- 15: blocked, unknown, moved groups


@fault(15, "10 % blocked, 5 % unknown, 5 % moved")
async def unreachable(scale: Scale) -> Outcome:
    async with bench() as one:
        everyone = await one.simulator.add_people(recipients(scale, FEWER) * 8 // 10)
        tenth = recipients(scale, FEWER) // 10
        blocked, open_ = everyone[:tenth], [person.id for person in everyone[tenth:]]
        for person in blocked:
            await person.blocks()
        unknown = [900_000 + number for number in range(tenth // 2)]
        groups = [
            await one.simulator.add_group(f"Gruppo {number}", [one.simulator.anna], kind="group")
            for number in range(tenth // 2)
        ]
        moved = [(await group.migrates()).id for group in groups]
        closed = [*(person.id for person in blocked), *unknown]
        await announce(one, [*closed, *(group.id for group in groups), *open_])
        await one.start()
        found = await finished(one)
        tries = Counter(call.chat_id for call in await calls_to(one, closed))
        note = f"{found.blocked} blocked, {len(moved)} followed, {max(tries.values())} try each"
        well = found.blocked == len(closed) and max(tries.values()) == 1
        return counted(await arrived(one, [*open_, *moved]), [*open_, *moved], 0, note, well=well)


# ------------------------------------------------------------------ 17, 18, 19: long, in parts, edited


@fault(17, "a message of 100,000 characters with markup")
async def long_message(scale: Scale) -> Outcome:
    async with bench() as one:
        [chat] = await people(one, 1)
        words = [f"parola{number:05d}" for number in range(7700)]
        await announce(one, [chat], "<b>Titolo</b>\n<i>" + " ".join(words) + "</i>")
        await one.start()
        await finished(one)
        calls = await calls_to(one, [chat])
        texts = [str(call.result["text"]) for call in calls if call.ok]
        said = [word for text in texts for word in text.split() if word.startswith("parola")]
        longest = max(len(text) for text in texts)
        well = said == words and longest <= 4096 and all(call.ok for call in calls)
        return Outcome(len(texts), len(words) - len(said), 0, well, f"{len(texts)} parts, longest {longest}")


@fault(18, "kill -9 between the parts of one message")
async def killed_between_parts(scale: Scale) -> Outcome:
    async with bench() as one:
        [chat] = await people(one, 1)
        await announce(one, [chat], " ".join(f"parola{number:05d}" for number in range(1500)))
        parts = (await tally(one)).total
        for _ in range(parts - 1):
            await _killed_somewhere(one, [chat], 1)
        await one.start()
        await finished(one)
        texts = Counter(call.result["text"] for call in await calls_to(one, [chat]) if call.applied)
        doubles = sum(times - 1 for times in texts.values())
        return Outcome(
            parts, parts - len(texts), doubles, len(texts) == parts and doubles <= parts - 1, f"{parts} parts"
        )


@fault(19, "a storm of edits")
async def edit_storm(scale: Scale) -> Outcome:
    async with bench() as one:
        [chat] = await people(one, 1)
        await one.start()
        await announce(one, [chat])
        await finished(one)
        async with one.database() as database:
            for number in range(100):
                async with database.writing() as session:
                    message = Message(f"stato {number}")
                    await outbox.revise(session, f"{BATCH} {chat}", message, now=datetime.now(UTC))
                await asyncio.sleep(0.1)
        await until(lambda: _shows(one, chat, "stato 99"))
        times = sorted(call.at for call in await calls_to(one, [chat], "editMessageText"))
        closest = min((later - earlier for earlier, later in pairwise(times)), default=9.9)
        return Outcome(100, 0, 0, closest >= 1.45, f"{len(times)} edits, {closest:.2f} s apart at least")


async def _shows(one: Bench, chat: int, text: str) -> bool:
    edits = await calls_to(one, [chat], "editMessageText")
    return any(call.parameters.get("text") == text for call in edits)


# ---------------------------------------------------------------------------- 27: two bots by mistake


@fault(27, "two bots started by mistake")
async def two_bots(scale: Scale) -> Outcome:
    async with bench() as one:
        chats = await people(one, recipients(scale, FEWER))
        await announce(one, chats)
        other = Bench(one.simulator, one.settings, one.log.with_name("other.jsonl"))
        try:
            await asyncio.gather(one.start(until_receiving=False), other.start(until_receiving=False))
            found = await finished(one)
        finally:
            await other.kill()
        return counted(await arrived(one, chats), chats, 0, f"{found.sent} sent")
