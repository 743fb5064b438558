"""getUpdates by Telegram's rules: who acknowledges, who waits, who is told off."""

import asyncio
import time

from bot.simulator.client import Simulator

OTHER = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"


def texts(updates: list[dict]) -> list[str]:
    return [update["message"]["text"] for update in updates]


async def test_the_offset_is_the_only_acknowledgement(simulator: Simulator) -> None:
    await simulator.settings(same_offset_single=0)
    await simulator.anna.says("uno")
    await simulator.anna.says("due")
    first = await simulator.call("getUpdates")
    again = await simulator.call("getUpdates")
    assert texts(first) == texts(again) == ["uno", "due"]
    rest = await simulator.call("getUpdates", offset=first[0]["update_id"] + 1)
    assert texts(rest) == ["due"]
    assert await simulator.pending() == 1


async def test_an_offset_outside_the_queue_falls_back_to_its_head(simulator: Simulator) -> None:
    await simulator.anna.says("uno")
    far = await simulator.call("getUpdates", offset=2_000_000_000)
    low = await simulator.call("getUpdates", offset=1)
    assert texts(far) == texts(low) == ["uno"]


async def test_a_negative_offset_forgets_all_but_the_last(simulator: Simulator) -> None:
    for text in ("uno", "due", "tre"):
        await simulator.anna.says(text)
    assert texts(await simulator.call("getUpdates", offset=-1)) == ["tre"]
    assert await simulator.pending() == 1


async def test_a_call_brings_at_most_100_updates(simulator: Simulator) -> None:
    await asyncio.gather(*(simulator.anna.says(str(number)) for number in range(105)))
    assert len(await simulator.call("getUpdates", limit=500)) == 100


async def test_the_same_offset_within_half_a_second_brings_one_update(simulator: Simulator) -> None:
    await simulator.anna.says("uno")
    await simulator.anna.says("due")
    assert len(await simulator.call("getUpdates", offset=5)) == 2
    assert texts(await simulator.call("getUpdates", offset=5)) == ["uno"]


async def test_the_same_offset_soon_again_becomes_a_longer_poll(simulator: Simulator) -> None:
    await simulator.settings(same_offset_wait=0.4)
    assert await simulator.call("getUpdates", offset=5) == []
    started = time.monotonic()
    assert await simulator.call("getUpdates", offset=5) == []
    assert time.monotonic() - started > 0.35


async def test_a_waiting_poll_gets_an_update_at_once(simulator: Simulator) -> None:
    poll = asyncio.create_task(simulator.call("getUpdates", timeout=20))
    await asyncio.sleep(0.1)
    started = time.monotonic()
    await simulator.anna.says("eccomi")
    assert texts(await poll) == ["eccomi"]
    assert time.monotonic() - started < 1


async def test_a_second_poller_ends_the_first_and_conflicts_are_held_back(simulator: Simulator) -> None:
    await simulator.settings(conflict_wait=0.5)
    first = asyncio.create_task(simulator.call("getUpdates", timeout=20))
    await asyncio.sleep(0.1)
    second = asyncio.create_task(simulator.call("getUpdates", timeout=20, offset=1))
    refused = await asyncio.wait_for(first, 2)
    assert (refused["error_code"], refused["description"]) == (409, OTHER)
    started = time.monotonic()
    third = asyncio.create_task(simulator.call("getUpdates", timeout=20, offset=2))
    assert (await second)["error_code"] == 409
    assert time.monotonic() - started > 0.4, "the second conflict within the time is held back"
    await simulator.anna.says("x")
    assert texts(await third) == ["x"]


async def test_polling_is_refused_while_a_webhook_is_set(simulator: Simulator) -> None:
    await simulator.call("setWebhook", url="http://127.0.0.1:9/hook")
    refused = await simulator.call("getUpdates")
    assert refused["error_code"] == 409 and "while webhook is active" in refused["description"]
    await simulator.call("deleteWebhook")
    assert await simulator.call("getUpdates") == []


async def test_reactions_come_only_when_asked_for(simulator: Simulator) -> None:
    hers = await simulator.anna.starts()
    await simulator.anna.reacts(hers, "🔥")
    await simulator.call("getUpdates", allowed_updates=["message", "message_reaction"])
    await simulator.anna.reacts(hers, "👍")
    updates = await simulator.call("getUpdates", offset=1)
    assert [[*update][1] for update in updates] == ["message", "message_reaction"]
    assert updates[1]["message_reaction"]["new_reaction"] == [{"type": "emoji", "emoji": "👍"}]
    assert updates[1]["message_reaction"]["old_reaction"] == [{"type": "emoji", "emoji": "🔥"}]


async def test_a_raw_update_of_any_content_reaches_the_bot(simulator: Simulator) -> None:
    await simulator.update({"message": {"text": 5}})
    await simulator.update({"unheard_of": {"half": "\ud83d"}})
    first, second = await simulator.call("getUpdates")
    assert first["message"] == {"text": 5}
    assert second["unheard_of"]["half"] == "\ud83d"


async def test_updates_can_be_repeated_mixed_and_dropped(simulator: Simulator) -> None:
    await simulator.settings(same_offset_single=0, same_offset_wait=0)
    await simulator.update_faults(repeat=3)
    await simulator.anna.says("tre volte")
    seen = []
    for _ in range(4):
        updates = await simulator.call("getUpdates", offset=simulator_offset(seen))
        seen += updates
    assert texts(seen) == ["tre volte"] * 3 and len({update["update_id"] for update in seen}) == 1

    await simulator.update_faults(drop=1)
    await simulator.anna.says("persa")
    await simulator.anna.says("arrivata")
    seen += await simulator.call("getUpdates", offset=simulator_offset(seen))
    assert texts(seen)[3:] == ["arrivata"]

    await simulator.update_faults(shuffle=10)
    for number in range(5):
        await simulator.anna.says(f"a{number}")
        await simulator.bruno.says(f"b{number}")
    mixed = texts(await simulator.call("getUpdates", offset=simulator_offset(seen)))
    assert mixed != sorted(mixed, key=lambda text: text[1])
    assert [text for text in mixed if text[0] == "a"] == ["a0", "a1", "a2", "a3", "a4"]


def simulator_offset(seen: list[dict]) -> int:
    return max((update["update_id"] for update in seen), default=0) + 1
