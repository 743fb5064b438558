"""Lanes: order within a chat, no waiting for another chat's flood, a few at once."""

from __future__ import annotations

import asyncio

from bot.telegram.lanes import Lanes


async def test_one_chats_updates_are_worked_on_in_strict_order() -> None:
    done: list[int] = []

    async def work(item: int) -> None:
        await asyncio.sleep(0.001 * (item % 3))
        done.append(item)

    lanes: Lanes[int] = Lanes(work)
    for item in range(100):
        lanes.put("chat", item)
    await lanes.at_most(0)
    assert done == list(range(100))


async def test_a_flooding_chat_does_not_hold_up_another() -> None:
    done: list[str] = []

    async def work(item: str) -> None:
        await asyncio.sleep(0.005)
        done.append(item)

    lanes: Lanes[str] = Lanes(work, at_once=2)
    for _ in range(50):
        lanes.put("flood", "flood")
    lanes.put("anna", "anna")
    lanes.put("bruno", "bruno")
    await lanes.at_most(0)
    assert done.index("anna") < 5
    assert done.index("bruno") < 5


async def test_no_more_than_the_slots_are_in_work_at_once() -> None:
    in_work, most = 0, 0

    async def work(item: int) -> None:
        nonlocal in_work, most
        in_work += 1
        most = max(most, in_work)
        await asyncio.sleep(0.002)
        in_work -= 1

    lanes: Lanes[int] = Lanes(work, at_once=8)
    for item in range(40):
        lanes.put(item, item)
    await lanes.at_most(0)
    assert most == 8
    assert lanes.pending == 0


async def test_a_lane_that_ran_empty_takes_work_again() -> None:
    done: list[int] = []

    async def work(item: int) -> None:
        done.append(item)

    lanes: Lanes[int] = Lanes(work)
    for item in (1, 2):
        lanes.put("chat", item)
        await lanes.at_most(0)
    assert done == [1, 2]


async def test_what_is_tried_again_keeps_its_place_and_holds_up_its_own_chat_alone() -> None:
    done: list[str] = []
    failures = [0.1, 0.1]

    async def work(item: str) -> float | None:
        if item == "first" and failures:
            return failures.pop()
        done.append(item)
        return None

    lanes: Lanes[str] = Lanes(work, at_once=1)
    lanes.put("anna", "first")
    lanes.put("anna", "second")
    lanes.put("bruno", "other")
    await lanes.at_most(0)
    assert done == ["other", "first", "second"]


async def test_a_stop_lets_end_what_is_in_work_and_begins_nothing_more() -> None:
    done: list[int] = []

    async def work(item: int) -> None:
        await asyncio.sleep(0.05)
        done.append(item)

    lanes: Lanes[int] = Lanes(work, at_once=2)
    for item in range(6):
        lanes.put(item % 3, item)
    await asyncio.sleep(0.01)
    await lanes.stop(1)
    assert sorted(done) == [0, 1]


async def test_a_stop_breaks_off_what_does_not_end() -> None:
    async def work(item: int) -> None:
        await asyncio.sleep(60)

    lanes: Lanes[int] = Lanes(work)
    lanes.put("chat", 1)
    await asyncio.sleep(0.01)
    async with asyncio.timeout(15):
        await lanes.stop(0.05)


async def test_a_lane_that_waits_for_an_event_takes_no_slot_and_keeps_its_order() -> None:
    done: list[str] = []
    ready = asyncio.Event()

    async def work(item: str) -> asyncio.Event | None:
        if item.startswith("late") and not ready.is_set():
            return ready
        done.append(item)
        return None

    lanes: Lanes[str] = Lanes(work, at_once=1)
    for lane, item in (("a", "late 1"), ("a", "then"), ("b", "late 2"), ("c", "now")):
        lanes.put(lane, item)
    await lanes.at_most(3)
    assert done == ["now"]
    ready.set()
    await lanes.at_most(0)
    assert sorted(done) == ["late 1", "late 2", "now", "then"] and done.index("late 1") < done.index("then")
